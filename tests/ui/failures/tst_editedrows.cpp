// Rows that failed are edited, in a spreadsheet or in place, brought back and delivered.

#include "app/workbench/fixtures/fixture.h"
#include "core/ledger/database.h"
#include "tests/ui/support/openengine.h"
#include "tests/ui/support/recordingnavigator.h"
#include "ui/bridge/failurequeries.h"
#include "ui/failures/compensationsheet.h"
#include "ui/failures/failurespage.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/inlinebanner.h"

#include <QLineEdit>
#include <QTableWidget>

#include <fstream>
#include <sstream>

namespace weir::test {

class EditedRowsTest : public OpenEngine
{
protected:
    EditedRowsTest()
    {
        m_workspace = std::make_unique<Workspace>(*Workspace::open(workspace()));
        const auto built = buildMessyRun({m_workspace.get(), QDateTime::currentMSecsSinceEpoch()});
        EXPECT_TRUE(built);
        m_page = std::make_unique<FailuresPage>(Page::Context{&m_engine, &m_navigator});
        m_page->resize(1'280, 900);
        m_page->show();
        m_page->open({});
        EXPECT_TRUE(waitUntil([&] { return m_page->isReady(); }));
        m_causes = m_page->findChild<DataTable *>("causeTable");
        m_causes->setCurrentIndex(m_causes->model()->index(1, 0)); // the eight that are no date
    }
    [[nodiscard]] QString banner() { return m_page->findChild<InlineBanner *>()->text(); }
    /// The open rows as a spreadsheet has them, with \a change made to the text.
    template<typename Change>
    QString exported(Change change)
    {
        const std::string path = m_folder.file("bad.csv"), edited = m_folder.file("edited.csv");
        EXPECT_TRUE(await(exportFailedRows(m_engine, "orders", 0, QString::fromStdString(path))));
        std::stringstream text;
        text << std::ifstream(path).rdbuf();
        std::ofstream(edited) << change(text.str());
        return QString::fromStdString(edited);
    }
    std::int64_t warehouse(const char *sql)
    {
        return Database::open(workspace() + "/warehouse.db", Database::Access::ReadOnly)->scalar(sql)->value_or(-1);
    }
    void compensateCurrent()
    {
        m_causes->setFocus();
        QTest::keyClick(m_causes, Qt::Key_Return, Qt::ControlModifier);
        auto *sheet = m_page->findChild<CompensationSheet *>("compensationSheet");
        ASSERT_TRUE(waitUntil([&] { return sheet->isVisible() && sheet->answer() && !sheet->isBusy(); }));
        // "With the mapping as it is now": what was edited is in the rows.
        for (auto *fix : sheet->findChildren<QAbstractButton *>()) {
            if (fix->text().startsWith("With the mapping"))
                fix->click();
        }
        ASSERT_TRUE(waitUntil([&] { return sheet->answer() && sheet->answer()->isPreview && !sheet->isBusy(); }));
        QTest::qWait(50);
        ASSERT_TRUE(waitUntil([&] { return !sheet->isBusy(); }));
        QTest::keyClick(sheet, Qt::Key_Return);
        ASSERT_TRUE(waitUntil([&] { return sheet->answer() && !sheet->answer()->isPreview && !sheet->isBusy(); }));
    }

    RecordingNavigator m_navigator;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<FailuresPage> m_page;
    DataTable *m_causes = nullptr;
};

TEST_F(EditedRowsTest, ValuesEditedInASpreadsheetAreDelivered)
{
    const QString file = exported([](std::string text) {
        int edited = 0;
        for (const char *wrong : {"2026-02-30", "昨天"}) {
            for (std::size_t at = text.find(wrong); at != std::string::npos; at = text.find(wrong, at + 1)) {
                text.replace(at, std::string_view(wrong).size(), "2026-02-28");
                ++edited;
            }
        }
        EXPECT_GE(edited, 2);
        return text;
    });
    m_page->bringBackFrom(file);
    ASSERT_TRUE(waitUntil([&] { return banner().contains("rows have new values"); })) << banner().toStdString();
    const std::int64_t before = warehouse("SELECT count(*) FROM orders");
    compensateCurrent();
    EXPECT_GT(warehouse("SELECT count(*) FROM orders"), before);
    EXPECT_EQ(warehouse("SELECT count(*) FROM orders"), warehouse("SELECT count(DISTINCT order_id) FROM orders"));
    EXPECT_EQ(warehouse("SELECT count(*) FROM orders WHERE order_date IS NULL"), 0);
    EXPECT_EQ(warehouse("SELECT count(*) FROM orders WHERE id_card LIKE '%*%'"), 0) << "a masked cell is no value";
}

TEST_F(EditedRowsTest, AFileThatDoesNotFitIsRefusedWholeWithItsLine)
{
    const std::int64_t before = warehouse("SELECT count(*) FROM orders");
    const QString file = exported([](std::string text) { return text + "999999,1,line 1,NotADate,,,,x\n"; });
    m_page->bringBackFrom(file);
    ASSERT_TRUE(waitUntil([&] { return banner().contains("Nothing was taken"); })) << banner().toStdString();
    EXPECT_EQ(warehouse("SELECT count(*) FROM orders"), before);
    const auto rows = await(bringBackRows(m_engine, "orders", file));
    ASSERT_FALSE(rows);
    EXPECT_NE(rows.error().detail.find("999999"), std::string::npos) << rows.error().detail;
}

TEST_F(EditedRowsTest, AFileWithoutAChangeChangesNothing)
{
    m_page->bringBackFrom(exported([](std::string text) { return text; }));
    ASSERT_TRUE(waitUntil([&] { return banner().contains("Nothing was taken"); })) << banner().toStdString();
}

TEST_F(EditedRowsTest, AValueIsEditedInPlace)
{
    auto *values = m_page->findChild<QTableWidget *>("rowValues");
    ASSERT_TRUE(waitUntil([&] { return values->rowCount() > 3 && values->findItems("order_date", Qt::MatchExactly).size() == 1; }));
    ASSERT_TRUE(waitUntil([&] { return m_page->findChild<DataTable *>("failedRowTable")->model()->rowCount() == 8; }));
    QTest::qWait(100);
    const int row = values->findItems("order_date", Qt::MatchExactly).first()->row();
    values->setFocus();
    values->setCurrentCell(row, 1);
    QTest::keyClick(values, Qt::Key_F2);
    auto *editor = values->viewport()->findChild<QLineEdit *>();
    ASSERT_NE(editor, nullptr);
    editor->selectAll();
    QTest::keyClicks(editor, "2026-02-27");
    QTest::keyClick(editor, Qt::Key_Return);
    ASSERT_TRUE(waitUntil([&] { return !m_navigator.toasts.isEmpty(); }));
    EXPECT_TRUE(m_navigator.toasts.last().contains("order_date"));
    const std::int64_t before = warehouse("SELECT count(*) FROM orders");
    compensateCurrent();
    EXPECT_EQ(warehouse("SELECT count(*) FROM orders"), before + 1);
    EXPECT_EQ(warehouse("SELECT count(*) FROM orders WHERE order_date = '2026-02-27' AND id_card LIKE '%*%'"), 0);
}

} // namespace weir::test
