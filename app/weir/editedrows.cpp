#include "app/weir/editedrows.h"

#include "core/base/names.h"
#include "core/data/schemajson.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

Unexpected wrongAt(const std::string &path, std::size_t line, const std::string &what)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop, fmt::format("--from-file {}, line {}: {}; nothing was written", path, line, what));
}

Result<std::vector<std::string>> sourceFields(LedgerReader &ledger, std::int64_t job)
{
    WEIR_TRY(const std::string text, ledger.sourceSchema(job));
    std::vector<std::string> names;
    if (text.empty())
        return names;
    WEIR_TRY(const Schema schema, schemaFromJson(text));
    for (const Field &field : schema.fields())
        names.push_back(field.name);
    return names;
}

} // namespace

Result<EditedRows> readEditedRows(LedgerReader &ledger, std::int64_t job, const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return fail(ErrorCode::NotFound, Recovery::Stop, fmt::format("--from-file: cannot read {}", path));
    WEIR_TRY(const std::vector<std::string> fields, sourceFields(ledger, job));
    EditedRows edits;
    std::string text;
    for (std::size_t line = 1; std::getline(file, text); ++line) {
        if (text.find_first_not_of(" \t\r") == std::string::npos)
            continue;
        const Json object = Json::parse(text, nullptr, false);
        if (!object.is_object() || !object.contains("row") || !object["row"].is_number_integer() ||
            !object.contains("values") || !object["values"].is_object())
            return wrongAt(path, line, "expected {\"row\": id, \"values\": {…}} as `weir failures JOB --export FILE` writes it");
        const auto id = object["row"].get<std::int64_t>();
        WEIR_TRY(const auto row, ledger.openRow(job, id));
        if (!row)
            return wrongAt(path, line, fmt::format("row {} is no open quarantined row of this job", id));
        Json payload = row->isRaw ? Json::object() : Json::parse(row->payload, nullptr, false);
        if (!payload.is_object())
            payload = Json::object();
        for (const auto &[name, value] : object["values"].items()) {
            if (std::find(fields.begin(), fields.end(), name) == fields.end()) {
                const std::string nearest = nearestName(name, fields);
                return wrongAt(path, line, fmt::format("the source has no field \"{}\"{}", name,
                                                       nearest.empty() ? "" : fmt::format(", did you mean \"{}\"?", nearest)));
            }
            payload[name] = value;
        }
        edits[id] = payload.dump(-1, ' ', false, Json::error_handler_t::replace);
        if (edits.size() > editedRowsMax)
            return wrongAt(path, line, fmt::format("at most {} rows at once", editedRowsMax));
    }
    if (edits.empty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, fmt::format("--from-file: {} holds no rows", path));
    return edits;
}

} // namespace weir
