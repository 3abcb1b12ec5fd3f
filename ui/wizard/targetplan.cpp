#include "ui/wizard/targetplan.h"

#include "core/mapping/transformsteps.h"

#include <algorithm>

namespace weir {

namespace {

constexpr std::int64_t boundedMax = 2'000; ///< characters; longer texts are documents
constexpr int decimalDigitsMax = 38;

/// A quarter more, rounded up to 10, from 40 to 20, from 200 to 100.
int roomFor(std::int64_t longest)
{
    const std::int64_t more = longest + (longest + 3) / 4;
    const std::int64_t unit = more <= 40 ? 10 : more <= 200 ? 20 : 100;
    return static_cast<int>((more + unit - 1) / unit * unit);
}

} // namespace

Type withHeadRoom(const FieldProfile &profile)
{
    Type type = profile.proposed;
    if (type.kind == TypeKind::Text && type.length == 0 && profile.longestCharacters > 0 &&
        profile.longestCharacters <= boundedMax)
        return Type::text(roomFor(profile.longestCharacters));
    if (type.kind == TypeKind::Decimal && type.precision > 0)
        return Type::decimal(std::min(std::max(type.precision + 2, 12), decimalDigitsMax), type.scale);
    return type;
}

std::vector<PlannedColumn> planColumns(const SourceLook &source, const Job &job)
{
    std::vector<PlannedColumn> columns;
    columns.reserve(source.fields.size());
    const auto add = [&](const std::string &name, const Type &type, std::int64_t longest) {
        PlannedColumn column;
        column.field.name = name;
        column.field.isNullable = std::find(job.key.begin(), job.key.end(), name) == job.key.end();
        column.longest = longest;
        const auto chosen = job.types.find(name);
        column.isChosen = chosen != job.types.end();
        column.field.type = column.isChosen ? chosen->second : type;
        columns.push_back(std::move(column));
    };
    const auto isPlanned = [&](const std::string &name) {
        return std::any_of(columns.begin(), columns.end(), [&](const PlannedColumn &column) { return column.field.name == name; });
    };
    const auto isSource = [&](const std::string &name) {
        return std::any_of(source.fields.begin(), source.fields.end(), [&](const FieldProfile &field) { return field.name == name; });
    };
    for (const FieldProfile &profile : source.fields) {
        // A mapping may have given it another name; its type is the mapping's then.
        const auto renamed = std::find_if(job.mapping.fields.begin(), job.mapping.fields.end(), [&](const FieldMapping &field) {
            const auto transform = readTransform(field);
            return transform && transform->from == profile.name && !isSource(field.to);
        });
        if (renamed == job.mapping.fields.end())
            add(profile.name, withHeadRoom(profile), profile.longestCharacters);
        else if (!isPlanned(renamed->to))
            add(renamed->to, renamed->type.value_or(withHeadRoom(profile)), profile.longestCharacters);
    }
    for (const FieldMapping &field : job.mapping.fields) {
        if (!isPlanned(field.to))
            add(field.to, field.type.value_or(Type(TypeKind::Text)), 0);
    }
    return columns;
}

SchemaPtr planSchema(const SourceLook &source, const Job &job, bool isFileTarget)
{
    if (isFileTarget)
        return std::make_shared<const Schema>(source.schema->fields(), job.key);
    std::vector<Field> fields;
    for (PlannedColumn &column : planColumns(source, job))
        fields.push_back(std::move(column.field));
    return std::make_shared<const Schema>(std::move(fields), job.key);
}

} // namespace weir
