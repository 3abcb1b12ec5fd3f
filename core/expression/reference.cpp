#include "core/expression/reference.h"

#include "core/expression/functioncatalogue.h"
#include "core/expression/parser.h"

#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::string_view languageEnglish = R"(# Expressions

An expression computes one value for each row, from the fields of that row and nothing else: the same row gives the
same value on every machine and every day. It is compiled once; mistakes are told with their place before a row flows.
A row that cannot be computed is rejected with the reason; the other rows are not affected.

## Values and fields

| written | is |
| --- | --- |
| `'text'`, `'it''s'` | text, in single quotes; a quote inside is doubled |
| `42`, `-7` | int64; beyond 64 bits: decimal |
| `1.50` | decimal, exact; digits stay as written |
| `1e6` | float64 |
| `true`, `false`, `null` | |
| `amount`, `客户` | a field |
| `"order no"`, `[order no]` | a field whose name is no plain word |
| `customer.name` | the field of that name, else the member of the json field `customer`, as text |

Types are those of mappings: bool int64 float64 decimal text json bytes date time datetime timestamp. Text and json turn
into a number, date, time, timestamp or bool where one is needed (`amount * 1.19`, `'10' > 9`), strictly: a value that is
not one rejects its row (`NotANumber`, `NotADate` …), empty text is NULL. int64 widens to decimal, decimal to float64,
date to datetime. Everything but bytes turns into text where text is needed. Two texts are compared as text.

## Operators, weakest first

| operators | |
| --- | --- |
| `or`, `and`, `not` | three-valued; the right side is evaluated only where the left side does not decide |
| `=` `<>` `!=` `<` `<=` `>` `>=`, `is [not] null`, `[not] in (…)`, `[not] between a and b`, `[not] like` | `like`: `%` any text, `_` one character, `\` (or `escape 'c'`) before a character that stands for itself. Comparisons do not chain |
| `\|\|` | joins text; NULL when one side is NULL |
| `+` `-` | numbers; date ± days, date - date |
| `*` `/` `%` | `/` of whole numbers and decimals gives a decimal with at most 16 digits behind the point, rounded half away from zero: the only operator that rounds |
| `-x` | |

`case when a then x when b then y else z end` and `case x when 1 then 'a' else 'b' end` evaluate only the branch that a
row takes. NULL in gives NULL out unless a function says otherwise. Overflow and division by zero reject the row; decimals
compute with up to 38 digits.

## Limits

)";

constexpr std::string_view languageChinese = R"(# 表达式

表达式根据一行的字段计算一个值，不依赖其他任何东西：同一行在任何机器、任何时间得到相同结果。表达式只编译一次，错误在处理数据之前
连同位置一起报告。无法计算的行带着原因被拒绝，其他行不受影响。

## 值与字段

| 写法 | 含义 |
| --- | --- |
| `'text'`、`'it''s'` | 文本，用单引号；内部的引号写两次 |
| `42`、`-7` | int64；超过 64 位为 decimal |
| `1.50` | decimal，精确，位数保持原样 |
| `1e6` | float64 |
| `true`、`false`、`null` | |
| `amount`、`客户` | 字段 |
| `"order no"`、`[order no]` | 名称不是普通单词的字段 |
| `customer.name` | 同名字段；否则为 json 字段 `customer` 的成员（文本） |

类型与映射相同：bool int64 float64 decimal text json bytes date time datetime timestamp。需要数字、日期、时间或布尔值时，text 与 json
会严格转换（`amount * 1.19`、`'10' > 9`），不符合的值使该行被拒绝（`NotANumber`、`NotADate` 等），空文本为 NULL。int64 可扩展为
decimal，decimal 为 float64，date 为 datetime。除 bytes 外的值在需要文本时转为文本。两个文本按文本比较。

## 运算符（由弱到强）

| 运算符 | |
| --- | --- |
| `or`、`and`、`not` | 三值逻辑；左边已能决定时不计算右边 |
| `=` `<>` `!=` `<` `<=` `>` `>=`、`is [not] null`、`[not] in (…)`、`[not] between a and b`、`[not] like` | `like`：`%` 任意文本，`_` 一个字符，`\`（或 `escape 'c'`）转义。比较不能连写 |
| `\|\|` | 连接文本；一边为 NULL 则为 NULL |
| `+` `-` | 数字；日期 ± 天数、日期 - 日期 |
| `*` `/` `%` | 整数与小数的 `/` 得到 decimal，小数点后最多 16 位，四舍五入：唯一会舍入的运算符 |
| `-x` | |

`case when a then x when b then y else z end` 与 `case x when 1 then 'a' else 'b' end` 只计算该行选中的分支。除非函数另有说明，输入
NULL 则结果为 NULL。溢出与除以零使该行被拒绝；decimal 最多按 38 位计算。

## 限制

)";

struct GroupTitle
{
    std::string_view english, chinese;
};

constexpr std::array<GroupTitle, 9> groupTitles = {{{"Conversion", "类型转换"},
                                                    {"Choice", "条件选择"},
                                                    {"Text", "文本"},
                                                    {"Regular expressions", "正则表达式"},
                                                    {"Numbers", "数字"},
                                                    {"Dates and times", "日期与时间"},
                                                    {"JSON", "JSON"},
                                                    {"Hashing and masking", "散列与脱敏"},
                                                    {"Value maps and look-up tables", "值映射与对照表"}}};

/// "substr(x text, start int64, count int64?) → text".
std::string signature(const FunctionSpec &spec, const FunctionOverload &overload)
{
    std::string parameters;
    for (const Parameter &parameter : parseParameters(overload.parameters)) {
        const char *const kinds[] = {"", "number", "same", "any"};
        const auto kind = static_cast<std::size_t>(parameter.kind);
        std::string one =
            fmt::format("{} {}{}", parameter.name, kind ? kinds[kind] : typeText(parameter.type),
                        parameter.isConstant ? "!"
                        : parameter.repeats  ? " …"
                                             : "");
        if (parameter.isOptional)
            one = fmt::format("[{}]", one);
        parameters += (parameters.empty() ? "" : ", ") + one;
    }
    return fmt::format("`{}({}) → {}`", spec.name, parameters, overload.result);
}

/// Text in a code span: line ends would end the table row.
std::string code(std::string_view text)
{
    if (text.empty())
        return "(empty)";
    std::string out = "`";
    for (const char c : text) {
        if (c == '\n')
            out += "⏎";
        else if (c == '|')
            out += "\\|";
        else
            out += c;
    }
    return out + '`';
}

void appendFunction(const FunctionSpec &spec, bool isChinese, std::string &out)
{
    out += fmt::format("### {}\n\n{}\n\n", spec.name, isChinese ? spec.helpChinese : spec.helpEnglish);
    for (const FunctionOverload &overload : spec.overloads)
        out += fmt::format("- {}\n", signature(spec, overload));
    out += isChinese ? "\n| 例 | 结果 |\n| --- | --- |\n" : "\n| example | result |\n| --- | --- |\n";
    for (const FunctionExample &example : spec.examples) {
        const bool isCompileError = example.result == "error: compile";
        const std::string_view refused = isChinese ? "编译时报错" : "refused when compiled";
        out += fmt::format("| {} | {} |\n", code(example.expression),
                           isCompileError ? std::string(refused) : code(example.result));
    }
    out += '\n';
}

} // namespace

std::string expressionReference(std::string_view language)
{
    const bool isChinese = language.starts_with("zh");
    const ExpressionContext defaults;
    std::string out(isChinese ? languageChinese : languageEnglish);
    out += isChinese
               ? fmt::format(
                     "每行最多 {} 步；一个值最多 {} MiB；嵌套最多 {} 层；表达式最多 64 "
                     "KiB；正则最长 1000 字节，匹配步数有限。\n\n"
                     "## 函数\n\n参数中 `[…]` 可省略，`…` 可重复，`!` 必须是常量；`number` 为 int64、decimal "
                     "或 float64；`same` 表示统一为同一类型。\n\n",
                     defaults.stepsMax, defaults.outputMax >> 20, expressionDepthMax)
               : fmt::format("{} steps per row; {} MiB per value; {} levels of nesting; 64 KiB of "
                             "text; patterns of 1,000 bytes with a limit "
                             "on the steps of a search.\n\n## Functions\n\nParameters in `[…]` may be "
                             "left out, `…` may repeat, `!` must be a constant; `number` is int64, "
                             "decimal or float64; `same` brings all values to one type.\nExamples with "
                             "`units` use a look-up table with the columns "
                             "code, chinese, english and the row PCS, 件, piece.\n\n",
                             defaults.stepsMax, defaults.outputMax >> 20, expressionDepthMax);
    for (std::size_t group = 0; group < groupTitles.size(); ++group) {
        out += fmt::format("## {}\n\n", isChinese ? groupTitles[group].chinese : groupTitles[group].english);
        for (const FunctionSpec &spec : functionCatalogue()) {
            if (static_cast<std::size_t>(spec.group) == group)
                appendFunction(spec, isChinese, out);
        }
    }
    out.pop_back();
    return out;
}

} // namespace weir
