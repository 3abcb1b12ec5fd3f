#include "core/connectors/files/csvvalues.h"

#include "core/base/names.h"

#include <algorithm>
#include <array>

namespace weir {

namespace {

constexpr std::array<std::string_view, 3> spaces = {"\xC2\xA0", "\xE3\x80\x80", "\xEF\xBB\xBF"};
constexpr std::array<std::string_view, 7> currencies = {"¥", "￥", "€", "£", "元", "円", "％"};
constexpr std::array<std::string_view, 22> totalWords = {
    "total", "totals", "grand total", "sum",           "subtotal", "summe", "gesamt", "gesamtsumme",
    "合计",  "总计",   "总和",        "小计",          "共计",     "汇总",  "合計",   "総計",
    "소계",  "합계",   "totale",      "total général", "итого",    "suma"};

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool isDigit(char c) { return c >= '0' && c <= '9'; }

} // namespace

std::string_view trimmed(std::string_view text)
{
    for (bool isMore = true; isMore && !text.empty();) {
        isMore = false;
        if (isSpace(text.front())) {
            text.remove_prefix(1);
            isMore = true;
        } else if (!text.empty() && isSpace(text.back())) {
            text.remove_suffix(1);
            isMore = true;
        }
        for (const std::string_view space : spaces) {
            if (text.size() >= space.size() && text.substr(0, space.size()) == space) {
                text.remove_prefix(space.size());
                isMore = true;
            } else if (text.size() >= space.size() && text.substr(text.size() - space.size()) == space) {
                text.remove_suffix(space.size());
                isMore = true;
            }
        }
    }
    return text;
}

std::string foldedSpaces(std::string_view text)
{
    std::string out;
    for (const char c : trimmed(text)) {
        if (!isSpace(c))
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    return out;
}

bool isDigits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isDigit);
}

bool looksLikeNumber(std::string_view text)
{
    std::string plain(trimmed(text));
    for (const std::string_view currency : currencies) {
        for (std::size_t at = plain.find(currency); at != std::string::npos; at = plain.find(currency))
            plain.erase(at, currency.size());
    }
    std::size_t digits = 0;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        const char c = plain[i];
        if (isDigit(c)) {
            ++digits;
            continue;
        }
        const bool isExponent = (c == 'e' || c == 'E') && digits > 0 && i + 1 < plain.size();
        if (!isExponent && std::string_view("+-.,' $%").find(c) == std::string_view::npos)
            return false;
    }
    return digits > 0;
}

bool looksLikeDate(std::string_view text)
{
    text = trimmed(text);
    if (text.size() < 4 || !isDigit(text.front()))
        return false;
    if (text.find("年") != std::string_view::npos && text.find("月") != std::string_view::npos)
        return true;
    // Two or more groups of digits joined by one kind of date or time mark, then anything a time may have.
    std::size_t groups = 0;
    char mark = 0;
    std::size_t i = 0;
    while (i < text.size() && isDigit(text[i])) {
        while (i < text.size() && isDigit(text[i]))
            ++i;
        ++groups;
        if (i == text.size() || std::string_view("-/.:").find(text[i]) == std::string_view::npos)
            break;
        if (mark == 0)
            mark = text[i];
        if (text[i] != mark)
            break;
        ++i;
    }
    const bool isRestTime =
        i == text.size() ||
        std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(), [](char c) {
            return isDigit(c) || std::string_view("T:.+-Z /AMPamp").find(c) != std::string_view::npos;
        });
    return isRestTime && (groups >= 3 || (groups == 2 && mark == ':'));
}

std::int64_t yearOf(std::string_view text)
{
    text = trimmed(text);
    if (text.size() != 4 || !isDigits(text))
        return 0;
    std::int64_t year = 0;
    for (const char c : text)
        year = year * 10 + (c - '0');
    return year >= 1900 && year <= 2100 ? year : 0;
}

bool isTotalWord(std::string_view text)
{
    std::string word = lowerAscii(trimmed(text));
    for (const std::string_view colon : {std::string_view(":"), std::string_view("：")}) {
        if (word.size() > colon.size() && std::string_view(word).substr(word.size() - colon.size()) == colon)
            word = std::string(trimmed(std::string_view(word).substr(0, word.size() - colon.size())));
    }
    return std::find(totalWords.begin(), totalWords.end(), word) != totalWords.end();
}

} // namespace weir
