#include "core/base/redact.h"

#include "core/base/names.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>
#include <vector>

namespace weir {

namespace {

constexpr std::string_view mask = "***";
constexpr std::size_t coveredMax = 100;
constexpr std::size_t textBytesMax = 64 * 1024;
constexpr std::size_t urlBytesMax = 8 * 1024;
/// A name that holds one of these is secret-like.
constexpr std::array secretParts = {
    "password",  "passwd",     "pwd",           "secret",       "token",      "apikey",      "api_key",
    "api-key",   "accesskey",  "access_key",    "access-key",   "accountkey", "account_key", "sharedkey",
    "signature", "credential", "passphrase",    "private_key",  "privatekey", "private-key", "session",
    "cookie",    "masterkey",  "encryptionkey", "authorization"};
/// A name that is one of these, or ends in one behind _ or -, is secret-like.
constexpr std::array secretWords = {"key", "sig", "auth", "pass", "sid", "jwt", "bearer", "otp", "pin"};
/// Tokens that tell what they are by how they begin, with the least length of what follows.
constexpr std::array<std::pair<std::string_view, std::size_t>, 17> tokenStarts = {{{"eyJ", 17},
                                                                                   {"ghp_", 16},
                                                                                   {"gho_", 16},
                                                                                   {"ghs_", 16},
                                                                                   {"github_pat_", 16},
                                                                                   {"glpat-", 16},
                                                                                   {"xoxb-", 10},
                                                                                   {"xoxp-", 10},
                                                                                   {"xoxa-", 10},
                                                                                   {"sk_live_", 10},
                                                                                   {"sk_test_", 10},
                                                                                   {"sk-", 16},
                                                                                   {"AKIA", 16},
                                                                                   {"ASIA", 16},
                                                                                   {"AIza", 30},
                                                                                   {"ya29.", 16},
                                                                                   {"SG.", 30}}};

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool isLetterOrDigit(char c) { return isLetter(c) || (c >= '0' && c <= '9'); }

bool isNameByte(char c) { return isLetterOrDigit(c) || c == '_' || c == '-'; }

bool isTokenByte(char c)
{
    return isNameByte(c) || c == '.' || c == '+' || c == '/' || c == '=' || c == '~' || c == '%';
}

bool isQuote(char c) { return c == '"' || c == '\'' || c == '`'; }

bool hasSecretPart(std::string_view lowerName)
{
    return std::any_of(secretParts.begin(), secretParts.end(),
                       [&](std::string_view part) { return lowerName.find(part) != std::string_view::npos; });
}

std::size_t skipBlanks(const std::string &text, std::size_t at)
{
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t'))
        ++at;
    return at;
}

/// A text on its way to being clean.
struct Draft
{
    std::string text;
    std::vector<std::string> covered; ///< distinctive values that were masked
};

/// Replaces [from, to) and returns the place behind the mask.
std::size_t cover(Draft &draft, std::size_t from, std::size_t to)
{
    const std::string value = draft.text.substr(from, to - from);
    // a plain word may be part of the sentence itself
    const bool isDistinctive = value.size() >= 6 && !std::all_of(value.begin(), value.end(), isLetter);
    if (isDistinctive && draft.covered.size() < coveredMax)
        draft.covered.push_back(value);
    draft.text.replace(from, to - from, mask);
    return from + mask.size();
}

/// Messages repeat pieces: libpq quotes the "port" of a URL that a password broke apart.
void coverRepetitions(Draft &draft)
{
    for (const std::string &value : draft.covered) {
        for (std::size_t at = draft.text.find(value); at != std::string::npos;
             at = draft.text.find(value, at + mask.size()))
            draft.text.replace(at, value.size(), mask);
    }
}

/// Where a text in quotes that begins at \a from ends: at the quote, doubled and escaped ones skipped. The
/// end of the text when it was cut off before.
std::size_t quotedEnd(const std::string &text, std::size_t from, char quote)
{
    for (std::size_t i = from; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == quote) {
            if (i + 1 >= text.size() || text[i + 1] != quote)
                return i;
            ++i;
        }
    }
    return text.size();
}

/// Whether a separator at \a at ends an unquoted value: only if a new member or nothing follows, since
/// passwords hold such characters too.
bool endsValue(const std::string &text, std::size_t at)
{
    std::size_t next = at + 1;
    if (next >= text.size() || isSpace(text[next]) || isQuote(text[next]))
        return true;
    const std::size_t begin = next;
    while (next < text.size() && (isNameByte(text[next]) || text[next] == '.'))
        ++next;
    return next > begin && next < text.size() && (text[next] == '=' || text[next] == ':');
}

std::size_t unquotedEnd(const std::string &text, std::size_t from)
{
    for (std::size_t i = from; i < text.size(); ++i) {
        const char c = text[i];
        if (isSpace(c) || c == '<')
            return i;
        if ((c == '&' || c == ';' || c == ',' || c == ')' || c == '"' || c == '\'' || c == '}' || c == ']') &&
            endsValue(text, i))
            return i;
    }
    return text.size();
}

bool isScheme(std::string_view word)
{
    const std::string lower = lowerAscii(word);
    return lower == "bearer" || lower == "basic" || lower == "token" || lower == "digest" ||
           lower == "negotiate" || lower == "apikey";
}

std::size_t lineEnd(const std::string &text, std::size_t from)
{
    return std::min(text.find_first_of("\r\n", from), text.size());
}

/// Covers the value that begins at \a from, in whatever quotes, and returns the place behind it.
std::size_t coverValue(Draft &draft, std::size_t from, bool isWholeLine)
{
    const std::string &text = draft.text;
    from = skipBlanks(text, from);
    const bool hasPrefix = from + 1 < text.size() &&
                           std::string_view("bruNEf").find(text[from]) != std::string_view::npos &&
                           isQuote(text[from + 1]); // Python's b'…', SQL's N'…'
    from += hasPrefix;
    std::size_t backslashes = 0;
    while (from + backslashes < text.size() && text[from + backslashes] == '\\')
        ++backslashes;
    const std::size_t opening = from + backslashes;
    if (backslashes > 0 && opening < text.size() && isQuote(text[opening])) {
        // JSON inside JSON: ends at the next quote that is escaped alike
        const std::string closing = text.substr(from, backslashes + 1);
        return cover(draft, opening + 1, std::min(text.find(closing, opening + 1), text.size()));
    }
    if (from >= text.size() || isSpace(text[from]))
        return from;
    if (isQuote(text[from]))
        return cover(draft, from + 1, quotedEnd(text, from + 1, text[from]));
    if (text[from] == '{' || text[from] == '[')
        return cover(draft, from + 1, quotedEnd(text, from + 1, text[from] == '{' ? '}' : ']'));
    std::size_t to = isWholeLine ? lineEnd(text, from) : unquotedEnd(text, from);
    if (isScheme(std::string_view(text).substr(from, to - from)) && to < text.size() && text[to] == ' ')
        to = unquotedEnd(text, skipBlanks(text, to));
    return cover(draft, from, to);
}

/// Length of a separator between name and value at \a at: = : => := and their escaped forms; 0 for none.
std::size_t separatorAt(const std::string &text, std::size_t at)
{
    if (text[at] == '=' || text[at] == ':') {
        if (text.compare(at, 3, "://") == 0 || text.compare(at, 2, "::") == 0 ||
            (at > 0 && text[at - 1] == ':'))
            return 0;
        return at + 1 < text.size() && (text[at + 1] == '=' || text[at + 1] == '>') ? 2 : 1;
    }
    if (text[at] == '%' && text.size() - at >= 3 && text[at + 1] == '3' &&
        std::string_view("dDaA").find(text[at + 2]) != std::string_view::npos)
        return 3;
    return 0;
}

/// The name that ends before \a end, quotes, brackets and blanks skipped; empty for none.
std::string_view nameBefore(const std::string &text, std::size_t end)
{
    while (end > 0 && (isQuote(text[end - 1]) || text[end - 1] == '\\' || text[end - 1] == ' ' ||
                       text[end - 1] == '\t' || text[end - 1] == ']'))
        --end;
    std::size_t begin = end;
    while (begin > 0 && isNameByte(text[begin - 1]))
        --begin;
    return std::string_view(text).substr(begin, end - begin);
}

/// "name=value", "name: value", "\"name\":\"value\"" and the like, where the name is secret-like.
void redactNamedValues(Draft &draft)
{
    std::string &text = draft.text;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t separator = separatorAt(text, i);
        const std::string name = separator ? lowerAscii(nameBefore(text, i)) : std::string();
        if (name.empty() || !isSecretName(name)) {
            i += std::max<std::size_t>(separator, 1);
            continue;
        }
        const bool isWholeLine =
            name.find("authorization") != std::string::npos || name.find("cookie") != std::string::npos;
        i = coverValue(draft, i + separator, isWholeLine);
    }
}

/// The last word before \a end.
std::string_view wordBefore(std::string_view text, std::size_t end)
{
    while (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '('))
        --end;
    std::size_t begin = end;
    while (begin > 0 && isNameByte(text[begin - 1]))
        --begin;
    return text.substr(begin, end - begin);
}

/// SQL and prose: PASSWORD 'x', IDENTIFIED BY 'x', invalid token "x".
void redactQuotedBehindWords(Draft &draft)
{
    std::string &text = draft.text;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (!isQuote(text[i]) || (text[i - 1] != ' ' && text[i - 1] != '('))
            continue;
        const std::string word = lowerAscii(wordBefore(text, i));
        const std::size_t to = quotedEnd(text, i + 1, text[i]);
        const bool isSecret = hasSecretPart(word) || word == "by";
        if (isSecret && to - i > 3) // "unexpected token '<'" stays
            i = cover(draft, i + 1, to);
        else if (to < text.size())
            i = to;
    }
}

/// Command lines: --password x. XML: <password>x</password>.
void redactOptionsAndElements(Draft &draft)
{
    std::string &text = draft.text;
    for (std::size_t at = text.find("--"); at != std::string::npos; at = text.find("--", at + 2)) {
        std::size_t end = at + 2;
        while (end < text.size() && isNameByte(text[end]))
            ++end;
        const std::size_t value = skipBlanks(text, end);
        if (value > end && value < text.size() && text[value] != '-' &&
            isSecretName(std::string_view(text).substr(at + 2, end - at - 2)))
            coverValue(draft, value, false);
    }
    for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
        std::size_t end = at + 1;
        while (end < text.size() && (isNameByte(text[end]) || text[end] == ':'))
            ++end;
        const std::string_view name = std::string_view(text).substr(at + 1, end - at - 1);
        const std::size_t close = text.find('>', end);
        if (close == std::string::npos || !isSecretName(name.substr(name.rfind(':') + 1)))
            continue;
        const std::size_t to = std::min(text.find('<', close), text.size());
        if (to > close + 1)
            cover(draft, close + 1, to);
    }
}

/// scheme://user:password@host, scheme://token@host for the web; the user of a database stays.
void redactUserInfo(Draft &draft)
{
    const std::string &text = draft.text;
    std::size_t end = 0; // of the run that holds the URL: found once for all "://" in it
    for (std::size_t at = text.find("://"); at != std::string::npos; at = text.find("://", at + 3)) {
        const std::size_t from = at + 3;
        if (from >= end)
            end = std::min(text.find_first_of(" \t\r\n\"'`<>", from), text.size());
        const std::string_view url = std::string_view(text).substr(from, std::min(end - from, urlBytesMax));
        const std::size_t lastSign = url.rfind('@');
        if (lastSign == std::string_view::npos)
            continue;
        const std::size_t authorityEnd = std::min(url.find_first_of("/?#"), url.size());
        const std::size_t firstSign = url.find('@');
        const std::size_t colon = url.find(':');
        const bool hasUserInfo = firstSign < authorityEnd;
        if (colon > lastSign) {
            const std::string_view before = std::string_view(text).substr(0, at);
            if (hasUserInfo && (before.ends_with("http") || before.ends_with("https"))) {
                cover(draft, from, from + firstSign);
                end = 0;
            }
            continue;
        }
        const std::size_t portEnd = std::min(url.find_first_not_of("0123456789", colon + 1), url.size());
        // without an @ in the authority, ":8080/" is a port and a later @ is somebody's address
        if (hasUserInfo || (colon < authorityEnd && portEnd < authorityEnd)) {
            cover(draft, from + colon + 1, from + lastSign);
            end = 0;
        }
    }
}

/// user:password@host without a scheme, and whole URLs in escaped form.
void redactBareUserInfo(Draft &draft)
{
    std::string &text = draft.text;
    for (std::size_t sign = text.find('@', 1); sign != std::string::npos; sign = text.find('@', sign + 1)) {
        if (sign + 1 >= text.size() ||
            !(isLetterOrDigit(text[sign + 1]) || text[sign + 1] == '[' || text[sign + 1] == '/'))
            continue;
        std::size_t begin = sign;
        while (begin > 0 && sign - begin < urlBytesMax && !isSpace(text[begin - 1]) &&
               !isQuote(text[begin - 1]) && text[begin - 1] != '(' && text[begin - 1] != '<')
            --begin;
        const std::string_view word = std::string_view(text).substr(begin, sign - begin);
        const std::size_t colon = word.find(':');
        const bool isUrl = word.find("://") != std::string_view::npos || word.starts_with("mailto:");
        if (colon == std::string_view::npos || colon == 0 || colon + 1 == word.size() || isUrl)
            continue;
        sign = cover(draft, begin + colon + 1, sign);
    }
    const std::string lower = lowerAscii(text);
    const std::size_t scheme = lower.find("%3a%2f%2f");
    const std::size_t sign = lower.find("%40", scheme == std::string::npos ? 0 : scheme);
    const std::size_t colon = scheme == std::string::npos ? scheme : lower.find("%3a", scheme + 9);
    if (scheme != std::string::npos && sign != std::string::npos && colon < sign)
        cover(draft, colon + 3, sign);
}

/// Like find(), ASCII case ignored; \a lower is in lower case.
std::size_t findFolded(const std::string &text, std::string_view lower, std::size_t from)
{
    if (from >= text.size())
        return std::string::npos;
    const auto at =
        std::search(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
    return at == text.end() ? std::string::npos : static_cast<std::size_t>(at - text.begin());
}

/// What follows "Bearer " and "Basic ", and tokens that are known by how they begin.
void redactTokens(Draft &draft)
{
    std::string &text = draft.text;
    const auto tokenEnd = [&](std::size_t from) {
        while (from < text.size() && isTokenByte(text[from]))
            ++from;
        return from;
    };
    for (const std::string_view scheme : {"bearer ", "basic "}) {
        for (std::size_t at = findFolded(text, scheme, 0); at != std::string::npos;
             at = findFolded(text, scheme, at + scheme.size())) {
            const std::size_t from = skipBlanks(text, at + scheme.size());
            const std::size_t to = tokenEnd(from);
            if (to - from >= 8 && text.compare(from, 14, "authentication") != 0)
                cover(draft, from, to);
        }
    }
    for (const auto &[start, lengthMin] : tokenStarts) {
        for (std::size_t at = text.find(start); at != std::string::npos; at = text.find(start, at + 1)) {
            const bool isWordStart = at == 0 || !isLetterOrDigit(text[at - 1]);
            const std::size_t to = tokenEnd(at);
            if (isWordStart && to - at >= start.size() + lengthMin)
                cover(draft, at, to);
        }
    }
}

void redactPrivateKeys(Draft &draft)
{
    std::string &text = draft.text;
    for (std::size_t at = text.find("-----BEGIN "); at != std::string::npos;
         at = text.find("-----BEGIN ", at + 1)) {
        const std::size_t header = text.find("PRIVATE KEY-----", at);
        if (header == std::string::npos || header - at > 40)
            continue;
        cover(draft, header + 16, std::min(text.find("-----END ", header), text.size()));
    }
}

} // namespace

bool isSecretName(std::string_view name)
{
    const std::string lower = lowerAscii(name);
    if (hasSecretPart(lower))
        return true;
    for (const std::string_view word : secretWords) {
        if (!lower.ends_with(word))
            continue;
        const char before = lower.size() == word.size() ? '_' : lower[lower.size() - word.size() - 1];
        if (before == '_' || before == '-')
            return true;
    }
    return lower.ends_with("dbpass") || lower.ends_with("userpass");
}

std::string redact(std::string_view text)
{
    Draft draft{std::string(text.substr(0, textBytesMax)), {}};
    redactPrivateKeys(draft);
    redactUserInfo(draft);
    redactOptionsAndElements(draft);
    redactNamedValues(draft);
    redactQuotedBehindWords(draft);
    redactBareUserInfo(draft);
    redactTokens(draft);
    coverRepetitions(draft);
    if (text.size() > textBytesMax)
        draft.text += fmt::format("… (cut, {} bytes in all)", text.size());
    return std::move(draft.text);
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
