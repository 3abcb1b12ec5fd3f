#pragma once

#include <QProxyStyle>

namespace weir {

/// Weir's look on top of Fusion: flat, borders of one pixel, radius 4, rings of two pixels around what has the focus.
/// Every colour comes from the palette (Tokens), so light, dark and high contrast are one code.
class WeirStyle final : public QProxyStyle
{
    Q_OBJECT

public:
    static constexpr int compactHeight = 28, comfortableHeight = 32; ///< of controls and rows, px

    WeirStyle();
    /// Height of controls and rows; the smallest, text that is taller makes them taller.
    void setControlHeight(int height) { m_height = height; }
    [[nodiscard]] int controlHeight() const { return m_height; }

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget = nullptr) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget = nullptr) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget = nullptr) const override;
    [[nodiscard]] QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                                       const QWidget *widget = nullptr) const override;
    [[nodiscard]] QRect subElementRect(SubElement element, const QStyleOption *option,
                                       const QWidget *widget = nullptr) const override;
    [[nodiscard]] QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &contents,
                                         const QWidget *widget = nullptr) const override;
    [[nodiscard]] int pixelMetric(PixelMetric metric, const QStyleOption *option = nullptr,
                                  const QWidget *widget = nullptr) const override;
    [[nodiscard]] int styleHint(StyleHint hint, const QStyleOption *option = nullptr, const QWidget *widget = nullptr,
                                QStyleHintReturn *data = nullptr) const override;
    void polish(QWidget *widget) override;
    using QProxyStyle::polish;

private:
    int m_height = compactHeight;
};

} // namespace weir
