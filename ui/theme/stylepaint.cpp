#include "ui/theme/stylepaint.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"

#include <QPainter>
#include <QStyle>

#include <algorithm>

namespace weir {

namespace {

constexpr double radius = 4;

QRectF hairline(const QRect &rect)
{
    return QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5);
}

bool isEnabled(const QStyleOption &option)
{
    return option.state & QStyle::State_Enabled;
}

bool isHovered(const QStyleOption &option)
{
    return isEnabled(option) && (option.state & QStyle::State_MouseOver);
}

QColor inkOf(const QStyleOption &option, const Tokens &tokens)
{
    return isEnabled(option) ? tokens.text : option.palette.color(QPalette::Disabled, QPalette::ButtonText);
}

void roundedRect(QPainter &painter, const QRect &rect, const QColor &border, const QColor &fill, double corner = radius)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(border.isValid() ? QPen(border, 1) : QPen(Qt::NoPen));
    painter.setBrush(fill);
    painter.drawRoundedRect(hairline(rect), corner, corner);
    painter.restore();
}

QColor buttonFill(const QStyleOption &option, const Tokens &tokens)
{
    if (option.state & QStyle::State_On)
        return tokens.selection;
    if (option.state & QStyle::State_Sunken)
        return tokens.isHighContrast ? tokens.surface : tokens.divider;
    if (isHovered(option))
        return tokens.isHighContrast ? tokens.surface : tokens.isDark ? tokens.divider : tokens.surfaceAlt;
    return option.palette.color(QPalette::Active, QPalette::Button);
}

} // namespace

void paintFocusRing(QPainter &painter, const QRectF &rect, const QPalette &palette, double corner)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(Tokens::of(palette).focus, 2));
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), corner, corner);
    painter.restore();
}

void paintButtonFace(QPainter &painter, const QStyleOption &option, bool isFlat)
{
    const Tokens tokens = Tokens::of(option.palette);
    const bool isOn = option.state & QStyle::State_On;
    const bool isTouched = isHovered(option) || (option.state & QStyle::State_Sunken);
    if (!isFlat) {
        QColor border = isOn ? tokens.accent : tokens.border;
        if (!isEnabled(option))
            border = tokens.isHighContrast ? inkOf(option, tokens) : tokens.divider;
        else if (isHovered(option))
            border = tokens.accent;
        roundedRect(painter, option.rect, border, isEnabled(option) ? buttonFill(option, tokens) : tokens.bg);
    } else if (isOn || isTouched) {
        roundedRect(painter, option.rect, tokens.isHighContrast ? tokens.border : QColor(), buttonFill(option, tokens));
    }
}

void paintFieldFace(QPainter &painter, const QStyleOption &option, const QRect &rect)
{
    const Tokens tokens = Tokens::of(option.palette);
    const bool isReadOnly = option.state & QStyle::State_ReadOnly;
    QColor border = tokens.border;
    if (!isEnabled(option))
        border = tokens.isHighContrast ? inkOf(option, tokens) : tokens.divider;
    else if (isHovered(option))
        border = tokens.accent;
    roundedRect(painter, rect, border, isEnabled(option) && !isReadOnly ? tokens.surface : tokens.bg);
    if (option.state & QStyle::State_HasFocus)
        paintFocusRing(painter, rect, option.palette);
}

void paintCheckMark(QPainter &painter, const QStyleOption &option)
{
    const Tokens tokens = Tokens::of(option.palette);
    const bool isSet = option.state & (QStyle::State_On | QStyle::State_NoChange);
    const int side = std::min({option.rect.width(), option.rect.height(), 16});
    const QRect box(option.rect.left() + (option.rect.width() - side) / 2,
                    option.rect.top() + (option.rect.height() - side) / 2, side, side);
    QColor border = isHovered(option) || isSet ? tokens.accent : tokens.border;
    QColor fill = isSet ? tokens.accent : tokens.surface;
    if (!isEnabled(option)) {
        border = inkOf(option, tokens);
        fill = isSet ? border : tokens.bg;
    }
    roundedRect(painter, box, border, fill, 3);
    if (isSet)
        paintIcon(painter, QRectF(box).adjusted(1, 1, -1, -1), option.state & QStyle::State_On ? Icon::Check : Icon::Minus,
                  isEnabled(option) ? tokens.onAccent : tokens.bg);
}

void paintRadioMark(QPainter &painter, const QStyleOption &option)
{
    const Tokens tokens = Tokens::of(option.palette);
    const int side = std::min({option.rect.width(), option.rect.height(), 16});
    const QRect box(option.rect.left(), option.rect.top() + (option.rect.height() - side) / 2, side, side);
    const bool isOn = option.state & QStyle::State_On;
    QColor color = isOn || isHovered(option) ? tokens.accent : tokens.border;
    if (!isEnabled(option))
        color = inkOf(option, tokens);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1));
    painter.setBrush(tokens.surface);
    painter.drawEllipse(hairline(box));
    if (isOn) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(QRectF(box).adjusted(4, 4, -4, -4));
    }
    painter.restore();
}

void paintTab(QPainter &painter, const QStyleOptionTab &option)
{
    const Tokens tokens = Tokens::of(option.palette);
    if (option.state & QStyle::State_Selected)
        painter.fillRect(QRect(option.rect.left(), option.rect.bottom() - 1, option.rect.width(), 2), tokens.accent);
    else if (isHovered(option) && !tokens.isHighContrast)
        roundedRect(painter, option.rect.adjusted(2, 3, -2, -4), QColor(), tokens.surfaceAlt);
    if (option.state & QStyle::State_HasFocus)
        paintFocusRing(painter, QRectF(option.rect).adjusted(1, 1, -1, -3), option.palette);
}

void paintHeaderSection(QPainter &painter, const QStyleOption &option)
{
    const Tokens tokens = Tokens::of(option.palette);
    QColor fill = tokens.surfaceAlt;
    if (!tokens.isHighContrast && (option.state & QStyle::State_Sunken))
        fill = tokens.divider;
    painter.fillRect(option.rect, fill);
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), tokens.divider);
    painter.fillRect(QRect(option.rect.right(), option.rect.top() + 6, 1, option.rect.height() - 12), tokens.divider);
}

void paintComboBox(QPainter &painter, const QStyleOptionComboBox &option, const QRect &arrow)
{
    if (option.frame)
        paintFieldFace(painter, option, option.rect);
    const double side = 14;
    const QPointF centre = QRectF(arrow).center();
    paintIcon(painter, QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side), Icon::ChevronDown,
              inkOf(option, Tokens::of(option.palette)));
}

void paintSpinBox(QPainter &painter, const QStyleOptionSpinBox &option, const QRect &up, const QRect &down)
{
    const Tokens tokens = Tokens::of(option.palette);
    if (option.frame)
        paintFieldFace(painter, option, option.rect);
    if (option.buttonSymbols == QAbstractSpinBox::NoButtons)
        return;
    const auto arrow = [&](const QRect &rect, Icon icon, QStyle::SubControl part, bool canStep) {
        if ((option.activeSubControls & part) && isEnabled(option) && canStep && !tokens.isHighContrast)
            painter.fillRect(rect.adjusted(0, 1, -1, -1), tokens.surfaceAlt);
        const QPointF centre = QRectF(rect).center();
        paintIcon(painter, QRectF(centre.x() - 5, centre.y() - 5, 10, 10), icon,
                  canStep ? inkOf(option, tokens) : option.palette.color(QPalette::Disabled, QPalette::ButtonText));
    };
    arrow(up, Icon::ChevronUp, QStyle::SC_SpinBoxUp, option.stepEnabled & QAbstractSpinBox::StepUpEnabled);
    arrow(down, Icon::ChevronDown, QStyle::SC_SpinBoxDown, option.stepEnabled & QAbstractSpinBox::StepDownEnabled);
}

void paintScrollBar(QPainter &painter, const QStyleOptionSlider &option, const QRect &slider)
{
    const Tokens tokens = Tokens::of(option.palette);
    painter.fillRect(option.rect, tokens.isHighContrast ? tokens.bg : tokens.surfaceAlt);
    if (option.minimum == option.maximum)
        return;
    const bool isHeld = (option.activeSubControls & QStyle::SC_ScrollBarSlider)
        && (option.state & (QStyle::State_Sunken | QStyle::State_MouseOver));
    QRectF handle = QRectF(slider).adjusted(3, 2, -3, -2);
    if (option.orientation == Qt::Horizontal)
        handle = QRectF(slider).adjusted(2, 3, -2, -3);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(isHeld ? tokens.text2 : tokens.border);
    const double corner = std::min(handle.width(), handle.height()) / 2;
    painter.drawRoundedRect(handle, corner, corner);
    painter.restore();
}

void paintProgress(QPainter &painter, const QStyleOptionProgressBar &option)
{
    const Tokens tokens = Tokens::of(option.palette);
    roundedRect(painter, option.rect, tokens.border, tokens.surface, 3);
    const double range = static_cast<double>(option.maximum) - option.minimum;
    QRect fill = option.rect.adjusted(1, 1, -1, -1);
    if (range > 0) {
        const double share = std::clamp((option.progress - option.minimum) / range, 0.0, 1.0);
        fill.setWidth(static_cast<int>(fill.width() * share));
    } else { // nobody knows how long: a still piece, no motion
        fill = QRect(fill.left() + fill.width() / 3, fill.top(), fill.width() / 3, fill.height());
    }
    if (fill.width() <= 0)
        return;
    const QColor bar = tokens.isHighContrast ? tokens.accent : tokens.of(Hue::Running);
    if (!option.textVisible)
        return roundedRect(painter, fill, QColor(), bar, 2);
    roundedRect(painter, fill, QColor(), tokens.selection, 2); // text stays readable on it
    painter.fillRect(QRect(fill.left(), fill.bottom() - 1, fill.width(), 2), bar);
}

void paintPanelFrame(QPainter &painter, const QStyleOption &option)
{
    const Tokens tokens = Tokens::of(option.palette);
    const bool isFocused = option.state & QStyle::State_HasFocus;
    painter.save();
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(isFocused ? tokens.focus : tokens.divider, 1));
    painter.drawRect(option.rect.adjusted(0, 0, -1, -1));
    painter.restore();
}

void paintDockTitle(QPainter &painter, const QStyleOptionDockWidget &option)
{
    const Tokens tokens = Tokens::of(option.palette);
    painter.fillRect(option.rect, tokens.bg);
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), tokens.divider);
    painter.save();
    painter.setFont(sectionFont());
    painter.setPen(tokens.text);
    const QRect text = option.rect.adjusted(12, 0, -32, 0);
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft, painter.fontMetrics().elidedText(option.title, Qt::ElideRight,
            text.width()));
    painter.restore();
}

} // namespace weir
