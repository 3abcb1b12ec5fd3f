#include "core/expression/codepoints.h"
#include "core/expression/functioncatalogue.h"
#include "core/expression/operators.h"

#include "core/base/hash.h"
#include "core/data/encoding.h"

#include <fmt/format.h>
#include <utf8proc.h>

namespace weir {

namespace {

template<bool isLeft>
void padKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view text = call[0].text(row), fill = call.count() > 2 ? call[2].text(row) : " ";
        const std::int64_t missing = call[1].int64(row) - codePointCount(text);
        if (missing <= 0 || fill.empty())
            return call.append(out, row, text);
        const auto count = static_cast<std::uint64_t>(missing);
        constexpr std::uint64_t countMax = std::uint64_t{1} << 31;
        if (count > countMax || !call.hasRoom(out, row, text.size() + static_cast<std::size_t>(count)))
            return count > countMax
                       ? call.fail(out, row, RowCode::TooLarge, {}, "pad", "the length is too great")
                       : void();
        const std::size_t start = out.bytes().size();
        if (!isLeft)
            out.openBytes().append(text);
        std::size_t at = 0;
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::size_t size = pointSize(fill, at);
            out.openBytes().append(fill.substr(at, size));
            at = at + size < fill.size() ? at + size : 0;
        }
        if (isLeft)
            out.openBytes().append(text);
        call.close(out, row, start);
    });
}

void repeatKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view text = call[0].text(row);
        const std::int64_t count = call[1].int64(row);
        std::size_t bytes = 0;
        if (count < 0)
            return call.fail(out, row, RowCode::OutOfRange, std::to_string(count), "repeat",
                             "the count is negative");
        if (__builtin_mul_overflow(text.size(), static_cast<std::size_t>(count), &bytes))
            bytes = std::string::npos;
        if (!call.hasRoom(out, row, bytes))
            return;
        if (text.size() == 1) {
            out.openBytes().append(bytes, text.front());
        } else {
            for (std::int64_t i = 0; i < count && !text.empty(); ++i)
                out.openBytes().append(text);
        }
        out.closeText();
    });
}

void concatWithNullsKernel(const Call &call, Column &out)
{
    for (std::int64_t row = 0; row < call.rows(); ++row) {
        std::size_t bytes = 0;
        for (std::size_t i = 0; i < call.count(); ++i)
            bytes += call[i].isNull(row) ? 0 : call[i].text(row).size();
        if (!call.hasRoom(out, row, bytes))
            continue;
        for (std::size_t i = 0; i < call.count(); ++i)
            out.openBytes().append(call[i].isNull(row) ? std::string_view() : call[i].text(row));
        out.closeText();
    }
}

void joinKernel(const Call &call, Column &out)
{
    for (std::int64_t row = 0; row < call.rows(); ++row) {
        if (call[0].isNull(row)) {
            out.appendNull();
            continue;
        }
        std::size_t bytes = 0;
        for (std::size_t i = 1; i < call.count(); ++i)
            bytes += call[i].isNull(row) ? 0 : call[i].text(row).size() + call[0].text(row).size();
        if (!call.hasRoom(out, row, bytes))
            continue;
        bool isFirst = true;
        for (std::size_t i = 1; i < call.count(); ++i) {
            if (call[i].isNull(row))
                continue;
            if (!isFirst)
                out.openBytes().append(call[0].text(row));
            out.openBytes().append(call[i].text(row));
            isFirst = false;
        }
        out.closeText();
    }
}

void normalizeSpaceKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view text = trimmedText(call[0].text(row));
        const std::size_t start = out.bytes().size();
        bool isBehindSpace = false;
        for (std::size_t at = 0; at < text.size();) {
            const Point point = pointAt(text, at);
            const bool isSpace = isSpacePoint(point.value);
            if (!isSpace)
                out.openBytes().append(text.substr(at, point.size));
            else if (!isBehindSpace)
                out.openBytes() += ' ';
            isBehindSpace = isSpace;
            at += point.size;
        }
        call.close(out, row, start);
    });
}

void fullToHalfKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view text = call[0].text(row);
        const std::size_t start = out.bytes().size();
        for (std::size_t at = 0; at < text.size();) {
            const Point point = pointAt(text, at);
            appendPoint(halfWidth(point.value), out.openBytes());
            at += point.size;
        }
        call.close(out, row, start);
    });
}

void halfToFullKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view text = call[0].text(row);
        const std::size_t start = out.bytes().size();
        for (std::size_t at = 0; at < text.size();) {
            const Point point = pointAt(text, at);
            const bool isVisible = point.value > 0x20 && point.value < 0x7F;
            appendPoint(isVisible            ? point.value - 0x21 + 0xFF01
                        : point.value == ' ' ? 0x3000
                                             : point.value,
                        out.openBytes());
            at += point.size;
        }
        call.close(out, row, start);
    });
}

void onlyDigitsKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view text = call[0].text(row);
        const std::size_t start = out.bytes().size();
        for (std::size_t at = 0; at < text.size();) {
            const Point point = pointAt(text, at);
            const std::int32_t half = halfWidth(point.value);
            if (half >= '0' && half <= '9')
                out.openBytes() += static_cast<char>(half);
            at += point.size;
        }
        call.close(out, row, start);
    });
}

void nfcKernel(const Call &call, Column &out)
{
    std::vector<utf8proc_int32_t> points;
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view text = call[0].text(row);
        const auto isAscii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
        if (std::all_of(text.begin(), text.end(), isAscii))
            return call.append(out, row, text);
        if (!call.hasRoom(out, row, text.size() * 3))
            return;
        const auto *bytes = reinterpret_cast<const utf8proc_uint8_t *>(text.data());
        const auto size = static_cast<utf8proc_ssize_t>(text.size());
        constexpr auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
        // One more point of room than text can need: reencode also writes a zero byte behind the last one.
        points.resize(text.size() * 4 + 1);
        auto count = utf8proc_decompose(bytes, size, points.data(),
                                        static_cast<utf8proc_ssize_t>(points.size() - 1), options);
        if (count > static_cast<utf8proc_ssize_t>(points.size() - 1)) {
            points.resize(static_cast<std::size_t>(count) + 1);
            count = utf8proc_decompose(bytes, size, points.data(), count, options);
        }
        const auto written = count < 0 ? count : utf8proc_reencode(points.data(), count, options);
        if (written < 0)
            return call.fail(out, row, RowCode::BadEncoding, {}, "nfc", "the text is not valid UTF-8");
        const std::size_t start = out.bytes().size();
        out.openBytes().append(reinterpret_cast<const char *>(points.data()),
                               static_cast<std::size_t>(written));
        call.close(out, row, start);
    });
}

void blankToNullKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        if (trimmedText(call[0].text(row)).empty())
            out.appendNull();
        else
            call.append(out, row, call[0].text(row));
    });
}

void sha256Kernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) { out.appendText(sha256Hex(call[0].text(row))); });
}

} // namespace

std::vector<FunctionSpec> paddingFunctions()
{
    const auto group = FunctionGroup::Text;
    const auto strict = NullRule::Strict;
    return {
        {"lpad",
         group,
         strict,
         2,
         "Filled at the start up to a length, with spaces or the given text. Longer text is never cut.",
         "在左边补足到指定长度（空格或指定文本）；更长的文本不会被截断。",
         {{"x text, length int64, fill text?", "text", padKernel<true>}},
         {{"lpad('42', 5, '0')", "00042"}, {"lpad(42, 4)", "  42"}, {"lpad('12345', 3, '0')", "12345"}}},
        {"rpad",
         group,
         strict,
         2,
         "Filled at the end up to a length. Longer text is never cut.",
         "在右边补足到指定长度；更长的文本不会被截断。",
         {{"x text, length int64, fill text?", "text", padKernel<false>}},
         {{"rpad('ab', 4, '.')", "ab.."}}},
        {"repeat",
         group,
         strict,
         4,
         "The text so many times.",
         "重复若干次。",
         {{"x text, count int64", "text", repeatKernel}},
         {{"repeat('ab', 3)", "ababab"},
          {"repeat('a', 100000000)", "error: TooLarge"},
          {"repeat('a', -1)", "error: OutOfRange"}}},
        {"concat",
         group,
         NullRule::Special,
         2,
         "All values joined; NULL counts as empty text. The operator || gives NULL instead.",
         "连接所有值，NULL 视为空文本；而运算符 || 遇 NULL 得 NULL。",
         {{"x text...", "text", concatWithNullsKernel}},
         {{"concat('a', null, 1)", "a1"}, {"'a' || null", "NULL"}, {"'a' || 1", "a1"}}},
        {"concat_ws",
         group,
         NullRule::Special,
         2,
         "All values but NULL joined with a separator between them; NULL when the separator is NULL.",
         "用分隔符连接所有非 NULL 的值；分隔符为 NULL 时得 NULL。",
         {{"separator text, x text...", "text", joinKernel}},
         {{"concat_ws(', ', 'a', null, 'b')", "a, b"}}},
        {"normalize_space",
         group,
         strict,
         3,
         "Trimmed, and every run of white space as one space.",
         "去两端空白，中间连续空白合并为一个空格。",
         {{"x text", "text", normalizeSpaceKernel}},
         {{"normalize_space('  a　 b ')", "a b"}}},
        {"full_to_half",
         group,
         strict,
         3,
         "Full-width letters, digits and signs as ASCII.",
         "全角字母、数字、符号转为半角。",
         {{"x text", "text", fullToHalfKernel}},
         {{"full_to_half('ＡＢ１２３（全角）')", "AB123(全角)"}}},
        {"half_to_full",
         group,
         strict,
         3,
         "ASCII as full-width characters.",
         "半角转为全角。",
         {{"x text", "text", halfToFullKernel}},
         {{"half_to_full('A1')", "Ａ１"}}},
        {"only_digits",
         group,
         strict,
         3,
         "The digits only, full-width ones as ASCII.",
         "只保留数字（全角数字转为半角）。",
         {{"x text", "text", onlyDigitsKernel}},
         {{"only_digits('Tel. 010-１２3')", "010123"}}},
        {"nfc",
         group,
         strict,
         5,
         "In Unicode normal form C: letters and their accents as one character.",
         "Unicode 规范化（NFC）：字母与附加符号合为一个字符。",
         {{"x text", "text", nfcKernel}},
         {{"length(nfc('e\xCC\x81'))", "1"}}},
        {"blank_to_null",
         group,
         NullRule::Strict,
         2,
         "NULL when the text is empty or white space only, else the text as it is.",
         "空文本或只有空白时得 NULL，否则原样返回。",
         {{"x text", "text", blankToNullKernel}},
         {{"blank_to_null('  ')", "NULL"}, {"blank_to_null(' a')", " a"}}},
        {"sha256",
         FunctionGroup::Mask,
         strict,
         20,
         "SHA-256 of the UTF-8 text or of the bytes, as 64 hex digits.",
         "文本（UTF-8）或字节的 SHA-256，64 位十六进制。",
         {{"x text", "text", sha256Kernel}, {"x bytes", "text", sha256Kernel}},
         {{"sha256('abc')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}}},
    };
}

} // namespace weir
