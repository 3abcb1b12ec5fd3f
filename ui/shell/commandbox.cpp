#include "ui/shell/commandbox.h"

#include "ui/text/pinyin.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QKeyEvent>
#include <QListView>
#include <QStandardItemModel>

#include <algorithm>

namespace weir {

namespace {

constexpr int rowsShownMax = 12;

} // namespace

CommandBox::CommandBox(QWidget *parent) : QLineEdit(parent), m_model(new QStandardItemModel(this))
{
    setObjectName(QStringLiteral("commandBox"));
    setPlaceholderText(tr("Search or run a command   Ctrl+K"));
    setToolTip(placeholderText());
    setAccessibleName(tr("Search or run a command"));
    setClearButtonEnabled(true);
    addAction(iconOf(Icon::Search), LeadingPosition);
    // A plain child of the window, so that typing stays in the box.
    m_popup = new QListView(parent ? parent->window() : nullptr);
    m_popup->setObjectName(QStringLiteral("commandPopup"));
    m_popup->setAccessibleName(tr("Matches"));
    m_popup->setModel(m_model);
    m_popup->setFocusPolicy(Qt::NoFocus);
    m_popup->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_popup->hide();
    connect(this, &QLineEdit::textEdited, this, &CommandBox::filter);
    connect(m_popup, &QListView::clicked, this, [this](const QModelIndex &index) { choose(index.row()); });
}

void CommandBox::focusInEvent(QFocusEvent *event)
{
    QLineEdit::focusInEvent(event);
    if (m_source)
        m_entries = m_source();
    filter();
}

void CommandBox::focusOutEvent(QFocusEvent *event)
{
    QLineEdit::focusOutEvent(event);
    m_popup->hide();
}

void CommandBox::filter()
{
    m_model->clear();
    m_shown.clear();
    const QString typed = text().trimmed();
    for (std::size_t i = 0; i < m_entries.size() && m_shown.size() < rowsShownMax; ++i) {
        if (!typed.isEmpty() && !matchesTyped(m_entries[i].text, typed))
            continue;
        m_shown.push_back(i);
        auto *item = new QStandardItem(iconOf(m_entries[i].icon), QStringLiteral("%1   %2").arg(m_entries[i].text, m_entries[i].kind));
        m_model->appendRow(item);
    }
    if (m_shown.empty() || !hasFocus()) {
        m_popup->hide();
        return;
    }
    m_popup->setCurrentIndex(m_model->index(0, 0));
    place();
    m_popup->show();
    m_popup->raise();
}

void CommandBox::place()
{
    if (m_popup->parentWidget() != window())
        m_popup->setParent(window());
    const int rowHeight = m_popup->sizeHintForRow(0) + 2;
    const QPoint below = mapTo(window(), QPoint(0, height() + 2));
    m_popup->setGeometry(below.x(), below.y(), std::max(width(), 360), rowHeight * m_model->rowCount() + 6);
}

void CommandBox::choose(int row)
{
    if (row < 0 || row >= static_cast<int>(m_shown.size()))
        return;
    const auto run = m_entries[m_shown[static_cast<std::size_t>(row)]].run;
    clear();
    m_popup->hide();
    clearFocus();
    if (run)
        run();
}

void CommandBox::keyPressEvent(QKeyEvent *event)
{
    const int row = m_popup->currentIndex().row();
    switch (event->key()) {
    case Qt::Key_Down:
    case Qt::Key_Up:
        if (m_model->rowCount() > 0) {
            const int next = std::clamp(row + (event->key() == Qt::Key_Down ? 1 : -1), 0, m_model->rowCount() - 1);
            m_popup->setCurrentIndex(m_model->index(next, 0));
        }
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter: return choose(row);
    case Qt::Key_Escape:
        clear();
        m_popup->hide();
        clearFocus();
        return;
    default: QLineEdit::keyPressEvent(event);
    }
}

} // namespace weir
