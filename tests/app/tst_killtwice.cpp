// A second kill -9 while the program recovers from the first.

#include "tests/support/killrig.h"
#include "tests/support/places.h"

#include <gtest/gtest.h>

namespace weir::test {
namespace {

class KillTwice : public testing::TestWithParam<KillScenario>
{};

TEST_P(KillTwice, DuringRecoveryLosesAndDoublesNothing)
{
    KillRig rig(GetParam(), weirProgram());
    const auto steps = rig.steps();
    int cases = 0, struckTwice = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const std::string first = steps[i].step + ':' + std::to_string((steps[i].passes + 1) / 2);
        // Where it died before, and anywhere, by turns.
        const auto &second = steps[(i % 2 == 0 ? i : i * 7 + 3) % steps.size()];
        struckTwice += rig.expectExactAfter({first, second.step}) == 2;
        ++cases;
    }
    EXPECT_GT(struckTwice, cases / 2) << "the second kills hardly ever struck";
}

INSTANTIATE_TEST_SUITE_P(Scenarios, KillTwice, testing::ValuesIn(killScenarios()),
                         [](const auto &scenario) { return scenario.param.name; });

/// A step that only a recovery passes: what a dead run had written and not acknowledged is cut off.
TEST(KillInRecovery, WhileAFileIsCutToWhatCountsLosesAndDoublesNothing)
{
    for (const KillScenario &scenario : killScenarios()) {
        if (scenario.target != KillScenario::Target::Ndjson && scenario.target != KillScenario::Target::Csv)
            continue;
        KillRig rig(scenario, weirProgram());
        const bool isRun = scenario.play == KillScenario::Play::Run;
        const int struck = rig.expectExactAfter({isRun ? "file.write.synced:2" : "file.settle.synced", "file.fence.truncated"});
        EXPECT_EQ(struck, 2) << scenario.name;
    }
}

} // namespace
} // namespace weir::test
