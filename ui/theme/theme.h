#pragma once

#include <QFont>
#include <QString>

#include <optional>

class QApplication;

namespace weir {

enum class ThemeKind : std::uint8_t { System, Light, Dark, HighContrast };

[[nodiscard]] std::optional<ThemeKind> themeFromName(const QString &name); ///< "system", "light", "dark", "hc"

constexpr int textPercentMax = 200; ///< what the layouts are made for

/// Sets style (Fusion), palette and fonts of the whole program. May be called again to switch.
///
/// \a textPercent: 90 … textPercentMax, size of all text; a user chooses up to 150. \a isComfortable: controls and rows of 32 px instead of 28.
void applyTheme(QApplication &application, ThemeKind kind, int textPercent = 100, bool isComfortable = false);

/// The interface font with families that hold Latin and Simplified Chinese, in the order of this system.
[[nodiscard]] QFont interfaceFont();
/// Side of the icons beside text, in pixels: 16, and with larger text as much larger.
[[nodiscard]] int iconExtent();
/// Raw values: a monospace family.
[[nodiscard]] QFont rawFont();

/// Derived from the application's font, so that they follow the size that the user chose.
[[nodiscard]] QFont titleFont();
[[nodiscard]] QFont sectionFont();
[[nodiscard]] QFont captionFont();

} // namespace weir
