#include "ui/wizard/lastseen.h"

#include "core/base/json.h"

#include <nlohmann/json.hpp>

namespace weir {

namespace {

constexpr std::pair<const char *, std::int64_t FieldProfile::*> counts[] = {
    {"values", &FieldProfile::values},   {"nulls", &FieldProfile::nulls},     {"empty", &FieldProfile::empty},
    {"distinct", &FieldProfile::distinct}, {"longest", &FieldProfile::longest}, {"characters", &FieldProfile::longestCharacters},
};

Json fieldJson(const FieldProfile &profile, const Field &field)
{
    Json object = {{"name", profile.name}, {"type", typeText(field.type)}, {"proposed", typeText(profile.proposed)},
                   {"nullable", field.isNullable}};
    for (const auto &[name, count] : counts)
        object[name] = profile.*count;
    return object;
}

std::optional<std::pair<FieldProfile, Field>> fieldFrom(const Json &object)
{
    const Result<Type> type = parseType(object.at("type").get<std::string>());
    const Result<Type> proposed = parseType(object.at("proposed").get<std::string>());
    if (!type || !proposed)
        return std::nullopt;
    FieldProfile profile;
    profile.name = object.at("name").get<std::string>();
    profile.type = *type;
    profile.proposed = *proposed;
    for (const auto &[name, count] : counts)
        profile.*count = object.at(name).get<std::int64_t>();
    Field field{profile.name, *type, object.at("nullable").get<bool>(), {}};
    return std::pair(std::move(profile), std::move(field));
}

} // namespace

std::string lastSeenText(const SourceLook &look, const std::string &key)
{
    if (!look.schema || look.fields.size() != look.schema->size())
        return {};
    Json fields = Json::array();
    for (std::size_t i = 0; i < look.fields.size(); ++i)
        fields.push_back(fieldJson(look.fields[i], look.schema->field(i)));
    const Json object = {{"key", key},         {"label", look.label.toStdString()}, {"at", look.at.toMSecsSinceEpoch()},
                         {"rows", look.rows}, {"whole", look.isWhole},             {"file", look.isFile},
                         {"sourceKey", look.schema->key()}, {"fields", std::move(fields)}};
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<SourceLook> lastSeenFrom(const std::string &text, const std::string &key)
{
    const Json object = Json::parse(text, nullptr, false);
    if (!object.is_object())
        return std::nullopt;
    try {
        if (object.at("key").get<std::string>() != key)
            return std::nullopt;
        SourceLook look;
        std::vector<Field> fields;
        for (const Json &each : object.at("fields")) {
            auto field = fieldFrom(each);
            if (!field)
                return std::nullopt;
            look.fields.push_back(std::move(field->first));
            fields.push_back(std::move(field->second));
        }
        look.schema = std::make_shared<const Schema>(std::move(fields), object.at("sourceKey").get<std::vector<std::string>>());
        std::vector<ColumnPtr> none;
        for (const Field &field : look.schema->fields())
            none.push_back(std::make_shared<Column>(field.type.kind));
        look.sample = RecordBatch(look.schema, std::move(none), 0);
        look.label = QString::fromStdString(object.at("label").get<std::string>());
        look.at = QDateTime::fromMSecsSinceEpoch(object.at("at").get<qint64>());
        look.rows = object.at("rows").get<qint64>();
        look.isWhole = object.at("whole").get<bool>();
        look.isFile = object.at("file").get<bool>();
        look.isFromDraft = true;
        return look;
    } catch (const Json::exception &) {
        return std::nullopt; // of another version: the source has to be looked at
    }
}

} // namespace weir
