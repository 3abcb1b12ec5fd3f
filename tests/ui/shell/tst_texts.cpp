// Every text can be read: all pages, both languages and one that is 40 % longer, at 100, 150 and 200 %.

#include "app/workbench/fixtures/fixture.h"
#include "tests/ui/support/openengine.h"
#include "tests/ui/support/textcheck.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/preferences.h"
#include "ui/text/language.h"
#include "ui/text/now.h"
#include "ui/theme/theme.h"
#include "ui/wizard/wizardpage.h"

#include <QApplication>
#include <QLabel>
#include <QVBoxLayout>

namespace weir::test {

namespace {

/// 960 x 540 is what a window on 1920 x 1080 has at 200 %.
struct Setting
{
    const char *language;
    int textPercent;
    QSize size;
};
const Setting settings[] = {{"en", 100, {1'280, 800}},     {"en", 100, {960, 540}},     {"en", 150, {1'280, 800}},
                            {"zh_CN", 100, {1'280, 800}},  {"zh_CN", 100, {960, 540}},  {"zh_CN", 150, {1'280, 800}},
                            {"pseudo", 100, {1'280, 800}}, {"pseudo", 100, {960, 540}}};

std::string nameOf(const testing::TestParamInfo<Setting> &info)
{
    return std::string(info.param.language) + '_' + std::to_string(info.param.textPercent) + '_' + std::to_string(info.param.size.width());
}

} // namespace

class TextsTest : public testing::TestWithParam<Setting>
{
protected:
    TextsTest()
    {
        freezeNow(QDateTime::fromString("2026-03-05T14:07:09+08:00", Qt::ISODate));
        useLanguage(*qApp, QLatin1String(GetParam().language));
        applyTheme(*qApp, ThemeKind::Light, GetParam().textPercent);
    }
    ~TextsTest() override
    {
        freezeNow({});
        useLanguage(*qApp, QStringLiteral("en"));
        applyTheme(*qApp, ThemeKind::Light);
    }

    /// Opens a window on the fixture's workspace and hands it to \a look.
    template<typename Look>
    void withFixture(const char *name, Look look)
    {
        const Fixture *fixture = findFixture(QLatin1String(name));
        ASSERT_NE(fixture, nullptr) << name;
        TestFolder folder;
        std::unique_ptr<AppContext> context;
        EngineClient engine;
        engine.open([&]() -> Result<std::unique_ptr<Engine>> {
            WEIR_CHECK(buildFixture(*fixture, folder.file("ws"), now()));
            WEIR_TRY(context, AppContext::open(folder.file("ws")));
            WEIR_TRY(Engine services, context->engine(false));
            return std::make_unique<Engine>(std::move(services));
        });
        ASSERT_TRUE(waitUntil([&] { return engine.isOpen(); }, 60'000)) << name;
        if (fixture->show)
            fixture->show(engine, now().toMSecsSinceEpoch());
        Preferences preferences;
        MainWindow window(engine, preferences);
        window.resize(GetParam().size);
        window.show();
        look(window);
    }
    void visit(MainWindow &window, const QString &place)
    {
        window.go(place.section(':', 0, 0), place.section(':', 1));
        EXPECT_TRUE(waitUntil([&] { return window.currentPage()->isReady(); }, 20'000)) << place.toStdString();
        check(window, place);
    }
    void check(MainWindow &window, const QString &place)
    {
        QTest::qWait(30); // layouts
        for (const QString &line : unreadableTexts(window))
            ADD_FAILURE() << place.toStdString() << ": " << line.toStdString();
    }
};

TEST_P(TextsTest, RunsAndJobsCanBeRead)
{
    withFixture("completed-q", [&](MainWindow &window) {
        for (const char *place : {"run:1", "overview", "jobs", "runs", "failures", "reconcile:orders", "connections", "audit", "settings"})
            visit(window, QLatin1String(place));
    });
    withFixture("throttled", [&](MainWindow &window) { visit(window, "run:1"); });
    withFixture("first-run", [&](MainWindow &window) { visit(window, "overview"); });
}

TEST_P(TextsTest, TheWizardCanBeRead)
{
    withFixture("first-run", [&](MainWindow &window) {
        visit(window, "wizard");
        window.go("wizard", "sample:messy");
        auto &model = static_cast<WizardPage *>(window.currentPage())->model();
        ASSERT_TRUE(waitUntil([&] { return window.currentPage()->isReady() && model.step() == WizardStepId::Map; }, 20'000));
        check(window, "map");
        for (const auto &[key, step] : {std::pair(Qt::Key_1, "source"), {Qt::Key_2, "target"}, {Qt::Key_4, "rules"}, {Qt::Key_5, "check"}}) {
            QTest::keyClick(window.currentPage(), key, Qt::AltModifier);
            QTest::qWait(250);
            check(window, QLatin1String(step));
        }
    });
}

INSTANTIATE_TEST_SUITE_P(Settings, TextsTest, testing::ValuesIn(settings), nameOf);

/// The measure itself.
TEST(TextCheck, FindsWhatIsCutWhatSticksOutAndWhatLiesOnAnother)
{
    QWidget window;
    window.setObjectName("window");
    window.resize(300, 200);
    auto *cut = new QLabel("a label that is far too long for its place", &window);
    cut->setObjectName("cut");
    cut->setGeometry(0, 0, 60, 20);
    auto *good = new QLabel("short", &window);
    good->setObjectName("good");
    good->setGeometry(0, 40, 100, 20);
    auto *out = new QLabel("x", &window);
    out->setObjectName("out");
    out->setGeometry(280, 60, 60, 20);
    auto *over = new QLabel("y", &window);
    over->setObjectName("over");
    over->setGeometry(10, 45, 60, 20);
    window.show();
    const QString all = unreadableTexts(window).join('\n');
    EXPECT_TRUE(all.contains("cut (QLabel): ")) << all.toStdString();
    EXPECT_TRUE(all.contains("out (QLabel) sticks out")) << all.toStdString();
    EXPECT_TRUE(all.contains("good (QLabel) lies on over")) << all.toStdString();
    EXPECT_FALSE(all.contains("good (QLabel): ")) << all.toStdString();
}

} // namespace weir::test
