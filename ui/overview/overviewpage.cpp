#include "ui/overview/overviewpage.h"

#include "ui/bridge/engineclient.h"
#include "ui/bridge/jobqueries.h"
#include "ui/bridge/overviewqueries.h"
#include "ui/overview/attentioncard.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/now.h"
#include "ui/widgets/card.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/inlinebanner.h"
#include "ui/widgets/rowbalancebar.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QScrollArea>
#include <QStackedLayout>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>

namespace weir {

namespace {

constexpr int periodDays[] = {1, 7, 30};
constexpr int checkedMax = 5;
enum Headline { JobName, Success, Failure, Retries, Lost };

/// Rows of texts, changed in place.
void setRows(QStandardItemModel &model, const std::vector<QStringList> &rows, int firstNumber)
{
    while (model.rowCount() > static_cast<int>(rows.size()))
        model.removeRow(model.rowCount() - 1);
    for (int row = 0; row < static_cast<int>(rows.size()); ++row) {
        const QStringList &texts = rows[static_cast<std::size_t>(row)];
        for (int column = 0; column < texts.size(); ++column) {
            if (!model.item(row, column))
                model.setItem(row, column, new QStandardItem);
            model.item(row, column)->setText(texts[column]);
            if (column >= firstNumber)
                model.item(row, column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        }
    }
}

DataTable *smallTable(QStandardItemModel *model, const char *name, const QString &title, QWidget *parent)
{
    auto *table = new DataTable(parent);
    table->setObjectName(QLatin1String(name));
    table->setAccessibleName(title);
    table->setModel(model);
    table->setFrameShape(QFrame::NoFrame);
    table->horizontalHeader()->setStretchLastSection(false);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return table;
}

void fitHeight(DataTable &table, int rowsMax)
{
    const int rows = std::clamp(table.model()->rowCount(), 1, rowsMax);
    table.setFixedHeight(table.horizontalHeader()->sizeHint().height() + rows * table.verticalHeader()->defaultSectionSize() + 4);
}

QString shareOf(qint64 part, qint64 whole)
{
    return whole == 0 ? QStringLiteral("–") : shareText(part, whole);
}

} // namespace

OverviewPage::OverviewPage(const Context &context) : Page(context)
{
    m_views = new QStackedLayout(this);
    m_views->addWidget(makeFirstStart());
    m_views->addWidget(makeOverview());
    connect(&m_engine, &EngineClient::liveRunsChanged, this, [this] {
        fillRunning();
        m_attention->setItems(attentionOf(m_jobs, m_engine.liveRuns()));
    });
}

QWidget *OverviewPage::makeFirstStart()
{
    auto *empty = new EmptyState(Icon::ArrowRightLeft, tr("Move your first data in under a minute"),
                                 tr("Works offline. Your data goes only where you send it."), this);
    empty->addAction(tr("Try with sample data"), true, QStringLiteral("btnTrySample"),
                     [this] { m_navigator.go(QStringLiteral("wizard"), QStringLiteral("sample:clean")); });
    empty->addAction(tr("Open a file…"), false, QStringLiteral("btnOpenFile"),
                     [this] { m_navigator.go(QStringLiteral("wizard"), QStringLiteral("file:")); });
    empty->addAction(tr("Connect my data"), false, QStringLiteral("btnConnect"),
                     [this] { m_navigator.go(QStringLiteral("connections")); });
    empty->addAction(QStringLiteral("简体中文"), false, QStringLiteral("btnChinese"),
                     [this] { m_navigator.useLanguage(QStringLiteral("zh_CN")); });
    empty->addAction(QStringLiteral("English"), false, QStringLiteral("btnEnglish"),
                     [this] { m_navigator.useLanguage(QStringLiteral("en")); });
    return empty;
}

QWidget *OverviewPage::makeOverview()
{
    auto *scroll = new QScrollArea(this);
    scroll->setAccessibleName(tr("What needs attention and what runs"));
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *page = new QWidget(scroll);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(24, 16, 24, 16);
    column->setSpacing(12);
    column->addWidget(new PageHeader(tr("Overview"), page));
    m_banner = new InlineBanner(page);
    column->addWidget(m_banner);
    m_attention = new AttentionCard(m_navigator, page);
    column->addWidget(m_attention);
    auto *today = new Card(tr("Today's row balance"), page);
    m_balanceNote = new QLabel(today);
    m_balanceNote->setForegroundRole(QPalette::PlaceholderText);
    today->head()->addWidget(m_balanceNote);
    m_balance = new RowBalanceBar(today);
    today->body()->addWidget(m_balance);
    column->addWidget(today);
    column->addWidget(makeHeadlines(page));
    m_pair = new QBoxLayout(QBoxLayout::LeftToRight);
    m_pair->setSpacing(12);
    const auto small = [&](const QString &title, QStandardItemModel *&model, DataTable *&table, QLabel *&nothing,
                           const char *name, const QString &none) {
        auto *card = new Card(title, page);
        model = new QStandardItemModel(0, 3, this);
        table = smallTable(model, name, title, card);
        table->horizontalHeader()->hide();
        nothing = new QLabel(none, card);
        nothing->setWordWrap(true);
        card->body()->addWidget(nothing);
        card->body()->addWidget(table);
        card->body()->addStretch(1);
        m_pair->addWidget(card, 1);
    };
    small(tr("Running now"), m_running, m_runningTable, m_nothingRuns, "runningTable", tr("Nothing is running"));
    small(tr("Last checked"), m_checked, m_checkedTable, m_nothingChecked, "checkedTable",
          tr("Not checked yet. A reconciliation compares source and target."));
    connect(m_runningTable, &DataTable::rowOpened, this, [this](const QModelIndex &index) {
        m_navigator.go(QStringLiteral("run"), m_running->item(index.row(), 0)->data().toString());
    });
    connect(m_checkedTable, &DataTable::rowOpened, this, [this](const QModelIndex &index) {
        m_navigator.go(QStringLiteral("reconcile"), m_checked->item(index.row(), 0)->data().toString());
    });
    column->addLayout(m_pair);
    column->addStretch(1);
    scroll->setWidget(page);
    return scroll;
}

QWidget *OverviewPage::makeHeadlines(QWidget *parent)
{
    auto *card = new Card(tr("Headline numbers"), parent);
    m_period = new QComboBox(card);
    m_period->setObjectName(QStringLiteral("overviewPeriod"));
    m_period->setAccessibleName(tr("Period"));
    m_period->addItems({tr("today"), tr("7 days"), tr("30 days")});
    connect(m_period, &QComboBox::currentIndexChanged, this, &OverviewPage::refresh);
    card->head()->addWidget(m_period);
    m_headlines = new QStandardItemModel(this);
    m_headlines->setHorizontalHeaderLabels({tr("Job"), tr("Success rate"), tr("Failure rate"), tr("Retries"),
                                            tr("Lost rows")});
    for (int column = Success; column <= Lost; ++column)
        m_headlines->setHeaderData(column, Qt::Horizontal, static_cast<int>(Qt::AlignRight | Qt::AlignVCenter),
                                   Qt::TextAlignmentRole);
    m_headlineTable = smallTable(m_headlines, "headlineTable", tr("Headline numbers"), card);
    m_headlineTable->setSelectionBehavior(QAbstractItemView::SelectItems); // each number opens its rows
    connect(m_headlineTable, &DataTable::rowOpened, this, &OverviewPage::openHeadline);
    card->body()->addWidget(m_headlineTable);
    return card;
}

void OverviewPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    const int both = fontMetrics().averageCharWidth() * 110;
    m_pair->setDirection(width() >= both ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

void OverviewPage::open(const QString &)
{
    setReady(false);
    refresh();
}

void OverviewPage::refresh()
{
    const QDateTime since = now().date().addDays(1 - periodDays[std::clamp(m_period->currentIndex(), 0, 2)]).startOfDay();
    workspaceFigures(m_engine).then(this, [this, since](const Result<WorkspaceFigures> &figures) {
        if (figures) {
            m_balance->setBalance(figures->today);
            m_balanceNote->setText(tr("all jobs, %n run(s)", nullptr, figures->runsToday));
        }
        fetchJobs(m_engine, since).then(this, [this](const Result<std::vector<JobItem>> &jobs) {
            if (!jobs) {
                m_banner->show(Hue::Error, tr("The ledger in %1 cannot be read. %2").arg(m_engine.workspaceFolder(),
                        errorText(jobs.error())), {}, false);
                m_banner->setDetails(plainText(QString::fromStdString(jobs.error().detail)));
            } else {
                m_banner->hide();
                m_jobs = *jobs;
                m_attention->setItems(attentionOf(m_jobs, m_engine.liveRuns()));
                fillHeadlines();
                fillRunning();
                fillChecked();
            }
            m_views->setCurrentIndex(jobs && m_jobs.empty() ? 0 : 1);
            setReady();
        });
    });
}

void OverviewPage::fillHeadlines()
{
    JobItem all;
    all.lost = 0;
    std::vector<QStringList> rows(1);
    const auto line = [](const JobItem &job) {
        return QStringList{plainText(job.name, 80), shareOf(job.period.delivered(), job.due()),
                           shareOf(job.period.quarantined + job.period.unknown, job.due()), rowsText(job.retries),
                           job.lost ? rowsText(*job.lost) : tr("not checked yet")};
    };
    bool isAnyChecked = false;
    for (const JobItem &job : m_jobs) {
        if (job.isDraft)
            continue;
        all.period += job.period;
        all.retries += job.retries;
        isAnyChecked = isAnyChecked || job.lost.has_value();
        all.lost = *all.lost + job.lost.value_or(0);
        rows.push_back(line(job));
    }
    if (!isAnyChecked)
        all.lost.reset();
    all.name = tr("All jobs");
    rows.front() = line(all);
    setRows(*m_headlines, rows, Success);
    m_headlineTable->ensureCurrent();
    fitHeight(*m_headlineTable, 8);
}

void OverviewPage::openHeadline(const QModelIndex &index)
{
    static const char *const pages[] = {"jobs", "runs", "failures", "runs", "reconcile"};
    const QString job = index.row() == 0 ? QString() : index.siblingAtColumn(JobName).data().toString();
    m_navigator.go(QLatin1String(pages[index.column()]), job);
}

void OverviewPage::fillRunning()
{
    std::vector<QStringList> rows;
    const auto &live = m_engine.liveRuns();
    for (const LiveRun &run : live) {
        const auto progress = run.progress();
        rows.push_back({plainText(run.job, 80),
                        progress ? shareText(static_cast<qint64>(*progress * 1'000), 1'000)
                            : tr("%1 rows").arg(rowsText(run.figures.read)),
                        stateLook(run.state, run.figures.quarantined, run.figures.unknown).word});
    }
    setRows(*m_running, rows, 1);
    for (int row = 0; row < m_running->rowCount(); ++row)
        m_running->item(row, 0)->setData(QString::number(live[static_cast<std::size_t>(row)].run));
    m_nothingRuns->setVisible(rows.empty());
    m_runningTable->setVisible(!rows.empty());
    fitHeight(*m_runningTable, 4);
}

void OverviewPage::fillChecked()
{
    std::vector<const JobItem *> checked;
    for (const JobItem &job : m_jobs) {
        if (job.checkedAt.isValid())
            checked.push_back(&job);
    }
    std::sort(checked.begin(), checked.end(),
              [](const JobItem *a, const JobItem *b) { return a->checkedAt > b->checkedAt; });
    checked.resize(std::min<std::size_t>(checked.size(), checkedMax));
    std::vector<QStringList> rows;
    for (const JobItem *job : checked)
        rows.push_back({plainText(job->name, 80), tr("%n unexplained", nullptr, static_cast<int>(job->differences)),
                        timeText(job->checkedAt)});
    setRows(*m_checked, rows, 1);
    for (int row = 0; row < m_checked->rowCount(); ++row)
        m_checked->item(row, 0)->setData(checked[static_cast<std::size_t>(row)]->name);
    m_nothingChecked->setVisible(rows.empty());
    m_checkedTable->setVisible(!rows.empty());
    fitHeight(*m_checkedTable, checkedMax);
}

} // namespace weir
