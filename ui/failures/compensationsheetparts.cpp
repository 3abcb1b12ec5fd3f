// What the compensation sheet is made of; what it does is in compensationsheet.cpp.

#include "ui/failures/compensationsheet.h"

#include "ui/text/format.h"
#include "ui/text/positiontext.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/inlinebanner.h"
#include "ui/widgets/primarybutton.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace weir {

namespace {

QLabel *makeSection(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    return label;
}

QLabel *makeText(const QString &objectName, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(objectName);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

/// A part of the sheet that comes and goes as a whole.
QVBoxLayout *makeBox(QWidget *box)
{
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    return column;
}

} // namespace

void CompensationSheet::build()
{
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(16, 12, 16, 8);
    column->setSpacing(6);
    m_title = makeSection({}, this);
    m_title->setObjectName(QStringLiteral("sheetTitle"));
    m_causeText = makeText(QStringLiteral("sheetCause"), this);
    m_banner = new InlineBanner(this);
    m_banner->hide();
    m_fixBox = new QWidget(this);
    m_fixes = makeBox(m_fixBox);
    m_fixes->addWidget(makeSection(tr("Fix"), m_fixBox));
    m_fixGroup = new QButtonGroup(this);
    m_sqlBox = new QWidget(this);
    auto *sql = new QHBoxLayout(m_sqlBox);
    sql->setContentsMargins(0, 0, 0, 0);
    m_sqlText = makeText(QStringLiteral("wideningSql"), m_sqlBox);
    auto *copy = new QPushButton(iconOf(Icon::Copy), tr("Copy SQL"), m_sqlBox);
    copy->setObjectName(QStringLiteral("btnCopySql"));
    sql->addWidget(m_sqlText, 1);
    sql->addWidget(copy, 0, Qt::AlignTop);
    m_sqlBox->hide();
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_sql); });
    m_state = makeText(QStringLiteral("sheetState"), this);
    m_bar = new QProgressBar(this);
    m_bar->setObjectName(QStringLiteral("sheetProgress"));
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(6);
    m_bar->hide();
    m_figures = makeText(QStringLiteral("sheetFigures"), this);
    m_onlyBlocked = new QCheckBox(tr("Only those that are not written"), this);
    m_onlyBlocked->setObjectName(QStringLiteral("onlyBlocked"));
    m_whyBox = new QWidget(this);
    auto *why = makeBox(m_whyBox);
    why->addWidget(makeSection(tr("Why no duplicates"), m_whyBox));
    m_why = makeText(QStringLiteral("whyNoDuplicates"), m_whyBox);
    why->addWidget(m_why);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(16, 8, 16, 12);
    buttons->setSpacing(8);
    buttons->addStretch(1);
    m_cancel = new QPushButton(tr("Cancel"), this);
    m_cancel->setObjectName(QStringLiteral("btnCancelSheet"));
    m_go = new PrimaryButton({}, this);
    m_go->setObjectName(QStringLiteral("btnCompensateNow"));
    m_go->setDefault(true);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_go);

    column->addWidget(m_title);
    column->addWidget(m_causeText);
    column->addWidget(m_banner);
    column->addWidget(makeEdited());
    column->addWidget(m_fixBox);
    column->addWidget(m_sqlBox);
    column->addWidget(m_state);
    column->addWidget(m_bar);
    column->addWidget(m_figures);
    column->addWidget(makeTabs(), 0, Qt::AlignLeft);
    column->addWidget(m_onlyBlocked);
    column->addWidget(makeTables(), 1);
    column->addWidget(m_whyBox);
    auto *area = new QScrollArea(this); // the buttons stay in view whatever the height
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidget(content);
    for (QWidget *part : {area->viewport(), content}) // the sheet's own ground shows
        part->setAutoFillBackground(false);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(area, 1);
    whole->addLayout(buttons);
}

QWidget *CompensationSheet::makeEdited()
{
    m_edited = new QWidget(this);
    auto *column = makeBox(m_edited);
    m_editedFigures = makeText(QStringLiteral("editedFigures"), m_edited);
    m_editedFields = makeText(QStringLiteral("editedFields"), m_edited);
    column->addWidget(m_editedFigures);
    column->addWidget(m_editedFields);
    m_edited->hide();
    return m_edited;
}

QTabBar *CompensationSheet::makeTabs()
{
    m_tabs = new QTabBar(this);
    m_tabs->setObjectName(QStringLiteral("sheetTabs"));
    m_tabs->setAccessibleName(tr("What becomes of the rows, and which lines are refused"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->addTab({});
    m_tabs->addTab({});
    m_tabs->hide();
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_tables->setCurrentIndex(tab);
        m_onlyBlocked->setVisible(tab == 0);
    });
    return m_tabs;
}

QWidget *CompensationSheet::makeTables()
{
    m_tables = new QStackedWidget(this);
    const auto outcome = [](const CompensatedItem &row) {
        return row.isBlocked && !row.why.isEmpty() ? tr("%1: %2", "outcome, reason").arg(row.outcome, plainText(row.why, 200))
                                                   : row.outcome;
    };
    m_rows = new ListModel<CompensatedItem>(
        {{tr("Key"), [](const CompensatedItem &row) { return plainText(row.key.isEmpty() ? positionText(row.position) : row.key, 100); }},
         {tr("Before"), [](const CompensatedItem &row) { return plainText(row.before, 100); }},
         {tr("After"), [](const CompensatedItem &row) { return plainText(row.after, 100); }},
         {tr("Outcome"), outcome}},
        this);
    m_table = new DataTable(m_tables);
    m_table->setObjectName(QStringLiteral("outcomeTable"));
    m_table->setAccessibleName(tr("What becomes of each row"));
    m_table->setModel(m_rows);
    m_table->setRowsShownMin(3);
    QHeaderView *header = m_table->horizontalHeader();
    header->resizeSection(0, fontMetrics().averageCharWidth() * 17);
    header->resizeSection(3, fontMetrics().averageCharWidth() * 12);
    for (const int values : {1, 2})
        header->setSectionResizeMode(values, QHeaderView::Stretch);
    const auto number = [](qint64 value) { return value > 0 ? rowsText(value) : QString(); };
    m_refused = new ListModel<RefusedItem>(
        {{tr("Line"), [number](const RefusedItem &item) { return number(item.line); }, true},
         {tr("Field"), [](const RefusedItem &item) { return plainText(item.field, 100); }},
         {tr("Reason"), [](const RefusedItem &item) { return plainText(item.reason, 400); }}},
        this);
    m_refusedTable = new DataTable(m_tables);
    m_refusedTable->setObjectName(QStringLiteral("refusedTable"));
    m_refusedTable->setAccessibleName(tr("Refused lines"));
    m_refusedTable->setModel(m_refused);
    m_refusedTable->setRowsShownMin(3);
    m_refusedTable->horizontalHeader()->setStretchLastSection(true);
    m_refusedTable->horizontalHeader()->resizeSection(0, fontMetrics().averageCharWidth() * 9);
    m_refusedTable->horizontalHeader()->resizeSection(1, fontMetrics().averageCharWidth() * 18);
    m_tables->addWidget(m_table);
    m_tables->addWidget(m_refusedTable);
    return m_tables;
}

void CompensationSheet::paintEvent(QPaintEvent *)
{
    const Tokens tokens = Tokens::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), tokens.surface);
    painter.setPen(QPen(tokens.divider, 1));
    painter.drawLine(0, 0, 0, height());
}

} // namespace weir
