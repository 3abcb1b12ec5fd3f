#include "core/expression/codepoints.h"
#include "core/expression/functioncatalogue.h"

#include "core/data/encoding.h"

namespace weir {

namespace {

/// First and last characters of \a text, the rest as \a sign. When nothing would be hidden, everything is.
void appendPartly(std::string_view text, std::int64_t first, std::int64_t last, std::string_view sign,
                  std::string &out)
{
    const std::int64_t points = codePointCount(text);
    if (first >= points || last >= points || first + last >= points)
        first = last = 0;
    const std::size_t from = bytesOfPoints(text, first), to = bytesOfPoints(text, points - last);
    out.append(text.substr(0, from));
    for (std::int64_t i = points - first - last; i > 0; --i)
        out.append(sign);
    out.append(text.substr(to));
}

void maskFullKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) { out.appendText(call[0].text(row).empty() ? "" : "******"); });
}

void maskPartialKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view text = call[0].text(row), sign = call.count() > 3 ? call[3].text(row) : "*";
        const std::int64_t first = call[1].int64(row), last = call[2].int64(row);
        if (first < 0 || last < 0)
            return call.fail(out, row, RowCode::OutOfRange, {}, "mask_partial",
                             "a negative number of characters to keep");
        if (!call.hasRoom(out, row, text.size() * std::max<std::size_t>(1, sign.size())))
            return;
        appendPartly(text, first, last, sign, out.openBytes());
        out.closeText();
    });
}

void maskEmailKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view text = call[0].text(row);
        const std::size_t start = out.bytes().size(), at = text.rfind('@');
        // Without an @ nobody knows what may be shown.
        const bool isAddress = at != std::string_view::npos && at > 0;
        if (isAddress)
            out.openBytes().append(text.substr(0, pointSize(text, 0)));
        if (!text.empty())
            out.openBytes().append("***");
        if (isAddress)
            out.openBytes().append(text.substr(at));
        call.close(out, row, start);
    });
}

template<std::int64_t first, std::int64_t last>
void maskFixedKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const std::size_t start = out.bytes().size();
        appendPartly(call[0].text(row), first, last, "*", out.openBytes());
        call.close(out, row, start);
    });
}

} // namespace

std::vector<FunctionSpec> maskFunctions()
{
    const auto group = FunctionGroup::Mask;
    const auto strict = NullRule::Strict;
    return {
        {"mask_full",
         group,
         strict,
         1,
         "Six stars, whatever the text; empty text stays empty.",
         "六个星号，与文本内容无关；空文本保持为空。",
         {{"x text", "text", maskFullKernel}},
         {{"mask_full('secret')", "******"}, {"mask_full('')", ""}}},
        {"mask_partial",
         group,
         strict,
         3,
         "The first and last characters, stars (or the given text) for the others. Text that is too short to "
         "hide anything is hidden whole.",
         "保留首尾若干字符，其余为星号（或指定文本）；文本太短时全部隐藏。",
         {{"x text, first int64, last int64, sign text?", "text", maskPartialKernel}},
         {{"mask_partial('6222021234567890', 4, 4)", "6222********7890"},
          {"mask_partial('abc', 2, 2)", "***"},
          {"mask_partial('张三丰', 1, 0, '某')", "张某某"}}},
        {"mask_email",
         group,
         strict,
         2,
         "First letter and domain of an address; anything else becomes three stars.",
         "保留邮箱首字母与域名；其他文本变为三个星号。",
         {{"x text", "text", maskEmailKernel}},
         {{"mask_email('anna@example.com')", "a***@example.com"}, {"mask_email('anna')", "***"}}},
        {"mask_phone",
         group,
         strict,
         2,
         "The first three and last four characters.",
         "保留前三位与后四位。",
         {{"x text", "text", maskFixedKernel<3, 4>}},
         {{"mask_phone('13812345678')", "138****5678"}}},
        {"mask_name",
         group,
         strict,
         2,
         "The first character only.",
         "只保留第一个字符。",
         {{"x text", "text", maskFixedKernel<1, 0>}},
         {{"mask_name('张三丰')", "张**"}}},
    };
}

} // namespace weir
