#include "ui/shell/mainwindow.h"

#include "ui/bridge/engineclient.h"
#include "ui/shell/activitystrip.h"
#include "ui/shell/commandbox.h"
#include "ui/shell/navlist.h"
#include "ui/shell/notifier.h"
#include "ui/shell/pageregistry.h"
#include "ui/shell/preferences.h"
#include "ui/text/format.h"
#include "ui/text/now.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/inlinebanner.h"
#include "ui/widgets/primarybutton.h"
#include "ui/widgets/toast.h"

#include <QAction>
#include <QBoxLayout>
#include <QDateTime>
#include <QDockWidget>
#include <QFileDialog>
#include <QLabel>
#include <QResizeEvent>
#include <QScrollArea>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>

#include <algorithm>
#include <cstdlib>

namespace weir {

namespace {

/// Width of a window, px, below which the navigation shows icons and the inspector waits for its key: 1,200 at the usual
/// size of text, more where it is larger.
int narrowBelow(const QWidget &window)
{
    constexpr int usualWidth = 1'200, charactersWide = 92;
    return std::max(usualWidth, window.fontInfo().pixelSize() * charactersWide);
}

/// 880 x 470 at the usual size of text; more where it is larger, but never more than any screen has.
QSize leastSize(const QWidget &window)
{
    constexpr int usualPixels = 13;
    const double factor = std::max(1.0, static_cast<double>(window.fontInfo().pixelSize()) / usualPixels);
    return QSize(static_cast<int>(880 * factor), static_cast<int>(470 * factor)).boundedTo({1'280, 800});
}

} // namespace

MainWindow::MainWindow(EngineClient &engine, QWidget *parent)
    : QMainWindow(parent), m_engine(engine), m_ownPreferences(std::make_unique<Preferences>()),
        m_preferences(*m_ownPreferences)
{
    build();
}

MainWindow::MainWindow(EngineClient &engine, Preferences &preferences, QWidget *parent)
    : QMainWindow(parent), m_engine(engine), m_preferences(preferences)
{
    build();
    restoreGeometry(m_preferences.value(QStringLiteral("windowGeometry")).toByteArray());
    m_isInspectorWanted = m_preferences.value(QStringLiteral("inspector"), true).toBool();
}

void MainWindow::build()
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Weir 堰"));
    setMinimumSize(leastSize(*this));
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
    connect(m_activity, &ActivityStrip::openAsked, this,
            [this](qint64 run) { go(QStringLiteral("run"), QString::number(run)); });
    connect(m_activity, &ActivityStrip::pauseAsked, &m_engine, &EngineClient::pause);
    connect(m_activity, &ActivityStrip::stopAsked, &m_engine, &EngineClient::stop);
    connect(m_activity, &ActivityStrip::allAsked, this, [this] { go(QStringLiteral("runs")); });
    connectEngine();
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
    m_trail = new ElidedLabel({}, bar);
    m_trail->setObjectName(QStringLiteral("breadcrumb"));
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
    m_commands->setSource([this] { return commands(); });
}

std::vector<CommandBox::Entry> MainWindow::commands()
{
    std::vector<CommandBox::Entry> entries;
    const auto add = [&](Icon icon, const QString &text, const QString &kind, std::function<void()> run) {
        entries.push_back({icon, text, kind, std::move(run)});
    };
    for (const PageEntry &entry : pageTable()) {
        if (entry.group != NavGroup::Hidden)
            add(entry.icon, pageTitle(entry), tr("Page"), [this, name = QString::fromLatin1(entry.name)] { go(name); });
    }
    const QStringList jobs = m_engine.jobNames();
    for (const QString &job : jobs)
        add(Icon::Workflow, job, tr("Job"), [this, job] { go(QStringLiteral("jobs"), job); });
    for (const QString &connection : m_engine.connectionNames())
        add(Icon::Plug, connection, tr("Connection"), [this, connection] { go(QStringLiteral("connections"), connection); });
    const QString action = tr("Command");
    add(Icon::Plus, tr("New job"), action, [this] { go(QStringLiteral("wizard")); });
    for (const QString &job : jobs)
        add(Icon::Play, tr("Run “%1”").arg(job), action, [this, job] { resume({job}); });
    add(Icon::RefreshCw, tr("Refresh"), action, [this] {
        if (Page *page = currentPage())
            page->refresh();
    });
    for (const auto &[name, text] : {std::pair("light", tr("Light theme")), std::pair("dark", tr("Dark theme"))})
        add(Icon::Sun, text, action, [this, name = QString::fromLatin1(name)] { m_preferences.set(QStringLiteral("theme"),
                name); });
    add(Icon::Languages, QStringLiteral("简体中文"), action, [this] { useLanguage(QStringLiteral("zh_CN")); });
    add(Icon::Languages, QStringLiteral("English"), action, [this] { useLanguage(QStringLiteral("en")); });
    add(Icon::FolderOpen, tr("Open another workspace…"), action, [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, tr("Open another workspace"),
                                                                 m_engine.workspaceFolder());
        if (!folder.isEmpty())
            openWorkspace(folder);
    });
    for (const QString &folder : m_preferences.recentWorkspaces()) {
        if (folder != m_engine.workspaceFolder())
            add(Icon::FolderOpen, folder, tr("Workspace"), [this, folder] { openWorkspace(folder); });
    }
    return entries;
}

void MainWindow::buildStatusBar()
{
    statusBar()->setObjectName(QStringLiteral("statusBar"));
    statusBar()->setSizeGripEnabled(false);
    const auto part = [this](const char *name) {
        auto *label = new ElidedLabel({}, this);
        label->setObjectName(QLatin1String(name));
        label->setFont(captionFont());
        label->setContentsMargins(8, 0, 8, 0);
        statusBar()->addWidget(label);
        return label;
    };
    m_statusNetwork = part("statusNetwork");
    m_statusNetwork->hide();
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
    key(QKeySequence("Ctrl+I"), [this] {
        m_isInspectorWanted = !m_inspector->isVisible();
        m_inspector->setVisible(m_isInspectorWanted && m_inspector->widget());
        m_preferences.set(QStringLiteral("inspector"), m_isInspectorWanted);
    });
    key(QKeySequence("F1"), [this] { showHelp(); });
    key(QKeySequence("Alt+Left"), [this] { step(-1); });
    key(QKeySequence("Alt+Right"), [this] { step(1); });
    key(QKeySequence("F6"), [this] { cyclePane(1); });
    key(QKeySequence("Shift+F6"), [this] { cyclePane(-1); });
    int number = 1;
    for (const PageEntry &entry : pageTable()) {
        if (entry.group != NavGroup::Hidden && number <= 9)
            key(QKeySequence(QStringLiteral("Ctrl+%1").arg(number++)),
                [this, name = QString::fromLatin1(entry.name)] { go(name); });
    }
}

void MainWindow::go(const QString &page, const QString &argument)
{
    if (!findPage(page)) {
        m_banner->show(Hue::Error, tr("There is no page “%1” in this version.").arg(plainText(page, 60)));
        return;
    }
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
        page = entry->make({&m_engine, this, &m_preferences});
        page->setObjectName(QStringLiteral("page%1%2").arg(visit.page.left(1).toUpper(), visit.page.mid(1)));
        m_stack->addWidget(page);
        connect(page, &Page::ready, this, [this, page] {
            if (page == currentPage())
                emit pageReady();
        });
        connect(page, &Page::trailChanged, this, &MainWindow::updateTrail);
        connect(page, &Page::placeChanged, this, [this, page](const QString &argument) {
            if (page == currentPage())
                m_history[static_cast<std::size_t>(m_at)].argument = argument;
        });
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
    const std::vector<QWidget *> panes{m_nav, m_stack->currentWidget(), m_inspector->isVisible() ? m_inspector->widget()
                                       : nullptr,
                                       m_activity->isVisible() ? m_activity : nullptr};
    const int count = static_cast<int>(panes.size());
    int at = 0;
    for (int i = 0; i < count; ++i) {
        if (panes[static_cast<std::size_t>(i)] && (panes[static_cast<std::size_t>(i)] == focusWidget()
                                                   || panes[static_cast<std::size_t>(i)]->isAncestorOf(focusWidget())))
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

void MainWindow::toast(const QString &text, std::function<void()> undo)
{
    m_toast->show(text, std::move(undo));
}

void MainWindow::inspect(QWidget *content)
{
    QWidget *old = m_inspector->widget();
    m_inspector->setWidget(content);
    // A narrow window shows it on Ctrl+I alone, and Esc closes it.
    m_inspector->setVisible(content != nullptr && m_isInspectorWanted && width() >= narrowBelow(*this));
    if (old)
        old->deleteLater();
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    const int border = narrowBelow(*this);
    m_nav->setNarrow(width() < border);
    if (event->oldSize().width() >= border && width() < border)
        m_inspector->hide();
    else if (event->oldSize().width() < border && width() >= border)
        m_inspector->setVisible(m_isInspectorWanted && m_inspector->widget());
}

} // namespace weir
