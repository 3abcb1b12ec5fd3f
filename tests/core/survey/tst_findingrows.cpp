#include "core/survey/findingrows.h"

#include "core/connectors/builtin/builtinconnectors.h"
#include "core/survey/streamsurvey.h"
#include "tests/support/testfolder.h"

#include <fstream>
#include <gtest/gtest.h>

namespace weir::test {

namespace {

class FindingRowsTest : public testing::Test
{
protected:
    FindingRowsTest()
    {
        m_engine.findConnector = [](std::string_view kind) -> const ConnectorSpec * {
            for (const ConnectorSpec &spec : builtinConnectors()) {
                if (spec.kind == kind)
                    return &spec;
            }
            return nullptr;
        };
    }

    /// 300 sound rows of code, no and note, with the given lines at their places; \a tail stands at the end.
    void write(const std::map<int, std::string> &odd, const std::string &tail = {})
    {
        std::ofstream file(path());
        file << "code,order_no,note\n";
        for (int line = 2; line <= 301; ++line) {
            const auto at = odd.find(line);
            if (at != odd.end())
                file << at->second << '\n';
            else
                file << 100'000 + line << ",N" << line << ",plain\n";
        }
        file << tail;
    }
    [[nodiscard]] std::string path() const { return m_folder.path() + "/orders.csv"; }
    [[nodiscard]] Endpoint end() const { return *Endpoint::resolve(m_engine, {}, path(), {}, {}); }

    /// Positions of the rows of the one finding of \a code, which counts \a count.
    std::vector<std::string> rowsOf(const std::string &code, std::int64_t count, std::size_t rowsMax = 200)
    {
        const SurveyLimits limits{1'000'000, std::chrono::seconds(60)};
        const auto survey = surveyStream(end(), {}, limits, CancelToken());
        if (!survey)
            return {survey.error().detail};
        for (const Finding &finding : survey->findings) {
            if (finding.code != code)
                continue;
            EXPECT_EQ(finding.count, count);
            EXPECT_TRUE(hasFindingRows(finding));
            const auto rows = findingRows(end(), {}, finding, rowsMax, CancelToken());
            if (!rows)
                return {rows.error().detail};
            EXPECT_EQ(rows->rows.rows(), static_cast<std::int64_t>(rows->positions.size()));
            return rows->positions;
        }
        return {"no finding " + code};
    }

    TestFolder m_folder;
    Engine m_engine;
};

using Lines = std::vector<std::string>;

TEST_F(FindingRowsTest, DamagedValuesAreToldByTheirRows)
{
    write({{7, "100007,N7,1.10101E+17"}, {290, "100290,N290,2.5E+11"}, {30, "100030,N30,#N/A"}, {31, "100031,N31,锟斤拷"}});
    EXPECT_EQ(rowsOf("damagedNumber", 2), (Lines{"line 7", "line 290"}));
    EXPECT_EQ(rowsOf("spreadsheetError", 1), Lines{"line 30"});
    EXPECT_EQ(rowsOf("mojibake", 1), Lines{"line 31"});
}

TEST_F(FindingRowsTest, OnlyTheFirstRowsAreReadWhereThereAreMany)
{
    write({{7, "100007,N7,#N/A"}, {9, "100009,N9,#REF!"}, {200, "100200,N200,#N/A"}});
    EXPECT_EQ(rowsOf("spreadsheetError", 3, 2), (Lines{"line 7", "line 9"}));
}

TEST_F(FindingRowsTest, EveryRowOfAValueThatStandsThereTwiceIsShown)
{
    write({{7, "100007,N250,plain"}});
    EXPECT_EQ(rowsOf("duplicateKey", 1), (Lines{"line 7", "line 250"}));
}

TEST_F(FindingRowsTest, CodesThatLostTheirZerosAreThoseThatAreShorter)
{
    write({{8, "1234,N8,plain"}, {9, "77,N9,plain"}});
    EXPECT_EQ(rowsOf("lostZeros", 2), (Lines{"line 8", "line 9"}));
}

TEST_F(FindingRowsTest, ATotalIsToldByTheRuleThatLeavesItOut)
{
    write({}, "合计,,\n");
    EXPECT_EQ(rowsOf("totalRow", 1), Lines{"line 302"});
}

TEST_F(FindingRowsTest, WhatIsNoMatterOfValuesHasNoRows)
{
    EXPECT_FALSE(hasFindingRows({Finding::Level::Note, "encoding", {}, 0, "UTF-8"}));
    EXPECT_FALSE(hasFindingRows({Finding::Level::Warning, "mixedTypes", "note", 3, "…"}));
}

TEST_F(FindingRowsTest, AFileThatIsGoneIsAnError)
{
    const auto rows = findingRows(end(), {}, {Finding::Level::Warning, "mojibake", "note", 3, "…"}, 10, CancelToken());
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().code, ErrorCode::NotFound);
}

} // namespace

} // namespace weir::test
