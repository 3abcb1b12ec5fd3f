#include "core/data/jsonwalker.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <numeric>
#include <simdjson.h>

namespace weir {

static_assert(jsonPadding >= simdjson::SIMDJSON_PADDING);

namespace {

constexpr std::size_t keysComparedInPairs = 24;

/// JSON's white space only: a control character behind a number is no space.
bool isSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

bool isLess(std::string_view a, std::string_view b)
{
    return a.size() != b.size() ? a.size() < b.size() : a < b;
}

} // namespace

int JsonWanted::prepare(int firstId)
{
    id = firstId++;
    isPlain = key.find_first_of("\"\\") == std::string::npos;
    byKey.resize(members.size());
    std::iota(byKey.begin(), byKey.end(), 0U);
    std::sort(byKey.begin(), byKey.end(),
              [this](std::uint32_t a, std::uint32_t b) { return isLess(members[a].key, members[b].key); });
    for (JsonWanted &member : members)
        firstId = member.prepare(firstId);
    return firstId;
}

class JsonWalker::State
{
public:
    const char *walk(std::string_view document, const JsonWanted &wanted, std::vector<JsonToken> &tokens,
                     std::vector<JsonMember> *others);
    bool isStrict(std::string_view text);
    [[nodiscard]] std::size_t errorAt() const { return m_errorAt; }
    [[nodiscard]] bool isEncodingError() const { return m_isEncodingError; }

private:
    const char *value(const JsonWanted *wanted, JsonToken &token, int depth);
    const char *object(const JsonWanted *wanted, int depth);
    const char *array(int depth);
    const char *member(const JsonWanted *node, std::string_view name, int depth);
    const char *string(JsonToken &token);
    const char *scalar(JsonToken &token);
    const char *indexTokens();
    bool hasDuplicate(std::size_t first);
    static const JsonWanted *find(const JsonWanted &wanted, std::string_view key, std::size_t &expected);

    /// The member at \a expected, or the one behind it, when the name at token m_at is written just as its
    /// key.
    const JsonWanted *expectedMember(const JsonWanted &wanted, std::size_t &expected) const;
    const char *unexpectedName(const JsonWanted *wanted, std::size_t &expected, const JsonWanted *&node,
                               std::string_view &name);

    /// The byte that token m_at starts with; 0 behind the last one.
    [[nodiscard]] char peek() const { return m_at < m_count ? m_document[m_index[m_at]] : '\0'; }
    /// From token m_at to the next one, without the space between them.
    [[nodiscard]] std::string_view tokenText() const
    {
        const std::size_t begin = m_index[m_at];
        std::size_t end = m_at + 1 < m_count ? m_index[m_at + 1] : m_document.size();
        while (end > begin + 1 && isSpace(m_document[end - 1]))
            --end;
        return m_document.substr(begin, end - begin);
    }

    std::unique_ptr<simdjson::internal::dom_parser_implementation> m_parser;
    std::size_t m_capacity = 0;
    std::string_view m_document;
    const std::uint32_t *m_index = nullptr;
    std::size_t m_count = 0;
    std::size_t m_at = 0;
    std::size_t m_slash = 0; ///< the first backslash that is not before the last string looked at
    std::size_t m_errorAt = 0;
    bool m_isEncodingError = false;
    std::vector<std::string_view> m_keys; ///< keys of the open objects that nobody wants
    std::deque<std::string> m_decodedKeys;
    std::vector<std::uint64_t> m_seen; ///< by node id: the walk that met it last
    std::uint64_t m_walk = 0;
    std::vector<JsonToken> *m_tokens = nullptr;
    std::vector<JsonMember> *m_others = nullptr;
    std::string m_copy;
};

const char *JsonWalker::State::indexTokens()
{
    if (m_document.size() > m_capacity || !m_parser) {
        const std::size_t capacity = std::max<std::size_t>(m_document.size() * 2, 4096);
        const auto error = m_parser ? m_parser->set_capacity(capacity)
                                    : simdjson::get_active_implementation()->create_dom_parser_implementation(
                                          capacity, depthMax, m_parser);
        if (error)
            return "not enough memory for the record";
        m_capacity = capacity;
    }
    const auto *bytes = reinterpret_cast<const std::uint8_t *>(m_document.data());
    const auto error = m_parser->stage1(bytes, m_document.size(), simdjson::stage1_mode::regular);
    m_index = m_parser->structural_indexes.get();
    m_count = error ? 0 : m_parser->n_structural_indexes;
    if (!error)
        return nullptr;
    m_isEncodingError = !simdjson::validate_utf8(m_document.data(), m_document.size());
    if (m_isEncodingError)
        return "bytes that are not UTF-8";
    if (error == simdjson::UNCLOSED_STRING)
        return "a string is not closed";
    if (error == simdjson::UNESCAPED_CHARS)
        return "a control character stands in a string";
    return error == simdjson::EMPTY ? "no value" : "not JSON";
}

const char *JsonWalker::State::walk(std::string_view document, const JsonWanted &wanted,
                                    std::vector<JsonToken> &tokens, std::vector<JsonMember> *others)
{
    m_document = document;
    m_at = 0;
    m_slash = std::min(document.find('\\'), document.size());
    m_errorAt = 0;
    m_isEncodingError = false;
    m_keys.clear();
    m_decodedKeys.clear();
    ++m_walk;
    m_tokens = &tokens;
    m_others = others;
    if (others)
        others->clear();
    for (JsonToken &token : tokens)
        token = JsonToken();
    if (const char *error = indexTokens())
        return error;
    JsonToken root;
    const char *error = value(&wanted, root, 0);
    if (!error && m_at != m_count)
        error = "something stands behind the value";
    if (error) {
        m_errorAt = m_at < m_count ? m_index[m_at] : document.size();
        return error;
    }
    if (wanted.slot >= 0)
        tokens[static_cast<std::size_t>(wanted.slot)] = root;
    return nullptr;
}

const char *JsonWalker::State::value(const JsonWanted *wanted, JsonToken &token, int depth)
{
    const char first = peek();
    if (first == '"')
        return string(token);
    if (first != '{' && first != '[')
        return scalar(token);
    if (depth >= depthMax)
        return "more than 128 levels";
    const std::size_t begin = m_index[m_at];
    token.kind = first == '{' ? JsonKind::Object : JsonKind::Array;
    if (const char *error = first == '{' ? object(wanted, depth + 1) : array(depth + 1))
        return error;
    token.raw = m_document.substr(begin, m_index[m_at - 1] + 1 - begin);
    return nullptr;
}

const char *JsonWalker::State::object(const JsonWanted *wanted, int depth)
{
    const std::size_t firstKey = m_keys.size();
    std::size_t expected = 0;
    ++m_at;
    if (peek() == '}') {
        ++m_at;
        return nullptr;
    }
    while (true) {
        if (peek() != '"')
            return "a member name in quotes is missing";
        std::string_view name;
        const JsonWanted *node = wanted ? expectedMember(*wanted, expected) : nullptr;
        if (node) {
            ++m_at;
        } else if (const char *error = unexpectedName(wanted, expected, node, name)) {
            return error;
        }
        if (peek() != ':')
            return "the colon behind a member name is missing";
        ++m_at;
        if (const char *error = member(node, name, depth))
            return error;
        const char next = peek();
        if (next != ',' && next != '}')
            return "a comma or brace is missing behind a member";
        ++m_at;
        if (next == '}')
            break;
    }
    if (m_keys.size() - firstKey > 1 && hasDuplicate(firstKey))
        return "a member stands there twice";
    m_keys.resize(firstKey);
    return nullptr;
}

const JsonWanted *JsonWalker::State::expectedMember(const JsonWanted &wanted, std::size_t &expected) const
{
    // Records of one source have their members in one order, with gaps. A name that is written as its key and
    // ends in a quote right behind it needs no further look.
    const std::string_view rest = m_document.substr(m_index[m_at] + 1);
    for (std::size_t i = expected; i < std::min(expected + 2, wanted.members.size()); ++i) {
        const JsonWanted &member = wanted.members[i];
        const std::size_t size = member.key.size();
        if (member.isPlain && size < rest.size() && rest[size] == '"' &&
            std::memcmp(rest.data(), member.key.data(), size) == 0) {
            expected = i + 1;
            return &member;
        }
    }
    return nullptr;
}

const char *JsonWalker::State::unexpectedName(const JsonWanted *wanted, std::size_t &expected,
                                              const JsonWanted *&node, std::string_view &name)
{
    JsonToken key;
    if (const char *error = string(key))
        return error;
    name = key.raw.substr(1, key.raw.size() - 2);
    if (key.hasEscapes) {
        std::string &decoded = m_decodedKeys.emplace_back();
        (void)appendUnescaped(name, decoded); // string() has checked it
        name = decoded;
    }
    node = wanted ? find(*wanted, name, expected) : nullptr;
    return nullptr;
}

const char *JsonWalker::State::member(const JsonWanted *node, std::string_view name, int depth)
{
    JsonToken token;
    if (!node) {
        m_keys.push_back(name);
        if (const char *error = value(nullptr, token, depth))
            return error;
        if (m_others && depth == 1)
            m_others->push_back({name, token});
        return nullptr;
    }
    const auto id = static_cast<std::size_t>(node->id);
    if (id >= m_seen.size())
        m_seen.resize(id + 1);
    if (m_seen[id] == m_walk)
        return "a member stands there twice";
    m_seen[id] = m_walk;
    JsonToken &found = node->slot >= 0 ? (*m_tokens)[static_cast<std::size_t>(node->slot)] : token;
    return value(node->members.empty() ? nullptr : node, found, depth);
}

const JsonWanted *JsonWalker::State::find(const JsonWanted &wanted, std::string_view key,
                                          std::size_t &expected)
{
    const auto place = std::lower_bound(
        wanted.byKey.begin(), wanted.byKey.end(), key,
        [&](std::uint32_t i, std::string_view k) { return isLess(wanted.members[i].key, k); });
    if (place == wanted.byKey.end() || wanted.members[*place].key != key)
        return nullptr;
    expected = *place + std::size_t{1};
    return &wanted.members[*place];
}

const char *JsonWalker::State::array(int depth)
{
    JsonToken element;
    ++m_at;
    if (peek() == ']') {
        ++m_at;
        return nullptr;
    }
    while (true) {
        if (const char *error = value(nullptr, element, depth))
            return error;
        const char next = peek();
        if (next != ',' && next != ']')
            return "a comma or bracket is missing behind an element";
        ++m_at;
        if (next == ']')
            return nullptr;
    }
}

const char *JsonWalker::State::string(JsonToken &token)
{
    token.kind = JsonKind::String;
    token.raw = tokenText();
    if (token.raw.size() < 2 || token.raw.back() != '"')
        return "a string is not closed";
    const std::size_t begin = m_index[m_at];
    if (m_slash < begin)
        m_slash = std::min(m_document.find('\\', begin), m_document.size());
    token.hasEscapes = m_slash < begin + token.raw.size();
    if (token.hasEscapes && !isJsonString(token.raw))
        return "an escape that JSON does not have, or half a surrogate pair";
    ++m_at;
    return nullptr;
}

const char *JsonWalker::State::scalar(JsonToken &token)
{
    if (m_at >= m_count)
        return "the value ends too early";
    token.raw = tokenText();
    token.kind = jsonKind(token.raw);
    bool isValid = false;
    switch (token.kind) {
    case JsonKind::Bool:
        isValid = token.raw == "true" || token.raw == "false";
        break;
    case JsonKind::Null:
        isValid = token.raw == "null";
        break;
    default:
        isValid = isJsonNumber(token.raw);
        break;
    }
    if (!isValid)
        return "not a value of JSON";
    ++m_at;
    return nullptr;
}

bool JsonWalker::State::hasDuplicate(std::size_t first)
{
    const auto begin = m_keys.begin() + static_cast<std::ptrdiff_t>(first);
    if (m_keys.size() - first > keysComparedInPairs) {
        std::sort(begin, m_keys.end(), isLess);
        return std::adjacent_find(begin, m_keys.end()) != m_keys.end();
    }
    for (auto key = begin; key != m_keys.end(); ++key) {
        if (std::find(begin, key, *key) != key)
            return true;
    }
    return false;
}

bool JsonWalker::State::isStrict(std::string_view text)
{
    m_copy.reserve(text.size() + jsonPadding);
    m_copy.assign(text);
    static const JsonWanted nothing;
    std::vector<JsonToken> tokens;
    return walk(m_copy, nothing, tokens, nullptr) == nullptr;
}

JsonWalker::JsonWalker() : m_state(std::make_unique<State>()) {}
JsonWalker::JsonWalker(JsonWalker &&) noexcept = default;
JsonWalker::~JsonWalker() = default;

const char *JsonWalker::walk(std::string_view document, const JsonWanted &wanted,
                             std::vector<JsonToken> &tokens, std::vector<JsonMember> *others)
{
    return m_state->walk(document, wanted, tokens, others);
}

std::size_t JsonWalker::errorAt() const { return m_state->errorAt(); }

bool JsonWalker::isEncodingError() const { return m_state->isEncodingError(); }

bool JsonWalker::isStrict(std::string_view text) { return m_state->isStrict(text); }

} // namespace weir
