#include "core/connectors/files/xlsx/formatcompiler.h"

#include "core/base/names.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace weir {

namespace {

using Kind = FormatToken::Kind;
using Part = FormatToken::Part;

constexpr std::string_view chineseHalves = "上午/下午";

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool startsWith(std::string_view text, std::string_view lower)
{
    if (text.size() < lower.size())
        return false;
    for (std::size_t i = 0; i < lower.size(); ++i) {
        if (lowered(text[i]) != lower[i])
            return false;
    }
    return true;
}

/// [Red], [Color 12], and the names that programs of other languages write.
bool isColor(std::string_view lower)
{
    constexpr std::string_view names[] = {"black", "blue", "cyan", "green", "magenta", "red", "white", "yellow"};
    if (std::find(std::begin(names), std::end(names), lower) != std::end(names))
        return true;
    if (lower.starts_with("color"))
        return lower.find_first_not_of("0123456789 ", 5) == std::string_view::npos;
    return !lower.empty() && static_cast<unsigned char>(lower[0]) >= 0x80;
}

FormatSection::Language languageOf(unsigned locale)
{
    switch (locale & 0x3FF) {
    case 0x00:
        return FormatSection::Language::None;
    case 0x09:
        return FormatSection::Language::English;
    case 0x04: // simplified; the others have another calendar
        return (locale & 0xFFFF) == 0x0804 || (locale & 0xFFFF) == 0x1004 || (locale & 0xFFFF) == 0x0004
                   ? FormatSection::Language::Chinese
                   : FormatSection::Language::Other;
    default:
        return FormatSection::Language::Other;
    }
}

/// The name of a month or a weekday, half a day, and the year of a calendar.
bool dependsOnLanguage(const FormatToken &token)
{
    if (token.kind == Kind::Half)
        return token.mark == 'A';
    const bool isName = (token.mark == 'M' || token.mark == 'd') && token.count > 2;
    return token.kind == Kind::Date && (isName || token.mark == 'a' || (token.mark == 'y' && token.length == 0));
}

bool isDatePart(const FormatToken &token) { return token.kind == Kind::Date || token.kind == Kind::Elapsed; }

} // namespace

void FormatCompiler::add(Kind kind, std::size_t begin, std::size_t length, char mark, std::size_t count)
{
    FormatToken token;
    token.kind = kind;
    token.begin = static_cast<std::uint16_t>(begin);
    token.length = static_cast<std::uint16_t>(length);
    token.mark = mark;
    token.count = static_cast<std::uint16_t>(count);
    m_section->tokens.push_back(token);
}

/// Behind the character that begins at \a begin, which may be of several bytes.
std::size_t FormatCompiler::characterEnd(std::size_t begin) const
{
    std::size_t end = std::min(begin + 1, m_code.size());
    while (end < m_code.size() && (static_cast<unsigned char>(m_code[end]) & 0xC0) == 0x80)
        ++end;
    return end;
}

void FormatCompiler::addCharacter(std::size_t begin)
{
    m_at = characterEnd(begin);
    add(Kind::Literal, begin, m_at - begin);
}

FormatCompiler::Trouble FormatCompiler::next(FormatSection &section)
{
    m_section = &section;
    while (m_at < m_code.size() && m_code[m_at] != ';') {
        if (const Trouble trouble = token(); trouble != Trouble::None)
            return trouble;
    }
    ++m_at;
    return finish();
}

FormatCompiler::Trouble FormatCompiler::token()
{
    const std::size_t begin = m_at;
    const char c = m_code[begin];
    const char behind = begin + 1 < m_code.size() ? m_code[begin + 1] : '\0';
    switch (c) {
    case '"':
        return quoted();
    case '[':
        return bracket();
    case '\\':
        if (behind != '\0')
            addCharacter(begin + 1);
        else
            ++m_at;
        return Trouble::None;
    case '!': // East Asian programs escape with it; alone it is itself
        addCharacter(behind == '.' || behind == ',' || behind == '/' || behind == '%' ? begin + 1 : begin);
        return Trouble::None;
    case '_':
        m_at = characterEnd(begin + 1);
        add(Kind::Blank, begin, 1);
        return Trouble::None;
    case '*': // fills the cell: there is no width here
        m_at = characterEnd(begin + 1);
        return Trouble::None;
    case '0': case '#': case '?':
        add(Kind::Digit, begin, 1, c);
        break;
    case '.':
        add(Kind::Point, begin, 1);
        break;
    case ',':
        add(Kind::Comma, begin, 1);
        break;
    case '/':
        add(Kind::Slash, begin, 1);
        break;
    case '%':
        m_section->power += 2;
        add(Kind::Literal, begin, 1);
        break;
    case '@':
        m_section->hasText = true;
        add(Kind::General, begin, 1);
        break;
    default:
        if ((lowered(c) >= 'a' && lowered(c) <= 'z') || m_code.substr(begin).starts_with(chineseHalves))
            return word();
        addCharacter(begin);
        return Trouble::None;
    }
    ++m_at;
    return Trouble::None;
}

FormatCompiler::Trouble FormatCompiler::quoted()
{
    const std::size_t close = m_code.find('"', m_at + 1);
    if (close == std::string_view::npos)
        return Trouble::NotUnderstood;
    add(Kind::Literal, m_at + 1, close - m_at - 1);
    m_at = close + 1;
    return Trouble::None;
}

FormatCompiler::Trouble FormatCompiler::word()
{
    const std::string_view rest = m_code.substr(m_at);
    const std::size_t begin = m_at;
    const auto take = [&](Kind kind, std::size_t length, char mark) {
        add(kind, begin, length, mark, length);
        m_at += length;
        return Trouble::None;
    };
    if (startsWith(rest, "general"))
        return take(Kind::General, 7, 0);
    if (startsWith(rest, "am/pm"))
        return take(Kind::Half, 5, 'A');
    if (startsWith(rest, "a/p"))
        return take(Kind::Half, 3, 'P');
    if (rest.starts_with(chineseHalves))
        return take(Kind::Half, chineseHalves.size(), 'C');
    const char letter = lowered(rest[0]);
    // Behind digits an exponent, else the year.
    const auto isDigit = [](const FormatToken &token) { return token.kind == Kind::Digit; };
    if (letter == 'e' && rest.size() > 1 && (rest[1] == '+' || rest[1] == '-')
        && std::any_of(m_section->tokens.begin(), m_section->tokens.end(), isDigit))
        return take(Kind::Exponent, 2, rest[1]);
    std::size_t count = 1;
    while (count < rest.size() && lowered(rest[count]) == letter)
        ++count;
    switch (letter) {
    case 'y': case 'm': case 'd': case 'h': case 's':
        return take(Kind::Date, count, letter);
    case 'a':
        return count == 3 || count == 4 ? take(Kind::Date, count, 'a') : Trouble::NotUnderstood;
    case 'e': { // the year of the calendar
        const Trouble taken = take(Kind::Date, count, 'y');
        m_section->tokens.back().count = 4;
        m_section->tokens.back().length = 0; // tells it from yyyy
        return taken;
    }
    default:
        return Trouble::NotUnderstood;
    }
}

FormatCompiler::Trouble FormatCompiler::bracket()
{
    const std::size_t close = m_code.find(']', m_at);
    if (close == std::string_view::npos || close == m_at + 1)
        return Trouble::NotUnderstood;
    const std::size_t begin = m_at + 1;
    const std::string_view inside = m_code.substr(begin, close - begin);
    m_at = close + 1;
    if (inside[0] == '$')
        return currency(begin + 1, inside.substr(1));
    if (inside[0] == '<' || inside[0] == '>' || inside[0] == '=')
        return condition(inside);
    const std::string lower = lowerAscii(inside);
    if ((lower[0] == 'h' || lower[0] == 'm' || lower[0] == 's')
        && lower.find_first_not_of(lower[0]) == std::string::npos) {
        add(Kind::Elapsed, begin, inside.size(), lower[0], inside.size());
        return Trouble::None;
    }
    return isColor(lower) ? Trouble::None : Trouble::NotUnderstood;
}

FormatCompiler::Trouble FormatCompiler::condition(std::string_view text)
{
    using Test = FormatSection::Test;
    constexpr std::pair<std::string_view, Test> tests[] = {
        {"<=", Test::LessOrEqual}, {"<>", Test::Unequal}, {"<", Test::Less},
        {">=", Test::GreaterOrEqual}, {">", Test::Greater}, {"=", Test::Equal}};
    for (const auto &[sign, test] : tests) {
        if (!text.starts_with(sign))
            continue;
        const std::string_view limit = text.substr(sign.size());
        const auto [end, error] = std::from_chars(limit.data(), limit.data() + limit.size(), m_section->limit);
        m_section->test = test;
        const bool isSound = error == std::errc() && end == limit.data() + limit.size() && std::isfinite(m_section->limit);
        return isSound ? Trouble::None : Trouble::NotUnderstood;
    }
    return Trouble::NotUnderstood;
}

/// "¥-804", "€-2", "-409", "-en-US", "-F800": a sign, then the language.
FormatCompiler::Trouble FormatCompiler::currency(std::size_t begin, std::string_view text)
{
    const std::size_t dash = text.find('-');
    if (dash != 0)
        add(Kind::Literal, begin, std::min(dash, text.size()));
    if (dash == std::string_view::npos)
        return Trouble::None;
    const std::string_view tag = text.substr(dash + 1);
    unsigned locale = 0;
    const auto [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), locale, 16);
    if (tag.empty() || error != std::errc() || end != tag.data() + tag.size()) {
        if (startsWith(tag, "x-sys"))
            return Trouble::Regional;
        m_section->language = startsWith(tag, "en-") ? FormatSection::Language::English
                              : startsWith(tag, "zh-cn") || startsWith(tag, "zh-hans") ? FormatSection::Language::Chinese
                                                                                       : FormatSection::Language::Other;
        return Trouble::None;
    }
    if (locale == 0xF800 || locale == 0xF400)
        return Trouble::Regional;
    // Above the language: the calendar, and the digits, of which 1 are ours.
    if (((locale >> 16) & 0xFF) > 1 || (locale >> 24) > 1)
        return Trouble::NotUnderstood;
    m_section->language = languageOf(locale);
    return Trouble::None;
}

FormatCompiler::Trouble FormatCompiler::finish()
{
    std::vector<FormatToken> &tokens = m_section->tokens;
    bool hasDate = false, hasDigits = false;
    std::size_t slash = tokens.size();
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        hasDate = hasDate || isDatePart(tokens[i]) || tokens[i].kind == Kind::Half;
        hasDigits = hasDigits || tokens[i].kind == Kind::Digit;
        m_section->hasGeneral = m_section->hasGeneral || tokens[i].kind == Kind::General;
        if (tokens[i].kind == Kind::Slash && i > 0 && tokens[i - 1].kind == Kind::Digit)
            slash = std::min(slash, i);
    }
    if (hasDate)
        return finishMoment();
    if (hasDigits && m_section->hasGeneral)
        return Trouble::NotUnderstood;
    return slash < tokens.size() ? finishFraction(slash) : finishNumber();
}

/// m is the minute behind an hour or before a second, else the month.
void FormatCompiler::findMinutes()
{
    FormatToken *before = nullptr;
    for (FormatToken &token : m_section->tokens) {
        if (!isDatePart(token))
            continue;
        if (token.kind == Kind::Date && token.mark == 'm' && !(before && before->mark == 'h' && token.count <= 2))
            token.mark = 'M';
        if (before && before->kind == Kind::Date && before->mark == 'M' && before->count <= 2 && token.mark == 's')
            before->mark = 'm';
        before = &token;
    }
}

FormatCompiler::Trouble FormatCompiler::finishMoment()
{
    m_section->kind = FormatSection::Kind::Moment;
    findMinutes();
    std::vector<FormatToken> kept;
    char last = 0;
    for (std::size_t i = 0; i < m_section->tokens.size(); ++i) {
        FormatToken token = m_section->tokens[i];
        if (m_section->language == FormatSection::Language::Other && dependsOnLanguage(token))
            return Trouble::NotUnderstood;
        const bool isTime = token.kind == Kind::Elapsed || token.mark == 'h' || token.mark == 'm' || token.mark == 's';
        m_section->hasTime = m_section->hasTime || (isDatePart(token) && isTime);
        m_section->hasHalves = m_section->hasHalves || token.kind == Kind::Half;
        if (token.kind == Kind::Digit || token.kind == Kind::General || token.kind == Kind::Exponent)
            return Trouble::NotUnderstood;
        if (token.kind == Kind::Point && last == 's') {
            while (i + 1 < m_section->tokens.size() && m_section->tokens[i + 1].mark == '0') {
                ++token.count;
                ++i;
            }
            token.kind = token.count > 0 ? Kind::Subsecond : Kind::Literal;
            m_section->secondDigits = std::max<int>(m_section->secondDigits, token.count);
            if (token.count > 3)
                return Trouble::NotUnderstood;
        }
        if (token.kind == Kind::Point || token.kind == Kind::Comma || token.kind == Kind::Slash)
            token.kind = Kind::Literal;
        last = isDatePart(token) ? token.mark : token.kind == Kind::Literal || token.kind == Kind::Half ? '\0' : last;
        kept.push_back(token);
    }
    m_section->tokens = std::move(kept);
    return Trouble::None;
}

/// "# ??/??", "?/?", "# ?/16": whole number, numerator and denominator.
FormatCompiler::Trouble FormatCompiler::finishFraction(std::size_t slash)
{
    m_section->kind = FormatSection::Kind::Fraction;
    std::vector<FormatToken> &tokens = m_section->tokens;
    std::size_t numerator = slash;
    while (numerator > 0 && tokens[numerator - 1].kind == Kind::Digit) {
        tokens[--numerator].part = Part::Numerator;
        m_section->hasNumerator = m_section->hasNumerator || tokens[numerator].mark == '0';
    }
    std::size_t end = slash + 1;
    for (; end < tokens.size(); ++end) {
        const char c = m_code[tokens[end].begin];
        const bool isFixed = tokens[end].kind == Kind::Literal && tokens[end].length == 1 && c >= '1' && c <= '9';
        if (!isFixed && tokens[end].kind != Kind::Digit)
            break;
        if (isFixed || m_section->denominator > 0) {
            if (m_section->denominator > 99'999 || c == '#' || c == '?' || (m_section->denominator == 0 && end > slash + 1))
                return Trouble::NotUnderstood;
            m_section->denominator = m_section->denominator * 10 + (c - '0');
            tokens[end].kind = Kind::Digit;
        }
        tokens[end].part = Part::Denominator;
        ++m_section->denominatorPlaces;
    }
    if (end == slash + 1 || m_section->power != 0)
        return Trouble::NotUnderstood;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        FormatToken &token = tokens[i];
        if (token.kind == Kind::Point || token.kind == Kind::Exponent || token.kind == Kind::Comma
            || (token.kind == Kind::Digit && i >= end))
            return Trouble::NotUnderstood;
        if (token.kind == Kind::Slash && i != slash)
            token.kind = Kind::Literal;
    }
    const auto countOf = [&](Part part) {
        return static_cast<int>(std::count_if(tokens.begin(), tokens.end(), [part](const FormatToken &token) {
            return token.kind == Kind::Digit && token.part == part;
        }));
    };
    m_section->wholePlaces = countOf(Part::Whole);
    m_section->numeratorPlaces = countOf(Part::Numerator);
    return Trouble::None;
}

FormatCompiler::Trouble FormatCompiler::finishNumber()
{
    FormatSection &section = *m_section;
    std::vector<FormatToken> kept;
    Part part = Part::Whole;
    int commas = 0;
    bool hasPoint = false;
    for (FormatToken token : section.tokens) {
        if (token.kind == Kind::Comma && part != Part::Exponent && section.wholePlaces + section.decimalPlaces > 0) {
            ++commas;
            continue;
        }
        if (token.kind == Kind::Comma || token.kind == Kind::Slash || (token.kind == Kind::Point && hasPoint))
            token.kind = Kind::Literal;
        if (token.kind == Kind::Digit) {
            int &places = part == Part::Whole ? section.wholePlaces
                          : part == Part::Decimals ? section.decimalPlaces : section.exponentPlaces;
            section.isGrouped = section.isGrouped || (commas > 0 && part == Part::Whole);
            commas = 0;
            token.part = part;
            ++places;
        } else if (token.kind == Kind::Point || token.kind == Kind::Exponent) {
            section.power -= 3 * commas;
            commas = 0;
            hasPoint = true;
            if (part == Part::Exponent)
                return Trouble::NotUnderstood;
            part = token.kind == Kind::Point ? Part::Decimals : Part::Exponent;
        }
        kept.push_back(token);
    }
    section.power -= 3 * commas;
    section.tokens = std::move(kept);
    if (part == Part::Exponent) {
        section.kind = FormatSection::Kind::Scientific;
        if (section.exponentPlaces == 0 || section.wholePlaces + section.decimalPlaces == 0)
            return Trouble::NotUnderstood;
    }
    return Trouble::None;
}

} // namespace weir
