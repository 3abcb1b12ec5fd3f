#include "tests/ui/support/openengine.h"
#include "ui/bridge/overviewqueries.h"

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

} // namespace weir::test
