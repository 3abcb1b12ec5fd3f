#include "core/data/conversion.h"

#include "core/data/conversionkernels.h"
#include "core/data/datetime.h"
#include "core/data/decimal.h"
#include "core/data/encoding.h"
#include "core/data/jsontext.h"
#include "core/data/number.h"

#include <utility>

namespace weir {

namespace {

bool isNumber(TypeKind kind)
{
    return kind == TypeKind::Bool || kind == TypeKind::Int64 || kind == TypeKind::Float64 ||
           kind == TypeKind::Decimal;
}

bool isMoment(TypeKind kind)
{
    return kind == TypeKind::Date || kind == TypeKind::DateTime || kind == TypeKind::Timestamp;
}

bool isWritten(TypeKind kind) { return kind == TypeKind::Text || kind == TypeKind::Json; }

/// Digits before the point that decimal(p, s) has room for.
int wholeDigits(const Type &decimal) { return decimal.precision - decimal.scale; }

bool fitsBounds(const Type &from, const Type &to)
{
    if (to.kind == TypeKind::Decimal)
        return to.precision == 0 ||
               (from.precision > 0 && from.scale <= to.scale && wholeDigits(from) <= wholeDigits(to));
    return to.length == 0 || (from.length > 0 && from.length <= to.length);
}

std::string_view ruleOf(const ConversionOptions &options, RowCode code, std::string &typeName)
{
    if (code == RowCode::NotADate || code == RowCode::NotATime) {
        switch (options.to.kind) {
        case TypeKind::Date:
            return "date yyyy-MM-dd";
        case TypeKind::Time:
            return "time HH:mm:ss";
        case TypeKind::DateTime:
            return "datetime yyyy-MM-ddTHH:mm:ss";
        case TypeKind::Timestamp:
            return "timestamp yyyy-MM-ddTHH:mm:ssZ";
        default:
            break;
        }
    }
    typeName = typeText(options.to);
    return typeName;
}

std::string_view sentenceOf(RowCode code)
{
    switch (code) {
    case RowCode::TooLong:
        return "The text is longer than the field.";
    case RowCode::NotANumber:
        return "The text is not a plain number.";
    case RowCode::NotADate:
        return "The text is not an ISO date, or the calendar has no such day.";
    case RowCode::NotATime:
        return "The text is not an ISO time of day.";
    case RowCode::NotABool:
        return "The value is neither true nor false.";
    case RowCode::OutOfRange:
        return "The number is greater than the field can hold.";
    case RowCode::LosesPrecision:
        return "The field cannot hold the value exactly.";
    default:
        return "The value has no counterpart in the field's type.";
    }
}

/// The first \a countMax code points of \a text.
std::string_view firstCodePoints(std::string_view text, std::int64_t countMax)
{
    std::int64_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool isFirstByte = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
        if (isFirstByte && count++ == countMax)
            return text.substr(0, i);
    }
    return text;
}

/// True when every value of \a column fits the bounds of \a to, so that the column can be shared.
bool allFit(const Column &column, const Type &to)
{
    for (std::int64_t row = 0; row < column.size(); ++row) {
        if (column.isNull(row))
            continue;
        std::string_view text = column.text(row);
        if (to.kind == TypeKind::Decimal) {
            const std::size_t size = text.size();
            if (fitDecimal(text, to.precision, to.scale) || text.size() != size)
                return false;
        } else if (text.size() > static_cast<std::size_t>(to.length) &&
                   (to.kind == TypeKind::Bytes || codePointCount(text) > to.length)) {
            return false;
        }
    }
    return true;
}

void convertBytes(ConversionTask &task)
{
    task.eachRow([&](std::int64_t row) -> std::optional<RowCode> {
        if (task.from.text(row).size() > static_cast<std::size_t>(task.options.to.length))
            return RowCode::TooLong;
        task.out.appendText(task.from.text(row));
        return std::nullopt;
    });
}

void appendHex(std::string_view bytes, std::string &out)
{
    static constexpr char hex[] = "0123456789abcdef";
    out += "\\x";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += hex[byte >> 4];
        out += hex[byte & 15];
    }
}

} // namespace

bool isConvertible(const Type &from, const Type &to)
{
    if (from.kind == to.kind || isWritten(from.kind) || isWritten(to.kind))
        return true;
    return (isNumber(from.kind) && isNumber(to.kind)) || (isMoment(from.kind) && isMoment(to.kind));
}

bool isLossless(const Type &from, const Type &to)
{
    if (from.kind == to.kind)
        return fitsBounds(from, to);
    switch (to.kind) {
    case TypeKind::Text:
        return to.length == 0 || (from.kind == TypeKind::Bool && to.length >= 5) ||
               (from.kind == TypeKind::Int64 && to.length >= 20);
    case TypeKind::Json:
        return from.kind != TypeKind::Text && from.kind != TypeKind::Float64;
    case TypeKind::Int64:
    case TypeKind::Float64:
        return from.kind == TypeKind::Bool;
    case TypeKind::Decimal:
        return (from.kind == TypeKind::Bool && (to.precision == 0 || wholeDigits(to) >= 1)) ||
               (from.kind == TypeKind::Int64 && (to.precision == 0 || wholeDigits(to) >= 19));
    case TypeKind::DateTime:
        return from.kind == TypeKind::Date;
    default:
        return false;
    }
}

void ConversionTask::refuse(std::int64_t row, RowCode code, std::string_view value)
{
    out.appendNull();
    RowError error;
    error.row = row;
    error.code = code;
    std::string own;
    if (value.empty()) {
        appendAsText(from, row, own);
        value = own;
    }
    error.value = firstCodePoints(value, 200);
    std::string typeName;
    error.rule = ruleOf(options, code, typeName);
    error.detail = sentenceOf(code);
    if (m_reason) {
        error.detail = m_reason;
        error.rule = options.zone.empty() ? "time zone" : "time zone " + options.zone;
        m_reason = nullptr;
    }
    errors.push_back(std::move(error));
}

bool ConversionTask::hasZone()
{
    if (!m_zone && m_isZoneKnown && !options.zone.empty()) {
        if (auto zone = Zone::find(options.zone))
            m_zone = *std::move(zone);
    }
    m_isZoneKnown = m_zone.has_value();
    if (!m_isZoneKnown)
        m_reason = options.zone.empty()
                       ? "A local time and a moment need a time zone between them; name one in the mapping."
                       : "The time zone is not known on this machine.";
    return m_isZoneKnown;
}

std::optional<RowCode> ConversionTask::toLocal(std::int64_t utc, std::int64_t &micros)
{
    if (isSpecialTime(utc)) {
        micros = utc;
        return std::nullopt;
    }
    if (!hasZone())
        return RowCode::NotConvertible;
    micros = m_zone->toLocal(utc);
    return std::nullopt;
}

std::optional<RowCode> ConversionTask::toUtc(std::int64_t local, std::int64_t &micros)
{
    if (isSpecialTime(local)) {
        micros = local;
        return std::nullopt;
    }
    if (!hasZone())
        return RowCode::NotConvertible;
    switch (m_zone->toUtc(local, micros)) {
    case Zone::Local::Unique:
        return std::nullopt;
    case Zone::Local::Overlap:
        ++overlaps;
        return std::nullopt;
    case Zone::Local::Gap:
        break;
    }
    m_reason = "The clocks of this time zone skip that time.";
    return RowCode::NotATime;
}

ColumnPtr convert(const ColumnPtr &column, const Type &from, const ConversionOptions &options,
                  RowErrors &errors, std::int64_t *offsetsDropped, std::int64_t *overlaps)
{
    const Type &to = options.to;
    const bool isSameKind = from.kind == to.kind;
    if (isSameKind && (fitsBounds(from, to) || allFit(*column, to)))
        return column;
    ConversionTask task(*column, options, errors);
    task.out.reserve(column->size(), column->bytes().size());
    if (to.kind == TypeKind::Text)
        convertToText(task);
    else if (to.kind == TypeKind::Json)
        convertToJson(task);
    else if (from.kind == TypeKind::Text)
        convertFromText(task);
    else if (from.kind == TypeKind::Json)
        convertFromJson(task);
    else if (isNumber(from.kind) && isNumber(to.kind))
        convertNumbers(task);
    else if (isMoment(from.kind) && isMoment(to.kind))
        convertTimes(task);
    else if (isSameKind)
        convertBytes(task);
    else
        task.eachRow([](std::int64_t) { return std::optional(RowCode::NotConvertible); });
    if (offsetsDropped)
        *offsetsDropped += task.offsetsDropped;
    if (overlaps)
        *overlaps += task.overlaps;
    return std::make_shared<Column>(std::move(task.out));
}

void appendAsText(const Column &column, std::int64_t row, std::string &out)
{
    if (column.isNull(row))
        return;
    const auto i = static_cast<std::size_t>(row);
    switch (column.kind()) {
    case TypeKind::Bool:
        out.append(column.bools()[i] ? "true" : "false");
        break;
    case TypeKind::Int64:
        appendInt64(column.int64s()[i], out);
        break;
    case TypeKind::Float64:
        appendFloat64(column.doubles()[i], out);
        break;
    case TypeKind::Decimal:
    case TypeKind::Text:
        out.append(column.text(row));
        break;
    case TypeKind::Json:
        appendJsonAsText(trimJson(column.text(row)), out);
        break;
    case TypeKind::Bytes:
        appendHex(column.text(row), out);
        break;
    case TypeKind::Date:
        appendDate(column.days()[i], out);
        break;
    case TypeKind::Time:
        appendTime(column.int64s()[i], out);
        break;
    case TypeKind::DateTime:
        appendDateTime(column.int64s()[i], out);
        break;
    case TypeKind::Timestamp:
        appendTimestamp(column.int64s()[i], out);
        break;
    }
}

} // namespace weir
