#include "core/expression/functioncatalogue.h"

#include "core/data/decimal.h"
#include "core/data/number.h"
#include "core/expression/chinesetext.h"

#include <fmt/format.h>

namespace weir {

namespace {

/// decimal('1.234,50', ',', '.'): separators of groups count only where groups of three stand.
void separatedKernel(const Call &call, Column &out)
{
    std::string plain;
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view text = call[0].text(row), point = call[1].text(row);
        const std::string_view group = call.count() > 2 ? call[2].text(row) : std::string_view();
        plain.clear();
        const std::size_t start = out.bytes().size();
        if (text.empty())
            return out.appendNull();
        if (!ungroupNumber(text, point, group, plain) || appendDecimal(plain, out.openBytes())) {
            return call.fail(out, row, RowCode::NotANumber, text, "decimal",
                             "the text is no number with these separators");
        }
        call.close(out, row, start);
    });
}

void numberCnKernel(const Call &call, Column &out)
{
    std::string plain;
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view text = call[0].text(row);
        const std::size_t start = out.bytes().size();
        if (text.empty())
            return out.appendNull();
        plain.clear();
        if (!readChineseNumber(text, plain) || appendDecimal(plain, out.openBytes())) {
            return call.fail(out, row, RowCode::NotANumber, text, "number_cn",
                             "the text is no number as written in China");
        }
        call.close(out, row, start);
    });
}

void dateCnKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view text = call[0].text(row);
        if (text.empty())
            return out.appendNull();
        if (const auto days = readChineseDate(text))
            return out.appendDays(*days);
        call.fail(out, row, RowCode::NotADate, text, "date_cn", "the text is no date such as 2026年3月5日");
    });
}

void isNumberKernel(const Call &call, Column &out)
{
    std::string scratch;
    eachRow(call, out, [&](std::int64_t row) {
        scratch.clear();
        out.appendBool(!appendDecimal(call[0].text(row), scratch));
    });
}

} // namespace

std::vector<FunctionSpec> conversionFunctions()
{
    const auto group = FunctionGroup::Conversion;
    const auto strict = NullRule::Strict;
    return {
        {"int",
         group,
         strict,
         2,
         "A whole number of 64 bits. Text must be digits with an optional sign; a fraction is a row error "
         "(use round or trunc first). Empty text is NULL.",
         "64 位整数。文本必须是可带符号的数字；有小数部分则该行报错（先用 round 或 trunc）。空文本为 NULL。",
         {{"x any", "int64"}},
         {{"int('042')", "42"},
          {"int(trunc(2.9))", "2"},
          {"int(2.5)", "error: LosesPrecision"},
          {"int('12a')", "error: NotANumber"},
          {"int('')", "NULL"},
          {"int('9223372036854775808')", "error: OutOfRange"}}},
        {"decimal",
         group,
         strict,
         3,
         "An exact decimal; digits behind the point stay as written. With separators: the sign of the point, "
         "and of groups of three.",
         "精确小数，小数位保持原样。可指定小数点符号与千分位符号。",
         {{"x any", "decimal"}, {"x text, point text!, group text?!", "decimal", separatedKernel}},
         {{"decimal('1.50')", "1.50"},
          {"decimal('1.234,50', ',', '.')", "1234.50"},
          {"decimal('1,23', '.', ',')", "error: NotANumber"},
          {"decimal('1e3')", "1000"},
          {"decimal('x')", "error: NotANumber"},
          {"decimal(replace('¥12.30', '¥', ''))", "12.30"}}},
        {"float",
         group,
         strict,
         2,
         "A float64. Decimals that it cannot hold are a row error.",
         "双精度浮点数；无法精确表示的小数报错。",
         {{"x any", "float64"}},
         {{"float('0.5')", "0.5"}, {"float('x')", "error: NotANumber"}}},
        {"text",
         group,
         strict,
         2,
         "Any value as text, as it would be written to a file.",
         "任意值的文本形式。",
         {{"x any", "text"}},
         {{"text(1.50)", "1.50"},
          {"text(date('2026-03-05'))", "2026-03-05"},
          {"text(true)", "true"},
          {"text(null)", "NULL"}}},
        {"bool",
         group,
         strict,
         1,
         "True or false: from true t yes y 1 on, false f no n 0 off in any case, and from the numbers 0 and "
         "1.",
         "布尔值：true t yes y 1 on 与 false f no n 0 off（不分大小写），以及数字 0 和 1。",
         {{"x any", "bool"}},
         {{"bool('Yes')", "true"}, {"bool(0)", "false"}, {"bool('ja')", "error: NotABool"}}},
        {"is_number",
         group,
         strict,
         2,
         "Whether the text is a number that decimal(x) takes.",
         "文本是否为 decimal(x) 可接受的数字。",
         {{"x text", "bool", isNumberKernel}},
         {{"is_number('-1.5')", "true"},
          {"is_number('1,5')", "false"},
          {"if(is_number('n/a'), decimal('n/a'))", "NULL"}}},
        {"number_cn",
         group,
         strict,
         6,
         "A number as written in China: full-width digits, commas, ¥ 元 圆 整 RMB CNY and the units 千 万 亿 "
         "behind it.",
         "解析中文习惯的数字：全角数字、千分位、¥ 元 圆 整 RMB CNY，以及后缀 千 万 亿。",
         {{"x text", "decimal", numberCnKernel}},
         {{"number_cn('1,234.50元')", "1234.50"},
          {"number_cn('￥１２．５')", "12.5"},
          {"number_cn('1.2万')", "12000"},
          {"number_cn('-3亿元整')", "-300000000"},
          {"number_cn('约3元')", "error: NotANumber"}}},
        {"date_cn",
         group,
         strict,
         6,
         "A date as written in China: 2026年3月5日, full-width or Chinese digits, or year, month and day "
         "with - / or . between them.",
         "解析中文日期：2026年3月5日、全角或汉字数字，以及以 - / . 分隔的年月日。",
         {{"x text", "date", dateCnKernel}},
         {{"date_cn('2026年3月5日')", "2026-03-05"},
          {"date_cn('２０２６年０３月０５号')", "2026-03-05"},
          {"date_cn('二〇二六年十二月三十一日')", "2026-12-31"},
          {"date_cn('2026/3/5')", "2026-03-05"},
          {"date_cn('2026年2月30日')", "error: NotADate"}}},
    };
}

} // namespace weir
