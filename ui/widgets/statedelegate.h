#pragma once

#include "ui/text/statetext.h"

#include <QStyledItemDelegate>

Q_DECLARE_METATYPE(weir::StateLook)

namespace weir {

/// Paints the StateLook that a cell holds under lookRole as icon and word. The model gives the word as DisplayRole too.
class StateDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    static constexpr int lookRole = Qt::UserRole + 100;

    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace weir
