#pragma once

#include <QColor>
#include <QPalette>

namespace weir {

/// The five status hues. A state is told by shape and word as well, never by hue alone.
enum class Hue : std::uint8_t { Ok, Running, Warn, Error, Neutral };

/// Every colour that Weir draws with beyond the palette's roles. Contrast on `surface` is at least 4.5 for text and
/// hues, 3 for borders; hues stay apart under colour-vision deficiency (a test computes both).
///
/// A value that follows from the palette: no widget keeps one, so a change of theme needs nothing but a repaint.
struct Tokens
{
    QColor bg, surface, surfaceAlt;
    QColor divider, border;
    QColor text, text2;
    QColor accent, focus, onAccent;
    QColor selection;
    QColor hue[5];  ///< by Hue
    QColor tint[5]; ///< backgrounds of banners and chips, by Hue
    bool isDark = false;
    bool isHighContrast = false; ///< the system's own colours; hues and tints fall back to them

    [[nodiscard]] const QColor &of(Hue h) const { return hue[static_cast<int>(h)]; }
    [[nodiscard]] const QColor &tintOf(Hue h) const { return tint[static_cast<int>(h)]; }

    [[nodiscard]] static const Tokens &light();
    [[nodiscard]] static const Tokens &dark();
    /// Those whose palette() \a palette is; otherwise tokens made of the palette's roles alone (high contrast).
    [[nodiscard]] static Tokens of(const QPalette &palette);

    [[nodiscard]] QPalette palette() const;
};

/// WCAG 2.1 contrast ratio, 1 … 21 (https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio).
[[nodiscard]] double contrast(const QColor &a, const QColor &b);

} // namespace weir
