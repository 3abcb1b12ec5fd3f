#include "core/connectors/files/jsonarrayfinder.h"

#include "core/data/jsontext.h"

#include <fmt/format.h>

namespace weir {

JsonArrayFinder::JsonArrayFinder(const JsonPath &path) : m_members(path.members()) {}

JsonArrayFinder::State JsonArrayFinder::feed(std::string_view bytes)
{
    for (const char c : bytes) {
        ++m_offset;
        m_line += c == '\n';
        if (const State state = step(c); state != State::Searching)
            return state;
    }
    return State::Searching;
}

JsonArrayFinder::State JsonArrayFinder::takeInString(char c)
{
    const bool isKept =
        m_depth == static_cast<std::int64_t>(m_matched) && m_isKeyNext && m_key.size() < keyBytesMax;
    if (m_isEscape) {
        m_isEscape = false;
    } else if (c == '\\') {
        m_isEscape = true;
    } else if (c == '"') {
        m_isInString = false;
        if (isKept)
            endString();
        return State::Searching;
    }
    if (isKept)
        m_key += c;
    return State::Searching;
}

void JsonArrayFinder::endString()
{
    std::string name;
    m_isKeyNext = false;
    m_isWanted = appendUnescaped(m_key, name) && m_matched <= m_members.size() && m_matched > 0 &&
                 name == m_members[m_matched - 1];
}

JsonArrayFinder::State JsonArrayFinder::takeValueStart(char c)
{
    m_isWanted = false;
    const bool isLast = m_matched == m_members.size();
    if (c == '[' && isLast)
        return State::Found;
    if (c == '{' && !isLast) {
        ++m_matched;
        ++m_depth;
        m_isKeyNext = true;
        m_key.clear();
        return State::Searching;
    }
    m_reason = fmt::format("there is {} where {} is expected",
                           c == '{'   ? "an object"
                           : c == '[' ? "an array"
                           : c == '"' ? "a text"
                                      : "a plain value",
                           isLast ? "the array of records" : "an object");
    return State::NotThere;
}

JsonArrayFinder::State JsonArrayFinder::step(char c)
{
    if (m_isInString)
        return takeInString(c);
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ':')
        return State::Searching;
    if (m_isWanted)
        return takeValueStart(c);
    switch (c) {
    case '"':
        m_isInString = true;
        break;
    case '{':
    case '[':
        ++m_depth;
        break;
    case '}':
    case ']':
        // The object that had to hold the next member has ended without it.
        if (m_depth-- == static_cast<std::int64_t>(m_matched)) {
            m_reason = m_matched > 0 ? fmt::format("there is no member \"{}\"", m_members[m_matched - 1])
                                     : "the document is empty";
            return State::NotThere;
        }
        break;
    case ',':
        if (m_depth == static_cast<std::int64_t>(m_matched)) {
            m_isKeyNext = true;
            m_key.clear();
        }
        break;
    default:
        break;
    }
    return State::Searching;
}

std::vector<std::string> topLevelArrays(std::string_view head)
{
    std::vector<std::string> names;
    std::int64_t depth = 0;
    std::string key, last;
    bool isInString = false, isEscape = false;
    char before = 0;
    for (const char c : head) {
        if (isInString) {
            if (isEscape)
                isEscape = false;
            else if (c == '\\')
                isEscape = true;
            else if (c == '"')
                isInString = false;
            if (isInString && depth == 1 && key.size() < 1024)
                key += c;
            if (!isInString && depth == 1)
                last = key;
            continue;
        }
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t')
            continue;
        if (c == '"') {
            isInString = true;
            key.clear();
        } else if (c == '{' || c == '[') {
            if (c == '[' && depth == 1 && before == ':')
                names.push_back(last);
            ++depth;
        } else if (c == '}' || c == ']') {
            if (--depth == 0)
                break;
        }
        before = c;
    }
    return names;
}

} // namespace weir
