#pragma once

#include "core/base/canceltoken.h"
#include "ui/bridge/wizardvalues.h"
#include "ui/wizard/wizardstep.h"

class QLabel;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace weir {

class DataTable;
class InlineBanner;
class RowBalanceBar;

/// Step 5: what a run would do, tried without writing anything.
class CheckStep final : public WizardStep
{
    Q_OBJECT

public:
    CheckStep(const Page::Context &context, WizardModel &model, QWidget *parent = nullptr);
    ~CheckStep() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString subtitle() const override;
    void enter() override;
    void leave() override;
    void forget() override;
    void focusFirst() override;
    [[nodiscard]] const std::optional<DryRunLook> &look() const { return m_look; }

signals:
    /// A person wants to mend \a field on step 3.
    void fixAsked(const QString &field);

private:
    void check();
    void take(const Result<DryRunLook> &look);
    void update();
    void showLook();
    void showCauses();
    void showRows(const DryRunCauseItem &cause);
    void skip();
    [[nodiscard]] static QString causeLine(const DryRunCauseItem &cause);
    [[nodiscard]] QString estimateText() const;
    void updateBlocker();

    CancelToken m_token;
    int m_asked = 0;
    bool m_isRunning = false;
    std::optional<DryRunLook> m_look;
    std::optional<Error> m_error;
    QString m_checked; ///< the job that m_look is about, as JSON

    InlineBanner *m_banner = nullptr;
    QLabel *m_head = nullptr;
    QProgressBar *m_progress = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_again = nullptr;
    QPushButton *m_skip = nullptr;
    RowBalanceBar *m_bar = nullptr;
    QLabel *m_counts = nullptr;
    QVBoxLayout *m_causes = nullptr;
    DataTable *m_rows = nullptr; ///< of the cause whose rows are looked at
    QLabel *m_warnings = nullptr;
    QLabel *m_estimate = nullptr;
    QLabel *m_footprint = nullptr;
};

} // namespace weir
