// Colours: contrast of everything that is read, and nothing of one's own in high contrast.

#include "ui/text/language.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/rowbalancebar.h"

#include <QApplication>
#include <QFile>
#include <QFontMetricsF>
#include <QRegularExpression>

#include "tests/support/places.h"

#include <gtest/gtest.h>
#include <set>

namespace weir::test {

namespace {

constexpr double textMin = 4.5, shapeMin = 3.0; ///< WCAG 2.1, 1.4.3 and 1.4.11

/// Eight-bit sRGB without its alpha.
QRgb solid(const QColor &color)
{
    return color.rgb() | 0xFF000000U;
}

} // namespace

TEST(Tokens, EverythingThatIsReadHasContrast)
{
    for (const Tokens *tokens : {&Tokens::light(), &Tokens::dark()}) {
        const char *theme = tokens->isDark ? "dark" : "light";
        for (const QColor &ground : {tokens->bg, tokens->surface, tokens->surfaceAlt, tokens->selection})
            EXPECT_GE(contrast(tokens->text, ground), textMin) << theme << ' ' << ground.name().toStdString();
        for (const QColor &ground : {tokens->bg, tokens->surface, tokens->surfaceAlt})
            EXPECT_GE(contrast(tokens->text2, ground), textMin) << theme << ' ' << ground.name().toStdString();
        EXPECT_GE(contrast(tokens->onAccent, tokens->accent), textMin) << theme;
        EXPECT_GE(contrast(tokens->border, tokens->surface), shapeMin) << theme;
        EXPECT_GE(contrast(tokens->focus, tokens->surface), shapeMin) << theme;
        EXPECT_GE(contrast(tokens->focus, tokens->bg), shapeMin) << theme;
        for (int hue = 0; hue < 5; ++hue) {
            EXPECT_GE(contrast(tokens->hue[hue], tokens->surface), textMin) << theme << " hue " << hue;
            EXPECT_GE(contrast(tokens->text, tokens->tint[hue]), textMin) << theme << " tint " << hue;
            EXPECT_GE(contrast(tokens->hue[hue], tokens->tint[hue]), shapeMin) << theme << " hue on its tint " << hue;
        }
    }
}

TEST(Tokens, ContrastIsThatOfTheStandard)
{
    EXPECT_NEAR(contrast(Qt::black, Qt::white), 21.0, 0.01);
    EXPECT_NEAR(contrast(QColor("#777777"), Qt::white), 4.48, 0.01) << "just not enough";
}

TEST(Tokens, HighContrastUsesTheSystemsColoursAlone)
{
    QPalette system;
    system.setColor(QPalette::Window, Qt::black);
    system.setColor(QPalette::Base, Qt::black);
    system.setColor(QPalette::WindowText, Qt::white);
    system.setColor(QPalette::Highlight, Qt::yellow);
    system.setColor(QPalette::HighlightedText, Qt::black);
    system.setColor(QPalette::Link, Qt::cyan);
    const Tokens tokens = Tokens::of(system);
    EXPECT_TRUE(tokens.isHighContrast);
    std::set<QRgb> allowed;
    for (const QColor &color : {QColor(Qt::black), QColor(Qt::white), QColor(Qt::yellow)})
        allowed.insert(solid(color));
    std::vector<QColor> used{tokens.bg, tokens.surface, tokens.surfaceAlt, tokens.divider, tokens.border, tokens.text, tokens.text2,
                             tokens.accent, tokens.focus, tokens.onAccent, tokens.selection};
    used.insert(used.end(), std::begin(tokens.hue), std::end(tokens.hue));
    used.insert(used.end(), std::begin(tokens.tint), std::end(tokens.tint));
    for (const QColor &color : used)
        EXPECT_TRUE(allowed.contains(solid(color))) << color.name().toStdString();
}

/// Three of a million are seen.
TEST(RowBalanceBar, ABoxThatHoldsAnythingIsSeen)
{
    RowBalanceBar bar;
    bar.resize(900, 60);
    Balance balance;
    balance.read = 1'000'000;
    balance.inserted = 999'997;
    balance.quarantined = 3;
    bar.setBalance(balance);
    EXPECT_GE(bar.boxRect(RowBalanceBar::Box::Quarantined).width(), 6);
    EXPECT_TRUE(bar.boxRect(RowBalanceBar::Box::Unknown).isEmpty());
    EXPECT_TRUE(bar.sentence().contains("quarantined 3,")) << bar.sentence().toStdString();
    balance.inserted -= 5;
    bar.setBalance(balance);
    EXPECT_FALSE(bar.sentence().contains("Balanced.")) << "five rows are in no box";
}

/// Every character of the Chinese texts can be drawn by the fonts that the window chooses.
TEST(Fonts, NoGlyphOfTheTranslationsIsMissing)
{
    const QFont font = interfaceFont();
    const QFontMetricsF metrics(font);
    const QStringList rooms = {"wizard", "shell", "runs", "failures", "jobs", "overview", "settings", "connections", "text", "widgets"};
    static const QRegularExpression translation("<translation>([^<]*)</translation>");
    std::set<char32_t> missing;
    int characters = 0;
    for (const QString &room : rooms) {
        QFile file(QStringLiteral("%1/translations/%2_zh_CN.ts").arg(QString::fromStdString(sourceDirectory()), room));
        ASSERT_TRUE(file.open(QIODevice::ReadOnly)) << room.toStdString();
        auto all = translation.globalMatch(QString::fromUtf8(file.readAll()));
        while (all.hasNext()) {
            for (const char32_t c : all.next().captured(1).toStdU32String()) {
                ++characters;
                if (c > 0x20 && !metrics.inFontUcs4(c))
                    missing.insert(c);
            }
        }
    }
    EXPECT_GT(characters, 3'000);
    EXPECT_TRUE(missing.empty()) << missing.size() << " characters, the first U+" << std::hex << static_cast<unsigned>(missing.empty() ? 0 : *missing.begin());
}

} // namespace weir::test
