#include "core/reconciliation/reconciliationreport.h"

#include "tests/support/testfolder.h"

#include <gtest/gtest.h>

namespace weir::test {
namespace {

ReconciliationReport exampleReport()
{
    ReconciliationReport report;
    ReconcileResult &r = report.result;
    r.job = "orders";
    r.rowsSource = 48'247;
    r.rowsTarget = 48'210;
    r.same = 48'201;
    r.missing = 3;
    r.different = 1;
    r.explained = 2;
    r.unexplained = 2;
    r.differences = {{Difference::Kind::Missing, "17", "quarantined (TooLong in customer, line 14)", {}},
                     {Difference::Kind::Missing, "18", "quarantined (TooLong in customer, line 15)", {}},
                     {Difference::Kind::Missing, "<b>&1", "", {}},
                     {Difference::Kind::Different, "=2+3", "", {{"amount", "88.00", "80.00"}, {"note", std::nullopt, "x\"y"}}}};
    report.source = "table orders of shop";
    report.madeBy = "ann";
    return report;
}

TEST(ReconciliationReportTest, TheKeySentenceCountsTheExplanationsAndNamesWhatIsUnexplained)
{
    ReconciliationReport report = exampleReport();
    EXPECT_NE(reconciliationHtml(report).find("3 Missing in target: 2 in quarantine, 1 unexplained"), std::string::npos)
        << reconciliationHtml(report);
    report.language = ReportLanguage::Chinese;
    EXPECT_NE(reconciliationHtml(report).find("3 目标缺失：2 在隔离区中，1 未解释"), std::string::npos);
}

TEST(ReconciliationReportTest, ThePageRefersToNothingAndTakesNoMarkupFromRows)
{
    const std::string page = reconciliationHtml(exampleReport());
    EXPECT_EQ(page.find("<b>&1"), std::string::npos);
    EXPECT_NE(page.find("&lt;b&gt;&amp;1"), std::string::npos);
    EXPECT_EQ(page.find("http:"), std::string::npos);
    EXPECT_EQ(page.find("src="), std::string::npos);
    EXPECT_NE(page.find("SHA-256"), std::string::npos);
}

TEST(ReconciliationReportTest, TheSpreadsheetHoldsBucketsAndOneLineForEachFieldWithoutFormulas)
{
    const std::string csv = reconciliationCsv(exampleReport());
    EXPECT_TRUE(csv.starts_with("\xEF\xBB\xBFkind,key,field,source,target,explanation,rows\r\n")) << csv;
    EXPECT_NE(csv.find("\r\nsame,,,,,,48201\r\n"), std::string::npos);
    EXPECT_NE(csv.find("different,'=2+3,amount,88.00,80.00,unexplained,1\r\n"), std::string::npos) << csv;
    EXPECT_NE(csv.find("different,'=2+3,note,,\"x\"\"y\",unexplained,0\r\n"), std::string::npos) << csv;
    EXPECT_NE(csv.find("missing,17,,,,\"quarantined (TooLong in customer, line 14)\",1\r\n"), std::string::npos) << csv;
}

TEST(ReconciliationReportTest, BothSidesAgreeIsSaidInOneSentence)
{
    ReconciliationReport report;
    report.result.same = report.result.rowsSource = report.result.rowsTarget = 48'247;
    EXPECT_NE(reconciliationHtml(report).find("Source and target agree: 48,247 rows."), std::string::npos);
}

TEST(ReconciliationReportTest, TheNameOfTheFileDecidesWhatIsWritten)
{
    const TestFolder folder;
    ASSERT_TRUE(writeReconciliationReport(exampleReport(), folder.file("a.HTML")));
    ASSERT_TRUE(writeReconciliationReport(exampleReport(), folder.file("a.csv")));
    EXPECT_EQ(folder.read("a.HTML"), reconciliationHtml(exampleReport()));
    EXPECT_EQ(folder.read("a.csv"), reconciliationCsv(exampleReport()));
    const auto other = writeReconciliationReport(exampleReport(), folder.file("a.pdf"));
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, ErrorCode::InvalidConfig);
}

} // namespace
} // namespace weir::test
