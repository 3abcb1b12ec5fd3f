#include "core/data/schemajson.h"

#include "core/base/json.h"

#include <nlohmann/json.hpp>

namespace weir {

std::string schemaToJson(const Schema &schema)
{
    Json fields = Json::array();
    for (const Field &field : schema.fields()) {
        Json object{{"name", field.name}, {"type", typeText(field.type)}, {"nullable", field.isNullable}};
        if (!field.nativeType.empty())
            object["native"] = field.nativeType;
        fields.push_back(std::move(object));
    }
    return Json{{"fields", std::move(fields)}, {"key", schema.key()}}.dump();
}

Result<Schema> schemaFromJson(std::string_view text)
{
    const Unexpected damaged = fail(ErrorCode::StorageCorrupt, Recovery::Stop, "a stored schema cannot be read");
    const Json object = Json::parse(text, nullptr, false);
    if (!object.is_object() || !object.contains("fields") || !object.contains("key"))
        return damaged;
    std::vector<Field> fields;
    for (const Json &member : object["fields"]) {
        if (!member.is_object() || !member.contains("name") || !member["name"].is_string())
            return damaged;
        Field field;
        field.name = member["name"].get<std::string>();
        WEIR_TRY(field.type, parseType(member.value("type", "text")));
        field.isNullable = member.value("nullable", true);
        field.nativeType = member.value("native", "");
        fields.push_back(std::move(field));
    }
    std::vector<std::string> key;
    for (const Json &name : object["key"]) {
        if (!name.is_string())
            return damaged;
        key.push_back(name.get<std::string>());
    }
    return Schema(std::move(fields), std::move(key));
}

} // namespace weir
