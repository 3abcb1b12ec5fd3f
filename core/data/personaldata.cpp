#include "core/data/personaldata.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace weir {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool isWord(char c)
{
    return isDigit(c) || isUpper(c) || (c >= 'a' && c <= 'z');
}

/// What an address may hold before its sign, beside letters and digits.
bool isLocalPart(char c)
{
    return isWord(c) || std::string_view("._%+-").find(c) != std::string_view::npos;
}

bool areDigits(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), isDigit);
}

/// 17 digits and a check character over weights 2^(17-i) mod 11, with a date that can be one.
bool isIdentityNumber(std::string_view word)
{
    constexpr std::array<int, 17> weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    if (word.size() != 18 || !areDigits(word.substr(0, 17)))
        return false;
    const int month = (word[10] - '0') * 10 + word[11] - '0', day = (word[12] - '0') * 10 + word[13] - '0';
    if (word[0] == '0' || month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
        sum += (word[i] - '0') * weights[i];
    const char check = "10X98765432"[sum % 11];
    return word[17] == check || (check == 'X' && word[17] == 'x');
}

/// 18 of 31 characters (no I, O, S, V, Z); check character over weights 3^i mod 31.
bool isCreditCode(std::string_view word)
{
    constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    if (word.size() != 18 || std::string_view("159AY").find(word[0]) == std::string_view::npos)
        return false;
    int sum = 0, weight = 1;
    for (std::size_t i = 0; i < 18; ++i) {
        const std::size_t value = alphabet.find(word[i]);
        if (value == std::string_view::npos)
            return false;
        if (i == 17)
            return (31 - sum % 31) % 31 == static_cast<int>(value);
        sum += static_cast<int>(value) * weight;
        weight = weight * 3 % 31;
    }
    return false;
}

bool isMobile(std::string_view digits)
{
    return digits.size() == 11 && areDigits(digits) && digits[0] == '1' && digits[1] >= '3';
}

bool passesLuhn(std::string_view digits)
{
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        int value = digits[digits.size() - 1 - i] - '0';
        if (i % 2 == 1)
            value = value * 2 > 9 ? value * 2 - 9 : value * 2;
        sum += value;
    }
    return sum % 10 == 0;
}

bool isCard(std::string_view digits)
{
    return digits.size() >= 16 && digits.size() <= 19 && digits[0] >= '3' && digits[0] <= '6' && passesLuhn(digits);
}

/// Stars for the word and digit characters between the first \a head and the last \a tail of them.
void appendMasked(std::string_view text, std::size_t head, std::size_t tail, std::string &out)
{
    const auto shown = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), isWord));
    std::size_t at = 0;
    for (const char c : text) {
        const bool isKept = !isWord(c) || at < head || at + tail >= shown;
        at += isWord(c) ? 1 : 0;
        out += isKept ? c : '*';
    }
}

/// End of the run of characters from \a at.
template<typename Test>
std::size_t endOf(std::string_view text, std::size_t at, Test test)
{
    while (at < text.size() && test(text[at]))
        ++at;
    return at;
}

/// Digits in groups that one blank or hyphen parts: where they end; \a digits gets them. Stops behind 19.
std::size_t endOfGroups(std::string_view text, std::size_t at, std::string &digits)
{
    std::size_t end = at;
    while (at < text.size() && digits.size() <= 19) {
        if (isDigit(text[at])) {
            digits += text[at++];
            end = at;
        } else if ((text[at] == ' ' || text[at] == '-') && at + 1 < text.size() && isDigit(text[at + 1])) {
            ++at;
        } else {
            break;
        }
    }
    return end;
}

/// What begins at \a at, the start of a word, if it is to be masked: appended to \a out, answers its end; else \a at.
std::size_t maskWord(std::string_view text, std::size_t at, std::string &out)
{
    const std::size_t end = endOf(text, at, isWord);
    const std::string_view word = text.substr(at, end - at);
    if (isIdentityNumber(word)) {
        appendMasked(word, 3, 4, out);
        return end;
    }
    if (isCreditCode(word)) {
        appendMasked(word, 2, 4, out);
        return end;
    }
    if (isMobile(word)) {
        appendMasked(word, 3, 4, out);
        return end;
    }
    if (word.size() == 13 && word.starts_with("86") && isMobile(word.substr(2))) {
        appendMasked(word, 5, 4, out);
        return end;
    }
    if (isDigit(text[at])) {
        std::string digits;
        const std::size_t card = endOfGroups(text, at, digits);
        const bool isWhole = card >= end && (card == text.size() || !isWord(text[card]));
        if (isWhole && isCard(digits)) {
            appendMasked(text.substr(at, card - at), 0, 4, out);
            return card;
        }
    }
    return at;
}

/// The address that begins at \a at, likewise.
std::size_t maskAddress(std::string_view text, std::size_t at, std::size_t sign, std::string &out)
{
    std::size_t end = sign + 1;
    while (end < text.size() && (isWord(text[end]) || text[end] == '-' || text[end] == '.'))
        ++end;
    while (end > sign + 1 && (text[end - 1] == '.' || text[end - 1] == '-'))
        --end;
    const std::string_view domain = text.substr(sign + 1, end - sign - 1);
    if (domain.find('.') == std::string_view::npos || domain.starts_with('.'))
        return at;
    out += text[at];
    out += "***@";
    out += domain;
    return end;
}

} // namespace

std::string maskPersonal(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        if (!isLocalPart(text[at])) {
            out += text[at++];
            continue;
        }
        const std::size_t end = endOf(text, at, isLocalPart);
        if (end < text.size() && text[end] == '@') {
            const std::size_t behind = maskAddress(text, at, end, out);
            if (behind > at) {
                at = behind;
                continue;
            }
        }
        // Word by word; what parts them stays.
        while (at < end) {
            if (!isWord(text[at])) {
                out += text[at++];
                continue;
            }
            const std::size_t behind = maskWord(text, at, out);
            if (behind > at) {
                at = behind;
                continue;
            }
            const std::size_t wordEnd = endOf(text, at, isWord);
            out += text.substr(at, wordEnd - at);
            at = wordEnd;
        }
    }
    return out;
}

} // namespace weir
