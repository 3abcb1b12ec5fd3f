#include "core/expression/functioncatalogue.h"

#include "core/base/names.h"

#include <fmt/format.h>
#include <unordered_map>

namespace weir {

namespace {

struct ViewHash
{
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>()(key); }
};

class ValueMap final : public CallState
{
public:
    /// Place of the new value among the arguments.
    std::unordered_map<std::string, std::size_t, ViewHash, std::equal_to<>> places;
    std::optional<std::size_t> otherwise; ///< place of the default
};

Prepared prepareMap(const PrepareInput &input)
{
    const std::size_t count = input.constants.size();
    if (count < 3)
        return PrepareError{0, "map needs at least one pair: map(x, 'from', 'to')", {}};
    auto map = std::make_shared<ValueMap>();
    for (std::size_t i = 1; i + 1 < count; i += 2) {
        if (!input.constants[i] || input.constants[i]->isNull(0))
            return PrepareError{i, "the values to look for must be constant and not null", {}};
        if (!map->places.emplace(input.constants[i]->text(0), i + 1).second)
            return PrepareError{
                i, fmt::format("'{}' stands in this map twice", input.constants[i]->text(0)), {}};
    }
    if (count % 2 == 0)
        map->otherwise = count - 1;
    return std::shared_ptr<const CallState>(std::move(map));
}

void mapKernel(const Call &call, Column &out)
{
    const auto &map = call.state<ValueMap>();
    for (std::int64_t row = 0; row < call.rows(); ++row) {
        if (call[0].isNull(row)) {
            out.appendNull();
            continue;
        }
        const auto found = map.places.find(call[0].text(row));
        if (found == map.places.end() && !map.otherwise) {
            call.fail(out, row, RowCode::NoCrosswalkEntry, call[0].text(row), "map",
                      "the value map has no entry for this value and no default");
            continue;
        }
        const Operand &value = call[found == map.places.end() ? *map.otherwise : found->second];
        if (value.isNull(row))
            out.appendNull();
        else
            call.append(out, row, value.text(row));
    }
}

class LookupState final : public CallState
{
public:
    std::string name;
    std::shared_ptr<const LookupTable> table;
    int column = 0;
};

/// \a columnAt: place of the argument that names the column.
Prepared prepareTable(const PrepareInput &input, std::size_t columnAt)
{
    auto state = std::make_shared<LookupState>();
    state->name = input.constants[0]->text(0);
    const auto found = input.context.lookups.find(state->name);
    if (found == input.context.lookups.end() || !found->second) {
        std::vector<std::string> known;
        for (const auto &[name, table] : input.context.lookups)
            known.push_back(name);
        const std::string near = nearestName(state->name, known);
        return PrepareError{
            0,
            known.empty()
                ? fmt::format("unknown look-up table \"{}\"; declare it under \"lookups\" of the mapping",
                              state->name)
                : fmt::format("unknown look-up table \"{}\"; tables are {}", state->name,
                              fmt::join(known, ", ")),
            near};
    }
    state->table = found->second;
    const std::string_view column =
        input.constants.size() > columnAt ? input.constants[columnAt]->text(0) : std::string_view();
    state->column = state->table->column(column);
    if (state->column < 0)
        return PrepareError{
            columnAt,
            column.empty()
                ? fmt::format("the look-up table \"{}\" has no value column; name one", state->name)
                : fmt::format("the look-up table \"{}\" has no column \"{}\"", state->name, column),
            {}};
    return std::shared_ptr<const CallState>(std::move(state));
}

Prepared prepareLookup(const PrepareInput &input) { return prepareTable(input, 2); }
Prepared prepareLookupOr(const PrepareInput &input) { return prepareTable(input, 3); }

void appendFound(const Call &call, Column &out, std::int64_t row, const LookupState &state,
                 std::int64_t entry)
{
    if (const auto value = state.table->value(entry, state.column))
        call.append(out, row, *value);
    else
        out.appendNull();
}

void lookupKernel(const Call &call, Column &out)
{
    const auto &state = call.state<LookupState>();
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view key = call[1].text(row);
        const std::int64_t entry = state.table->find(key);
        if (entry < 0)
            return call.fail(out, row, RowCode::NoCrosswalkEntry, key, state.name,
                             "the look-up table has no entry for this value");
        appendFound(call, out, row, state, entry);
    });
}

void lookupOrKernel(const Call &call, Column &out)
{
    const auto &state = call.state<LookupState>();
    for (std::int64_t row = 0; row < call.rows(); ++row) {
        const std::int64_t entry = call[1].isNull(row) ? -1 : state.table->find(call[1].text(row));
        if (entry >= 0)
            appendFound(call, out, row, state, entry);
        else if (call[2].isNull(row))
            out.appendNull();
        else
            call.append(out, row, call[2].text(row));
    }
}

void lookupHasKernel(const Call &call, Column &out)
{
    const auto &state = call.state<LookupState>();
    eachRow(call, out, [&](std::int64_t row) { out.appendBool(state.table->find(call[1].text(row)) >= 0); });
}

} // namespace

std::vector<FunctionSpec> lookupFunctions()
{
    const auto group = FunctionGroup::Lookup;
    constexpr int cost = 6;
    return {
        {"map",
         group,
         NullRule::Special,
         cost,
         "A value map: pairs of old and new value, then a default if wanted. Without one, a value that has "
         "no pair is a row error; NULL stays NULL.",
         "值映射：成对的旧值与新值，最后可加默认值。没有默认值时，未列出的值该行报错；NULL 仍为 NULL。",
         {{"x text, pairs text...", "text", mapKernel, prepareMap}},
         {{"map('M', 'M', '男', 'F', '女')", "男"},
          {"map('X', 'M', '男', '未知')", "未知"},
          {"map('X', 'M', '男')", "error: NoCrosswalkEntry"},
          {"map(2, '1', 'new', '2', 'paid')", "paid"},
          {"map(null, 'a', 'b')", "NULL"}}},
        {"lookup",
         group,
         NullRule::Strict,
         cost,
         "The value of a key in a look-up table, or of a named column of it. A key without entry is a row "
         "error (NoCrosswalkEntry).",
         "在对照表中按键取值，或取指定列。没有对应条目时该行报错（NoCrosswalkEntry）。",
         {{"table text!, key text", "text", lookupKernel, prepareLookup},
          {"table text!, key text, column text!", "text", lookupKernel, prepareLookup}},
         {{"lookup('units', 'PCS')", "件"},
          {"lookup('units', 'PCS', 'english')", "piece"},
          {"lookup('units', 'XXX')", "error: NoCrosswalkEntry"},
          {"lookup('unit', 'PCS')", "error: compile"},
          {"lookup('units', null)", "NULL"}}},
        {"lookup_or",
         group,
         NullRule::Special,
         cost,
         "As lookup, with a default for keys that are NULL or have no entry.",
         "同 lookup，键为 NULL 或没有条目时取默认值。",
         {{"table text!, key text, default text", "text", lookupOrKernel, prepareLookupOr},
          {"table text!, key text, default text, column text!", "text", lookupOrKernel, prepareLookupOr}},
         {{"lookup_or('units', 'XXX', '?')", "?"},
          {"lookup_or('units', 'PCS', '?')", "件"},
          {"lookup_or('units', null, '?')", "?"}}},
        {"lookup_has",
         group,
         NullRule::Strict,
         cost,
         "Whether the look-up table has an entry for the key.",
         "对照表中是否有该键。",
         {{"table text!, key text", "bool", lookupHasKernel, prepareLookup}},
         {{"lookup_has('units', 'PCS')", "true"}, {"lookup_has('units', 'XXX')", "false"}}},
    };
}

} // namespace weir
