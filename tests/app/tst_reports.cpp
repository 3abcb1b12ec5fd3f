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

class MappingDocuments : public Reports
{
protected:
    void SetUp() override
    {
        m_folder.write("orders.csv", "id,amount,phone,name\n1,10.5,13812345678,=1+1\n2,7,13912345678,<b>bob</b>\n");
        weir({"init", "ws"});
        writeJob("trim(name)");
    }

    void writeJob(const std::string &name)
    {
        const Json job{{"weir", 1},
                       {"title", "Orders & more"},
                       {"source", {{"file", m_folder.file("orders.csv")}}},
                       {"target", {{"place", "sqlite:" + m_folder.file("t.db") + "#orders"}, {"mode", "upsert"}, {"key", {"id"}}, {"create", "ifMissing"}}},
                       {"mapping",
                        {{"fields",
                          {{{"to", "id"}, {"from", "id"}, {"type", "int64"}},
                           {{"to", "amount"}, {"from", "amount"}, {"type", "decimal(12,2)"}},
                           {{"to", "phone"}, {"from", "phone"}, {"type", "text(20)"}, {"onTooLong", "cut"}},
                           {{"to", "name"}, {"expr", name}, {"type", "text"}},
                           {{"to", "region"}, {"value", "CN"}, {"type", "text"}}}},
                         {"filters", {{{"name", "test orders"}, {"drop", "id = '0'"}}}}}}};
        m_folder.write("ws/jobs/orders.json", job.dump());
    }

    std::string docs(std::vector<std::string> flags)
    {
        flags.insert(flags.begin(), {"docs", "orders", "--workspace", "ws"});
        return raw(flags).out;
    }
};

TEST_F(MappingDocuments, HoldTypeRuleSampleKeyFilterAndGuarantee)
{
    const std::string html = docs({});
    EXPECT_EQ(m_exit, 0) << m_error;
    for (const char *part : {"decimal(12,2)", "138****5678", "trim blanks", "longer text is cut (lossy)", "always the value “CN”", "test orders",
                             "id = &#39;0&#39;", "Insert or update", "Orders &amp; more", "A: Every row takes effect once"})
        EXPECT_NE(html.find(part), std::string::npos) << part << " is not in\n" << html;
    EXPECT_EQ(html.find("13812345678"), std::string::npos) << "a sample is not masked";
    EXPECT_EQ(html.find("<b>"), std::string::npos) << "markup of a row";
    EXPECT_EQ(html.find("<script"), std::string::npos);
    const std::string chinese = docs({"--lang", "zh_CN"});
    for (const char *part : {"字段映射文档", "去空格", "超长文本截断（有损）", "新增或更新", "即使程序崩溃或断电"})
        EXPECT_NE(chinese.find(part), std::string::npos) << part << " is not in\n" << chinese;
    EXPECT_FALSE(std::filesystem::exists(m_folder.file("t.db"))) << "a document makes no target";
}

TEST_F(MappingDocuments, AreByteForByteTheSameUntilSomethingChanges)
{
    weir({"run", "orders"});
    ASSERT_EQ(m_exit, 0) << m_error;
    const std::string first = docs({"--output", m_folder.file("a.html")});
    docs({"--output", m_folder.file("b.html")});
    EXPECT_FALSE(read("a.html").empty()) << m_error;
    EXPECT_EQ(read("a.html"), read("b.html"));
    EXPECT_EQ(docs({"--format", "csv"}), docs({"--format", "csv"}));
    writeJob("upper(name)");
    docs({"--output", m_folder.file("b.html")});
    EXPECT_NE(read("a.html"), read("b.html"));
}

TEST_F(MappingDocuments, TheCsvHasAMarkAndNoFormulas)
{
    docs({"--output", m_folder.file("orders.csv.csv")});
    const std::string csv = read("orders.csv.csv");
    EXPECT_TRUE(csv.starts_with("\xEF\xBB\xBF")) << csv << m_error;
    EXPECT_NE(csv.find("'=1+1"), std::string::npos) << csv;
    EXPECT_EQ(csv.find(",=1+1"), std::string::npos) << csv;
}

TEST_F(MappingDocuments, SayWhatChangedSinceARevisionThatTheLedgerKeeps)
{
    weir({"run", "orders"});
    writeJob("upper(name)");
    const std::string html = docs({"--diff", "1"});
    EXPECT_NE(html.find("Changes since revision 1"), std::string::npos) << html << m_error;
    EXPECT_NE(html.find("upper(name)"), std::string::npos) << html;
    const std::string changes = html.substr(html.find("Changes since"));
    EXPECT_NE(changes.find("trim blanks"), std::string::npos) << changes;
    EXPECT_EQ(changes.find("amount"), std::string::npos) << "what stayed is no change: " << changes;
    const Json missing = weir({"docs", "orders", "--diff", "9"});
    EXPECT_EQ(m_exit, 2);
    expectError(missing, "NotFound", {"revision 9", "1"});
}

TEST_F(MappingDocuments, AreMadeWithoutTheirSource)
{
    std::filesystem::remove(m_folder.file("orders.csv"));
    const std::string html = docs({});
    EXPECT_EQ(m_exit, 0) << m_error;
    EXPECT_NE(html.find("decimal(12,2)"), std::string::npos);
    EXPECT_NE(m_error.find("no samples"), std::string::npos) << m_error;
}

} // namespace
} // namespace weir::test
