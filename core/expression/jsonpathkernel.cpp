#include "core/expression/jsonpathkernel.h"

#include "core/expression/jsonfunctions.h"

#include <charconv>

namespace weir {

namespace {

constexpr std::size_t stepsMax = 64;

/// Reads over valid JSON from the front of a text.
class JsonReader
{
public:
    explicit JsonReader(std::string_view text) : m_rest(text) { skipSpace(); }

    [[nodiscard]] char peek() const { return m_rest.empty() ? '\0' : m_rest.front(); }
    bool take(char c)
    {
        if (peek() != c)
            return false;
        m_rest.remove_prefix(1);
        skipSpace();
        return true;
    }
    /// The token of the value in front, which is skipped; empty at the end or in front of garbage.
    std::string_view value()
    {
        const std::string_view from = m_rest;
        std::size_t size = 0;
        if (peek() == '"')
            size = stringSize();
        else if (peek() == '{' || peek() == '[')
            size = nestedSize();
        else
            size = std::min(m_rest.find_first_of(",]}: \t\r\n"), m_rest.size());
        m_rest.remove_prefix(size);
        skipSpace();
        return from.substr(0, size);
    }

private:
    void skipSpace() { m_rest.remove_prefix(std::min(m_rest.find_first_not_of(" \t\r\n"), m_rest.size())); }
    [[nodiscard]] std::size_t stringSize(std::size_t at = 0) const
    {
        for (std::size_t i = at + 1; i < m_rest.size(); ++i) {
            if (m_rest[i] == '\\')
                ++i;
            else if (m_rest[i] == '"')
                return i + 1 - at;
        }
        return m_rest.size() - at;
    }
    [[nodiscard]] std::size_t nestedSize() const
    {
        std::int64_t depth = 0;
        for (std::size_t i = 0; i < m_rest.size();) {
            const char c = m_rest[i];
            if (c == '"') {
                i += stringSize(i);
                continue;
            }
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            ++i;
            if (depth == 0)
                return i;
        }
        return m_rest.size();
    }

    std::string_view m_rest;
};

/// True when the string token \a key means \a member.
bool isKey(std::string_view key, std::string_view member)
{
    if (key.size() < 2)
        return false;
    const std::string_view inside = key.substr(1, key.size() - 2);
    if (inside.find('\\') == std::string_view::npos)
        return inside == member;
    std::string decoded;
    return appendUnescaped(inside, decoded) && decoded == member;
}

std::optional<std::string_view> memberOf(std::string_view object, std::string_view member)
{
    JsonReader reader(object);
    if (!reader.take('{'))
        return std::nullopt;
    while (reader.peek() == '"') {
        const std::string_view key = reader.value();
        if (!reader.take(':'))
            return std::nullopt;
        const std::string_view value = reader.value();
        if (isKey(key, member))
            return value;
        if (!reader.take(','))
            break;
    }
    return std::nullopt;
}

std::optional<std::string_view> elementOf(std::string_view array, std::int64_t index)
{
    if (index < 0)
        index += countElements(array);
    JsonReader reader(array);
    if (index < 0 || !reader.take('['))
        return std::nullopt;
    for (std::int64_t i = 0; reader.peek() != ']'; ++i) {
        const std::string_view value = reader.value();
        if (value.empty())
            return std::nullopt;
        if (i == index)
            return value;
        if (!reader.take(','))
            break;
    }
    return std::nullopt;
}

/// Takes a quoted name such as 'odd name' off \a path.
std::optional<std::string> takeQuoted(std::string_view &path)
{
    const char quote = path.front();
    const std::size_t end = path.find(quote, 1);
    if (end == std::string_view::npos)
        return std::nullopt;
    std::string name(path.substr(1, end - 1));
    path.remove_prefix(end + 1);
    return name;
}

/// Takes "[0]" or "['name']" off \a path.
bool takeBracket(std::string_view &path, JsonStep &step)
{
    path.remove_prefix(1);
    if (!path.empty() && (path.front() == '\'' || path.front() == '"')) {
        auto name = takeQuoted(path);
        if (!name)
            return false;
        step.member = *std::move(name);
    } else {
        step.isElement = true;
        const auto [at, error] = std::from_chars(path.data(), path.data() + path.size(), step.element);
        if (error != std::errc())
            return false;
        path.remove_prefix(static_cast<std::size_t>(at - path.data()));
    }
    if (!path.starts_with(']'))
        return false;
    path.remove_prefix(1);
    return true;
}

} // namespace

std::optional<std::vector<JsonStep>> parseJsonSteps(std::string_view path)
{
    std::vector<JsonStep> steps;
    bool needsPoint = false;
    if (path.starts_with('$')) {
        path.remove_prefix(1);
        needsPoint = true;
    } else if (path.empty()) {
        return std::nullopt;
    }
    for (; !path.empty(); needsPoint = true) {
        JsonStep step;
        if (path.front() == '[') {
            if (!takeBracket(path, step))
                return std::nullopt;
        } else {
            if (needsPoint && path.front() != '.')
                return std::nullopt;
            if (path.front() == '.')
                path.remove_prefix(1);
            const std::size_t end = std::min(path.find_first_of(".["), path.size());
            if (end == 0)
                return std::nullopt;
            step.member = path.substr(0, end);
            path.remove_prefix(end);
        }
        steps.push_back(std::move(step));
        if (steps.size() > stepsMax)
            return std::nullopt;
    }
    return steps;
}

std::optional<std::string_view> findInJson(std::string_view document, const std::vector<JsonStep> &steps)
{
    std::string_view value = trimJson(document);
    for (const JsonStep &step : steps) {
        const auto found = step.isElement ? elementOf(value, step.element) : memberOf(value, step.member);
        if (!found || found->empty())
            return std::nullopt;
        value = *found;
    }
    return value;
}

std::int64_t countElements(std::string_view array)
{
    JsonReader reader(array);
    std::int64_t count = 0;
    if (!reader.take('['))
        return 0;
    while (reader.peek() != ']') {
        if (reader.value().empty())
            break;
        ++count;
        if (!reader.take(','))
            break;
    }
    return count;
}

std::shared_ptr<const CallState> makeJsonPath(const std::vector<std::string> &members)
{
    auto state = std::make_shared<JsonPathState>();
    for (const std::string &member : members) {
        JsonStep step;
        step.member = member;
        state->steps.push_back(std::move(step));
    }
    return state;
}

void jsonTextAtKernel(const Call &call, Column &out)
{
    const auto &steps = call.state<JsonPathState>().steps;
    eachRow(call, out, [&](std::int64_t row) {
        const auto value = findInJson(call[0].text(row), steps);
        const JsonKind kind = value ? jsonKind(*value) : JsonKind::Absent;
        if (kind == JsonKind::Absent || kind == JsonKind::Null)
            return out.appendNull();
        const std::size_t start = out.bytes().size();
        appendJsonAsText(*value, out.openBytes());
        call.close(out, row, start);
    });
}

} // namespace weir
