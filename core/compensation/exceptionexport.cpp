#include "core/compensation/exceptionexport.h"

#include "core/base/json.h"
#include "core/base/names.h"
#include "core/base/redact.h"
#include "core/data/personaldata.h"
#include "core/data/schemajson.h"
#include "core/data/spreadsheet.h"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

constexpr std::int64_t rowsPerNotice = 500;

std::string seen(const ValueMask &mask, std::string_view field, const std::string &value)
{
    return mask ? mask(field, value) : value;
}

std::string ndjsonLine(const ExceptionRow &row, const ValueMask &mask)
{
    Json values = ExportCells(row).values();
    if (mask) {
        for (auto &[name, value] : values.items()) {
            if (value.is_string())
                value = mask(name, value.get<std::string>());
        }
    }
    Json object{{"row", row.id}, {"cause", row.cause}, {"position", row.position}, {"code", row.code},
                {"field", row.field}, {"value", seen(mask, row.field, row.value)},
                {"detail", seen(mask, row.field, redact(row.detail))}, {"values", std::move(values)}};
    if (row.isRaw)
        object["raw"] = seen(mask, {}, row.payload);
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string csvLine(const ExceptionRow &row, const Schema &fields, const ValueMask &mask)
{
    const ExportCells cells(row);
    std::string line;
    for (std::size_t i = 0; i < exportColumns().size(); ++i)
        line += (i == 0 ? "" : ",") + spreadsheetCell(cells.column(i, mask));
    for (const Field &field : fields.fields())
        line += ',' + spreadsheetCell(cells.field(field.name, mask));
    return line + "\r";
}

std::string csvHead(const Schema &fields)
{
    std::string head = fmt::format("\xEF\xBB\xBF{}", fmt::join(exportColumns(), ","));
    for (const Field &field : fields.fields())
        head += ',' + spreadsheetCell(field.name);
    return head + "\r\n";
}

/// The rows behind the head.
Result<std::int64_t> writeRows(LedgerReader &ledger, const ExportRequest &request, const Schema *fields, std::ostream &file)
{
    std::int64_t rows = 0;
    WEIR_CHECK(ledger.eachOpenRow(*request.job, request.cause, [&](const ExceptionRow &row) -> Result<bool> {
        if ((request.leavesOutSetAside && row.isSetAside) || (request.run && row.run != *request.run))
            return true;
        file << (fields ? csvLine(row, *fields, request.mask) : ndjsonLine(row, request.mask)) << '\n';
        if (++rows % rowsPerNotice == 0) {
            if (request.token.isCancelled())
                return CancelToken::cancelled();
            if (request.progress)
                request.progress(rows);
        }
        return file.good();
    }));
    return rows;
}

} // namespace

ValueMask personalMask()
{
    return [](std::string_view, const std::string &value) { return maskPersonal(value); };
}

const std::vector<std::string> &exportColumns()
{
    static const std::vector<std::string> columns = {"row", "cause", "position", "code", "field", "value", "detail"};
    return columns;
}

ExportCells::ExportCells(const ExceptionRow &row)
    : m_row(row), m_values(std::make_unique<Json>(row.isRaw ? Json::object() : Json::parse(row.payload, nullptr, false)))
{
    if (!m_values->is_object())
        *m_values = Json::object();
}

ExportCells::~ExportCells() = default;

std::string ExportCells::column(std::size_t index, const ValueMask &mask) const
{
    switch (index) {
    case 0: return std::to_string(m_row.id);
    case 1: return std::to_string(m_row.cause);
    case 2: return m_row.position;
    case 3: return m_row.code;
    case 4: return m_row.field;
    case 5: return seen(mask, m_row.field, m_row.value);
    default: return seen(mask, m_row.field, redact(m_row.detail));
    }
}

std::string ExportCells::field(const std::string &name, const ValueMask &mask) const
{
    const auto value = m_values->find(name);
    if (value == m_values->end() || value->is_null())
        return {};
    return seen(mask, name, value->is_string() ? value->get<std::string>()
                                               : value->dump(-1, ' ', false, Json::error_handler_t::replace));
}

const Json &ExportCells::values() const
{
    return *m_values;
}

Result<Schema> sourceFields(LedgerReader &ledger, std::int64_t job)
{
    WEIR_TRY(const std::string text, ledger.sourceSchema(job));
    return text.empty() ? Schema() : schemaFromJson(text);
}

Result<std::int64_t> exportOpenRows(LedgerReader *ledger, const ExportRequest &request)
{
    const std::string &path = request.path;
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored))
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("{} exists already; name another file or remove it", path));
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    if (!file)
        return fail(ErrorCode::PermissionDenied, Recovery::Stop, fmt::format("cannot write {}", path));
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, ignored);
    const bool hasRows = ledger && request.job;
    const bool isCsv = lowerAscii(path).ends_with(".csv");
    const auto write = [&]() -> Result<std::int64_t> {
        Schema fields;
        if (hasRows && isCsv) {
            WEIR_TRY(fields, sourceFields(*ledger, *request.job));
        }
        if (isCsv)
            file << csvHead(fields);
        WEIR_TRY(const std::int64_t rows,
                 hasRows ? writeRows(*ledger, request, isCsv ? &fields : nullptr, file) : Result<std::int64_t>(0));
        file.close();
        if (!file)
            return fail(ErrorCode::StorageFull, Recovery::Stop, fmt::format("writing {} failed; nothing was exported", path));
        return rows;
    };
    auto rows = write();
    if (!rows)
        std::filesystem::remove(path, ignored);
    return rows;
}

} // namespace weir
