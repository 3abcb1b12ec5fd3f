// What it costs a run that its monitor is open. WEIR_MONITOR_ROWS=1000000 is the figure that is asked for (5 %).

#include "core/ledger/database.h"
#include "tests/support/places.h"
#include "tests/ui/support/openengine.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/preferences.h"

#include <QProcess>

#include <fmt/format.h>
#include <fstream>
#include <iostream>

namespace weir::test {

class MonitorCostTest : public OpenEngine
{
protected:
    [[nodiscard]] static int rows()
    {
        return qEnvironmentVariableIsSet("WEIR_MONITOR_ROWS") ? qEnvironmentVariableIntValue("WEIR_MONITOR_ROWS") : 100'000;
    }
    void writeRows()
    {
        std::ofstream file(m_folder.file("rows.csv"));
        file << "id,name,amount,day\n";
        for (int i = 0; i < rows(); ++i)
            file << i << ",customer number " << i % 997 << ',' << i % 1'000 << ".50,2026-03-" << 10 + i % 20 << '\n';
    }
    std::string newJob()
    {
        const std::string name = fmt::format("load{}", ++m_jobs);
        writeJob(name, fmt::format(R"({{"weir": 1, "source": {{"file": "{}"}}, "target": {{"place": "sqlite:{}#rows", "mode": "append",
                 "create": "ifMissing"}}}})", m_folder.file("rows.csv"), m_folder.file(name + ".db")));
        return name;
    }
    /// As the ledger has it, so that starting a process does not count.
    std::int64_t msOf(const std::string &job)
    {
        auto ledger = Database::open(workspace() + "/ledger.db", Database::Access::ReadOnly);
        const auto ms = ledger->scalar("SELECT r.ended_at - r.started_at FROM run r JOIN job j ON j.id = r.job_id WHERE j.name = '" + job + "'");
        return ms->value_or(-1);
    }
    std::int64_t headless()
    {
        const std::string job = newJob();
        QProcess weir;
        weir.start(QString::fromStdString(weirProgram()),
                   {"run", QString::fromStdString(job), "--workspace", QString::fromStdString(workspace()), "--quiet"});
        EXPECT_TRUE(weir.waitForFinished(300'000));
        EXPECT_EQ(weir.exitCode(), 0) << weir.readAllStandardError().toStdString();
        return msOf(job);
    }
    std::int64_t watched(MainWindow &window)
    {
        const std::string job = newJob();
        const auto run = await(m_engine.startRun(QString::fromStdString(job)));
        EXPECT_TRUE(run);
        window.go("run", QString::number(*run));
        EXPECT_TRUE(waitUntil([&] { return !m_engine.hasOwnRuns(); }, 300'000));
        return msOf(job);
    }

    Preferences m_preferences;
    int m_jobs = 0;
};

TEST_F(MonitorCostTest, ARunIsHardlySlowerWithItsMonitorOpen)
{
    writeRows();
    MainWindow window(m_engine, m_preferences);
    window.resize(1'280, 800);
    window.show();
    constexpr int rounds = 3;
    std::int64_t alone = INT64_MAX, seen = INT64_MAX;
    for (int round = 0; round < rounds; ++round) { // interleaved: the machine is not the same all the time
        alone = std::min(alone, headless());
        seen = std::min(seen, watched(window));
    }
    ASSERT_GT(alone, 0);
    const double ratio = static_cast<double>(seen) / static_cast<double>(alone);
    std::cout << rows() << " rows: headless " << alone << " ms, with its monitor " << seen << " ms, ratio " << ratio << "\n";
    EXPECT_LE(ratio, rows() >= 1'000'000 ? 1.05 : 1.5) << "a short run is mostly noise";
}

} // namespace weir::test
