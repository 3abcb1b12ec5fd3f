// kill -9 in the middle of a compensation: every row once.

#include "tests/app/compensationtesting.h"

#include <csignal>

namespace weir::test {
namespace {

constexpr int total = 30;

class CompensationKill : public CompensationTest, public testing::WithParamInterface<const char *>
{
protected:
    Place place() const
    {
        const std::string name = GetParam();
        return name == "sqlite" ? Place::Sqlite : name == "postgresql" ? Place::Postgresql : Place::File;
    }
    /// A job that ran, with every third row in quarantine and a mapping that now takes them. No key: nothing but the token
    /// keeps a row from being written twice.
    void makeFailures()
    {
        std::filesystem::remove_all(m_folder.file("ws"));
        for (const char *name : {"t.db", "t.db-wal", "t.db-shm", "out.ndjson", "out.ndjson.weir"})
            std::filesystem::remove(m_folder.file(name));
        std::string csv = "id,n\n";
        for (int id = 1; id <= total; ++id)
            csv += fmt::format("{},{}{}\n", id, id % 3 == 0 ? "#" : "", id);
        prepare(place(), csv);
        writeJob(false, "append");
        weir({"run", "job"});
        ASSERT_EQ(m_exit, 3) << m_error;
        writeJob(true, "append");
    }
    void expectOnce(const std::string &after)
    {
        std::vector<std::string> want;
        for (int id = 1; id <= total; ++id)
            want.push_back(fmt::format("{0}|{0}", id));
        std::sort(want.begin(), want.end());
        EXPECT_EQ(targetRows(), want) << after;
        EXPECT_EQ(ledger("SELECT state, count(*) FROM exception_row GROUP BY state"), "delivered|10") << after;
        EXPECT_EQ(ledger("SELECT count(*) FROM manifest WHERE state = 'open'"), "0") << after;
        EXPECT_EQ(ledger("SELECT count(*) FROM run WHERE is_final = 0"), "0") << after;
        weir({"check"});
        EXPECT_EQ(m_exit, 0) << after << m_error;
    }
    std::vector<std::string> steps()
    {
        makeFailures();
        (void)compensate({}, {{"WEIR_STEP_TRACE", m_folder.file("trace")}});
        std::vector<std::string> names;
        std::istringstream lines(m_folder.read("trace"));
        for (std::string name; std::getline(lines, name);) {
            if (std::find(names.begin(), names.end(), name) == names.end())
                names.push_back(name);
        }
        return names;
    }
};

TEST_P(CompensationKill, AtEveryStepThenAgainWritesEachRowOnce)
{
    const std::vector<std::string> names = steps();
    ASSERT_GE(names.size(), 4U);
    expectOnce("no kill");
    for (std::size_t i = 0; i < names.size(); ++i) {
        makeFailures();
        (void)compensate({}, {{"WEIR_STEP_KILL", names[i]}});
        EXPECT_EQ(m_signal, SIGKILL) << names[i];
        (void)compensate({}, {{"WEIR_STEP_KILL", names[(i * 5 + 2) % names.size()]}});
        const Json last = compensate();
        EXPECT_EQ(m_exit, 0) << names[i] << last.dump() << m_error;
        expectOnce(names[i]);
    }
}

TEST_P(CompensationKill, AnotherSelectionTakesTheRowsOfABrokenOneOver)
{
    makeFailures();
    (void)compensate({}, {{"WEIR_STEP_KILL", "compensation.batch.settled"}});
    ASSERT_EQ(m_signal, SIGKILL);
    // Delivered in the target, not yet in the ledger; now the same rows are in a second manifest.
    const Json second = compensate({"--from", "2020-01-01"});
    EXPECT_EQ(m_exit, 0) << second.dump() << m_error;
    EXPECT_EQ(second["selected"], 10);
    EXPECT_EQ(ledger("SELECT count(*) FROM manifest"), "2");
    expectOnce("two manifests");
}

INSTANTIATE_TEST_SUITE_P(Targets, CompensationKill, testing::Values("sqlite", "postgresql", "file"),
                         [](const auto &info) { return std::string(info.param); });

class CompensationControl : public CompensationKill
{};

/// If rows did not double without the token, the tests above would prove nothing.
TEST_P(CompensationControl, WithoutTheTokenRowsDouble)
{
    makeFailures();
    (void)compensate({}, {{"WEIR_STEP_KILL", "compensation.batch.settled"}});
    ASSERT_EQ(m_signal, SIGKILL);
    if (place() == Place::Sqlite)
        sql("UPDATE weir_skip SET settled = NULL");
    else
        server().exec("UPDATE public.weir_skip SET settled = NULL");
    (void)compensate();
    EXPECT_EQ(targetRows().size(), static_cast<std::size_t>(total) + 10);
}

INSTANTIATE_TEST_SUITE_P(Targets, CompensationControl, testing::Values("sqlite", "postgresql"),
                         [](const auto &info) { return std::string(info.param); });

} // namespace
} // namespace weir::test
