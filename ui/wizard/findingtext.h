#pragma once

#include "core/connectors/source.h"

#include <QString>

namespace weir {

/// A finding about a source for people: what it is, where and how often. The engine's own sentence, English, belongs into a
/// tool tip.
[[nodiscard]] QString findingText(const Finding &finding);

/// How bad a finding is for who reads it.
enum class FindingWeight : std::uint8_t {
    Usual,  ///< how a file is read: encoding, delimiter, where the header is
    Notable,
    Damage,
};
[[nodiscard]] FindingWeight weightOf(const Finding &finding);

} // namespace weir
