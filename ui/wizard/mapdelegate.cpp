#include "ui/wizard/mapdelegate.h"

#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/statuschip.h"
#include "ui/wizard/checktext.h"
#include "ui/wizard/steptext.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPainter>

namespace weir {

namespace {

constexpr int padding = 8;
constexpr int barWidth = 3;
constexpr int iconSize = 14;

QColor inkOf(const QStyleOptionViewItem &option)
{
    const bool isSelected = option.state & QStyle::State_Selected;
    return option.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Text);
}

QColor quietInkOf(const QStyleOptionViewItem &option)
{
    return option.state & QStyle::State_Selected ? inkOf(option) : Tokens::of(option.palette).text2;
}

} // namespace

MapDelegate::MapDelegate(const MapModel &model, Entries entries, QObject *parent)
    : QStyledItemDelegate(parent), m_model(model), m_entries(std::move(entries))
{}

void MapDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    cell.text.clear();
    const QWidget *view = option.widget;
    (view ? view->style() : QApplication::style())->drawControl(QStyle::CE_ItemViewItem, &cell, painter, view);
    const MapField &field = m_model.field(index.row());
    painter->save();
    painter->setFont(cell.font);
    switch (index.column()) {
    case MapModel::Source:
    case MapModel::Target: paintName(*painter, cell, field, index.column() == MapModel::Target); break;
    case MapModel::Transform: {
        const QString words = StepText::transform(field);
        paintWords(*painter, cell, words.isEmpty() ? QStringLiteral("–") : words);
        break;
    }
    default: {
        const bool isCheck = index.column() == MapModel::Check;
        const StateLook look = isCheck ? CheckText::badge(field) : CheckText::match(field);
        if (look.word.isEmpty()) {
            paintWords(*painter, cell, QStringLiteral("–"));
            break;
        }
        if (isCheck && field.isStale)
            painter->setOpacity(0.45); // of the field as it was: a new answer is on its way
        StatusChip::paintInCell(*painter, cell.rect, look, cell.palette,
                                cell.state & QStyle::State_Selected);
    }
    }
    painter->restore();
}

void MapDelegate::paintName(QPainter &painter, const QStyleOptionViewItem &option, const MapField &field,
                            bool isTarget) const
{
    const Tokens tokens = Tokens::of(option.palette);
    QRect room = option.rect.adjusted(padding, 0, -padding, 0);
    const bool isMissing = field.isRequired && !field.isMapped();
    if (isTarget && field.isRequired) {
        const QColor bar = isMissing ? tokens.of(Hue::Error) : tokens.accent;
        painter.fillRect(QRect(option.rect.left(), option.rect.top() + 3, barWidth, option.rect.height() - 6), bar);
    }
    if (isTarget && field.isKey) {
        paintIcon(painter, QRectF(room.left(), room.center().y() - iconSize / 2.0 + 0.5, iconSize, iconSize),
                  Icon::KeyRound, quietInkOf(option));
        room.setLeft(room.left() + iconSize + 4);
    }
    QString tag;
    if (isTarget)
        tag = isMissing ? tr("required") : QString::fromStdString(typeText(field.target.type));
    else if (field.sourceType)
        tag = QString::fromStdString(typeText(*field.sourceType));
    const QString name = isTarget ? plainText(QString::fromStdString(field.name()), 200) : CheckText::source(field);
    const QFontMetrics small(captionFont());
    const int nameWidth = painter.fontMetrics().horizontalAdvance(name);
    int tagWidth = tag.isEmpty() ? 0 : small.horizontalAdvance(tag) + 8;
    if (nameWidth + tagWidth > room.width()) // the name first
        tagWidth = isMissing ? std::min(tagWidth, room.width() / 2)
            : std::min(tagWidth, std::max(room.width() - nameWidth, room.width() / 4));
    const QFont font = painter.font();
    if (tagWidth > 16) {
        painter.setFont(captionFont());
        painter.setPen(isMissing && !(option.state & QStyle::State_Selected) ? tokens.of(Hue::Error) : quietInkOf(option));
        const QRect place(room.right() - tagWidth + 8, room.top(), tagWidth - 7, room.height());
        painter.drawText(place, Qt::AlignVCenter | Qt::AlignRight, small.elidedText(tag, Qt::ElideRight, place.width()));
        painter.setFont(font);
        room.setRight(room.right() - tagWidth);
    }
    painter.setPen(isTarget || field.isMapped() ? inkOf(option) : quietInkOf(option));
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(name.isEmpty() ? QStringLiteral("–") : name, Qt::ElideRight,
                                                      room.width()));
}

void MapDelegate::paintWords(QPainter &painter, const QStyleOptionViewItem &option, const QString &words) const
{
    const QRect room = option.rect.adjusted(padding, 0, -4, 0);
    painter.setPen(quietInkOf(option));
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(words, Qt::ElideRight, room.width()));
}

QWidget *MapDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const MapField &field = m_model.field(index.row());
    const QString name = plainText(QString::fromStdString(field.name()), 100);
    if (index.column() != MapModel::Source) {
        auto *value = new QLineEdit(parent);
        value->setObjectName(QStringLiteral("mapDefaultValue"));
        value->setAccessibleName(tr("Default value for %1").arg(name));
        value->setPlaceholderText(tr("Default value, then Enter"));
        return value;
    }
    auto *picker = new SourcePicker(name, m_entries(field), parent);
    auto *self = const_cast<MapDelegate *>(this); // signals of a delegate are its own to emit
    connect(picker, &SourcePicker::chosen, self, [self, picker] {
        emit self->commitData(picker);
        emit self->closeEditor(picker);
    });
    connect(picker, &SourcePicker::closed, self, [self, picker] { emit self->closeEditor(picker, RevertModelCache); });
    return picker;
}

void MapDelegate::setEditorData(QWidget *, const QModelIndex &) const {} // begins empty: typing filters

void MapDelegate::setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const
{
    if (const auto *picker = qobject_cast<SourcePicker *>(editor)) {
        if (picker->choice())
            model->setData(index, QVariant::fromValue(*picker->choice()), Qt::EditRole);
    } else if (const auto *value = qobject_cast<QLineEdit *>(editor)) {
        if (!value->text().isEmpty())
            model->setData(index, value->text(), Qt::EditRole);
    }
}

void MapDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &) const
{
    editor->setGeometry(option.rect);
}

bool MapDelegate::eventFilter(QObject *watched, QEvent *event)
{
    if (qobject_cast<SourcePicker *>(watched) && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Escape)
            return false;
    }
    return QStyledItemDelegate::eventFilter(watched, event);
}

} // namespace weir
