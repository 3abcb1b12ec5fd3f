#include "ui/widgets/primarybutton.h"

#include "ui/theme/tokens.h"

#include <QStyle>
#include <QStyleOptionButton>
#include <QStylePainter>

namespace weir {

PrimaryButton::PrimaryButton(const QString &text, QWidget *parent) : QPushButton(text, parent) {}

void PrimaryButton::paintEvent(QPaintEvent *event)
{
    const Tokens tokens = Tokens::of(palette());
    if (!isEnabled() || tokens.isHighContrast)
        return QPushButton::paintEvent(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor fill = tokens.accent;
    if (isDown())
        fill = fill.darker(115);
    else if (underMouse())
        fill = fill.lighter(110);
    const QRectF face = QRectF(rect()).adjusted(1, 1, -1, -1);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(face, 4, 4);
    if (hasFocus()) { // a ring in the button's own text colour inside, and the accent outside
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(tokens.onAccent, 1.5));
        painter.drawRoundedRect(face.adjusted(2.5, 2.5, -2.5, -2.5), 3, 3);
    }
    QStyleOptionButton option;
    initStyleOption(&option);
    painter.setPen(tokens.onAccent);
    QRect label = rect();
    if (!icon().isNull()) {
        const int side = 16;
        const int textWidth = fontMetrics().horizontalAdvance(text());
        const int left = (width() - side - 6 - textWidth) / 2;
        painter.drawPixmap(QRect(left, (height() - side) / 2, side, side), icon().pixmap(QSize(side, side), devicePixelRatioF()));
        label = QRect(left + side + 6, 0, textWidth + 2, height());
    }
    painter.drawText(label, Qt::AlignCenter | Qt::TextShowMnemonic, text());
}

} // namespace weir
