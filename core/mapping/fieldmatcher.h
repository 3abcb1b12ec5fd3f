#pragma once

#include "core/data/schema.h"

#include <string>
#include <vector>

namespace weir {

/// Why two fields were matched, strongest first.
enum class MatchReason : std::uint8_t { Identical, CaseOrSeparator, Alias };

struct FieldMatch
{
    std::size_t source = 0; ///< index into the source schema
    std::size_t target = 0; ///< index into the target schema
    MatchReason reason = MatchReason::Identical;
    std::string detail;     ///< "Order-No and order_no differ in case and separators only"
};

/// Proposes at most one source field for each target field and the other way round: identical names, then names equal
/// after folding case, separators and full width, then the bilingual alias list (客户 = customer …). Never guesses.
[[nodiscard]] std::vector<FieldMatch> matchFields(const Schema &source, const Schema &target);

} // namespace weir
