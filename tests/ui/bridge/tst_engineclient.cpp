#include "tests/ui/support/openengine.h"
#include "ui/bridge/overviewqueries.h"

#include <QFileInfo>

namespace weir::test {

class EngineClientTest : public OpenEngine
{};

TEST_F(EngineClientTest, ARunIsStartedFollowedToItsEndAndCountedToday)
{
    m_folder.write("orders.csv", "id,name\n1,a\n2,b\n3,c\n");
    writeJob("orders", R"({"weir": 1, "source": {"file": ")" + m_folder.file("orders.csv") + R"("}, "target": {"place": "sqlite:)"
                           + m_folder.file("out.db") + R"(#orders", "create": "ifMissing"}})");
    qint64 ended = 0;
    UiState state = UiState::Queued;
    QObject::connect(&m_engine, &EngineClient::runEnded, &m_engine, [&](qint64 run, const QString &, UiState last) {
        ended = run;
        state = last;
    });
    const auto run = await(m_engine.startRun("orders"));
    ASSERT_TRUE(run) << run.error().detail;
    ASSERT_TRUE(waitUntil([&] { return ended == *run; }));
    EXPECT_EQ(state, UiState::Completed);
    const auto figures = await(workspaceFigures(m_engine));
    ASSERT_TRUE(figures) << figures.error().detail;
    EXPECT_EQ(figures->today.read, 3);
    EXPECT_EQ(figures->today.delivered(), 3);
}

TEST_F(EngineClientTest, AJobThatDoesNotExistAnswersWithTheReason)
{
    const auto run = await(m_engine.startRun("nothing"));
    ASSERT_FALSE(run);
    EXPECT_NE(run.error().detail.find("nothing"), std::string::npos);
}

/// One job at a time: the second waits, says so, and starts by itself; the third is taken out of the queue and never runs.
TEST_F(EngineClientTest, JobsWaitForTheirTurn)
{
    std::string csv = "id,name\n";
    for (int id = 0; id < 400'000; ++id)
        csv += std::to_string(id) + ",some name\n";
    m_folder.write("orders.csv", csv);
    for (const char *name : {"first", "second", "third"})
        writeJob(name, R"({"weir": 1, "source": {"file": ")" + m_folder.file("orders.csv") + R"("}, "target": {"place": "sqlite:)"
                           + m_folder.file(std::string(name) + ".db") + R"(#orders", "create": "ifMissing"}})");
    m_engine.setAtOnceMax(1);
    QStringList ended;
    std::size_t mostAtOnce = 0;
    QObject::connect(&m_engine, &EngineClient::runEnded, &m_engine, [&](qint64, const QString &job) { ended << job; });
    QObject::connect(&m_engine, &EngineClient::liveRunsChanged, &m_engine, [&] {
        const auto &live = m_engine.liveRuns();
        const auto working = std::count_if(live.begin(), live.end(), [](const LiveRun &run) { return run.state != UiState::Queued; });
        mostAtOnce = std::max(mostAtOnce, static_cast<std::size_t>(working));
    });
    const auto first = m_engine.startRun("first"), second = m_engine.startRun("second"), third = m_engine.startRun("third");
    const auto waits = await(second);
    ASSERT_TRUE(waits) << waits.error().detail;
    EXPECT_EQ(*waits, 0) << "it has no number before it starts";
    EXPECT_EQ(*await(third), 0);
    EXPECT_TRUE(m_engine.leaveQueue("third"));
    EXPECT_FALSE(m_engine.leaveQueue("third"));
    ASSERT_TRUE(waitUntil([&] { return !m_engine.hasOwnRuns(); }, 60'000));
    EXPECT_GT(*await(first), 0);
    EXPECT_EQ(ended, QStringList({"first", "second"}));
    EXPECT_EQ(mostAtOnce, 1U);
    EXPECT_FALSE(QFileInfo::exists(QString::fromStdString(m_folder.file("third.db"))));
}

} // namespace weir::test
