// Every text can be read: all pages, both languages and one that is 40 % longer, at 100, 150 and 200 %, in the smallest
// window and in the usual one.

#include "app/workbench/fixtures/fixture.h"
#include "app/workbench/textcheck.h"
#include "tests/support/places.h"
#include "tests/ui/support/openengine.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/preferences.h"
#include "ui/text/language.h"
#include "ui/text/now.h"
#include "ui/theme/theme.h"
#include "ui/wizard/wizardpage.h"

#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QProcess>
#include <QPushButton>
#include <QStatusBar>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace weir::test {

namespace {

struct Setting
{
    const char *language;
    int textPercent;
};
const Setting settings[] = {{"en", 100},    {"en", 150},     {"en", 200},     {"zh_CN", 100}, {"zh_CN", 150},
                            {"zh_CN", 200}, {"pseudo", 100}, {"pseudo", 150}, {"pseudo", 200}};

} // namespace

class TextsTest : public testing::Test
{
protected:
    TextsTest() { freezeNow(QDateTime::fromString("2026-03-05T14:07:09+08:00", Qt::ISODate)); }
    ~TextsTest() override
    {
        freezeNow({});
        useLanguage(*qApp, QStringLiteral("en"));
        applyTheme(*qApp, ThemeKind::Light);
    }

    /// Opens a window in each setting on one workspace of the fixture and hands it to \a look.
    template<typename Look>
    void withFixture(const char *name, Look look)
    {
        const Fixture *fixture = findFixture(QLatin1String(name));
        ASSERT_NE(fixture, nullptr) << name;
        m_fixture = name;
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
        for (const Setting &setting : settings) {
            useLanguage(*qApp, QLatin1String(setting.language));
            applyTheme(*qApp, ThemeKind::Light, setting.textPercent);
            m_setting = &setting;
            Preferences preferences;
            MainWindow window(engine, preferences);
            window.resize(1'280, 800);
            window.show();
            look(window);
        }
    }
    void visit(MainWindow &window, const QString &place)
    {
        window.go(place.section(':', 0, 0), place.section(':', 1));
        EXPECT_TRUE(waitUntil([&] { return window.currentPage()->isReady(); }, 20'000)) << place.toStdString();
        check(window, place);
    }
    void visitAll(const char *fixture, const std::vector<const char *> &places)
    {
        withFixture(fixture, [&](MainWindow &window) {
            for (const char *place : places)
                visit(window, QLatin1String(place));
        });
    }
    void check(MainWindow &window, const QString &place)
    {
        for (const QSize &size : {QSize(1'280, 800), window.minimumSize()}) {
            window.resize(size);
            settle();
            for (const QString &line : unreadableTexts(window))
                ADD_FAILURE() << m_fixture << ' ' << place.toStdString() << ", " << m_setting->language << ' '
                              << m_setting->textPercent << " % " << window.width() << " x " << window.height() << ": "
                              << line.toStdString();
        }
        window.resize(1'280, 800);
    }
    /// Layouts, and what they ask for in turn.
    static void settle()
    {
        for (int turn = 0; turn < 3; ++turn) {
            QTest::qWait(1);
            QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        }
    }
    template<typename T = QWidget>
    static T *part(MainWindow &window, const char *name)
    {
        return window.findChild<T *>(QLatin1String(name));
    }

private:
    const char *m_fixture = "";
    const Setting *m_setting = nullptr;
};

TEST_F(TextsTest, PagesOfAFinishedRun)
{
    visitAll("completed-q", {"run:1", "overview", "jobs", "runs", "failures", "reconcile:orders", "connections", "audit", "settings"});
}

TEST_F(TextsTest, TabsOfARun)
{
    withFixture("completed-q", [&](MainWindow &window) {
        visit(window, "run:1");
        auto *tabs = part<QTabWidget>(window, "runTabs");
        for (int i = 1; i < tabs->count(); ++i) {
            tabs->setCurrentIndex(i);
            check(window, tabs->tabText(i));
        }
    });
}

TEST_F(TextsTest, PagesWithNothingYet)
{
    visitAll("first-run", {"overview", "connections", "jobs", "runs", "failures", "reconcile", "audit"});
}

TEST_F(TextsTest, RunsInTrouble)
{
    for (const char *fixture : {"throttled", "circuit-source", "unbalanced", "stalled", "completed-u"})
        visitAll(fixture, {"run:1"});
    visitAll("interrupted", {"runs", "run:1"});
    visitAll("store-full", {"run:1", "overview"});
}

TEST_F(TextsTest, EveryStateAndLongNames)
{
    visitAll("gallery", {"jobs", "runs", "overview"});
    visitAll("long-names", {"jobs", "runs", "overview"});
}

TEST_F(TextsTest, DifferencesAndFailures)
{
    visitAll("recon-unexplained", {"reconcile:orders"});
    visitAll("failures-3", {"failures"});
    withFixture("completed-q", [&](MainWindow &window) {
        visit(window, "failures");
        part<QPushButton>(window, "btnCompensate")->click();
        EXPECT_TRUE(waitUntil([&] {
            const auto *go = part<QPushButton>(window, "btnCompensateNow");
            return go && go->isEnabled();
        }));
        check(window, "compensation");
    });
}

TEST_F(TextsTest, EveryKindOfConnection)
{
    withFixture("completed-q", [&](MainWindow &window) {
        visit(window, "connections");
        const auto choose = [&](int kind) {
            part<QAbstractButton>(window, "btnAddConnection")->click();
            auto *gallery = part<QAbstractItemView>(window, "typeGallery");
            if (kind >= gallery->model()->rowCount())
                return false;
            gallery->setCurrentIndex(gallery->model()->index(kind, 0));
            return true;
        };
        for (int kind = 0; choose(kind); ++kind) {
            if (kind == 0)
                check(window, "kinds of connections");
            part<QAbstractButton>(window, "btnChooseType")->click();
            check(window, QStringLiteral("connection of kind %1").arg(kind));
            part<QAbstractButton>(window, "btnCancelConnection")->click();
        }
    });
}

TEST_F(TextsTest, StepsOfTheWizard)
{
    withFixture("first-run", [&](MainWindow &window) {
        visit(window, "wizard");
        window.go("wizard", "sample:messy");
        auto &model = static_cast<WizardPage *>(window.currentPage())->model();
        ASSERT_TRUE(waitUntil([&] { return window.currentPage()->isReady() && model.step() == WizardStepId::Map; }, 20'000));
        check(window, "map");
        const auto hasRows = [&](const char *table) {
            return waitUntil([&] { return part<QAbstractItemView>(window, table)->model()->rowCount() > 0; });
        };
        const auto step = [&](int key, const char *name) {
            QTest::keyClick(window.currentPage(), static_cast<Qt::Key>(key), Qt::AltModifier);
            QTest::qWait(20);
            EXPECT_TRUE(key != Qt::Key_1 || hasRows("sampleTable"));
            EXPECT_TRUE(key != Qt::Key_5 || waitUntil([&] { return part(window, "checkBalance")->isVisible(); }));
            check(window, QLatin1String(name));
        };
        step(Qt::Key_1, "source");
        step(Qt::Key_2, "target");
        step(Qt::Key_4, "rules");
        step(Qt::Key_5, "check");
    });
}

/// The measure itself.
TEST(TextCheck, FindsWhatIsCutWhatSticksOutAndWhatLiesOnAnother)
{
    QWidget window;
    window.setObjectName("window");
    window.resize(300, 200);
    const auto label = [&](const char *name, const char *text, const QRect &place) {
        auto *made = new QLabel(QLatin1String(text), &window);
        made->setObjectName(QLatin1String(name));
        made->setGeometry(place);
        return made;
    };
    label("cut", "a label that is far too long for its place", {0, 0, 60, 20});
    label("told", "a label that is far too long for its place", {100, 0, 60, 20})->setToolTip("a label that is far too long for its place");
    label("low", "half a line", {0, 100, 200, 6});
    label("good", "short", {0, 40, 100, 20});
    label("out", "x", {280, 60, 60, 20});
    label("over", "y", {10, 45, 60, 20});
    window.show();
    const QString all = unreadableTexts(window).join('\n');
    EXPECT_TRUE(all.contains("cut: “a label that is far too long")) << all.toStdString();
    EXPECT_TRUE(all.contains("px of width and has 60")) << all.toStdString();
    EXPECT_TRUE(all.contains("low: “half a line” needs")) << all.toStdString();
    EXPECT_TRUE(all.contains("out: “” reaches to 340")) << all.toStdString();
    EXPECT_TRUE(all.contains("good: “” lies on over")) << all.toStdString();
    EXPECT_FALSE(all.contains("told: ")) << "its tool tip holds the whole: " << all.toStdString();
    EXPECT_FALSE(all.contains("good: “short”")) << all.toStdString();
}

/// In the window of a real page, where it would be found by the tests above.
TEST_F(TextsTest, ALabelThatIsCutOnPurposeIsFound)
{
    int found = 0;
    withFixture("first-run", [&](MainWindow &window) {
        window.go("overview");
        EXPECT_TRUE(waitUntil([&] { return window.currentPage()->isReady(); }));
        settle();
        EXPECT_TRUE(unreadableTexts(window).isEmpty());
        auto *planted = new QLabel("a planted label that is cut", window.statusBar());
        planted->setObjectName("planted");
        planted->setFixedWidth(20);
        window.statusBar()->addWidget(planted);
        settle();
        const QStringList lines = unreadableTexts(window);
        found += std::any_of(lines.begin(), lines.end(), [](const QString &line) { return line.contains("statusBar/planted"); });
    });
    EXPECT_EQ(found, static_cast<int>(std::size(settings)));
}

TEST(TextCheck, TheFlagAnswersWithOneWhereSomethingIsCut)
{
    TestFolder folder;
    const auto look = [&](const char *size) {
        QProcess program;
        program.start(QString::fromStdString(weirProgram()) + "-workbench",
                      {"--fixture", "first-run", "--lang", "pseudo", "--size", QLatin1String(size), "--text-size", "200",
                       "--check-text", QString::fromStdString(folder.file("lines"))});
        EXPECT_TRUE(program.waitForFinished(30'000));
        return program.exitCode();
    };
    EXPECT_EQ(look("1280x800"), 0);
    QFile lines(QString::fromStdString(folder.file("lines")));
    ASSERT_TRUE(lines.open(QIODevice::ReadOnly));
    EXPECT_TRUE(lines.readAll().isEmpty());
}

} // namespace weir::test
