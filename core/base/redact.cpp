#include "core/base/redact.h"

#include "core/base/names.h"

#include <array>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::array secretParts = {"password", "passwd", "pwd",  "secret",     "token", "apikey",    "api_key", "api-key",
                                    "accesskey", "access_key", "signature", "authorization", "cookie", "credential",
                                    "passphrase", "private_key", "session"};
constexpr std::array secretWords = {"key", "sig", "auth", "pass", "sid", "jwt", "bearer"};

bool isNameByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

bool isTokenByte(char c)
{
    return isNameByte(c) || c == '.' || c == '+' || c == '/' || c == '=' || c == '~' || c == '%';
}

/// Replaces what follows "name=", "name: " or "name":" when the name is secret-like.
void redactNamedValues(std::string &text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=' && text[i] != ':')
            continue;
        std::size_t end = i;
        while (end > 0 && (text[end - 1] == '"' || text[end - 1] == '\'' || text[end - 1] == ' '))
            --end;
        std::size_t begin = end;
        while (begin > 0 && isNameByte(text[begin - 1]))
            --begin;
        if (begin == end || !isSecretName(std::string_view(text).substr(begin, end - begin)))
            continue;
        std::size_t from = i + 1;
        while (from < text.size() && text[from] == ' ')
            ++from;
        char quote = 0;
        if (from < text.size() && (text[from] == '"' || text[from] == '\''))
            quote = text[from++];
        const std::string name = lowerAscii(std::string_view(text).substr(begin, end - begin));
        const bool wholeLine = name == "authorization" || name == "cookie" || name == "set-cookie";
        std::size_t to = from;
        while (to < text.size()
               && (quote ? text[to] != quote
                   : wholeLine ? text[to] != '\r' && text[to] != '\n'
                               : text[to] != ' ' && text[to] != '&' && text[to] != ';' && text[to] != ',' && text[to] != '\n'
                                     && text[to] != '\r' && text[to] != ')' && text[to] != '#'))
            ++to;
        if (to > from && text.compare(from, 2, "//") != 0) {
            text.replace(from, to - from, "***");
            i = from + 2;
        }
    }
}

/// Replaces the password of scheme://user:password@host.
void redactUserInfo(std::string &text)
{
    for (std::size_t at = text.find("://"); at != std::string::npos; at = text.find("://", at + 3)) {
        const std::size_t from = at + 3;
        const std::size_t end = text.find_first_of("/?# \t\r\n\"'", from);
        const std::size_t sign = text.rfind('@', end == std::string::npos ? end : end - 1);
        if (sign == std::string::npos || sign < from || (end != std::string::npos && sign > end))
            continue;
        const std::size_t colon = text.find(':', from);
        if (colon != std::string::npos && colon < sign)
            text.replace(colon + 1, sign - colon - 1, "***");
    }
}

/// Replaces what follows "Bearer " and "Basic ", and JSON web tokens anywhere.
void redactTokens(std::string &text)
{
    for (const std::string_view scheme : {"Bearer ", "bearer ", "Basic ", "basic "}) {
        for (std::size_t at = text.find(scheme); at != std::string::npos; at = text.find(scheme, at + 1)) {
            const std::size_t from = at + scheme.size();
            std::size_t to = from;
            while (to < text.size() && isTokenByte(text[to]))
                ++to;
            if (to - from >= 8)
                text.replace(from, to - from, "***");
        }
    }
    for (std::size_t at = text.find("eyJ"); at != std::string::npos; at = text.find("eyJ", at + 1)) {
        std::size_t to = at;
        while (to < text.size() && isTokenByte(text[to]))
            ++to;
        if (to - at >= 20)
            text.replace(at, to - at, "***");
    }
}

} // namespace

bool isSecretName(std::string_view name)
{
    const std::string lower = lowerAscii(name);
    for (const std::string_view part : secretParts) {
        if (lower.find(part) != std::string::npos)
            return true;
    }
    for (const std::string_view word : secretWords) {
        const bool ends = lower.size() > word.size() && lower.ends_with(word)
                          && (lower[lower.size() - word.size() - 1] == '_' || lower[lower.size() - word.size() - 1] == '-');
        if (lower == word || ends)
            return true;
    }
    return false;
}

std::string redact(std::string_view text)
{
    std::string clean(text);
    redactUserInfo(clean);
    redactNamedValues(clean);
    redactTokens(clean);
    return clean;
}

std::string escapeControls(std::string_view text)
{
    std::string clean;
    clean.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n')
            clean += "\\n";
        else if (c == '\t')
            clean += "\\t";
        else if (byte < 0x20 || byte == 0x7F)
            clean += fmt::format("\\x{:02x}", byte);
        else
            clean += c;
    }
    return clean;
}

} // namespace weir
