// A workbook from the command line: look, copy, propose, run, resume.

#include "tests/support/commandline.h"
#include "tests/support/workbookfile.h"

#include <fmt/format.h>

namespace weir::test {
namespace {

class XlsxCommands : public CommandLine
{
protected:
    void save(int rows, const std::string &sheet = "Orders")
    {
        WorkbookFile book;
        book.setFormats({"yyyy-mm-dd"});
        book.addSheet("Readme", sheetRow(1, inlineCell("A1", "see the next sheet")));
        std::string xml = sheetRow(1, inlineCell("A1", "id") + inlineCell("B1", "code") + inlineCell("C1", "day") + inlineCell("D1", "amount"));
        for (int id = 1; id <= rows; ++id)
            xml += sheetRow(id + 1, numberCell(fmt::format("A{}", id + 1), std::to_string(id)) +
                                        sharedCell(fmt::format("B{}", id + 1), book.shared(fmt::format("{:05}", id))) +
                                        numberCell(fmt::format("C{}", id + 1), std::to_string(46'000 + id), 1) +
                                        (id == 7 ? typedCell("D8", "e", "#REF!") : numberCell(fmt::format("D{}", id + 1), "0.10000000000000001")));
        book.addSheet(sheet, xml);
        book.save(m_folder.file("x.xlsx"));
    }
    static std::string codes(const Json &object)
    {
        std::string text;
        for (const Json &finding : object.value("findings", Json::array()))
            text += finding.value("code", "") + " ";
        return text;
    }
};

TEST_F(XlsxCommands, InspectTellsSheetHeaderTypesAndDamage)
{
    save(30);
    raw({"init", "ws"});
    const Json first = weir({"inspect", "x.xlsx"});
    EXPECT_EQ(m_exit, 0);
    EXPECT_NE(codes(first).find("sheet "), std::string::npos) << first.dump();
    const Json orders = weir({"inspect", "x.xlsx", "--sheet", "Orders"});
    EXPECT_EQ(m_exit, 0);
    ASSERT_EQ(orders["fields"].size(), 4U) << orders.dump();
    const char *types[] = {"int64", "text", "date", "decimal(18,1)"};
    for (std::size_t i = 0; i < 4; ++i)
        EXPECT_EQ(orders["fields"][i]["proposedType"], types[i]);
    EXPECT_NE(codes(orders).find("spreadsheetError"), std::string::npos) << orders.dump();
    weir({"inspect", "x.xlsx", "--sheet", "Nothing"});
    EXPECT_EQ(m_exit, 2);
}

TEST_F(XlsxCommands, CopyDeliversEachRowOnceAndSetsAnErrorCellApart)
{
    save(30);
    const std::vector<std::string> words = {"copy", "x.xlsx", "sqlite:t.db#orders", "--sheet", "2", "--key", "id"};
    const Json done = weir(words);
    EXPECT_EQ(m_exit, 3);
    EXPECT_EQ(done["read"], 30);
    EXPECT_EQ(done["delivered"], 29);
    ASSERT_EQ(done["causes"].size(), 1U);
    EXPECT_EQ(done["causes"][0]["field"], "amount");
    EXPECT_EQ(sql("SELECT id, code, day, amount FROM orders WHERE id IN (1, 30) ORDER BY id"),
              "1|00001|2025-12-10|0.1\n30|00030|2026-01-08|0.1\n");
    weir({"failures", done["job"].get<std::string>(), "--export", "bad.ndjson"});
    EXPECT_NE(m_folder.read("bad.ndjson").find("sheet Orders, row 8"), std::string::npos) << m_folder.read("bad.ndjson");
    const Json again = weir(words);
    EXPECT_EQ(again["read"], 0) << again.dump();
    save(31);
    weir(words);
    EXPECT_EQ(sql("SELECT count(*) FROM orders"), "30\n") << "a workbook saved anew is loaded as a whole; the key keeps rows single";
}

TEST_F(XlsxCommands, AJobNamesItsSheetAndRuns)
{
    save(10);
    raw({"init", "ws"});
    weir({"map", "x.xlsx", "sqlite:t.db#orders", "--sheet", "Orders", "--name", "orders", "--key", "id"});
    EXPECT_EQ(m_exit, 0) << m_error;
    EXPECT_NE(m_folder.read("ws/jobs/orders.json").find("\"sheet\": \"Orders\""), std::string::npos);
    weir({"validate"});
    EXPECT_EQ(m_exit, 0);
    const Json done = weir({"run", "orders"});
    EXPECT_EQ(done["read"], 10) << done.dump();
    EXPECT_EQ(done["delivered"], 9) << done.dump();
}

TEST_F(XlsxCommands, ValuesSaysWhetherCellsAreReadAsStoredOrAsShown)
{
    WorkbookFile book;
    book.setFormats({"#,##0.00", "yyyy\"年\"m\"月\"d\"日\""});
    std::string xml = sheetRow(1, inlineCell("A1", "id") + inlineCell("B1", "amount") + inlineCell("C1", "day"));
    for (int row = 2; row < 12; ++row)
        xml += sheetRow(row, numberCell(fmt::format("A{}", row), std::to_string(row)) +
                                 numberCell(fmt::format("B{}", row), "1234.5678", 1) +
                                 numberCell(fmt::format("C{}", row), "46086", 2));
    book.addSheet("Orders", xml);
    book.save(m_folder.file("x.xlsx"));
    raw({"init", "ws"});
    const Json stored = weir({"inspect", "x.xlsx"});
    EXPECT_NE(codes(stored).find("shownDiffers "), std::string::npos) << stored.dump();
    const Json shown = weir({"inspect", "x.xlsx", "--values", "shown"});
    EXPECT_EQ(m_exit, 0);
    EXPECT_EQ(codes(shown).find("shownDiffers"), std::string::npos) << shown.dump();
    weir({"inspect", "x.xlsx", "--values", "painted"});
    EXPECT_EQ(m_exit, 2);

    weir({"copy", "x.xlsx", "sqlite:t.db#stored", "--key", "id"});
    EXPECT_EQ(m_exit, 0) << m_error;
    EXPECT_EQ(sql("SELECT amount, day FROM stored WHERE id = 2"), "1234.5678|2026-03-05\n");
    weir({"copy", "x.xlsx", "sqlite:t.db#shown", "--key", "id", "--values", "shown"});
    EXPECT_EQ(m_exit, 0) << m_error;
    EXPECT_EQ(sql("SELECT amount, day FROM shown WHERE id = 2"), "1,234.57|2026年3月5日\n");

    weir({"map", "x.xlsx", "sqlite:t.db#third", "--name", "orders", "--key", "id", "--values", "shown"});
    EXPECT_EQ(m_exit, 0) << m_error;
    EXPECT_NE(m_folder.read("ws/jobs/orders.json").find("\"values\": \"shown\""), std::string::npos);
    weir({"validate"});
    EXPECT_EQ(m_exit, 0);
    EXPECT_EQ(weir({"run", "orders"})["delivered"], 10);
    EXPECT_EQ(sql("SELECT amount, day FROM third WHERE id = 2"), "1,234.57|2026年3月5日\n");
}

TEST_F(XlsxCommands, AWorkbookIsNotWritten)
{
    m_folder.write("a.csv", "id\n1\n");
    const Json done = weir({"copy", "a.csv", "out.xlsx"});
    EXPECT_EQ(m_exit, 2);
    EXPECT_NE(done["error"]["detail"].get<std::string>().find(".csv"), std::string::npos) << done.dump();
}

} // namespace
} // namespace weir::test
