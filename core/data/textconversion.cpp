#include "core/data/conversionkernels.h"
#include "core/data/datetime.h"
#include "core/data/decimal.h"
#include "core/data/encoding.h"
#include "core/data/jsontext.h"
#include "core/data/jsonwalker.h"
#include "core/data/number.h"

namespace weir {

namespace {

using Outcome = std::optional<RowCode>;

/// Each kernel appends the value of a text to the task's column or says why not.
struct TextToBool
{
    ConversionTask &task;
    Outcome operator()(std::string_view text) const
    {
        bool value = false;
        if (const Outcome error = parseBool(text, value))
            return error;
        task.out.appendBool(value);
        return std::nullopt;
    }
};

struct TextToInt64
{
    ConversionTask &task;
    Outcome operator()(std::string_view text) const
    {
        std::int64_t value = 0;
        if (const Outcome error = parseInt64(text, value))
            return error;
        task.out.appendInt64(value);
        return std::nullopt;
    }
};

struct TextToFloat64
{
    ConversionTask &task;
    Outcome operator()(std::string_view text) const
    {
        double value = 0;
        if (const Outcome error = parseFloat64(text, value))
            return error;
        task.out.appendDouble(value);
        return std::nullopt;
    }
};

struct TextToDecimal
{
    ConversionTask &task;
    Outcome operator()(std::string_view text) const
    {
        std::string &bytes = task.out.openBytes();
        const std::size_t start = bytes.size();
        if (const Outcome error = appendDecimal(text, bytes))
            return error;
        std::string_view fitted = std::string_view(bytes).substr(start);
        if (const Outcome error = fitDecimal(fitted, task.options.to.precision, task.options.to.scale)) {
            bytes.resize(start);
            return error;
        }
        bytes.resize(start + fitted.size());
        task.out.closeText();
        return std::nullopt;
    }
};

struct TextToBytes
{
    ConversionTask &task;
    static int nibble(char c)
    {
        return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
    }
    Outcome operator()(std::string_view text) const
    {
        if (!text.starts_with("\\x") || text.size() % 2 != 0)
            return RowCode::NotConvertible;
        if (task.options.to.length > 0 &&
            text.size() / 2 - 1 > static_cast<std::size_t>(task.options.to.length))
            return RowCode::TooLong;
        std::string &bytes = task.out.openBytes();
        const std::size_t start = bytes.size();
        for (std::size_t i = 2; i < text.size(); i += 2) {
            const int high = nibble(text[i]), low = nibble(text[i + 1]);
            if (high < 0 || low < 0) {
                bytes.resize(start);
                return RowCode::NotConvertible;
            }
            bytes += static_cast<char>(high * 16 + low);
        }
        task.out.closeText();
        return std::nullopt;
    }
};

struct TextToDate
{
    ConversionTask &task;
    Outcome operator()(std::string_view text) const
    {
        std::int32_t days = 0;
        if (const Outcome error = parseDate(text, days)) {
            ParsedDateTime value;
            if (parseDateTime(text, value))
                return error;
            // A datetime of midnight is that day; any other is more than a day.
            const bool isZero = value.micros == timeZero;
            const SplitTime split = splitTime(isZero ? 0 : value.micros);
            if (split.micros != 0 || value.offsetSeconds)
                return RowCode::LosesPrecision;
            days = isZero ? dateZero : split.days;
        }
        task.out.appendDays(days);
        return std::nullopt;
    }
};

struct TextToTime
{
    ConversionTask &task;
    Outcome operator()(std::string_view text) const
    {
        std::int64_t micros = 0;
        if (const Outcome error = parseTime(text, micros))
            return error;
        task.out.appendInt64(micros);
        return std::nullopt;
    }
};

struct TextToDateTime
{
    ConversionTask &task;
    Outcome operator()(std::string_view text) const
    {
        ParsedDateTime value;
        if (const Outcome error = parseDateTime(text, value))
            return error;
        if (value.offsetSeconds && !isSpecialTime(value.micros)) {
            // The text is a moment: which local time it was depends on the zone.
            if (const Outcome error =
                    task.toLocal(value.micros - *value.offsetSeconds * microsPerSecond, value.micros))
                return error;
            ++task.offsetsDropped;
        }
        task.out.appendInt64(value.micros);
        return std::nullopt;
    }
};

struct TextToTimestamp
{
    ConversionTask &task;
    Outcome operator()(std::string_view text) const
    {
        ParsedDateTime value;
        if (const Outcome error = parseDateTime(text, value))
            return error;
        if (!value.offsetSeconds) {
            if (const Outcome error = task.toUtc(value.micros, value.micros))
                return error;
        } else if (!isSpecialTime(value.micros)) {
            value.micros -= *value.offsetSeconds * microsPerSecond;
            task.offsetsDropped += *value.offsetSeconds != 0;
        }
        task.out.appendInt64(value.micros);
        return std::nullopt;
    }
};

/// Runs \a source with the kernel for the task's type.
template<typename Source>
void withKernel(ConversionTask &task, Source &&source)
{
    switch (task.options.to.kind) {
    case TypeKind::Bool:
        return source(TextToBool{task});
    case TypeKind::Int64:
        return source(TextToInt64{task});
    case TypeKind::Float64:
        return source(TextToFloat64{task});
    case TypeKind::Decimal:
        return source(TextToDecimal{task});
    case TypeKind::Bytes:
        return source(TextToBytes{task});
    case TypeKind::Date:
        return source(TextToDate{task});
    case TypeKind::Time:
        return source(TextToTime{task});
    case TypeKind::DateTime:
        return source(TextToDateTime{task});
    case TypeKind::Timestamp:
        return source(TextToTimestamp{task});
    case TypeKind::Text:
    case TypeKind::Json:
        break;
    }
}

/// A whole number as JSON may write it (`1.0`, `1e3`) becomes plain digits.
std::string_view asPlainNumber(std::string_view number, TypeKind to, std::string &scratch)
{
    if (to != TypeKind::Int64 || number.find_first_of(".eE") == std::string_view::npos)
        return number;
    scratch.clear();
    if (appendDecimal(number, scratch))
        return number;
    return withoutTrailingZeros(scratch);
}

/// Brings text that ends at the end of \a bytes under the bounds of the task's type, or says why not; \a
/// isNull.
Outcome boundText(ConversionTask &task, std::string &bytes, std::size_t start, bool &isNull)
{
    const auto lengthMax = static_cast<std::size_t>(task.options.to.length);
    if (lengthMax == 0 || bytes.size() - start <= lengthMax)
        return std::nullopt;
    const std::string_view text = std::string_view(bytes).substr(start);
    if (codePointCount(text) <= static_cast<std::int64_t>(lengthMax))
        return std::nullopt;
    switch (task.options.onTooLong) {
    case OnTooLong::Quarantine:
        bytes.resize(start);
        return RowCode::TooLong;
    case OnTooLong::Null:
        bytes.resize(start);
        isNull = true;
        return std::nullopt;
    case OnTooLong::Cut:
        break;
    }
    std::size_t end = start, count = 0;
    while (end < bytes.size() &&
           (count < lengthMax || (static_cast<unsigned char>(bytes[end]) & 0xC0) == 0x80)) {
        count += (static_cast<unsigned char>(bytes[end]) & 0xC0) != 0x80;
        if (count > lengthMax)
            break;
        ++end;
    }
    bytes.resize(end);
    return std::nullopt;
}

} // namespace

void convertFromText(ConversionTask &task)
{
    withKernel(task, [&](auto kernel) {
        const bool emptyIsNull = task.options.emptyIsNull;
        task.eachRow([&](std::int64_t row) -> Outcome {
            const std::string_view text = task.from.text(row);
            if (text.empty() && emptyIsNull) {
                task.out.appendNull();
                return std::nullopt;
            }
            return kernel(text);
        });
    });
}

void convertFromJson(ConversionTask &task)
{
    std::string decoded, plain;
    withKernel(task, [&](auto kernel) {
        const TypeKind to = task.options.to.kind;
        task.eachRow([&](std::int64_t row) -> Outcome {
            const std::string_view token = trimJson(task.from.text(row));
            std::string_view text = token;
            switch (jsonKind(token)) {
            case JsonKind::Absent:
            case JsonKind::Null:
                task.out.appendNull();
                return std::nullopt;
            case JsonKind::Object:
            case JsonKind::Array:
                return RowCode::NotConvertible;
            case JsonKind::String:
                text = token.substr(1, token.size() - 2);
                if (text.find('\\') != std::string_view::npos) {
                    decoded.clear();
                    if (!appendUnescaped(text, decoded))
                        return RowCode::NotConvertible;
                    text = decoded;
                }
                if (text.empty() && task.options.emptyIsNull) {
                    task.out.appendNull();
                    return std::nullopt;
                }
                break;
            case JsonKind::Number:
                text = asPlainNumber(token, to, plain);
                break;
            case JsonKind::Bool:
                break;
            }
            return kernel(text);
        });
    });
}

void convertToText(ConversionTask &task)
{
    const bool isJson = task.from.kind() == TypeKind::Json;
    task.eachRow([&](std::int64_t row) -> Outcome {
        if (isJson) {
            const JsonKind kind = jsonKind(trimJson(task.from.text(row)));
            if (kind == JsonKind::Absent || kind == JsonKind::Null) {
                task.out.appendNull();
                return std::nullopt;
            }
        }
        std::string &bytes = task.out.openBytes();
        const std::size_t start = bytes.size();
        appendAsText(task.from, row, bytes);
        bool isNull = false;
        if (const Outcome error = boundText(task, bytes, start, isNull))
            return error;
        if (isNull)
            task.out.appendNull();
        else
            task.out.closeText();
        return std::nullopt;
    });
}

void convertToJson(ConversionTask &task)
{
    JsonWalker walker;
    std::string text;
    task.eachRow([&](std::int64_t row) -> Outcome {
        const TypeKind kind = task.from.kind();
        if (kind == TypeKind::Text) {
            const std::string_view written = task.from.text(row);
            if (written.empty() && task.options.emptyIsNull) {
                task.out.appendNull();
                return std::nullopt;
            }
            if (!walker.isStrict(written))
                return RowCode::NotConvertible;
            task.out.appendText(trimJson(written));
            return std::nullopt;
        }
        text.clear();
        appendAsText(task.from, row, text);
        const bool isBare = kind == TypeKind::Bool || kind == TypeKind::Int64 || kind == TypeKind::Float64 ||
                            kind == TypeKind::Decimal;
        if (kind == TypeKind::Float64 && !isJsonNumber(text))
            return RowCode::NotANumber;
        if (isBare) {
            task.out.appendText(text);
        } else {
            appendJsonString(text, task.out.openBytes());
            task.out.closeText();
        }
        return std::nullopt;
    });
}

} // namespace weir
