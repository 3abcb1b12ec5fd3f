#pragma once

#include <QStyleOption>

class QPainter;
class QWidget;

namespace weir {

// What WeirStyle paints, a function for each kind of control; colours from the option's palette.

void paintButtonFace(QPainter &painter, const QStyleOption &option, bool isFlat);
void paintFieldFace(QPainter &painter, const QStyleOption &option, const QRect &rect);
void paintFocusRing(QPainter &painter, const QRectF &rect, const QPalette &palette, double radius = 4);
void paintCheckMark(QPainter &painter, const QStyleOption &option);
void paintRadioMark(QPainter &painter, const QStyleOption &option);
void paintTab(QPainter &painter, const QStyleOptionTab &option);
void paintHeaderSection(QPainter &painter, const QStyleOption &option);
void paintComboBox(QPainter &painter, const QStyleOptionComboBox &option, const QRect &arrow);
void paintSpinBox(QPainter &painter, const QStyleOptionSpinBox &option, const QRect &up, const QRect &down);
void paintScrollBar(QPainter &painter, const QStyleOptionSlider &option, const QRect &slider);
void paintProgress(QPainter &painter, const QStyleOptionProgressBar &option);
void paintPanelFrame(QPainter &painter, const QStyleOption &option);
void paintDockTitle(QPainter &painter, const QStyleOptionDockWidget &option);

} // namespace weir
