#include "ui/wizard/targetplan.h"

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
    for (const FieldProfile &profile : source.fields) {
        PlannedColumn column;
        column.field.name = profile.name;
        column.field.isNullable = std::find(job.key.begin(), job.key.end(), profile.name) == job.key.end();
        column.longest = profile.longestCharacters;
        const auto chosen = job.types.find(profile.name);
        column.isChosen = chosen != job.types.end();
        column.field.type = column.isChosen ? chosen->second : withHeadRoom(profile);
        columns.push_back(std::move(column));
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
