#include "core/data/jsonrecords.h"
#include "core/data/jsonwalker.h"

#include <algorithm>
#include <fmt/format.h>

namespace weir {

namespace {

Unexpected badPath(std::string_view text, std::size_t at, std::string_view why)
{
    return fail(
        ErrorCode::InvalidConfig, Recovery::Stop,
        fmt::format("JSON path \"{}\", position {}: {}; write it like $.customer.name or $['odd name'].x",
                    text, at + 1, why));
}

/// Reads ['name'] or ["name"] whose bracket is at \a at; empty: it is none.
std::optional<std::string> readBracket(std::string_view text, std::size_t &at)
{
    if (at + 1 >= text.size() || (text[at + 1] != '\'' && text[at + 1] != '"'))
        return std::nullopt;
    const char quote = text[at + 1];
    std::string name;
    for (std::size_t i = at + 2; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) {
            name += text[++i];
        } else if (text[i] == quote) {
            if (i + 1 >= text.size() || text[i + 1] != ']')
                return std::nullopt;
            at = i + 2;
            return name;
        } else {
            name += text[i];
        }
    }
    return std::nullopt;
}

bool isPlainName(std::string_view name)
{
    return !name.empty() && name != "$" && name.find_first_of(".[]'\"\\ ") == std::string_view::npos;
}

} // namespace

Result<JsonPath> JsonPath::parse(std::string_view text)
{
    JsonPath path;
    std::size_t at = 0;
    bool needsDot = false;
    if (text.empty())
        return badPath(text, 0, "it is empty");
    if (text[0] == '$' && (text.size() == 1 || text[1] == '.' || text[1] == '[')) {
        at = 1;
        needsDot = true;
    }
    while (at < text.size()) {
        if (text[at] == '[') {
            auto name = readBracket(text, at);
            if (!name)
                return badPath(text, at,
                               "a name in quotes belongs into brackets, elements of arrays have no path");
            path.m_members.push_back(*std::move(name));
            needsDot = true;
            continue;
        }
        if (needsDot) {
            if (text[at] != '.')
                return badPath(text, at, "a dot is missing");
            ++at;
        }
        const std::size_t end = std::min(text.find_first_of(".[", at), text.size());
        if (end == at)
            return badPath(text, at, "a name is missing");
        path.m_members.emplace_back(text.substr(at, end - at));
        at = end;
        needsDot = true;
    }
    return path;
}

std::string JsonPath::text() const
{
    std::string out = "$";
    for (const std::string &name : m_members) {
        if (isPlainName(name)) {
            out += '.';
            out += name;
            continue;
        }
        out += "['";
        for (const char c : name) {
            if (c == '\'' || c == '\\')
                out += '\\';
            out += c;
        }
        out += "']";
    }
    return out;
}

Result<std::optional<std::string_view>> findJson(std::string_view document, const JsonPath &path)
{
    JsonWanted wanted;
    JsonWanted *node = &wanted;
    for (const std::string &name : path.members()) {
        node = &node->addMember(name);
    }
    node->slot = 0;
    wanted.prepare();
    JsonWalker walker;
    std::vector<JsonToken> found(1);
    if (const char *error = walker.walk(document, wanted, found))
        return fail(ErrorCode::InvalidRow, Recovery::Reject,
                    fmt::format("not JSON: {} at byte {}", error, walker.errorAt()));
    if (found[0].kind == JsonKind::Absent)
        return std::optional<std::string_view>();
    return std::optional(found[0].raw);
}

bool isStrictJson(std::string_view text) { return JsonWalker().isStrict(text); }

} // namespace weir
