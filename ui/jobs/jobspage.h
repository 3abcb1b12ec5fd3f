#pragma once

#include "core/base/result.h"
#include "ui/bridge/values.h"
#include "ui/jobs/jobmodel.h"
#include "ui/shell/page.h"

#include <QPointer>

#include <array>

class QAction;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedLayout;
class QToolButton;

namespace weir {

class DataTable;
class EmptyState;
class InlineBanner;
class JobInspector;
class WrapLayout;

/// All jobs with their truth at a glance; start, pause, edit, copy.
class JobsPage final : public Page
{
    Q_OBJECT

public:
    explicit JobsPage(const Context &context);
    /// \a argument: the name of a job to select.
    void open(const QString &argument) override;
    void refresh() override;
    [[nodiscard]] QWidget *findBox() const override;

private:
    QWidget *makeList();
    void makeFilters(WrapLayout &row);
    void makeActions(WrapLayout &row);
    void makeKeys();
    void fill(std::vector<JobItem> items);
    void updateView();
    void updateActions();
    void showInspector();
    void reviewChange();
    [[nodiscard]] const JobItem *current() const;
    void select(const QString &name);
    /// Shows \a error as a banner that says what was not done.
    void tell(const QString &what, const Error &error);

    void openCurrent();
    void run();
    void togglePause();
    void stop();
    void duplicate();
    void remove();
    void rename(const QString &from, const QString &to, bool isUndo = false);
    void toggleEnabled();
    void seeRows();
    void writeDocument();

    JobModel *m_model = nullptr;
    JobFilter *m_filter = nullptr;
    InlineBanner *m_banner = nullptr;
    QStackedLayout *m_views = nullptr;
    EmptyState *m_nothingFound = nullptr;
    DataTable *m_table = nullptr;
    QLineEdit *m_find = nullptr;
    QComboBox *m_period = nullptr;
    std::array<QToolButton *, 4> m_chips{};
    QPushButton *m_run = nullptr;
    QPushButton *m_pause = nullptr;
    QPushButton *m_stop = nullptr;
    QPushButton *m_edit = nullptr;
    QPushButton *m_duplicate = nullptr;
    QAction *m_delete = nullptr;
    QToolButton *m_more = nullptr;
    QAction *m_enable = nullptr;
    QPointer<JobInspector> m_inspector;
    QString m_wanted; ///< job to select once it is there
    bool m_wasFilled = false;
};

} // namespace weir
