// What every fixture's page says, read from the built program: texts and the accessible tree, in both languages.

#include "tests/support/places.h"
#include "ui/text/format.h"
#include "ui/text/statetext.h"

#include <QAccessible>
#include <QApplication>
#include <QFile>
#include <QLocale>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <gtest/gtest.h>
#include <map>
#include <set>

namespace weir::test {

namespace {

struct Page
{
    QStringList texts;
    QStringList tree; ///< of accessible nodes, a line each
};

/// Every page is asked for once, however many tests look at it.
const Page &pageOf(const QString &fixture, const QString &language = QStringLiteral("en"))
{
    static std::map<std::pair<QString, QString>, Page> pages;
    const auto [at, isNew] = pages.try_emplace({fixture, language});
    if (!isNew)
        return at->second;
    QTemporaryDir folder;
    const QString texts = folder.filePath("texts"), tree = folder.filePath("tree");
    QProcess program;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("QT_QPA_PLATFORM", "offscreen");
    environment.insert("TZ", "Asia/Shanghai");
    program.setProcessEnvironment(environment);
    program.start(QString::fromStdString(weirProgram()) + "-workbench",
                  {"--fixture", fixture, "--lang", language, "--theme", "light", "--clock", "2026-03-05T14:07:09+08:00",
                   "--size", "1280x1400", "--dump-text", texts, "--dump-a11y", tree});
    EXPECT_TRUE(program.waitForFinished(30'000)) << fixture.toStdString();
    EXPECT_EQ(program.exitCode(), 0) << fixture.toStdString() << program.readAllStandardError().toStdString();
    const auto linesOf = [](const QString &path) {
        QFile file(path);
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        return QString::fromUtf8(file.readAll()).split('\n', Qt::SkipEmptyParts);
    };
    at->second = {linesOf(texts), linesOf(tree)};
    return at->second;
}

bool says(const QString &fixture, const QString &text, const QString &language = QStringLiteral("en"))
{
    return pageOf(fixture, language).texts.join('\n').contains(text);
}

const QStringList runFixtures = {"running", "throttled", "throttled-source", "circuit-open", "circuit-source", "half-open",
                                 "offline", "store-full", "stalled", "completed", "completed-q", "completed-u"};
const QStringList allFixtures = runFixtures
    + QStringList{"unbalanced", "empty", "first-run", "clean-sample", "messy-sample", "interrupted", "failures-3", "recon-diff",
                  "recon-unexplained", "long-names", "gallery", "secrets", "lossy"};

/// The six numbers of the balance's sentence; empty: the page has none.
std::vector<qint64> balanceOf(const Page &page)
{
    static const QRegularExpression sentence("read ([\\d,]+), delivered ([\\d,]+), filtered ([\\d,]+), quarantined ([\\d,]+), "
                                             "unknown ([\\d,]+), pending ([\\d,]+)");
    const auto match = sentence.match(page.texts.join('\n'));
    std::vector<qint64> numbers;
    for (int i = 1; match.hasMatch() && i <= 6; ++i)
        numbers.push_back(match.captured(i).remove(',').toLongLong());
    return numbers;
}

} // namespace

TEST(FixturePages, EveryRunBalancesAndSaysAllSixNumbers)
{
    for (const QString &fixture : runFixtures) {
        const std::vector<qint64> n = balanceOf(pageOf(fixture));
        ASSERT_EQ(n.size(), 6U) << fixture.toStdString();
        EXPECT_EQ(n[0], n[1] + n[2] + n[3] + n[4] + n[5]) << fixture.toStdString();
        EXPECT_GT(n[0], 0) << fixture.toStdString();
    }
    const std::vector<qint64> broken = balanceOf(pageOf("unbalanced"));
    ASSERT_EQ(broken.size(), 6U);
    EXPECT_NE(broken[0], broken[1] + broken[2] + broken[3] + broken[4] + broken[5]) << "the one that must not";
}

TEST(FixturePages, ACompletionWithRestIsNeverTheBareWord)
{
    EXPECT_TRUE(pageOf("completed-q").texts.contains("Completed, 37 quarantined"));
    EXPECT_TRUE(pageOf("completed-u").texts.contains("Completed, 2 unknown"));
    for (const char *fixture : {"completed-q", "completed-u"}) {
        EXPECT_FALSE(pageOf(fixture).texts.contains("Completed")) << fixture;
        EXPECT_FALSE(pageOf(fixture, "zh_CN").texts.contains(QStringLiteral("已完成"))) << fixture;
    }
    EXPECT_EQ(stateLook(UiState::CompletedQuarantined, 37).icon, Icon::TriangleAlert);
    EXPECT_TRUE(pageOf("completed").texts.contains("Completed")) << "and here it stands";
}

TEST(FixturePages, RowsThatNoBoxHoldsAreSaidFirst)
{
    EXPECT_TRUE(says("unbalanced", "Rows unaccounted for"));
}

TEST(FixturePages, DifferencesAreExplainedOrAnError)
{
    EXPECT_TRUE(says("recon-diff", "37 missing, 37 in quarantine, 0 unexplained"));
    EXPECT_TRUE(says("recon-unexplained", "unexplained"));
    EXPECT_FALSE(says("recon-unexplained", "0 unexplained"));
}

TEST(FixturePages, EveryStateHasItsShapeAndItsWord)
{
    std::set<std::pair<int, QString>> looks;
    for (int i = 0; i < uiStateCount; ++i) {
        const auto state = static_cast<UiState>(i);
        const StateLook look = stateLook(state, state == UiState::CompletedQuarantined ? 37 : 0, 2);
        EXPECT_FALSE(look.word.isEmpty()) << i;
        EXPECT_TRUE(looks.emplace(static_cast<int>(look.icon), look.word).second) << look.word.toStdString();
        EXPECT_TRUE(says("gallery", look.word)) << look.word.toStdString();
    }
}

TEST(FixturePages, NoShareIsRoundedUpToTheWhole)
{
    EXPECT_EQ(shareText(999'997, 1'000'000), "99.99 %");
    EXPECT_EQ(shareText(1'000'000, 1'000'000), "100 %");
}

TEST(FixturePages, ASecretIsNowhere)
{
    for (const char *language : {"en", "zh_CN"}) {
        const Page &page = pageOf("secrets", language);
        const QString all = page.texts.join('\n') + page.tree.join('\n');
        for (const char *planted : {"310104188903075654", "ann@example.com"})
            EXPECT_FALSE(all.contains(QLatin1String(planted))) << planted;
    }
}

TEST(FixturePages, WhatCanBeFocusedHasANameAndPicturesHaveValues)
{
    static const QRegularExpression node("role=(\\d+) name=\"([^\"]*)\"(.*)");
    for (const QString &fixture : allFixtures) {
        for (const QString &line : pageOf(fixture).tree) {
            const auto match = node.match(line);
            if (!match.hasMatch())
                continue;
            const bool isCell = match.captured(1).toInt() == QAccessible::Cell; // of a value that is empty
            const bool isFocusable = match.captured(3).contains(" focusable") && !isCell;
            EXPECT_FALSE(isFocusable && match.captured(2).trimmed().isEmpty()) << fixture.toStdString() << ": " << line.toStdString();
            const bool isBar = line.contains("class=weir::RowBalanceBar"), isChart = line.contains("class=weir::StripChart");
            EXPECT_TRUE(!isBar || match.captured(2).contains("delivered")) << fixture.toStdString() << ": " << line.toStdString();
            EXPECT_TRUE(!isChart || line.contains(" value=\"")) << fixture.toStdString() << ": " << line.toStdString();
        }
    }
}

/// Data, names of formats and of Weir itself stay as they are in Chinese.
TEST(FixturePages, ChinesePagesSpeakChinese)
{
    static const QRegularExpression data("^[^\\x{4e00}-\\x{9fff}]*$"); // no Chinese character
    static const QRegularExpression words("\\b[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}\\b");
    // Values of the samples, and what engine and databases say about a single row.
    static const QRegularExpression allowed("please call before|line \\d+|page \\d+|Bergmann|Werk|Société|Lakeside|the target refuses|"
                                            "orders|nightly|Nightly|samples|copy|GET /|HTTP|run \\d+");
    for (const QString &fixture : allFixtures) {
        for (const QString &line : pageOf(fixture, "zh_CN").texts) {
            const bool isEnglish = data.match(line).hasMatch() && words.match(line).hasMatch() && !allowed.match(line).hasMatch();
            EXPECT_FALSE(isEnglish) << fixture.toStdString() << ": " << line.toStdString();
        }
    }
}

} // namespace weir::test
