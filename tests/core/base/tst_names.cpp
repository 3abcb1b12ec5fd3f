#include "core/base/names.h"
#include "core/base/redact.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

using namespace weir;

TEST(Names, NearestNameIsASlipOfThePenAway)
{
    const std::vector<std::string> known = {"customer_id", "customer_name", "amount", "id", "created_at"};
    const struct
    {
        const char *label, *word, *expected;
    } cases[] = {
        {"a letter missing", "custmer_id", "customer_id"},
        {"two letters swapped", "amuont", "amount"},
        {"another case", "AMOUNT", "amount"},
        {"a letter too many", "created_aat", "created_at"},
        {"something else", "warehouse", ""},
        {"short words need to be very near", "xy", ""},
        {"one letter wrong in a short word", "ib", "id"},
        {"empty", "", ""},
    };
    for (const auto &row : cases)
        EXPECT_EQ(nearestName(row.word, known), row.expected) << row.label;
    EXPECT_EQ(nearestName("id", {}), "");
}

TEST(Names, LowerAsciiLeavesOtherLettersAlone) { EXPECT_EQ(lowerAscii("ÄBC-Ö_1"), "Äbc-Ö_1"); }

TEST(Redact, NamesAndControlsAndPlainTexts)
{
    EXPECT_TRUE(isSecretName("X-Api-Key"));
    EXPECT_TRUE(isSecretName("refresh_token"));
    EXPECT_FALSE(isSecretName("customer"));
    EXPECT_FALSE(isSecretName("monkey"));
    EXPECT_EQ(redact("connection refused by db:5432"), "connection refused by db:5432");
    EXPECT_EQ(redact("postgresql://app:hunter2@db/x").find("hunter2"), std::string::npos);
    EXPECT_EQ(redact("host=db password=hunter2 user=app").find("hunter2"), std::string::npos);
    EXPECT_EQ(escapeControls("a\nb\x1b[31mc"), "a\\nb\\x1b[31mc");
    EXPECT_EQ(escapeControls("北京"), "北京");
}
