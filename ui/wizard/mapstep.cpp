#include "ui/wizard/mapstep.h"

#include "ui/bridge/fieldchecks.h"
#include "ui/text/format.h"
#include "ui/widgets/datatable.h"
#include "ui/wizard/checktext.h"
#include "ui/wizard/stepsurroundings.h"
#include "ui/wizard/transformpane.h"

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QTimer>

#include <algorithm>

namespace weir {

namespace {

constexpr int parsingWaitMs = 2'000;

} // namespace

MapStep::MapStep(const Page::Context &context, WizardModel &model, QWidget *parent)
    : WizardStep(WizardStepId::Map, context, model, parent)
{
    m_checks = new FieldChecks(m_engine, this);
    build();
    connect(&m_model, &WizardModel::changed, this, &MapStep::follow);
    connect(m_checks, &FieldChecks::answered, this, [this] {
        m_wasAnswered = true;
        showFields();
        parseWhatIsPlain();
        if (std::exchange(m_waitsForReady, false))
            emit ready();
    });
    connect(m_checks, &FieldChecks::scanFailed, this, [this](const Error &error) {
        m_scanTrouble = plainText(QString::fromStdString(error.detail), 400);
        showFooter();
    });
    showFooter();
}

QString MapStep::title() const
{
    return tr("Map fields");
}

QString MapStep::subtitle() const
{
    if (!m_model.source() || !m_model.target())
        return {};
    const QString target = plainText(m_model.target()->label, 80), source = plainText(m_model.source()->label, 80);
    return m_model.state().createsTable ? tr("%1 > %2 (new)", "source, target").arg(source, target)
                                        : tr("%1 > %2 (existing table)", "source, target").arg(source, target);
}

void MapStep::enter()
{
    m_waitsForReady = true;
    if (!look()) {
        showFields();
        m_waitsForReady = false;
        emit ready();
        return;
    }
    if (const QString wanted = m_model.takeWantedField(); !wanted.isEmpty())
        goToField(wanted.toStdString(), MapModel::Check);
    parseWhatIsPlain();
    if (m_checks->isSettled() && std::exchange(m_waitsForReady, false))
        emit ready();
}

void MapStep::forget()
{
    m_reviewOnly->setChecked(false);
    m_redoNotice.clear();
    m_wasToldOfRedo = false;
    m_areColumnsFree = true;
    m_isPaneChosen = false;
}

void MapStep::focusFirst()
{
    m_table->setFocus(Qt::OtherFocusReason);
}

void MapStep::focusBlocker()
{
    if (const MapField *field = blockingField()) {
        if (m_fields->rowOf(field->name()) < 0)
            m_reviewOnly->setChecked(false);
        const bool isMissing = field->check.state == FieldState::NothingMapped;
        goToField(field->name(), isMissing || field->isUnproven() ? MapModel::Source : MapModel::Check);
    }
    m_table->setFocus(Qt::OtherFocusReason);
}

void MapStep::follow(WizardPart part)
{
    if (m_isLooking || !m_target)
        return;
    switch (part) {
    case WizardPart::Name: break;
    case WizardPart::Mapping: // filters and keys belong to them
    case WizardPart::Rules:
        if (m_model.step() == m_id || m_model.state().isMatched)
            (void)look();
        break;
    default:
        if (m_model.step() == m_id || !m_model.source() || !m_model.target())
            (void)look();
        emit titleChanged();
    }
}

/// Takes in both ends as they are now. False: one of them was not looked at yet.
bool MapStep::look()
{
    const SourceLook *source = m_model.source();
    const SchemaPtr target = m_model.targetSchema();
    if (!source || !source->schema || !target) {
        m_target.reset();
        m_source.reset();
        m_sampled.reset();
        m_sample = {};
        m_proposals.clear();
        m_wasAnswered = false;
        m_checks->forget();
        m_fields->setFields({});
        updateBlocker();
        showFooter();
        return false;
    }
    m_isLooking = true;
    const bool isNewSample = takeSample(*source);
    if (isNewSample || !m_target || *m_target != *target) {
        m_target = target;
        propose();
    }
    if (!m_model.state().isMatched)
        match();
    else if (m_model.state().createsTable && needsTypes(m_model.job(), *m_target))
        m_model.settle(WizardPart::Mapping, [this](WizardState &state) { followTypes(state.job, *m_target); });
    m_isLooking = false;
    showFields();
    return true;
}

bool MapStep::takeSample(const SourceLook &source)
{
    const bool hasColumns = source.sample.schema() && source.sample.schema()->size() > 0;
    const ColumnPtr sampled = hasColumns ? source.sample.sharedColumn(0) : nullptr;
    std::vector<std::string> filters;
    for (const FilterRule &filter : m_model.job().mapping.filters)
        filters.push_back(filter.drop);
    if (m_source == source.schema && m_sampled == sampled && m_filters == filters)
        return false;
    if (m_source != source.schema || m_sampled != sampled) {
        m_wasAnswered = m_isScanCancelled = false;
        m_scanTrouble.clear();
    }
    m_source = source.schema;
    m_sampled = sampled;
    m_filters = std::move(filters);
    ExpressionContext context;
    context.fields = m_source;
    context.zone = m_model.job().zone;
    m_sample = RowFilter(m_model.job().mapping.filters, context).kept(source.sample, source.positions);
    return true;
}

void MapStep::propose()
{
    MatchOptions options;
    options.targetDefaults = m_model.targetDefaults();
    if (m_sample.rows.schema() && m_sample.rows.rows() > 0) {
        options.fits = [this](std::size_t from, std::size_t to) -> std::optional<double> {
            const bool isKnown = from < m_sample.rows.schema()->size();
            return isKnown ? shareThatFits(m_sample.rows, from, m_target->field(to).type) : std::nullopt;
        };
    }
    m_proposals = proposeMatches(*m_source, *m_target, options);
    if (!m_model.state().createsTable)
        return;
    for (TargetProposal &proposal : m_proposals) { // the columns of a new table are made of the fields: nothing to ask
        if (proposal.candidates.empty() || proposal.candidates.front().reason != MatchReason::Identical)
            continue;
        proposal.candidates.front().level = MatchLevel::Same;
        proposal.isFilled = true;
    }
}

void MapStep::match()
{
    m_model.settle(WizardPart::Mapping, [this](WizardState &state) {
        state.confirmed.clear();
        state.letGo.clear();
        fillByProposals(state, *m_source, *m_target, m_proposals, MatchWay::Proposals, state.createsTable);
        state.isMatched = true;
    });
    m_isJustMatched = true;
    m_matched.start();
    QTimer::singleShot(parsingWaitMs, this, &MapStep::updateBlocker);
}

/// With the automatic match come the steps that lose nothing and leave no doubt: "¥1,234.50" becomes a number. They are
/// steps like any other, and can be taken away.
void MapStep::parseWhatIsPlain()
{
    if (!m_isJustMatched || !m_checks->isDone())
        return;
    m_isJustMatched = false;
    std::vector<std::pair<std::string, FieldFix>> fixes;
    for (const MapField &field : m_fields->fields()) {
        const FieldFix *suggested = field.suggestedFix();
        if (suggested && suggested->kind == FieldFix::Kind::ParseWith && suggested->step && field.check.hasCurrency)
            fixes.emplace_back(field.name(), *suggested);
    }
    if (fixes.empty())
        return;
    m_model.settle(WizardPart::Mapping, [&](WizardState &state) {
        for (const auto &[target, fix] : fixes)
            applyFix(state, target, fix);
    });
}

/// Values with signs of money were seen, and the whole file is still being read for the step that parses all of them; a
/// large file is not waited for.
bool MapStep::waitsForParsing() const
{
    const auto &fields = m_fields->fields();
    return m_isJustMatched && !m_checks->isDone() && m_matched.elapsed() < parsingWaitMs
           && std::any_of(fields.begin(), fields.end(), [](const MapField &field) { return field.check.hasCurrency; });
}

void MapStep::showFields()
{
    if (!m_target)
        return updateBlocker();
    FieldCheckAsk ask;
    const SourceLook &source = *m_model.source();
    ask.job = m_model.job();
    ask.source = m_source;
    ask.target = m_target;
    ask.key = m_target->key();
    ask.targetDefaults = m_model.targetDefaults();
    ask.createsTarget = m_model.state().createsTable && m_model.target()->kind != QLatin1String("file");
    ask.sample = m_sample;
    ask.isSampleWhole = source.isWhole && source.rows - source.broken == source.sample.rows();
    ask.readsWhole = source.isFile && !source.isFromDraft && !ask.isSampleWhole;
    m_checks->check(std::move(ask));
    if (m_checks->isDone()) {
        m_lookedFor.invalidate();
    } else if (!m_lookedFor.isValid()) {
        m_lookedFor.start();
        QTimer::singleShot(2 * FieldChecks::debounceMs, this, &MapStep::showFooter);
    }

    const MapField *current = currentField();
    const std::string name = current ? current->name() : std::string();
    const QModelIndex before = m_table->currentIndex();
    m_fields->setFields(mapFields(m_model, *m_target, m_proposals, *m_checks));
    if (m_table->currentIndex() != before || !before.isValid()) {
        const int row = m_fields->rowOf(name);
        const int last = m_fields->rowCount() - 1;
        if (last >= 0)
            m_table->setCurrentIndex(m_fields->index(row >= 0 ? row : std::clamp(before.row(), 0, last),
                                                     std::max(before.column(), 0)));
    }
    showPane();
    updateBlocker();
    showFooter();
}

void MapStep::showPane()
{
    const MapField *field = currentField();
    ExpressionContext context;
    context.fields = m_source;
    context.zone = m_model.job().zone;
    context.lookups = checkInputs(m_checks->ask(), m_checks->shelf()).lookups;
    StepSurroundings surroundings;
    if (m_source) {
        for (const Field &source : m_source->fields())
            surroundings.fields << QString::fromStdString(source.name);
    }
    surroundings.lookups = m_model.job().mapping.lookups;
    surroundings.engine = &m_engine;
    surroundings.rows = [this] { return m_checks->ask(); };
    m_pane->showField(field, context, surroundings);
    m_checks->showPreview(field ? field->name() : std::string(), m_pane->rowsMax());
    m_pane->showPreview(m_checks->preview(), m_checks->isPreviewStale());
}

const MapField *MapStep::blockingField() const
{
    const auto &fields = m_fields->fields();
    const auto found = std::find_if(fields.begin(), fields.end(), [](const MapField &field) { return field.isBlocking(); });
    return found == fields.end() ? nullptr : &*found;
}

void MapStep::updateBlocker()
{
    std::optional<WizardBlocker> blocker;
    if (!m_target)
        blocker = {tr("The source and the target have to be looked at first."), {}};
    else if (const MapField *field = blockingField())
        blocker = {CheckText::blocker(*field), QStringLiteral("mapTable")};
    else if (m_model.job().mapping.fields.empty())
        blocker = {tr("Map at least one field."), QStringLiteral("mapTable")};
    else if ((!m_wasAnswered && !m_checks->isSettled()) || waitsForParsing())
        blocker = {tr("The values are being checked; one moment."), {}};
    const auto &before = m_model.blocker(m_id);
    if (before.has_value() != blocker.has_value() || (blocker && before->reason != blocker->reason))
        m_model.setBlocker(m_id, std::move(blocker));
}

const MapField *MapStep::currentField() const
{
    const int row = m_table->currentIndex().row();
    return row >= 0 && row < m_fields->rowCount() ? &m_fields->field(row) : nullptr;
}

void MapStep::goToField(const std::string &target, int column)
{
    const int row = std::max(0, m_fields->rowOf(target));
    if (row < m_fields->rowCount())
        m_table->setCurrentIndex(m_fields->index(row, column));
}

} // namespace weir
