#pragma once

#include "core/data/recordbatch.h"
#include "core/mapping/fieldmatcher.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir {

/// How sure a match is. Score = likeness of the names × share of the values that fit.
enum class MatchLevel : std::uint8_t {
    None,   ///< below 0.5
    Guess,  ///< 0.5 … 0.75: offered, never filled
    Likely, ///< 0.75 … 0.95, or fewer than 99 % of the values fit: filled, to be confirmed
    Same,   ///< at least 0.95, and at least 99 % of the values fit
};

/// A source field that may be what a target field wants.
struct MatchCandidate
{
    std::size_t source = 0; ///< index into the source schema
    MatchReason reason = MatchReason::Identical;
    MatchLevel level = MatchLevel::None;
    std::optional<double> fits; ///< share of the values that fit type and length; nothing: no values were seen
    double score = 0;
    std::string detail; ///< "客户 and cust both mean customer"; without the share
};

/// What is proposed for one target field.
struct TargetProposal
{
    std::vector<MatchCandidate> candidates; ///< best first, Guess and above, at most matchCandidatesMax
    /// The first candidate may be filled without asking: Same, or Likely where the field is neither key nor required.
    bool isFilled = false;
};
constexpr std::size_t matchCandidatesMax = 5;

struct MatchOptions
{
    /// Share of the values of a source field that a target field takes; empty: values are not known.
    std::function<std::optional<double>(std::size_t source, std::size_t target)> fits;
    std::vector<std::string> targetDefaults; ///< target fields that fill themselves: not required
    /// Pairs of names (source, target) that a person has accepted before; as good as an alias.
    std::vector<std::pair<std::string, std::string>> accepted;
};

/// One proposal for each target field. Evidence in this order: identical name; same after folding; alias list and
/// accepted pairs; whole words. Where one kind of evidence has several answers, all of them are guesses. Only fields
/// whose every word has a partner can be Likely by words ("Email consent" is no "Email"). Identical names are filled
/// whatever the values say, unless the field is a key or required. A source field fills one target field at most.
[[nodiscard]] std::vector<TargetProposal> proposeMatches(const Schema &source, const Schema &target,
                                                         const MatchOptions &options = {});

/// First to first, second to second: only for who asks for it. Levels are None or, by \a options.fits, Guess.
[[nodiscard]] std::vector<TargetProposal> proposeByPosition(const Schema &source, const Schema &target,
                                                            const MatchOptions &options = {});

/// The key or not nullable and without a default of its own.
[[nodiscard]] bool isRequiredField(const Schema &target, const Field &field,
                                   const std::vector<std::string> &targetDefaults = {});

/// Share of the values (NULL aside) of column \a column that \a to takes as they are; nothing when there is no value.
[[nodiscard]] std::optional<double> shareThatFits(const RecordBatch &rows, std::size_t column, const Type &to);

/// \a candidate when more is known of its values than the sample told: its score and level with this share.
[[nodiscard]] MatchCandidate withFits(const MatchCandidate &candidate, double fits);

/// "none", "guess", "likely", "same".
[[nodiscard]] std::string_view matchLevelName(MatchLevel level);

} // namespace weir
