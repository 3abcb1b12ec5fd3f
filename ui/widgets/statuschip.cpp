#include "ui/widgets/statuschip.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace weir {

namespace {

constexpr int gap = 6;
constexpr int padding = 8;

} // namespace

StatusChip::StatusChip(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void StatusChip::setLook(const StateLook &look)
{
    if (m_look.word == look.word && m_look.icon == look.icon && m_look.hue == look.hue)
        return;
    m_look = look;
    setAccessibleName(look.word);
    updateGeometry();
    update();
}

QSize StatusChip::sizeHint() const
{
    const QFontMetrics metrics(font());
    return {padding * 2 + iconExtent() + gap + metrics.horizontalAdvance(m_look.word), std::max(24, metrics.height() + 8)};
}

void StatusChip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens tokens = Tokens::of(palette());
    painter.setPen(tokens.isHighContrast ? QPen(tokens.text) : QPen(Qt::NoPen));
    painter.setBrush(tokens.tintOf(m_look.hue));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    paintIcon(painter, QRectF(padding, (height() - iconExtent()) / 2.0, iconExtent(), iconExtent()), m_look.icon, tokens.of(m_look.hue));
    painter.setPen(tokens.text);
    painter.drawText(rect().adjusted(padding + iconExtent() + gap, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, m_look.word);
}

void StatusChip::paintInCell(QPainter &painter, const QRect &rect, const StateLook &look, const QPalette &palette,
                             bool isSelected)
{
    const Tokens tokens = Tokens::of(palette);
    const QColor text = isSelected ? palette.color(QPalette::HighlightedText) : tokens.text;
    const QColor icon = isSelected ? text : tokens.of(look.hue);
    paintIcon(painter, QRectF(rect.left() + padding, rect.center().y() - iconExtent() / 2.0 + 0.5, iconExtent(), iconExtent()), look.icon, icon);
    painter.setPen(text);
    const QRect words = rect.adjusted(padding + iconExtent() + gap, 0, -4, 0);
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(look.word, Qt::ElideRight, words.width()));
}

} // namespace weir
