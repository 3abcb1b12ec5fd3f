#pragma once

#include "core/base/error.h"
#include "ui/bridge/surveyqueries.h"
#include "ui/wizard/wizardmodel.h"

#include <QTimer>

#include <memory>
#include <optional>

namespace weir {

/// Keeps what the model knows of both ends true to what was chosen: looks at a source when it changes, first at a sample and
/// then, for files, at every row; looks at a target when it changes; and lets follow from both what nobody has chosen (where
/// the rows go, key, mode).
///
/// Thread-safety: GUI thread.
class WizardLooks final : public QObject
{
    Q_OBJECT

public:
    WizardLooks(EngineClient &engine, WizardModel &model, QObject *parent = nullptr);
    ~WizardLooks() override; ///< what is under way is cancelled

    void lookAgain();
    void cancelScan(); ///< the sample stays

    [[nodiscard]] bool isLookingAtSource() const { return m_sample != nullptr; }
    [[nodiscard]] bool isScanning() const { return m_scan != nullptr; }
    /// 0 … 1 of the scan; nothing: unknown.
    [[nodiscard]] std::optional<double> progress() const;
    [[nodiscard]] bool isLookingAtTarget() const { return m_isTargetAsked; }
    [[nodiscard]] const std::optional<Error> &sourceError() const { return m_sourceError; }
    [[nodiscard]] const std::optional<Error> &targetError() const { return m_targetError; }
    /// Nothing is asked for at present.
    [[nodiscard]] bool isQuiet() const
    {
        return !m_sample && !m_isTargetAsked && !m_isPreparing && !m_targetDelay.isActive();
    }

signals:
    /// Begun, further, done or failed.
    void sourceStateChanged();
    void targetStateChanged();

private:
    void follow(WizardPart part);
    void lookAtSource();
    void lookAtTarget();
    void scanAll(const Job &job);
    void proposeTarget();
    void setSource(const SourceLook &look);
    void takeSource(const Result<SourceLook> &look, int asked);
    [[nodiscard]] static QString sourceKey(const Job &job);
    [[nodiscard]] static QString targetKey(const Job &job);

    EngineClient &m_engine;
    WizardModel &m_model;
    QString m_sourceSeen, m_targetSeen; ///< what was looked at
    std::shared_ptr<SourceScan> m_sample, m_scan; ///< under way
    CancelToken m_targetToken;
    QTimer m_targetDelay; ///< a name is being typed
    QTimer m_ticks;       ///< of the progress
    std::optional<Error> m_sourceError, m_targetError;
    bool m_isTargetAsked = false;
    bool m_isPreparing = false;
    int m_sourceAsked = 0, m_targetAsked = 0; ///< answers to older questions are not taken
};

} // namespace weir
