#include "core/compensation/editedrows.h"

#include "core/compensation/manifestbooks.h"
#include "core/data/schemajson.h"
#include "core/data/spreadsheet.h"
#include "tests/core/ledger/ledgertesting.h"
#include "tests/support/testfolder.h"

#include <nlohmann/json.hpp>

namespace weir::test {
namespace {

using Why = RefusedEdit::Why;

/// Four quarantined rows of a source with the fields id, amount and phone.
class EditedFileTest : public testing::Test
{
protected:
    EditedFileTest()
    {
        auto ledger = Ledger::open(ledgerOptions(m_folder.file("ledger.db")));
        m_ledger = std::move(*ledger);
        m_books = *TestBooks::begin(*m_ledger);
        EXPECT_TRUE(isGood(m_books.deliver(*m_ledger, 6, 4)));
        const Schema source({{"id", {TypeKind::Int64}, true, {}}, {"amount", {TypeKind::Text}, true, {}}, {"phone", {TypeKind::Text}, true, {}}});
        EXPECT_TRUE(isGood(m_ledger->call(
            [&](Database &database) { return books::pinSchema(database, m_books.stream.id, schemaToJson(source)); })));
        EditedRows phones;
        for (std::int64_t id = 1; id <= 4; ++id)
            phones[id] = fmt::format(R"({{"id":"{}","amount":"abc","phone":"1381234567{}"}})", id + 2, id);
        EXPECT_TRUE(isGood(m_ledger->call(
            [&](Database &database) { return books::applyEdits(database, m_books.job.id, phones, testNow); })));
        m_reader = std::make_unique<LedgerReader>(*LedgerReader::open(m_folder.file("ledger.db")));
    }
    Result<void> execute(const std::string &sql) { return m_ledger->database().execute(sql); }
    std::string exported(const std::string &name, const ValueMask &mask = {})
    {
        ExportRequest request;
        request.job = m_books.job.id;
        request.path = m_folder.file(name);
        request.mask = mask;
        const auto rows = exportOpenRows(m_reader.get(), request);
        EXPECT_TRUE(isGood(rows));
        std::string text = m_folder.read(name);
        std::filesystem::remove(request.path);
        return text;
    }
    EditedFile inspect(const std::string &name, const std::string &text)
    {
        m_folder.write(name, text);
        EditReading how;
        how.mask = personalMask();
        auto found = inspectEditedRows(*m_reader, m_books.job.id, m_folder.file(name), how);
        EXPECT_TRUE(isGood(found));
        return found ? *found : EditedFile();
    }
    /// The file with \a count times \a from replaced, from its end on.
    static std::string with(std::string text, const std::string &from, const std::string &to, int count = 1)
    {
        for (std::size_t at = text.size(); count > 0 && (at = text.rfind(from, at)) != std::string::npos; --count, --at)
            text.replace(at, from.size(), to);
        return text;
    }
    static std::string lines(const std::string &text, std::size_t count)
    {
        std::size_t end = 0;
        for (; count > 0; --count)
            end = text.find('\n', end) + 1;
        return text.substr(0, end);
    }

    TestFolder m_folder;
    std::unique_ptr<Ledger> m_ledger;
    TestBooks m_books;
    std::unique_ptr<LedgerReader> m_reader;
};

TEST_F(EditedFileTest, AFileForSpreadsheetsHasAByteOrderMarkAndComesBackAsItWas)
{
    const std::string text = exported("bad.csv");
    EXPECT_TRUE(text.starts_with("\xEF\xBB\xBFrow,cause,"));
    const EditedFile same = inspect("same.csv", text);
    EXPECT_EQ(same.unchanged, 4);
    EXPECT_TRUE(same.edits.empty() && same.refused.empty());
    const EditedFile found = inspect("bad.csv", with(text, ",abc,138", ",12.50,138", 3));
    EXPECT_EQ(found.edits.size(), 3u);
    EXPECT_EQ(found.unchanged, 1);
    EXPECT_EQ(Json::parse(found.edits.at(4))["amount"], "12.50");
    EXPECT_EQ(Json::parse(found.edits.at(4))["phone"], "13812345674");
    ASSERT_EQ(found.fields.size(), 1u);
    EXPECT_EQ(found.fields[0], std::make_pair(std::string("amount"), std::int64_t(3)));
}

TEST_F(EditedFileTest, AMaskedCellThatComesBackIsTheValueAsRead)
{
    const std::string text = exported("bad.csv", personalMask());
    EXPECT_EQ(text.find("13812345674"), std::string::npos);
    const EditedFile found = inspect("bad.csv", with(text, ",abc,", ",1,"));
    ASSERT_EQ(found.edits.size(), 1u);
    EXPECT_EQ(Json::parse(found.edits.at(4))["phone"], "13812345674");
}

TEST_F(EditedFileTest, WhatIsNotTakenIsNamedWithLineFieldAndReason)
{
    ASSERT_TRUE(isGood(execute("UPDATE exception_row SET state = 'released' WHERE id = 1")));
    ASSERT_TRUE(isGood(execute("UPDATE exception_row SET state = 'delivered' WHERE id = 1")));
    ASSERT_TRUE(isGood(execute("UPDATE exception_row SET is_set_aside = 1 WHERE id = 2")));
    const std::string all = "row,id,amount,phone\n"
                            "1,3,1,13812345671\n"  // delivered since
                            "2,4,1,13812345672\n"  // set aside
                            "99,9,1,13812345672\n" // another number
                            "x,9,1,13812345672\n"
                            "3,x,1,13812345673\n"          // an id is a number
                            "4,6,1,13812345674,and more\n" // a comma too many
                            "4,6,1,13812345674\n";
    EditedFile found = inspect("a.csv", all);
    const Why whys[] = {Why::NotOpen, Why::SetAside, Why::UnknownRow, Why::UnknownRow, Why::NotAValue, Why::BrokenLine, Why::Twice};
    ASSERT_EQ(found.refused.size(), std::size(whys));
    for (std::size_t i = 0; i < std::size(whys); ++i) {
        EXPECT_EQ(found.refused[i].why, whys[i]) << i;
        EXPECT_EQ(found.refused[i].line, i + 2);
        EXPECT_FALSE(found.refused[i].text().empty());
    }
    EXPECT_EQ(found.refused[0].other, "delivered");
    EXPECT_EQ(found.refused[4].field, "id");
    EXPECT_EQ(found.refusedLines + found.unchanged + static_cast<std::int64_t>(found.edits.size()), 7) << "every line counts once";
    EXPECT_TRUE(found.edits.empty());
}

TEST_F(EditedFileTest, ARowThatStandsTwiceIsTakenFromNeitherLine)
{
    const EditedFile found = inspect("a.csv", "row,amount\n3,1\n4,1\n3,2\n4,1\n4,3\n");
    EXPECT_TRUE(found.edits.empty());
    ASSERT_EQ(found.refusedLines, 5);
    EXPECT_EQ(found.refused[0].other, "4") << "each names the other line";
    EXPECT_TRUE(found.fields.empty());
    const EditedFile same = inspect("b.csv", "row,amount\n3,abc\n3,2\n");
    EXPECT_EQ(same.unchanged, 0);
    EXPECT_EQ(same.refusedLines, 2);
}

TEST_F(EditedFileTest, AFileThatIsNoExportIsRefusedAsAWhole)
{
    const std::pair<std::string, Why> files[] = {
        {"row,amuont\n3,1\n", Why::UnknownField},      {"id,amount\n3,1\n", Why::NotAnExport}, {"", Why::NotAnExport},
        {"row,amount\n3,M\xFCller\n", Why::NotUtf8},   {"row,amount\n3,\"1\n4,1\n", Why::OpenQuote},
        {"\xFF\xFEr\0o\0w\0", Why::NotUtf8},
    };
    for (const auto &[text, why] : files) {
        const EditedFile found = inspect("a.csv", text);
        ASSERT_EQ(found.refused.size(), 1u) << text;
        EXPECT_EQ(found.refused[0].why, why) << text;
        EXPECT_TRUE(found.refused[0].isWholeFile());
        EXPECT_TRUE(found.edits.empty());
    }
    EXPECT_EQ(inspect("a.csv", files[0].first).refused[0].other, "amount");
    EXPECT_EQ(inspect("a.ndjson", "{\"row\":3,\"values\":{\"amuont\":\"1\"}}\n").refused[0].why, Why::UnknownField);
}

TEST_F(EditedFileTest, DigitsThatASpreadsheetLostAreNoEdit)
{
    ASSERT_TRUE(isGood(m_ledger->call([&](Database &database) {
        return books::applyEdits(database, m_books.job.id, {{3, R"({"id":"5","amount":"abc","phone":"310104188903075654"})"}}, testNow);
    })));
    for (const char *damaged : {"3.10104E+17", "310104188903075000"}) {
        const EditedFile found = inspect("a.csv", std::string("row,amount,phone\n3,7,") + damaged + "\n4,7,13812345674\n");
        ASSERT_EQ(found.refused.size(), 1u) << damaged;
        EXPECT_EQ(found.refused[0].why, Why::DigitsLost);
        EXPECT_EQ(found.refused[0].field, "phone");
        EXPECT_EQ(found.edits.size(), 1u) << "the other line is taken";
    }
    EXPECT_TRUE(hasLostDigits("0012", "12"));
    EXPECT_TRUE(hasLostDigits("000", "0"));
    EXPECT_FALSE(hasLostDigits("0012", "0013"));
    EXPECT_FALSE(hasLostDigits("12", "13"));
    EXPECT_FALSE(hasLostDigits("0", "1"));
    EXPECT_FALSE(hasLostDigits("310104188903075654", "310104188903075655"));
    EXPECT_FALSE(hasLostDigits("abc", "1E5"));
}

TEST_F(EditedFileTest, OnlyAColumnForReadingWasChanged)
{
    const std::string text = exported("bad.csv");
    const EditedFile found = inspect("a.csv", with(text, ",abc,\"\"\"abc", ",12,\"\"\"abc"));
    ASSERT_EQ(found.refused.size(), 1u) << with(text, ",abc,\"\"\"abc", ",12,\"\"\"abc");
    EXPECT_EQ(found.refused[0].why, Why::ReadOnly);
    EXPECT_EQ(found.refused[0].field, "value");
    EXPECT_EQ(found.refused[0].other, "amount");
    EXPECT_EQ(found.unchanged, 3);
}

TEST_F(EditedFileTest, SemicolonsShortLinesAndEmptyLinesOfSpreadsheetsAreRead)
{
    const EditedFile found = inspect("a.csv", "row;amount;phone\r\n3;7;13812345673\r\n;;\r\n4;7\r\n");
    EXPECT_EQ(found.edits.size(), 1u);
    ASSERT_EQ(found.refused.size(), 1u) << "the phone of row 4 has no cell: it is not taken for empty";
    EXPECT_EQ(found.refused[0].line, 4u);
    const EditedFile emptied = inspect("b.csv", "row;phone\r\n3;\r\n");
    EXPECT_TRUE(Json::parse(emptied.edits.at(3))["phone"].is_null());
}

TEST_F(EditedFileTest, ValuesTypedInPlaceAreHeldToTheFieldsTypes)
{
    const auto typed = [&](const std::vector<TypedValue> &values) {
        auto found = inspectTypedValues(*m_reader, m_books.job.id, values);
        EXPECT_TRUE(isGood(found));
        return found ? *found : EditedFile();
    };
    const EditedFile found = typed({{4, "amount", "7"}, {3, "amount", "12"}, {3, "phone", {}}, {2, "amount", "abc"}});
    EXPECT_EQ(found.edits.size(), 2u);
    EXPECT_EQ(found.unchanged, 1);
    EXPECT_EQ(found.refusedLines, 0);
    EXPECT_EQ(Json::parse(found.edits.at(3))["amount"], "12");
    EXPECT_TRUE(Json::parse(found.edits.at(3))["phone"].is_null());
    const EditedFile wrong = typed({{3, "id", "x"}, {99, "amount", "1"}});
    ASSERT_EQ(wrong.refused.size(), 2u);
    EXPECT_TRUE(wrong.edits.empty());
    EXPECT_EQ(typed({{3, "amuont", "1"}}).refused.front().other, "amount");
}

TEST_F(EditedFileTest, ReadingCanBeCancelledAndTellsHowFarItIs)
{
    std::string text = "row,amount\n";
    for (int i = 0; i < 5'000; ++i)
        text += "99,1\n";
    m_folder.write("a.csv", text);
    EditReading how;
    double last = 0;
    how.progress = [&](double share) {
        EXPECT_GE(share, last);
        last = share;
    };
    ASSERT_TRUE(inspectEditedRows(*m_reader, m_books.job.id, m_folder.file("a.csv"), how));
    EXPECT_GT(last, 0.9);
    how.token.cancel();
    const auto cancelled = inspectEditedRows(*m_reader, m_books.job.id, m_folder.file("a.csv"), how);
    ASSERT_FALSE(cancelled);
    EXPECT_EQ(cancelled.error().code, ErrorCode::Cancelled);
}

TEST_F(EditedFileTest, ACancelledExportLeavesNoFileAndOneThatExistsIsKept)
{
    ASSERT_TRUE(isGood(m_books.deliver(*m_ledger, 600, 600)));
    ExportRequest request;
    request.job = m_books.job.id;
    request.path = m_folder.file("bad.csv");
    request.token.cancel();
    EXPECT_FALSE(exportOpenRows(m_reader.get(), request));
    EXPECT_FALSE(std::filesystem::exists(request.path));
    request.token = CancelToken();
    m_folder.write("bad.csv", "my edits");
    EXPECT_FALSE(exportOpenRows(m_reader.get(), request));
    EXPECT_EQ(m_folder.read("bad.csv"), "my edits");
    ASSERT_TRUE(isGood(execute("UPDATE exception_row SET is_set_aside = 1 WHERE id <= 100")));
    request.path = m_folder.file("others.csv");
    request.leavesOutSetAside = true;
    EXPECT_EQ(*exportOpenRows(m_reader.get(), request), 504);
}

} // namespace
} // namespace weir::test
