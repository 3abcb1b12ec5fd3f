#include "ui/widgets/statedelegate.h"

#include "ui/theme/theme.h"
#include "ui/widgets/statuschip.h"

#include <QApplication>
#include <QPainter>

namespace weir {

namespace {

constexpr int aroundText = 8 + 6 + 8; ///< padding, gap behind the icon, padding

} // namespace

void StateDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    cell.text.clear();
    const QWidget *view = option.widget;
    (view ? view->style() : QApplication::style())->drawControl(QStyle::CE_ItemViewItem, &cell, painter, view);
    painter->save();
    painter->setFont(cell.font);
    StatusChip::paintInCell(*painter, option.rect, index.data(lookRole).value<StateLook>(), option.palette,
                            option.state & QStyle::State_Selected);
    painter->restore();
}

QSize StateDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize size = QStyledItemDelegate::sizeHint(option, index);
    return {option.fontMetrics.horizontalAdvance(index.data().toString()) + iconExtent() + aroundText, size.height()};
}

} // namespace weir
