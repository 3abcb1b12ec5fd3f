// What the page of failures is made of; what it does is in failurespage.cpp.

#include "ui/failures/failurespage.h"

#include "ui/bridge/engineclient.h"
#include "ui/failures/compensationsheet.h"
#include "ui/failures/failedrowmodel.h"
#include "ui/failures/rowdetail.h"
#include "ui/runs/runtext.h"
#include "ui/text/format.h"
#include "ui/text/positiontext.h"
#include "ui/widgets/card.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/inlinebanner.h"
#include "ui/widgets/primarybutton.h"
#include "ui/widgets/wraplayout.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace weir {

FailuresPage::FailuresPage(const Context &context) : Page(context)
{
    m_views = new QStackedLayout(this);
    m_views->addWidget(makeLists());
    m_empty = new EmptyState(Icon::CircleCheck, tr("No failed rows"), tr("Every row was delivered, or filtered by your rules."), this);
    m_views->addWidget(m_empty);
    connect(&m_engine, &EngineClient::ledgerChanged, this, [this] {
        if (isVisible() && !m_sheet->isBusy())
            refresh();
    });
}

QWidget *FailuresPage::makeLists()
{
    auto *page = new QWidget(this);
    auto *row = new QHBoxLayout(page);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    // A low window is scrolled: three tables of one row each would help nobody.
    m_lists = new QScrollArea(page);
    m_lists->setObjectName(QStringLiteral("failureLists"));
    m_lists->setAccessibleName(tr("Causes and rows"));
    m_lists->setFrameShape(QFrame::NoFrame);
    m_lists->setWidgetResizable(true);
    m_lists->setFocusPolicy(Qt::NoFocus);
    auto *lists = new QWidget(m_lists);
    auto *column = new QVBoxLayout(lists);
    column->setContentsMargins(24, 16, 24, 16);
    column->setSpacing(12);
    auto *header = new PageHeader(tr("Failures"), lists);
    makeFilters(*header->chips());
    column->addWidget(header);
    m_banner = new InlineBanner(lists);
    m_banner->hide();
    column->addWidget(m_banner);
    auto *splitter = new QSplitter(Qt::Vertical, lists);
    splitter->setObjectName(QStringLiteral("failureSplitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makeCauses());
    splitter->addWidget(makeRows());
    splitter->addWidget(makeDetail());
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    splitter->setStretchFactor(2, 2);
    column->addWidget(splitter, 1);
    m_lists->setWidget(lists);
    row->addWidget(m_lists, 1);
    m_sheet = new CompensationSheet(m_engine, page);
    m_sheet->hide();
    row->addWidget(m_sheet);
    connect(m_sheet, &CompensationSheet::closed, this, [this] {
        m_sheet->hide();
        arrange();
        m_causeTable->setFocus();
        refresh();
    });
    connect(m_sheet, &CompensationSheet::compensated, this, [this](const std::vector<TypedItem> &typed) {
        m_detail->forget(typed);
        refresh();
    });
    return page;
}

void FailuresPage::arrange()
{
    const int listsMin = fontMetrics().averageCharWidth() * 64;
    m_lists->setVisible(m_sheet->isHidden() || width() - m_sheet->minimumWidth() >= listsMin);
}

void FailuresPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    arrange();
}

void FailuresPage::makeFilters(WrapLayout &row)
{
    m_job = new QComboBox(this);
    m_job->setObjectName(QStringLiteral("failureJobFilter"));
    m_job->setAccessibleName(tr("Job"));
    m_job->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_job->addItem(tr("All jobs"));
    connect(m_job, &QComboBox::activated, this, [this](int index) {
        m_choice.job = index > 0 ? m_job->currentText() : QString();
        refresh();
    });
    row.addWidget(m_job);
    m_run = new QToolButton(this);
    m_run->setObjectName(QStringLiteral("failureRunFilter"));
    m_run->setToolTip(tr("Show the rows of every run"));
    connect(m_run, &QToolButton::clicked, this, [this] {
        m_choice.run = 0;
        refresh();
    });
    row.addWidget(m_run);
    m_which = new QButtonGroup(this);
    m_which->setExclusive(true);
    for (int which = 0; which < 4; ++which) {
        auto *chip = new QToolButton(this);
        chip->setCheckable(true);
        chip->setChecked(which == 0);
        chip->setObjectName(QStringLiteral("failureList%1").arg(which));
        m_which->addButton(chip, which);
        row.addWidget(chip);
    }
    connect(m_which, &QButtonGroup::idClicked, this, [this](int which) {
        m_choice.which = static_cast<FailureChoice::Which>(which);
        refresh();
    });
}

QWidget *FailuresPage::makeCauses()
{
    auto *card = new Card(tr("Causes"), this);
    m_causes = new ListModel<CauseItem>(
        {{tr("Cause"), [](const CauseItem &cause) { return causeText(cause); }},
         {tr("Rows"), [](const CauseItem &cause) { return rowsText(cause.rows); }, true},
         {tr("Share"), [this](const CauseItem &cause) {
              qint64 all = 0;
              for (const CauseItem &other : m_causes->items())
                  all += other.rows;
              return shareText(cause.rows, all);
          }, true},
         {tr("Field"), [](const CauseItem &cause) { return plainText(cause.field, 100); }},
         {tr("For example"), [](const CauseItem &cause) {
              if (cause.sample.isEmpty())
                  return positionText(cause.samplePosition);
              return cause.longest > 0 ? tr("%1: “%2”, %3 characters", "position, value, length").arg(positionText(cause.samplePosition), plainText(cause.sample, 120)).arg(cause.longest)
                                       : tr("%1: “%2”", "position, value").arg(positionText(cause.samplePosition), plainText(cause.sample, 120));
          }},
         {tr("Job"), [](const CauseItem &cause) { return plainText(cause.job, 100); }},
         {tr("Last"), [](const CauseItem &cause) { return timeText(cause.lastSeen); }}},
        this);
    m_causeTable = new DataTable(card);
    m_causeTable->setObjectName(QStringLiteral("causeTable"));
    m_causeTable->setAccessibleName(tr("Causes"));
    m_causeTable->setModel(m_causes);
    m_causeTable->setRowsShownMin(2);
    m_causeTable->setFrameShape(QFrame::NoFrame);
    m_causeTable->horizontalHeader()->setStretchLastSection(true);
    const QFontMetrics metrics(font());
    m_causeTable->horizontalHeader()->resizeSection(0, metrics.averageCharWidth() * 34);
    m_causeTable->horizontalHeader()->resizeSection(1, metrics.averageCharWidth() * 11);
    m_causeTable->horizontalHeader()->resizeSection(2, metrics.averageCharWidth() * 9);
    m_causeTable->horizontalHeader()->resizeSection(4, metrics.averageCharWidth() * 60);
    m_compensate = new PrimaryButton(tr("Compensate…"), card);
    m_compensate->setObjectName(QStringLiteral("btnCompensate"));
    m_export = new QPushButton(tr("Export CSV…"), card);
    m_export->setObjectName(QStringLiteral("btnExport"));
    card->head()->addWidget(m_export);
    m_edit = new QPushButton(tr("Edit in a file"), card);
    m_edit->setObjectName(QStringLiteral("btnEditFile"));
    auto *menu = new QMenu(m_edit);
    m_editExport = menu->addAction(tr("Export to edit…"), this, &FailuresPage::askEditExport);
    m_editExport->setObjectName(QStringLiteral("actEditExport"));
    m_bringBack = menu->addAction(tr("Bring back edited rows…"), this, &FailuresPage::bringBack);
    m_bringBack->setObjectName(QStringLiteral("actBringBack"));
    m_edit->setMenu(menu);
    card->head()->addWidget(m_edit);
    card->head()->addWidget(m_compensate);
    card->body()->addWidget(m_causeTable, 1);
    connect(m_causeTable, &DataTable::currentRowChanged, this, &FailuresPage::showRows);
    connect(m_causeTable, &DataTable::rowOpened, this, &FailuresPage::compensate);
    connect(m_compensate, &QPushButton::clicked, this, &FailuresPage::compensate);
    connect(m_export, &QPushButton::clicked, this, &FailuresPage::exportRows);
    return card;
}

QWidget *FailuresPage::makeRows()
{
    auto *box = new QWidget(this);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(8);
    auto *head = new QHBoxLayout;
    m_rowsTitle = new ElidedLabel({}, box);
    m_rowsTitle->setObjectName(QStringLiteral("rowsTitle"));
    m_selectAll = new QPushButton(box);
    m_selectAll->setObjectName(QStringLiteral("btnSelectAll"));
    m_aside = new QPushButton(tr("Set aside"), box);
    m_aside->setObjectName(QStringLiteral("btnSetAside"));
    m_aside->setToolTip(tr("Rows set aside stay stored and can be restored."));
    head->addWidget(m_rowsTitle, 1);
    head->addWidget(m_selectAll);
    m_discard = new QPushButton(tr("Discard…"), box);
    m_discard->setObjectName(QStringLiteral("btnDiscard"));
    m_discard->setToolTip(tr("The rows are never delivered. A reason is kept."));
    head->addWidget(m_aside);
    head->addWidget(m_discard);
    column->addLayout(head);
    column->addWidget(makeUnknownBar());
    m_rows = new FailedRowModel(m_engine, this);
    m_rowTable = new DataTable(box);
    m_rowTable->setObjectName(QStringLiteral("failedRowTable"));
    m_rowTable->setAccessibleName(tr("Failed rows"));
    m_rowTable->setModel(m_rows);
    m_rowTable->setRowsShownMin(3);
    m_rowTable->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_rowTable->horizontalHeader()->setStretchLastSection(true);
    const QFontMetrics metrics(font());
    m_rowTable->horizontalHeader()->resizeSection(FailedRowModel::Key, metrics.averageCharWidth() * 20);
    m_rowTable->horizontalHeader()->resizeSection(FailedRowModel::Value, metrics.averageCharWidth() * 50);
    m_rowTable->horizontalHeader()->resizeSection(FailedRowModel::Tries, metrics.averageCharWidth() * 8);
    m_rowTable->horizontalHeader()->resizeSection(FailedRowModel::LastError, metrics.averageCharWidth() * 46);
    column->addWidget(m_rowTable, 1);
    connect(m_rowTable, &DataTable::currentRowChanged, this, &FailuresPage::showDetail);
    connect(m_rowTable->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        m_isAllSelected = false;
        updateActions();
    });
    connect(m_rows, &QAbstractItemModel::dataChanged, this, &FailuresPage::showDetail);
    connect(m_selectAll, &QPushButton::clicked, this, &FailuresPage::selectAll);
    connect(m_aside, &QPushButton::clicked, this, &FailuresPage::setAside);
    connect(m_discard, &QPushButton::clicked, this, &FailuresPage::discard);
    return box;
}

/// What a person can do about rows of which nobody knows whether they arrived.
QWidget *FailuresPage::makeUnknownBar()
{
    m_unknownBar = new QWidget(this);
    auto *row = new WrapLayout(m_unknownBar);
    auto *note = new QLabel(tr("No answer from the target. It is not known whether these rows arrived."), m_unknownBar);
    note->setObjectName(QStringLiteral("unknownNote"));
    note->setWordWrap(true);
    row->addWidget(note);
    row->addStretch();
    m_check = new PrimaryButton({}, m_unknownBar);
    m_check->setObjectName(QStringLiteral("btnCheckUnknown"));
    m_check->setToolTip(tr("Compares source and target, row by row"));
    m_arrived = new QPushButton(m_unknownBar);
    m_arrived->setObjectName(QStringLiteral("btnArrived"));
    m_sendAgain = new QPushButton(m_unknownBar);
    m_sendAgain->setObjectName(QStringLiteral("btnSendAgain"));
    row->addWidget(m_check);
    row->addWidget(m_arrived);
    row->addWidget(m_sendAgain);
    m_unknownBar->hide();
    connect(m_check, &QPushButton::clicked, this, [this] {
        if (const CauseItem *cause = currentCause())
            m_navigator.go(QStringLiteral("reconcile"), cause->job);
    });
    connect(m_arrived, &QPushButton::clicked, this, &FailuresPage::markArrived);
    connect(m_sendAgain, &QPushButton::clicked, this, &FailuresPage::sendAgain);
    return m_unknownBar;
}

QWidget *FailuresPage::makeDetail()
{
    m_detail = new RowDetail(this);
    connect(m_detail, &RowDetail::compensateAsked, this, &FailuresPage::compensateTyped);
    return m_detail;
}

} // namespace weir
