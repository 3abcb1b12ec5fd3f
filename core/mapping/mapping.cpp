#include "core/mapping/mapping.h"

#include "core/base/names.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

constexpr std::size_t faultsMax = 20;
constexpr std::array<std::string_view, 3> onTooLongNames = {"quarantine", "cut", "null"};

/// What is wrong with a mapping object; reading goes on behind a fault, so that one look shows all of them.
class Faults
{
public:
    void add(const std::string &pointer, const std::string &what)
    {
        ++m_count;
        if (m_count <= faultsMax)
            m_text += fmt::format("{}{}: {}", m_text.empty() ? "" : "\n", pointer, what);
    }
    [[nodiscard]] bool isEmpty() const { return m_count == 0; }
    [[nodiscard]] std::string text() const
    {
        return m_count <= faultsMax ? m_text : fmt::format("{}\nand {} more", m_text, m_count - faultsMax);
    }

private:
    std::string m_text;
    std::size_t m_count = 0;
};

/// RFC 6901: "~" and "/" inside a member name.
std::string pointerToken(std::string_view name)
{
    std::string token;
    for (const char c : name)
        token += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return token;
}

bool isObject(const Json &json, const std::string &pointer, Faults &faults)
{
    if (json.is_object())
        return true;
    faults.add(pointer, fmt::format("is {}, expected an object", json.type_name()));
    return false;
}

void checkMembers(const Json &object, const std::string &pointer, const std::vector<std::string> &known,
                  Faults &faults)
{
    for (const auto &[name, value] : object.items()) {
        if (std::find(known.begin(), known.end(), name) != known.end())
            continue;
        const std::string near = nearestName(name, known);
        faults.add(pointer + "/" + pointerToken(name),
                   fmt::format("unknown member{}; allowed are {}",
                               near.empty() ? "" : fmt::format(", did you mean \"{}\"", near),
                               fmt::join(known, ", ")));
    }
}

/// The string member \a name, if it is there.
std::optional<std::string> stringMember(const Json &object, const char *name, const std::string &pointer,
                                        Faults &faults)
{
    const auto member = object.find(name);
    if (member == object.end())
        return std::nullopt;
    if (member->is_string())
        return member->get<std::string>();
    const bool isScalar = member->is_number() || member->is_boolean();
    faults.add(fmt::format("{}/{}", pointer, name),
               isScalar ? fmt::format("is {}, write it as text: \"{}\"", member->type_name(), member->dump())
                        : fmt::format("is {}, expected text", member->type_name()));
    return std::nullopt;
}

/// Like stringMember(), for a member that must be there and not be empty.
std::string requiredMember(const Json &object, const char *name, const std::string &pointer, Faults &faults)
{
    if (!object.contains(name)) {
        faults.add(pointer, fmt::format("\"{}\" is missing", name));
        return {};
    }
    const std::optional<std::string> text = stringMember(object, name, pointer, faults);
    if (text && text->empty())
        faults.add(fmt::format("{}/{}", pointer, name), "is empty");
    return text.value_or("");
}

const std::vector<std::string> &fieldMembers()
{
    static const std::vector<std::string> members = {"to",   "from",      "expr",    "value",
                                                     "type", "onTooLong", "default", "zone"};
    return members;
}

void readOnTooLong(const Json &object, const std::string &pointer, FieldMapping &field, Faults &faults)
{
    const std::optional<std::string> text = stringMember(object, "onTooLong", pointer, faults);
    if (!text)
        return;
    const auto found = std::find(onTooLongNames.begin(), onTooLongNames.end(), *text);
    if (found != onTooLongNames.end()) {
        field.onTooLong = static_cast<OnTooLong>(found - onTooLongNames.begin());
        return;
    }
    const std::string near = nearestName(*text, {onTooLongNames.begin(), onTooLongNames.end()});
    faults.add(pointer + "/onTooLong",
               fmt::format("\"{}\" is not known{}; allowed are {}", *text,
                           near.empty() ? "" : fmt::format(", did you mean \"{}\"", near),
                           fmt::join(onTooLongNames, ", ")));
}

FieldMapping readField(const Json &object, const std::string &pointer, Faults &faults)
{
    FieldMapping field;
    if (!isObject(object, pointer, faults))
        return field;
    checkMembers(object, pointer, fieldMembers(), faults);
    field.to = requiredMember(object, "to", pointer, faults);
    field.from = stringMember(object, "from", pointer, faults);
    field.expr = stringMember(object, "expr", pointer, faults);
    if (object.contains("value") && object.at("value").is_null())
        field.isNullConstant = true;
    else
        field.value = stringMember(object, "value", pointer, faults);
    const int origins =
        int(object.contains("from")) + int(object.contains("expr")) + int(object.contains("value"));
    if (origins != 1) {
        faults.add(pointer, origins == 0 ? "needs one of \"from\", \"expr\" and \"value\""
                                         : "has more than one of \"from\", \"expr\" and \"value\"; keep one");
    }
    if (const std::optional<std::string> text = stringMember(object, "type", pointer, faults)) {
        Result<Type> type = parseType(*text);
        if (type)
            field.type = *type;
        else
            faults.add(pointer + "/type", type.error().detail);
    }
    readOnTooLong(object, pointer, field, faults);
    field.defaultValue = stringMember(object, "default", pointer, faults);
    field.zone = stringMember(object, "zone", pointer, faults).value_or("");
    field.written = std::make_shared<const Json>(object);
    return field;
}

FilterRule readFilter(const Json &object, const std::string &pointer, Faults &faults)
{
    FilterRule filter;
    if (!isObject(object, pointer, faults))
        return filter;
    checkMembers(object, pointer, {"name", "drop"}, faults);
    filter.name = requiredMember(object, "name", pointer, faults);
    filter.drop = requiredMember(object, "drop", pointer, faults);
    return filter;
}

LookupDeclaration readLookup(const std::string &name, const Json &object, const std::string &pointer,
                             Faults &faults)
{
    LookupDeclaration lookup;
    lookup.name = name;
    if (name.empty())
        faults.add(pointer, "a look-up needs a name");
    if (!isObject(object, pointer, faults))
        return lookup;
    checkMembers(object, pointer, {"file", "place", "key", "value"}, faults);
    if (object.contains("file") == object.contains("place"))
        faults.add(pointer, "needs one of \"file\" and \"place\"");
    else
        lookup.place = requiredMember(object, object.contains("file") ? "file" : "place", pointer, faults);
    lookup.key = requiredMember(object, "key", pointer, faults);
    lookup.value = stringMember(object, "value", pointer, faults).value_or("");
    return lookup;
}

/// \a written with the members that differ between \a before (what it was read as) and \a now brought up to
/// date.
Json withChanges(const Json &written, const Json &before, const Json &now)
{
    if (before == now)
        return written;
    Json merged = Json::object();
    for (const auto &[name, value] : written.items()) {
        const bool wasCanonical = before.contains(name), isCanonical = now.contains(name);
        if (isCanonical)
            merged[name] = wasCanonical && before.at(name) == now.at(name) ? value : now.at(name);
        else if (!wasCanonical)
            merged[name] = value; // a default that was spelled out and still holds
    }
    for (const auto &[name, value] : now.items()) {
        if (!merged.contains(name))
            merged[name] = value;
    }
    return merged;
}

Json canonicalField(const FieldMapping &field)
{
    Json object = Json::object();
    object["to"] = field.to;
    if (field.from)
        object["from"] = *field.from;
    if (field.expr)
        object["expr"] = *field.expr;
    if (field.value)
        object["value"] = *field.value;
    else if (field.isNullConstant)
        object["value"] = nullptr;
    if (field.type)
        object["type"] = typeText(*field.type);
    if (field.onTooLong != OnTooLong::Quarantine)
        object["onTooLong"] = onTooLongName(field.onTooLong);
    if (field.defaultValue)
        object["default"] = *field.defaultValue;
    if (!field.zone.empty())
        object["zone"] = field.zone;
    return object;
}

Json filtersToJson(const std::vector<FilterRule> &filters)
{
    Json array = Json::array();
    for (const FilterRule &filter : filters)
        array.push_back({{"name", filter.name}, {"drop", filter.drop}});
    return array;
}

Json lookupsToJson(const std::vector<LookupDeclaration> &lookups)
{
    Json object = Json::object();
    for (const LookupDeclaration &lookup : lookups) {
        const bool isPlace = lookup.place.starts_with('@') || lookup.place.find("://") != std::string::npos ||
                             lookup.place.find('#') != std::string::npos;
        Json &entry = object[lookup.name] = Json::object();
        entry[isPlace ? "place" : "file"] = lookup.place;
        entry["key"] = lookup.key;
        if (!lookup.value.empty())
            entry["value"] = lookup.value;
    }
    return object;
}

/// Filters and look-ups only, since each field remembers its own form.
Json canonicalRest(const Mapping &mapping)
{
    Json object = Json::object();
    if (!mapping.filters.empty())
        object["filters"] = filtersToJson(mapping.filters);
    if (!mapping.lookups.empty())
        object["lookups"] = lookupsToJson(mapping.lookups);
    return object;
}

Mapping readMapping(const Json &object, const std::string &pointer, Faults &faults)
{
    Mapping mapping;
    if (!isObject(object, pointer, faults))
        return mapping;
    checkMembers(object, pointer, {"fields", "filters", "lookups"}, faults);
    const auto eachElement = [&](const char *name, auto read) {
        const auto member = object.find(name);
        if (member == object.end())
            return;
        if (!member->is_array())
            return faults.add(fmt::format("{}/{}", pointer, name),
                              fmt::format("is {}, expected an array", member->type_name()));
        for (std::size_t i = 0; i < member->size(); ++i)
            read((*member)[i], fmt::format("{}/{}/{}", pointer, name, i));
    };
    eachElement("fields", [&](const Json &element, const std::string &at) {
        mapping.fields.push_back(readField(element, at, faults));
    });
    eachElement("filters", [&](const Json &element, const std::string &at) {
        mapping.filters.push_back(readFilter(element, at, faults));
    });
    const auto lookups = object.find("lookups");
    if (lookups != object.end() && isObject(*lookups, pointer + "/lookups", faults)) {
        for (const auto &[name, value] : lookups->items())
            mapping.lookups.push_back(
                readLookup(name, value, pointer + "/lookups/" + pointerToken(name), faults));
    }
    mapping.written = std::make_shared<const Json>(object);
    return mapping;
}

} // namespace

std::string_view onTooLongName(OnTooLong choice) { return onTooLongNames[static_cast<std::size_t>(choice)]; }

Json FieldMapping::toJson() const
{
    const Json now = canonicalField(*this);
    if (!written)
        return now;
    Faults ignored;
    return withChanges(*written, canonicalField(readField(*written, "", ignored)), now);
}

Result<Mapping> Mapping::fromJson(const Json &object, const std::string &pointer)
{
    Faults faults;
    Mapping mapping = readMapping(object, pointer, faults);
    if (!faults.isEmpty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, faults.text());
    return mapping;
}

Json Mapping::toJson() const
{
    Json array = Json::array();
    for (const FieldMapping &field : fields)
        array.push_back(field.toJson());

    Json object = Json::object();
    if (!written) {
        object["fields"] = std::move(array);
        object.update(canonicalRest(*this));
        return object;
    }
    Faults ignored;
    const Json rest =
        withChanges(*written, canonicalRest(readMapping(*written, "", ignored)), canonicalRest(*this));
    if (!rest.contains("fields") && !fields.empty())
        object["fields"] = array; // they come first in a file that had none
    for (const auto &[name, value] : rest.items())
        object[name] = name == "fields" ? array : value;
    return object;
}

} // namespace weir
