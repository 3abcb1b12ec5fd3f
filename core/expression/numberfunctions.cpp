#include "core/expression/functioncatalogue.h"
#include "core/expression/operators.h"

#include "core/data/decimal.h"
#include "core/data/number.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace weir {

namespace {

void absKernel(const Call &call, Column &out)
{
    const TypeKind kind = out.kind();
    eachRow(call, out, [&](std::int64_t row) {
        if (kind == TypeKind::Float64)
            return out.appendDouble(std::fabs(call[0].real(row)));
        if (kind == TypeKind::Decimal) {
            const std::string_view value = call[0].text(row);
            return out.appendText(value.starts_with('-') ? value.substr(1) : value);
        }
        const std::int64_t value = call[0].int64(row);
        if (value == std::numeric_limits<std::int64_t>::min())
            return failOverflow(call, out, row, kind);
        out.appendInt64(value < 0 ? -value : value);
    });
}

void signKernel(const Call &call, Column &out)
{
    const TypeKind kind = call[0].column->kind();
    eachRow(call, out, [&](std::int64_t row) {
        int sign = 0;
        if (kind == TypeKind::Float64)
            sign = call[0].real(row) > 0 ? 1 : call[0].real(row) < 0 ? -1 : 0;
        else if (kind == TypeKind::Decimal)
            sign = compareDecimals(call[0].text(row), "0");
        else
            sign = call[0].int64(row) > 0 ? 1 : call[0].int64(row) < 0 ? -1 : 0;
        out.appendInt64(sign > 0 ? 1 : sign < 0 ? -1 : 0);
    });
}

double roundReal(double value, Rounding rounding)
{
    switch (rounding) {
    case Rounding::HalfAwayFromZero:
        return std::round(value);
    case Rounding::HalfEven: {
        const double floor = std::floor(value), rest = value - floor;
        const bool goesUp = rest > 0.5 || (rest == 0.5 && std::fmod(floor, 2.0) != 0);
        return goesUp ? floor + 1 : floor;
    }
    case Rounding::TowardZero:
        return std::trunc(value);
    case Rounding::Down:
        return std::floor(value);
    case Rounding::Up:
        return std::ceil(value);
    }
    return value;
}

/// Doubles are rounded by their shortest decimal text, so that 2.675 rounds as it reads.
void roundRealRow(const Call &call, Column &out, std::int64_t row, int scale, Rounding rounding,
                  std::string &scratch)
{
    const double value = call[0].real(row);
    if (!std::isfinite(value) || scale == 0)
        return out.appendDouble(roundReal(value, rounding));
    scratch.clear();
    (void)appendDecimal(value, scratch);
    const std::size_t size = scratch.size();
    roundDecimal(std::string(scratch), scale, rounding, scratch);
    double rounded = 0;
    if (parseFloat64(std::string_view(scratch).substr(size), rounded))
        return failOverflow(call, out, row, TypeKind::Float64);
    out.appendDouble(rounded);
}

template<Rounding rounding>
void roundKernel(const Call &call, Column &out)
{
    const TypeKind kind = out.kind();
    std::string scratch;
    eachRow(call, out, [&](std::int64_t row) {
        const std::int64_t digits = call.count() > 1 ? call[1].int64(row) : 0;
        constexpr int digitsMax = decimalDigitsMax;
        if (digits < -digitsMax || digits > digitsMax)
            return call.fail(out, row, RowCode::OutOfRange, std::to_string(digits), "digits",
                             "rounds to -1,000 to 1,000 digits");
        const auto scale = static_cast<int>(digits);
        if (kind == TypeKind::Float64)
            return roundRealRow(call, out, row, scale, rounding, scratch);
        if (kind == TypeKind::Decimal) {
            const std::size_t start = out.bytes().size();
            roundDecimal(call[0].text(row), scale, rounding, out.openBytes());
            return call.close(out, row, start);
        }
        if (scale >= 0)
            return out.appendInt64(call[0].int64(row));
        scratch.clear();
        appendDecimal(call[0].int64(row), scratch);
        const std::string written = scratch;
        scratch.clear();
        roundDecimal(written, scale, rounding, scratch);
        std::int64_t rounded = 0;
        if (decimalToInt64(scratch, rounded))
            return failOverflow(call, out, row, kind);
        out.appendInt64(rounded);
    });
}

void modKernel(const Call &call, Column &out)
{
    arithmeticKernel(Arithmetic::Remainder, out.kind())(call, out);
}

void divKernel(const Call &call, Column &out)
{
    if (out.kind() == TypeKind::Int64)
        return arithmeticKernel(Arithmetic::Divide, TypeKind::Int64)(call, out);
    std::string quotient;
    eachRow(call, out, [&](std::int64_t row) {
        if (out.kind() == TypeKind::Float64) {
            const double a = call[0].real(row), b = call[1].real(row), result = std::trunc(a / b);
            if (b == 0)
                return failDivision(call, out, row);
            return std::isfinite(result) ? out.appendDouble(result)
                                         : failOverflow(call, out, row, TypeKind::Float64);
        }
        const std::string_view a = call[0].text(row), b = call[1].text(row);
        if (compareDecimals(b, "0") == 0)
            return failDivision(call, out, row);
        // a - a mod b divides without remainder: no digit is lost to rounding.
        std::string rest, whole;
        if (remainderOfDecimals(a, b, rest) || subtractDecimals(a, rest, whole))
            return failOverflow(call, out, row, TypeKind::Decimal);
        quotient.clear();
        if (divideDecimals(whole, b, 0, quotient))
            return failOverflow(call, out, row, TypeKind::Decimal);
        out.appendText(quotient);
    });
}

void powerDecimalKernel(const Call &call, Column &out)
{
    std::string result, base, next;
    eachRow(call, out, [&](std::int64_t row) {
        std::int64_t exponent = call[1].int64(row);
        if (exponent < 0)
            return call.fail(out, row, RowCode::OutOfRange, std::to_string(exponent), "power",
                             "an exact power needs an exponent of 0 or more; write power(float(x), y)");
        const auto multiply = [&next](std::string &a, std::string_view b) {
            next.clear();
            const bool fits = !multiplyDecimals(a, b, next);
            std::swap(a, next);
            return fits;
        };
        result = "1";
        base = call[0].text(row);
        for (; exponent > 0; exponent >>= 1) {
            if ((exponent & 1) && !multiply(result, std::string(base)))
                return failOverflow(call, out, row, TypeKind::Decimal);
            if (exponent > 1 && !multiply(base, std::string(base)))
                return failOverflow(call, out, row, TypeKind::Decimal);
        }
        call.append(out, row, result);
    });
}

void powerRealKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const double result = std::pow(call[0].real(row), call[1].real(row));
        return std::isfinite(result) ? out.appendDouble(result)
                                     : failOverflow(call, out, row, TypeKind::Float64);
    });
}

void sqrtKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        if (call[0].real(row) < 0)
            return call.fail(out, row, RowCode::OutOfRange, {}, "sqrt",
                             "the square root of a negative number");
        out.appendDouble(std::sqrt(call[0].real(row)));
    });
}

template<bool isGreatest>
void extremeKernel(const Call &call, Column &out)
{
    for (std::int64_t row = 0; row < call.rows(); ++row) {
        const Operand *best = nullptr;
        for (std::size_t i = 0; i < call.count(); ++i) {
            if (call[i].isNull(row))
                continue;
            const int order =
                best ? compareCells(*call[i].column, call[i].at(row), *best->column, best->at(row)) : 0;
            if (!best || (isGreatest ? order > 0 : order < 0))
                best = &call[i];
        }
        if (!best)
            out.appendNull();
        else if (!isVariableWidth(out.kind()) || call.hasRoom(out, row, best->text(row).size()))
            out.appendFrom(*best->column, best->at(row));
    }
}

void formatNumberKernel(const Call &call, Column &out)
{
    std::string rounded;
    eachRow(call, out, [&](std::int64_t row) {
        const std::int64_t digits = call[1].int64(row);
        constexpr std::int64_t digitsMax = 100;
        if (digits < 0 || digits > digitsMax)
            return call.fail(out, row, RowCode::OutOfRange, std::to_string(digits), "digits",
                             "shows 0 to 100 digits behind the point");
        const std::string_view group = call.count() > 2 ? call[2].text(row) : ",",
                               point = call.count() > 3 ? call[3].text(row) : ".";
        rounded.clear();
        roundDecimal(call[0].text(row), static_cast<int>(digits), Rounding::HalfAwayFromZero, rounded);
        std::string_view rest = rounded;
        const std::size_t start = out.bytes().size();
        if (rest.starts_with('-')) {
            out.openBytes() += '-';
            rest.remove_prefix(1);
        }
        const std::string_view whole = rest.substr(0, rest.find('.'));
        for (std::size_t i = 0; i < whole.size(); ++i) {
            if (i > 0 && (whole.size() - i) % 3 == 0)
                out.openBytes().append(group);
            out.openBytes() += whole[i];
        }
        if (digits > 0) {
            const std::string_view fraction =
                whole.size() < rest.size() ? rest.substr(whole.size() + 1) : std::string_view();
            out.openBytes().append(point).append(fraction).append(
                static_cast<std::size_t>(digits) - fraction.size(), '0');
        }
        call.close(out, row, start);
    });
}

} // namespace

std::vector<FunctionSpec> numberFunctions()
{
    const auto group = FunctionGroup::Number;
    const auto strict = NullRule::Strict;
    return {
        {"abs",
         group,
         strict,
         1,
         "The number without its sign.",
         "绝对值。",
         {{"x number", "number", absKernel}},
         {{"abs(-1.50)", "1.50"}, {"abs('-3')", "3"}}},
        {"sign",
         group,
         strict,
         1,
         "-1, 0 or 1.",
         "符号：-1、0 或 1。",
         {{"x number", "int64", signKernel}},
         {{"sign(-2.5)", "-1"}, {"sign(0)", "0"}}},
        {"round",
         group,
         strict,
         2,
         "Rounded to digits behind the point (default 0; negative: before it), halves away from zero. Fewer "
         "digits stay as they are.",
         "四舍五入到小数点后若干位（默认 0，负数表示小数点前）；位数不足时不补零。",
         {{"x number, digits int64?", "number", roundKernel<Rounding::HalfAwayFromZero>}},
         {{"round(2.345, 2)", "2.35"},
          {"round(-2.5)", "-3"},
          {"round(1250, -2)", "1300"},
          {"round(1.5, 3)", "1.5"},
          {"round('x')", "error: compile"}}},
        {"round_half_even",
         group,
         strict,
         2,
         "As round, halves to the even neighbour.",
         "同 round，但采用银行家舍入（五成双）。",
         {{"x number, digits int64?", "number", roundKernel<Rounding::HalfEven>}},
         {{"round_half_even(2.345, 2)", "2.34"}, {"round_half_even(2.5)", "2"}}},
        {"floor",
         group,
         strict,
         2,
         "Rounded down.",
         "向下取整（可指定位数）。",
         {{"x number, digits int64?", "number", roundKernel<Rounding::Down>}},
         {{"floor(-1.2)", "-2"}, {"floor(1.29, 1)", "1.2"}}},
        {"ceil",
         group,
         strict,
         2,
         "Rounded up.",
         "向上取整（可指定位数）。",
         {{"x number, digits int64?", "number", roundKernel<Rounding::Up>}},
         {{"ceil(1.2)", "2"}, {"ceil(1.21, 1)", "1.3"}}},
        {"trunc",
         group,
         strict,
         2,
         "Digits cut off, towards zero.",
         "截断（向零）。",
         {{"x number, digits int64?", "number", roundKernel<Rounding::TowardZero>}},
         {{"trunc(-1.9)", "-1"}, {"trunc(1.999, 2)", "1.99"}}},
        {"mod",
         group,
         strict,
         2,
         "The remainder, with the sign of the first number; the same as %.",
         "余数，符号与第一个数相同；同 %。",
         {{"x number, y number", "number", modKernel}},
         {{"mod(7, 3)", "1"},
          {"mod(-7, 3)", "-1"},
          {"mod(5.5, 2)", "1.5"},
          {"mod(1, 0)", "error: Expression"}}},
        {"div",
         group,
         strict,
         2,
         "The whole quotient, cut towards zero.",
         "整除（向零截断）。",
         {{"x number, y number", "number", divKernel}},
         {{"div(7, 2)", "3"}, {"div(-7.5, 2)", "-3"}, {"7 / 2", "3.5"}, {"1 / 3", "0.3333333333333333"}}},
        {"power",
         group,
         strict,
         10,
         "The first number to the power of the second; exact for decimals.",
         "乘方；小数时精确计算。",
         {{"x decimal, exponent int64", "decimal", powerDecimalKernel},
          {"x float64, exponent float64", "float64", powerRealKernel}},
         {{"power(2, 10)", "1024"},
          {"power(1.1, 2)", "1.21"},
          {"power(2.0, -1)", "error: OutOfRange"},
          {"power(float(4), float(0.5))", "2"},
          {"power(10, 60)", "error: OutOfRange"}}},
        {"sqrt",
         group,
         strict,
         2,
         "The square root as float64.",
         "平方根（float64）。",
         {{"x float64", "float64", sqrtKernel}},
         {{"sqrt(9)", "3"}, {"sqrt(-1)", "error: OutOfRange"}}},
        {"least",
         group,
         NullRule::Special,
         2,
         "The smallest value; NULLs are left out.",
         "最小值，忽略 NULL。",
         {{"x same...", "same", extremeKernel<false>}},
         {{"least(3, 1.5, null)", "1.5"}, {"least(date('2026-03-05'), '2026-01-01')", "2026-01-01"}}},
        {"greatest",
         group,
         NullRule::Special,
         2,
         "The greatest value; NULLs are left out.",
         "最大值，忽略 NULL。",
         {{"x same...", "same", extremeKernel<true>}},
         {{"greatest(3, 1.5, null)", "3"}, {"greatest('10', 9)", "10"}, {"greatest('10', '9')", "9"}}},
        {"format_number",
         group,
         strict,
         4,
         "As text, rounded, with so many digits behind the point; separators for groups of three and for the "
         "point may be given.",
         "格式化为文本：四舍五入、固定小数位；可指定千分位与小数点符号。",
         {{"x decimal, digits int64, group text?, point text?", "text", formatNumberKernel}},
         {{"format_number(1234567.891, 2)", "1,234,567.89"},
          {"format_number(1234.5, 2, '.', ',')", "1.234,50"},
          {"format_number(5, 2, '')", "5.00"}}},
    };
}

} // namespace weir
