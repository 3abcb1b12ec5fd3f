// What a column certainly cannot hold, found before anything is sent: one loop per column, so that a batch with many bad
// rows costs one call instead of one rollback for each.

#include "core/connectors/postgresql/binding.h"

#include "core/connectors/postgresql/uuidtext.h"
#include "core/data/conversion.h"
#include "core/data/datetime.h"
#include "core/data/decimal.h"
#include "core/data/encoding.h"
#include "core/data/number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

namespace weir::postgresql {

namespace {

constexpr std::int64_t valueCodePointsMax = 200;
// Bounds of the server's calendar (src/include/datatype/timestamp.h), in our epoch.
constexpr std::int32_t dayMin = -2'440'588;
constexpr std::int32_t dayMax = 2'145'042'905;
constexpr std::int64_t instantMin = -210'866'803'200'000'000;
// numeric holds at most this many digits before and behind the point (src/backend/utils/adt/numeric.c).
constexpr std::int64_t numericDigitsMax = 131'072;
constexpr std::int64_t numericScaleMax = 16'383;

std::string clip(std::string_view value)
{
    std::size_t end = 0;
    for (std::int64_t points = 0; end < value.size(); ++end) {
        if ((static_cast<unsigned char>(value[end]) & 0xc0) != 0x80 && ++points > valueCodePointsMax)
            break;
    }
    return std::string(value.substr(0, end));
}

/// Collects the troubles of one column in one part.
class ColumnCheck
{
public:
    ColumnCheck(const BoundField &bound, const Column &column, std::int64_t rowFirst, RowErrors &errors)
        : m_bound(bound), m_column(column), m_rowFirst(rowFirst), m_errors(errors)
    {}

    void nulls(bool isRefused)
    {
        if (!isRefused || m_column.nullCount() == 0)
            return;
        for (std::int64_t row = 0; row < m_column.size(); ++row) {
            if (m_column.isNull(row))
                refuse(row, RowCode::NotNull, m_bound.isKey ? "key" : "not null", "the column takes no NULL", false);
        }
    }
    void values();

private:
    void texts();
    void integers(std::int64_t min, std::int64_t max);
    void singles();
    void decimals();
    void wholeNumbersAsDecimals();
    void dates();
    void instants(bool isTimeOfDay);
    void uuids();
    std::optional<RowCode> decimalTrouble(std::string_view decimal) const;

    void refuse(std::int64_t row, RowCode code, std::string rule, std::string detail, bool withValue = true)
    {
        RowError error;
        error.row = m_rowFirst + row;
        error.stage = Stage::Write;
        error.code = code;
        error.field = m_bound.column.name;
        if (withValue) {
            std::string value;
            appendAsText(m_column, row, value);
            error.value = clip(value);
        }
        error.rule = std::move(rule);
        error.detail = std::move(detail);
        m_errors.push_back(std::move(error));
    }
    [[nodiscard]] std::string rule() const { return m_bound.column.nativeType; }

    const BoundField &m_bound;
    const Column &m_column;
    std::int64_t m_rowFirst;
    RowErrors &m_errors;
};

void ColumnCheck::texts()
{
    const std::string_view bytes = m_column.bytes();
    const int length = m_bound.column.view.type.length;
    const bool isPadded = m_bound.column.view.needsCast && m_bound.column.view.wire == Wire::Text;
    const bool hasNul = !bytes.empty() && std::memchr(bytes.data(), 0, bytes.size()) != nullptr;
    if (!hasNul && length == 0)
        return;
    const auto bytesMax = static_cast<std::size_t>(length);
    for (std::int64_t row = 0; row < m_column.size(); ++row) {
        if (m_column.isNull(row))
            continue;
        std::string_view value = m_column.text(row);
        if (hasNul && value.find('\0') != std::string_view::npos) {
            refuse(row, RowCode::BadEncoding, "no NUL character", "PostgreSQL keeps no NUL character in text", false);
            continue;
        }
        if (length == 0 || value.size() <= bytesMax)
            continue;
        if (isPadded) // blanks at the end are no part of a char(n)
            value = value.substr(0, value.find_last_not_of(' ') + 1);
        if (value.size() > bytesMax && codePointCount(value) > length)
            refuse(row, RowCode::TooLong, typeText(m_bound.column.view.type), "longer than the column");
    }
}

void ColumnCheck::integers(std::int64_t min, std::int64_t max)
{
    const auto values = m_column.int64s();
    for (std::size_t row = 0; row < values.size(); ++row) {
        if ((values[row] < min || values[row] > max) && !m_column.isNull(static_cast<std::int64_t>(row)))
            refuse(static_cast<std::int64_t>(row), RowCode::OutOfRange, rule(), "beyond the column's range");
    }
}

void ColumnCheck::singles()
{
    const auto values = m_column.doubles();
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double value = values[i];
        const auto row = static_cast<std::int64_t>(i);
        if (m_column.isNull(row) || std::isnan(value) || std::isinf(value))
            continue;
        if (std::abs(value) > std::numeric_limits<float>::max()) {
            refuse(row, RowCode::OutOfRange, rule(), "beyond the column's range");
            continue;
        }
        const auto single = static_cast<float>(value);
        if (static_cast<double>(single) == value)
            continue;
        // 0.1 is no float, but the float nearest to it shows as 0.1 again: as text nothing is lost.
        std::array<char, 32> text{};
        const auto end = std::to_chars(text.data(), text.data() + text.size(), single).ptr;
        double shown = 0;
        if (parseFloat64({text.data(), static_cast<std::size_t>(end - text.data())}, shown) || shown != value)
            refuse(row, RowCode::LosesPrecision, rule(), "the column keeps about 6 digits");
    }
}

std::optional<RowCode> ColumnCheck::decimalTrouble(std::string_view decimal) const
{
    const TypeView &view = m_bound.column.view;
    if (view.precision == 0) {
        if (decimal.size() <= static_cast<std::size_t>(numericScaleMax))
            return std::nullopt;
        const DecimalSize size = decimalSize(decimal);
        if (size.digits - size.scale > numericDigitsMax)
            return RowCode::OutOfRange;
        return size.scale > numericScaleMax ? std::optional(RowCode::LosesPrecision) : std::nullopt;
    }
    if (view.scale >= 0 && view.scale <= view.precision)
        return fitDecimal(decimal, view.precision, view.scale);
    // numeric(2,-3) holds 99000, numeric(3,5) holds 0.00999: compare what rounding would leave.
    std::string rounded;
    roundDecimal(decimal, view.scale, Rounding::TowardZero, rounded);
    if (compareDecimals(rounded, decimal) != 0)
        return RowCode::LosesPrecision;
    std::string limit = "1";
    if (view.precision > view.scale) {
        limit.append(static_cast<std::size_t>(view.precision - view.scale), '0');
    } else {
        limit = "0." + std::string(static_cast<std::size_t>(view.scale - view.precision - 1), '0') + "1";
        if (view.scale == view.precision)
            limit = "1";
    }
    const std::string_view magnitude = decimal.starts_with('-') ? decimal.substr(1) : decimal;
    return compareDecimals(magnitude, limit) < 0 ? std::nullopt : std::optional(RowCode::OutOfRange);
}

void ColumnCheck::decimals()
{
    for (std::int64_t row = 0; row < m_column.size(); ++row) {
        if (m_column.isNull(row))
            continue;
        if (const auto code = decimalTrouble(m_column.text(row)))
            refuse(row, *code, rule(),
                   *code == RowCode::LosesPrecision ? "more digits behind the point than the column keeps"
                                                    : "more digits before the point than the column keeps");
    }
}

void ColumnCheck::wholeNumbersAsDecimals()
{
    if (m_bound.column.view.precision == 0)
        return;
    std::string text;
    const auto values = m_column.int64s();
    for (std::size_t row = 0; row < values.size(); ++row) {
        if (m_column.isNull(static_cast<std::int64_t>(row)))
            continue;
        text.clear();
        appendDecimal(values[row], text);
        if (const auto code = decimalTrouble(text))
            refuse(static_cast<std::int64_t>(row), *code, rule(), "more digits than the column keeps");
    }
}

void ColumnCheck::dates()
{
    const auto values = m_column.days();
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::int32_t day = values[i];
        if (day >= dayMin && day <= dayMax)
            continue;
        const auto row = static_cast<std::int64_t>(i);
        if (day != dateInfinity && day != dateMinusInfinity && !m_column.isNull(row))
            refuse(row, RowCode::OutOfRange, rule(), "not a day of PostgreSQL's calendar");
    }
}

void ColumnCheck::instants(bool isTimeOfDay)
{
    std::int64_t unit = 1;
    for (int digit = m_bound.column.view.fraction; digit < 6; ++digit)
        unit *= 10;
    const auto values = m_column.int64s();
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::int64_t micros = values[i];
        const auto row = static_cast<std::int64_t>(i);
        const bool isInside = isTimeOfDay ? micros >= 0 && micros <= microsPerDay : micros >= instantMin;
        const bool isInfinite = !isTimeOfDay && (micros == timeInfinity || micros == timeMinusInfinity);
        if (isInfinite || m_column.isNull(row) || (isInside && micros % unit == 0))
            continue;
        refuse(row, isInside ? RowCode::LosesPrecision : RowCode::OutOfRange, rule(),
               isInside ? "finer than the column keeps" : "beyond the column's range");
    }
}

void ColumnCheck::uuids()
{
    std::array<char, 16> ignored{};
    for (std::int64_t row = 0; row < m_column.size(); ++row) {
        if (!m_column.isNull(row) && !parseUuid(m_column.text(row), ignored.data()))
            refuse(row, RowCode::NotConvertible, rule(), "not a UUID");
    }
}

void ColumnCheck::values()
{
    switch (m_bound.column.view.wire) {
    case Wire::None:
    case Wire::Text: return texts();
    case Wire::Int2: return integers(std::numeric_limits<std::int16_t>::min(), std::numeric_limits<std::int16_t>::max());
    case Wire::Int4: return integers(std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max());
    case Wire::Float4: return singles();
    case Wire::Numeric: return m_bound.kind == TypeKind::Int64 ? wholeNumbersAsDecimals() : decimals();
    case Wire::Date: return dates();
    case Wire::Time: return instants(true);
    case Wire::Timestamp:
    case Wire::Timestamptz: return instants(false);
    case Wire::Uuid: return uuids();
    case Wire::Jsonb: return texts();
    case Wire::Bool:
    case Wire::Int8:
    case Wire::Float8:
    case Wire::Bytea: return;
    }
}

} // namespace

RowErrors checkRows(const Binding &binding, const WriteBatch &batch, bool needsKey, bool checksNotNull)
{
    RowErrors errors;
    std::int64_t rowFirst = 0;
    for (const RecordBatch &part : batch.parts) {
        for (const BoundField &bound : binding.fields) {
            ColumnCheck check(bound, part.column(bound.field), rowFirst, errors);
            check.nulls((needsKey && bound.isKey) || (checksNotNull && bound.column.isNotNull));
            check.values();
        }
        rowFirst += part.rows();
    }
    std::stable_sort(errors.begin(), errors.end(),
                     [](const RowError &a, const RowError &b) { return a.row < b.row; });
    errors.erase(std::unique(errors.begin(), errors.end(),
                             [](const RowError &a, const RowError &b) { return a.row == b.row; }),
                 errors.end());
    return errors;
}

} // namespace weir::postgresql
