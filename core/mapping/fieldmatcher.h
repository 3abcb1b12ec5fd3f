#pragma once

#include "core/data/schema.h"
#include "core/mapping/mapping.h"

#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Why two fields were matched, strongest first.
enum class MatchReason : std::uint8_t { Identical, CaseOrSeparator, Alias, Words, Position };

struct FieldMatch
{
    std::size_t source = 0; ///< index into the source schema
    std::size_t target = 0; ///< index into the target schema
    MatchReason reason = MatchReason::Identical;
    std::string detail; ///< "Order-No and order_no differ in case and separators only"
};

/// A field that got no partner, and why.
struct UnmatchedField
{
    std::size_t field = 0; ///< index into its schema
    bool isAmbiguous = false;
    std::string
        detail; ///< "amount and Amount could both be AMOUNT: choose one"; "no source field means this"
};

/// Every field of both schemas is in exactly one place.
struct FieldMatching
{
    std::vector<FieldMatch> matches;     ///< ascending by target
    std::vector<UnmatchedField> targets; ///< ascending
    std::vector<UnmatchedField> sources; ///< ascending
};

/// Matches one to one, level by level: identical names; names equal after folding (foldedName()); names with
/// the same meaning in the bilingual alias list (客户 = customer …). Where a level offers more than one
/// partner nothing is matched, and the reason is told: it never guesses.
[[nodiscard]] FieldMatching explainMatches(const Schema &source, const Schema &target);

/// The matches of explainMatches() alone.
[[nodiscard]] std::vector<FieldMatch> matchFields(const Schema &source, const Schema &target);

/// A mapping of the matches, in target order. A match by meaning into a key or required field needs a person:
/// it is left out unless \a acceptsAliasForRequired.
[[nodiscard]] Mapping autoMap(const Schema &source, const Schema &target,
                              bool acceptsAliasForRequired = false);

/// Every source field to a target field of the same name: for targets that will be created.
[[nodiscard]] Mapping mapAll(const Schema &source);

/// \a name without what people vary in field names: case, full width and compatibility forms (NFKC),
/// everything that is no letter or digit, traditional characters. "Ｏrder-No." and "order no" fold to
/// "orderno", 訂單號 to 订单号.
[[nodiscard]] std::string foldedName(std::string_view name);

} // namespace weir
