// What the page of a run is made of; what it does is in rundetailpage.cpp.

#include "ui/runs/rundetailpage.h"

#include "ui/bridge/engineclient.h"
#include "ui/runs/runcharts.h"
#include "ui/runs/runtext.h"
#include "ui/runs/throughputmodel.h"
#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/inlinebanner.h"
#include "ui/widgets/primarybutton.h"
#include "ui/widgets/rowbalancebar.h"
#include "ui/widgets/statuschip.h"
#include "ui/widgets/wraplayout.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace weir {

namespace {

constexpr int tabsHeightMin = 260; ///< px: some rows are always seen

QString shareOf(const CauseItem &cause, const ListModel<CauseItem> *causes)
{
    qint64 all = 0;
    for (const CauseItem &other : causes->items())
        all += other.rows;
    return shareText(cause.rows, all);
}

} // namespace

RunDetailPage::RunDetailPage(const Context &context) : Page(context)
{
    auto *area = new QScrollArea(this);
    area->setAccessibleName(tr("State, balance and charts of the run"));
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    auto *body = new QWidget(area);
    auto *column = new QVBoxLayout(body);
    column->setContentsMargins(24, 16, 24, 16);
    column->setSpacing(12);
    area->setWidget(body);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(area);

    buildHeader(column);
    m_banner = new InlineBanner(body);
    m_banner->hide();
    column->addWidget(m_banner);
    auto *balance = new Card(tr("Row balance"), body);
    m_balance = new RowBalanceBar(balance);
    m_balance->setObjectName(QStringLiteral("runBalance"));
    m_balanceNote = new QLabel(balance);
    m_balanceNote->setObjectName(QStringLiteral("balanceNote"));
    m_backlog = new QLabel(balance);
    m_backlog->setObjectName(QStringLiteral("backlog"));
    m_backlog->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    balance->body()->addWidget(m_balance);
    auto *note = new WrapLayout;
    note->addWidget(m_balanceNote);
    note->addStretch();
    note->addWidget(m_backlog);
    balance->body()->addLayout(note);
    column->addWidget(balance);
    auto *charts = new Card({}, body);
    m_chartsCard = charts;
    m_charts = new RunCharts(charts);
    charts->body()->addWidget(m_charts);
    column->addWidget(charts);
    buildTabs(column);

    connect(m_balance, &RowBalanceBar::boxChosen, this, [this](RowBalanceBar::Box box) {
        m_tabs->setCurrentIndex(box == RowBalanceBar::Box::Quarantined || box == RowBalanceBar::Box::Unknown ? 0 : 1);
    });
    connect(m_charts, &RunCharts::rangeChosen, this, [this] { tick(); });
    connect(&m_engine, &EngineClient::liveRunsChanged, this, [this] {
        if (isVisible())
            tick();
    });
    connect(&m_engine, &EngineClient::ledgerChanged, this, [this] {
        if (isVisible())
            refresh();
    });
}

void RunDetailPage::buildHeader(QVBoxLayout *column)
{
    m_header = new PageHeader({}, this);
    m_guarantee = new QLabel(m_header);
    m_guarantee->setObjectName(QStringLiteral("guarantee"));
    m_chip = new StatusChip(m_header);
    m_chip->setObjectName(QStringLiteral("runState"));
    m_progress = new QLabel(m_header);
    m_progress->setObjectName(QStringLiteral("runProgress"));
    m_header->chips()->addWidget(m_guarantee);
    m_header->chips()->addWidget(m_chip);
    m_header->chips()->addWidget(m_progress);
    m_pause = new QPushButton(m_header);
    m_pause->setObjectName(QStringLiteral("btnPause"));
    m_stop = new QToolButton(m_header);
    m_stop->setObjectName(QStringLiteral("btnStop"));
    m_stop->setText(tr("Stop"));
    m_stop->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_stop->setPopupMode(QToolButton::MenuButtonPopup);
    auto *menu = new QMenu(m_stop);
    menu->addAction(tr("Stop after this batch"), this, [this] { m_engine.stop(m_run); });
    menu->addAction(tr("Stop now"), this, [this] { m_engine.stopNow(m_run); });
    m_stop->setMenu(menu);
    m_header->buttons()->addWidget(m_pause);
    m_header->buttons()->addWidget(m_stop);
    column->addWidget(m_header);
    connect(m_pause, &QPushButton::clicked, this, &RunDetailPage::pauseOrResume);
    connect(m_stop, &QToolButton::clicked, this, [this] { m_engine.stop(m_run); });

    m_outcome = new QWidget(this);
    m_outcome->setObjectName(QStringLiteral("runOutcome"));
    // The words above the buttons: beside them neither has room in a narrow window.
    auto *lines = new QVBoxLayout(m_outcome);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(8);
    m_outcomeText = new QLabel(m_outcome);
    m_outcomeText->setObjectName(QStringLiteral("outcome"));
    m_outcomeText->setWordWrap(true);
    lines->addWidget(m_outcomeText);
    auto *row = new WrapLayout;
    lines->addLayout(row);
    m_finishActions = new WrapLayout;
    row->addLayout(m_finishActions);
    m_compensate = new PrimaryButton(tr("Compensate…"), m_outcome);
    m_compensate->setObjectName(QStringLiteral("btnCompensateRun"));
    m_tryFailures = new PrimaryButton(tr("See how it looks when rows fail"), m_outcome);
    m_tryFailures->setObjectName(QStringLiteral("btnTryFailures"));
    connect(m_tryFailures, &QPushButton::clicked, this,
            [this] { m_navigator.go(QStringLiteral("wizard"), QStringLiteral("sample:messy")); });
    auto *reconcile = new QPushButton(tr("Reconcile"), m_outcome);
    reconcile->setObjectName(QStringLiteral("btnReconcileRun"));
    m_finishActions->addWidget(reconcile);
    const auto add = [&](const QString &text, const char *name, auto act) {
        auto *button = new QPushButton(text, m_outcome);
        button->setObjectName(QLatin1String(name));
        connect(button, &QPushButton::clicked, this, act);
        m_finishActions->addWidget(button);
    };
    add(tr("See the rows"), "btnSeeRows", &RunDetailPage::seeRows);
    add(tr("Copy receipt"), "btnCopyReceipt", &RunDetailPage::copyReceiptOfRun);
    add(tr("Mapping document…"), "btnMappingDocument", &RunDetailPage::writeDocument);
    row->addWidget(m_compensate);
    row->addWidget(m_tryFailures);
    connect(m_compensate, &QPushButton::clicked, this, &RunDetailPage::compensate);
    connect(reconcile, &QPushButton::clicked, this, [this] {
        if (m_detail)
            m_navigator.go(QStringLiteral("reconcile"), m_detail->item.job);
    });
    column->addWidget(m_outcome);
}

QWidget *RunDetailPage::buildTable(QAbstractItemModel *model, const QString &objectName, const QString &accessibleName)
{
    auto *table = new DataTable(this);
    table->setObjectName(objectName);
    table->setAccessibleName(accessibleName);
    table->setModel(model);
    table->setFrameShape(QFrame::NoFrame);
    table->horizontalHeader()->setStretchLastSection(true);
    return table;
}

QWidget *RunDetailPage::buildCauses()
{
    m_causes = new ListModel<CauseItem>({{tr("Cause"), [](const CauseItem &cause) { return causeText(cause); }},
                                         {tr("Rows"), [](const CauseItem &cause) { return rowsText(cause.rows); }, true},
                                         {tr("Share"), [this](const CauseItem &cause) { return shareOf(cause, m_causes); }, true},
                                         {tr("Field"), [](const CauseItem &cause) { return plainText(cause.field, 200); }},
                                         {tr("For example"), [](const CauseItem &cause) {
                                              return cause.sample.isEmpty() ? QString() : tr("“%1”").arg(plainText(cause.sample, 200));
                                          }}},
                                        this);
    m_causeTable = static_cast<DataTable *>(buildTable(m_causes, QStringLiteral("runCauseTable"), tr("Failures by cause")));
    const QFontMetrics metrics(font());
    m_causeTable->horizontalHeader()->resizeSection(0, metrics.averageCharWidth() * 42);
    m_causeTable->horizontalHeader()->resizeSection(3, metrics.averageCharWidth() * 22);
    connect(m_causeTable, &DataTable::rowOpened, this, [this] { compensate(); });
    return m_causeTable;
}

void RunDetailPage::buildTabs(QVBoxLayout *column)
{
    m_tabs = new QTabWidget(this);
    m_tabs->setObjectName(QStringLiteral("runTabs"));
    m_tabs->setAccessibleName(tr("Details of the run"));
    m_tabs->setMinimumHeight(tabsHeightMin);
    m_tabs->addTab(buildCauses(), tr("Failures"));
    m_events = new ListModel<EventItem>({{tr("Time"), [](const EventItem &event) { return timeText(event.at); }},
                                         {tr("Event"), [](const EventItem &event) { return eventText(event); }}},
                                        this);
    auto *events = static_cast<DataTable *>(buildTable(m_events, QStringLiteral("runEventTable"), tr("Events")));
    events->horizontalHeader()->resizeSection(0, QFontMetrics(font()).horizontalAdvance(QStringLiteral("2026-03-05 14:07:09")) + 24);
    m_tabs->addTab(events, tr("Events"));
    m_throughput = new ThroughputModel(this);
    auto *throughput = static_cast<DataTable *>(buildTable(m_throughput, QStringLiteral("throughputTable"), tr("Throughput")));
    throughput->horizontalHeader()->resizeSection(0, QFontMetrics(font()).horizontalAdvance(QStringLiteral("2026-03-05 14:07:09")) + 24);
    m_tabs->addTab(throughput, tr("Throughput table"));
    m_attempts = new ListModel<AttemptItem>({{tr("Time"), [](const AttemptItem &attempt) { return timeText(attempt.at); }},
                                             {tr("Side"), [](const AttemptItem &attempt) {
                                                  return attempt.side == QLatin1String("source") ? tr("Source") : tr("Target");
                                              }},
                                             {tr("What"), [](const AttemptItem &attempt) { return plainText(attempt.what, 300); }},
                                             {tr("Error"), [](const AttemptItem &attempt) { return attempt.code; }},
                                             {tr("Wait"), [](const AttemptItem &attempt) {
                                                  return durationText(static_cast<double>(attempt.waitMs) / 1'000);
                                              }, true},
                                             {tr("Detail"), [](const AttemptItem &attempt) { return plainText(attempt.detail, 500); }}},
                                            this);
    auto *attempts = new QWidget(m_tabs);
    auto *attemptColumn = new QVBoxLayout(attempts);
    attemptColumn->setContentsMargins(0, 0, 0, 0);
    attemptColumn->addWidget(buildTable(m_attempts, QStringLiteral("attemptTable"), tr("Attempts")), 1);
    m_removedNote = new QLabel(tr("The failed tries of this run were kept no longer (Settings, Data). Its totals are kept."), attempts);
    m_removedNote->setObjectName(QStringLiteral("detailsRemoved"));
    m_removedNote->setWordWrap(true);
    m_removedNote->hide();
    attemptColumn->addWidget(m_removedNote);
    m_moreAttempts = new QPushButton(tr("Show more"), attempts);
    m_moreAttempts->setObjectName(QStringLiteral("btnMoreAttempts"));
    connect(m_moreAttempts, &QPushButton::clicked, this, &RunDetailPage::moreAttempts);
    attemptColumn->addWidget(m_moreAttempts, 0, Qt::AlignLeft);
    m_tabs->addTab(attempts, tr("Attempts"));
    m_settings = new QPlainTextEdit(m_tabs);
    m_settings->setObjectName(QStringLiteral("settingsUsed"));
    m_settings->setAccessibleName(tr("Settings used"));
    m_settings->setReadOnly(true);
    m_settings->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_tabs->addTab(m_settings, tr("Settings used"));
    column->addWidget(m_tabs, 1);
}

} // namespace weir
