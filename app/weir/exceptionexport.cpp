#include "app/weir/exceptionexport.h"

#include "app/weir/texts.h"
#include "core/base/json.h"
#include "core/base/names.h"
#include "core/base/redact.h"
#include "core/data/schemajson.h"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

Json valuesOf(const ExceptionRow &row)
{
    Json values = row.isRaw ? Json::object() : Json::parse(row.payload, nullptr, false);
    return values.is_object() ? values : Json::object();
}

std::string ndjsonLine(const ExceptionRow &row)
{
    Json object{{"row", row.id}, {"cause", row.cause}, {"position", row.position}, {"code", row.code},
                {"field", row.field}, {"value", row.value}, {"detail", redact(row.detail)}, {"values", valuesOf(row)}};
    if (row.isRaw)
        object["raw"] = row.payload;
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string csvLine(const ExceptionRow &row, const std::vector<std::string> &fields)
{
    std::string line = fmt::format("{},{},{},{},{},{},{}", row.id, row.cause, spreadsheetCell(row.position),
                                   spreadsheetCell(row.code), spreadsheetCell(row.field), spreadsheetCell(row.value),
                                   spreadsheetCell(redact(row.detail)));
    for (const std::string &cell : exportCells(row, fields))
        line += ',' + spreadsheetCell(cell);
    return line + "\r";
}

} // namespace

const std::vector<std::string> &exportColumns()
{
    static const std::vector<std::string> columns = {"row", "cause", "position", "code", "field", "value", "detail"};
    return columns;
}

std::vector<std::string> exportCells(const ExceptionRow &row, const std::vector<std::string> &fields)
{
    const Json values = valuesOf(row);
    std::vector<std::string> cells;
    for (const std::string &field : fields) {
        std::string &cell = cells.emplace_back();
        const auto value = values.find(field);
        if (value != values.end() && !value->is_null())
            cell = value->is_string() ? value->get<std::string>()
                                      : value->dump(-1, ' ', false, Json::error_handler_t::replace);
    }
    return cells;
}

Result<std::vector<std::string>> sourceFieldNames(LedgerReader &ledger, std::int64_t job)
{
    std::vector<std::string> names;
    WEIR_TRY(const std::string text, ledger.sourceSchema(job));
    if (text.empty())
        return names;
    WEIR_TRY(const Schema schema, schemaFromJson(text));
    for (const Field &field : schema.fields())
        names.push_back(field.name);
    return names;
}

Result<std::int64_t> exportOpenRows(std::optional<LedgerReader> &ledger, std::optional<std::int64_t> job,
                                    std::optional<std::int64_t> cause, const std::string &path)
{
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) // it may hold a person's edits
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("--export: {} exists already; name another file or remove it", path));
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    if (!file)
        return fail(ErrorCode::PermissionDenied, Recovery::Stop, fmt::format("--export: cannot write {}", path));
    const bool isCsv = lowerAscii(path).ends_with(".csv");
    std::vector<std::string> fields;
    if (isCsv) {
        std::string head = fmt::format("{}", fmt::join(exportColumns(), ","));
        if (job) {
            WEIR_TRY(fields, sourceFieldNames(*ledger, *job));
            for (const std::string &field : fields)
                head += ',' + spreadsheetCell(field);
        }
        file << head << "\r\n";
    }
    std::int64_t rows = 0;
    if (job) {
        WEIR_CHECK(ledger->eachOpenRow(*job, cause, [&](const ExceptionRow &row) -> Result<bool> {
            file << (isCsv ? csvLine(row, fields) : ndjsonLine(row)) << '\n';
            ++rows;
            return file.good();
        }));
    }
    file.close();
    if (!file)
        return fail(ErrorCode::StorageFull, Recovery::Stop, fmt::format("--export: writing {} failed; it is not complete", path));
    return rows;
}

} // namespace weir
