// Other ends than the samples: a table of a database, a workbook, JSON lines, a file as target; and a job that is edited.

#include "tests/support/workbookfile.h"
#include "tests/ui/wizard/wizardpageworld.h"

#include <QComboBox>
#include <QRadioButton>

#include <fmt/format.h>

namespace weir::test {

class WizardEndsTest : public WizardPageTest
{
protected:
    /// From a source that is being looked at to the end of its run.
    void deliver()
    {
        ASSERT_TRUE(waitUntil([&] { return model().source() && model().target(); })) << part<QLabel>("wizardState")->text().toStdString();
        for (const WizardStepId step : {WizardStepId::Target, WizardStepId::Map, WizardStepId::Rules, WizardStepId::Check}) {
            next();
            ASSERT_TRUE(waitForStep(step)) << part<QLabel>("wizardState")->text().toStdString();
        }
        ASSERT_TRUE(waitForCheck());
        next();
        ASSERT_GT(waitForRun(), 0);
    }
    void deliverCleanSample()
    {
        open(QStringLiteral("sample:clean"));
        ASSERT_TRUE(waitForStep(WizardStepId::Map));
        for (const WizardStepId step : {WizardStepId::Rules, WizardStepId::Check}) {
            next();
            ASSERT_TRUE(waitForStep(step));
        }
        ASSERT_TRUE(waitForCheck());
        next();
        ASSERT_GT(waitForRun(), 0);
    }
    void openFile(const std::string &name)
    {
        open(QStringLiteral("file:") + QString::fromStdString(workspace() + '/' + name));
        ASSERT_TRUE(waitForStep(WizardStepId::Source));
    }
};

TEST_F(WizardEndsTest, aTableOfADatabaseIsChosenByTheKeyboard)
{
    {
        auto shop = *Database::open(workspace() + "/shop.db", Database::Access::ReadWrite);
        ASSERT_TRUE(shop.execute("CREATE TABLE stock (code TEXT PRIMARY KEY, qty INTEGER NOT NULL, note TEXT);"
                                 "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) "
                                 "INSERT INTO stock SELECT printf('C%05d', i), i, 'row ' || i FROM n"));
    }
    writeConnection("shop", R"({"weir": 1, "kind": "sqlite", "file": "shop.db"})");
    open({});
    auto *sources = part<ChoiceList>("sourceList");
    ASSERT_TRUE(waitUntil([&] { return !sources->findItems("shop", Qt::MatchExactly).isEmpty(); }));
    sources->setCurrentItem(sources->findItems("shop", Qt::MatchExactly).first());
    QTest::keyClick(sources, Qt::Key_Return);
    auto *streams = part<ChoiceList>("streamList");
    ASSERT_TRUE(waitUntil([&] { return !streams->findItems("stock", Qt::MatchExactly).isEmpty(); }));
    shoot("database-1-choose");
    QTest::keyClick(streams, Qt::Key_Return);
    deliver();
    EXPECT_EQ(model().job().key, std::vector<std::string>{"code"});
    EXPECT_EQ(count("warehouse.db", "SELECT count(*) FROM stock"), 500);
    EXPECT_EQ(count("warehouse.db", "SELECT sum(qty) FROM stock"), 125'250);
}

TEST_F(WizardEndsTest, aWorkbookIsReadBySheet)
{
    const auto cell = [](char column, int row, const std::string &text) { return inlineCell(column + std::to_string(row), text); };
    std::string cover = sheetRow(1, cell('A', 1, "Stock report")), stock = sheetRow(1, cell('A', 1, "code") + cell('B', 1, "qty"));
    for (int row = 2; row <= 41; ++row)
        stock += sheetRow(row, cell('A', row, fmt::format("00{}", row)) + numberCell(fmt::format("B{}", row), std::to_string(row)));
    WorkbookFile workbook;
    workbook.addSheet("Cover", cover);
    workbook.addSheet("Stock", stock);
    workbook.save(workspace() + "/stock.xlsx");
    openFile("stock.xlsx");
    ASSERT_TRUE(waitUntil([&] { return model().source() != nullptr; }));
    auto *sheet = part<QComboBox>("sourceSheet");
    auto *header = part<QComboBox>("sourceHeader");
    ASSERT_TRUE(waitUntil([&] { return sheet->isVisible() && sheet->count() == 3; }));
    EXPECT_EQ(header->itemText(2), "Row 1: Stock report");
    sheet->setFocus();
    QTest::keyClicks(sheet, "Stock");
    ASSERT_TRUE(waitUntil([&] { return header->itemText(2) == "Row 1: code | qty"; })) << header->itemText(2).toStdString();
    EXPECT_EQ(sheet->currentText(), "Stock");
    ASSERT_TRUE(waitUntil([&] { return model().source() && model().source()->rows == 40; }));
    shoot("workbook-1-source");
    deliver();
    EXPECT_EQ(count("warehouse.db", "SELECT count(*) FROM stock WHERE code LIKE '00%'"), 40) << "text cells stay text";
}

TEST_F(WizardEndsTest, theHeaderOfASheetIsPickedAmongItsRows)
{
    std::string rows = sheetRow(1, inlineCell("A1", "Report") + inlineCell("B1", "March"));
    rows += sheetRow(2, inlineCell("A2", "code") + inlineCell("B2", "qty"));
    for (int row = 3; row <= 12; ++row)
        rows += sheetRow(row, inlineCell(fmt::format("A{}", row), "x") + inlineCell(fmt::format("B{}", row), "y"));
    WorkbookFile workbook;
    workbook.addSheet("Report", rows);
    workbook.save(workspace() + "/report.xlsx");
    openFile("report.xlsx");
    auto *header = part<QComboBox>("sourceHeader");
    ASSERT_TRUE(waitUntil([&] { return model().source() && header->findData(2) >= 0; }));
    header->setCurrentIndex(header->findData(2));
    emit header->activated(header->currentIndex());
    ASSERT_TRUE(waitUntil([&] { return model().source() && model().source()->schema->indexOf("qty"); }));
    EXPECT_EQ(model().source()->rows, 10);
}

TEST_F(WizardEndsTest, aWorkbookIsReadAsStoredOrAsShown)
{
    WorkbookFile workbook;
    workbook.setFormats({"#,##0.00"});
    std::string rows = sheetRow(1, inlineCell("A1", "code") + inlineCell("B1", "price"));
    for (int row = 2; row <= 41; ++row)
        rows += sheetRow(row, inlineCell(fmt::format("A{}", row), fmt::format("C{}", row)) +
                                  numberCell(fmt::format("B{}", row), "1234.5678", 1));
    workbook.addSheet("Prices", rows);
    workbook.save(workspace() + "/prices.xlsx");
    openFile("prices.xlsx");
    ASSERT_TRUE(waitUntil([&] { return model().source() != nullptr; }));
    auto *values = part<QComboBox>("sourceValues");
    ASSERT_TRUE(values->isVisible());
    EXPECT_EQ(values->currentIndex(), 0);
    const auto firstPrice = [&] { return model().source() ? std::string(model().source()->sample.column(1).text(0)) : ""; };
    EXPECT_EQ(firstPrice(), "1234.5678");
    const auto &findings = model().source()->findings;
    EXPECT_EQ(std::count_if(findings.begin(), findings.end(), [](const Finding &one) { return one.code == "shownDiffers"; }), 1);

    values->setFocus();
    QTest::keyClick(values, Qt::Key_Down);
    ASSERT_TRUE(waitUntil([&] { return firstPrice() == "1,234.57"; })) << firstPrice();
    EXPECT_EQ(model().job().read.format->at("values"), "shown");
    shoot("workbook-2-shown");
    model().undo().undo();
    ASSERT_TRUE(waitUntil([&] { return firstPrice() == "1234.5678"; })) << firstPrice();
    EXPECT_EQ(values->currentIndex(), 0);
}

TEST_F(WizardEndsTest, jsonLinesGoIntoAFile)
{
    std::ofstream file(workspace() + "/events.ndjson");
    for (int i = 0; i < 300; ++i)
        file << fmt::format(R"({{"id": {}, "kind": "{}", "at": "2026-03-{:02}"}})", i, i % 2 ? "in" : "out", i % 28 + 1) << '\n';
    file.close();
    openFile("events.ndjson");
    ASSERT_TRUE(waitUntil([&] { return model().source() && model().target(); }));
    next();
    ASSERT_TRUE(waitForStep(WizardStepId::Target));
    part<QRadioButton>("targetFile")->click();
    auto *path = part<QLineEdit>("targetPath");
    path->selectAll();
    QTest::keyClicks(path, QString::fromStdString(workspace()) + "/events.csv");
    ASSERT_TRUE(waitUntil([&] { return model().target() && model().target()->kind == "file"; }));
    shoot("file-2-target");
    for (const WizardStepId step : {WizardStepId::Map, WizardStepId::Rules, WizardStepId::Check}) {
        next();
        ASSERT_TRUE(waitForStep(step)) << part<QLabel>("wizardState")->text().toStdString();
    }
    ASSERT_TRUE(waitForCheck());
    shoot("file-5-check");
    next();
    ASSERT_GT(waitForRun(), 0);
    std::ifstream written(workspace() + "/events.csv");
    EXPECT_EQ(std::count(std::istreambuf_iterator<char>(written), {}, '\n'), 301);
}

TEST_F(WizardEndsTest, aTableThatIsThereIsUsedOrANewNameIsAskedFor)
{
    deliverCleanSample();
    // The same file once more: its table exists now and is proposed as it is.
    open(QStringLiteral("sample:clean"));
    ASSERT_TRUE(waitForStep(WizardStepId::Map));
    EXPECT_FALSE(model().state().createsTable);
    EXPECT_TRUE(model().target()->isMadeByWeir);
    QTest::keyClick(m_page.get(), Qt::Key_2, Qt::AltModifier);
    ASSERT_TRUE(waitForStep(WizardStepId::Target));
    shoot("existing-2-target");
    part<QRadioButton>("targetNew")->click();
    auto *name = part<QLineEdit>("targetName");
    name->selectAll();
    QTest::keyClicks(name, "orders");
    ASSERT_TRUE(waitUntil([&] { return model().target() && model().target()->exists(); }));
    next();
    EXPECT_EQ(model().step(), WizardStepId::Target);
    EXPECT_TRUE(part<QLabel>("wizardState")->text().contains("orders")) << part<QLabel>("wizardState")->text().toStdString();
    QTest::keyClicks(name, "_2");
    ASSERT_TRUE(waitUntil([&] { return model().target() && !model().target()->exists(); }));
    next();
    EXPECT_TRUE(waitForStep(WizardStepId::Map));
}

TEST_F(WizardEndsTest, aSavedJobIsEditedAndSavedAsItsNextRevision)
{
    deliverCleanSample();
    m_navigator.visits.clear();
    open(QStringLiteral("orders"));
    ASSERT_TRUE(waitForStep(WizardStepId::Map));
    EXPECT_EQ(part<QPushButton>("btnNext")->text(), "Save as revision 2");
    model().edit("Leave out tests", WizardPart::Rules, [](WizardState &state) {
        state.job.mapping.filters.push_back({"tests", "status = 'test'"});
    });
    next();
    ASSERT_TRUE(waitUntil([&] { return !m_navigator.visits.empty(); }));
    EXPECT_EQ(m_navigator.visits.back(), std::pair(QStringLiteral("jobs"), QStringLiteral("orders")));
    std::ifstream file(workspace() + "/jobs/orders.json");
    const std::string text(std::istreambuf_iterator<char>(file), {});
    EXPECT_NE(text.find("status = 'test'"), std::string::npos) << text;
    EXPECT_EQ(m_engine.jobNames(), QStringList{"orders"});
}

} // namespace weir::test
