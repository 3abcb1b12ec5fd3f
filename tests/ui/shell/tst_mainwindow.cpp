#include "tests/support/gatedapi.h"
#include "tests/ui/support/openengine.h"
#include "ui/shell/commandbox.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/preferences.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/inlinebanner.h"

#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QListView>
#include <QMessageBox>
#include <QPushButton>
#include <QTimer>

namespace weir::test {

namespace {

class MainWindowTest : public OpenEngine
{
protected:
    MainWindowTest() : m_window(std::make_unique<MainWindow>(m_engine, m_preferences))
    {
        m_window->show();
        m_window->activateWindow();
        EXPECT_TRUE(QTest::qWaitForWindowActive(m_window.get()));
        m_window->go("overview");
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : m_window.get(), key, modifiers);
    }
    /// A job whose source waits until somebody lets the rest through.
    void startSlowJob()
    {
        writeConnection("shop", fmt::format(R"({{"weir": 1, "kind": "http", "baseUrl": "{}", "streams": {{"orders": {{"path": "/orders",
            "records": "$.items", "paging": {{"type": "nextUrl", "next": "$.next"}}, "key": ["id"]}}}}}})",
                                            m_api.url().substr(0, m_api.url().rfind('/'))));
        writeJob("big", R"({"weir": 1, "source": {"connection": "shop", "stream": "orders"}, "target": {"place": "sqlite:)"
                            + m_folder.file("big.db") + R"(#big", "mode": "append", "create": "ifMissing"}})");
        m_api.open(3);
        (void)m_engine.startRun("big");
        ASSERT_TRUE(waitUntil([&] { return !m_engine.liveRuns().empty() && m_engine.liveRuns().front().figures.read > 0; }));
    }

    GatedApi m_api{10, 100};
    Preferences m_preferences;
    std::unique_ptr<MainWindow> m_window;
};

TEST_F(MainWindowTest, PagesOpenByTheirKeysAndBackReturns)
{
    key(Qt::Key_2, Qt::ControlModifier);
    EXPECT_EQ(m_window->currentPageName(), "connections");
    key(Qt::Key_Comma, Qt::ControlModifier);
    EXPECT_EQ(m_window->currentPageName(), "settings");
    key(Qt::Key_Left, Qt::AltModifier);
    EXPECT_EQ(m_window->currentPageName(), "connections");
}

TEST_F(MainWindowTest, APageThatDoesNotExistIsSaidAndNothingElseHappens)
{
    m_window->go("nothing");
    EXPECT_EQ(m_window->currentPageName(), "overview");
    EXPECT_TRUE(m_window->banner().isVisible());
    EXPECT_FALSE(m_window->banner().text().isEmpty());
}

TEST_F(MainWindowTest, TheCommandBoxFindsAJobAndOpensIt)
{
    writeJob("orders", R"({"weir": 1, "source": {"file": "a.csv"}, "target": {"file": "b.csv"}})");
    key(Qt::Key_K, Qt::ControlModifier);
    auto *box = m_window->findChild<CommandBox *>();
    ASSERT_TRUE(box->hasFocus());
    QTest::keyClicks(box, "orders");
    QTest::keyClick(box, Qt::Key_Return);
    EXPECT_EQ(m_window->currentPageName(), "jobs");
}

TEST_F(MainWindowTest, ClosingWithARunningJobAsksAndStayIsTheSafeAnswer)
{
    startSlowJob();
    bool wasAsked = false;
    QTimer::singleShot(50, [&] {
        auto *box = m_window->findChild<QMessageBox *>("quitSheet");
        wasAsked = box != nullptr;
        if (box)
            QTest::keyClick(box, Qt::Key_Escape);
    });
    m_window->close();
    EXPECT_TRUE(wasAsked);
    EXPECT_TRUE(m_window->isVisible());
}

TEST_F(MainWindowTest, PauseAndQuitPausesTheRunBeforeTheWindowGoes)
{
    startSlowJob();
    UiState last = UiState::Running;
    QObject::connect(&m_engine, &EngineClient::runEnded, &m_engine,
                     [&](qint64, const QString &, UiState state) { last = state; });
    QTimer::singleShot(50, [&] {
        if (auto *box = m_window->findChild<QMessageBox *>("quitSheet"))
            box->findChild<QPushButton *>("btnPauseAndQuit")->click();
    });
    m_window->close();
    EXPECT_TRUE(waitUntil([&] { return !m_window->isVisible(); }, 30'000));
    EXPECT_TRUE(last == UiState::Paused || last == UiState::Completed) << uiStateName(last).toStdString();
}

TEST_F(MainWindowTest, AThemeAppliesAtOnceAndALanguageAsksForANewWindow)
{
    m_preferences.set("theme", "dark");
    EXPECT_TRUE(waitUntil([&] { return Tokens::of(m_window->palette()).isDark; }));
    bool isAsked = false;
    QObject::connect(m_window.get(), &MainWindow::rebuildAsked, m_window.get(), [&] { isAsked = true; });
    m_window->go("settings");
    auto *language = m_window->findChild<QComboBox *>("setLanguage");
    language->setFocus();
    QTest::keyClick(language, Qt::Key_Down);
    EXPECT_TRUE(isAsked);
    EXPECT_EQ(m_preferences.language(), "zh_CN");
    applyTheme(*qApp, ThemeKind::Light);
}

TEST_F(MainWindowTest, TheInspectorTogglesAndF1ShowsTheKeys)
{
    auto *inspector = m_window->findChild<QDockWidget *>("inspector");
    key(Qt::Key_F1);
    EXPECT_TRUE(inspector->isVisible());
    EXPECT_NE(m_window->findChild<QWidget *>("keyHelp"), nullptr);
    key(Qt::Key_I, Qt::ControlModifier);
    EXPECT_FALSE(inspector->isVisible());
}

} // namespace

} // namespace weir::test
