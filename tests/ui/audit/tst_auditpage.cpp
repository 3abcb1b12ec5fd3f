#include "core/ledger/books.h"
#include "core/ledger/ledger.h"
#include "tests/ui/support/openengine.h"
#include "ui/audit/auditmodel.h"
#include "ui/bridge/auditqueries.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/datatable.h"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QToolButton>

namespace weir::test {

namespace {

class AuditPageTest : public OpenEngine
{
protected:
    AuditPageTest()
    {
        const auto ledger = m_context->ledger();
        EXPECT_TRUE(ledger);
        const std::int64_t now = QDateTime::currentMSecsSinceEpoch();
        EXPECT_TRUE((*ledger)->call([now](Database &database) -> Result<void> {
            for (int i = 0; i < 450; ++i)
                WEIR_CHECK(books::recordAudit(database, "ann", i % 2 ? "job renamed" : "job deleted",
                                              "job " + std::to_string(i), "=1+1", now));
            return {};
        }));
        m_window = std::make_unique<MainWindow>(m_engine);
        m_window->show();
        m_window->go("audit");
        m_table = m_window->findChild<DataTable *>("auditTable");
        EXPECT_TRUE(waitUntil([&] { return m_table->model()->rowCount() > 0; }));
    }
    std::unique_ptr<MainWindow> m_window;
    DataTable *m_table = nullptr;
};

TEST_F(AuditPageTest, TheLatestEntryIsFirstAndOlderOnesComeWithScrolling)
{
    const QAbstractItemModelTester tester(m_table->model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    EXPECT_EQ(m_table->model()->index(0, AuditModel::Object).data().toString(), "job 449");
    EXPECT_TRUE(waitUntil([&] {
        if (m_table->model()->canFetchMore({}))
            m_table->model()->fetchMore({});
        return m_table->model()->rowCount() == 450;
    }));
    EXPECT_EQ(m_table->model()->rowCount(), 450);
}

TEST_F(AuditPageTest, TextNarrowsTheList)
{
    QTest::keyClicks(m_window->findChild<QLineEdit *>("auditFilter"), "job 44");
    EXPECT_TRUE(waitUntil([&] { return m_table->model()->rowCount() == 11; })) << m_table->model()->rowCount();
}

TEST_F(AuditPageTest, TheExportHoldsEveryEntryAndNoFormula)
{
    const auto count = await(exportAudit(m_engine, {}, QString::fromStdString(m_folder.file("audit.csv"))));
    ASSERT_TRUE(count) << count.error().detail;
    EXPECT_EQ(*count, 450);
    const std::string text = m_folder.read("audit.csv");
    EXPECT_NE(text.find("\"'=1+1\""), std::string::npos);
    EXPECT_EQ(text.find("\"=1+1\""), std::string::npos);
}

TEST_F(AuditPageTest, SystemShowsWhatHappenedToRunsByItself)
{
    const auto ledger = m_context->ledger();
    ASSERT_TRUE(ledger);
    const std::int64_t now = QDateTime::currentMSecsSinceEpoch();
    ASSERT_TRUE((*ledger)->call([now](Database &database) -> Result<void> {
        WEIR_TRY(const JobRecord job, books::registerJob(database, Uuid::random(), "orders", "{}", "ann", now));
        return books::recordEvent(database, job.id, {}, "target.created", "table orders", now);
    }));
    m_window->findChild<QToolButton *>("auditSystem")->click();
    ASSERT_TRUE(waitUntil([&] { return m_table->model()->rowCount() == 1; })) << m_table->model()->rowCount();
    EXPECT_EQ(m_table->model()->index(0, AuditModel::Who).data().toString(), "orders");
    EXPECT_EQ(m_table->model()->index(0, AuditModel::Action).data().toString(), "Table made in the target");
    EXPECT_EQ(m_table->model()->index(0, AuditModel::Detail).data().toString(), "table orders");
    m_window->findChild<QToolButton *>("auditActions")->click();
    EXPECT_TRUE(waitUntil([&] { return m_table->model()->rowCount() > 1; }));
}

} // namespace

} // namespace weir::test
