#pragma once

#include "ui/shell/page.h"
#include "ui/wizard/wizardlooks.h"

#include <array>

class QLabel;
class QListWidget;
class QPushButton;
class QStackedWidget;

namespace weir {

class InlineBanner;
class WizardStep;

/// The wizard: five steps for a new job or a saved one, never modal. A rail on the left, the step, and a footer.
///
/// open(): empty: a new job · "sample:NAME" · "file:PATH", "file:" asks for one · "draft:NAME" · the name of a job.
class WizardPage final : public Page
{
    Q_OBJECT

public:
    explicit WizardPage(const Context &context, QWidget *parent = nullptr);

    void open(const QString &argument) override;
    void refresh() override {}
    [[nodiscard]] QString trail() const override;

    [[nodiscard]] WizardModel &model() { return m_model; }

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void build(const Context &context);
    [[nodiscard]] QWidget *buildFooter();
    void buildKeys();

    // How it begins.
    void begin(WizardState state, WizardStepId step, const QString &draftName, std::optional<WizardStepId> goal = {});
    void beginSample(const QString &name);
    void beginFile(const QString &path);
    void beginDraft(const QString &name);
    void beginJob(const QString &name);
    void failToBegin(const Error &error);
    /// Goes on to the step that the beginning asked for, once both ends were looked at.
    void goOn();

    void showStep(WizardStepId step);
    void next();
    void goOnWithNext();
    void back();
    void save(bool runs);
    void afterSaving(const QString &job, bool runs);
    void updateRail();
    void updateFooter();
    void updateTitle();
    [[nodiscard]] WizardStep &current() const;

    WizardModel m_model;
    WizardLooks m_looks;
    std::array<WizardStep *, wizardStepCount> m_steps{};
    QListWidget *m_rail = nullptr;
    QStackedWidget *m_stack = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_subtitle = nullptr;
    InlineBanner *m_banner = nullptr;
    QLabel *m_state = nullptr; ///< of the footer: why Next waits, or that the draft is saved
    QPushButton *m_saveDraft = nullptr;
    QPushButton *m_saveOnly = nullptr;
    QPushButton *m_back = nullptr;
    QPushButton *m_next = nullptr;
    std::optional<WizardStepId> m_goal;
    QString m_opened; ///< argument that is shown
    bool m_isNextWanted = false; ///< Next was pressed while something was still being looked at
    bool m_isDraftSaved = false;
    bool m_isBusy = false; ///< saving or starting
};

} // namespace weir
