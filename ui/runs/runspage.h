#pragma once

#include "ui/bridge/runqueries.h"
#include "ui/shell/page.h"

class QComboBox;
class QPushButton;
class QStackedLayout;

namespace weir {

class DataTable;
class EmptyState;
class InlineBanner;
class RunModel;

/// Every run of the workspace: those that were broken off first, with Resume, then the latest.
class RunsPage final : public Page
{
    Q_OBJECT

public:
    explicit RunsPage(const Context &context);
    /// \a argument: a job's name, or empty.
    void open(const QString &argument) override;
    void refresh() override;
    [[nodiscard]] QWidget *findBox() const override;

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *makeList();
    [[nodiscard]] RunChoice choice() const;
    void take(const RunOrder &order);
    void fillJobs(const QStringList &jobs);
    void tellInterrupted();
    void openRow(int row);
    void copyRow(QChar separator);
    void compare();

    RunModel *m_model = nullptr;
    QStackedLayout *m_views = nullptr;
    EmptyState *m_empty = nullptr;
    InlineBanner *m_banner = nullptr;
    QComboBox *m_job = nullptr;
    QComboBox *m_state = nullptr;
    QComboBox *m_period = nullptr;
    QPushButton *m_compare = nullptr;
    DataTable *m_table = nullptr;
    QString m_wantedJob;
    int m_question = 0; ///< answers to earlier questions are dropped
};

} // namespace weir
