#include "core/connectors/sqlite/sqlitetypesample.h"

#include "core/data/datetime.h"
#include "core/data/decimal.h"
#include "core/data/jsonrecords.h"

#include <cmath>
#include <fmt/format.h>
#include <sqlite3.h>

namespace weir {

namespace {

constexpr std::int64_t doubleExactMax = std::int64_t{1} << 53;
constexpr std::size_t jsonSampleBytesMax = 64 << 10;

} // namespace

SqliteTypeSample::SqliteTypeSample(std::vector<SqliteColumn> columns)
    : m_columns(std::move(columns)), m_seen(m_columns.size())
{}

void SqliteTypeSample::add(const SqliteStatement &statement)
{
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        Seen &seen = m_seen[i];
        const int column = static_cast<int>(i);
        const int type = sqlite3_column_type(statement.handle(), column);
        if (type == SQLITE_NULL)
            continue;
        ++seen.values;
        if (type == SQLITE_INTEGER) {
            const std::int64_t value = statement.columnInt64(column);
            ++seen.wholes;
            seen.bits += value == 0 || value == 1;
            seen.bigWholes += value > doubleExactMax || value < -doubleExactMax;
        } else if (type == SQLITE_FLOAT) {
            ++seen.reals;
        } else if (type == SQLITE_BLOB) {
            ++seen.blobs;
        } else {
            ++seen.texts;
            const std::string_view text = statement.columnText(column);
            const TypeKind declared = m_columns[i].type.kind;
            if (declared == TypeKind::Decimal) {
                std::string decimal;
                seen.decimals += !appendDecimal(text, decimal);
            } else if (declared == TypeKind::Json) {
                seen.jsons += text.size() > jsonSampleBytesMax || isStrictJson(text);
            } else if (declared >= TypeKind::Date) {
                std::int32_t days = 0;
                std::int64_t micros = 0;
                ParsedDateTime parsed;
                const bool hasTime = text.find(':') != std::string_view::npos;
                seen.dates += !parseDate(text, days);
                seen.times += !parseTime(text, micros);
                if (hasTime && !parseDateTime(text, parsed)) {
                    seen.dateTimes += !parsed.offsetSeconds;
                    seen.timestamps += parsed.offsetSeconds == 0;
                }
            }
        }
    }
}

SqliteTypeSample::Choice SqliteTypeSample::chooseByValues(const Seen &seen) const
{
    const auto reason = [&](const char *what) {
        return fmt::format("all {} sampled values are {}", seen.values, what);
    };
    if (seen.values == 0)
        return {TypeKind::Text, "no value in the sample", {}};
    if (seen.wholes == seen.values)
        return {TypeKind::Int64, reason("whole numbers"), {}};
    if (seen.blobs == seen.values)
        return {TypeKind::Bytes, reason("blobs"), {}};
    if (seen.texts == seen.values)
        return {TypeKind::Text, reason("texts"), {}};
    if (seen.wholes + seen.reals == seen.values) {
        if (seen.bigWholes == 0)
            return {TypeKind::Float64, reason("numbers"), {}};
        return {TypeKind::Decimal, reason("numbers, some beyond what a float64 keeps"), {}};
    }
    return {TypeKind::Text, "values of several kinds",
            fmt::format(
                "the sample holds {} whole numbers, {} reals, {} texts and {} blobs: read as text; rows with "
                "a blob here will be quarantined",
                seen.wholes, seen.reals, seen.texts, seen.blobs)};
}

SqliteTypeSample::Choice SqliteTypeSample::choose(std::size_t index) const
{
    const SqliteColumn &column = m_columns[index];
    const Seen &seen = m_seen[index];
    const auto declared = [&] {
        return Choice{column.type, fmt::format("declared {}", column.declared), {}};
    };
    if (!column.isTyped)
        return chooseByValues(seen);
    switch (column.type.kind) {
    case TypeKind::Int64:
    case TypeKind::Float64:
        if (seen.values > 0 && seen.texts == seen.values)
            return chooseByValues(seen);
        return declared();
    case TypeKind::Text:
        if (column.affinity == SqliteAffinity::Text)
            return {column.type, fmt::format("declared {}", column.declared), {}};
        break;
    case TypeKind::Bytes:
        if (seen.values == 0 || seen.blobs > 0)
            return declared();
        break;
    case TypeKind::Bool:
        if (seen.bits == seen.values)
            return declared();
        break;
    case TypeKind::Decimal:
        if (seen.wholes + seen.reals + seen.decimals == seen.values)
            return declared();
        break;
    case TypeKind::Json:
        if (seen.jsons + seen.wholes + seen.reals == seen.values)
            return declared();
        break;
    default: {
        const auto is = [&](std::int64_t count) { return count == seen.values; };
        const TypeKind kind = is(seen.dates)        ? TypeKind::Date
                              : is(seen.times)      ? TypeKind::Time
                              : is(seen.dateTimes)  ? TypeKind::DateTime
                              : is(seen.timestamps) ? TypeKind::Timestamp
                                                    : TypeKind::Text;
        if (seen.values == 0 || kind == column.type.kind)
            return declared();
        if (kind != TypeKind::Text)
            return {kind,
                    fmt::format("declared {}; all {} sampled values are a {}", column.declared, seen.values,
                                typeText(kind)),
                    {}};
        break;
    }
    }
    Choice choice = chooseByValues(seen);
    if (choice.doubt.empty())
        choice.doubt = fmt::format("declared {}, but the values are not exactly that: read as {}",
                                   column.declared, typeText(choice.type));
    return choice;
}

} // namespace weir
