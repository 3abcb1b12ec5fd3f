// The list of runs and the page of a run, on real runs of this process and of another one.

#include "tests/support/places.h"
#include "tests/ui/support/openengine.h"
#include "tests/ui/support/recordingnavigator.h"
#include "ui/runs/rundetailpage.h"
#include "ui/runs/runmodel.h"
#include "ui/runs/runspage.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/rowbalancebar.h"
#include "ui/widgets/statuschip.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QDialog>
#include <QLabel>
#include <QProcess>
#include <QPushButton>

#include <fmt/format.h>

namespace weir::test {

class RunPages : public OpenEngine
{
protected:
    RecordingNavigator m_navigator;
    Page::Context m_context{&m_engine, &m_navigator};

    void prepare(int rows)
    {
        std::string csv = "id,name\n";
        for (int id = 1; id <= rows; ++id)
            csv += fmt::format("{},name {}\n", id, id);
        m_folder.write("orders.csv", csv);
        writeJob("orders", fmt::format(R"({{"weir": 1, "source": {{"file": "{}"}}, "target": {{"place": "sqlite:{}#orders", "mode": "append",
            "create": "ifMissing"}}, "policy": {{"stopAfter": "never"}}}})",
                                       m_folder.file("orders.csv"), m_folder.file("out.db")));
    }
    qint64 runToTheEnd()
    {
        qint64 ended = 0;
        const auto connection = QObject::connect(&m_engine, &EngineClient::runEnded, [&](qint64 run) { ended = run; });
        RunAsk ask;
        ask.startsOver = true;
        const auto run = await(m_engine.startRun("orders", ask));
        EXPECT_TRUE(run) << (run ? "" : run.error().detail);
        EXPECT_TRUE(waitUntil([&] { return ended != 0; }, 60'000));
        QObject::disconnect(connection);
        return ended;
    }
    /// A run of the program, as somebody starts it in a shell.
    std::unique_ptr<QProcess> runElsewhere()
    {
        auto process = std::make_unique<QProcess>();
        process->start(QString::fromStdString(weirProgram()),
                       {"run", "orders", "--again", "--commit-rows", "200", "--workspace", QString::fromStdString(workspace())});
        EXPECT_TRUE(process->waitForStarted());
        return process;
    }
    static void show(Page &page, const QString &argument)
    {
        page.resize(1'100, 800);
        page.show();
        page.open(argument);
        EXPECT_TRUE(waitUntil([&] { return page.isReady(); }));
    }
    static QString text(const Page &page, const char *label) { return page.findChild<QLabel *>(label)->text(); }
};

TEST_F(RunPages, TheListShowsRunsWithTheSixFiguresAndOpensOne)
{
    prepare(120);
    const qint64 first = runToTheEnd(), second = runToTheEnd();
    RunsPage page(m_context);
    show(page, {});
    auto *table = page.findChild<DataTable *>("runTable");
    QAbstractItemModelTester tester(table->model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    ASSERT_EQ(table->model()->rowCount(), 2);
    const auto cell = [&](int row, int column) { return table->model()->index(row, column).data().toString(); };
    ASSERT_TRUE(waitUntil([&] { return cell(0, RunModel::Read) == "120"; }));
    EXPECT_EQ(cell(0, RunModel::Result), "Completed");
    EXPECT_EQ(cell(1, RunModel::Delivered), "120");
    EXPECT_EQ(cell(0, RunModel::Pending), "0");
    EXPECT_TRUE(table->currentIndex().isValid()) << "a table with rows has a current one";
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Down);
    QTest::keyClick(table, Qt::Key_Return);
    ASSERT_EQ(m_navigator.visits.size(), 1U);
    EXPECT_EQ(m_navigator.visits[0].first, "run");
    EXPECT_EQ(m_navigator.visits[0].second, QString::number(std::min(first, second))) << "the latest comes first";
}

TEST_F(RunPages, AFinishedRunSaysThatEveryRowIsAccountedFor)
{
    prepare(120);
    const qint64 run = runToTheEnd();
    RunDetailPage page(m_context);
    show(page, QString::number(run));
    EXPECT_EQ(page.findChild<StatusChip *>("runState")->look().word, "Completed");
    EXPECT_TRUE(text(page, "outcome").startsWith("Done, every row is accounted for: 120 delivered in ")) << text(page, "outcome").toStdString();
    EXPECT_EQ(page.findChild<RowBalanceBar *>("runBalance")->sentence(),
              "Row balance: read 120, delivered 120, filtered 0, quarantined 0, unknown 0, pending 0. Balanced.");
    EXPECT_FALSE(page.findChild<QPushButton *>("btnCompensateRun")->isVisible()) << "there is nothing to compensate";
    EXPECT_FALSE(page.findChild<QPushButton *>("btnPause")->isVisible());
}

TEST_F(RunPages, ARunThatDoesNotExistIsSaid)
{
    RunDetailPage page(m_context);
    show(page, "4711");
    EXPECT_FALSE(page.findChild<QPushButton *>("btnPause")->isVisible());
}

TEST_F(RunPages, ARunOfAnotherProcessAppearsLiveAndIsPausedFromHere)
{
    prepare(400'000);
    const auto elsewhere = runElsewhere();
    ASSERT_TRUE(waitUntil([&] { return !m_engine.liveRuns().empty(); }, 30'000));
    const LiveRun live = m_engine.liveRuns().front();
    EXPECT_TRUE(live.isForeign);
    RunDetailPage page(m_context);
    show(page, QString::number(live.run));
    auto *pause = page.findChild<QPushButton *>("btnPause");
    auto *chip = page.findChild<StatusChip *>("runState");
    ASSERT_TRUE(waitUntil([&] { return pause->isVisible(); }));
    EXPECT_EQ(pause->text(), "Pause");
    QElapsedTimer clock;
    clock.start();
    page.setFocus();
    QTest::keyClick(&page, Qt::Key_P, Qt::ControlModifier);
    ASSERT_TRUE(waitUntil([&] { return chip->look().word.startsWith("Pausing"); }, 1'000));
    EXPECT_LE(clock.elapsed(), 100) << "it is said at once";
    ASSERT_TRUE(waitUntil([&] { return elsewhere->state() == QProcess::NotRunning; }, 10'000));
    ASSERT_TRUE(waitUntil([&] { return pause->text() == "Resume" && pause->isEnabled(); }));
    EXPECT_EQ(chip->look().word, "Paused");
    EXPECT_TRUE(page.findChild<RowBalanceBar *>("runBalance")->balance().isBalanced());

    // It goes on in this process, behind the rows that are there.
    pause->setFocus();
    QTest::keyClick(pause, Qt::Key_Space);
    ASSERT_TRUE(waitUntil([&] { return !m_navigator.visits.empty(); }));
    const qint64 resumed = m_navigator.visits.back().second.toLongLong();
    EXPECT_GT(resumed, live.run);
    show(page, QString::number(resumed));
    ASSERT_TRUE(waitUntil([&] { return chip->look().word == "Completed"; }, 60'000));
    const qint64 before = await(runItems(m_engine, {live.run}))->front().figures.delivered();
    EXPECT_EQ(page.findChild<RowBalanceBar *>("runBalance")->balance().delivered() + before, 400'000);
}

TEST_F(RunPages, TwoRunsAreComparedByFiguresAndByWhatWasChangedInTheJob)
{
    prepare(120);
    runToTheEnd();
    m_folder.write("orders.csv", m_folder.read("orders.csv") + "121,one more\n");
    writeJob("orders", fmt::format(R"json({{"weir": 1, "source": {{"file": "{}"}}, "target": {{"place": "sqlite:{}#orders", "mode": "append",
        "create": "ifMissing"}}, "mapping": {{"fields": [{{"to": "id", "from": "id"}}, {{"to": "name", "expr": "upper(name)"}}]}}}})json",
                                   m_folder.file("orders.csv"), m_folder.file("out.db")));
    runToTheEnd();
    RunsPage page(m_context);
    show(page, {});
    auto *table = page.findChild<DataTable *>("runTable");
    ASSERT_TRUE(waitUntil([&] { return table->model()->index(0, RunModel::Read).data().toString() == "121"; }));
    page.findChild<QPushButton *>("btnCompareRuns")->click();
    auto *dialog = page.findChild<QDialog *>("compareRuns");
    ASSERT_NE(dialog, nullptr);
    auto *lines = dialog->findChild<DataTable *>("comparedRuns")->model();
    const auto line = [&](const QString &name) {
        QStringList cells;
        for (int row = 0; row < lines->rowCount(); ++row)
            for (int column = 1; column < 4 && lines->index(row, 0).data().toString() == name; ++column)
                cells << lines->index(row, column).data().toString();
        return cells;
    };
    ASSERT_TRUE(waitUntil([&] { return lines->rowCount() > 0; }));
    EXPECT_EQ(line("Read"), QStringList({"120", "121", "+1"}));
    EXPECT_EQ(line("Quarantined"), QStringList({"0", "0", ""}));
    EXPECT_EQ(line("Mapping revision"), QStringList({"1", "2", "changed"}));
    saveShot(*dialog, "compareruns");
    dialog->findChild<QCheckBox *>("onlyDifferent")->setChecked(true);
    EXPECT_TRUE(line("Quarantined").isEmpty());
    EXPECT_EQ(line("Read").size(), 3);
    bool isMappingTold = false;
    for (int row = 0; row < lines->rowCount(); ++row)
        isMappingTold = isMappingTold || lines->index(row, 2).data().toString().contains("upper(name)");
    EXPECT_TRUE(isMappingTold) << "what was changed in the job is told";
}

} // namespace weir::test
