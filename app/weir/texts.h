#pragma once

#include "core/base/error.h"
#include "core/base/reportlanguage.h"
#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Milliseconds since 1970 UTC as local time with its offset: "2026-03-05T13:00:00+01:00".
[[nodiscard]] std::string localTime(std::int64_t ms);
/// The inverse of people's spellings: "2026-03-05", with "T13:00" or "T13:00:00", local unless "Z" follows. InvalidConfig
/// names \a flag.
[[nodiscard]] Result<std::int64_t> parseLocalTime(const std::string &flag, const std::string &text);
/// Wall time now in milliseconds.
[[nodiscard]] std::int64_t wallMs();

/// Columns of a terminal that \a text takes: two for wide characters (Unicode TR 11), none for combining marks.
[[nodiscard]] std::size_t displayWidth(std::string_view text);

/// Lines of columns as wide as their widest cell (cut at 60 columns of the terminal, the last one at 200); the first row is the head. Numbers
/// are set to the right.
[[nodiscard]] std::string tableText(const std::vector<std::vector<std::string>> &rows);

/// \a result, its error with the \a flag in front that it is about.
template<typename T>
[[nodiscard]] Result<T> named(std::string_view flag, Result<T> result)
{
    if (result)
        return result;
    Error error = result.error();
    error.detail = std::string(flag) + ": " + error.detail;
    return Unexpected{std::move(error)};
}

/// What a person can do about an error, beside what its detail says.
[[nodiscard]] std::string nextStep(const Error &error);

/// What usually helps against a cause, for people.
[[nodiscard]] std::string suggestedFix(std::string_view code, const std::string &field, const std::string &rule);

} // namespace weir
