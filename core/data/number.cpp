#include "core/data/number.h"

#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace weir {

namespace {

bool equalsIgnoringCase(std::string_view text, std::string_view lower)
{
    if (text.size() != lower.size())
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + 32) : text[i];
        if (c != lower[i])
            return false;
    }
    return true;
}

} // namespace

std::optional<RowCode> parseInt64(std::string_view text, std::int64_t &value)
{
    if (text.size() > 1 && text.front() == '+' && text[1] != '-')
        text.remove_prefix(1);
    const char *const end = text.data() + text.size();
    std::int64_t parsed = 0;
    const auto [at, error] = std::from_chars(text.data(), end, parsed);
    if (error == std::errc::invalid_argument || at != end)
        return RowCode::NotANumber;
    if (error != std::errc())
        return RowCode::OutOfRange;
    value = parsed;
    return std::nullopt;
}

std::optional<RowCode> parseFloat64(std::string_view text, double &value)
{
    if (text.size() > 1 && text.front() == '+' && text[1] != '-')
        text.remove_prefix(1);
    const char *const end = text.data() + text.size();
    double parsed = 0;
    const auto [at, error] = std::from_chars(text.data(), end, parsed);
    if (error == std::errc::invalid_argument || at != end)
        return RowCode::NotANumber;
    if (error != std::errc())
        return RowCode::OutOfRange;
    if (!std::isfinite(parsed)) [[unlikely]] {
        // from_chars() also takes "nan(...)".
        const std::string_view name = text.front() == '-' ? text.substr(1) : text;
        if (!equalsIgnoringCase(name, "nan") && !equalsIgnoringCase(name, "inf") &&
            !equalsIgnoringCase(name, "infinity"))
            return RowCode::NotANumber;
    }
    value = parsed;
    return std::nullopt;
}

std::optional<RowCode> parseBool(std::string_view text, bool &value)
{
    for (const std::string_view name : {"true", "t", "1", "yes", "y"}) {
        if (equalsIgnoringCase(text, name)) {
            value = true;
            return std::nullopt;
        }
    }
    for (const std::string_view name : {"false", "f", "0", "no", "n", "off"}) {
        if (equalsIgnoringCase(text, name)) {
            value = false;
            return std::nullopt;
        }
    }
    return RowCode::NotABool;
}

void appendInt64(std::int64_t value, std::string &out)
{
    std::array<char, 24> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    out.append(buffer.data(), end);
}

void appendFloat64(double value, std::string &out)
{
    if (!std::isfinite(value)) [[unlikely]] {
        out.append(std::isnan(value) ? "NaN" : value < 0 ? "-Infinity" : "Infinity");
        return;
    }
    std::array<char, 40> buffer;
    const auto end = fmt::format_to(buffer.data(), "{}", value);
    out.append(buffer.data(), end);
}

} // namespace weir
