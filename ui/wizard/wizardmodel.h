#pragma once

#include "ui/wizard/wizardstate.h"

#include <QObject>
#include <QTimer>
#include <QUndoStack>

#include <array>
#include <functional>
#include <optional>
#include <utility>

namespace weir {

class EngineClient;

/// What of the wizard changed.
enum class WizardPart : std::uint8_t {
    Source,     ///< the place or how it is read
    SourceLook, ///< what was seen of it: sample, then scan
    Target,     ///< place, table, new or existing, planned types
    TargetLook,
    Mapping,
    Rules,      ///< key, mode, limits
    Name,
};

/// Why a step cannot be left forwards.
struct WizardBlocker
{
    QString reason;  ///< a sentence
    QString control; ///< objectName of the control that settles it; empty: none in particular
};

/// The one truth of the wizard: a job in work and what was seen of both its ends. Every edit is one step of undo() and is
/// saved as a draft of the workspace by itself, off the GUI thread.
///
/// Thread-safety: GUI thread.
class WizardModel final : public QObject
{
    Q_OBJECT

public:
    explicit WizardModel(EngineClient &engine, QObject *parent = nullptr);
    ~WizardModel() override; ///< what was not saved yet is being saved

    [[nodiscard]] const WizardState &state() const { return m_state; }
    [[nodiscard]] const Job &job() const { return m_state.job; }
    [[nodiscard]] bool isEditing() const { return !m_state.editedJob.empty(); }

    /// Changes what a person decided. \a name is the words of undo ("Trim customer"). Edits of the same \a mergeKey, one
    /// right after the other, are one step of undo (typing); empty: never. Emits changed(part).
    void edit(const QString &name, WizardPart part, const std::function<void(WizardState &)> &change,
              const QString &mergeKey = {});
    /// Changes it without a step of undo: what follows from something else (proposed key, automatic match on entry).
    void settle(WizardPart part, const std::function<void(WizardState &)> &change);
    [[nodiscard]] QUndoStack &undo() { return m_undo; }

    /// A fresh wizard.
    void reset(WizardState state, WizardStepId step, const QString &draftName);

    // What was seen. Both are told by changed(); null: not looked yet, or being looked at.
    [[nodiscard]] const SourceLook *source() const { return m_source ? &*m_source : nullptr; }
    [[nodiscard]] const TargetLook *target() const { return m_target ? &*m_target : nullptr; }
    void setSource(std::optional<SourceLook> look);
    /// Keeps \a lastSeen in the draft, beside what a person decided.
    void keepLastSeen(std::string lastSeen);
    void setTarget(std::optional<TargetLook> look);

    /// The fields that rows are mapped to: those of the existing table, or those planned for a new one (types with head
    /// room from what was seen, job().types where a person chose), with the key of the rules. For a file as target the
    /// source's fields as they are. Null until both ends were looked at.
    ///
    /// For a new table every FieldMapping carries its planned type; for an existing one the table decides and type is the
    /// person's alone.
    [[nodiscard]] SchemaPtr targetSchema() const;
    /// Fields of targetSchema() that have a default of their own.
    [[nodiscard]] std::vector<std::string> targetDefaults() const;

    /// Why \a step cannot be left; told by the step itself whenever that changes. Steps start without one.
    [[nodiscard]] const std::optional<WizardBlocker> &blocker(WizardStepId step) const;
    void setBlocker(WizardStepId step, std::optional<WizardBlocker> blocker);
    /// Seen, and nothing blocks it.
    [[nodiscard]] bool isComplete(WizardStepId step) const;
    /// Every step before it is complete.
    [[nodiscard]] bool canOpen(WizardStepId step) const;

    /// The step shown; the frame sets it.
    [[nodiscard]] WizardStepId step() const { return m_step; }
    void setStep(WizardStepId step);

    /// A target field that another step sends the person to step 3 for; taken, and so forgotten, by its enter().
    void setWantedField(const QString &field) { m_wantedField = field; }
    [[nodiscard]] QString takeWantedField() { return std::exchange(m_wantedField, {}); }

    // The draft. Saved a moment after every change; nothing is saved before the first one.
    [[nodiscard]] QString draftName() const { return m_draftName; }
    [[nodiscard]] bool isDraftSaved() const { return m_isSaved; }
    void saveDraftNow();
    /// The job was saved: the draft is no longer needed.
    void dropDraft();
    static constexpr int draftDelayMs = 150;

signals:
    void changed(weir::WizardPart part);
    void blockersChanged();
    void draftSaved();
    void draftFailed(const QString &detail);

private:
    class Edit;
    void restore(const WizardState &state, WizardPart part);
    void touch();
    void writeDraft();

    EngineClient &m_engine;
    WizardState m_state;
    QUndoStack m_undo;
    std::optional<SourceLook> m_source;
    std::optional<TargetLook> m_target;
    std::array<std::optional<WizardBlocker>, wizardStepCount> m_blockers;
    std::array<bool, wizardStepCount> m_isSeen{};
    WizardStepId m_step = WizardStepId::Source;

    QString m_wantedField;
    QString m_draftName;
    QTimer m_draftTimer;
    bool m_isSaved = true;
    bool m_isWriting = false;
    bool m_isDropped = false;
    bool m_hasDraft = false; ///< written since reset()
};

} // namespace weir

Q_DECLARE_METATYPE(weir::WizardPart)
