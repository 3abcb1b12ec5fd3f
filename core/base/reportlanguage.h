#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

/// In which language a report for people is written. Data and names in it stay as they are.
enum class ReportLanguage : std::uint8_t { English, Chinese };

/// A text of a report in both languages.
struct ReportWords
{
    std::string_view english, chinese;

    [[nodiscard]] std::string_view in(ReportLanguage language) const
    {
        return language == ReportLanguage::Chinese ? chinese : english;
    }
};

/// \a text with the signs of HTML written out.
[[nodiscard]] std::string htmlText(std::string_view text);

/// "1,234,567".
[[nodiscard]] std::string groupedNumber(std::int64_t number);

} // namespace weir
