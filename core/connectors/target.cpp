#include "core/connectors/target.h"

#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

constexpr std::array<std::string_view, 6> guaranteeNames = {"A", "B", "C", "D1", "D2", "D3"};
constexpr std::array<std::string_view, 5> modeNames = {"append", "upsert", "update", "replace", "mirror"};

} // namespace

std::string_view guaranteeName(Guarantee guarantee)
{
    return guaranteeNames[static_cast<std::size_t>(guarantee)];
}

std::string_view writeModeName(WriteMode mode)
{
    return modeNames[static_cast<std::size_t>(mode)];
}

std::optional<WriteMode> writeModeFromName(std::string_view name)
{
    for (std::size_t i = 0; i < modeNames.size(); ++i) {
        if (modeNames[i] == name)
            return static_cast<WriteMode>(i);
    }
    return std::nullopt;
}

std::int64_t Totals::filteredSum() const
{
    std::int64_t sum = 0;
    for (const auto &[name, count] : filtered)
        sum += count;
    return sum;
}

Totals &Totals::operator+=(const Totals &other)
{
    read += other.read;
    inserted += other.inserted;
    updated += other.updated;
    unchanged += other.unchanged;
    superseded += other.superseded;
    quarantined += other.quarantined;
    unknown += other.unknown;
    for (const auto &[name, count] : other.filtered)
        filtered[name] += count;
    return *this;
}

Totals Totals::since(const Totals &other) const
{
    Totals gap = *this;
    gap.read -= other.read;
    gap.inserted -= other.inserted;
    gap.updated -= other.updated;
    gap.unchanged -= other.unchanged;
    gap.superseded -= other.superseded;
    gap.quarantined -= other.quarantined;
    gap.unknown -= other.unknown;
    for (const auto &[name, count] : other.filtered) {
        if ((gap.filtered[name] -= count) == 0)
            gap.filtered.erase(name);
    }
    return gap;
}

std::string Totals::json() const
{
    Json object{{"read", read}, {"inserted", inserted}, {"updated", updated}, {"unchanged", unchanged},
                {"superseded", superseded}, {"quarantined", quarantined}, {"unknown", unknown}};
    object["filtered"] = filtered;
    return object.dump();
}

Result<Totals> Totals::fromJson(std::string_view text)
{
    const Json object = Json::parse(text, nullptr, false);
    if (!object.is_object())
        return fail(ErrorCode::StorageCorrupt, Recovery::Stop, "the totals of a checkpoint are not a JSON object");
    Totals totals;
    const std::pair<const char *, std::int64_t *> members[] = {
        {"read", &totals.read}, {"inserted", &totals.inserted}, {"updated", &totals.updated},
        {"unchanged", &totals.unchanged}, {"superseded", &totals.superseded},
        {"quarantined", &totals.quarantined}, {"unknown", &totals.unknown}};
    for (const auto &[name, value] : members) {
        const auto member = object.find(name);
        if (member == object.end() || !member->is_number_integer())
            return fail(ErrorCode::StorageCorrupt, Recovery::Stop,
                        fmt::format("the totals of a checkpoint have no whole number \"{}\"", name));
        *value = member->get<std::int64_t>();
    }
    if (const auto filtered = object.find("filtered"); filtered != object.end() && filtered->is_object()) {
        for (const auto &[name, count] : filtered->items())
            totals.filtered[name] = count.is_number_integer() ? count.get<std::int64_t>() : 0;
    }
    return totals;
}

Result<void> Target::addColumns(const std::vector<Field> &fields, const CancelToken &)
{
    if (fields.empty())
        return {};
    return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                fmt::format("this target cannot get a column for \"{}\"; leave the field out with --on-drift ignore",
                            fields.front().name));
}

Result<std::string> Target::creationSql(const Schema &) const
{
    return std::string();
}

Result<std::string> Target::wideningSql(const Field &, const CancelToken &)
{
    return std::string();
}

Result<void> Target::widenColumn(const Field &field, const CancelToken &token)
{
    WEIR_TRY(const std::string sql, wideningSql(field, token));
    if (sql.empty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("column \"{}\" of this target cannot be made wider", field.name));
    return fail(ErrorCode::PermissionDenied, Recovery::Stop,
                fmt::format("column \"{}\" is too narrow; let an administrator run:\n{}", field.name, sql));
}

Result<std::optional<Dispatch>> Target::dispatch(const WriteBatch &, std::span<const std::int64_t>, const Dispatch *, RowErrors &,
                                                     const CancelToken &)
{
    return std::optional<Dispatch>();
}

Result<void> Target::acknowledged(const Checkpoint &)
{
    return {};
}

} // namespace weir
