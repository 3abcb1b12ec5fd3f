// Personal data is found by its check characters, wherever it stands, and near misses stay readable.

#include "core/data/personaldata.h"

#include <chrono>
#include <gtest/gtest.h>

using namespace weir;

namespace {

struct Case
{
    const char *name, *text, *masked;
};

class MaskPersonal : public testing::TestWithParam<Case>
{};

TEST_P(MaskPersonal, MasksWhatItIsAndNothingElse)
{
    EXPECT_EQ(maskPersonal(GetParam().text), GetParam().masked);
}

constexpr Case cases[] = {
    {"identity", "310104188903075654", "310***********5654"},
    {"identity_with_x", "44030518830713209X", "440***********209X"},
    {"identity_in_a_sentence", "身份证 310104188903075654，已核对", "身份证 310***********5654，已核对"},
    {"identity_with_a_wrong_check", "310104188903075655", "310104188903075655"},
    {"identity_with_month_13", "310104188913075654", "310104188913075654"},
    {"credit_code", "91350100M000100Y43", "91************0Y43"},
    {"credit_code_with_a_wrong_check", "91350100M000100Y44", "91350100M000100Y44"},
    {"mobile", "13812345678", "138****5678"},
    {"mobile_with_country", "+8613812345678", "+86138****5678"},
    {"mobile_with_words", "Tel:13812345678;", "Tel:138****5678;"},
    {"eleven_digits_that_are_no_mobile", "12012345678", "12012345678"},
    {"twelve_digits", "138123456789", "138123456789"},
    {"card", "6222021234567890128", "***************0128"},
    {"card_in_groups", "4111 1111 1111 1111", "**** **** **** 1111"},
    {"card_with_hyphens", "4111-1111-1111-1111.", "****-****-****-1111."},
    {"card_with_a_wrong_check", "4111111111111112", "4111111111111112"},
    {"order_number_of_sixteen_digits", "2026030512345678", "2026030512345678"},
    {"mail", "ann.lee@example.com", "a***@example.com"},
    {"mail_in_brackets", "<ann@mail.example.cn>", "<a***@mail.example.cn>"},
    {"mail_at_the_end_of_a_sentence", "write to ann@example.com.", "write to a***@example.com."},
    {"no_mail_without_a_domain", "ann@home", "ann@home"},
    {"several", "ann@example.com 13812345678", "a***@example.com 138****5678"},
    {"plain", "SO2026000088 Bergmann GmbH & Co. KG 2025-02-30 1,234.50", "SO2026000088 Bergmann GmbH & Co. KG 2025-02-30 1,234.50"},
    {"empty", "", ""},
};

INSTANTIATE_TEST_SUITE_P(Texts, MaskPersonal, testing::ValuesIn(cases), [](const auto &info) { return std::string(info.param.name); });

TEST(MaskPersonal, LongTextsTakeNoMoreThanTheirLength)
{
    std::string text;
    for (int i = 0; i < 200'000; ++i)
        text += "7 ";
    const auto start = std::chrono::steady_clock::now();
    EXPECT_TRUE(maskPersonal(text) == text);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

} // namespace
