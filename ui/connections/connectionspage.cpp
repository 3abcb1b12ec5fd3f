#include "ui/connections/connectionspage.h"

#include "ui/bridge/connectionqueries.h"
#include "ui/bridge/engineclient.h"
#include "ui/connections/connectioneditor.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/inlinebanner.h"
#include "ui/widgets/statedelegate.h"
#include "ui/widgets/wraplayout.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace weir {

namespace {

enum View { Nothing, List, Gallery, Editor, NothingFound };

} // namespace

ConnectionsPage::ConnectionsPage(const Context &context) : Page(context)
{
    m_model = new ConnectionModel(this);
    m_filter = new QSortFilterProxyModel(this);
    m_filter->setSourceModel(m_model);
    m_filter->setFilterKeyColumn(-1);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filter->setDynamicSortFilter(false);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 16, 24, 16);
    column->setSpacing(8);
    auto *header = new PageHeader(tr("Connections"), this);
    column->addWidget(header);
    m_find = new QLineEdit(this);
    m_find->setObjectName(QStringLiteral("connectionFilter"));
    m_find->setPlaceholderText(tr("Filter"));
    m_find->setAccessibleName(tr("Filter connections"));
    m_find->setClearButtonEnabled(true);
    connect(m_find, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter->setFilterFixedString(text.trimmed());
        updateView();
    });
    header->buttons()->addWidget(m_find);
    m_add = new QPushButton(iconOf(Icon::Plus), tr("Add connection"), this);
    m_add->setObjectName(QStringLiteral("btnAddConnection"));
    connect(m_add, &QPushButton::clicked, this, &ConnectionsPage::add);
    header->buttons()->addWidget(m_add);
    m_banner = new InlineBanner(this);
    column->addWidget(m_banner);
    m_views = new QStackedLayout;
    auto *empty = new EmptyState(Icon::Plug, tr("No connections yet"),
                                 tr("A connection is a file, a database or an API that jobs read from or write to."), this);
    empty->addAction(tr("Add connection"), true, QStringLiteral("btnFirstConnection"), [this] { add(); });
    m_views->addWidget(empty);
    m_views->addWidget(makeList());
    m_views->addWidget(makeGallery());
    m_editor = new ConnectionEditor(m_engine, this);
    m_views->addWidget(m_editor);
    auto *none = new EmptyState(Icon::Search, tr("No connection matches the filter"), {}, this);
    none->addAction(tr("Clear filter"), false, QStringLiteral("btnClearFilter"), [this] { m_find->clear(); });
    m_views->addWidget(none);
    column->addLayout(m_views, 1);
    connect(m_editor, &ConnectionEditor::cancelled, this, [this] {
        m_views->setCurrentIndex(List);
        updateView();
        m_table->setFocus();
    });
    connect(m_editor, &ConnectionEditor::saved, this, [this](const QString &name, bool isNew) {
        m_views->setCurrentIndex(List);
        m_wanted = name;
        refresh();
        m_table->setFocus();
        m_navigator.toast(isNew ? tr("“%1” is added. Test it with Ctrl+T.").arg(plainText(name, 80))
                          : tr("“%1” is saved").arg(plainText(name, 80)));
    });
    connect(m_model, &ConnectionModel::renameAsked, this,
            [this](const QString &from, const QString &to) { rename(from, to); });
    makeKeys();
}

ConnectionsPage::~ConnectionsPage()
{
    for (const auto &[name, token] : m_tests)
        token->cancel();
}

QWidget *ConnectionsPage::makeList()
{
    auto *list = new QWidget(this);
    auto *column = new QVBoxLayout(list);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_table = new DataTable(list);
    m_table->setObjectName(QStringLiteral("connectionTable"));
    m_table->setAccessibleName(tr("Connections"));
    m_table->setModel(m_filter);
    m_table->setRowsShownMin(2);
    m_table->setItemDelegateForColumn(ConnectionModel::State, new StateDelegate(m_table));
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(ConnectionModel::Name, Qt::AscendingOrder);
    column->addWidget(m_table, 1);
    auto *row = new WrapLayout;
    const auto button = [&](Icon icon, const QString &text, const char *name, auto act) {
        auto *made = new QPushButton(iconOf(icon), text, this);
        made->setObjectName(QLatin1String(name));
        connect(made, &QPushButton::clicked, this, act);
        row->addWidget(made);
        return made;
    };
    m_test = button(Icon::Plug, tr("Test"), "btnTest", &ConnectionsPage::test);
    m_edit = button(Icon::Pencil, tr("Edit"), "btnEdit", &ConnectionsPage::edit);
    m_duplicate = button(Icon::Copy, tr("Duplicate"), "btnDuplicate", &ConnectionsPage::duplicate);
    m_footprint = button(Icon::ScrollText, tr("SQL for the administrator"), "btnFootprint", &ConnectionsPage::showFootprint);
    m_delete = button(Icon::Trash2, tr("Delete"), "btnDelete", &ConnectionsPage::remove);
    column->addLayout(row);
    connect(m_table, &DataTable::rowOpened, this, &ConnectionsPage::edit);
    connect(m_table, &DataTable::currentRowChanged, this, [this] {
        updateActions();
        showInspector();
    });
    return list;
}

QWidget *ConnectionsPage::makeGallery()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(new QLabel(tr("What do you want to connect?"), page));
    m_gallery = new QListWidget(page);
    m_gallery->setObjectName(QStringLiteral("typeGallery"));
    m_gallery->setAccessibleName(tr("Types of connections"));
    m_gallery->setIconSize(QSize(24, 24));
    m_gallery->setSpacing(4);
    for (const ConnectionKind &kind : connectionKinds()) {
        auto *item = new QListWidgetItem(iconOf(kind.icon), QStringLiteral("%1\n%2").arg(connectionText(kind.title),
                connectionText(kind.text)));
        item->setData(Qt::UserRole, QLatin1String(kind.kind));
        item->setSizeHint(QSize(0, m_gallery->fontMetrics().height() * 2 + 20));
        m_gallery->addItem(item);
    }
    column->addWidget(m_gallery, 1);
    auto *row = new QHBoxLayout;
    auto *next = new QPushButton(tr("Continue"), page);
    next->setObjectName(QStringLiteral("btnChooseType"));
    auto *cancel = new QPushButton(tr("Cancel"), page);
    cancel->setObjectName(QStringLiteral("btnCancelType"));
    row->addWidget(next);
    row->addWidget(cancel);
    row->addStretch(1);
    column->addLayout(row);
    const auto choose = [this] {
        const ConnectionKind *kind = m_gallery->currentItem()
            ? findConnectionKind(m_gallery->currentItem()->data(Qt::UserRole).toString()) : nullptr;
        if (!kind)
            return;
        m_views->setCurrentIndex(Editor);
        m_editor->startNew(*kind);
    };
    connect(m_gallery, &QListWidget::itemActivated, this, choose);
    connect(next, &QPushButton::clicked, this, choose);
    connect(cancel, &QPushButton::clicked, this, [this] {
        m_views->setCurrentIndex(List);
        updateView();
    });
    return page;
}

void ConnectionsPage::makeKeys()
{
    const auto key = [this](QWidget *on, const char *keys, Qt::ShortcutContext where, auto act) {
        auto *action = new QAction(on);
        action->setShortcut(QKeySequence(QLatin1String(keys)));
        action->setShortcutContext(where);
        connect(action, &QAction::triggered, this, act);
        on->addAction(action);
    };
    key(this, "Ctrl+T", Qt::WidgetWithChildrenShortcut, &ConnectionsPage::test);
    key(this, "Ctrl+D", Qt::WidgetWithChildrenShortcut, &ConnectionsPage::duplicate);
    key(m_table, "Del", Qt::WidgetShortcut, &ConnectionsPage::remove);
    key(m_table, "F2", Qt::WidgetShortcut,
        [this] { m_table->edit(m_table->currentIndex().siblingAtColumn(ConnectionModel::Name)); });
    key(m_table, "Esc", Qt::WidgetShortcut, [this] { m_find->clear(); });
}

void ConnectionsPage::open(const QString &argument)
{
    setReady(false);
    m_wanted = argument == u"new" ? QString() : argument;
    refresh();
    if (argument == u"new")
        add();
    else if (m_wasFilled)
        showInspector();
}

void ConnectionsPage::refresh()
{
    fetchConnections(m_engine).then(this, [this](const Result<std::vector<ConnectionItem>> &items) {
        if (items) {
            m_model->setItems(*items);
            if (!m_table->underMouse() && !m_table->hasFocus())
                m_filter->sort(m_filter->sortColumn(), m_filter->sortOrder());
            if (!std::exchange(m_wasFilled, true))
                m_table->resizeColumnsToContents();
            m_table->setColumnWidth(ConnectionModel::State, std::max(m_table->columnWidth(ConnectionModel::State), 120));
            updateView();
            m_table->ensureCurrent();
            if (!m_wanted.isEmpty())
                select(std::exchange(m_wanted, {}));
            updateActions();
            showInspector();
        } else {
            tell(tr("The connections cannot be read."), items.error());
        }
        setReady();
    });
}

void ConnectionsPage::updateView()
{
    const int view = m_views->currentIndex();
    if (view == Gallery || view == Editor) {
        m_navigator.inspect(nullptr);
        return;
    }
    m_views->setCurrentIndex(m_model->rowCount() == 0 ? Nothing : m_filter->rowCount() == 0 ? NothingFound : List);
    m_add->setVisible(m_model->rowCount() > 0);
    if (m_views->currentIndex() == List)
        m_table->ensureCurrent();
    else
        m_navigator.inspect(nullptr);
}

const ConnectionItem *ConnectionsPage::current() const
{
    const QModelIndex at = m_filter->mapToSource(m_table->currentIndex());
    return at.isValid() ? &m_model->item(at.row()) : nullptr;
}

void ConnectionsPage::select(const QString &name)
{
    const int row = m_model->rowOf(name);
    if (row < 0)
        return;
    const QModelIndex at = m_filter->mapFromSource(m_model->index(row, ConnectionModel::Name));
    m_table->setCurrentIndex(at);
    m_table->scrollTo(at);
}

void ConnectionsPage::updateActions()
{
    const ConnectionItem *item = current();
    const bool isTesting = item && m_tests.count(item->name) > 0;
    m_test->setEnabled(item != nullptr);
    m_test->setText(isTesting ? tr("Cancel the test") : tr("Test"));
    m_edit->setEnabled(item && findConnectionKind(item->kind));
    m_duplicate->setEnabled(item != nullptr);
    m_delete->setEnabled(item && !isTesting);
    m_footprint->setVisible(item && item->kind == u"postgresql");
}

void ConnectionsPage::showInspector()
{
    const ConnectionItem *item = current();
    if (!item || m_views->currentIndex() != List || !isVisible())
        return;
    if (!m_details) {
        m_details = new QLabel;
        m_details->setObjectName(QStringLiteral("connectionDetails"));
        m_details->setTextFormat(Qt::PlainText);
        m_details->setWordWrap(true);
        m_details->setAlignment(Qt::AlignTop | Qt::AlignLeft);
        m_details->setContentsMargins(12, 12, 12, 12);
        m_details->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        m_navigator.inspect(m_details);
    }
    QStringList parts{plainText(item->name, 120), plainText(item->summary, 300)};
    if (!item->testText.isEmpty())
        parts += item->testedAt.isValid() ? tr("Tested %1: %2").arg(timeText(item->testedAt),
                                                                    plainText(item->testText, 1'000))
                                                                        : plainText(item->testText, 1'000);
    if (!item->jobs.isEmpty())
        parts += tr("Used by %n job(s): %1", nullptr,
                    static_cast<int>(item->jobs.size())).arg(plainText(item->jobs.join(QStringLiteral(", ")), 600));
    else
        parts += tr("No job uses it.");
    if (item->kind == u"sqlite" || item->kind == u"postgresql")
        parts += tr("As a target it gets two small tables, weir_checkpoint and weir_skip, before the first run. “weir "
                    "forget” removes them.");
    m_details->setText(parts.join(QStringLiteral("\n\n")));
}

void ConnectionsPage::tell(const QString &what, const Error &error)
{
    m_banner->show(Hue::Error, QStringLiteral("%1 %2").arg(what, errorText(error)));
    m_banner->setDetails(plainText(QString::fromStdString(error.detail)));
}

} // namespace weir
