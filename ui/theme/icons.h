#pragma once

#include "ui/theme/icon.h"

#include <QColor>
#include <QIcon>
#include <QPixmap>

class QPainter;
class QRectF;

namespace weir {

/// An icon that takes its colour from the palette of whoever paints it, sharp at every size and scale.
[[nodiscard]] QIcon iconOf(Icon icon);
/// The same in a fixed colour.
[[nodiscard]] QIcon iconOf(Icon icon, const QColor &color);

/// Paints the glyph centred in \a rect.
void paintIcon(QPainter &painter, const QRectF &rect, Icon icon, const QColor &color);

/// Square pixmap of \a size logical pixels.
[[nodiscard]] QPixmap iconPixmap(Icon icon, const QColor &color, int size, qreal devicePixelRatio);

} // namespace weir
