#include "ui/theme/theme.h"

#include "ui/theme/tokens.h"
#include "ui/theme/weirstyle.h"

#include <QApplication>
#include <QFontDatabase>

#include <algorithm>

namespace weir {

namespace {

/// Qt 6.4 tells no colour scheme; the palette that the platform gave at start does.
const QPalette &systemPalette()
{
    static const QPalette palette = QApplication::palette();
    return palette;
}

bool isSystemDark()
{
    return systemPalette().color(QPalette::Window).lightness() < 128;
}

QPalette paletteOf(ThemeKind kind)
{
    switch (kind) {
    case ThemeKind::Light: return Tokens::light().palette();
    case ThemeKind::Dark: return Tokens::dark().palette();
    case ThemeKind::HighContrast: return systemPalette();
    default: break;
    }
    return (isSystemDark() ? Tokens::dark() : Tokens::light()).palette();
}

QStringList families()
{
#ifdef Q_OS_WIN
    const QStringList wanted{"Segoe UI", "Microsoft YaHei UI", "Microsoft YaHei"};
#else
    const QStringList wanted{QFontDatabase::systemFont(QFontDatabase::GeneralFont).family(), "Noto Sans", "DejaVu Sans",
                             "Noto Sans CJK SC", "WenQuanYi Micro Hei"};
#endif
    const QStringList present = QFontDatabase::families();
    QStringList kept;
    for (const QString &family : wanted) {
        if (present.contains(family) && !kept.contains(family))
            kept.append(family);
    }
    return kept;
}

QFont scaled(double factor, QFont::Weight weight)
{
    QFont font = QApplication::font();
    font.setPointSizeF(std::max(8.0, font.pointSizeF() * factor));
    font.setWeight(weight);
    return font;
}

} // namespace

std::optional<ThemeKind> themeFromName(const QString &name)
{
    if (name == u"system")
        return ThemeKind::System;
    if (name == u"light")
        return ThemeKind::Light;
    if (name == u"dark")
        return ThemeKind::Dark;
    if (name == u"hc")
        return ThemeKind::HighContrast;
    return std::nullopt;
}

void applyTheme(QApplication &application, ThemeKind kind, int textPercent, bool isComfortable)
{
    (void)systemPalette(); // remembered before the first change
    if (!qobject_cast<WeirStyle *>(QApplication::style()))
        QApplication::setStyle(new WeirStyle);
    const int height = isComfortable ? WeirStyle::comfortableHeight : WeirStyle::compactHeight;
    if (auto *style = qobject_cast<WeirStyle *>(QApplication::style()); style && style->controlHeight() != height) {
        auto *next = new WeirStyle; // a new style is what makes every widget measure itself again
        next->setControlHeight(height);
        QApplication::setStyle(next);
    }
    application.setPalette(paletteOf(kind));
    QFont font = interfaceFont();
    font.setPointSizeF(font.pointSizeF() * std::clamp(textPercent, 90, textPercentMax) / 100.0);
    application.setFont(font);
}

QFont interfaceFont()
{
    static const QStringList list = families();
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    if (!list.isEmpty())
        font.setFamilies(list);
#ifdef Q_OS_WIN
    font.setPointSizeF(9.0);
#else
    font.setPointSizeF(10.0);
#endif
    return font;
}

int iconExtent()
{
    return std::max(16, qRound(16 * QApplication::font().pointSizeF() / interfaceFont().pointSizeF()));
}

QFont rawFont()
{
    QFont font = QApplication::font();
    font.setFamilies({"Cascadia Mono", "Consolas", "Noto Sans Mono", "DejaVu Sans Mono", "WenQuanYi Micro Hei Mono"});
    font.setStyleHint(QFont::Monospace);
    return font;
}

QFont titleFont()
{
    return scaled(1.4, QFont::DemiBold);
}

QFont sectionFont()
{
    return scaled(1.1, QFont::DemiBold);
}

QFont captionFont()
{
    return scaled(0.9, QFont::Normal);
}

} // namespace weir
