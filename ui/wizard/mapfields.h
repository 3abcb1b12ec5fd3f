#pragma once

#include "core/mapping/fieldcheck.h"
#include "core/mapping/matchproposal.h"
#include "ui/wizard/wizardmodel.h"

#include <optional>
#include <string>
#include <vector>

namespace weir {

class FieldChecks;

/// One row of the mapping table: a target field, what fills it and what its values say.
struct MapField
{
    Field target;
    bool isKey = false;
    bool isRequired = false;
    bool isForeign = false; ///< mapped, but the target has no such field
    bool isNew = false;     ///< of a table that will be made: its type can still be chosen

    std::optional<FieldMapping> mapping; ///< nothing: not filled
    std::optional<Transform> transform;  ///< of the mapping, where it is steps
    std::optional<Type> sourceType;      ///< of transform->from
    std::vector<MatchCandidate> candidates; ///< best first
    std::vector<std::string> candidateNames; ///< of their source fields
    int candidate = -1;                  ///< among them, what the mapping reads; -1: none of them
    bool isConfirmed = false;
    bool isLetGo = false;

    FieldCheck check;
    std::int64_t parsedCurrencies = 0; ///< values that a step takes a sign of money from
    bool isChecked = false; ///< check holds something
    bool isWhole = false;   ///< of every row
    bool isStale = false;

    [[nodiscard]] const std::string &name() const { return target.name; }
    [[nodiscard]] bool isMapped() const { return mapping.has_value(); }
    /// Of what the mapping reads; None where a person or a job file chose something else.
    [[nodiscard]] MatchLevel level() const;
    /// A key or required field filled by less than an equal name, and nobody agreed yet.
    [[nodiscard]] bool isUnproven() const;
    /// Values that do not fit, and nobody decided about them.
    [[nodiscard]] bool hasFinding() const;
    /// Next has to wait.
    [[nodiscard]] bool isBlocking() const;
    [[nodiscard]] bool needsReview() const;
    /// The fix that may be applied without asking; null: none.
    [[nodiscard]] const FieldFix *suggestedFix() const;
};

/// Where a field's values come from, without its transform: empty for constants and free expressions.
[[nodiscard]] std::string sourceOf(const FieldMapping &field);

/// The rows for what the model holds now. \a proposals: one for each field of \a target.
[[nodiscard]] std::vector<MapField> mapFields(const WizardModel &model, const Schema &target,
                                              const std::vector<TargetProposal> &proposals, const FieldChecks &checks);

/// What the footer counts.
struct MapSummary
{
    int targets = 0, filled = 0, review = 0, suggestedFixes = 0;
    std::vector<std::string> unusedSources, unfilledTargets;
};
[[nodiscard]] MapSummary summaryOf(const std::vector<MapField> &fields, const Schema &source);

} // namespace weir
