#include "core/workspace/jsonschema.h"

#include "core/base/names.h"
#include "core/base/redact.h"
#include "core/workspace/publishedschemas.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

constexpr std::array keywords = {
    "$schema",     "$id",         "$defs",      "$ref",     "$comment",
    "title",       "description", "examples",   "default",  "writeOnly",
    "x-reference", "type",        "properties", "required", "additionalProperties",
    "enum",        "const",       "minimum",    "maximum",  "minLength",
    "maxLength",   "minItems",    "maxItems",   "items",    "oneOf"};
constexpr std::size_t quotedMax = 60;
constexpr int schemaDepthMax = 100;

std::string_view typeOf(const Json &value)
{
    switch (value.type()) {
    case Json::value_t::object:
        return "object";
    case Json::value_t::array:
        return "array";
    case Json::value_t::string:
        return "string";
    case Json::value_t::boolean:
        return "boolean";
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
        return "integer";
    case Json::value_t::number_float:
        return "number";
    default:
        return "null";
    }
}

/// "a text", "a whole number" … for people.
std::string typeWords(std::string_view type)
{
    if (type == "string")
        return "a text";
    if (type == "integer")
        return "a whole number";
    if (type == "number")
        return "a number";
    if (type == "boolean")
        return "true or false";
    if (type == "array")
        return "a list";
    return type == "object" ? "an object" : "null";
}

bool admitsType(const Json &schema, std::string_view found)
{
    const auto type = schema.find("type");
    if (type == schema.end())
        return true;
    const std::string &allowed = type->get_ref<const std::string &>();
    return allowed == found || (allowed == "number" && found == "integer");
}

std::string cut(std::string text)
{
    if (text.size() <= quotedMax)
        return text;
    std::size_t end = quotedMax;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return text.substr(0, end) + "…";
}

std::vector<std::string> memberNames(const Json &object)
{
    std::vector<std::string> names;
    for (const auto &[name, value] : object.items())
        names.push_back(name);
    return names;
}

/// "; did you mean \"x\"?" or nothing.
std::string suggestion(std::string_view word, const std::vector<std::string> &known)
{
    const std::string nearest = nearestName(word, known);
    return nearest.empty() ? std::string() : fmt::format("; did you mean \"{}\"?", nearest);
}

/// One pass over a document.
class Checker
{
public:
    Checker(const Json &root, std::vector<ValueReference> *references)
        : m_root(root), m_references(references)
    {}

    std::vector<ConfigFinding> run(const Json &document)
    {
        check(m_root, document, "", false);
        return std::move(m_findings);
    }

private:
    void add(const std::string &pointer, std::string detail)
    {
        if (m_findings.size() < JsonSchema::findingsMax)
            m_findings.push_back({pointer, std::move(detail)});
    }

    const Json &resolve(const Json &schema) const
    {
        const Json *at = &schema;
        for (int hops = 0; hops < schemaDepthMax; ++hops) {
            const auto ref = at->find("$ref");
            if (ref == at->end())
                break;
            // parse() has checked that the target exists
            at = &m_root["$defs"][ref->get_ref<const std::string &>().substr(8)];
        }
        return *at;
    }

    /// The leaves of nested oneOf, references followed.
    void collectBranches(const Json &schema, std::vector<const Json *> &branches) const
    {
        const Json &real = resolve(schema);
        const auto oneOf = real.find("oneOf");
        if (oneOf == real.end()) {
            branches.push_back(&real);
            return;
        }
        for (const Json &branch : *oneOf)
            collectBranches(branch, branches);
    }

    std::string found(const Json &value, bool isSecret) const
    {
        if (isSecret || value.is_structured() || value.is_null())
            return typeWords(typeOf(value));
        if (value.is_string())
            return fmt::format("\"{}\"", escapeControls(redact(cut(value.get<std::string>()))));
        return value.dump();
    }

    void check(const Json &schema, const Json &value, const std::string &pointer, bool isSecret)
    {
        const Json &real = resolve(schema);
        isSecret = isSecret || real.value("writeOnly", false);
        if (real.contains("oneOf")) {
            std::vector<const Json *> branches;
            collectBranches(real, branches);
            checkOneOf(branches, value, pointer, isSecret);
            return;
        }
        if (!admitsType(real, typeOf(value))) {
            add(pointer, fmt::format("found {}, must be {}", found(value, isSecret),
                                     typeWords(real["type"].get_ref<const std::string &>())));
            return;
        }
        checkValue(real, value, pointer, isSecret);
        if (value.is_object())
            checkObject(real, value, pointer, isSecret);
        else if (value.is_array())
            checkArray(real, value, pointer, isSecret);
    }

    void checkValue(const Json &schema, const Json &value, const std::string &pointer, bool isSecret)
    {
        if (const auto only = schema.find("const"); only != schema.end() && *only != value)
            add(pointer, fmt::format("found {}, must be {}", found(value, isSecret), only->dump()));
        if (const auto allowed = schema.find("enum"); allowed != schema.end()) {
            for (const Json &one : *allowed) {
                if (one == value)
                    return;
            }
            addNotAllowed(*allowed, value, pointer, isSecret);
        }
        if (value.is_number())
            checkNumber(schema, value, pointer);
        if (value.is_string())
            checkText(schema, value.get_ref<const std::string &>(), pointer);
    }

    void addNotAllowed(const Json &allowed, const Json &value, const std::string &pointer, bool isSecret)
    {
        std::vector<std::string> words;
        for (const Json &one : allowed)
            words.push_back(one.is_string() ? one.get<std::string>() : one.dump());
        add(pointer, fmt::format("found {}, allowed: {}{}", found(value, isSecret), fmt::join(words, ", "),
                                 value.is_string() ? suggestion(value.get<std::string>(), words) : ""));
    }

    void checkNumber(const Json &schema, const Json &value, const std::string &pointer)
    {
        const double number = value.get<double>();
        const auto least = schema.find("minimum"), most = schema.find("maximum");
        if (least != schema.end() && number < least->get<double>())
            add(pointer, fmt::format("found {}, must be at least {}", value.dump(), least->dump()));
        else if (most != schema.end() && number > most->get<double>())
            add(pointer, fmt::format("found {}, must be at most {}", value.dump(), most->dump()));
    }

    void checkText(const Json &schema, const std::string &text, const std::string &pointer)
    {
        std::size_t length = 0;
        for (const char c : text)
            length += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
        if (length < schema.value("minLength", std::size_t{0}))
            add(pointer, text.empty() ? "must not be empty" : "is too short");
        else if (length > schema.value("maxLength", std::string::npos))
            add(pointer, fmt::format("has {} characters, at most {} are allowed", length,
                                     schema["maxLength"].get<std::size_t>()));
    }

    void checkArray(const Json &schema, const Json &value, const std::string &pointer, bool isSecret)
    {
        if (value.size() < schema.value("minItems", std::size_t{0}))
            add(pointer,
                fmt::format("has {} entries, needs at least {}", value.size(), schema["minItems"].dump()));
        if (value.size() > schema.value("maxItems", std::string::npos))
            add(pointer, fmt::format("has {} entries, at most {} are allowed", value.size(),
                                     schema["maxItems"].dump()));
        const auto items = schema.find("items");
        for (std::size_t i = 0; items != schema.end() && i < value.size(); ++i)
            check(*items, value[i], fmt::format("{}/{}", pointer, i), isSecret);
    }

    void checkObject(const Json &schema, const Json &value, const std::string &pointer, bool isSecret)
    {
        const auto properties = schema.find("properties");
        if (const auto required = schema.find("required"); required != schema.end()) {
            for (const Json &name : *required) {
                if (!value.contains(name.get_ref<const std::string &>()))
                    add(pointer, fmt::format("lacks {}", name.dump()));
            }
        }
        for (const auto &[name, member] : value.items()) {
            const std::string at = pointer + '/' + pointerToken(name);
            if (properties != schema.end() && properties->contains(name)) {
                check((*properties)[name], member, at, isSecret);
                continue;
            }
            const auto others = schema.find("additionalProperties");
            if (others == schema.end())
                continue;
            if (others->is_object())
                checkFreeMember(*others, name, member, at, isSecret);
            else if (!others->get<bool>())
                addUnknown(properties == schema.end() ? Json::object() : *properties, name, at);
        }
    }

    /// A member whose name the user chose: a header, a query parameter, a stream.
    void checkFreeMember(const Json &schema, const std::string &name, const Json &member,
                         const std::string &at, bool isSecret)
    {
        std::vector<const Json *> branches;
        collectBranches(schema, branches);
        const bool mayBeSecret = std::any_of(branches.begin(), branches.end(), [](const Json *branch) {
            return branch->value("writeOnly", false);
        });
        if (mayBeSecret && member.is_string() && isSecretName(name))
            add(at, "a secret cannot stand in a file; write { \"secret\": \"NAME\" } and set it with weir "
                    "secrets set NAME");
        else
            check(schema, member, at, isSecret || isSecretName(name));
    }

    void addUnknown(const Json &properties, const std::string &name, const std::string &at)
    {
        const std::vector<std::string> known = memberNames(properties);
        const std::string nearest = suggestion(name, known);
        add(at, nearest.empty() ? fmt::format("unknown name; known here: {}", fmt::join(known, ", "))
                                : "unknown name" + nearest);
    }

    void checkOneOf(const std::vector<const Json *> &branches, const Json &value, const std::string &pointer,
                    bool isSecret)
    {
        std::vector<const Json *> fitting;
        for (const Json *branch : branches) {
            const bool isReference = branch->contains("x-reference");
            if (admitsType(*branch, typeOf(value)) && (!isReference || m_references))
                fitting.push_back(branch);
        }
        if (fitting.empty()) {
            std::vector<std::string> words;
            for (const Json *branch : branches) {
                const std::string word = typeWords((*branch)["type"].get_ref<const std::string &>());
                if (!branch->contains("x-reference") &&
                    std::find(words.begin(), words.end(), word) == words.end())
                    words.push_back(word);
            }
            add(pointer,
                fmt::format("found {}, must be {}", found(value, isSecret), fmt::join(words, " or ")));
            return;
        }
        const Json *chosen =
            value.is_object() ? chooseObject(fitting, value, pointer) : chooseScalar(fitting, value);
        if (!chosen)
            return;
        if (chosen->contains("x-reference"))
            noteReference(branches, pointer);
        check(*chosen, value, pointer, isSecret);
    }

    void noteReference(const std::vector<const Json *> &branches, const std::string &pointer)
    {
        ValueReference reference{pointer, {}};
        for (const Json *branch : branches) {
            if (!branch->contains("x-reference") && branch->contains("type"))
                reference.types.push_back((*branch)["type"].get<std::string>());
        }
        m_references->push_back(std::move(reference));
    }

    /// The branch that accepts the value, else the first: its finding tells most.
    const Json *chooseScalar(const std::vector<const Json *> &fitting, const Json &value) const
    {
        for (const Json *branch : fitting) {
            if (Checker(m_root, nullptr).accepts(*branch, value))
                return branch;
        }
        return fitting.front();
    }

    bool accepts(const Json &schema, const Json &value)
    {
        check(schema, value, "", true);
        return m_findings.empty();
    }

    /// By the const members of the branches' properties ("kind", "type"), else by required members.
    const Json *chooseObject(const std::vector<const Json *> &fitting, const Json &value,
                             const std::string &pointer)
    {
        std::string discriminator;
        std::vector<std::string> allowed;
        for (const Json *branch : fitting) {
            const auto properties = branch->find("properties");
            for (auto at = properties == branch->end() ? Json::const_iterator() : properties->begin();
                 properties != branch->end() && at != properties->end(); ++at) {
                const auto only = at->find("const");
                if (only == at->end() || !only->is_string())
                    continue;
                discriminator = at.key();
                allowed.push_back(only->get<std::string>());
                if (const auto member = value.find(at.key()); member != value.end() && *member == *only)
                    return branch;
            }
        }
        for (const Json *branch : fitting) {
            if (hasRequired(*branch, value) &&
                (discriminator.empty() || !(*branch)["properties"].contains(discriminator)))
                return branch;
        }
        if (discriminator.empty())
            return fitting.front();
        const auto member = value.find(discriminator);
        if (member == value.end()) {
            add(pointer, fmt::format("lacks \"{}\"; allowed: {}", discriminator, fmt::join(allowed, ", ")));
        } else {
            add(pointer + '/' + discriminator,
                fmt::format("found {}, allowed: {}{}", found(*member, false), fmt::join(allowed, ", "),
                            member->is_string() ? suggestion(member->get<std::string>(), allowed) : ""));
        }
        return nullptr;
    }

    static bool hasRequired(const Json &branch, const Json &value)
    {
        const auto required = branch.find("required");
        if (required == branch.end())
            return false;
        return std::all_of(required->begin(), required->end(), [&](const Json &name) {
            return value.contains(name.get_ref<const std::string &>());
        });
    }

    const Json &m_root;
    std::vector<ValueReference> *m_references;
    std::vector<ConfigFinding> m_findings;
};

/// Keywords and references of a schema, so that checking never meets one it does not know.
std::string schemaFault(const Json &schema, const Json &root, int depth)
{
    if (!schema.is_object() || depth > schemaDepthMax)
        return "a schema must be an object";
    for (const auto &[name, value] : schema.items()) {
        if (std::find(keywords.begin(), keywords.end(), name) == keywords.end())
            return fmt::format("keyword \"{}\" is outside the supported subset", name);
        if (name == "$ref") {
            const std::string target = value.is_string() ? value.get<std::string>() : std::string();
            if (!target.starts_with("#/$defs/") || !root.contains("$defs") ||
                !root["$defs"].contains(target.substr(8)))
                return fmt::format("reference \"{}\" leads nowhere", target);
        }
        std::vector<const Json *> inner;
        if (name == "properties" || name == "$defs" || name == "oneOf") {
            for (const auto &member : value)
                inner.push_back(&member);
        } else if (name == "items" || (name == "additionalProperties" && value.is_object())) {
            inner.push_back(&value);
        }
        for (const Json *one : inner) {
            if (std::string fault = schemaFault(*one, root, depth + 1); !fault.empty())
                return fault;
        }
    }
    return {};
}

JsonSchema mustParse(std::string_view name)
{
    auto schema = JsonSchema::parse(JsonSchema::publishedText(name));
    assert(schema && "a published schema is outside the subset");
    return *std::move(schema);
}

} // namespace

Result<JsonSchema> JsonSchema::parse(std::string_view text)
{
    try {
        auto root = std::make_shared<const Json>(Json::parse(text));
        if (const std::string fault = schemaFault(*root, *root, 0); !fault.empty())
            return fail(ErrorCode::InvalidConfig, Recovery::Stop, "JSON Schema: " + fault);
        return JsonSchema(std::move(root));
    } catch (const Json::exception &error) {
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, fmt::format("JSON Schema: {}", error.what()));
    }
}

const JsonSchema &JsonSchema::published(std::string_view name)
{
    static const JsonSchema workspace = mustParse("workspace");
    static const JsonSchema connection = mustParse("connection");
    static const JsonSchema job = mustParse("job");
    return name == "job" ? job : name == "connection" ? connection : workspace;
}

std::string_view JsonSchema::publishedText(std::string_view name) { return publishedSchema(name); }

std::vector<ConfigFinding> JsonSchema::check(const Json &document,
                                             std::vector<ValueReference> *references) const
{
    return Checker(*m_root, references).run(document);
}

std::string pointerToken(std::string_view name)
{
    std::string token;
    for (const char c : name) {
        if (c == '~')
            token += "~0";
        else if (c == '/')
            token += "~1";
        else
            token += c;
    }
    return token;
}

std::string findingText(const std::string &file, const std::vector<ConfigFinding> &findings)
{
    if (findings.empty())
        return file;
    const ConfigFinding &first = findings.front();
    std::string text = fmt::format("{}: {}{}{}", file, escapeControls(first.pointer),
                                   first.pointer.empty() ? "" : ": ", first.detail);
    if (findings.size() > 1)
        text += fmt::format(" (and {} more)", findings.size() - 1);
    return text;
}

} // namespace weir
