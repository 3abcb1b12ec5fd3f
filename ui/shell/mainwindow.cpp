#include "ui/shell/mainwindow.h"

#include "ui/bridge/engineclient.h"
#include "ui/bridge/overviewqueries.h"
#include "ui/shell/activitystrip.h"
#include "ui/shell/commandbox.h"
#include "ui/shell/navlist.h"
#include "ui/shell/pageregistry.h"
#include "ui/text/format.h"
#include "ui/text/now.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/inlinebanner.h"
#include "ui/widgets/primarybutton.h"
#include "ui/widgets/toast.h"

#include <QAction>
#include <QBoxLayout>
#include <QDateTime>
#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QLabel>
#include <QMessageBox>
#include <QMimeData>
#include <QScrollArea>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>

namespace weir {

namespace {

constexpr int narrowBelow = 1200; ///< px of the window; below it the navigation shows icons

} // namespace

MainWindow::MainWindow(EngineClient &engine, QWidget *parent) : QMainWindow(parent), m_engine(engine)
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Weir 堰"));
    setMinimumSize(880, 470);
    resize(1280, 800);
    setAcceptDrops(true);
    buildTopBar();
    m_nav = new NavList(this);
    m_stack = new QStackedWidget(this);
    m_stack->setObjectName(QStringLiteral("pageStack"));
    m_banner = new InlineBanner(this);
    m_banner->setObjectName(QStringLiteral("windowBanner"));
    m_activity = new ActivityStrip(this);
    auto *middle = new QVBoxLayout;
    middle->setContentsMargins(0, 0, 0, 0);
    middle->setSpacing(0);
    middle->addWidget(m_banner);
    middle->addWidget(m_stack, 1);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_nav);
    row->addLayout(middle, 1);
    auto *central = new QWidget(this);
    auto *column = new QVBoxLayout(central);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row, 1);
    column->addWidget(m_activity);
    setCentralWidget(central);
    m_inspector = new QDockWidget(tr("Inspector"), this);
    m_inspector->setObjectName(QStringLiteral("inspector"));
    m_inspector->setAllowedAreas(Qt::RightDockWidgetArea);
    m_inspector->setFeatures(QDockWidget::DockWidgetClosable);
    addDockWidget(Qt::RightDockWidgetArea, m_inspector);
    m_inspector->hide();
    m_toast = new Toast(this);
    buildStatusBar();
    buildKeys();
    connect(m_nav, &NavList::pageChosen, this, [this](const QString &page) { go(page); });
    connect(m_activity, &ActivityStrip::openAsked, this, [this](qint64 run) { go(QStringLiteral("run"), QString::number(run)); });
    connect(m_activity, &ActivityStrip::pauseAsked, &m_engine, &EngineClient::pause);
    connect(m_activity, &ActivityStrip::stopAsked, &m_engine, &EngineClient::stop);
    connect(m_activity, &ActivityStrip::allAsked, this, [this] { go(QStringLiteral("runs")); });
    connect(&m_engine, &EngineClient::liveRunsChanged, this, &MainWindow::updateLive);
    connect(&m_engine, &EngineClient::ledgerChanged, this, &MainWindow::updateCounts);
    m_nav->setFocus();
}

MainWindow::~MainWindow() = default;

void MainWindow::buildTopBar()
{
    auto *bar = addToolBar(tr("Navigation"));
    bar->setObjectName(QStringLiteral("topBar"));
    bar->setMovable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    const auto button = [&](Icon icon, const QString &name, int by) {
        auto *tool = new QToolButton(bar);
        tool->setIcon(iconOf(icon));
        tool->setIconSize(QSize(20, 20));
        tool->setAutoRaise(true);
        tool->setAccessibleName(name);
        tool->setToolTip(name);
        connect(tool, &QToolButton::clicked, this, [this, by] { step(by); });
        bar->addWidget(tool);
        return tool;
    };
    m_back = button(Icon::ArrowLeft, tr("Back"), -1);
    m_forward = button(Icon::ArrowRight, tr("Forward"), 1);
    m_trail = new QLabel(bar);
    m_trail->setObjectName(QStringLiteral("breadcrumb"));
    m_trail->setTextFormat(Qt::PlainText);
    m_trail->setContentsMargins(8, 0, 8, 0);
    bar->addWidget(m_trail);
    auto *spacer = new QWidget(bar);
    spacer->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(spacer);
    m_commands = new CommandBox(bar);
    m_commands->setMinimumWidth(220);
    m_commands->setMaximumWidth(360);
    m_commands->setMinimumHeight(28);
    bar->addWidget(m_commands);
    auto *gap = new QWidget(bar);
    gap->setFixedWidth(12);
    bar->addWidget(gap);
    auto *newJob = new PrimaryButton(tr("New job"), bar);
    newJob->setObjectName(QStringLiteral("btnNewJob"));
    newJob->setMinimumHeight(30);
    connect(newJob, &QPushButton::clicked, this, [this] { go(QStringLiteral("wizard")); });
    bar->addWidget(newJob);
    m_commands->setSource([this] {
        std::vector<CommandBox::Entry> entries;
        for (const PageEntry &entry : pageTable()) {
            if (entry.group != NavGroup::Hidden)
                entries.push_back({entry.icon, pageTitle(entry), tr("Page"), [this, name = QString::fromLatin1(entry.name)] { go(name); }});
        }
        for (const QString &job : m_engine.jobNames())
            entries.push_back({Icon::Workflow, job, tr("Job"), [this, job] { go(QStringLiteral("wizard"), job); }});
        return entries;
    });
}

void MainWindow::buildStatusBar()
{
    statusBar()->setObjectName(QStringLiteral("statusBar"));
    statusBar()->setSizeGripEnabled(false);
    const auto part = [this](const char *name) {
        auto *label = new QLabel(this);
        label->setObjectName(QLatin1String(name));
        label->setTextFormat(Qt::PlainText);
        label->setFont(captionFont());
        label->setContentsMargins(8, 0, 8, 0);
        statusBar()->addWidget(label);
        return label;
    };
    m_statusRuns = part("statusRuns");
    m_statusFailures = part("statusFailures");
    m_statusLedger = part("statusLedger");
    m_statusZone = new QLabel(this);
    m_statusZone->setFont(captionFont());
    m_statusZone->setText(now().timeZoneAbbreviation());
    m_statusZone->setContentsMargins(8, 0, 8, 0);
    statusBar()->addPermanentWidget(m_statusZone);
    updateLive();
}

void MainWindow::buildKeys()
{
    const auto key = [this](const QKeySequence &keys, std::function<void()> run) {
        auto *action = new QAction(this);
        action->setShortcut(keys);
        connect(action, &QAction::triggered, this, std::move(run));
        addAction(action);
    };
    key(QKeySequence("Ctrl+K"), [this] { m_commands->setFocus(Qt::ShortcutFocusReason); });
    key(QKeySequence("Ctrl+N"), [this] { go(QStringLiteral("wizard")); });
    key(QKeySequence("Ctrl+,"), [this] { go(QStringLiteral("settings")); });
    key(QKeySequence("F5"), [this] {
        if (Page *page = currentPage())
            page->refresh();
    });
    key(QKeySequence("Ctrl+F"), [this] {
        if (Page *page = currentPage(); page && page->findBox())
            page->findBox()->setFocus(Qt::ShortcutFocusReason);
    });
    key(QKeySequence("Ctrl+I"), [this] { m_inspector->setVisible(!m_inspector->isVisible() && m_inspector->widget()); });
    key(QKeySequence("Alt+Left"), [this] { step(-1); });
    key(QKeySequence("Alt+Right"), [this] { step(1); });
    key(QKeySequence("F6"), [this] { cyclePane(1); });
    key(QKeySequence("Shift+F6"), [this] { cyclePane(-1); });
    int number = 1;
    for (const PageEntry &entry : pageTable()) {
        if (entry.group != NavGroup::Hidden && number <= 9)
            key(QKeySequence(QStringLiteral("Ctrl+%1").arg(number++)), [this, name = QString::fromLatin1(entry.name)] { go(name); });
    }
}

void MainWindow::go(const QString &page, const QString &argument)
{
    if (!findPage(page))
        return;
    m_history.resize(static_cast<std::size_t>(m_at + 1));
    m_history.push_back({page, argument});
    m_at = static_cast<int>(m_history.size()) - 1;
    showVisit(m_history.back());
}

void MainWindow::step(int by)
{
    const int next = m_at + by;
    if (next < 0 || next >= static_cast<int>(m_history.size()))
        return;
    m_at = next;
    showVisit(m_history[static_cast<std::size_t>(m_at)]);
}

void MainWindow::showVisit(const Visit &visit)
{
    const PageEntry *entry = findPage(visit.page);
    Page *&page = m_pages[visit.page];
    if (!page) {
        page = entry->make({&m_engine, this});
        page->setObjectName(QStringLiteral("page%1%2").arg(visit.page.left(1).toUpper(), visit.page.mid(1)));
        m_stack->addWidget(page);
        connect(page, &Page::ready, this, [this, page] {
            if (page == currentPage())
                emit pageReady();
        });
        connect(page, &Page::trailChanged, this, &MainWindow::updateTrail);
        connect(&m_engine, &EngineClient::ledgerChanged, page, [this, page] {
            if (page == currentPage())
                page->refresh();
        });
    }
    m_current = visit.page;
    inspect(nullptr);
    m_stack->setCurrentWidget(page);
    m_nav->mark(entry->shownAs ? QString::fromLatin1(entry->shownAs) : visit.page);
    page->open(visit.argument);
    m_back->setEnabled(m_at > 0);
    m_forward->setEnabled(m_at + 1 < static_cast<int>(m_history.size()));
    updateTrail();
}

Page *MainWindow::currentPage() const
{
    return qobject_cast<Page *>(m_stack->currentWidget());
}

void MainWindow::updateTrail()
{
    const PageEntry *entry = findPage(m_current);
    const Page *page = currentPage();
    if (entry && page)
        m_trail->setText(page->trail().isEmpty() ? pageTitle(*entry) : plainText(page->trail(), 120));
}

void MainWindow::cyclePane(int by)
{
    const std::vector<QWidget *> panes{m_nav, m_stack->currentWidget(), m_inspector->isVisible() ? m_inspector->widget() : nullptr,
                                       m_activity->isVisible() ? m_activity : nullptr};
    const int count = static_cast<int>(panes.size());
    int at = 0;
    for (int i = 0; i < count; ++i) {
        if (panes[static_cast<std::size_t>(i)] && (panes[static_cast<std::size_t>(i)] == focusWidget() || panes[static_cast<std::size_t>(i)]->isAncestorOf(focusWidget())))
            at = i;
    }
    for (int tries = 0; tries < count; ++tries) {
        at = (at + by + count) % count;
        QWidget *pane = panes[static_cast<std::size_t>(at)];
        if (!pane)
            continue;
        QWidget *target = pane;
        while (target && target->focusPolicy() == Qt::NoFocus && target->nextInFocusChain() != pane)
            target = target->nextInFocusChain();
        if (target && (target == pane || pane->isAncestorOf(target)))
            return target->setFocus(Qt::TabFocusReason);
    }
}

void MainWindow::updateLive()
{
    const auto &runs = m_engine.liveRuns();
    m_activity->setRuns(runs);
    double rate = 0;
    for (const LiveRun &run : runs)
        rate += run.seconds > 0 ? static_cast<double>(run.figures.read) / run.seconds : 0;
    m_statusRuns->setText(runs.empty() ? tr("Nothing is running") : tr("%n running, %1", nullptr, static_cast<int>(runs.size())).arg(rateText(rate)));
    m_nav->setBadge(QStringLiteral("runs"), static_cast<qint64>(runs.size()));
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
        m_statusFailures->setText(figures->openQuarantined == 0 ? tr("0 quarantined") : tr("%1 quarantined").arg(rowsText(figures->openQuarantined)));
        m_statusLedger->setText(tr("Ledger OK %1").arg(bytesText(figures->ledgerBytes)));
    });
}

void MainWindow::toast(const QString &text, std::function<void()> undo)
{
    m_toast->show(text, std::move(undo));
}

void MainWindow::inspect(QWidget *content)
{
    QWidget *old = m_inspector->widget();
    m_inspector->setWidget(content);
    m_inspector->setVisible(content != nullptr);
    if (old)
        old->deleteLater();
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    m_nav->setNarrow(width() < narrowBelow);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().first().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    go(QStringLiteral("wizard"), QStringLiteral("file:") + event->mimeData()->urls().first().toLocalFile());
}

bool MainWindow::mayQuit()
{
    if (!m_engine.hasOwnRuns())
        return true;
    int own = 0;
    for (const LiveRun &run : m_engine.liveRuns())
        own += run.isForeign ? 0 : 1;
    QMessageBox box(QMessageBox::Question, windowTitle(), tr("%n job(s) are running.", nullptr, own), QMessageBox::NoButton, this);
    box.setTextFormat(Qt::PlainText);
    box.setInformativeText(tr("They pause at the next batch border. Nothing is lost; they go on from there."));
    auto *quit = box.addButton(tr("Pause and quit"), QMessageBox::AcceptRole);
    auto *stay = box.addButton(tr("Stay"), QMessageBox::RejectRole);
    box.setDefaultButton(stay);
    box.setEscapeButton(stay);
    box.exec();
    return box.clickedButton() == quit;
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (mayQuit())
        event->accept();
    else
        event->ignore();
}

} // namespace weir
