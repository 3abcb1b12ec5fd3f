#pragma once

#include "core/base/canceltoken.h"
#include "core/base/json.h"
#include "core/data/schema.h"
#include "core/ledger/ledgerreader.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// What a reader may see of a value of \a field; empty: everything. The same mask must be given to readEditedRows(), which
/// takes a masked cell that comes back unchanged for an untouched value.
using ValueMask = std::function<std::string(std::string_view field, const std::string &value)>;

/// Masks what looks like personal data (maskPersonal), whatever the field.
[[nodiscard]] ValueMask personalMask();

/// What exportOpenRows() writes and how.
struct ExportRequest
{
    std::optional<std::int64_t> job;   ///< its number in the ledger; nothing: it has not run yet
    std::optional<std::int64_t> cause; ///< nothing: every cause
    std::optional<std::int64_t> run;   ///< nothing: every run
    std::string path;
    ValueMask mask;
    bool leavesOutSetAside = false;    ///< compensations pass over those
    CancelToken token;
    std::function<void(std::int64_t rows)> progress; ///< on the calling thread, now and then; may be empty
};

/// Writes open rows to a file (0600) and answers their number. NDJSON: one object a line, {row, cause, position, code,
/// field, value, detail, values}. A name in .csv makes a file for spreadsheets instead (UTF-8 with a byte order mark), safe
/// against formulas (SR-50). readEditedRows() reads both back. A file that exists is never written over: it may hold a
/// person's edits. What is cancelled or fails leaves no file. \a ledger null: nothing has run yet.
[[nodiscard]] Result<std::int64_t> exportOpenRows(LedgerReader *ledger, const ExportRequest &request);

/// Columns of the spreadsheet file before those of the source's fields; the first is the row's id.
[[nodiscard]] const std::vector<std::string> &exportColumns();
/// What a spreadsheet shows of one row, before guards and quotes.
class ExportCells
{
public:
    explicit ExportCells(const ExceptionRow &row);
    ~ExportCells();
    ExportCells(const ExportCells &) = delete;
    ExportCells &operator=(const ExportCells &) = delete;
    /// One of exportColumns().
    [[nodiscard]] std::string column(std::size_t index, const ValueMask &mask = {}) const;
    /// A field of the source; empty when the row has none or NULL.
    [[nodiscard]] std::string field(const std::string &name, const ValueMask &mask = {}) const;
    /// The row as read, as far as it could be parsed.
    [[nodiscard]] const Json &values() const;

private:
    const ExceptionRow &m_row;
    std::unique_ptr<Json> m_values;
};
/// The fields that the job's source had in its first run; none before.
[[nodiscard]] Result<Schema> sourceFields(LedgerReader &ledger, std::int64_t job);

} // namespace weir
