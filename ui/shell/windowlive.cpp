// What the window tells of runs, of its end, and what it does with what others hand it.

#include "ui/shell/mainwindow.h"

#include "ui/bridge/engineclient.h"
#include "ui/bridge/overviewqueries.h"
#include "ui/bridge/retentionqueries.h"
#include "ui/bridge/runqueries.h"
#include "ui/shell/activitystrip.h"
#include "ui/shell/keyhelp.h"
#include "ui/shell/navlist.h"
#include "ui/shell/notifier.h"
#include "ui/shell/preferences.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/inlinebanner.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QTimer>

#include <algorithm>

namespace weir {

namespace {

constexpr int quitPollMs = 100;

/// The one file that a drop brings, if it is one that can be read.
QString droppedFile(const QMimeData &data)
{
    static const QStringList endings{"csv", "tsv", "txt", "xlsx", "json", "ndjson", "jsonl"};
    const QList<QUrl> urls = data.urls();
    if (urls.size() != 1 || !urls.first().isLocalFile())
        return {};
    const QFileInfo file(urls.first().toLocalFile());
    return file.isFile() && endings.contains(file.suffix().toLower()) ? file.absoluteFilePath() : QString();
}

} // namespace

void MainWindow::connectEngine()
{
    m_notifier = new Notifier(m_engine, m_preferences, *this);
    connect(m_notifier, &Notifier::openAsked, this, &MainWindow::showAgain);
    connect(m_notifier, &Notifier::quitAsked, this, [this] {
        showAgain();
        close();
    });
    connect(&m_preferences, &Preferences::changed, this, &MainWindow::preferenceChanged);
    m_engine.setAtOnceMax(m_preferences.runsAtOnce());
    connect(&m_engine, &EngineClient::liveRunsChanged, this, &MainWindow::updateLive);
    connect(&m_engine, &EngineClient::ledgerChanged, this, &MainWindow::updateCounts);
    connect(&m_engine, &EngineClient::consentNeeded, this, &MainWindow::askConsent);
    connect(&m_engine, &EngineClient::opened, this, [this] {
        setWindowTitle(tr("%1 - Weir 堰").arg(plainText(m_engine.workspaceName(), 60)));
        m_preferences.addRecentWorkspace(m_engine.workspaceFolder());
        (void)keepRetention(m_engine);
        offerResume();
    });
    if (m_engine.isOpen()) {
        setWindowTitle(tr("%1 - Weir 堰").arg(plainText(m_engine.workspaceName(), 60)));
        updateCounts();
        updateLive();
    }
}

void MainWindow::updateLive()
{
    const auto &runs = m_engine.liveRuns();
    m_activity->setRuns(runs);
    double rate = 0;
    for (const LiveRun &run : runs)
        rate += run.seconds > 0 ? static_cast<double>(run.figures.read) / run.seconds : 0;
    m_statusRuns->setText(runs.empty() ? tr("Nothing is running")
                          : tr("%n running, %1", nullptr, static_cast<int>(runs.size())).arg(rateText(rate)));
    m_nav->setBadge(QStringLiteral("runs"), static_cast<qint64>(runs.size()));
    const bool isOffline = std::any_of(runs.begin(), runs.end(),
                                       [](const LiveRun &run) { return run.state == UiState::Offline; });
    m_statusNetwork->setText(tr("Waiting for network"));
    m_statusNetwork->setVisible(isOffline);
}

void MainWindow::updateCounts()
{
    workspaceFigures(m_engine).then(this, [this](const Result<WorkspaceFigures> &figures) {
        if (!figures) {
            m_banner->show(Hue::Error, tr("The ledger cannot be read."));
            m_banner->setDetails(QString::fromStdString(figures.error().detail));
            return;
        }
        m_nav->setBadge(QStringLiteral("failures"), figures->openQuarantined + figures->openUnknown, true);
        m_notifier->setTrouble(figures->openQuarantined + figures->openUnknown > 0);
        m_statusFailures->setText(figures->openQuarantined == 0 ? tr("0 quarantined")
                                  : tr("%1 quarantined").arg(rowsText(figures->openQuarantined)));
        m_statusLedger->setText(tr("Ledger OK %1").arg(bytesText(figures->ledgerBytes)));
    });
}

/// Once, after the workspace was opened: what a crash or a power cut broke off.
void MainWindow::offerResume()
{
    if (std::exchange(m_wasResumeOffered, true))
        return;
    runOrder(m_engine, {}).then(this, [this](const Result<RunOrder> &order) {
        if (!order || order->interrupted == 0)
            return;
        std::vector<qint64> ids(order->ids.begin(), order->ids.begin() + order->interrupted);
        std::erase_if(ids, [this](qint64 run) { return m_engine.liveRun(run).has_value(); });
        if (ids.empty())
            return;
        runItems(m_engine, ids).then(this, [this](const Result<std::vector<RunItem>> &runs) {
            if (!runs || runs->empty())
                return;
            QStringList jobs;
            for (const RunItem &run : *runs)
                jobs += run.job;
            const RunItem &first = runs->front();
            const QString text = jobs.size() == 1
                                     ? tr("“%1”: Weir closed unexpectedly at row %2. Nothing is lost. "
                                          "Resume?").arg(plainText(first.job, 80), rowsText(first.figures.read - first.figures.pending))
                                     : tr("Weir closed unexpectedly while %n jobs were running. Nothing is lost. Resume?",
                                          nullptr, static_cast<int>(jobs.size()));
            m_banner->show(Hue::Warn, text,
                           {{tr("Resume"), [this, jobs] {
                                 m_banner->hide();
                                 resume(jobs);
                             }},
                            {tr("Show"), [this] { go(QStringLiteral("runs")); }}});
        });
    });
}

void MainWindow::resume(const QStringList &jobs)
{
    for (const QString &job : jobs) {
        m_engine.startRun(job).then(this, [this, job](const Result<qint64> &run) {
            if (run)
                return;
            m_banner->show(Hue::Error, tr("“%1” was not started. %2").arg(plainText(job, 80), errorText(run.error())));
            m_banner->setDetails(plainText(QString::fromStdString(run.error().detail)));
        });
    }
}

/// A run stopped before it replaced rows that are not its own.
void MainWindow::askConsent(const QString &job, qint64 rows)
{
    auto *box = new QMessageBox(QMessageBox::Warning, windowTitle(),
                                tr("Replace all rows in the target of “%1”?").arg(plainText(job, 80)),
                                    QMessageBox::NoButton, this);
    box->setObjectName(QStringLiteral("replaceSheet"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(tr("The %1 rows now in the table are replaced in one step once all new rows are ready; if "
                               "anything fails, the old "
                               "table stays. Weir did not create this table.")
                                .arg(rowsText(rows)));
    auto *replace = box->addButton(tr("Replace %1 rows").arg(rowsText(rows)), QMessageBox::DestructiveRole);
    replace->setObjectName(QStringLiteral("btnReplace"));
    auto *keep = box->addButton(tr("Keep the table"), QMessageBox::RejectRole);
    keep->setObjectName(QStringLiteral("btnKeep"));
    box->setDefaultButton(keep);
    box->setEscapeButton(keep);
    connect(replace, &QAbstractButton::clicked, this, [this, job, rows] {
        RunAsk ask;
        ask.yesReplaceRows = rows;
        (void)m_engine.startRun(job, ask);
    });
    box->open();
}

void MainWindow::preferenceChanged(const QString &key)
{
    if (key == u"theme" || key == u"comfortable")
        applyTheme(*qApp, themeFromName(m_preferences.theme()).value_or(ThemeKind::System), m_preferences.textPercent(),
                   m_preferences.isComfortable());
    else if (key == u"runsAtOnce")
        m_engine.setAtOnceMax(m_preferences.runsAtOnce());
    else if (key == u"language" || key == u"textPercent")
        emit rebuildAsked();
}

void MainWindow::useLanguage(const QString &language)
{
    m_preferences.set(QStringLiteral("language"), language);
}

void MainWindow::openWorkspace(const QString &folder)
{
    emit workspaceAsked(folder);
}

void MainWindow::showHelp()
{
    m_isInspectorWanted = true;
    inspect(new KeyHelp);
    m_inspector->show();
}

/// Keys that no page took: they act on the run in the activity strip.
void MainWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_inspector->isVisible() && m_inspector->isAncestorOf(focusWidget())) {
        m_inspector->hide();
        return m_nav->setFocus();
    }
    const bool isPause = event->key() == Qt::Key_P && event->modifiers() == Qt::ControlModifier;
    const bool isStop = event->key() == Qt::Key_F5 && event->modifiers() == Qt::ShiftModifier;
    if ((isPause || isStop) && m_activity->run() != 0)
        return isPause ? m_engine.pause(m_activity->run()) : m_engine.stop(m_activity->run());
    QMainWindow::keyPressEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!droppedFile(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    if (const QString file = droppedFile(*event->mimeData()); !file.isEmpty())
        go(QStringLiteral("wizard"), QStringLiteral("file:") + file);
}

void MainWindow::rememberPlace()
{
    m_preferences.set(QStringLiteral("windowGeometry"), saveGeometry());
}

void MainWindow::showAgain()
{
    show();
    raise();
    activateWindow();
}

void MainWindow::askBeforeQuit(QCloseEvent &event)
{
    event.ignore();
    int own = 0;
    for (const LiveRun &run : m_engine.liveRuns())
        own += run.isForeign ? 0 : 1;
    QMessageBox box(QMessageBox::Question, windowTitle(), tr("%n job(s) are running.", nullptr, std::max(own, 1)),
                    QMessageBox::NoButton, this);
    box.setObjectName(QStringLiteral("quitSheet"));
    box.setTextFormat(Qt::PlainText);
    box.setInformativeText(tr("They pause at the next batch border. Nothing is lost; they go on from there."));
    QPushButton *tray = m_notifier->hasTray() ? box.addButton(tr("Keep running in the tray"), QMessageBox::ActionRole)
        : nullptr;
    auto *quit = box.addButton(tr("Pause and quit"), QMessageBox::DestructiveRole);
    quit->setObjectName(QStringLiteral("btnPauseAndQuit"));
    auto *stay = box.addButton(tr("Stay"), QMessageBox::RejectRole);
    stay->setObjectName(QStringLiteral("btnStay"));
    box.setDefaultButton(stay);
    box.setEscapeButton(stay);
    box.exec();
    if (tray && box.clickedButton() == tray)
        return hide();
    if (box.clickedButton() != quit)
        return;
    m_isQuitting = true;
    m_banner->show(Hue::Neutral, tr("Pausing… Weir closes once every answer is in and the position is kept."), {}, false);
    quitWhenPaused();
}

void MainWindow::quitWhenPaused()
{
    if (!m_engine.hasOwnRuns())
        return void(close());
    m_engine.pauseOwnRuns(); // with those that were just being started
    QTimer::singleShot(quitPollMs, this, &MainWindow::quitWhenPaused);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    rememberPlace();
    if (m_engine.hasOwnRuns())
        return m_isQuitting ? event->ignore() : askBeforeQuit(*event);
    event->accept();
    QApplication::quit(); // a tray icon keeps no program alive
}

} // namespace weir
