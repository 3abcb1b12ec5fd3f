#include "core/connectors/files/xlsx/workbookwriter.h"

#include "core/connectors/files/xlsx/workbookhead.h"
#include "core/connectors/files/xlsx/xlsxsource.h"
#include "core/data/conversion.h"
#include "tests/support/testfolder.h"

#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace weir::test {

namespace {

class WorkbookWriterTest : public testing::Test
{
protected:
    [[nodiscard]] std::string path() const { return m_folder.path() + "/out.xlsx"; }
    /// Values as Weir's own source reads them back, NULL as "∅".
    std::vector<std::vector<std::string>> readBack()
    {
        XlsxSource source(path(), {}, {});
        const auto shape = source.open({}, nullptr, CancelToken());
        EXPECT_TRUE(shape) << shape.error().detail;
        std::vector<std::vector<std::string>> rows;
        for (;;) {
            const auto page = source.read(CancelToken());
            EXPECT_TRUE(page) << page.error().detail;
            if (!page || !*page)
                return rows;
            EXPECT_TRUE((*page)->broken.empty());
            for (std::int64_t row = 0; row < (*page)->rows.rows(); ++row) {
                std::vector<std::string> &values = rows.emplace_back();
                for (std::size_t i = 0; i < shape->schema->size(); ++i) {
                    const Column &column = (*page)->rows.column(i);
                    values.push_back(column.isNull(row) ? "∅" : std::string(column.text(row)));
                }
            }
        }
    }
    [[nodiscard]] std::size_t files() const
    {
        return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(m_folder.path()), {}));
    }

    TestFolder m_folder;
};

TEST_F(WorkbookWriterTest, WhatIsWrittenIsReadBackAsItWas)
{
    const std::vector<std::string> texts = {"=1+1", "+86 138", "007", "a<b & \"c\" > d", "客户 编号", " blanks ", "two\nlines",
                                            std::string("tab\there\x01"), "_x0041_ stays", "310104188903075654"};
    const std::vector<std::string> numbers = {"1", "-12.50", "0.1", "123456789012345", "1234567890123456", "007", "1e400", "0", "-0.5", "12."};
    {
        auto writer = WorkbookWriter::create(path());
        ASSERT_TRUE(writer) << writer.error().detail;
        for (const char *name : {"text", "number", "none"})
            writer->addText(name);
        ASSERT_TRUE(writer->endRow());
        for (std::size_t i = 0; i < texts.size(); ++i) {
            writer->addText(texts[i]);
            writer->addNumber(numbers[i]);
            writer->addEmpty();
            ASSERT_TRUE(writer->endRow());
        }
        EXPECT_FALSE(std::filesystem::exists(path())) << "what is not finished is not there";
        const auto finished = writer->finish();
        ASSERT_TRUE(finished) << finished.error().detail;
    }
    EXPECT_EQ(files(), 1U) << "nothing is left beside the workbook";
    EXPECT_EQ(std::filesystem::status(path()).permissions() & std::filesystem::perms::all, std::filesystem::perms(0600));
    const auto rows = readBack();
    ASSERT_EQ(rows.size(), texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        EXPECT_EQ(rows[i][0], texts[i]);
        EXPECT_EQ(rows[i][1], numbers[i]);
        EXPECT_EQ(rows[i][2], "∅");
    }
}

/// Another program's reading: Python's zipfile and its XML parser.
TEST_F(WorkbookWriterTest, IsAWorkbookForOthersAndNoTextIsAFormula)
{
    {
        auto writer = *WorkbookWriter::create(path());
        writer.addText("id");
        ASSERT_TRUE(writer.endRow());
        writer.addText("=cmd|' /C calc'!A0");
        ASSERT_TRUE(writer.endRow());
        writer.addNumber("12.50");
        ASSERT_TRUE(writer.endRow());
        ASSERT_TRUE(writer.finish());
    }
    const std::string script = fmt::format(
        "import zipfile,xml.etree.ElementTree as e\n"
        "z=zipfile.ZipFile('{}'); assert z.testzip() is None\n"
        "for n in z.namelist(): e.fromstring(z.read(n))\n"
        "s=e.fromstring(z.read('xl/worksheets/sheet1.xml')); m='{{http://schemas.openxmlformats.org/spreadsheetml/2006/main}}'\n"
        "c=list(s.iter(m+'c')); assert [x.get('t') for x in c]==['inlineStr','inlineStr',None], [x.get('t') for x in c]\n"
        "assert not list(s.iter(m+'f')); assert c[2].find(m+'v').text=='12.50'\n",
        path());
    EXPECT_EQ(std::system(fmt::format("python3 -c \"{}\"", script).c_str()), 0);
}

TEST_F(WorkbookWriterTest, WhatIsNotFinishedLeavesNoFile)
{
    {
        auto writer = *WorkbookWriter::create(path());
        writer.addText("id");
        ASSERT_TRUE(writer.endRow());
    }
    EXPECT_EQ(files(), 0U);
}

TEST_F(WorkbookWriterTest, AValueThatNoCellTakesIsRefused)
{
    auto writer = *WorkbookWriter::create(path());
    writer.addText(std::string(32'767, 'x'));
    ASSERT_TRUE(writer.endRow());
    writer.addText(std::string(32'768, 'x'));
    const auto ended = writer.endRow();
    ASSERT_FALSE(ended);
    EXPECT_NE(ended.error().detail.find("row 2"), std::string::npos);
}

TEST_F(WorkbookWriterTest, AFolderThatIsNotThereIsSaid)
{
    const auto writer = WorkbookWriter::create(m_folder.path() + "/nowhere/out.xlsx");
    ASSERT_FALSE(writer);
    EXPECT_NE(writer.error().detail.find("/nowhere/out.xlsx"), std::string::npos);
}

} // namespace

} // namespace weir::test
