#pragma once

#include "core/base/reportlanguage.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

/// Of "zh_CN", "zh": Chinese; English otherwise.
[[nodiscard]] ReportLanguage reportLanguageFromName(std::string_view name);

/// Milliseconds since 1970 UTC as "2026-03-05 13:00:00", in local time.
[[nodiscard]] std::string reportTime(std::int64_t ms);
/// Offset of local time at that moment: "UTC+08:00".
[[nodiscard]] std::string reportZone(std::int64_t ms);
/// "0.8 s", "2 min 31 s", "1 h 5 min".
[[nodiscard]] std::string reportDuration(std::int64_t ms, ReportLanguage language);
/// The sentence of a guarantee class ("A" … "D3"); empty for none.
[[nodiscard]] std::string_view guaranteeSentence(std::string_view guarantee, ReportLanguage language);
/// A state of a run in the words of the window: "Completed, quarantined".
[[nodiscard]] std::string_view stateWord(std::string_view state, ReportLanguage language);
/// "Insert or update" for "upsert".
[[nodiscard]] std::string_view writeModeWord(std::string_view mode, ReportLanguage language);

/// What a person may read of a place: no secret, no query of a URL, no personal data.
[[nodiscard]] std::string publicLabel(std::string_view place);

} // namespace weir
