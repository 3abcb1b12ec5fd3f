#include "core/connectors/sqlite/sqlitebinding.h"

#include "core/base/names.h"
#include "core/data/datetime.h"
#include "core/data/decimal.h"
#include "core/data/number.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <optional>

namespace weir {

namespace {

constexpr std::int64_t doubleExactMax = std::int64_t{1} << 53;
constexpr std::int64_t realDigitsMax = 15; // what SQLite keeps between TEXT and REAL
constexpr std::size_t sampleCodePointsMax = 200;

bool isNumeric(SqliteAffinity affinity)
{
    return affinity == SqliteAffinity::Numeric || affinity == SqliteAffinity::Integer ||
           affinity == SqliteAffinity::Real;
}

bool needsCheck(TypeKind kind, SqliteAffinity affinity)
{
    switch (kind) {
    case TypeKind::Float64:
        return affinity != SqliteAffinity::Text;
    case TypeKind::Decimal:
    case TypeKind::Text:
    case TypeKind::Json:
        return isNumeric(affinity);
    case TypeKind::Int64:
        return affinity == SqliteAffinity::Real;
    case TypeKind::Date:
    case TypeKind::DateTime:
    case TypeKind::Timestamp:
        return true;
    default:
        return false;
    }
}

// A numeric column keeps whole numbers of 64 bits and 15 significant digits of any other.
bool survivesAsNumber(std::string_view decimal, SqliteAffinity affinity)
{
    const std::string_view short_ = withoutTrailingZeros(decimal);
    std::int64_t whole = 0;
    if (affinity != SqliteAffinity::Real && !decimalToInt64(short_, whole))
        return true;
    double real = 0;
    if (decimalToDouble(short_, real))
        return false;
    std::string_view digits = short_;
    while (digits.size() > 1 && digits.find('.') == std::string_view::npos && digits.back() == '0')
        digits.remove_suffix(1);
    return decimalSize(digits).digits <= realDigitsMax;
}

// True when a numeric column gives \a text back as it is.
bool survivesAsText(std::string_view text, SqliteAffinity affinity)
{
    std::string_view inner = text;
    const auto isSpace = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    while (!inner.empty() && isSpace(inner.front()))
        inner.remove_prefix(1);
    while (!inner.empty() && isSpace(inner.back()))
        inner.remove_suffix(1);
    std::string decimal;
    const std::optional<RowCode> trouble = appendDecimal(inner, decimal);
    if (trouble)
        return *trouble == RowCode::NotANumber;
    return decimal == text && withoutTrailingZeros(text) == text && survivesAsNumber(text, affinity);
}

std::optional<RowCode> checkValue(const Column &column, std::int64_t row, SqliteAffinity affinity)
{
    const auto i = static_cast<std::size_t>(row);
    switch (column.kind()) {
    case TypeKind::Float64:
        return std::isnan(column.doubles()[i]) ? std::optional(RowCode::OutOfRange) : std::nullopt;
    case TypeKind::Int64:
        return std::llabs(column.int64s()[i]) > doubleExactMax ? std::optional(RowCode::LosesPrecision)
                                                               : std::nullopt;
    case TypeKind::Date:
        return isSpecialDate(column.days()[i]) ? std::optional(RowCode::OutOfRange) : std::nullopt;
    case TypeKind::DateTime:
    case TypeKind::Timestamp:
        return isSpecialTime(column.int64s()[i]) ? std::optional(RowCode::OutOfRange) : std::nullopt;
    case TypeKind::Decimal:
        return survivesAsNumber(column.text(row), affinity) ? std::nullopt
                                                            : std::optional(RowCode::LosesPrecision);
    case TypeKind::Text:
    case TypeKind::Json:
        return survivesAsText(column.text(row), affinity) ? std::nullopt
                                                          : std::optional(RowCode::LosesPrecision);
    default:
        return std::nullopt;
    }
}

} // namespace

Result<std::vector<SqliteBinding>> bindColumns(const SqliteTable &table, const Schema &schema)
{
    std::vector<SqliteBinding> bindings;
    for (std::size_t i = 0; i < schema.size(); ++i) {
        const std::string &name = schema.field(i).name;
        const auto column = table.indexOf(name);
        if (!column) {
            const std::string near = nearestName(name, table.columnNames());
            return fail(ErrorCode::SchemaMismatch, Recovery::Stop,
                        fmt::format("table \"{}\" has no column \"{}\"{}", table.name, name,
                                    near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)));
        }
        const SqliteColumn &target = table.columns[*column];
        if (target.isGenerated)
            return fail(
                ErrorCode::SchemaMismatch, Recovery::Stop,
                fmt::format(
                    "column \"{}\" of table \"{}\" is generated and cannot be written; take it out of "
                    "the mapping",
                    name, table.name));
        const TypeKind kind = schema.field(i).type.kind;
        const bool isAsText =
            target.affinity == SqliteAffinity::Text && (kind == TypeKind::Float64 || kind == TypeKind::Bool);
        bindings.push_back(
            {i, *column, kind, target.affinity, isAsText, needsCheck(kind, target.affinity), name});
    }
    return bindings;
}

void checkValues(const WriteBatch &batch, const std::vector<SqliteBinding> &bindings, RowErrors &errors)
{
    for (const SqliteBinding &binding : bindings) {
        if (!binding.isChecked)
            continue;
        std::int64_t first = 0;
        for (const RecordBatch &part : batch.parts) {
            const Column &column = part.column(binding.field);
            for (std::int64_t row = 0; row < part.rows(); ++row) {
                if (column.isNull(row))
                    continue;
                const auto code = checkValue(column, row, binding.affinity);
                if (!code) [[likely]]
                    continue;
                errors.push_back({first + row, Stage::Write, *code, binding.name, sampleOf(column, row),
                                  "SQLite column \"" + binding.name + '"',
                                  "SQLite cannot keep this value unchanged in this column"});
            }
            first += part.rows();
        }
    }
    std::stable_sort(errors.begin(), errors.end(),
                     [](const RowError &a, const RowError &b) { return a.row < b.row; });
    errors.erase(std::unique(errors.begin(), errors.end(),
                             [](const RowError &a, const RowError &b) { return a.row == b.row; }),
                 errors.end());
}

std::string sampleOf(const Column &column, std::int64_t row)
{
    if (column.isNull(row))
        return {};
    std::string text;
    const auto i = static_cast<std::size_t>(row);
    switch (column.kind()) {
    case TypeKind::Bool:
        text = column.bools()[i] ? "true" : "false";
        break;
    case TypeKind::Int64:
        appendInt64(column.int64s()[i], text);
        break;
    case TypeKind::Float64:
        appendFloat64(column.doubles()[i], text);
        break;
    case TypeKind::Bytes:
        text = fmt::format("{} bytes", column.text(row).size());
        break;
    case TypeKind::Date:
        appendDate(column.days()[i], text);
        break;
    case TypeKind::Time:
        appendTime(column.int64s()[i], text);
        break;
    case TypeKind::DateTime:
        appendDateTime(column.int64s()[i], text);
        break;
    case TypeKind::Timestamp:
        appendTimestamp(column.int64s()[i], text);
        break;
    default:
        text = column.text(row);
        break;
    }
    std::size_t codePoints = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool isStart = (static_cast<unsigned char>(text[at]) & 0xc0) != 0x80;
        if (isStart && codePoints++ == sampleCodePointsMax) {
            text.resize(at);
            break;
        }
    }
    return text;
}

PartRow locateRow(const WriteBatch &batch, std::int64_t row)
{
    for (std::size_t part = 0; part < batch.parts.size(); ++part) {
        if (row < batch.parts[part].rows())
            return {part, row};
        row -= batch.parts[part].rows();
    }
    return {};
}

} // namespace weir
