#include "core/data/jsontext.h"

#include <cstring>

namespace weir {

namespace {

bool isDigit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

bool isSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/// Four hex digits, or -1.
int hexAt(std::string_view text, std::size_t at)
{
    if (at + 4 > text.size())
        return -1;
    int value = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
        const char c = text[i];
        const int nibble = isDigit(c)             ? c - '0'
                           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                  : -1;
        if (nibble < 0)
            return -1;
        value = value * 16 + nibble;
    }
    return value;
}

void appendCodePoint(int code, std::string &out)
{
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0 | (code >> 12));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (code >> 18));
        out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
}

/// Reads the escape whose backslash is at \a at: its code point, or -1; \a at moves behind it.
int readEscape(std::string_view text, std::size_t &at)
{
    if (at + 1 >= text.size())
        return -1;
    const char letter = text[at + 1];
    at += 2;
    switch (letter) {
    case '"':
    case '\\':
    case '/':
        return letter;
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case 'u':
        break;
    default:
        return -1;
    }
    const int first = hexAt(text, at);
    at += 4;
    if (first < 0xD800 || first > 0xDFFF)
        return first;
    if (first > 0xDBFF || at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u')
        return -1;
    const int second = hexAt(text, at + 2);
    at += 6;
    if (second < 0xDC00 || second > 0xDFFF)
        return -1;
    return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
}

} // namespace

JsonKind jsonKind(std::string_view token)
{
    if (token.empty())
        return JsonKind::Absent;
    switch (token.front()) {
    case '"':
        return JsonKind::String;
    case '{':
        return JsonKind::Object;
    case '[':
        return JsonKind::Array;
    case 't':
    case 'f':
        return JsonKind::Bool;
    case 'n':
        return JsonKind::Null;
    default:
        return JsonKind::Number;
    }
}

std::string_view trimJson(std::string_view text)
{
    while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    return text;
}

bool isJsonNumber(std::string_view text)
{
    const char *at = text.data();
    const char *const end = at + text.size();
    const auto skipDigits = [&] {
        const char *const begin = at;
        while (at != end && isDigit(*at))
            ++at;
        return at != begin;
    };
    if (at != end && *at == '-')
        ++at;
    if (at != end && *at == '0')
        ++at;
    else if (!skipDigits())
        return false;
    if (at != end && *at == '.') {
        ++at;
        if (!skipDigits())
            return false;
    }
    if (at != end && (*at | 32) == 'e') {
        ++at;
        if (at != end && (*at == '+' || *at == '-'))
            ++at;
        if (!skipDigits())
            return false;
    }
    return at == end;
}

bool isJsonString(std::string_view token)
{
    if (token.size() < 2 || token.front() != '"' || token.back() != '"')
        return false;
    const std::string_view inside = token.substr(1, token.size() - 2);
    for (std::size_t i = 0; i < inside.size();) {
        const auto byte = static_cast<unsigned char>(inside[i]);
        if (byte == '\\') {
            if (readEscape(inside, i) < 0)
                return false;
        } else if (byte == '"' || byte < 0x20) {
            return false;
        } else {
            ++i;
        }
    }
    return true;
}

bool appendUnescaped(std::string_view inside, std::string &out)
{
    const std::size_t start = out.size();
    std::size_t at = 0;
    while (true) {
        const std::size_t slash = inside.find('\\', at);
        if (slash == std::string_view::npos) {
            out.append(inside.substr(at));
            return true;
        }
        out.append(inside.substr(at, slash - at));
        at = slash;
        const int code = readEscape(inside, at);
        if (code < 0) {
            out.resize(start);
            return false;
        }
        appendCodePoint(code, out);
    }
}

void appendJsonString(std::string_view text, std::string &out)
{
    static constexpr char hex[] = "0123456789abcdef";
    out += '"';
    std::size_t plain = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte >= 0x20 && byte != '"' && byte != '\\')
            continue;
        out.append(text.substr(plain, i - plain));
        plain = i + 1;
        switch (byte) {
        case '"':
            out.append("\\\"");
            break;
        case '\\':
            out.append("\\\\");
            break;
        case '\n':
            out.append("\\n");
            break;
        case '\r':
            out.append("\\r");
            break;
        case '\t':
            out.append("\\t");
            break;
        default: {
            const char escape[6] = {'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15]};
            out.append(escape, sizeof escape);
        }
        }
    }
    out.append(text.substr(plain));
    out += '"';
}

void appendJsonAsText(std::string_view token, std::string &out)
{
    switch (jsonKind(token)) {
    case JsonKind::String:
        (void)appendUnescaped(token.substr(1, token.size() - 2), out);
        break;
    case JsonKind::Null:
        break;
    default:
        out.append(token);
        break;
    }
}

} // namespace weir
