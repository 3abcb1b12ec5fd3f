#include "ui/wizard/mapedits.h"

#include <algorithm>
#include <set>

namespace weir {

namespace {

bool isLastByNature(const TransformStep &step)
{
    return step.kind == StepKind::Default || (step.kind == StepKind::Cut && step.number == 0);
}

std::size_t placeOf(const Schema &target, const std::string &name)
{
    return target.indexOf(name).value_or(target.size());
}

bool mayFill(const TargetProposal &proposal, MatchWay way)
{
    if (proposal.candidates.empty())
        return false;
    const MatchCandidate &best = proposal.candidates.front();
    switch (way) {
    case MatchWay::Names: return proposal.isFilled && best.reason <= MatchReason::CaseOrSeparator;
    case MatchWay::Position: return true;
    case MatchWay::Proposals: break;
    }
    return proposal.isFilled;
}

/// Where a step cannot stand behind the others, the expression takes what it does.
void wrapExpression(FieldMapping &field, const TransformStep &step)
{
    if (step.kind == StepKind::Cut && step.number == 0) {
        field.onTooLong = OnTooLong::Cut;
        return;
    }
    if (step.kind == StepKind::Default) {
        field.defaultValue = step.text;
        return;
    }
    if (step.kind == StepKind::Round && field.expr)
        field.expr = "round(" + *field.expr + ", " + std::to_string(step.number) + ")";
}

void addStepTo(FieldMapping &field, const TransformStep &step)
{
    if (auto transform = readTransform(field)) {
        addStep(*transform, step);
        writeTransform(*transform, field);
    } else {
        wrapExpression(field, step);
    }
}

void chooseType(WizardState &state, const std::string &to, const Type &type)
{
    state.job.types[to] = type;
    if (FieldMapping *field = findField(state.job, to))
        field->type = type;
}

} // namespace

FieldMapping *findField(Job &job, const std::string &to)
{
    const auto found = std::find_if(job.mapping.fields.begin(), job.mapping.fields.end(),
                                    [&to](const FieldMapping &field) { return field.to == to; });
    return found == job.mapping.fields.end() ? nullptr : &*found;
}

FieldMapping &makeField(WizardState &state, const Schema &target, const std::string &to, bool isNew)
{
    std::vector<FieldMapping> &fields = state.job.mapping.fields;
    FieldMapping made;
    made.to = to;
    const std::size_t place = placeOf(target, to);
    if (isNew && place < target.size())
        made.type = target.field(place).type;
    state.job.hasMapping = true;
    state.letGo.erase(to);
    if (FieldMapping *known = findField(state.job, to)) {
        made.zone = known->zone;
        if (!isNew)
            made.type = known->type;
        return *known = std::move(made);
    }
    const auto at = std::find_if(fields.begin(), fields.end(),
                                 [&](const FieldMapping &field) { return placeOf(target, field.to) > place; });
    return *fields.insert(at, std::move(made));
}

void setSource(WizardState &state, const Schema &target, const std::string &to, const std::string &source, bool isNew)
{
    makeField(state, target, to, isNew).from = source;
    state.confirmed.insert(to);
}

void setConstant(WizardState &state, const Schema &target, const std::string &to, const std::string &value, bool isNew)
{
    makeField(state, target, to, isNew).value = value;
    state.confirmed.insert(to);
}

void setNothing(WizardState &state, const std::string &to)
{
    std::erase_if(state.job.mapping.fields, [&to](const FieldMapping &field) { return field.to == to; });
    state.job.hasMapping = true;
    state.confirmed.erase(to);
    state.letGo.erase(to);
}

void fillByProposals(WizardState &state, const Schema &source, const Schema &target,
                     const std::vector<TargetProposal> &proposals, MatchWay way, bool isNew)
{
    std::vector<FieldMapping> before;
    std::swap(before, state.job.mapping.fields);
    std::set<std::string> taken;
    for (const FieldMapping &field : before) {
        if (!state.confirmed.contains(field.to))
            continue;
        taken.insert(sourceOf(field));
        state.job.mapping.fields.push_back(field);
    }
    state.job.hasMapping = true;
    for (std::size_t i = 0; i < std::min(proposals.size(), target.size()); ++i) {
        const std::string &to = target.field(i).name;
        if (!mayFill(proposals[i], way) || state.confirmed.contains(to))
            continue;
        const std::string &from = source.field(proposals[i].candidates.front().source).name;
        if (!taken.insert(from).second)
            continue;
        const auto known = std::find_if(before.begin(), before.end(),
                                        [&](const FieldMapping &field) { return field.to == to; });
        FieldMapping &made = makeField(state, target, to, isNew);
        if (known != before.end() && sourceOf(*known) == from)
            made = *known; // with its steps
        else
            made.from = from;
    }
}

std::vector<TargetProposal> positionProposals(const Schema &source, const Schema &target,
                                              const std::vector<TargetProposal> &proposals,
                                              const std::vector<std::string> &targetDefaults)
{
    std::vector<TargetProposal> made = proposeByPosition(source, target);
    for (std::size_t i = 0; i < std::min(made.size(), proposals.size()); ++i) {
        if (!isRequiredField(target, target.field(i), targetDefaults))
            continue;
        made[i] = proposals[i];
        if (!proposals[i].isFilled)
            made[i].candidates.clear();
    }
    return made;
}

void addStep(Transform &transform, const TransformStep &step)
{
    auto at = transform.steps.end();
    if (!isLastByNature(step)) {
        while (at != transform.steps.begin() && isLastByNature(*std::prev(at)))
            --at;
    } else {
        std::erase_if(transform.steps,
                      [&](const TransformStep &known) { return known.kind == step.kind && isLastByNature(known); });
        at = transform.steps.end();
    }
    transform.steps.insert(at, step);
}

void applyFix(WizardState &state, const std::string &to, const FieldFix &fix, const std::string &value)
{
    FieldMapping *field = findField(state.job, to);
    if (!field)
        return;
    TransformStep step;
    state.letGo.erase(to);
    switch (fix.kind) {
    case FieldFix::Kind::WidenTarget:
        return chooseType(state, to, fix.type);
    case FieldFix::Kind::KeepAsText:
        return chooseType(state, to, Type(TypeKind::Text));
    case FieldFix::Kind::Cut:
        step.kind = StepKind::Cut;
        return addStepTo(*field, step);
    case FieldFix::Kind::Default:
        step.kind = StepKind::Default;
        step.text = value;
        return addStepTo(*field, step);
    case FieldFix::Kind::Round:
    case FieldFix::Kind::ParseWith:
    case FieldFix::Kind::ReadAs:
        if (fix.step)
            return addStepTo(*field, *fix.step);
        field->from.reset();
        field->expr = fix.expression;
        return;
    case FieldFix::Kind::Quarantine:
        state.letGo.insert(to);
        return;
    }
}

bool needsTypes(const Job &job, const Schema &target)
{
    return std::any_of(job.mapping.fields.begin(), job.mapping.fields.end(), [&](const FieldMapping &field) {
        const auto index = target.indexOf(field.to);
        return index && field.type != target.field(*index).type;
    });
}

void followTypes(Job &job, const Schema &target)
{
    for (FieldMapping &field : job.mapping.fields) {
        if (const auto index = target.indexOf(field.to))
            field.type = target.field(*index).type;
    }
}

} // namespace weir
