#pragma once

#include "ui/bridge/reconcilequeries.h"
#include "ui/shell/page.h"
#include "ui/widgets/listmodel.h"

class QButtonGroup;
class QComboBox;
class QLabel;
class QPushButton;
class QStackedLayout;
class QTimer;

namespace weir {

class DataTable;
class EmptyState;
class InlineBanner;
class PageHeader;

/// "Did we lose anything?": source and target compared, independent of the run's own counters. The page's argument is a
/// job's name.
class ReconcilePage final : public Page
{
    Q_OBJECT

public:
    explicit ReconcilePage(const Context &context);
    ~ReconcilePage() override; ///< a comparison under way is cancelled
    void open(const QString &argument) override;
    void refresh() override;
    [[nodiscard]] QWidget *findBox() const override;
    [[nodiscard]] const std::optional<ComparisonItem> &comparison() const { return m_comparison; }

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void makeBar(PageHeader &header);
    QWidget *makeResult();
    [[nodiscard]] QString job() const;
    void compare();
    void take(const std::optional<ComparisonItem> &comparison);
    void tellProgress();
    void showBucket();
    void saveReport();
    [[nodiscard]] QString sentence(const ComparisonItem &comparison) const;

    QString m_wantedJob;
    int m_question = 0;
    CancelToken m_token;
    std::shared_ptr<CompareProgress> m_progress; ///< null: nothing is being compared
    std::optional<ComparisonItem> m_comparison;

    QStackedLayout *m_views = nullptr;
    EmptyState *m_noJobs = nullptr;
    QComboBox *m_job = nullptr;
    QButtonGroup *m_depth = nullptr;
    QPushButton *m_compare = nullptr, *m_report = nullptr, *m_compensate = nullptr;
    InlineBanner *m_banner = nullptr;
    QLabel *m_state = nullptr, *m_rows = nullptr;
    QButtonGroup *m_buckets = nullptr;
    ListModel<DifferenceItem> *m_differences = nullptr;
    DataTable *m_table = nullptr;
    QTimer *m_timer = nullptr;
};

} // namespace weir
