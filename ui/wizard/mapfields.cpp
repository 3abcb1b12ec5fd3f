#include "ui/wizard/mapfields.h"

#include "core/expression/lexer.h"
#include "ui/bridge/fieldchecks.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace weir {

namespace {

using MappingsByTarget = std::unordered_map<std::string, const FieldMapping *>;

/// Names in \a expression: source fields it may read, and functions.
void addNames(const std::string &expression, std::set<std::string, std::less<>> &names)
{
    const auto tokens = tokenize(expression);
    const auto *words = std::get_if<Tokens>(&tokens);
    if (!words)
        return;
    std::string path;
    for (const Token &token : *words) {
        const bool isName = token.kind == TokenKind::Name || token.kind == TokenKind::Quoted;
        if (isName) {
            path += token.value;
            names.insert(token.value);
            names.insert(path);
        } else if (token.kind == TokenKind::Symbol && token.value == "." && !path.empty()) {
            path += '.';
        } else {
            path.clear();
        }
    }
}

void addMapping(MapField &field, const FieldMapping &mapping, const Schema *source)
{
    field.mapping = mapping;
    field.transform = readTransform(mapping);
    if (!field.transform)
        return;
    if (const auto index = source ? source->indexOf(field.transform->from) : std::nullopt)
        field.sourceType = source->field(*index).type;
    for (std::size_t i = 0; i < field.candidates.size(); ++i) {
        if (field.candidateNames[i] == field.transform->from)
            field.candidate = static_cast<int>(i);
    }
}

void addCheck(MapField &field, const FieldChecks &checks)
{
    if (!field.isMapped()) {
        if (field.isRequired) {
            field.check = nothingMapped();
            field.isChecked = true;
        }
        return;
    }
    const FieldAnswer *answer = checks.answer(field.name());
    if (!answer)
        return;
    field.check = answer->check;
    if (field.check.doubt && field.check.doubt->proposed == 1 && field.check.fixes.size() > 1)
        std::swap(field.check.fixes[0], field.check.fixes[1]); // what the other values speak for stands first
    field.parsedCurrencies = answer->currencies;
    field.isWhole = answer->isWhole;
    field.isStale = answer->isStale;
    field.isChecked = true;
    // Odd rows are overrepresented in a sample; all rows tell better how many fit.
    if (!field.isWhole || field.isStale || field.candidate < 0 || field.isNew || field.check.rows == 0)
        return;
    const FieldCheck &check = field.check;
    const bool fails = check.state >= FieldState::LosesPrecision && check.state <= FieldState::Ambiguous &&
        check.state != FieldState::EmptyInRequired;
    const double failing = fails ? static_cast<double>(check.count + check.others) : 0;
    MatchCandidate &candidate = field.candidates[static_cast<std::size_t>(field.candidate)];
    candidate = withFits(candidate, 1 - std::min(1.0, failing / static_cast<double>(check.rows)));
}

} // namespace

MatchLevel MapField::level() const
{
    return candidate < 0 ? MatchLevel::None : candidates[static_cast<std::size_t>(candidate)].level;
}

bool MapField::isUnproven() const
{
    return isMapped() && isRequired && !isConfirmed && candidate >= 0 && level() < MatchLevel::Same;
}

bool MapField::hasFinding() const
{
    return isChecked && check.state >= FieldState::LosesPrecision && !isLetGo;
}

bool MapField::isBlocking() const
{
    if (isUnproven())
        return true;
    if (!isChecked || !check.isBlocking())
        return false;
    return !(check.state == FieldState::EmptyInRequired && isLetGo);
}

bool MapField::needsReview() const
{
    if (isBlocking())
        return true;
    return isMapped() && (hasFinding() || (!isConfirmed && candidate >= 0 && level() < MatchLevel::Same));
}

const FieldFix *MapField::suggestedFix() const
{
    if (!isChecked || isStale || isLetGo || check.fixes.empty() || check.state == FieldState::Ambiguous)
        return nullptr;
    const FieldFix &first = check.fixes.front();
    const bool keepsValues = first.kind == FieldFix::Kind::ParseWith || first.kind == FieldFix::Kind::WidenTarget;
    return keepsValues ? &first : nullptr;
}

std::string sourceOf(const FieldMapping &field)
{
    const auto transform = readTransform(field);
    return transform ? transform->from : std::string();
}

std::vector<MapField> mapFields(const WizardModel &model, const Schema &target, const std::vector<TargetProposal> &proposals,
                                const FieldChecks &checks)
{
    const WizardState &state = model.state();
    const Schema *source = model.source() ? model.source()->schema.get() : nullptr;
    MappingsByTarget mappings;
    for (const FieldMapping &field : state.job.mapping.fields)
        mappings.emplace(field.to, &field);
    const std::vector<std::string> defaults = model.targetDefaults();
    const bool isNewTable = state.createsTable && model.target() && model.target()->kind != QLatin1String("file");

    std::vector<MapField> fields;
    fields.reserve(target.size());
    for (std::size_t i = 0; i < target.size(); ++i) {
        MapField field;
        field.target = target.field(i);
        field.isKey = std::find(target.key().begin(), target.key().end(), field.name()) != target.key().end();
        field.isRequired = isRequiredField(target, field.target, defaults);
        field.isNew = isNewTable;
        if (i < proposals.size() && source) {
            for (const MatchCandidate &candidate : proposals[i].candidates) {
                field.candidates.push_back(candidate);
                field.candidateNames.push_back(source->field(candidate.source).name);
            }
        }
        if (const auto found = mappings.find(field.name()); found != mappings.end()) {
            addMapping(field, *found->second, source);
            mappings.erase(found);
        }
        fields.push_back(std::move(field));
    }
    for (const FieldMapping &mapping : state.job.mapping.fields) { // of a table that was another one
        if (!mappings.contains(mapping.to))
            continue;
        MapField field;
        field.target.name = mapping.to;
        field.target.type = mapping.type.value_or(Type());
        field.isForeign = true;
        addMapping(field, mapping, source);
        fields.push_back(std::move(field));
    }
    for (MapField &field : fields) {
        field.isConfirmed = state.confirmed.contains(field.name());
        field.isLetGo = state.letGo.contains(field.name());
        addCheck(field, checks);
    }
    return fields;
}

MapSummary summaryOf(const std::vector<MapField> &fields, const Schema &source)
{
    MapSummary summary;
    std::set<std::string, std::less<>> used;
    for (const MapField &field : fields) {
        summary.targets += !field.isForeign;
        summary.filled += field.isMapped() && !field.isForeign;
        summary.review += field.needsReview();
        summary.suggestedFixes += field.suggestedFix() != nullptr;
        if (!field.isMapped())
            summary.unfilledTargets.push_back(field.name());
        else if (field.mapping->from)
            used.insert(*field.mapping->from);
        else if (field.mapping->expr)
            addNames(*field.mapping->expr, used);
    }
    for (const Field &field : source.fields()) {
        if (!used.contains(field.name))
            summary.unusedSources.push_back(field.name);
    }
    return summary;
}

} // namespace weir
