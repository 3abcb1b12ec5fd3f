#include "ui/wizard/sourcepicker.h"

#include "ui/text/format.h"
#include "ui/text/pinyin.h"
#include "ui/theme/icons.h"

#include <QKeyEvent>
#include <QListView>
#include <QStandardItemModel>
#include <QTimer>

#include <algorithm>

namespace weir {

namespace {

constexpr int rowsShownMax = 8;
constexpr int popupWidthMin = 260;

} // namespace

SourcePicker::SourcePicker(const QString &target, std::vector<SourceEntry> entries, QWidget *parent)
    : QLineEdit(parent), m_entries(std::move(entries)), m_model(new QStandardItemModel(this))
{
    setObjectName(QStringLiteral("mapSourcePicker"));
    setAccessibleName(tr("Source field for %1").arg(target));
    setPlaceholderText(tr("Type to filter"));
    m_popup = new QListView(parent->window());
    m_popup->setObjectName(QStringLiteral("mapSourceList"));
    m_popup->setAccessibleName(tr("Source fields"));
    m_popup->setModel(m_model);
    m_popup->setFocusPolicy(Qt::NoFocus);
    m_popup->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_popup->setUniformItemSizes(true);
    m_popup->hide();
    connect(this, &QLineEdit::textEdited, this, &SourcePicker::filter);
    connect(m_popup, &QListView::clicked, this, [this](const QModelIndex &index) { choose(index.row()); });
}

SourcePicker::~SourcePicker()
{
    if (m_popup)
        m_popup->deleteLater();
}

void SourcePicker::showEvent(QShowEvent *event)
{
    QLineEdit::showEvent(event);
    filter();
}

void SourcePicker::filter()
{
    if (m_takesConstant || !m_popup)
        return;
    m_model->clear();
    m_shown.clear();
    const QString typed = text().trimmed();
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const SourceEntry &entry = m_entries[i];
        const bool isField = entry.choice.kind == SourceChoice::Kind::Field;
        if (isField && !typed.isEmpty() && !matchesTyped(entry.choice.text, typed))
            continue;
        QString words = plainText(entry.choice.text, 100);
        if (entry.choice.kind == SourceChoice::Kind::Nothing)
            words = tr("nothing");
        else if (!isField)
            words = typed.isEmpty() ? tr("constant…") : tr("constant “%1”").arg(plainText(typed, 60));
        auto *item = new QStandardItem(entry.note.isEmpty() ? words : tr("%1   %2", "field, note").arg(words, entry.note));
        item->setIcon(iconOf(entry.isSuggested ? Icon::WandSparkles : isField ? Icon::Minus : Icon::Pencil));
        if (!isField)
            item->setIcon(iconOf(entry.choice.kind == SourceChoice::Kind::Nothing ? Icon::X : Icon::Pencil));
        else if (!entry.isSuggested)
            item->setIcon({});
        m_shown.push_back(i);
        m_model->appendRow(item);
    }
    m_popup->setCurrentIndex(m_model->index(0, 0));
    place();
    m_popup->show();
    m_popup->raise();
}

void SourcePicker::place()
{
    if (m_popup->parentWidget() != window())
        m_popup->setParent(window());
    const int rowHeight = std::max(m_popup->sizeHintForRow(0), 24);
    const int height = rowHeight * std::min(m_model->rowCount(), rowsShownMax) + 6;
    const int width = std::max({this->width(), popupWidthMin, m_popup->sizeHintForColumn(0) + 24});
    const QPoint below = mapTo(window(), QPoint(0, this->height() + 1));
    const QPoint above = mapTo(window(), QPoint(0, -height - 1));
    const bool fitsBelow = below.y() + height <= window()->height() || above.y() < 0;
    const int x = std::max(0, std::min(below.x(), window()->width() - width));
    m_popup->setGeometry(x, fitsBelow ? below.y() : above.y(), std::min(width, window()->width()), height);
}

void SourcePicker::choose(int row)
{
    if (m_takesConstant) {
        m_choice = SourceChoice{SourceChoice::Kind::Constant, text()};
        emit chosen();
        return;
    }
    if (row < 0 || row >= static_cast<int>(m_shown.size()))
        return;
    const SourceChoice &picked = m_entries[m_shown[static_cast<std::size_t>(row)]].choice;
    if (picked.kind == SourceChoice::Kind::Constant && text().trimmed().isEmpty()) {
        m_takesConstant = true;
        m_popup->hide();
        setPlaceholderText(tr("The constant, then Enter"));
        setAccessibleName(tr("Constant"));
        setFocus();
        return;
    }
    m_choice = picked;
    if (picked.kind == SourceChoice::Kind::Constant)
        m_choice->text = text();
    m_popup->hide();
    emit chosen();
}

void SourcePicker::move(int by)
{
    if (m_model->rowCount() == 0)
        return;
    const int next = std::clamp(m_popup->currentIndex().row() + by, 0, m_model->rowCount() - 1);
    m_popup->setCurrentIndex(m_model->index(next, 0));
}

void SourcePicker::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Down: return move(1);
    case Qt::Key_Up: return move(-1);
    case Qt::Key_PageDown: return move(rowsShownMax);
    case Qt::Key_PageUp: return move(-rowsShownMax);
    case Qt::Key_Return:
    case Qt::Key_Enter: return choose(m_popup ? m_popup->currentIndex().row() : -1);
    case Qt::Key_Escape:
        if (m_popup)
            m_popup->hide();
        return emit closed();
    default: QLineEdit::keyPressEvent(event);
    }
}

void SourcePicker::focusOutEvent(QFocusEvent *event)
{
    QLineEdit::focusOutEvent(event);
    if (m_popup)
        m_popup->hide();
}

} // namespace weir
