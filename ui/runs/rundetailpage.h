#pragma once

#include "ui/bridge/runqueries.h"
#include "ui/runs/eta.h"
#include "ui/shell/page.h"
#include "ui/widgets/listmodel.h"

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QTabWidget;
class QToolButton;
class QVBoxLayout;

namespace weir {

class DataTable;
class InlineBanner;
class PageHeader;
class RowBalanceBar;
class RunCharts;
class StatusChip;
class WrapLayout;
class ThroughputModel;
struct RunBanner;

/// One run: its state, its row balance and its charts while it goes on, and how it ended. The page's argument is the run's
/// number in the ledger.
///
/// Figures come from the latest snapshot while the run goes on, repainted twice a second; afterwards from the ledger.
class RunDetailPage final : public Page
{
    Q_OBJECT

public:
    explicit RunDetailPage(const Context &context);
    void open(const QString &argument) override;
    void refresh() override;
    [[nodiscard]] QString trail() const override;
    [[nodiscard]] qint64 run() const { return m_run; }
    /// Beside the outcome of a run that has ended: what other rooms offer for it.
    [[nodiscard]] WrapLayout *finishActions() const { return m_finishActions; }

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void buildHeader(QVBoxLayout *column);
    void buildTabs(QVBoxLayout *column);
    QWidget *buildCauses();
    QWidget *buildTable(QAbstractItemModel *model, const QString &objectName, const QString &accessibleName);
    void take(const RunDetail &detail);
    void moreAttempts();
    void tick();
    void showLive(const LiveRun &run);
    void showEnded();
    void showBanner(const std::optional<RunBanner> &banner);
    void showButtons(UiState state);
    void pauseOrResume();
    void resume();
    void compensate();
    void seeRows();
    void copyReceiptOfRun();
    void writeDocument();
    void tellTrouble(const QString &what, const Error &error);

    qint64 m_run = -1; ///< -1: none was opened
    int m_question = 0;
    std::optional<RunDetail> m_detail;
    Eta m_eta;
    UiState m_shownState = UiState::Queued;
    bool m_wasLive = false;

    PageHeader *m_header = nullptr;
    QLabel *m_guarantee = nullptr;
    StatusChip *m_chip = nullptr;
    QLabel *m_progress = nullptr;
    QPushButton *m_pause = nullptr;
    QToolButton *m_stop = nullptr;
    InlineBanner *m_banner = nullptr;
    QString m_bannerKey; ///< what the banner says, so that it is not built anew twice a second
    QWidget *m_outcome = nullptr;
    QLabel *m_outcomeText = nullptr;
    QPushButton *m_compensate = nullptr;
    QPushButton *m_tryFailures = nullptr; ///< after the clean sample
    WrapLayout *m_finishActions = nullptr;
    RowBalanceBar *m_balance = nullptr;
    QLabel *m_balanceNote = nullptr;
    QLabel *m_backlog = nullptr;
    QWidget *m_chartsCard = nullptr;
    RunCharts *m_charts = nullptr;
    QTabWidget *m_tabs = nullptr;
    DataTable *m_causeTable = nullptr;
    ListModel<CauseItem> *m_causes = nullptr;
    ListModel<EventItem> *m_events = nullptr;
    ListModel<AttemptItem> *m_attempts = nullptr;
    ThroughputModel *m_throughput = nullptr;
    QPushButton *m_moreAttempts = nullptr;
    QLabel *m_removedNote = nullptr;
    QPlainTextEdit *m_settings = nullptr;
};

} // namespace weir
