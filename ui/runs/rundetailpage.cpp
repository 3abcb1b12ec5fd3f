#include "ui/runs/rundetailpage.h"

#include "ui/bridge/engineclient.h"
#include "ui/runs/runbanner.h"
#include "ui/runs/runcharts.h"
#include "ui/runs/runtext.h"
#include "ui/runs/throughputmodel.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/now.h"
#include "ui/text/statetext.h"
#include "ui/theme/icons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/inlinebanner.h"
#include "ui/widgets/rowbalancebar.h"
#include "ui/widgets/statuschip.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QToolButton>

namespace weir {

namespace {

constexpr int attemptsPage = 200;
constexpr double curvesFromSeconds = 2;

/// Pausing, stopping: it was asked and has not happened yet.
bool isEnding(UiState state)
{
    return state == UiState::Pausing || state == UiState::Stopping;
}

} // namespace

void RunDetailPage::open(const QString &argument)
{
    setReady(false);
    const qint64 run = argument.toLongLong();
    if (run != m_run) {
        m_run = run;
        m_detail.reset();
        m_eta = {};
        m_wasLive = false;
        m_charts->clear();
        m_throughput->update(0, nullptr);
        m_attempts->setItems({});
        m_bannerKey.clear();
        // Until something is known of it.
        for (QWidget *part : std::initializer_list<QWidget *>{m_banner, m_pause, m_stop, m_outcome, m_chartsCard, m_guarantee, m_chip})
            part->hide();
        m_progress->clear();
    }
    tick();
    refresh();
}

void RunDetailPage::refresh()
{
    if (!m_engine.isOpen())
        return;
    runDetail(m_engine, m_run).then(this, [this, question = ++m_question](const Result<std::optional<RunDetail>> &detail) {
        if (question != m_question)
            return;
        if (!detail) {
            m_banner->show(Hue::Error, errorText(detail.error()), {{tr("Try again"), [this] { refresh(); }}}, false);
            m_banner->setDetails(QString::fromStdString(detail.error().detail));
        } else if (*detail) {
            take(**detail);
        } else if (!m_engine.liveRun(m_run)) {
            m_banner->show(Hue::Error, tr("There is no run %1 in this workspace.").arg(m_run),
                           {{tr("Show all runs"), [this] { m_navigator.go(QStringLiteral("runs")); }}}, false);
        }
        setReady();
    });
}

QString RunDetailPage::trail() const
{
    const auto live = m_engine.liveRun(m_run);
    const QString job = m_detail ? m_detail->item.job : live ? live->job : QString();
    return job.isEmpty() ? QString() : tr("Runs / %1, run %2").arg(plainText(job, 80)).arg(m_run);
}

void RunDetailPage::take(const RunDetail &detail)
{
    const bool isFirst = !m_detail;
    m_detail = detail;
    m_header->setTitle(tr("%1, run %2").arg(plainText(detail.item.job, 80)).arg(m_run));
    m_guarantee->setText(tr("Guarantee %1").arg(detail.item.guarantee));
    m_guarantee->setVisible(!detail.item.guarantee.isEmpty());
    m_guarantee->setToolTip(guaranteeText(detail.item.guarantee));
    m_causes->setItems(detail.causes);
    m_causeTable->ensureCurrent();
    m_events->setItems(detail.events);
    qint64 failed = 0;
    for (const CauseItem &cause : detail.causes)
        failed += cause.rows;
    m_tabs->setTabText(0, failed > 0 ? tr("Failures %1").arg(rowsText(failed)) : tr("Failures"));
    m_tabs->setTabText(3, detail.attempts > 0 ? tr("Attempts %1").arg(rowsText(detail.attempts)) : tr("Attempts"));
    m_removedNote->setVisible(detail.areDetailsRemoved);
    if (m_settings->toPlainText() != detail.definition)
        m_settings->setPlainText(detail.definition);
    if (isFirst || detail.attempts != static_cast<qint64>(m_attempts->items().size())) {
        m_attempts->setItems({});
        moreAttempts();
    }
    tick();
    emit trailChanged();
}

void RunDetailPage::moreAttempts()
{
    const qint64 before = m_attempts->items().empty() ? 0 : m_attempts->items().back().id;
    runAttempts(m_engine, m_run, before, attemptsPage).then(this, [this, run = m_run, before](const Result<std::vector<AttemptItem>> &answer) {
        const bool isWanted = run == m_run && before == (m_attempts->items().empty() ? 0 : m_attempts->items().back().id);
        if (answer && isWanted)
            m_attempts->append(*answer);
        m_moreAttempts->setVisible(m_detail && static_cast<qint64>(m_attempts->items().size()) < m_detail->attempts);
    });
}

void RunDetailPage::tick()
{
    const auto live = m_engine.liveRun(m_run);
    if (live) {
        showLive(*live);
    } else if (m_wasLive) {
        m_wasLive = false;
        refresh(); // it has just ended: the ledger knows how
    } else if (m_detail) {
        showEnded();
    }
}

void RunDetailPage::showLive(const LiveRun &run)
{
    m_wasLive = true;
    m_eta.add(run);
    const RunHistory *history = m_engine.history(m_run);
    const QDateTime time = now();
    if (!m_detail)
        m_header->setTitle(tr("%1, run %2").arg(plainText(run.job, 80)).arg(m_run));
    m_chartsCard->show();
    m_charts->update(history, std::max(time.toMSecsSinceEpoch(), run.at.toMSecsSinceEpoch()));
    m_throughput->update(m_run, history);
    if (m_charts->isFrozen())
        return;
    m_chip->setLook(stateLook(run.state, run.figures.quarantined, run.figures.unknown));
    QString progress = progressText(run, m_eta, time);
    if (run.state == UiState::Pausing)
        progress = tr("waiting for %n request(s)", nullptr, run.callsInFlight);
    m_progress->setText(progress);
    m_balance->setBalance(run.figures);
    m_balanceNote->setText(run.figures.isBalanced() ? tr("Every row is accounted for.") : QString());
    QStringList backlog;
    if (run.backlogSeconds >= 1)
        backlog << tr("oldest pending row %1").arg(durationText(run.backlogSeconds));
    if (run.spoolBytes > 0)
        backlog << tr("spool %1").arg(bytesText(run.spoolBytes));
    m_backlog->setText(backlog.join(QStringLiteral(" · ")));
    m_outcome->hide();
    showButtons(run.state);
    showBanner(bannerOf(run, history ? history->idleSeconds() : 0, time));
}

void RunDetailPage::showEnded()
{
    const RunItem &item = m_detail->item;
    m_chip->setLook(stateLook(item.state, item.figures.quarantined, item.figures.unknown));
    const double rate = item.seconds > 0 ? static_cast<double>(item.figures.read) / item.seconds : 0;
    m_progress->setText(tr("%1, %2", "duration, rate").arg(durationText(item.seconds), rateText(rate)));
    m_balance->setBalance(item.figures);
    m_balanceNote->setText(item.figures.isBalanced() ? tr("Every row is accounted for.") : QString());
    m_backlog->clear();
    const RunHistory *history = m_engine.history(m_run);
    // A run of a moment has nothing to draw.
    const bool hasCurves = history && item.seconds >= curvesFromSeconds;
    m_chartsCard->setVisible(hasCurves);
    if (hasCurves) {
        m_charts->update(history, history->latest().at.toMSecsSinceEpoch());
        m_throughput->update(m_run, history);
    }
    const QString outcome = outcomeText(item);
    m_outcomeText->setText(outcome);
    m_outcome->setVisible(!outcome.isEmpty());
    m_compensate->setVisible(item.figures.quarantined > 0 && !m_causes->items().empty());
    m_tryFailures->setVisible(item.state == UiState::Completed && m_detail->source.endsWith(QLatin1String("samples/orders.csv")));
    showButtons(item.state);
    const qint64 row = item.figures.read - item.figures.pending;
    showBanner(bannerOf(item, row, {}));
}

void RunDetailPage::showBanner(const std::optional<RunBanner> &banner)
{
    // Numbers in it move twice a second; the buttons stay, and so does the focus.
    const QString key = banner ? QStringLiteral("%1|%2|%3").arg(banner->text, banner->details).arg(banner->actions) : QString();
    if (key == m_bannerKey)
        return;
    m_bannerKey = key;
    if (!banner) {
        m_banner->hide();
        return;
    }
    std::vector<InlineBanner::Action> actions;
    if (banner->actions & RunBanner::TryNow)
        actions.push_back({tr("Try now"), [this] { m_engine.tryNow(m_run); }});
    if (banner->actions & RunBanner::Resume)
        actions.push_back({tr("Resume"), [this] { resume(); }});
    if (banner->actions & RunBanner::OpenConnection)
        actions.push_back({tr("Open connection"), [this] { m_navigator.go(QStringLiteral("connections")); }});
    if (banner->actions & RunBanner::ShowUnknown)
        actions.push_back({tr("Decide"), [this] { m_navigator.go(QStringLiteral("failures"), QStringLiteral("run:%1").arg(m_run)); }});
    if (banner->actions & RunBanner::Reconcile)
        actions.push_back({tr("Reconcile now"), [this] { m_navigator.go(QStringLiteral("reconcile"), m_detail ? m_detail->item.job : QString()); }});
    m_banner->show(banner->hue, banner->text, std::move(actions), false);
    m_banner->setDetails(banner->details);
}

void RunDetailPage::showButtons(UiState state)
{
    const bool isGoingOn = isLive(state) && state != UiState::Paused;
    const bool isLatest = !m_detail || m_detail->item.isLatest;
    const bool mayResume = !isGoingOn && isLatest && (state == UiState::Paused || state == UiState::Stopped || state == UiState::Interrupted
                                                      || state == UiState::Failed || state == UiState::Stalled);
    m_pause->setVisible(isGoingOn || mayResume);
    m_pause->setText(isGoingOn ? tr("Pause") : tr("Resume"));
    m_pause->setEnabled(!isEnding(state));
    m_stop->setVisible(isGoingOn);
    m_stop->setEnabled(state != UiState::Stopping);
    m_chip->show();
    m_shownState = state;
}

void RunDetailPage::pauseOrResume()
{
    if (isLive(m_shownState) && m_shownState != UiState::Paused)
        m_engine.pause(m_run);
    else
        resume();
}

void RunDetailPage::resume()
{
    if (!m_detail)
        return;
    m_engine.startRun(m_detail->item.job).then(this, [this](const Result<qint64> &run) {
        if (run && *run == 0)
            return m_navigator.go(QStringLiteral("jobs"), m_detail ? m_detail->item.job : QString());
        if (run)
            return m_navigator.go(QStringLiteral("run"), QString::number(*run));
        m_bannerKey.clear();
        m_banner->show(Hue::Error, errorText(run.error()), {{tr("Try again"), [this] { resume(); }}});
        m_banner->setDetails(QString::fromStdString(run.error().detail));
    });
}

void RunDetailPage::compensate()
{
    m_navigator.go(QStringLiteral("failures"), QStringLiteral("run:%1").arg(m_run));
}

void RunDetailPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_P && event->modifiers() == Qt::ControlModifier && m_pause->isVisible() && m_pause->isEnabled())
        return pauseOrResume();
    if (event->key() == Qt::Key_F5 && event->modifiers() == Qt::ShiftModifier && m_stop->isVisible())
        return m_engine.stop(m_run);
    Page::keyPressEvent(event);
}

} // namespace weir
