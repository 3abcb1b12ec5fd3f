#include "ui/audit/auditpage.h"

#include "ui/audit/auditmodel.h"
#include "ui/bridge/engineclient.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/now.h"
#include "ui/theme/icons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/inlinebanner.h"

#include <QAction>
#include <QButtonGroup>
#include <QComboBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedLayout>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace weir {

namespace {

constexpr int typingMs = 250;
constexpr int periodDays[] = {1, 7, 30, 0};

} // namespace

AuditPage::AuditPage(const Context &context) : Page(context)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 16, 24, 16);
    column->setSpacing(8);
    auto *header = new PageHeader(tr("Audit log"), this);
    column->addWidget(header);
    makeLists(*header->chips());
    m_find = new QLineEdit(this);
    m_find->setObjectName(QStringLiteral("auditFilter"));
    m_find->setPlaceholderText(tr("Text"));
    m_find->setAccessibleName(tr("Find in the audit log"));
    m_find->setClearButtonEnabled(true);
    m_action = new QComboBox(this);
    m_action->setObjectName(QStringLiteral("auditAction"));
    m_action->setAccessibleName(tr("Action"));
    m_action->addItem(tr("every action"), QString());
    m_action->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_period = new QComboBox(this);
    m_period->setObjectName(QStringLiteral("auditPeriod"));
    m_period->setAccessibleName(tr("Period"));
    m_period->addItems({tr("today"), tr("7 days"), tr("30 days"), tr("all")});
    m_period->setCurrentIndex(1);
    auto *exportButton = new QPushButton(iconOf(Icon::Download), tr("Export…"), this);
    exportButton->setObjectName(QStringLiteral("btnExportAudit"));
    for (QWidget *widget : {static_cast<QWidget *>(m_find), static_cast<QWidget *>(m_action),
                            static_cast<QWidget *>(m_period), static_cast<QWidget *>(exportButton)})
        header->buttons()->addWidget(widget);
    m_banner = new InlineBanner(this);
    column->addWidget(m_banner);
    m_model = new AuditModel(this);
    m_table = new DataTable(this);
    m_table->setObjectName(QStringLiteral("auditTable"));
    m_table->setAccessibleName(tr("Audit log"));
    m_table->setModel(m_model);
    m_table->setRowsShownMin(2);
    m_empty = new EmptyState(Icon::ScrollText, {}, {}, this);
    m_empty->setObjectName(QStringLiteral("auditEmpty"));
    m_views = new QStackedLayout;
    m_views->addWidget(m_table);
    m_views->addWidget(m_empty);
    column->addLayout(m_views, 1);
    m_count = new QLabel(this);
    m_count->setObjectName(QStringLiteral("auditCount"));
    m_count->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(m_count);
    m_typing = new QTimer(this);
    m_typing->setSingleShot(true);
    m_typing->setInterval(typingMs);
    connect(m_typing, &QTimer::timeout, this, &AuditPage::filter);
    connect(m_find, &QLineEdit::textChanged, m_typing, qOverload<>(&QTimer::start));
    connect(m_action, &QComboBox::activated, this, &AuditPage::filter);
    connect(m_period, &QComboBox::activated, this, &AuditPage::filter);
    connect(exportButton, &QPushButton::clicked, this, &AuditPage::save);
    connect(m_model, &AuditModel::moreAsked, this, &AuditPage::more);
    connect(m_table, &DataTable::currentRowChanged, this, &AuditPage::showInspector);
    connect(m_table, &DataTable::rowOpened, this, &AuditPage::openRun);
    auto *saveKey = new QAction(this);
    saveKey->setShortcut(QKeySequence("Ctrl+S"));
    saveKey->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(saveKey, &QAction::triggered, this, &AuditPage::save);
    addAction(saveKey);
}

/// What people did, or what happened by itself.
void AuditPage::makeLists(WrapLayout &chips)
{
    m_lists = new QButtonGroup(this);
    const std::pair<QString, const char *> names[] = {{tr("Actions"), "auditActions"}, {tr("System"), "auditSystem"}};
    for (int i = 0; i < 2; ++i) {
        auto *button = new QToolButton(this);
        button->setText(names[i].first);
        button->setObjectName(QLatin1String(names[i].second));
        button->setCheckable(true);
        button->setChecked(i == 0);
        m_lists->addButton(button, i);
        chips.addWidget(button);
    }
    m_lists->button(1)->setToolTip(tr("What happened to runs by itself: tables made, sources that changed, recoveries"));
    connect(m_lists, &QButtonGroup::idClicked, this, [this] {
        m_action->setCurrentIndex(0);
        filter();
    });
}

void AuditPage::openRun()
{
    const int row = m_table->currentIndex().row();
    if (row < 0 || !choice().isSystem)
        return;
    const QString run = m_model->item(row).subject.section(QLatin1Char(' '), 1);
    if (!run.isEmpty())
        m_navigator.go(QStringLiteral("run"), run);
}

QWidget *AuditPage::findBox() const
{
    return m_find;
}

AuditChoice AuditPage::choice() const
{
    AuditChoice choice{m_lists->checkedId() == 1, m_find->text().trimmed(), m_action->currentData().toString(), {}};
    if (const int days = periodDays[std::clamp(m_period->currentIndex(), 0, 3)]; days > 0)
        choice.since = now().date().addDays(1 - days).startOfDay();
    return choice;
}

void AuditPage::open(const QString &argument)
{
    setReady(false);
    if (!argument.isEmpty())
        m_find->setText(argument);
    filter();
}

void AuditPage::filter()
{
    m_beginsAnew = true;
    refresh();
}

void AuditPage::refresh()
{
    const int asked = ++m_asked;
    fetchAudit(m_engine, choice(), 0, AuditModel::pageSize).then(this,
            [this, asked](const Result<AuditPageRows> &rows) {
        if (asked != m_asked)
            return;
        if (!rows) {
            tell(tr("The audit log cannot be read."), rows.error());
            return setReady();
        }
        const QString action = m_action->currentData().toString();
        while (m_action->count() > 1)
            m_action->removeItem(1);
        for (const QString &each : rows->actions)
            m_action->addItem(each, each);
        m_action->setCurrentIndex(std::max(0, m_action->findData(action)));
        const qint64 newest = rows->items.empty() ? 0 : rows->items.front().id;
        m_count->setText(tr("%n entry(s)", nullptr, static_cast<int>(rows->total)));
        showNothing(rows->items.empty());
        const bool isNew = std::exchange(m_newest, newest) != newest;
        if (std::exchange(m_beginsAnew, false) || isNew) {
            m_model->setItems(rows->items, static_cast<int>(rows->items.size()) < AuditModel::pageSize,
                              choice().isSystem);
            m_table->resizeColumnsToContents();
            m_table->ensureCurrent();
        }
        showInspector();
        setReady();
    });
}

/// Says why the list is empty: nothing was done, or the filter leaves everything out.
void AuditPage::showNothing(bool isEmpty)
{
    const bool isFiltered = !m_find->text().trimmed().isEmpty() || m_action->currentIndex() > 0;
    if (isEmpty && isFiltered)
        m_empty->setText(tr("No entry fits the filter"), tr("Clear the text, or choose every action and a longer period."));
    else if (isEmpty && choice().isSystem)
        m_empty->setText(tr("Nothing out of the ordinary happened in this period"), tr("Tables made, sources that changed and recoveries are kept here."));
    else if (isEmpty)
        m_empty->setText(tr("Nothing was done in this period"), tr("Whoever changes, runs or compensates something is kept here: who, when, what."));
    m_views->setCurrentWidget(isEmpty ? static_cast<QWidget *>(m_empty) : m_table);
    m_count->setVisible(!isEmpty);
}

void AuditPage::more(qint64 before)
{
    fetchAudit(m_engine, choice(), before, AuditModel::pageSize).then(this,
            [this, before](const Result<AuditPageRows> &rows) {
        if (rows)
            m_model->append(before, rows->items, static_cast<int>(rows->items.size()) < AuditModel::pageSize);
    });
}

void AuditPage::showInspector()
{
    const int row = m_table->currentIndex().row();
    if (row < 0 || !isVisible())
        return;
    if (!m_details) {
        m_details = new QLabel;
        m_details->setObjectName(QStringLiteral("auditDetails"));
        m_details->setTextFormat(Qt::PlainText);
        m_details->setWordWrap(true);
        m_details->setAlignment(Qt::AlignTop | Qt::AlignLeft);
        m_details->setContentsMargins(12, 12, 12, 12);
        m_details->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        m_navigator.inspect(m_details);
    }
    const AuditItem &item = m_model->item(row);
    const QDateTime local = item.at.toLocalTime();
    m_details->setText(QStringLiteral("#%1\n%2\n\n%3\n%4\n%5\n\n%6")
                           .arg(item.id)
                           .arg(local.toOffsetFromUtc(local.offsetFromUtc()).toString(Qt::ISODateWithMs),
                                plainText(item.who, 200),
                                plainText(item.action, 200), plainText(item.subject, 400), plainText(item.detail, 4'000)));
}

void AuditPage::save()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Export the audit log"), QStringLiteral("weir-audit.csv"),
                                                      tr("CSV files (*.csv)"));
    if (path.isEmpty())
        return;
    exportAudit(m_engine, choice(), path).then(this, [this](const Result<qint64> &count) {
        if (!count)
            return tell(tr("The audit log was not exported."), count.error());
        m_navigator.toast(tr("%n entry(s) exported", nullptr, static_cast<int>(*count)));
    });
}

void AuditPage::tell(const QString &what, const Error &error)
{
    m_banner->show(Hue::Error, QStringLiteral("%1 %2").arg(what, errorText(error)));
    m_banner->setDetails(plainText(QString::fromStdString(error.detail)));
}

} // namespace weir
