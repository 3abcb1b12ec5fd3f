#pragma once

#include "ui/shell/page.h"
#include "ui/bridge/values.h"

class QFormLayout;
class QLabel;
class QPushButton;

namespace weir {

class RowBalanceBar;
class StatusChip;

/// What the inspector shows of a job: state, balance, guarantee, figures of the period, and where to go from there.
class JobInspector final : public QWidget
{
    Q_OBJECT

public:
    explicit JobInspector(Navigator &navigator, QWidget *parent = nullptr);
    void setJob(const JobItem &job, UiState state, const QString &period);

signals:
    /// The source of the job is not as it was.
    void changeAsked();

private:
    void addFact(const QString &name, const QString &value);

    Navigator &m_navigator;
    JobItem m_job;
    QLabel *m_name = nullptr;
    QLabel *m_ends = nullptr;
    StatusChip *m_chip = nullptr;
    QLabel *m_notice = nullptr;
    RowBalanceBar *m_balance = nullptr;
    QLabel *m_guarantee = nullptr;
    QFormLayout *m_facts = nullptr;
    QPushButton *m_openRun = nullptr;
    QPushButton *m_openFailures = nullptr;
    QPushButton *m_openReconcile = nullptr;
    QPushButton *m_review = nullptr; ///< of a job that stands because its source changed
};

} // namespace weir
