#include "ui/runs/runspage.h"

#include "ui/bridge/engineclient.h"
#include "ui/runs/comparerunsdialog.h"
#include "ui/runs/runmodel.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/now.h"
#include "ui/text/statetext.h"
#include "ui/widgets/card.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/inlinebanner.h"
#include "ui/widgets/statedelegate.h"
#include "ui/widgets/wraplayout.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPushButton>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace weir {

namespace {

enum View { List, Empty };

/// What the filter by state offers.
struct StateChoice
{
    const char *text; ///< source text, context "RunsPage"
    std::vector<UiState> states;
};

const std::vector<StateChoice> &stateChoices()
{
    static const std::vector<StateChoice> choices = {
        {QT_TRANSLATE_NOOP("weir::RunsPage", "All results"), {}},
        {QT_TRANSLATE_NOOP("weir::RunsPage", "Going on"),
         {UiState::Queued, UiState::Running, UiState::Throttled, UiState::CircuitOpen, UiState::Offline, UiState::Pausing,
          UiState::Stopping}},
        {QT_TRANSLATE_NOOP("weir::RunsPage", "Completed"), {UiState::Completed}},
        {QT_TRANSLATE_NOOP("weir::RunsPage", "With quarantined or unknown rows"), {UiState::CompletedQuarantined, UiState::CompletedUnknown}},
        {QT_TRANSLATE_NOOP("weir::RunsPage", "Failed or interrupted"),
         {UiState::Failed, UiState::Interrupted, UiState::Stalled, UiState::Fenced, UiState::Unbalanced}},
        {QT_TRANSLATE_NOOP("weir::RunsPage", "Paused or stopped"), {UiState::Paused, UiState::Stopped}},
    };
    return choices;
}

struct PeriodChoice
{
    const char *text;
    int days; ///< 0: from the beginning
};
constexpr PeriodChoice periodChoices[] = {
    {QT_TRANSLATE_NOOP("weir::RunsPage", "Last 7 days"), 7},
    {QT_TRANSLATE_NOOP("weir::RunsPage", "Last 30 days"), 30},
    {QT_TRANSLATE_NOOP("weir::RunsPage", "All time"), 0},
};

QComboBox *makeFilter(const QString &objectName, const QString &accessibleName, QWidget *parent)
{
    auto *box = new QComboBox(parent);
    box->setObjectName(objectName);
    box->setAccessibleName(accessibleName);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    return box;
}

} // namespace

RunsPage::RunsPage(const Context &context) : Page(context)
{
    m_model = new RunModel(m_engine, this);
    m_views = new QStackedLayout(this);
    m_views->addWidget(makeList());
    m_empty = new EmptyState(Icon::Activity, tr("No runs yet"), tr("A run appears here as soon as a job is started, also from a shell."), this);
    m_empty->addAction(tr("Go to jobs"), true, QStringLiteral("btnGoToJobs"), [this] { m_navigator.go(QStringLiteral("jobs")); });
    m_views->addWidget(m_empty);
    connect(&m_engine, &EngineClient::ledgerChanged, this, [this] {
        if (isVisible())
            refresh();
    });
}

QWidget *RunsPage::makeList()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(24, 16, 24, 16);
    column->setSpacing(12);
    auto *top = new PageHeader(tr("Runs"), page);
    column->addWidget(top);
    m_banner = new InlineBanner(page);
    m_banner->hide();
    column->addWidget(m_banner);
    m_job = makeFilter(QStringLiteral("runJobFilter"), tr("Job"), page);
    m_state = makeFilter(QStringLiteral("runStateFilter"), tr("Result"), page);
    m_period = makeFilter(QStringLiteral("runPeriodFilter"), tr("Period"), page);
    m_job->addItem(tr("All jobs"));
    for (const StateChoice &state : stateChoices())
        m_state->addItem(tr(state.text));
    for (const PeriodChoice &period : periodChoices)
        m_period->addItem(tr(period.text), period.days);
    for (QComboBox *box : {m_job, m_state, m_period}) {
        top->chips()->addWidget(box);
        connect(box, &QComboBox::activated, this, [this] { refresh(); });
    }
    m_compare = new QPushButton(tr("Compare…"), page);
    m_compare->setObjectName(QStringLiteral("btnCompareRuns"));
    m_compare->setToolTip(tr("The chosen run beside another one of its job"));
    connect(m_compare, &QPushButton::clicked, this, &RunsPage::compare);
    top->buttons()->addWidget(m_compare);
    m_table = new DataTable(page);
    m_table->setObjectName(QStringLiteral("runTable"));
    m_table->setAccessibleName(tr("Runs"));
    m_table->setModel(m_model);
    m_table->setRowsShownMin(2);
    m_table->setItemDelegateForColumn(RunModel::Result, new StateDelegate(m_table));
    QHeaderView *header = m_table->horizontalHeader();
    header->setStretchLastSection(true);
    const QFontMetrics metrics(font());
    const auto width = [&](const QString &text) { return metrics.horizontalAdvance(text) + 24; };
    header->resizeSection(RunModel::Started, width(QStringLiteral("2026-03-05 14:07:09")));
    header->resizeSection(RunModel::Job, metrics.averageCharWidth() * 24);
    header->resizeSection(RunModel::Result, width(stateLook(UiState::CompletedQuarantined, 99'999).word) + 24);
    for (int number = RunModel::Read; number <= RunModel::Rate; ++number) {
        const bool isWide = number == RunModel::Read || number == RunModel::Delivered;
        const QString title = m_model->headerData(number, Qt::Horizontal, Qt::DisplayRole).toString();
        header->resizeSection(number, std::max(width(title), width(isWide ? QStringLiteral("00,000,000") : QStringLiteral("00,000"))));
    }
    connect(m_table, &DataTable::rowOpened, this, [this](const QModelIndex &index) { openRow(index.row()); });
    column->addWidget(m_table, 1);
    return page;
}

void RunsPage::open(const QString &argument)
{
    setReady(false);
    m_wantedJob = argument;
    refresh();
}

RunChoice RunsPage::choice() const
{
    RunChoice choice;
    choice.job = !m_wantedJob.isEmpty() ? m_wantedJob : m_job->currentIndex() > 0 ? m_job->currentText() : QString();
    choice.states = stateChoices()[static_cast<std::size_t>(std::max(0, m_state->currentIndex()))].states;
    if (const int days = m_period->currentData().toInt(); days > 0)
        choice.since = now().addDays(-days);
    return choice;
}

void RunsPage::refresh()
{
    if (!m_engine.isOpen())
        return;
    runOrder(m_engine, choice()).then(this, [this, question = ++m_question](const Result<RunOrder> &order) {
        if (question != m_question)
            return;
        if (!order) {
            m_banner->show(Hue::Error, errorText(order.error()), {{tr("Try again"), [this] { refresh(); }}}, false);
            m_banner->setDetails(QString::fromStdString(order.error().detail));
        } else {
            take(*order);
        }
        setReady();
    });
}

void RunsPage::take(const RunOrder &order)
{
    const qint64 current = m_model->runAt(m_table->currentIndex().row());
    fillJobs(order.jobs);
    m_model->setOrder(order);
    if (const int row = m_model->rowOf(current); row >= 0 && row != m_table->currentIndex().row())
        m_table->setCurrentIndex(m_model->index(row, 0));
    m_table->ensureCurrent();
    m_compare->setEnabled(!order.ids.empty());
    const bool isNarrowed = !choice().job.isEmpty() || m_state->currentIndex() > 0;
    const bool isEmpty = order.ids.empty() && order.jobs.isEmpty() && !isNarrowed;
    m_views->setCurrentIndex(isEmpty ? Empty : List);
    if (order.ids.empty() && !isEmpty)
        m_banner->show(Hue::Neutral, tr("No run matches the filter."), {{tr("Show all"), [this] {
            m_wantedJob.clear();
            m_job->setCurrentIndex(0);
            m_state->setCurrentIndex(0);
            m_period->setCurrentIndex(m_period->count() - 1);
            refresh();
        }}}, false);
    else
        tellInterrupted();
}

void RunsPage::fillJobs(const QStringList &jobs)
{
    QStringList shown;
    for (int i = 1; i < m_job->count(); ++i)
        shown << m_job->itemText(i);
    const QString chosen = m_wantedJob.isEmpty() ? m_job->currentText() : m_wantedJob;
    if (shown != jobs) {
        while (m_job->count() > 1)
            m_job->removeItem(m_job->count() - 1);
        m_job->addItems(jobs);
    }
    m_job->setCurrentIndex(std::max(0, m_job->findText(chosen)));
    m_wantedJob.clear();
}

void RunsPage::tellInterrupted()
{
    const RunOrder &order = m_model->order();
    if (order.interrupted == 0) {
        m_banner->hide();
        return;
    }
    const qint64 run = order.ids.front();
    m_banner->show(Hue::Warn, tr("%n run(s) were interrupted. Nothing is lost; each goes on where it stopped.", nullptr, order.interrupted),
                   {{tr("Look at it"), [this, run] { m_navigator.go(QStringLiteral("run"), QString::number(run)); }}}, false);
}

void RunsPage::openRow(int row)
{
    if (const qint64 run = m_model->runAt(row); run != 0)
        m_navigator.go(QStringLiteral("run"), QString::number(run));
}

QWidget *RunsPage::findBox() const
{
    return m_job;
}

void RunsPage::copyRow(QChar separator)
{
    const QString text = m_model->rowText(m_table->currentIndex().row(), separator);
    if (!text.isEmpty())
        QApplication::clipboard()->setText(text);
}

void RunsPage::compare()
{
    const RunItem *run = m_model->item(m_table->currentIndex().row());
    if (!run)
        return;
    auto *dialog = new CompareRunsDialog(m_engine, *run, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void RunsPage::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        return copyRow(QLatin1Char('\t'));
    if (event->key() == Qt::Key_C && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier))
        return copyRow(QLatin1Char(','));
    Page::keyPressEvent(event);
}

} // namespace weir
