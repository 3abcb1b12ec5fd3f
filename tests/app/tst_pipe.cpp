// Standard output as target: nobody can be asked what arrived, so nothing is sent twice unasked.

#include "tests/support/places.h"
#include "tests/support/weirfixture.h"

#include <csignal>

namespace weir::test {
namespace {

class Pipe : public WeirFixture
{
protected:
    Pipe() : WeirFixture(weirProgram()) {}

    Finished send(const std::map<std::string, std::string> &environment = {}, bool isAgain = false)
    {
        std::vector<std::string> arguments{"copy", "a.csv", "-", "--format", "ndjson", "--commit-rows", "100"};
        if (isAgain)
            arguments.emplace_back("--again");
        return run(m_binary, words(arguments), environment, m_folder.path());
    }

    static std::int64_t lines(const std::string &text) { return std::count(text.begin(), text.end(), '\n'); }
};

TEST_F(Pipe, KilledAnywhereSendsNoRowTwiceUnseen)
{
    int number = 0;
    for (const char *step : {"file.pipe.begin:1", "file.pipe.sent:1", "file.pipe.begin:3", "file.pipe.sent:3", "file.pipe.sent:5"}) {
        ++number; // another content each time, the same job
        m_folder.write("a.csv", csv(number, number + 499));
        const Finished killed = send({{"WEIR_STEP_KILL", step}}, number > 1);
        ASSERT_EQ(killed.signal, SIGKILL) << step << killed.out << killed.error;
        const Finished refused = send();
        EXPECT_EQ(refused.exitCode, 1) << step << refused.error;
        EXPECT_EQ(refused.out, "") << step << ": rows were sent again unasked";
        EXPECT_NE(refused.error.find("--again"), std::string::npos) << step << refused.error;
        const Finished anew = send({}, true);
        EXPECT_EQ(anew.exitCode, 0) << step << anew.error;
        EXPECT_EQ(lines(anew.out), 500) << step;
    }
    expectSound();
}

TEST_F(Pipe, AReaderThatLeavesIsNoLossUnseen)
{
    m_folder.write("a.csv", csv(1, 50'000));
    const Finished cut = run("/bin/sh",
                             {"-c", fmt::format("'{}' copy a.csv - --format ndjson --workspace ws --commit-rows 100 | head -n 1000 "
                                                "| wc -l; exit 0",
                                                m_binary)},
                             {}, m_folder.path());
    EXPECT_EQ(std::atoi(cut.out.c_str()), 1000) << cut.out << cut.error;
    const Json status = weir({"status"});
    ASSERT_EQ(status["jobs"].size(), 1U) << status.dump();
    EXPECT_NE(status["jobs"][0]["state"], "completed") << status.dump();
    EXPECT_EQ(status["jobs"][0]["balanced"], true);
}

} // namespace
} // namespace weir::test
