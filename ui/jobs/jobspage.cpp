#include "ui/jobs/jobspage.h"

#include "ui/bridge/engineclient.h"
#include "ui/bridge/jobqueries.h"
#include "ui/jobs/jobinspector.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/now.h"
#include "ui/theme/icons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/inlinebanner.h"
#include "ui/widgets/statedelegate.h"
#include "ui/widgets/wraplayout.h"

#include <QAction>
#include <QButtonGroup>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QStackedLayout>
#include <QToolButton>

namespace weir {

namespace {

enum View { FirstStart, List, NothingFound };
constexpr int periodDays[] = {1, 7, 30};

QDateTime sinceOf(int period)
{
    const QDate today = now().date();
    return today.addDays(1 - periodDays[std::clamp(period, 0, 2)]).startOfDay();
}

} // namespace

JobsPage::JobsPage(const Context &context) : Page(context)
{
    m_model = new JobModel(this);
    m_filter = new JobFilter(*m_model, this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 16, 24, 16);
    column->setSpacing(8);
    auto *header = new PageHeader(tr("Jobs"), this);
    column->addWidget(header);
    makeFilters(*header->chips());
    m_banner = new InlineBanner(this);
    column->addWidget(m_banner);
    m_views = new QStackedLayout;
    auto *empty = new EmptyState(Icon::Workflow, tr("No jobs yet"),
                                 tr("A job moves data from a source to a target, and accounts for every row."), this);
    empty->addAction(tr("Try with sample data"), true, QStringLiteral("btnTrySample"),
                     [this] { m_navigator.go(QStringLiteral("wizard"), QStringLiteral("sample:clean")); });
    empty->addAction(tr("New job"), false, QStringLiteral("btnFirstJob"),
                     [this] { m_navigator.go(QStringLiteral("wizard")); });
    m_views->addWidget(empty);
    m_views->addWidget(makeList());
    m_nothingFound = new EmptyState(Icon::Search, {}, {}, this);
    m_nothingFound->addAction(tr("Clear filter"), false, QStringLiteral("btnClearFilter"), [this] {
        m_find->clear();
        m_chips[0]->click();
    });
    m_views->addWidget(m_nothingFound);
    column->addLayout(m_views, 1);
    makeKeys();
    connect(&m_engine, &EngineClient::liveRunsChanged, this, [this] {
        m_model->setLive(m_engine.liveRuns());
        updateActions();
    });
    connect(m_model, &JobModel::renameAsked, this, [this](const QString &from, const QString &to) { rename(from, to); });
}

void JobsPage::makeFilters(WrapLayout &row)
{
    m_find = new QLineEdit(this);
    m_find->setObjectName(QStringLiteral("jobFilter"));
    m_find->setPlaceholderText(tr("Filter"));
    m_find->setAccessibleName(tr("Filter jobs"));
    m_find->setClearButtonEnabled(true);
    m_find->setMaximumWidth(fontMetrics().averageCharWidth() * 30);
    connect(m_find, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter->setText(text);
        updateView();
    });
    row.addWidget(m_find);
    auto *group = new QButtonGroup(this);
    static const char *const names[] = {"chipAll", "chipRunning", "chipAttention", "chipPaused"};
    for (std::size_t i = 0; i < m_chips.size(); ++i) {
        m_chips[i] = new QToolButton(this);
        m_chips[i]->setObjectName(QLatin1String(names[i]));
        m_chips[i]->setCheckable(true);
        group->addButton(m_chips[i]);
        connect(m_chips[i], &QToolButton::clicked, this, [this, i] {
            m_filter->setChip(static_cast<JobFilter::Chip>(i));
            updateView();
        });
        row.addWidget(m_chips[i]);
    }
    m_chips[0]->setChecked(true);
    m_period = new QComboBox(this);
    m_period->setObjectName(QStringLiteral("jobPeriod"));
    m_period->setAccessibleName(tr("Period of the rates"));
    m_period->addItems({tr("today"), tr("7 days"), tr("30 days")});
    connect(m_period, &QComboBox::currentIndexChanged, this, &JobsPage::refresh);
    row.addWidget(m_period);
}

QWidget *JobsPage::makeList()
{
    auto *list = new QWidget(this);
    auto *column = new QVBoxLayout(list);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_table = new DataTable(list);
    m_table->setObjectName(QStringLiteral("jobTable"));
    m_table->setAccessibleName(tr("Jobs"));
    m_table->setModel(m_filter);
    m_table->setRowsShownMin(2);
    m_table->setItemDelegateForColumn(JobModel::State, new StateDelegate(m_table));
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(JobModel::Name, Qt::AscendingOrder);
    m_table->horizontalHeader()->setStretchLastSection(false);
    column->addWidget(m_table, 1);
    auto *actions = new WrapLayout;
    makeActions(*actions);
    column->addLayout(actions);
    connect(m_table, &DataTable::rowOpened, this, &JobsPage::openCurrent);
    connect(m_table, &DataTable::currentRowChanged, this, [this] {
        updateActions();
        showInspector();
    });
    return list;
}

void JobsPage::makeActions(WrapLayout &row)
{
    const auto button = [&](Icon icon, const QString &text, const char *name, auto act) {
        auto *made = new QPushButton(iconOf(icon), text, this);
        made->setObjectName(QLatin1String(name));
        connect(made, &QPushButton::clicked, this, act);
        row.addWidget(made);
        return made;
    };
    m_run = button(Icon::Play, tr("Run"), "btnRun", &JobsPage::run);
    m_pause = button(Icon::Pause, tr("Pause"), "btnPause", &JobsPage::togglePause);
    m_stop = button(Icon::Hand, tr("Stop"), "btnStop", &JobsPage::stop);
    m_edit = button(Icon::Pencil, tr("Edit mapping"), "btnEditMapping", &JobsPage::openCurrent);
    m_duplicate = button(Icon::Copy, tr("Duplicate"), "btnDuplicate", &JobsPage::duplicate);
    m_more = new QToolButton(this);
    m_more->setObjectName(QStringLiteral("btnMore"));
    m_more->setIcon(iconOf(Icon::Ellipsis));
    m_more->setAccessibleName(tr("More actions"));
    m_more->setToolTip(tr("More actions"));
    m_more->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_more);
    menu->addAction(tr("Rename"), QKeySequence("F2"), this, [this] {
        if (const JobItem *job = current(); job && !job->isDraft)
            m_table->edit(m_table->currentIndex().siblingAtColumn(JobModel::Name));
    })->setShortcutContext(Qt::WidgetShortcut);
    m_enable = menu->addAction(tr("Disable"), this, &JobsPage::toggleEnabled);
    menu->addAction(tr("Reconcile"), this, [this] {
        if (const JobItem *job = current())
            m_navigator.go(QStringLiteral("reconcile"), job->name);
    });
    menu->addAction(iconOf(Icon::Table2), tr("See the rows"), this, &JobsPage::seeRows)->setObjectName(QStringLiteral("actSeeRows"));
    menu->addAction(iconOf(Icon::Download), tr("Mapping document…"), this, &JobsPage::writeDocument)
        ->setObjectName(QStringLiteral("actMappingDocument"));
    menu->addSeparator();
    m_delete = menu->addAction(iconOf(Icon::Trash2), tr("Delete"), this, &JobsPage::remove);
    m_delete->setObjectName(QStringLiteral("actDelete"));
    m_more->setMenu(menu);
    row.addWidget(m_more);
}

void JobsPage::makeKeys()
{
    const auto key = [this](const char *keys, auto act) {
        auto *action = new QAction(this);
        action->setShortcut(QKeySequence(QLatin1String(keys)));
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, act);
        addAction(action);
    };
    key("Ctrl+R", &JobsPage::run);
    key("Ctrl+P", &JobsPage::togglePause);
    key("Shift+F5", &JobsPage::stop);
    key("Ctrl+E", &JobsPage::openCurrent);
    key("Ctrl+D", &JobsPage::duplicate);
    const auto tableKey = [this](const char *keys, auto act) { // editors and the filter keep these keys for themselves
        auto *action = new QAction(m_table);
        action->setShortcut(QKeySequence(QLatin1String(keys)));
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, act);
        m_table->addAction(action);
    };
    tableKey("Del", &JobsPage::remove);
    tableKey("F2", [this] {
        if (const JobItem *job = current(); job && !job->isDraft)
            m_table->edit(m_table->currentIndex().siblingAtColumn(JobModel::Name));
    });
    tableKey("Esc", [this] { m_find->clear(); });
}

QWidget *JobsPage::findBox() const
{
    return m_find;
}

void JobsPage::open(const QString &argument)
{
    setReady(false);
    m_wanted = argument;
    refresh();
    if (m_wasFilled)
        showInspector();
}

void JobsPage::refresh()
{
    fetchJobs(m_engine, sinceOf(m_period->currentIndex())).then(this, [this](const Result<std::vector<JobItem>> &items) {
        if (items)
            fill(*items);
        else
            tell(tr("The jobs cannot be read."), items.error());
        setReady();
    });
}

void JobsPage::fill(std::vector<JobItem> items)
{
    m_model->setLive(m_engine.liveRuns());
    m_model->setItems(std::move(items));
    if (!m_table->underMouse() && !m_table->hasFocus()) // else values change in place
        m_filter->sort(m_filter->sortColumn(), m_filter->sortOrder());
    if (!std::exchange(m_wasFilled, true)) {
        m_table->resizeColumnsToContents();
        m_table->setColumnWidth(JobModel::State, std::max(m_table->columnWidth(JobModel::State), 170));
        m_table->setColumnWidth(JobModel::Name, std::clamp(m_table->columnWidth(JobModel::Name), 140, 320));
        m_table->setColumnWidth(JobModel::Ends, std::clamp(m_table->columnWidth(JobModel::Ends), 160, 360));
    }
    updateView();
    m_table->ensureCurrent();
    if (!m_wanted.isEmpty())
        select(std::exchange(m_wanted, {}));
    updateActions();
    showInspector();
}

void JobsPage::updateView()
{
    const QString words[] = {tr("All %1"), tr("Running %1"), tr("Needs attention %1"), tr("Paused %1")};
    for (std::size_t i = 0; i < m_chips.size(); ++i)
        m_chips[i]->setText(words[i].arg(m_filter->count(static_cast<JobFilter::Chip>(i))));
    if (m_model->rowCount() == 0) {
        m_views->setCurrentIndex(FirstStart);
    } else if (m_filter->rowCount() == 0) {
        m_nothingFound->setText(m_find->text().isEmpty() ? tr("No job is in this state")
                                : tr("No job matches “%1”").arg(plainText(m_find->text(), 60)));
        m_views->setCurrentIndex(NothingFound);
    } else {
        m_views->setCurrentIndex(List);
        m_table->ensureCurrent();
    }
    if (m_views->currentIndex() != List)
        m_navigator.inspect(nullptr);
}

const JobItem *JobsPage::current() const
{
    const QModelIndex at = m_filter->mapToSource(m_table->currentIndex());
    return at.isValid() ? &m_model->item(at.row()) : nullptr;
}

void JobsPage::select(const QString &name)
{
    const int row = m_model->rowOf(name);
    if (row < 0)
        return;
    const QModelIndex at = m_filter->mapFromSource(m_model->index(row, JobModel::Name));
    m_table->setCurrentIndex(at);
    m_table->scrollTo(at);
}

void JobsPage::updateActions()
{
    const JobItem *job = current();
    const LiveRun *live = job ? m_model->liveOf(job->name) : nullptr;
    const bool isJob = job && !job->isDraft && job->trouble.isEmpty();
    const bool canGoOn = job && (job->state == UiState::Paused || job->state == UiState::Interrupted);
    m_run->setEnabled(isJob && !live);
    m_run->setText(canGoOn && !live ? (job->state == UiState::Paused ? tr("Continue") : tr("Resume")) : tr("Run"));
    m_pause->setEnabled(live && live->state != UiState::Pausing && live->state != UiState::Stopping);
    m_stop->setEnabled(live && live->state != UiState::Stopping);
    m_edit->setEnabled(job && job->trouble.isEmpty());
    m_edit->setText(job && job->isDraft ? tr("Go on editing") : tr("Edit mapping"));
    m_duplicate->setEnabled(isJob);
    m_delete->setEnabled(job && !live);
    m_enable->setEnabled(isJob);
    m_enable->setText(job && !job->isEnabled ? tr("Enable") : tr("Disable"));
}

void JobsPage::showInspector()
{
    const JobItem *job = current();
    if (!job || m_views->currentIndex() != List || !isVisible())
        return;
    if (!m_inspector) {
        m_inspector = new JobInspector(m_navigator);
        connect(m_inspector, &JobInspector::changeAsked, this, &JobsPage::reviewChange);
        m_navigator.inspect(m_inspector);
    }
    m_inspector->setJob(*job, m_model->stateOf(*job), m_period->currentText());
}

void JobsPage::tell(const QString &what, const Error &error)
{
    m_banner->show(Hue::Error, QStringLiteral("%1 %2").arg(what, errorText(error)));
    m_banner->setDetails(plainText(QString::fromStdString(error.detail)));
}

} // namespace weir
