#pragma once

#include "ui/wizard/mapfields.h"

#include <optional>
#include <string>
#include <vector>

namespace weir {

/// What decides the fields that are mapped automatically.
enum class MatchWay : std::uint8_t {
    Proposals, ///< what may be filled without asking
    Names,     ///< the same names, case and separators aside
    Position,  ///< those of positionProposals()
};

// Changes of a WizardState, made by every way of editing the mapping. \a target: the schema rows are mapped to.

/// The field of that name; null: it is not filled.
[[nodiscard]] FieldMapping *findField(Job &job, const std::string &to);

/// A fresh mapping of \a to, at its place in the order of \a target and with the type it is planned with where \a isNew.
FieldMapping &makeField(WizardState &state, const Schema &target, const std::string &to, bool isNew);

void setSource(WizardState &state, const Schema &target, const std::string &to, const std::string &source, bool isNew);
void setConstant(WizardState &state, const Schema &target, const std::string &to, const std::string &value, bool isNew);
void setNothing(WizardState &state, const std::string &to);

/// Fills what \a proposals say; fields that a person confirmed or made stay, and their source fields are not used again.
void fillByProposals(WizardState &state, const Schema &source, const Schema &target,
                     const std::vector<TargetProposal> &proposals, MatchWay way, bool isNew);

/// First to first, second to second; keys and required fields by \a proposals only.
[[nodiscard]] std::vector<TargetProposal> positionProposals(const Schema &source, const Schema &target,
                                                            const std::vector<TargetProposal> &proposals,
                                                            const std::vector<std::string> &targetDefaults);

/// \a value: of the Default fix.
void applyFix(WizardState &state, const std::string &to, const FieldFix &fix, const std::string &value = {});

/// Puts \a step behind the others, but before what happens last: the default and the cut to the target's length.
void addStep(Transform &transform, const TransformStep &step);

/// Fields of a new table get the types that are planned now. False: nothing had to change.
[[nodiscard]] bool needsTypes(const Job &job, const Schema &target);
void followTypes(Job &job, const Schema &target);

} // namespace weir
