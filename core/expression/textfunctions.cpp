#include "core/expression/codepoints.h"
#include "core/expression/functioncatalogue.h"

#include "core/data/encoding.h"

#include <algorithm>
#include <utf8proc.h>

namespace weir {

namespace {

bool containsPoint(std::string_view set, std::string_view point)
{
    for (std::size_t at = 0; at < set.size(); at += pointSize(set, at)) {
        if (set.substr(at, pointSize(set, at)) == point)
            return true;
    }
    return false;
}

std::string_view trimmedOf(std::string_view text, std::string_view set, bool atStart, bool atEnd)
{
    while (atStart && !text.empty() && containsPoint(set, text.substr(0, pointSize(text, 0))))
        text.remove_prefix(pointSize(text, 0));
    while (atEnd && !text.empty()) {
        const std::size_t last = pointBefore(text, text.size());
        if (!containsPoint(set, text.substr(last)))
            break;
        text.remove_suffix(text.size() - last);
    }
    return text;
}

template<bool atStart, bool atEnd>
void trimKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view text = call[0].text(row);
        call.append(out, row,
                    call.count() > 1 ? trimmedOf(text, call[1].text(row), atStart, atEnd)
                                     : trimmedText(text, atStart, atEnd));
    });
}

enum class LetterCase : std::uint8_t { Upper, Lower, Initial };

std::int32_t cased(std::int32_t point, bool isUpper)
{
    if (point < 0x80) {
        if (isUpper)
            return point >= 'a' && point <= 'z' ? point - 32 : point;
        return point >= 'A' && point <= 'Z' ? point + 32 : point;
    }
    // utf8proc knows the capital sharp s, which hardly any other program makes of the small one.
    constexpr std::int32_t sharpS = 0xDF;
    if (isUpper)
        return point == sharpS ? point : utf8proc_toupper(point);
    return utf8proc_tolower(point);
}

template<LetterCase letterCase>
void caseKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view text = call[0].text(row);
        const std::size_t start = out.bytes().size();
        bool isInitial = true;
        for (std::size_t at = 0; at < text.size();) {
            const Point point = pointAt(text, at);
            const bool isUpper =
                letterCase == LetterCase::Upper || (letterCase == LetterCase::Initial && isInitial);
            appendPoint(cased(point.value, isUpper), out.openBytes());
            const auto category = utf8proc_category(point.value);
            isInitial =
                category > UTF8PROC_CATEGORY_LO && category != UTF8PROC_CATEGORY_ND && point.value != '\'';
            at += point.size;
        }
        call.close(out, row, start);
    });
}

void lengthKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) { out.appendInt64(codePointCount(call[0].text(row))); });
}

void byteLengthKernel(const Call &call, Column &out)
{
    eachRow(call, out,
            [&](std::int64_t row) { out.appendInt64(static_cast<std::int64_t>(call[0].text(row).size())); });
}

void substrKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        std::string_view text = call[0].text(row);
        const std::int64_t start = call[1].int64(row);
        std::int64_t end = 0;
        const bool hasCount = call.count() > 2;
        if (hasCount && call[2].int64(row) < 0)
            return call.fail(out, row, RowCode::OutOfRange, std::to_string(call[2].int64(row)), "substr",
                             "the count is negative");
        // As in SQL: positions before the first one are counted, too. The end saturates.
        const bool isEndless = !hasCount || __builtin_add_overflow(start, call[2].int64(row), &end);
        text.remove_prefix(bytesOfPoints(text, start > 1 ? start - 1 : 0));
        const std::int64_t first = std::max<std::int64_t>(start, 1);
        call.append(out, row,
                    isEndless ? text : text.substr(0, bytesOfPoints(text, end > first ? end - first : 0)));
    });
}

template<bool isLeft>
void sideKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view text = call[0].text(row);
        std::int64_t count = call[1].int64(row);
        const std::int64_t points = codePointCount(text);
        if (count < 0)
            count = count <= -points ? 0 : points + count;
        count = std::min(count, points);
        const std::size_t cut = bytesOfPoints(text, isLeft ? count : points - count);
        call.append(out, row, isLeft ? text.substr(0, cut) : text.substr(cut));
    });
}

void replaceKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view text = call[0].text(row), from = call[1].text(row), to = call[2].text(row);
        std::size_t found = 0, next = from.empty() ? std::string_view::npos : text.find(from);
        for (std::size_t at = next; at != std::string_view::npos; at = text.find(from, at + from.size()))
            ++found;
        if (found == 0)
            return call.append(out, row, text);
        if (!call.hasRoom(out, row, text.size() - found * from.size() + found * to.size()))
            return;
        std::size_t done = 0;
        for (; next != std::string_view::npos; next = text.find(from, done)) {
            out.openBytes().append(text.substr(done, next - done)).append(to);
            done = next + from.size();
        }
        out.openBytes().append(text.substr(done));
        out.closeText();
    });
}

void translateKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view text = call[0].text(row), from = call[1].text(row), to = call[2].text(row);
        const std::size_t start = out.bytes().size();
        constexpr std::size_t setMax = 256;
        if (from.size() > setMax)
            return call.fail(out, row, RowCode::OutOfRange, {}, "translate",
                             "more than 256 bytes of characters to translate");
        for (std::size_t at = 0; at < text.size();) {
            const std::string_view point = text.substr(at, pointSize(text, at));
            at += point.size();
            std::size_t f = 0;
            std::int64_t index = 0;
            while (f < from.size() && from.substr(f, pointSize(from, f)) != point) {
                f += pointSize(from, f);
                ++index;
            }
            if (f >= from.size()) {
                out.openBytes().append(point);
            } else if (const std::size_t t = bytesOfPoints(to, index); t < to.size()) {
                out.openBytes().append(to.substr(t, pointSize(to, t)));
            }
        }
        call.close(out, row, start);
    });
}

void startsWithKernel(const Call &call, Column &out)
{
    eachRow(call, out,
            [&](std::int64_t row) { out.appendBool(call[0].text(row).starts_with(call[1].text(row))); });
}

void endsWithKernel(const Call &call, Column &out)
{
    eachRow(call, out,
            [&](std::int64_t row) { out.appendBool(call[0].text(row).ends_with(call[1].text(row))); });
}

void containsKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        out.appendBool(call[0].text(row).find(call[1].text(row)) != std::string_view::npos);
    });
}

void positionKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view text = call[0].text(row);
        const std::size_t at = text.find(call[1].text(row));
        out.appendInt64(at == std::string_view::npos ? 0 : codePointCount(text.substr(0, at)) + 1);
    });
}

/// Part \a wanted (from 1, negative from the end) of \a text; empty when there is none.
std::string_view partOf(std::string_view text, std::string_view delimiter, std::int64_t wanted)
{
    if (delimiter.empty())
        return wanted == 1 || wanted == -1 ? text : std::string_view();
    constexpr auto none = std::string_view::npos;
    for (; wanted > 1; --wanted) {
        const std::size_t at = text.find(delimiter);
        if (at == none)
            return {};
        text.remove_prefix(at + delimiter.size());
    }
    if (wanted == 1)
        return text.substr(0, text.find(delimiter));
    for (; wanted < -1; ++wanted) {
        const std::size_t at = text.rfind(delimiter);
        if (at == none)
            return {};
        text = text.substr(0, at);
    }
    const std::size_t at = text.rfind(delimiter);
    return at == none ? text : text.substr(at + delimiter.size());
}

void splitPartKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const std::int64_t wanted = call[2].int64(row);
        if (wanted == 0)
            return call.fail(out, row, RowCode::OutOfRange, "0", "split_part",
                             "parts count from 1, or from -1 at the end");
        call.append(out, row, partOf(call[0].text(row), call[1].text(row), wanted));
    });
}

void reverseKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view text = call[0].text(row);
        if (!call.hasRoom(out, row, text.size()))
            return;
        for (std::size_t end = text.size(); end > 0;) {
            const std::size_t start = pointBefore(text, end);
            out.openBytes().append(text.substr(start, end - start));
            end = start;
        }
        out.closeText();
    });
}

} // namespace

std::vector<FunctionSpec> textFunctions()
{
    const auto group = FunctionGroup::Text;
    const auto strict = NullRule::Strict;
    return {
        {"trim",
         group,
         strict,
         2,
         "Without white space at both ends, the full-width space included; or without the given characters.",
         "去掉两端的空白（包括全角空格），或去掉指定的字符。",
         {{"x text, characters text?", "text", trimKernel<true, true>}},
         {{"trim('  ab ')", "ab"},
          {"trim('　北京　')", "北京"},
          {"trim('--a-b--', '-')", "a-b"},
          {"trim(null)", "NULL"}}},
        {"ltrim",
         group,
         strict,
         2,
         "As trim, at the start only.",
         "只去掉开头的空白或指定字符。",
         {{"x text, characters text?", "text", trimKernel<true, false>}},
         {{"ltrim('007', '0')", "7"}, {"ltrim('  a ')", "a "}}},
        {"rtrim",
         group,
         strict,
         2,
         "As trim, at the end only.",
         "只去掉结尾的空白或指定字符。",
         {{"x text, characters text?", "text", trimKernel<false, true>}},
         {{"rtrim('a;;', ';')", "a"}}},
        {"upper",
         group,
         strict,
         2,
         "In capital letters.",
         "转换为大写。",
         {{"x text", "text", caseKernel<LetterCase::Upper>}},
         {{"upper('straße é')", "STRAßE É"}, {"upper(null)", "NULL"}}},
        {"lower",
         group,
         strict,
         2,
         "In small letters.",
         "转换为小写。",
         {{"x text", "text", caseKernel<LetterCase::Lower>}},
         {{"lower('ABC Ä')", "abc ä"}}},
        {"initcap",
         group,
         strict,
         2,
         "Each word with a capital first letter, the rest small.",
         "每个单词首字母大写，其余小写。",
         {{"x text", "text", caseKernel<LetterCase::Initial>}},
         {{"initcap('anna o''NEIL-smith')", "Anna O'neil-Smith"}}},
        {"length",
         group,
         strict,
         1,
         "Number of characters (code points).",
         "字符数（码点）。",
         {{"x text", "int64", lengthKernel}},
         {{"length('北京市')", "3"}, {"length('')", "0"}, {"length(null)", "NULL"}}},
        {"byte_length",
         group,
         strict,
         1,
         "Number of bytes in UTF-8.",
         "UTF-8 字节数。",
         {{"x text", "int64", byteLengthKernel}},
         {{"byte_length('北京市')", "9"}}},
        {"substr",
         group,
         strict,
         2,
         "Characters from a position, which counts from 1; all of them, or so many. The count must not be "
         "negative.",
         "从第几个字符（从 1 数起）开始取，取到末尾或取指定个数；个数不能为负。",
         {{"x text, start int64, count int64?", "text", substrKernel}},
         {{"substr('北京市朝阳区', 4)", "朝阳区"},
          {"substr('abcdef', 2, 3)", "bcd"},
          {"substr('abc', 0, 2)", "a"},
          {"substr('abc', 2, -1)", "error: OutOfRange"}}},
        {"left",
         group,
         strict,
         2,
         "The first characters; with a negative count all but so many at the end.",
         "取左边若干字符；负数表示去掉末尾若干个。",
         {{"x text, count int64", "text", sideKernel<true>}},
         {{"left('北京市', 2)", "北京"}, {"left('abc', -1)", "ab"}}},
        {"right",
         group,
         strict,
         2,
         "The last characters; with a negative count all but so many at the start.",
         "取右边若干字符；负数表示去掉开头若干个。",
         {{"x text, count int64", "text", sideKernel<false>}},
         {{"right('abc', 2)", "bc"}, {"right('abc', -1)", "bc"}}},
        {"replace",
         group,
         strict,
         4,
         "Every occurrence of a text replaced by another.",
         "替换所有出现的文本。",
         {{"x text, from text, to text", "text", replaceKernel}},
         {{"replace('¥12', '¥', '')", "12"}, {"replace('aaa', 'a', 'bb')", "bbbbbb"}}},
        {"translate",
         group,
         strict,
         4,
         "Each character of the first list replaced by the one at the same place in the second, or dropped "
         "if there is none.",
         "按字符一一替换；第二个列表中没有对应字符的则删除。",
         {{"x text, from text, to text", "text", translateKernel}},
         {{"translate('1.234,5', '.,', ',.')", "1,234.5"}, {"translate('a-b c', '- ', '')", "abc"}}},
        {"starts_with",
         group,
         strict,
         1,
         "Whether the text begins so. Capital and small letters differ.",
         "是否以指定文本开头（区分大小写）。",
         {{"x text, start text", "bool", startsWithKernel}},
         {{"starts_with('TEST-1', 'TEST-')", "true"}, {"starts_with('test-1', 'TEST-')", "false"}}},
        {"ends_with",
         group,
         strict,
         1,
         "Whether the text ends so.",
         "是否以指定文本结尾。",
         {{"x text, end text", "bool", endsWithKernel}},
         {{"ends_with('a.csv', '.csv')", "true"}}},
        {"contains",
         group,
         strict,
         2,
         "Whether the text occurs.",
         "是否包含指定文本。",
         {{"x text, part text", "bool", containsKernel}},
         {{"contains('朝阳区', '阳')", "true"}, {"contains('abc', 'd')", "false"}}},
        {"position",
         group,
         strict,
         2,
         "Where a text occurs first, counted from 1; 0 when it does not.",
         "首次出现的位置（从 1 数起），没有则为 0。",
         {{"x text, part text", "int64", positionKernel}},
         {{"position('北京市', '市')", "3"}, {"position('abc', 'd')", "0"}}},
        {"split_part",
         group,
         strict,
         2,
         "The part at a place, counted from 1 or from -1 at the end; empty text when there is none.",
         "按分隔符取第几段（从 1 数起，-1 为最后一段）；没有则为空文本。",
         {{"x text, delimiter text, part int64", "text", splitPartKernel}},
         {{"split_part('a-b-c', '-', 2)", "b"},
          {"split_part('a-b-c', '-', -1)", "c"},
          {"split_part('a', '-', 2)", ""},
          {"split_part('a', '-', 0)", "error: OutOfRange"}}},
        {"reverse",
         group,
         strict,
         2,
         "The characters in the opposite order.",
         "字符倒序。",
         {{"x text", "text", reverseKernel}},
         {{"reverse('北京ab')", "ba京北"}}},
    };
}

} // namespace weir
