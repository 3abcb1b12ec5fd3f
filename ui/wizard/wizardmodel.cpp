#include "ui/wizard/wizardmodel.h"

#include "ui/bridge/draftqueries.h"
#include "ui/bridge/engineclient.h"
#include "ui/wizard/targetplan.h"

#include <QHash>
#include <QUndoCommand>

namespace weir {

/// A state before and after. States share their JSON, so that keeping two costs little.
class WizardModel::Edit final : public QUndoCommand
{
public:
    Edit(WizardModel &model, const QString &name, WizardPart part, WizardState before, WizardState after, const QString &mergeKey)
        : QUndoCommand(name), m_model(model), m_part(part), m_before(std::move(before)), m_after(std::move(after)),
          m_mergeKey(mergeKey)
    {}
    void undo() override { m_model.restore(m_before, m_part); }
    void redo() override { m_model.restore(m_after, m_part); }
    [[nodiscard]] int id() const override
    {
        return m_mergeKey.isEmpty() ? -1 : static_cast<int>(qHash(m_mergeKey) & 0x7FFFFFFF);
    }
    bool mergeWith(const QUndoCommand *other) override
    {
        const auto *later = static_cast<const Edit *>(other);
        if (later->m_mergeKey != m_mergeKey)
            return false;
        m_after = later->m_after;
        return true;
    }

private:
    WizardModel &m_model;
    WizardPart m_part;
    WizardState m_before, m_after;
    QString m_mergeKey;
};

WizardModel::WizardModel(EngineClient &engine, QObject *parent) : QObject(parent), m_engine(engine)
{
    m_draftTimer.setSingleShot(true);
    m_draftTimer.setInterval(draftDelayMs);
    connect(&m_draftTimer, &QTimer::timeout, this, &WizardModel::writeDraft);
}

WizardModel::~WizardModel()
{
    if (m_draftTimer.isActive())
        saveDraftNow();
}

void WizardModel::edit(const QString &name, WizardPart part, const std::function<void(WizardState &)> &change,
                       const QString &mergeKey)
{
    WizardState after = m_state;
    change(after);
    m_undo.push(new Edit(*this, name, part, m_state, std::move(after), mergeKey));
}

void WizardModel::settle(WizardPart part, const std::function<void(WizardState &)> &change)
{
    change(m_state);
    touch();
    emit changed(part);
}

void WizardModel::restore(const WizardState &state, WizardPart part)
{
    m_state = state;
    touch();
    emit changed(part);
}

void WizardModel::reset(WizardState state, WizardStepId step, const QString &draftName)
{
    if (m_draftTimer.isActive())
        saveDraftNow();
    m_undo.clear();
    m_state = std::move(state);
    m_source.reset();
    m_target.reset();
    m_blockers = {};
    m_isSeen = {};
    for (int i = 0; i <= static_cast<int>(step); ++i)
        m_isSeen[static_cast<std::size_t>(i)] = true;
    m_step = step;
    m_draftName = draftName;
    m_isSaved = true;
    m_isDropped = m_hasDraft = false;
    for (const WizardPart part : {WizardPart::Source, WizardPart::SourceLook, WizardPart::Target, WizardPart::TargetLook,
                                  WizardPart::Mapping, WizardPart::Rules, WizardPart::Name})
        emit changed(part);
    emit blockersChanged();
}

void WizardModel::setSource(std::optional<SourceLook> look)
{
    m_source = std::move(look);
    emit changed(WizardPart::SourceLook);
}

void WizardModel::keepLastSeen(std::string lastSeen)
{
    m_state.lastSeen = std::move(lastSeen);
    if (m_hasDraft || !m_isSaved) // looking alone makes no draft
        touch();
}

void WizardModel::setTarget(std::optional<TargetLook> look)
{
    m_target = std::move(look);
    emit changed(WizardPart::TargetLook);
}

SchemaPtr WizardModel::targetSchema() const
{
    if (!m_target)
        return nullptr;
    if (!m_state.createsTable && m_target->exists())
        return m_target->schema;
    if (!m_source || !m_source->schema)
        return nullptr;
    return planSchema(*m_source, m_state.job, m_target->kind == u"file");
}

std::vector<std::string> WizardModel::targetDefaults() const
{
    std::vector<std::string> names;
    if (m_target && !m_state.createsTable) {
        for (const QString &name : m_target->defaults)
            names.push_back(name.toStdString());
    }
    return names;
}

const std::optional<WizardBlocker> &WizardModel::blocker(WizardStepId step) const
{
    return m_blockers[static_cast<std::size_t>(step)];
}

void WizardModel::setBlocker(WizardStepId step, std::optional<WizardBlocker> blocker)
{
    m_blockers[static_cast<std::size_t>(step)] = std::move(blocker);
    emit blockersChanged();
}

bool WizardModel::isComplete(WizardStepId step) const
{
    return m_isSeen[static_cast<std::size_t>(step)] && !blocker(step);
}

bool WizardModel::canOpen(WizardStepId step) const
{
    for (int i = 0; i < static_cast<int>(step); ++i) {
        if (!isComplete(static_cast<WizardStepId>(i)))
            return false;
    }
    return true;
}

void WizardModel::setStep(WizardStepId step)
{
    m_isSeen[static_cast<std::size_t>(step)] = true;
    if (std::exchange(m_step, step) != step && !m_isSaved)
        touch();
    emit blockersChanged();
}

void WizardModel::touch()
{
    if (m_draftName.isEmpty())
        return;
    m_isSaved = false;
    m_isDropped = false;
    m_draftTimer.start();
}

void WizardModel::saveDraftNow()
{
    m_draftTimer.stop();
    writeDraft();
}

void WizardModel::writeDraft()
{
    if (m_draftName.isEmpty() || m_isDropped)
        return;
    if (m_isWriting) { // one at a time for a name; what came since is written when it is done
        m_draftTimer.start();
        return;
    }
    Draft draft;
    draft.name = m_draftName.toStdString();
    draft.title = m_state.job.title.empty() ? m_state.job.name : m_state.job.title;
    draft.job = m_state.job;
    draft.state = m_state.toText(m_step);
    m_isWriting = m_hasDraft = true;
    m_isSaved = true;
    storeDraft(m_engine, std::move(draft)).then(this, [this](const Result<qint64> &saved) {
        m_isWriting = false;
        if (!saved) {
            m_isSaved = false;
            emit draftFailed(QString::fromStdString(saved.error().detail));
        } else if (m_isDropped) {
            (void)deleteDraft(m_engine, m_draftName);
        } else if (m_isSaved) {
            emit draftSaved();
        }
    });
}

void WizardModel::dropDraft()
{
    m_draftTimer.stop();
    m_isDropped = true;
    m_isSaved = true;
    if (!m_isWriting && !m_draftName.isEmpty())
        (void)deleteDraft(m_engine, m_draftName);
}

} // namespace weir
