#include "core/mapping/mappingdiff.h"

#include <algorithm>
#include <fmt/format.h>

namespace weir {

namespace {

using Kind = MappingChange::Kind;
using Part = MappingChange::Part;

std::string originText(const FieldMapping &field)
{
    if (field.from)
        return fmt::format("from \"{}\"", *field.from);
    if (field.expr)
        return fmt::format("expression {}", *field.expr);
    if (field.value)
        return fmt::format("constant \"{}\"", *field.value);
    return "constant null";
}

std::string typeOf(const FieldMapping &field)
{
    return field.type ? typeText(*field.type) : "as the target says";
}

std::string optionalText(const std::optional<std::string> &text)
{
    return text ? fmt::format("\"{}\"", *text) : "none";
}

std::string orNone(const std::string &text) { return text.empty() ? "none" : text; }

void addDifference(std::vector<std::string> &parts, const char *what, const std::string &before,
                   const std::string &after)
{
    if (before != after)
        parts.push_back(fmt::format("{}was {}, now {}", what, before, after));
}

std::vector<std::string> differences(const FieldMapping &before, const FieldMapping &after)
{
    std::vector<std::string> parts;
    addDifference(parts, "", originText(before), originText(after));
    addDifference(parts, "type ", typeOf(before), typeOf(after));
    addDifference(parts, "too long values ", std::string(onTooLongName(before.onTooLong)),
                  std::string(onTooLongName(after.onTooLong)));
    addDifference(parts, "default ", optionalText(before.defaultValue), optionalText(after.defaultValue));
    addDifference(parts, "zone ", orNone(before.zone), orNone(after.zone));
    return parts;
}

std::vector<std::string> differences(const FilterRule &before, const FilterRule &after)
{
    std::vector<std::string> parts;
    addDifference(parts, "", before.drop, after.drop);
    return parts;
}

std::vector<std::string> differences(const LookupDeclaration &before, const LookupDeclaration &after)
{
    std::vector<std::string> parts;
    addDifference(parts, "table ", before.place, after.place);
    addDifference(parts, "key ", before.key, after.key);
    addDifference(parts, "value ", orNone(before.value), orNone(after.value));
    return parts;
}

const std::string &nameOf(const FieldMapping &field) { return field.to; }
const std::string &nameOf(const FilterRule &filter) { return filter.name; }
const std::string &nameOf(const LookupDeclaration &lookup) { return lookup.name; }

std::string addedText(const FieldMapping &field) { return originText(field); }
std::string addedText(const FilterRule &filter) { return fmt::format("drops rows where {}", filter.drop); }
std::string addedText(const LookupDeclaration &lookup) { return fmt::format("reads {}", lookup.place); }

std::string removedText(const FieldMapping &field) { return fmt::format("was {}", originText(field)); }
std::string removedText(const FilterRule &filter)
{
    return fmt::format("rows where {} are delivered from now on", filter.drop);
}
std::string removedText(const LookupDeclaration &lookup) { return fmt::format("read {}", lookup.place); }

/// The \a nth item of that name: names should be unique, but a draft may say one twice.
template<typename Item>
const Item *findNth(const std::vector<Item> &items, const std::string &name, std::size_t nth)
{
    for (const Item &item : items) {
        if (nameOf(item) == name && nth-- == 0)
            return &item;
    }
    return nullptr;
}

template<typename Item>
std::size_t countBefore(const std::vector<Item> &items, std::size_t end)
{
    return static_cast<std::size_t>(
        std::count_if(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(end),
                      [&](const Item &item) { return nameOf(item) == nameOf(items[end]); }));
}

template<typename Item>
void compare(Part part, const char *word, const std::vector<Item> &before, const std::vector<Item> &after,
             std::vector<MappingChange> &changes)
{
    for (std::size_t i = 0; i < after.size(); ++i) {
        const std::string &name = nameOf(after[i]);
        const Item *old = findNth(before, name, countBefore(after, i));
        if (!old) {
            changes.push_back({Kind::Added, part, name,
                               fmt::format("{} \"{}\" added: {}", word, name, addedText(after[i]))});
            continue;
        }
        const std::vector<std::string> parts = differences(*old, after[i]);
        if (!parts.empty())
            changes.push_back({Kind::Changed, part, name,
                               fmt::format("{} \"{}\": {}", word, name, fmt::join(parts, "; "))});
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
        const std::string &name = nameOf(before[i]);
        if (!findNth(after, name, countBefore(before, i))) {
            changes.push_back({Kind::Removed, part, name,
                               fmt::format("{} \"{}\" removed: {}", word, name, removedText(before[i]))});
        }
    }
}

std::vector<std::string> commonNames(const std::vector<FilterRule> &filters,
                                     const std::vector<FilterRule> &others)
{
    std::vector<std::string> names;
    for (const FilterRule &filter : filters) {
        if (findNth(others, filter.name, 0))
            names.push_back(filter.name);
    }
    return names;
}

} // namespace

std::vector<MappingChange> mappingDiff(const Mapping &before, const Mapping &after)
{
    std::vector<MappingChange> changes;
    compare(Part::Field, "field", before.fields, after.fields, changes);
    compare(Part::Filter, "filter", before.filters, after.filters, changes);
    const std::vector<std::string> now = commonNames(after.filters, before.filters);
    if (now != commonNames(before.filters, after.filters)) {
        changes.push_back(
            {Kind::Reordered,
             Part::Filter,
             {},
             fmt::format("filters run in another order now: {}; a row counts under the first that drops it",
                         fmt::join(now, ", "))});
    }
    compare(Part::Lookup, "look-up", before.lookups, after.lookups, changes);
    return changes;
}

} // namespace weir
