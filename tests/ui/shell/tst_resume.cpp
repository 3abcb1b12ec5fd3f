// A run is killed in the middle; the window that opens next offers to go on, and the target ends up right.

#include "core/ledger/database.h"
#include "tests/support/places.h"
#include "tests/ui/support/openengine.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/preferences.h"
#include "ui/widgets/inlinebanner.h"

#include <QProcess>
#include <QPushButton>

#include <fmt/format.h>
#include <fstream>

namespace weir::test {

namespace {

constexpr int rows = 200'000;

} // namespace

class ResumeTest : public OpenEngine
{
protected:
    ResumeTest()
    {
        std::ofstream file(m_folder.file("rows.csv"));
        file << "id,name\n";
        for (int i = 0; i < rows; ++i)
            file << i << ",customer number " << i % 997 << '\n';
        file.close();
        writeJob("big", fmt::format(R"({{"weir": 1, "source": {{"file": "{}"}}, "target": {{"place": "sqlite:{}#rows", "mode": "append",
                 "create": "ifMissing"}}}})", m_folder.file("rows.csv"), m_folder.file("target.db")));
    }
    /// `weir run`, killed behind its second commit.
    void runAndKill()
    {
        QProcess weir;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("WEIR_STEP_KILL", "target.commit.done:2");
        weir.setProcessEnvironment(environment);
        weir.start(QString::fromStdString(weirProgram()), {"run", "big", "--workspace", QString::fromStdString(workspace())});
        ASSERT_TRUE(weir.waitForFinished(60'000));
        ASSERT_EQ(weir.exitStatus(), QProcess::CrashExit) << "it was not killed";
    }
    std::int64_t count(const char *sql)
    {
        return Database::open(m_folder.file("target.db"), Database::Access::ReadOnly)->scalar(sql)->value_or(-1);
    }

    Preferences m_preferences;
};

TEST_F(ResumeTest, TheNextStartOffersToGoOnAndNothingIsLostOrTwice)
{
    runAndKill();
    const std::int64_t before = count("SELECT count(*) FROM rows");
    ASSERT_GT(before, 0);
    ASSERT_LT(before, rows);
    // The engine of this program opens anew, as a start of the workbench would.
    std::unique_ptr<AppContext> context; // outlives what runs in it
    EngineClient engine;
    MainWindow window(engine, m_preferences);
    window.show();
    engine.open([this, &context]() -> Result<std::unique_ptr<Engine>> {
        WEIR_TRY(context, AppContext::open(workspace()));
        WEIR_TRY(Engine services, context->engine(false));
        return std::make_unique<Engine>(std::move(services));
    });
    ASSERT_TRUE(waitUntil([&] { return window.banner().isVisible(); }));
    EXPECT_TRUE(window.banner().text().contains("big")) << window.banner().text().toStdString();
    QPushButton *resume = nullptr;
    for (QPushButton *button : window.banner().findChildren<QPushButton *>()) {
        if (button->text() == "Resume")
            resume = button;
    }
    ASSERT_NE(resume, nullptr);
    QTest::keyClick(resume, Qt::Key_Space);
    ASSERT_TRUE(waitUntil([&] { return count("SELECT count(*) FROM rows") == rows && !engine.hasOwnRuns(); }, 60'000));
    EXPECT_EQ(count("SELECT count(DISTINCT id) FROM rows"), rows);
}

} // namespace weir::test
