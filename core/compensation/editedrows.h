#pragma once

#include "core/compensation/compensation.h"
#include "core/compensation/exceptionexport.h"
#include "core/ledger/ledgerreader.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace weir {

/// Why a line of a file of edited rows is not taken.
struct RefusedEdit
{
    enum class Why : std::uint8_t {
        NotUtf8,      ///< the whole file: its text would be damaged
        NotAnExport,  ///< the whole file: there is no column "row" at its beginning
        UnknownField, ///< the whole file: the source has no such field; other: the nearest name, or empty
        OpenQuote,    ///< the whole file: a quote that is opened in this line is never closed
        TooMany,      ///< the whole file: more than editedRowsMax
        BrokenLine,   ///< not as the export writes it; other: what it holds
        UnknownRow,   ///< the job has no such row
        NotOpen,      ///< delivered, discarded or unknown; other: its state in the ledger
        SetAside,     ///< compensations pass it over
        Twice,        ///< the row stands in another line, too; other: that line's number
        NotAValue,    ///< the field cannot hold the value; other: the field's type
        DigitsLost,   ///< a spreadsheet wrote a number instead of the digits; other: the value as read
        ReadOnly,     ///< only a column in front of the fields was changed; other: the field that the row failed for
    } why = Why::BrokenLine;
    std::size_t line = 0;   ///< from 1; a record of several lines counts by its first
    std::int64_t row = 0;   ///< 0: none is meant
    std::string field;
    std::string value;      ///< as it stands in the file, masked as EditReading says
    std::string other;

    [[nodiscard]] bool isWholeFile() const { return why <= Why::TooMany; }
    /// English, for the command line.
    [[nodiscard]] std::string text() const;
};

/// What a file says, line by line: every row in it is in one of the three counts.
struct EditedFile
{
    EditedRows edits;                                ///< rows with a change
    std::vector<std::pair<std::string, std::int64_t>> fields; ///< changed, with their rows; in the source's order
    std::int64_t unchanged = 0;
    std::int64_t refusedLines = 0;
    std::vector<RefusedEdit> refused;                ///< the first refusedMax; one for the whole file stands alone
    static constexpr std::size_t refusedMax = 1'000;
};

struct EditReading
{
    ValueMask mask; ///< that the export may have been written with
    CancelToken token;
    std::function<void(double share)> progress; ///< on the calling thread, now and then; may be empty
};

/// Reads rows that a person edited, as exportOpenRows() wrote them; a value that was not touched, or that comes back as it
/// was masked, stays exactly as read. NDJSON lines {"row": id, "values": {…}}, other members ignored. A file whose name
/// ends in .csv: the columns "row" and fields of the source (separated by comma, semicolon or tab); guards against formulas
/// are taken off, a cell that was emptied is NULL. What is not taken is named, and nothing else is left out.
/// Errors: NotFound when the file cannot be read, Cancelled.
[[nodiscard]] Result<EditedFile> inspectEditedRows(LedgerReader &ledger, std::int64_t job, const std::string &path,
                                                   const EditReading &how = {});

/// A value that a person typed beside its row.
struct TypedValue
{
    std::int64_t row = 0;
    std::string field;
    std::optional<std::string> value; ///< nothing: NULL
};
/// The same for values typed in place; what is refused has no line. A value that stands already is no change.
[[nodiscard]] Result<EditedFile> inspectTypedValues(LedgerReader &ledger, std::int64_t job,
                                                    const std::vector<TypedValue> &values);

/// The same for programs that take all or nothing: InvalidConfig names line and reason of the first line that is refused,
/// or says that no row was changed.
[[nodiscard]] Result<EditedRows> readEditedRows(LedgerReader &ledger, std::int64_t job, const std::string &path,
                                                const ValueMask &mask = {});

constexpr std::size_t editedRowsMax = 50'000;

} // namespace weir
