#include "core/expression/operators.h"

#include "core/data/decimal.h"

#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace weir {

void failOverflow(const Call &call, Column &out, std::int64_t row, TypeKind kind)
{
    switch (kind) {
    case TypeKind::Int64:
        return call.fail(out, row, RowCode::OutOfRange, {}, "64 bits",
                         "the result does not fit 64 bits; write decimal(…) around an operand");
    case TypeKind::Decimal:
        return call.fail(
            out, row, RowCode::OutOfRange, {}, fmt::format("{} digits", decimalArithmeticDigitsMax),
            fmt::format("an operand or the result has more than {} digits", decimalArithmeticDigitsMax));
    default:
        return call.fail(out, row, RowCode::OutOfRange, {}, "float64", "the result is not a finite number");
    }
}

void failDivision(const Call &call, Column &out, std::int64_t row)
{
    call.fail(out, row, RowCode::Expression, {}, "division by zero", "division by zero");
}

namespace {

/// Digits behind the point that `/` gives at most: it is the only operator that rounds.
constexpr int quotientScale = 16;

void decimalRow(Arithmetic operation, const Call &call, Column &out, std::int64_t row)
{
    const std::string_view a = call[0].text(row), b = call[1].text(row);
    const std::size_t start = out.bytes().size();
    const bool divides = operation == Arithmetic::Divide || operation == Arithmetic::Remainder;
    if (divides && compareDecimals(b, "0") == 0)
        return failDivision(call, out, row);
    std::optional<RowCode> error;
    switch (operation) {
    case Arithmetic::Add:
        error = addDecimals(a, b, out.openBytes());
        break;
    case Arithmetic::Subtract:
        error = subtractDecimals(a, b, out.openBytes());
        break;
    case Arithmetic::Multiply:
        error = multiplyDecimals(a, b, out.openBytes());
        break;
    case Arithmetic::Divide:
        error = divideDecimals(a, b, quotientScale, out.openBytes());
        break;
    case Arithmetic::Remainder:
        error = remainderOfDecimals(a, b, out.openBytes());
        break;
    }
    if (error)
        return failOverflow(call, out, row, TypeKind::Decimal);
    if (operation == Arithmetic::Divide) {
        const std::string_view shorter = withoutTrailingZeros(out.bytes().substr(start));
        out.openBytes().resize(start + shorter.size());
    }
    call.close(out, row, start);
}

void int64Row(Arithmetic operation, const Call &call, Column &out, std::int64_t row)
{
    const std::int64_t a = call[0].int64(row), b = call[1].int64(row);
    std::int64_t result = 0;
    bool isOverflown = false;
    switch (operation) {
    case Arithmetic::Add:
        isOverflown = __builtin_add_overflow(a, b, &result);
        break;
    case Arithmetic::Subtract:
        isOverflown = __builtin_sub_overflow(a, b, &result);
        break;
    case Arithmetic::Multiply:
        isOverflown = __builtin_mul_overflow(a, b, &result);
        break;
    case Arithmetic::Divide:
    case Arithmetic::Remainder:
        if (b == 0)
            return failDivision(call, out, row);
        if (operation == Arithmetic::Remainder)
            result = b == -1 ? 0 : a % b; // INT64_MIN % -1 traps
        else if (b == -1)
            isOverflown = __builtin_sub_overflow(std::int64_t{0}, a, &result);
        else
            result = a / b;
        break;
    }
    if (isOverflown)
        return failOverflow(call, out, row, TypeKind::Int64);
    out.appendInt64(result);
}

void realRow(Arithmetic operation, const Call &call, Column &out, std::int64_t row)
{
    const double a = call[0].real(row), b = call[1].real(row);
    double result = 0;
    switch (operation) {
    case Arithmetic::Add:
        result = a + b;
        break;
    case Arithmetic::Subtract:
        result = a - b;
        break;
    case Arithmetic::Multiply:
        result = a * b;
        break;
    case Arithmetic::Divide:
    case Arithmetic::Remainder:
        if (b == 0)
            return failDivision(call, out, row);
        result = operation == Arithmetic::Divide ? a / b : std::fmod(a, b);
        break;
    }
    // A NaN or infinity that came in may go out; one that arises here is an error.
    if (!std::isfinite(result) && std::isfinite(a) && std::isfinite(b))
        return failOverflow(call, out, row, TypeKind::Float64);
    out.appendDouble(result);
}

template<Arithmetic operation, TypeKind kind>
void arithmeticRows(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        if constexpr (kind == TypeKind::Int64)
            int64Row(operation, call, out, row);
        else if constexpr (kind == TypeKind::Decimal)
            decimalRow(operation, call, out, row);
        else
            realRow(operation, call, out, row);
    });
}

template<Arithmetic operation>
Kernel kernelFor(TypeKind kind)
{
    if (kind == TypeKind::Int64)
        return arithmeticRows<operation, TypeKind::Int64>;
    if (kind == TypeKind::Decimal)
        return arithmeticRows<operation, TypeKind::Decimal>;
    return arithmeticRows<operation, TypeKind::Float64>;
}

void negateInt64(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        std::int64_t result = 0;
        if (__builtin_sub_overflow(std::int64_t{0}, call[0].int64(row), &result))
            return failOverflow(call, out, row, TypeKind::Int64);
        out.appendInt64(result);
    });
}

void negateDecimal(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view value = call[0].text(row);
        if (value.starts_with('-'))
            return out.appendText(value.substr(1));
        if (compareDecimals(value, "0") != 0)
            out.openBytes() += '-';
        out.openBytes().append(value);
        out.closeText();
    });
}

void negateReal(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) { out.appendDouble(-call[0].real(row)); });
}

void appendDays(const Call &call, Column &out, std::int64_t row, std::int64_t days, bool isOverflown)
{
    // Keeps clear of the ends of int32, which stand for the infinite dates.
    constexpr std::int64_t daysMax = std::numeric_limits<std::int32_t>::max() - 1;
    if (isOverflown || days > daysMax || days < -daysMax)
        return call.fail(out, row, RowCode::OutOfRange, {}, "date", "the result is not a date");
    out.appendDays(static_cast<std::int32_t>(days));
}

} // namespace

Kernel arithmeticKernel(Arithmetic operation, TypeKind kind)
{
    switch (operation) {
    case Arithmetic::Add:
        return kernelFor<Arithmetic::Add>(kind);
    case Arithmetic::Subtract:
        return kernelFor<Arithmetic::Subtract>(kind);
    case Arithmetic::Multiply:
        return kernelFor<Arithmetic::Multiply>(kind);
    case Arithmetic::Divide:
        return kernelFor<Arithmetic::Divide>(kind);
    case Arithmetic::Remainder:
        return kernelFor<Arithmetic::Remainder>(kind);
    }
    return nullptr;
}

Kernel negateKernel(TypeKind kind)
{
    return kind == TypeKind::Int64 ? negateInt64 : kind == TypeKind::Decimal ? negateDecimal : negateReal;
}

void addDaysKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        std::int64_t days = 0;
        const bool isOverflown =
            __builtin_add_overflow(std::int64_t{call[0].days(row)}, call[1].int64(row), &days);
        appendDays(call, out, row, days, isOverflown);
    });
}

void subtractDaysKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        std::int64_t days = 0;
        const bool isOverflown =
            __builtin_sub_overflow(std::int64_t{call[0].days(row)}, call[1].int64(row), &days);
        appendDays(call, out, row, days, isOverflown);
    });
}

void differenceOfDatesKernel(const Call &call, Column &out)
{
    eachRow(call, out,
            [&](std::int64_t row) { out.appendInt64(std::int64_t{call[0].days(row)} - call[1].days(row)); });
}

} // namespace weir
