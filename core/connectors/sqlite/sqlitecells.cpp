#include "core/connectors/sqlite/sqlitecells.h"

#include "core/data/datetime.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <sqlite3.h>

namespace weir {

namespace {

char *putTwo(char *out, int value)
{
    out[0] = static_cast<char>('0' + value / 10);
    out[1] = static_cast<char>('0' + value % 10);
    return out + 2;
}

char *putDate(char *out, std::int32_t days)
{
    const CivilDate date = civilFromDays(days);
    int year = date.year;
    if (year < 0 || year > 9999) {
        *out++ = year < 0 ? '-' : '+';
        year = std::abs(year);
    }
    if (year > 9999) {
        out = std::to_chars(out, out + 8, year).ptr;
    } else {
        out = putTwo(out, year / 100);
        out = putTwo(out, year % 100);
    }
    *out++ = '-';
    out = putTwo(out, date.month);
    *out++ = '-';
    return putTwo(out, date.day);
}

char *putTime(char *out, std::int64_t micros)
{
    const auto seconds = static_cast<int>(micros / microsPerSecond);
    auto fraction = static_cast<int>(micros % microsPerSecond);
    out = putTwo(out, seconds / 3600);
    *out++ = ':';
    out = putTwo(out, seconds / 60 % 60);
    *out++ = ':';
    out = putTwo(out, seconds % 60);
    *out++ = '.';
    for (int digit = 5; digit >= 0; --digit, fraction /= 10)
        out[digit] = static_cast<char>('0' + fraction % 10);
    return out + 6;
}

} // namespace

std::string_view sqliteTimeText(TypeKind kind, std::int64_t value, SqliteTimeBuffer &buffer)
{
    char *out = buffer.data();
    if (kind == TypeKind::Date) {
        out = putDate(out, static_cast<std::int32_t>(value));
    } else if (kind == TypeKind::Time) {
        out = putTime(out, value);
    } else {
        const SplitTime split = splitTime(value);
        out = putDate(out, split.days);
        *out++ = ' ';
        out = putTime(out, split.micros);
        if (kind == TypeKind::Timestamp)
            *out++ = 'Z';
    }
    return {buffer.data(), static_cast<std::size_t>(out - buffer.data())};
}

void giveCell(sqlite3_context *context, const Column &column, std::int64_t row, const SqliteBinding &binding,
              SqliteTimeBuffer &buffer)
{
    if (column.isNull(row)) {
        sqlite3_result_null(context);
        return;
    }
    const auto i = static_cast<std::size_t>(row);
    const auto giveText = [&](std::string_view text) {
        sqlite3_result_text64(context, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
    };
    switch (binding.kind) {
    case TypeKind::Bool:
        if (binding.isAsText)
            giveText(column.bools()[i] ? "true" : "false");
        else
            sqlite3_result_int(context, column.bools()[i]);
        return;
    case TypeKind::Int64:
        sqlite3_result_int64(context, column.int64s()[i]);
        return;
    case TypeKind::Float64:
        if (binding.isAsText) {
            const double value = column.doubles()[i];
            if (!std::isfinite(value)) {
                giveText(std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
                return;
            }
            const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
            giveText({buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data())});
        } else {
            sqlite3_result_double(context, column.doubles()[i]);
        }
        return;
    case TypeKind::Bytes: {
        const std::string_view bytes = column.text(row);
        sqlite3_result_blob64(context, bytes.data(), bytes.size(), SQLITE_STATIC);
        return;
    }
    case TypeKind::Json:
        // Empty stands for an absent member: a table knows only NULL for it.
        if (column.text(row).empty())
            sqlite3_result_null(context);
        else
            giveText(column.text(row));
        return;
    case TypeKind::Decimal:
    case TypeKind::Text:
        giveText(column.text(row));
        return;
    case TypeKind::Date:
        giveText(sqliteTimeText(binding.kind, column.days()[i], buffer));
        return;
    case TypeKind::Time:
    case TypeKind::DateTime:
    case TypeKind::Timestamp:
        giveText(sqliteTimeText(binding.kind, column.int64s()[i], buffer));
        return;
    }
}

} // namespace weir
