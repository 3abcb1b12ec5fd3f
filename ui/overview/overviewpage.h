#pragma once

#include "ui/bridge/values.h"
#include "ui/shell/page.h"

class QBoxLayout;
class QComboBox;
class QLabel;
class QStackedLayout;
class QStandardItemModel;

namespace weir {

class AttentionCard;
class DataTable;
class InlineBanner;
class RowBalanceBar;

/// In five seconds: is anything wrong, is the data complete, what to do next.
class OverviewPage final : public Page
{
    Q_OBJECT

public:
    explicit OverviewPage(const Context &context);
    void open(const QString &argument) override;
    void refresh() override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeFirstStart();
    QWidget *makeOverview();
    QWidget *makeHeadlines(QWidget *parent);
    void fillHeadlines();
    void fillRunning();
    void fillChecked();
    void openHeadline(const QModelIndex &index);

    std::vector<JobItem> m_jobs;
    QStackedLayout *m_views = nullptr;
    InlineBanner *m_banner = nullptr;
    QBoxLayout *m_pair = nullptr; ///< the small cards, side by side where both have room
    AttentionCard *m_attention = nullptr;
    RowBalanceBar *m_balance = nullptr;
    QLabel *m_balanceNote = nullptr;
    QComboBox *m_period = nullptr;
    QStandardItemModel *m_headlines = nullptr;
    QStandardItemModel *m_running = nullptr;
    QStandardItemModel *m_checked = nullptr;
    DataTable *m_headlineTable = nullptr;
    QLabel *m_nothingRuns = nullptr;
    QLabel *m_nothingChecked = nullptr;
    DataTable *m_runningTable = nullptr;
    DataTable *m_checkedTable = nullptr;
};

} // namespace weir
