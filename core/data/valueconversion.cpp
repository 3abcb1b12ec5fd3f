#include "core/data/conversionkernels.h"
#include "core/data/datetime.h"
#include "core/data/decimal.h"

#include <cmath>

namespace weir {

namespace {

using Outcome = std::optional<RowCode>;

/// Finishes a decimal that was written at the end of the task's bytes.
Outcome closeDecimal(ConversionTask &task, std::size_t start)
{
    std::string &bytes = task.out.openBytes();
    std::string_view fitted = std::string_view(bytes).substr(start);
    if (const Outcome error = fitDecimal(fitted, task.options.to.precision, task.options.to.scale)) {
        bytes.resize(start);
        return error;
    }
    bytes.resize(start + fitted.size());
    task.out.closeText();
    return std::nullopt;
}

Outcome appendWhole(ConversionTask &task, std::int64_t value)
{
    switch (task.options.to.kind) {
    case TypeKind::Bool:
        if (value != 0 && value != 1)
            return RowCode::NotABool;
        task.out.appendBool(value == 1);
        return std::nullopt;
    case TypeKind::Int64:
        task.out.appendInt64(value);
        return std::nullopt;
    case TypeKind::Float64: {
        const auto number = static_cast<double>(value);
        // 2^63 as a double is no int64: the way back would not be defined.
        if (number >= 9223372036854775808.0 || static_cast<std::int64_t>(number) != value)
            return RowCode::LosesPrecision;
        task.out.appendDouble(number);
        return std::nullopt;
    }
    default: {
        const std::size_t start = task.out.openBytes().size();
        appendDecimal(value, task.out.openBytes());
        return closeDecimal(task, start);
    }
    }
}

Outcome appendReal(ConversionTask &task, double value)
{
    if (task.options.to.kind == TypeKind::Decimal) {
        const std::size_t start = task.out.openBytes().size();
        if (const Outcome error = appendDecimal(value, task.out.openBytes()))
            return error;
        return closeDecimal(task, start);
    }
    if (!(value >= -9223372036854775808.0 && value < 9223372036854775808.0))
        return std::isnan(value) ? RowCode::NotANumber : RowCode::OutOfRange;
    if (std::trunc(value) != value)
        return RowCode::LosesPrecision;
    return appendWhole(task, static_cast<std::int64_t>(value));
}

Outcome appendExact(ConversionTask &task, std::string_view decimal)
{
    switch (task.options.to.kind) {
    case TypeKind::Decimal: {
        const std::size_t start = task.out.openBytes().size();
        task.out.openBytes().append(decimal);
        return closeDecimal(task, start);
    }
    case TypeKind::Float64: {
        double value = 0;
        if (const Outcome error = decimalToDouble(decimal, value))
            return error;
        task.out.appendDouble(value);
        return std::nullopt;
    }
    default: {
        std::int64_t value = 0;
        if (const Outcome error = decimalToInt64(decimal, value))
            return error;
        return appendWhole(task, value);
    }
    }
}

std::int64_t microsOfDate(std::int32_t days)
{
    if (isSpecialDate(days))
        return days == dateZero ? timeZero : days == dateInfinity ? timeInfinity : timeMinusInfinity;
    return days * microsPerDay;
}

Outcome dateOfMicros(std::int64_t micros, std::int32_t &days)
{
    if (isSpecialTime(micros)) {
        days = micros == timeZero ? dateZero : micros == timeInfinity ? dateInfinity : dateMinusInfinity;
        return std::nullopt;
    }
    const SplitTime split = splitTime(micros);
    if (split.micros != 0)
        return RowCode::LosesPrecision;
    days = split.days;
    return std::nullopt;
}

} // namespace

void convertNumbers(ConversionTask &task)
{
    const Column &from = task.from;
    switch (from.kind()) {
    case TypeKind::Bool:
        task.eachRow([&](std::int64_t row) {
            return appendWhole(task, from.bools()[static_cast<std::size_t>(row)] != 0);
        });
        break;
    case TypeKind::Int64:
        task.eachRow([&](std::int64_t row) {
            return appendWhole(task, from.int64s()[static_cast<std::size_t>(row)]);
        });
        break;
    case TypeKind::Float64:
        task.eachRow([&](std::int64_t row) {
            return appendReal(task, from.doubles()[static_cast<std::size_t>(row)]);
        });
        break;
    default:
        task.eachRow([&](std::int64_t row) { return appendExact(task, from.text(row)); });
        break;
    }
}

void convertTimes(ConversionTask &task)
{
    const TypeKind from = task.from.kind(), to = task.options.to.kind;
    task.eachRow([&](std::int64_t row) -> Outcome {
        const auto i = static_cast<std::size_t>(row);
        std::int64_t micros = from == TypeKind::Date ? 0 : task.from.int64s()[i];
        if (from == TypeKind::Date) {
            const std::int32_t days = task.from.days()[i];
            if (!isSpecialDate(days) && !isCalendarDay(civilFromDays(days)))
                return RowCode::OutOfRange; // PostgreSQL's dates reach further than its timestamps
            micros = microsOfDate(days);
        }
        Outcome error;
        if (from == TypeKind::Timestamp)
            error = task.toLocal(micros, micros);
        else if (to == TypeKind::Timestamp)
            error = task.toUtc(micros, micros);
        if (error)
            return error;
        if (to != TypeKind::Date) {
            task.out.appendInt64(micros);
            return std::nullopt;
        }
        std::int32_t days = 0;
        if (const Outcome loss = dateOfMicros(micros, days))
            return loss;
        task.out.appendDays(days);
        return std::nullopt;
    });
}

} // namespace weir
