// kill -9 of the shipping program at every named step: nothing lost, nothing twice, the books in order.

#include "tests/support/killrig.h"
#include "tests/support/places.h"

#include <gtest/gtest.h>

namespace weir::test {
namespace {

class Kill : public testing::TestWithParam<KillScenario>
{};

TEST_P(Kill, AtEveryStepLosesAndDoublesNothing)
{
    KillRig rig(GetParam(), weirProgram());
    const auto steps = rig.steps();
    ASSERT_GT(steps.size(), 5U);
    for (const auto &[step, passes] : steps) {
        for (const int pass : std::set<int>{1, (passes + 1) / 2, passes}) {
            const int struck = rig.expectExactAfter({step + ':' + std::to_string(pass)});
            EXPECT_TRUE(struck == 1 || pass > 1) << step << " did not kill";
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Kill, testing::ValuesIn(killScenarios()),
                         [](const auto &scenario) { return scenario.param.name; });

} // namespace
} // namespace weir::test
