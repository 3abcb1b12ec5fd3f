#include "core/data/conversion.h"
#include "core/data/typeproposal.h"

#include <gtest/gtest.h>

using namespace weir;

namespace {

struct ProposalCase
{
    const char *label;
    std::vector<const char *> values;
    const char *type;
};

} // namespace

TEST(TypeProposal, IsTheNarrowestTypeThatKeepsEveryValue)
{
    const ProposalCase cases[] = {
        {"nothing seen", {}, "text"},
        {"only empty values", {"", ""}, "text"},
        {"whole numbers", {"1", "-20", "300"}, "int64"},
        {"one and zero are numbers", {"1", "0", "1"}, "int64"},
        {"leading zeros stay text", {"00123", "12345"}, "text"},
        {"one zero is a number", {"0", "5"}, "int64"},
        {"minus zero is not the same text", {"-0", "5"}, "text"},
        {"16 digits stay text", {"1234567890123456", "1"}, "text"},
        {"20 digits stay text", {"12345678901234567890"}, "text"},
        {"15 digits of several lengths", {"123456789012345", "7"}, "int64"},
        {"equally long ids stay text", {"202603050001", "202603050002"}, "text"},
        {"mobile numbers stay text", {"13812345678", "15900001111"}, "text"},
        {"international numbers stay text", {"+4930123456", "+8613812345678"}, "text"},
        {"decimals of one scale", {"1.10", "22.50"}, "decimal(18,2)"},
        {"decimals of several scales", {"1.1", "22.50"}, "decimal"},
        {"whole and broken numbers", {"1", "22.50"}, "decimal"},
        {"long decimals", {"1234567890123.123456789012"}, "decimal(38,12)"},
        {"exponents", {"1e5", "2.5E-3", "7"}, "float64"},
        {"exponents beside long decimals", {"1e5", "0.123456789012345678901"}, "text"},
        {"thousand separators stay text", {"1,234.50", "5.00"}, "text"},
        {"full-width digits stay text", {"１２３"}, "text"},
        {"true and false", {"true", "FALSE"}, "bool"},
        {"letters are codes, not bools", {"f", "f"}, "text"},
        {"dates", {"2026-03-05", "2025-12-31"}, "date"},
        {"a day that is none", {"2026-03-05", "2025-02-30"}, "text"},
        {"mixed date formats stay text", {"2026-03-05", "05.03.2026"}, "text"},
        {"dates with and without time stay text", {"2026-03-05", "2026-03-05 10:00:00"}, "text"},
        {"datetimes", {"2026-03-05 10:00:00", "2026-03-05T10:00:00.5"}, "datetime"},
        {"timestamps", {"2026-03-05T10:00:00Z", "2026-03-05T10:00:00+08:00"}, "timestamp"},
        {"with and without offset stay text", {"2026-03-05T10:00:00Z", "2026-03-05T10:00:00"}, "text"},
        {"zero dates stay text", {"0000-00-00", "2026-03-05"}, "text"},
        {"times", {"10:20", "23:59:59"}, "time"},
        {"empty beside numbers", {"", "5", ""}, "int64"},
        {"words", {"a", "b"}, "text"},
        {"one word among numbers", {"1", "2", "n/a"}, "text"},
    };
    for (const ProposalCase &row : cases) {
        TypeSampler sampler;
        for (const char *value : row.values)
            sampler.add(value);
        const TypeProposal proposal = sampler.proposal();
        EXPECT_EQ(typeText(proposal.type), row.type) << row.label << ": " << proposal.reason;
        EXPECT_FALSE(proposal.reason.empty()) << row.label;
        // What is proposed must take every sample.
        ConversionOptions options;
        options.to = proposal.type;
        options.zone = "UTC";
        Column column;
        for (const char *value : row.values)
            column.appendText(value);
        RowErrors errors;
        (void)convert(std::make_shared<Column>(std::move(column)), TypeKind::Text, options, errors);
        EXPECT_TRUE(errors.empty()) << row.label;
    }
}

TEST(TypeProposal, SaysHowManySamplesItSaw)
{
    TypeSampler sampler;
    for (int i = 0; i < 1000; ++i)
        sampler.add(std::to_string(i));
    sampler.add("");
    EXPECT_EQ(sampler.proposal().reason, "all 1,000 samples are whole numbers");
    EXPECT_EQ(sampler.proposal().seen, 1000);
}
