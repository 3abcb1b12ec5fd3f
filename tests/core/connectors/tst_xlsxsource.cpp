#include "core/connectors/files/fileformat.h"
#include "core/connectors/files/xlsx/xlsxsource.h"
#include "tests/support/testfolder.h"
#include "tests/support/workbookfile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <optional>

namespace weir::test {

namespace {

struct Reading
{
    SourceShape shape;
    std::vector<std::string> rows; ///< values joined by |
    std::vector<std::string> positions;
    std::vector<BrokenRow> broken;
    std::vector<Cursor> cursors;
    std::optional<Error> error;

    [[nodiscard]] bool hasFinding(std::string_view code, std::string_view field = {}) const
    {
        return std::any_of(shape.findings.begin(), shape.findings.end(),
                           [&](const Finding &one) { return one.code == code && (field.empty() || one.field == field); });
    }
};

Reading readBook(const std::string &path, const Json &settings = Json::object(), const Cursor &from = {}, const ReadOptions &options = {})
{
    Reading reading;
    XlsxSource source(path, *FileFormat::make(path, &settings, nullptr), options);
    auto shape = source.open(from, nullptr, {});
    if (!shape) {
        reading.error = shape.error();
        return reading;
    }
    reading.shape = *shape;
    for (;;) {
        auto page = source.read({});
        if (!page)
            reading.error = page.error();
        if (!page || !*page)
            return reading;
        const SourcePage &got = **page;
        for (std::int64_t row = 0; row < got.rows.rows(); ++row) {
            std::string text;
            for (std::size_t i = 0; i < got.rows.schema()->size(); ++i)
                text += (i > 0 ? "|" : "") + (got.rows.column(i).isNull(row) ? "(null)" : std::string(got.rows.column(i).text(row)));
            reading.rows.push_back(text);
            reading.positions.push_back(got.positionText(row));
        }
        for (const BrokenRow &row : got.broken) {
            reading.broken.push_back(row);
            reading.positions.push_back(got.brokenPositionText(row));
        }
        reading.cursors.push_back(got.next);
    }
}

class Xlsx : public testing::Test
{
protected:
    std::string save()
    {
        m_book.save(m_folder.file("x.xlsx"));
        return m_folder.file("x.xlsx");
    }
    /// A header "a", "b" … and one row of cells without their <row>.
    void addRows(const std::vector<std::string> &rows, int columns)
    {
        std::string header;
        for (int i = 0; i < columns; ++i)
            header += inlineCell(fmt::format("{}1", static_cast<char>('A' + i)), std::string(1, static_cast<char>('a' + i)));
        std::string xml = sheetRow(1, header);
        for (std::size_t i = 0; i < rows.size(); ++i)
            xml += sheetRow(static_cast<int>(i) + 2, rows[i]);
        m_book.addSheet("Orders", xml);
    }
    std::string errorOf(ErrorCode code)
    {
        const Reading reading = readBook(m_folder.file("x.xlsx"));
        EXPECT_TRUE(reading.error);
        if (!reading.error)
            return {};
        EXPECT_EQ(reading.error->code, code) << reading.error->detail;
        EXPECT_EQ(reading.error->recovery, Recovery::Stop);
        return reading.error->detail;
    }

    TestFolder m_folder;
    WorkbookFile m_book;
};

TEST_F(Xlsx, TextsOfEveryKindAreReadAsTheyStand)
{
    const int rich = m_book.shared("<r><t>Müller</t></r><r><t xml:space=\"preserve\"> &amp; Söhne</t></r><rPh><t>no</t></rPh>", true);
    addRows({sharedCell("A2", m_book.shared("00123")) + sharedCell("B2", rich) + typedCell("C2", "str", "calculated"),
             inlineCell("A3", "a_x000D_b_x005F_") + typedCell("B3", "b", "1") + typedCell("C3", "str", "")},
            3);
    const Reading reading = readBook(save());
    ASSERT_FALSE(reading.error) << reading.error->detail;
    EXPECT_EQ(reading.rows, (std::vector<std::string>{"00123|Müller & Söhne|calculated", "a\rb_|true|"}));
    EXPECT_EQ(reading.positions, (std::vector<std::string>{"sheet Orders, row 2", "sheet Orders, row 3"}));
}

TEST_F(Xlsx, NumbersAreWrittenWithoutWhatDoublesAddToThem)
{
    const std::vector<std::pair<std::string, std::string>> numbers = {
        {"0.1", "0.1"},  {"0.10000000000000001", "0.1"}, {"1.10", "1.10"},     {"-12.5", "-12.5"},
        {"1E-4", "0.0001"}, {"1.9143100000101E+18", "1914310000010100000"}, {"6.0221E+23", "6.0221e+23"},
        {"1914310000010100016", "1914310000010100016"}, {"30.000000000000004", "30.000000000000004"}, {"0", "0"}, {"1e22", "1e+22"}};
    for (const auto &[stored, expected] : numbers) {
        std::string text;
        appendNumber(stored, text);
        EXPECT_EQ(text, expected) << stored;
    }
}

TEST_F(Xlsx, DatesFollowTheNumberFormatAndTheCalendarOfTheWorkbook)
{
    const auto moment = [](const char *stored, NumberKind kind, bool is1904 = false) {
        std::string text;
        const bool isSound = appendMoment(stored, kind, is1904, text);
        return (isSound ? "" : "!") + text;
    };
    EXPECT_EQ(moment("1", NumberKind::Date), "1900-01-01");
    EXPECT_EQ(moment("59", NumberKind::Date), "1900-02-28");
    EXPECT_EQ(moment("60", NumberKind::Date), "!1900-02-29");
    EXPECT_EQ(moment("61", NumberKind::Date), "1900-03-01");
    EXPECT_EQ(moment("46086", NumberKind::Date), "2026-03-05");
    EXPECT_EQ(moment("0", NumberKind::Date, true), "1904-01-01");
    EXPECT_EQ(moment("46086.520833333336", NumberKind::DateTime), "2026-03-05T12:30:00");
    EXPECT_EQ(moment("46086.5", NumberKind::Date), "2026-03-05T12:00:00");
    EXPECT_EQ(moment("0.75", NumberKind::Time), "18:00:00");
    EXPECT_EQ(moment("-1", NumberKind::Date), "!-1");
    EXPECT_EQ(moment("3000000", NumberKind::Date), "!3000000");
    EXPECT_EQ(numberKindOf("yyyy\\-mm\\-dd"), NumberKind::Date);
    EXPECT_EQ(numberKindOf("[$-804]yyyy\"年\"m\"月\"d\"日\";@"), NumberKind::Date);
    EXPECT_EQ(numberKindOf("[h]:mm:ss"), NumberKind::Time);
    EXPECT_EQ(numberKindOf("dd.mm.yyyy hh:mm"), NumberKind::DateTime);
    EXPECT_EQ(numberKindOf("#,##0.00 \"days\";[Red]-0"), NumberKind::Number);
    EXPECT_EQ(numberKindOf("General"), NumberKind::Number);
}

TEST_F(Xlsx, TypesAreProposedByWhatCellsAreNotByHowTheirTextLooks)
{
    m_book.setFormats({"yyyy-mm-dd", "hh:mm", "0.00"});
    std::vector<std::string> rows;
    for (int i = 2; i < 12; ++i)
        rows.push_back(numberCell(fmt::format("A{}", i), std::to_string(i)) + inlineCell(fmt::format("B{}", i), std::to_string(i + 100)) +
                       numberCell(fmt::format("C{}", i), std::to_string(46'000 + i), 1) +
                       numberCell(fmt::format("D{}", i), "1914310000010100000") +
                       (i == 5 ? typedCell("E5", "e", "#N/A") : numberCell(fmt::format("E{}", i), "7")));
    addRows(rows, 5);
    const Reading reading = readBook(save());
    ASSERT_FALSE(reading.error) << reading.error->detail;
    const auto &proposals = reading.shape.proposals;
    EXPECT_EQ(typeText(proposals[0].type), "int64");
    EXPECT_EQ(typeText(proposals[1].type), "text") << "text cells stay text";
    EXPECT_EQ(typeText(proposals[2].type), "date");
    EXPECT_EQ(typeText(proposals[3].type), "text");
    EXPECT_EQ(typeText(proposals[4].type), "int64") << "an error is no value";
    EXPECT_TRUE(reading.hasFinding("textNumbers", "b"));
    EXPECT_TRUE(reading.hasFinding("damagedNumber", "d"));
    EXPECT_TRUE(reading.hasFinding("spreadsheetError", "e"));
    EXPECT_FALSE(reading.hasFinding("damagedNumber", "a"));
    EXPECT_EQ(reading.rows.at(3), "5|105|2025-12-14|1914310000010100000|#N/A");
    EXPECT_EQ(readBook(m_folder.file("x.xlsx"), {{"null", "#N/A"}}).rows.at(3), "5|105|2025-12-14|1914310000010100000|(null)");
}

TEST_F(Xlsx, ValuesAreReadAsStoredOrAsASpreadsheetShowsThem)
{
    m_book.setFormats({"#,##0.00", "0.0%", "yyyy\"年\"m\"月\"d\"日\"", "0;-0;", "[DBNum2]0", "0000"});
    addRows({numberCell("A2", "1234.5678", 1) + numberCell("B2", "0.12345", 2) + numberCell("C2", "46086", 3) +
                 numberCell("D2", "0", 4) + typedCell("E2", "b", "1") + typedCell("F2", "e", "#N/A") +
                 numberCell("G2", "7", 6) + inlineCell("H2", "1234.5678") + numberCell("I2", "0.33333333333333331"),
             numberCell("A3", "-2", 1) + numberCell("B3", "1", 2) + numberCell("C3", "-5", 3) + numberCell("D3", "5", 4) +
                 typedCell("E3", "b", "0") + numberCell("F3", "1.5") + numberCell("G3", "12", 5) + inlineCell("H3", " 00 ") +
                 numberCell("I3", "2")},
            9);
    const std::string path = save();
    const Reading stored = readBook(path);
    ASSERT_FALSE(stored.error) << stored.error->detail;
    EXPECT_EQ(stored.rows,
              (std::vector<std::string>{"1234.5678|0.12345|2026-03-05|0|true|#N/A|7|1234.5678|0.3333333333333333",
                                        "-2|1|-5|5|false|1.5|12| 00 |2"}));
    const Reading shown = readBook(path, {{"values", "shown"}});
    ASSERT_FALSE(shown.error) << shown.error->detail;
    EXPECT_EQ(shown.rows,
              (std::vector<std::string>{"1,234.57|12.3%|2026年3月5日|(null)|TRUE|#N/A|0007|1234.5678|0.333333333",
                                        "-2.00|100.0%|-5|5|FALSE|1.5|12| 00 |2"}));
    EXPECT_EQ(readBook(path, {{"values", "stored"}}).rows, stored.rows);
    const Json wrong = {{"values", "painted"}};
    EXPECT_FALSE(FileFormat::make(path, &wrong, nullptr));

    EXPECT_TRUE(stored.hasFinding("shownDiffers", "a"));
    EXPECT_TRUE(stored.hasFinding("shownDiffers", "b"));
    EXPECT_TRUE(stored.hasFinding("shownDiffers", "i"));
    EXPECT_FALSE(stored.hasFinding("shownDiffers", "f"));
    EXPECT_FALSE(stored.hasFinding("shownDiffers", "g"));
    EXPECT_FALSE(stored.hasFinding("shownDiffers", "h"));
    EXPECT_FALSE(stored.hasFinding("numberFormat"));
    EXPECT_FALSE(shown.hasFinding("shownDiffers"));
    EXPECT_TRUE(shown.hasFinding("numberFormat", "g"));
    EXPECT_FALSE(shown.hasFinding("numberFormat", "a"));
    EXPECT_TRUE(shown.hasFinding("badDate", "c"));
    for (const Finding &finding : shown.shape.findings) {
        if (finding.code != "numberFormat")
            continue;
        EXPECT_EQ(finding.count, 1);
        EXPECT_NE(finding.detail.find("12 by [DBNum2]0"), std::string::npos) << finding.detail;
    }
    // A reader that resumes reads as it did.
    EXPECT_EQ(readBook(path, {{"values", "shown"}}, shown.shape.start).rows, shown.rows);
}

TEST_F(Xlsx, ADateThatEachComputerShowsInItsOwnWayIsAsStoredAndTold)
{
    m_book.setPart("xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"4\"/>"
                                    "</cellXfs></styleSheet>");
    addRows({numberCell("A2", "46086", 1) + numberCell("B2", "1234.5", 2),
             numberCell("A3", "46087", 1) + numberCell("B3", "7", 2)},
            2);
    const Reading shown = readBook(save(), {{"values", "shown"}});
    ASSERT_FALSE(shown.error) << shown.error->detail;
    EXPECT_EQ(shown.rows, (std::vector<std::string>{"2026-03-05|1,234.50", "2026-03-06|7.00"}));
    EXPECT_TRUE(shown.hasFinding("regionalFormat", "a"));
    EXPECT_FALSE(shown.hasFinding("regionalFormat", "b"));
    EXPECT_FALSE(shown.hasFinding("numberFormat"));
}

TEST_F(Xlsx, TheTableIsFoundUnderTitlesAndBesideEmptyColumns)
{
    std::string xml = sheetRow(1, inlineCell("B1", "Orders of March")) + sheetRow(3, inlineCell("B3", "id") + inlineCell("C3", "name") +
                                                                                        inlineCell("D3", "note"));
    for (int i = 4; i < 9; ++i)
        xml += sheetRow(i, numberCell(fmt::format("B{}", i), std::to_string(i)) + inlineCell(fmt::format("C{}", i), "n"));
    xml += sheetRow(9, "<c r=\"B9\" s=\"0\"/>") + sheetRow(11, numberCell("B11", "11") + inlineCell("F11", "stray"));
    m_book.addSheet("Empty", "");
    m_book.addSheet("Secret", sheetRow(1, inlineCell("A1", "x")), {}, "hidden");
    m_book.addSheet("March", xml, "<mergeCells count=\"1\"><mergeCell ref=\"B1:D1\"/></mergeCells>");
    Reading reading = readBook(save(), {{"header", true}, {"headerRow", 3}});
    ASSERT_FALSE(reading.error) << reading.error->detail;
    EXPECT_EQ(reading.positions.front(), "sheet March, row 4");
    EXPECT_EQ(reading.shape.schema->field(0).name, "id");
    EXPECT_EQ(reading.rows.front(), "4|n|(null)|(null)|(null)");
    reading = readBook(m_folder.file("x.xlsx"));
    EXPECT_EQ(reading.rows.front(), "4|n|(null)|(null)|(null)");
    EXPECT_TRUE(reading.hasFinding("titleLines"));
    EXPECT_TRUE(reading.hasFinding("mergedCells"));
    EXPECT_TRUE(reading.hasFinding("sheet"));
    EXPECT_EQ(readBook(m_folder.file("x.xlsx"), {{"sheet", "secret"}}).shape.schema->size(), 1U);
    EXPECT_EQ(readBook(m_folder.file("x.xlsx"), {{"sheet", 2}}).shape.schema->size(), 1U);
    const Reading wrong = readBook(m_folder.file("x.xlsx"), {{"sheet", "April"}});
    ASSERT_TRUE(wrong.error);
    EXPECT_NE(wrong.error->detail.find("March"), std::string::npos) << wrong.error->detail;
}

TEST_F(Xlsx, AValueBesideTheTableAndABrokenReferenceSetTheRowApart)
{
    std::vector<std::string> rows;
    for (int i = 2; i < 400; ++i)
        rows.push_back(numberCell(fmt::format("A{}", i), "1"));
    rows.push_back(numberCell("A400", "1") + inlineCell("C400", "stray"));
    rows.push_back(numberCell("A401", "1") + numberCell("A401", "2"));
    rows.push_back(sharedCell("A402", 99));
    rows.push_back(numberCell("ZZZZ403", "1"));
    rows.push_back(numberCell("A404", "5"));
    addRows(rows, 1);
    const Reading reading = readBook(save());
    ASSERT_FALSE(reading.error) << reading.error->detail;
    ASSERT_EQ(reading.broken.size(), 4U);
    EXPECT_EQ(reading.broken[0].error.code, RowCode::Ragged);
    EXPECT_EQ(reading.broken[0].raw, "A400=1 | C400=stray");
    EXPECT_EQ(reading.broken[1].error.code, RowCode::BrokenRecord);
    EXPECT_EQ(reading.broken[3].position, 403);
    EXPECT_EQ(reading.rows.size(), 399U);
}

TEST_F(Xlsx, AFileSavedAnewWithTheSameSheetIsUnchangedAndAnotherIsReplaced)
{
    addRows({numberCell("A2", "1"), numberCell("A3", "2")}, 1);
    const std::string path = save();
    const Reading reading = readBook(path);
    const auto change = [&] {
        XlsxSource source(path, *FileFormat::make(path, nullptr, nullptr), {});
        return *source.changeSince(reading.cursors.back(), {});
    };
    EXPECT_EQ(change(), SourceChange::None);
    m_book.setPart("docProps/app.xml", "<Properties/>");
    save();
    EXPECT_EQ(change(), SourceChange::None);
    WorkbookFile other;
    other.addSheet("Orders", sheetRow(1, inlineCell("A1", "a")) + sheetRow(2, numberCell("A2", "3")));
    other.save(path);
    EXPECT_EQ(change(), SourceChange::Replaced);
}

TEST_F(Xlsx, HostileFilesAreRefusedWithTheReason)
{
    addRows({numberCell("A2", "1")}, 1);
    const auto names = [this](ErrorCode code, const char *word) {
        const std::string detail = errorOf(code);
        EXPECT_NE(detail.find(word), std::string::npos) << detail;
    };
    m_book.setPassword("secret");
    save();
    names(ErrorCode::InvalidConfig, "encrypted");
    m_book.setPassword("");
    const std::string whole = m_folder.read(std::filesystem::path(save()).filename().string());
    m_folder.write("x.xlsx", whole.substr(0, whole.size() / 2));
    names(ErrorCode::InvalidConfig, "cut off");
    m_folder.write("x.xlsx", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more");
    names(ErrorCode::InvalidConfig, "password");
    m_folder.write("x.xlsx", "id,name\n1,a\n");
    names(ErrorCode::InvalidConfig, "no ZIP file");
    m_folder.write("x.xlsx", "");
    names(ErrorCode::InvalidConfig, "no ZIP file");
    WorkbookFile parts = m_book;
    parts.setPart("xl/worksheets/sheet1.xml", "");
    parts.save(m_folder.file("x.xlsx"));
    names(ErrorCode::InvalidConfig, "missing");
    for (const auto &[xml, word] : std::vector<std::pair<std::string, const char *>>{
             {"<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><worksheet><sheetData>&e;</sheetData></worksheet>", "DOCTYPE"},
             {"<worksheet><sheetData><row r=\"1\"><c><v>1</v></c></row>", "damaged"},
             {"<worksheet><sheetData><row r=\"2\"><c><v>1</v></c></row><row r=\"1\"><c><v>1</v></c></row></sheetData></worksheet>", "order"},
             {"<worksheet><sheetData><row r=\"99999999999\"><c><v>1</v></c></row></sheetData></worksheet>", "order"}}) {
        parts.setPart("xl/worksheets/sheet1.xml", xml);
        parts.save(m_folder.file("x.xlsx"));
        names(ErrorCode::SchemaMismatch, word);
    }
    std::string deep = "<worksheet>";
    for (int i = 0; i < 300; ++i)
        deep += "<a>";
    parts.setPart("xl/worksheets/sheet1.xml", deep);
    parts.save(m_folder.file("x.xlsx"));
    names(ErrorCode::SchemaMismatch, "levels");
    parts.setPart("xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + std::string(40 << 20, ' ') + "</sheetData></worksheet>");
    parts.save(m_folder.file("x.xlsx"));
    names(ErrorCode::InvalidConfig, "bomb");
}

TEST_F(Xlsx, EveryCutOfAFileIsAnErrorAndNoCrash)
{
    addRows({numberCell("A2", "1"), inlineCell("A3", "x")}, 1);
    save();
    const std::string whole = m_folder.read("x.xlsx");
    for (std::size_t size = 0; size < whole.size(); size += 7) {
        m_folder.write("x.xlsx", whole.substr(0, size));
        EXPECT_TRUE(readBook(m_folder.file("x.xlsx")).error) << size;
    }
    for (std::size_t at = 0; at < whole.size(); at += 3) { // any answer but a crash
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 0x55);
        m_folder.write("x.xlsx", changed);
        (void)readBook(m_folder.file("x.xlsx"));
    }
}

} // namespace

} // namespace weir::test
