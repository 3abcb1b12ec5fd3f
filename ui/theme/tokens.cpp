#include "ui/theme/tokens.h"

#include <algorithm>
#include <cmath>

namespace weir {

namespace {

Tokens makeLight()
{
    Tokens t;
    t.bg = "#F5F7FA";
    t.surface = "#FFFFFF";
    t.surfaceAlt = "#EEF1F5";
    t.divider = "#D5DBE3";
    t.border = "#7A8594";
    t.text = "#18212B";
    t.text2 = "#4B5766";
    t.accent = "#005A9E";
    t.focus = "#005A9E";
    t.onAccent = "#FFFFFF";
    t.selection = "#CFE4F7";
    const char *hues[] = {"#0A5C41", "#0072B9", "#A35200", "#8A0F0F", "#56606D"};
    const char *tints[] = {"#E3F4EC", "#E1F0FA", "#FFF1DE", "#FCE8E6", "#EEF1F5"};
    for (int i = 0; i < 5; ++i) {
        t.hue[i] = hues[i];
        t.tint[i] = tints[i];
    }
    return t;
}

Tokens makeDark()
{
    Tokens t;
    t.isDark = true;
    t.bg = "#14181D";
    t.surface = "#1C2229";
    t.surfaceAlt = "#232A33";
    t.divider = "#353F4B";
    t.border = "#7D8896";
    t.text = "#E8ECF1";
    t.text2 = "#A9B4C0";
    t.accent = "#5FB3F0";
    t.focus = "#8CC8FF";
    t.onAccent = "#0B1117";
    t.selection = "#1F4868";
    const char *hues[] = {"#96E9BC", "#5C9FEC", "#FFD83A", "#FF6B6F", "#A9B4C0"};
    const char *tints[] = {"#173229", "#162C44", "#3A3010", "#3F1D20", "#232A33"};
    for (int i = 0; i < 5; ++i) {
        t.hue[i] = hues[i];
        t.tint[i] = tints[i];
    }
    return t;
}

/// The system's palette and nothing else.
Tokens fromRoles(const QPalette &palette)
{
    Tokens t;
    t.isHighContrast = true;
    t.bg = palette.color(QPalette::Window);
    t.surface = palette.color(QPalette::Base);
    t.surfaceAlt = palette.color(QPalette::Base);
    t.text = t.text2 = t.border = t.divider = palette.color(QPalette::WindowText);
    t.accent = t.focus = t.selection = palette.color(QPalette::Highlight);
    t.onAccent = palette.color(QPalette::HighlightedText);
    t.isDark = t.bg.lightness() < 128;
    for (int i = 0; i < 5; ++i) {
        t.hue[i] = t.text;
        t.tint[i] = t.bg;
    }
    return t;
}

double luminance(const QColor &color)
{
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

const Tokens &Tokens::light()
{
    static const Tokens tokens = makeLight();
    return tokens;
}

const Tokens &Tokens::dark()
{
    static const Tokens tokens = makeDark();
    return tokens;
}

Tokens Tokens::of(const QPalette &palette)
{
    for (const Tokens *known : {&light(), &dark()}) {
        if (palette.color(QPalette::Active, QPalette::PlaceholderText) == known->text2
            && palette.color(QPalette::Active, QPalette::Link) == known->accent)
            return *known;
    }
    return fromRoles(palette);
}

QPalette Tokens::palette() const
{
    QPalette p;
    p.setColor(QPalette::Window, bg);
    p.setColor(QPalette::WindowText, text);
    p.setColor(QPalette::Base, surface);
    p.setColor(QPalette::AlternateBase, surfaceAlt);
    p.setColor(QPalette::Text, text);
    p.setColor(QPalette::PlaceholderText, text2);
    p.setColor(QPalette::Button, isDark ? surfaceAlt : surface);
    p.setColor(QPalette::ButtonText, text);
    p.setColor(QPalette::BrightText, of(Hue::Error));
    p.setColor(QPalette::Highlight, selection);
    p.setColor(QPalette::HighlightedText, text);
    p.setColor(QPalette::Link, accent);
    p.setColor(QPalette::LinkVisited, accent);
    p.setColor(QPalette::ToolTipBase, surface);
    p.setColor(QPalette::ToolTipText, text);
    p.setColor(QPalette::Light, isDark ? surfaceAlt.lighter(120) : surface);
    p.setColor(QPalette::Midlight, divider);
    p.setColor(QPalette::Mid, divider);
    p.setColor(QPalette::Dark, border);
    p.setColor(QPalette::Shadow, isDark ? QColor("#000000") : border);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        QColor faded = text2;
        faded.setAlphaF(0.62f);
        p.setColor(QPalette::Disabled, role, faded);
    }
    return p;
}

double contrast(const QColor &a, const QColor &b)
{
    const double first = luminance(a), second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

} // namespace weir
