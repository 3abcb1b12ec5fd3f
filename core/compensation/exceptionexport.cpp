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

Json valuesOf(const ExceptionRow &row)
{
    Json values = row.isRaw ? Json::object() : Json::parse(row.payload, nullptr, false);
    return values.is_object() ? values : Json::object();
}

std::string seen(const ValueMask &mask, std::string_view field, const std::string &value)
{
    return mask ? mask(field, value) : value;
}

std::string ndjsonLine(const ExceptionRow &row, const ValueMask &mask)
{
    Json values = valuesOf(row);
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

std::string csvLine(const ExceptionRow &row, const std::vector<std::string> &fields, const ValueMask &mask)
{
    std::string line = fmt::format("{},{},{},{},{},{},{}", row.id, row.cause, spreadsheetCell(row.position),
                                   spreadsheetCell(row.code), spreadsheetCell(row.field),
                                   spreadsheetCell(seen(mask, row.field, row.value)),
                                   spreadsheetCell(seen(mask, row.field, redact(row.detail))));
    for (const std::string &cell : exportCells(row, fields, mask))
        line += ',' + spreadsheetCell(cell);
    return line + "\r";
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

std::vector<std::string> exportCells(const ExceptionRow &row, const std::vector<std::string> &fields,
                                     const ValueMask &mask)
{
    const Json values = valuesOf(row);
    std::vector<std::string> cells;
    for (const std::string &field : fields) {
        std::string &cell = cells.emplace_back();
        const auto value = values.find(field);
        if (value != values.end() && !value->is_null())
            cell = value->is_string() ? value->get<std::string>()
                                      : value->dump(-1, ' ', false, Json::error_handler_t::replace);
        if (mask)
            cell = mask(field, cell);
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

Result<std::int64_t> exportOpenRows(LedgerReader *ledger, std::optional<std::int64_t> job,
                                    std::optional<std::int64_t> cause, const std::string &path, const ValueMask &mask)
{
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored))
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("{} exists already; name another file or remove it", path));
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    if (!file)
        return fail(ErrorCode::PermissionDenied, Recovery::Stop, fmt::format("cannot write {}", path));
    const bool isCsv = lowerAscii(path).ends_with(".csv");
    std::vector<std::string> fields;
    if (isCsv) {
        std::string head = fmt::format("{}", fmt::join(exportColumns(), ","));
        if (ledger && job) {
            WEIR_TRY(fields, sourceFieldNames(*ledger, *job));
            for (const std::string &field : fields)
                head += ',' + spreadsheetCell(field);
        }
        file << head << "\r\n";
    }
    std::int64_t rows = 0;
    if (ledger && job) {
        WEIR_CHECK(ledger->eachOpenRow(*job, cause, [&](const ExceptionRow &row) -> Result<bool> {
            file << (isCsv ? csvLine(row, fields, mask) : ndjsonLine(row, mask)) << '\n';
            ++rows;
            return file.good();
        }));
    }
    file.close();
    if (!file)
        return fail(ErrorCode::StorageFull, Recovery::Stop, fmt::format("writing {} failed; it is not complete", path));
    return rows;
}

} // namespace weir
