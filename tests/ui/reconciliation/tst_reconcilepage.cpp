// Source and target compared from the window, on real files.

#include "app/workbench/fixtures/fixture.h"
#include "core/ledger/database.h"
#include "tests/ui/support/openengine.h"
#include "tests/ui/support/recordingnavigator.h"
#include "ui/reconciliation/reconcilepage.h"
#include "ui/widgets/datatable.h"

#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace weir::test {

class ReconcilePageTest : public OpenEngine
{
protected:
    RecordingNavigator m_navigator;
    Page::Context m_context{&m_engine, &m_navigator};
    std::unique_ptr<ReconcilePage> m_page;
    std::unique_ptr<Workspace> m_workspace;

    FixturePlace place()
    {
        m_workspace = std::make_unique<Workspace>(*Workspace::open(workspace()));
        return {m_workspace.get(), QDateTime::currentMSecsSinceEpoch()};
    }
    void show()
    {
        m_page = std::make_unique<ReconcilePage>(m_context);
        m_page->resize(1'100, 800);
        m_page->show();
        m_page->open("orders");
        ASSERT_TRUE(waitUntil([&] { return m_page->isReady(); }));
    }
    void compareByKey()
    {
        QTest::keyClick(m_page.get(), Qt::Key_R, Qt::ControlModifier);
        ASSERT_TRUE(waitUntil([&] { return m_page->findChild<QPushButton *>("btnCompare")->text() == "Compare now" && m_page->comparison(); }, 30'000));
    }
    QString said() const { return m_page->findChild<QLabel *>("reconcileState")->text(); }
    QString chip(int bucket) const { return m_page->findChild<QToolButton *>(QStringLiteral("bucket%1").arg(bucket))->text(); }
};

TEST_F(ReconcilePageTest, BothSidesAgreeAfterACleanRun)
{
    ASSERT_TRUE(buildCleanRun(place()));
    show();
    EXPECT_TRUE(said().startsWith("Not compared yet.")) << said().toStdString();
    compareByKey();
    EXPECT_TRUE(said().startsWith("Source and target agree: 2,000 rows, checked by value at ")) << said().toStdString();
    EXPECT_EQ(chip(0), "Same 2,000");
}

TEST_F(ReconcilePageTest, QuarantinedRowsExplainWhatIsMissing)
{
    ASSERT_TRUE(buildMessyRun(place()));
    show();
    compareByKey();
    EXPECT_EQ(said(), "37 missing, 37 in quarantine, 0 unexplained.");
    EXPECT_EQ(chip(1), "Missing 37");
    EXPECT_EQ(m_page->findChild<DataTable *>("differenceTable")->model()->rowCount(), 37);
    auto *compensate = m_page->findChild<QPushButton *>("btnCompensateMissing");
    ASSERT_TRUE(compensate->isVisible());
    QTest::keyClick(compensate, Qt::Key_Space);
    ASSERT_EQ(m_navigator.visits.size(), 1U);
    EXPECT_EQ(m_navigator.visits[0], std::pair(QStringLiteral("failures"), QStringLiteral("job:orders")));
}

TEST_F(ReconcilePageTest, RowsThatSomebodyDeletedAreUnexplainedAndAreAnError)
{
    ASSERT_TRUE(buildUnexplainedDifference(place()));
    show();
    EXPECT_EQ(said(), "3 missing, 0 extra, 0 different; 3 unexplained.");
    EXPECT_FALSE(m_page->findChild<QPushButton *>("btnCompensateMissing")->isVisible()) << "nothing of it is in quarantine";
}

TEST_F(ReconcilePageTest, AReportIsWrittenWithPersonalDataMasked)
{
    ASSERT_TRUE(buildCleanRun(place()));
    auto warehouse = Database::open(workspace() + "/warehouse.db", Database::Access::ReadWrite);
    ASSERT_TRUE(warehouse->execute("UPDATE orders SET id_card = '310104188903075654', amount = 1 WHERE order_id = 'SO2026000001'"));
    show();
    compareByKey();
    EXPECT_EQ(chip(3), "Different 1");
    const QString path = QString::fromStdString(m_folder.file("report.html"));
    const auto written = await(writeComparison(m_engine, "orders", path, false));
    ASSERT_TRUE(written) << written.error().detail;
    const std::string html = m_folder.read("report.html");
    EXPECT_NE(html.find("310***********5654"), std::string::npos);
    EXPECT_EQ(html.find("310104188903075654"), std::string::npos);
    EXPECT_FALSE(await(writeComparison(m_engine, "orders", path + ".doc", false))) << "no such kind of report";
}

} // namespace weir::test
