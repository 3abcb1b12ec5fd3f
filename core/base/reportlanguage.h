#pragma once

#include <cstdint>

namespace weir {

/// In which language a report for people is written. Data and names in it stay as they are.
enum class ReportLanguage : std::uint8_t { English, Chinese };

} // namespace weir
