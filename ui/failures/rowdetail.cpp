#include "ui/failures/rowdetail.h"

#include "ui/runs/runtext.h"
#include "ui/text/format.h"
#include "ui/text/positiontext.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/wraplayout.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QTabBar>
#include <QTabWidget>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace weir {

namespace {

enum Column { Field, AsRead, NewValue, ColumnCount };
enum Role { StartText = Qt::UserRole, IsMasked, IsTyped };

constexpr qsizetype editedCharactersMax = 2'000;
constexpr std::size_t stepsMax = 1'000;

} // namespace

/// The table of values: Enter and F2 edit the new value of the current field, Ctrl+Z takes the last one back.
class RowDetail::Values final : public QTableWidget
{
public:
    explicit Values(RowDetail *detail) : QTableWidget(0, ColumnCount, detail), m_detail(detail) {}

protected:
    void keyPressEvent(QKeyEvent *event) override
    {
        const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
        if (event->matches(QKeySequence::Undo))
            return m_detail->takeBack();
        if (state() == EditingState) // the Enter that ends an edit comes by here
            return QTableWidget::keyPressEvent(event);
        if ((isEnter && event->modifiers() == Qt::NoModifier) || event->key() == Qt::Key_F2)
            return edit(currentRow());
        QTableWidget::keyPressEvent(event);
    }
    void mouseDoubleClickEvent(QMouseEvent *event) override
    {
        edit(indexAt(event->pos()).row());
    }

private:
    void edit(int row)
    {
        QTableWidgetItem *value = row < 0 ? nullptr : item(row, NewValue);
        if (value && value->flags().testFlag(Qt::ItemIsEditable))
            editItem(value);
    }

    RowDetail *m_detail;
};

/// Starts from the value as read, unless that is masked: then it has to be typed as a whole.
class RowDetail::Editor final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setEditorData(QWidget *editor, const QModelIndex &index) const override
    {
        auto *line = qobject_cast<QLineEdit *>(editor);
        if (!line)
            return;
        if (index.data(IsMasked).toBool())
            line->setPlaceholderText(RowDetail::tr("Masked: type the whole value"));
        line->setText(index.data(StartText).toString());
        line->setModified(false);
        line->selectAll();
    }
    void setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const override
    {
        auto *line = qobject_cast<QLineEdit *>(editor);
        if (line && line->isModified())
            model->setData(index, line->text(), Qt::EditRole);
    }
};

RowDetail::RowDetail(QWidget *parent) : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(4);
    auto *head = new WrapLayout;
    m_title = new QLabel(this);
    m_title->setObjectName(QStringLiteral("detailTitle"));
    m_title->setWordWrap(true);
    m_title->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_note = new QLabel(this);
    m_note->setObjectName(QStringLiteral("editedNote"));
    m_back = new QPushButton(iconOf(Icon::Undo2), tr("Take back"), this);
    m_back->setObjectName(QStringLiteral("btnTakeBack"));
    m_back->setToolTip(tr("Takes the last new value back (Ctrl+Z)"));
    m_compensate = new QPushButton(this);
    m_compensate->setObjectName(QStringLiteral("btnCompensateRow"));
    head->addWidget(m_title);
    head->addWidget(m_note);
    head->addWidget(m_back);
    head->addWidget(m_compensate);
    column->addLayout(head);
    m_values = new Values(this);
    m_values->setObjectName(QStringLiteral("rowValues"));
    m_values->setAccessibleName(tr("The row as read, and its new values"));
    m_values->setHorizontalHeaderLabels({tr("Field"), tr("As read"), tr("New value")});
    m_values->verticalHeader()->hide();
    m_values->setEditTriggers(QAbstractItemView::NoEditTriggers); // by keys and double click on any cell of the row
    m_values->setItemDelegateForColumn(NewValue, new Editor(m_values));
    m_values->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_values->setTabKeyNavigation(false);
    m_values->horizontalHeader()->setStretchLastSection(true);
    m_values->horizontalHeader()->setHighlightSections(false);
    m_values->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_values->horizontalHeader()->resizeSection(Field, fontMetrics().averageCharWidth() * 24);
    m_values->horizontalHeader()->resizeSection(AsRead, fontMetrics().averageCharWidth() * 60);
    m_values->setMinimumHeight(m_values->horizontalHeader()->sizeHint().height()
                               + 3 * m_values->verticalHeader()->defaultSectionSize());
    m_tabs = new QTabWidget(this);
    m_tabs->setObjectName(QStringLiteral("rowTabs"));
    m_tabs->setAccessibleName(tr("What is kept of the row"));
    m_tabs->tabBar()->setAccessibleName(m_tabs->accessibleName());
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_values, tr("Row"));
    const auto text = [this](const char *name, const QString &title) {
        auto *edit = new QPlainTextEdit(m_tabs);
        edit->setObjectName(QLatin1String(name));
        edit->setAccessibleName(title);
        edit->setReadOnly(true);
        edit->setFont(rawFont());
        edit->setTabChangesFocus(true);
        m_tabs->addTab(edit, title);
        return edit;
    };
    m_request = text("rowRequest", tr("Request"));
    m_response = text("rowResponse", tr("Response"));
    column->addWidget(m_tabs, 1);
    m_history = new ElidedLabel({}, this);
    m_history->setObjectName(QStringLiteral("rowHistory"));
    column->addWidget(m_history);
    connect(m_values, &QTableWidget::itemChanged, this, &RowDetail::takeTyped);
    connect(m_back, &QPushButton::clicked, this, &RowDetail::takeBack);
    tellExchange();
    connect(m_compensate, &QPushButton::clicked, this, &RowDetail::compensateAsked);
    tellEdits();
}

/// The last request that held the row, and what came back.
void RowDetail::tellExchange()
{
    const auto &exchange = m_detail.exchange;
    m_tabs->tabBar()->setVisible(exchange.has_value());
    if (!exchange) {
        m_tabs->setCurrentIndex(0);
        m_request->clear();
        m_response->clear();
        return;
    }
    const QString held = exchange->rows > 1 ? tr("This request held %1 rows; its beginning is shown.").arg(rowsText(exchange->rows)) + QStringLiteral("\n\n")
                                            : QString();
    m_request->setPlainText(held + exchange->request);
    m_response->setPlainText(exchange->response.isEmpty() ? tr("There was no answer.") : exchange->response);
}

void RowDetail::clear()
{
    m_detail = {};
    tellExchange();
    m_title->clear();
    m_values->setRowCount(0);
    m_history->clear();
    tellEdits();
}

/// A splitter does not ask how high words are at its width.
void RowDetail::keepHeight()
{
    setMinimumHeight(layout()->totalMinimumHeightForWidth(width()));
}

void RowDetail::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    keepHeight();
}

void RowDetail::show(const FailedRowDetail &detail, bool isEditable)
{
    const bool isSame = detail.row.id == m_detail.row.id;
    const int current = isSame ? m_values->currentRow() : 0;
    m_detail = detail;
    m_isEditable = isEditable && detail.raw.isEmpty();
    CauseItem cause;
    cause.stage = detail.stage;
    cause.code = detail.code;
    cause.rule = detail.rule;
    m_title->setText(tr("%1: %2", "position, what the target or the mapping said")
                         .arg(positionText(detail.row.position),
                              plainText(reasonText(cause, detail.row.detail), 400)));
    m_history->setText(detail.history.join(QStringLiteral(" · ")));
    tellExchange();
    fill();
    if (m_values->rowCount() > 0)
        m_values->setCurrentCell(std::clamp(current, 0, m_values->rowCount() - 1), 0);
    tellEdits();
    keepHeight();
}

bool RowDetail::canEdit(const FailedRowDetail::Value &value) const
{
    return m_isEditable && value.text.size() <= editedCharactersMax && !value.text.contains(QLatin1Char('\n')) &&
           !value.text.contains(QLatin1Char('\r'));
}

const RowDetail::Draft *RowDetail::draftShown() const
{
    const auto found = m_drafts.find(m_detail.row.id);
    return found == m_drafts.end() ? nullptr : &found->second;
}

void RowDetail::fill()
{
    const QSignalBlocker filling(m_values); // not a person's edit
    m_values->setColumnHidden(NewValue, !m_isEditable);
    m_values->horizontalHeader()->resizeSection(AsRead, fontMetrics().averageCharWidth() * 60);
    if (!m_detail.raw.isEmpty()) {
        m_values->setRowCount(1);
        m_values->setItem(0, Field, new QTableWidgetItem(tr("Bytes")));
        m_values->setItem(0, AsRead, new QTableWidgetItem(plainText(m_detail.raw)));
        return;
    }
    m_values->setRowCount(static_cast<int>(m_detail.values.size()));
    for (int row = 0; row < m_values->rowCount(); ++row) {
        const FailedRowDetail::Value &value = m_detail.values[static_cast<std::size_t>(row)];
        const bool isCulprit = !m_detail.row.value.isEmpty() && value.text == m_detail.row.value;
        QFont strong = m_values->font();
        strong.setBold(isCulprit);
        auto *field = new QTableWidgetItem(plainText(value.field, 200)), *read = new QTableWidgetItem(plainText(value.text));
        for (QTableWidgetItem *cell : {field, read}) {
            cell->setFont(strong);
            cell->setFlags(cell->flags().setFlag(Qt::ItemIsEditable, false));
        }
        m_values->setItem(row, Field, field);
        m_values->setItem(row, AsRead, read);
        m_values->setItem(row, NewValue, new QTableWidgetItem);
        tellTyped(row);
    }
}

/// The cell of the new value, which stays the same item: it may be the one that is being edited.
void RowDetail::tellTyped(int row)
{
    const QSignalBlocker telling(m_values);
    const FailedRowDetail::Value &value = m_detail.values[static_cast<std::size_t>(row)];
    const Draft *draft = draftShown();
    const std::optional<QString> *typed = nullptr;
    if (draft) {
        const auto found = draft->values.find(value.field);
        typed = found == draft->values.end() ? nullptr : &found->second;
    }
    QTableWidgetItem *cell = m_values->item(row, NewValue);
    QFont font = m_values->font();
    font.setBold(typed != nullptr);
    cell->setFont(font);
    cell->setFlags(cell->flags().setFlag(Qt::ItemIsEditable, canEdit(value)));
    cell->setText(!typed ? QString() : *typed ? **typed : QStringLiteral("NULL"));
    cell->setIcon(typed ? iconOf(Icon::Pencil) : QIcon());
    cell->setToolTip(typed                             ? tr("Edited: not delivered yet")
                     : m_isEditable && !canEdit(value) ? tr("Too long, or of several lines: edit it in a file.")
                                                       : QString());
    cell->setData(IsMasked, value.isMasked && !typed);
    cell->setData(StartText, typed                            ? typed->value_or(QString())
                             : value.isMasked || value.isNull ? QString()
                                                              : value.text);
}

void RowDetail::takeTyped(const QTableWidgetItem *item)
{
    if (item->column() != NewValue || item->row() >= static_cast<int>(m_detail.values.size()))
        return;
    const FailedRowDetail::Value &value = m_detail.values[static_cast<std::size_t>(item->row())];
    const std::optional<QString> typed = item->text().isEmpty() ? std::nullopt : std::optional(item->text());
    Draft &draft = m_drafts[m_detail.row.id];
    draft.job = m_detail.job;
    draft.cause = m_detail.row.cause;
    const auto old = draft.values.find(value.field);
    m_steps.push_back({m_detail.row.id, value.field, old != draft.values.end(),
                       old != draft.values.end() ? old->second : std::nullopt});
    if (m_steps.size() > stepsMax)
        m_steps.erase(m_steps.begin());
    const bool isAsRead = !value.isMasked && typed.value_or(QString()) == (value.isNull ? QString() : value.text);
    if (isAsRead)
        draft.values.erase(value.field);
    else
        draft.values[value.field] = typed;
    if (draft.values.empty())
        m_drafts.erase(m_detail.row.id);
    tellTyped(item->row());
    tellEdits();
}

void RowDetail::takeBack()
{
    if (m_steps.empty())
        return;
    const Step step = m_steps.back();
    m_steps.pop_back();
    const auto draft = m_drafts.find(step.row);
    if (draft != m_drafts.end() || step.hadValue) {
        Draft &into = m_drafts[step.row];
        if (step.hadValue)
            into.values[step.field] = step.value;
        else
            into.values.erase(step.field);
        if (into.values.empty())
            m_drafts.erase(step.row);
    }
    fill();
    tellEdits();
}

std::vector<TypedItem> RowDetail::typed(const QString &job, qint64 cause) const
{
    std::vector<TypedItem> items;
    for (const auto &[row, draft] : m_drafts) {
        if (draft.job != job || (cause > 0 && draft.cause != cause))
            continue;
        for (const auto &[field, value] : draft.values)
            items.push_back({row, field, value});
    }
    return items;
}

void RowDetail::forget(const std::vector<TypedItem> &values)
{
    for (const TypedItem &item : values) {
        m_drafts.erase(item.row);
        std::erase_if(m_steps, [&](const Step &step) { return step.row == item.row; });
    }
    fill();
    tellEdits();
}

void RowDetail::tellEdits()
{
    std::set<qint64> rows;
    for (const TypedItem &item : typed(m_detail.job))
        rows.insert(item.row);
    const bool isThisAlone = rows.size() == 1 && draftShown();
    const bool hasAny = !rows.empty() && !m_detail.job.isEmpty();
    m_note->setText(tr("F2 edits a value; an empty one is no value"));
    m_note->setVisible(!hasAny && m_isEditable && m_values->rowCount() > 0);
    m_back->setVisible(hasAny && !m_steps.empty());
    m_compensate->setVisible(hasAny);
    m_compensate->setText(isThisAlone ? tr("Compensate this row…")
                                      : tr("Compensate %1 edited rows…").arg(rowsText(static_cast<qint64>(rows.size()))));
}

} // namespace weir
