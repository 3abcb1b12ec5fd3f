// What a person does in the third step.

#include "ui/bridge/fieldchecks.h"
#include "ui/text/format.h"
#include "ui/widgets/datatable.h"
#include "ui/wizard/checktext.h"
#include "ui/wizard/fixmenu.h"
#include "ui/wizard/mapstep.h"
#include "ui/wizard/steptext.h"
#include "ui/wizard/transformpane.h"

#include <algorithm>
#include <map>

namespace weir {

namespace {

QString nameText(const std::string &name)
{
    return plainText(QString::fromStdString(name), 80);
}

} // namespace

std::vector<SourceEntry> MapStep::entriesFor(const MapField &field) const
{
    std::vector<SourceEntry> entries;
    std::map<std::string, std::string> users;
    for (const MapField &other : m_fields->fields()) {
        if (other.transform)
            users.emplace(other.transform->from, other.name());
    }
    const auto typeOf = [this](const std::string &name) {
        const auto index = m_source->indexOf(name);
        return index ? QString::fromStdString(typeText(m_source->field(*index).type)) : QString();
    };
    for (std::size_t i = 0; i < field.candidates.size(); ++i) {
        SourceEntry entry{{SourceChoice::Kind::Field, QString::fromStdString(field.candidateNames[i])}, {}, true};
        const std::optional<double> fits = field.candidates[i].fits;
        entry.note = fits ? tr("suggested, %1 of values fit").arg(CheckText::share(*fits)) : tr("suggested");
        entries.push_back(std::move(entry));
    }
    for (const Field &source : m_source->fields()) {
        if (std::find(field.candidateNames.begin(), field.candidateNames.end(), source.name) != field.candidateNames.end())
            continue;
        SourceEntry entry{{SourceChoice::Kind::Field, QString::fromStdString(source.name)}, typeOf(source.name), false};
        if (const auto used = users.find(source.name); used != users.end())
            entry.note = tr("used for %1").arg(nameText(used->second));
        entries.push_back(std::move(entry));
    }
    entries.push_back({{SourceChoice::Kind::Constant, {}}, {}, false});
    entries.push_back({{SourceChoice::Kind::Nothing, {}}, {}, false});
    return entries;
}

void MapStep::takeTransform(const Transform &transform, const QString &name, const QString &mergeKey)
{
    const MapField *field = currentField();
    if (!field || !field->isMapped())
        return;
    const std::string target = field->name();
    edit(tr("%1: %2", "field, step").arg(nameText(target), name), [&](WizardState &state) {
        if (FieldMapping *mapping = findField(state.job, target))
            writeTransform(transform, *mapping);
        state.confirmed.insert(target);
        state.letGo.erase(target); // other values may fail now
    }, mergeKey);
}

void MapStep::takeCrosswalk(const LookupDeclaration &table, const Transform &transform)
{
    const MapField *field = currentField();
    if (!field || !field->isMapped())
        return;
    const std::string target = field->name();
    edit(tr("%1: %2", "field, step").arg(nameText(target), StepText::name(StepKind::Crosswalk)), [&](WizardState &state) {
        std::vector<LookupDeclaration> &lookups = state.job.mapping.lookups;
        std::erase_if(lookups, [&table](const LookupDeclaration &each) { return each.name == table.name; });
        lookups.push_back(table);
        if (FieldMapping *mapping = findField(state.job, target))
            writeTransform(transform, *mapping);
        state.confirmed.insert(target);
        state.letGo.erase(target);
    });
}

void MapStep::takeExpression(const QString &text)
{
    const MapField *field = currentField();
    if (!field || (text.isEmpty() && !field->isMapped()))
        return;
    const std::string target = field->name(), expression = text.toStdString();
    const bool isNew = m_model.state().createsTable;
    edit(tr("Expression of %1").arg(nameText(target)), [&](WizardState &state) {
        if (expression.empty())
            return setNothing(state, target);
        FieldMapping *known = findField(state.job, target);
        FieldMapping &mapping = known ? *known : makeField(state, *m_target, target, isNew);
        mapping.from.reset();
        mapping.value.reset();
        mapping.isNullConstant = false;
        mapping.expr = expression;
        for (const Field &source : m_source->fields()) { // the field itself is no expression
            if (fieldReference(source.name) != expression)
                continue;
            mapping.expr.reset();
            mapping.from = source.name;
        }
        state.confirmed.insert(target);
        state.letGo.erase(target);
    }, QStringLiteral("expression") + QString::fromStdString(target));
}

void MapStep::edit(const QString &name, const std::function<void(WizardState &)> &change, const QString &mergeKey)
{
    QUndoStack &undo = m_model.undo();
    const int undone = undo.count() - undo.index();
    m_redoNotice.clear();
    if (undone > 0 && !std::exchange(m_wasToldOfRedo, true)) // said once, in place
        m_redoNotice = tr("%n undone step(s) can no longer be redone.", nullptr, undone);
    m_model.edit(name, WizardPart::Mapping, change, mergeKey);
}

void MapStep::fill(MatchWay way)
{
    if (!m_target)
        return;
    const bool isNew = m_model.state().createsTable;
    const std::vector<TargetProposal> proposals = way == MatchWay::Position
        ? positionProposals(*m_source, *m_target, m_proposals, m_model.targetDefaults())
        : m_proposals;
    const QString name = way == MatchWay::Proposals ? tr("Auto-match")
                         : way == MatchWay::Names   ? tr("Match by name")
                                                    : tr("Match by position");
    edit(name, [&](WizardState &state) { fillByProposals(state, *m_source, *m_target, proposals, way, isNew); });
}

void MapStep::clear()
{
    edit(tr("Clear the mapping"), [](WizardState &state) {
        state.job.mapping.fields.clear();
        state.confirmed.clear();
        state.letGo.clear();
    });
}

void MapStep::confirm(bool isAll)
{
    std::vector<std::string> names, letGo;
    for (int row = 0; row < m_fields->rowCount(); ++row) {
        const MapField &field = m_fields->field(row);
        const bool isMeant = isAll || row == m_table->currentIndex().row();
        const bool accepts = field.hasFinding() && !field.isBlocking(); // values that do not fit may go to quarantine
        if (!isMeant || !field.isMapped() || (field.isConfirmed && !accepts))
            continue;
        names.push_back(field.name());
        if (accepts)
            letGo.push_back(field.name());
    }
    if (names.empty())
        return;
    const QString name = isAll ? tr("Confirm %n field(s)", nullptr, static_cast<int>(names.size()))
                               : tr("Confirm %1").arg(nameText(names.front()));
    edit(name, [&](WizardState &state) {
        state.confirmed.insert(names.begin(), names.end());
        state.letGo.insert(letGo.begin(), letGo.end());
    });
}

void MapStep::choose(const std::string &target, const SourceChoice &choice)
{
    const bool isNew = m_model.state().createsTable;
    const QString name = nameText(target);
    switch (choice.kind) {
    case SourceChoice::Kind::Field:
        return edit(tr("Map %1 from %2").arg(name, plainText(choice.text, 80)), [&](WizardState &state) {
            setSource(state, *m_target, target, choice.text.toStdString(), isNew);
        });
    case SourceChoice::Kind::Constant:
        return edit(tr("Constant for %1").arg(name), [&](WizardState &state) {
            setConstant(state, *m_target, target, choice.text.toStdString(), isNew);
        });
    case SourceChoice::Kind::Nothing:
        return edit(tr("Leave out %1").arg(name), [&](WizardState &state) { setNothing(state, target); });
    }
}

void MapStep::fix(const std::string &target, const FieldFix &fix)
{
    const MapField *field = m_fields->find(target);
    if (!field)
        return;
    if (fix.kind == FieldFix::Kind::Default) {
        m_fields->askDefault(target);
        goToField(target, MapModel::Check);
        m_table->edit(m_table->currentIndex());
        return;
    }
    edit(tr("%1: %2", "field, fix").arg(nameText(target), CheckText::fix(*field, fix)), [&](WizardState &state) {
        applyFix(state, target, fix);
        state.confirmed.insert(target);
    });
}

void MapStep::applySuggested()
{
    std::vector<std::pair<std::string, FieldFix>> fixes;
    for (const MapField &field : m_fields->fields()) {
        if (const FieldFix *suggested = field.suggestedFix())
            fixes.emplace_back(field.name(), *suggested);
    }
    if (fixes.empty())
        return;
    edit(tr("Apply %n suggested fix(es)", nullptr, static_cast<int>(fixes.size())), [&](WizardState &state) {
        for (const auto &[target, suggested] : fixes)
            applyFix(state, target, suggested);
    });
}

void MapStep::openCell(const QModelIndex &index)
{
    const MapField *field = currentField();
    if (!field)
        return;
    if (index.column() == MapModel::Transform && field->isMapped())
        m_pane->focusTransform();
    else if (index.column() >= MapModel::Check && field->isMapped())
        openFixes(index);
    else
        m_table->edit(index.siblingAtColumn(MapModel::Source));
}

void MapStep::openFixes(const QModelIndex &index)
{
    const MapField *field = currentField();
    if (!field || !index.isValid())
        return;
    auto *menu = new FixMenu(*field, this);
    connect(menu, &FixMenu::fixChosen, this, &MapStep::fix);
    connect(menu, &FixMenu::rowsAsked, m_pane, &TransformPane::showAllRows);
    connect(menu, &FixMenu::confirmAsked, this, [this] { confirm(false); });
    connect(menu, &FixMenu::sourceChosen, this,
            [this](const std::string &target, const QString &source) {
                choose(target, {SourceChoice::Kind::Field, source});
            });
    connect(menu, &FixMenu::leftOut, this,
            [this](const std::string &target) { choose(target, {SourceChoice::Kind::Nothing, {}}); });
    connect(menu, &FixMenu::pickerAsked, this, [this](const std::string &target) {
        goToField(target, MapModel::Source);
        m_table->edit(m_table->currentIndex());
    });
    menu->popup(m_table->viewport()->mapToGlobal(m_table->visualRect(index.siblingAtColumn(MapModel::Check)).bottomLeft()));
}

} // namespace weir
