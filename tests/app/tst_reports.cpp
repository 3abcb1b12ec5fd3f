// What is handed to other people: receipts of runs, mapping documents, and lists of failed rows without personal data.

#include "core/ledger/ledgerreader.h"
#include "core/reports/receipt.h"
#include "tests/support/commandline.h"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>

namespace weir::test {
namespace {

class Reports : public CommandLine
{
protected:
    /// Eight orders; one amount is no number, one order is filtered.
    void runOrders()
    {
        m_folder.write("orders.csv", "id,amount,phone,mail\n1,10.5,13812345678,ann@example.com\n2,x,13912345678,bob@example.com\n"
                                     "3,1,13712345678,c@example.com\n4,2,,\n5,3,,\n6,4,,\n7,5,,\n8,6,,\n");
        m_run = weir({"copy", "orders.csv", "sqlite:t.db#orders", "--key", "id", "--types", "amount=decimal(12,2)", "--filter", "not (id = '8')",
                      "--stop-after", "never"});
        ASSERT_EQ(m_run.value("quarantined", 0), 1) << m_run.dump() << m_error;
        ASSERT_EQ(m_exit, 3);
    }

    std::string read(const std::string &name)
    {
        std::ifstream file(m_folder.file(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    Json m_run;
};

TEST_F(Reports, AReceiptEqualsTheLedgerAndTheStatusOfItsJob)
{
    runOrders();
    const Json receipt = weir({"receipt", "1"});
    EXPECT_EQ(m_exit, 0) << m_error;
    auto ledger = LedgerReader::open(m_folder.file("ws/ledger.db"));
    ASSERT_TRUE(ledger) << ledger.error().detail;
    const auto rows = ledger->runsById({1});
    ASSERT_TRUE(rows);
    const RunRow &row = rows->front();
    EXPECT_EQ(receipt["read"], row.read);
    EXPECT_EQ(receipt["delivered"], row.delivered());
    EXPECT_EQ(receipt["inserted"], row.inserted);
    EXPECT_EQ(receipt["filtered"], row.filtered);
    EXPECT_EQ(receipt["quarantined"], row.quarantined);
    EXPECT_EQ(receipt["unknown"], row.unknown);
    EXPECT_EQ(receipt["pending"], row.pending);
    const Json status = weir({"status", row.job});
    for (const char *member : {"job", "run", "state", "startedAt", "endedAt", "read", "delivered", "filtered", "quarantined", "unknown",
                               "pending", "balanced", "guarantee", "target"})
        EXPECT_EQ(receipt[member], status[member]) << member;
    for (const char *member : {"read", "delivered", "inserted", "updated", "unchanged", "superseded", "split", "filtered", "quarantined"})
        EXPECT_EQ(receipt[member], m_run[member]) << member;
    EXPECT_EQ(receipt["read"], 8);
    EXPECT_TRUE(receipt["balanced"].get<bool>());
}

TEST_F(Reports, TheTextOfAReceiptHoldsTheSumTheSplitTheGuaranteeAndTheCheckDigits)
{
    runOrders();
    const std::string digits = weir({"receipt", "1"})["shortHash"];
    EXPECT_EQ(digits.size(), 12u);
    const Finished english = raw({"receipt", "1", "--workspace", "ws"});
    const std::string delivered = fmt::format("delivered {}", m_run["delivered"].get<int>());
    for (const std::string &part : {fmt::format("read 8 = {} + filtered 1 + quarantined 1 + unknown 0 + pending 0", delivered),
                                    std::string("every row is accounted for"), delivered + " = inserted", digits,
                                    std::string("Guarantee A: Every row takes effect once, even after a crash or power cut.")})
        EXPECT_NE(english.out.find(part), std::string::npos) << part << " is not in\n" << english.out;
    const Finished chinese = raw({"receipt", "1", "--lang", "zh_CN", "--workspace", "ws"});
    for (const char *part : {"读取 8 = 已送达 6", "每一行都去向明确", "即使程序崩溃或断电，每一行也只生效一次。", digits.c_str()})
        EXPECT_NE(chinese.out.find(part), std::string::npos) << part << " is not in\n" << chinese.out;
}

TEST_F(Reports, AReceiptOfARunThatIsNotThereSaysWhereNumbersAreListed)
{
    runOrders();
    const Json answer = weir({"receipt", "99"});
    EXPECT_EQ(m_exit, 2);
    expectError(answer, "NotFound", {"99", "weir runs"});
}

TEST(ReceiptTest, CheckDigitsChangeWithEachFigureAndNotWithTheLanguage)
{
    Receipt receipt;
    receipt.run = 41;
    receipt.read = receipt.inserted = 7;
    const std::string digits = receipt.shortHash();
    Receipt other = receipt;
    other.inserted = 6;
    other.updated = 1;
    EXPECT_NE(other.shortHash(), digits);
    EXPECT_NE(receiptText(receipt, ReportLanguage::English).find(digits), std::string::npos);
    EXPECT_NE(receiptText(receipt, ReportLanguage::Chinese).find(digits), std::string::npos);
}

TEST_F(Reports, FailuresShowPersonalDataMaskedUnlessAskedWhichTheAuditKeeps)
{
    m_folder.write("people.csv", "id,amount\n1,5\n2,call 13912345678\n3,6\n");
    weir({"copy", "people.csv", "sqlite:t.db#people", "--key", "id", "--types", "amount=decimal(12,2)", "--stop-after", "never"});
    ASSERT_EQ(m_exit, 3) << m_error;
    const std::string job = weir({"runs"})["runs"][0]["job"];

    const Json hidden = weir({"failures", job, "--rows", "--export", m_folder.file("out.ndjson")});
    EXPECT_EQ(hidden.dump().find("13912345678"), std::string::npos) << hidden.dump();
    EXPECT_NE(hidden.dump().find("139****5678"), std::string::npos) << hidden.dump();
    EXPECT_EQ(read("out.ndjson").find("13912345678"), std::string::npos);
    const Finished text = raw({"failures", job, "--rows", "--workspace", "ws"});
    EXPECT_EQ(text.out.find("13912345678"), std::string::npos) << text.out;
    EXPECT_EQ(sql("SELECT count(*) FROM audit WHERE action = 'values.show'", "ws/ledger.db"), "0\n");

    const Json shown = weir({"failures", job, "--rows", "--show-values", "--export", m_folder.file("raw.csv")});
    EXPECT_NE(shown.dump().find("13912345678"), std::string::npos) << shown.dump();
    EXPECT_NE(read("raw.csv").find("13912345678"), std::string::npos);
    EXPECT_EQ(sql("SELECT subject FROM audit WHERE action = 'values.show'", "ws/ledger.db"), job + "\n");
}

TEST_F(Reports, AMaskedExportThatComesBackChangesOnlyWhatWasEdited)
{
    m_folder.write("people.csv", "id,phone,amount\n1,13812345678,5\n2,13912345678,x\n");
    weir({"copy", "people.csv", "sqlite:t.db#people", "--key", "id", "--types", "amount=decimal(12,2)", "--stop-after", "never"});
    ASSERT_EQ(m_exit, 3) << m_error;
    const std::string job = weir({"runs"})["runs"][0]["job"];
    weir({"failures", job, "--export", m_folder.file("bad.csv")});
    std::string edited = read("bad.csv");
    const std::size_t at = edited.rfind(",x");
    ASSERT_NE(at, std::string::npos) << edited;
    edited.replace(at, 2, ",7");
    m_folder.write("bad.csv", edited);
    weir({"failures", job, "--from-file", m_folder.file("bad.csv")});
    ASSERT_EQ(m_exit, 0) << m_error;
    weir({"compensate", job});
    EXPECT_EQ(sql("SELECT phone, amount FROM people WHERE id = 2"), "13912345678|7\n") << m_error;
}

} // namespace
} // namespace weir::test
