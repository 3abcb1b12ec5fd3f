#include "tests/ui/support/openengine.h"
#include "ui/overview/attention.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/datatable.h"

#include <QLabel>
#include <QListView>
#include <QPushButton>

namespace weir::test {

namespace {

TEST(AttentionTest, ErrorsComeFirstAndACalmJobIsNotListed)
{
    JobItem calm, quarantined, failed;
    calm.name = "calm";
    calm.state = UiState::Completed;
    quarantined.name = "quarantined";
    quarantined.state = UiState::CompletedQuarantined;
    quarantined.openQuarantined = 37;
    failed.name = "failed";
    failed.state = UiState::Failed;
    const auto items = attentionOf({calm, quarantined, failed}, {});
    ASSERT_EQ(items.size(), 2u);
    EXPECT_EQ(items[0].job, "failed");
    EXPECT_EQ(items[1].job, "quarantined");
    EXPECT_TRUE(items[1].canCompensate);
    EXPECT_EQ(items[1].page, "failures");
}

TEST(AttentionTest, AJobThatRunsAgainIsNotReportedForItsLastRun)
{
    JobItem job;
    job.name = "a";
    job.state = UiState::Failed;
    LiveRun run;
    run.job = "a";
    run.state = UiState::Running;
    EXPECT_TRUE(attentionOf({job}, {run}).empty());
}

class OverviewPageTest : public OpenEngine
{
protected:
    void show()
    {
        m_window = std::make_unique<MainWindow>(m_engine);
        m_window->show();
        m_window->activateWindow();
        EXPECT_TRUE(QTest::qWaitForWindowActive(m_window.get()));
        m_window->go("overview");
        EXPECT_TRUE(waitUntil([&] { return m_window->currentPage()->isReady(); }));
    }
    std::unique_ptr<MainWindow> m_window;
};

TEST_F(OverviewPageTest, WithoutJobsItOffersTheSample)
{
    show();
    EXPECT_TRUE(m_window->findChild<QPushButton *>("btnTrySample")->isVisible());
}

TEST_F(OverviewPageTest, QuarantinedRowsAreListedAndCanBeDismissedAndHadBack)
{
    m_folder.write("orders.csv", "id,amount\n1,10\n2,many\n3,30\n");
    writeJob("orders", R"({"weir": 1, "source": {"file": ")" + m_folder.file("orders.csv") + R"("}, "target": {"place": "sqlite:)" + m_folder.file("out.db")
                           + R"(#orders", "create": "ifMissing"}, "mapping": {"fields": [{"to": "id", "from": "id", "type": "int64"},
                             {"to": "amount", "from": "amount", "type": "int64"}]}, "policy": {"stopAfter": "never"}})");
    bool hasEnded = false;
    QObject::connect(&m_engine, &EngineClient::runEnded, &m_engine, [&] { hasEnded = true; });
    const auto run = await(m_engine.startRun("orders"));
    ASSERT_TRUE(run) << run.error().detail;
    ASSERT_TRUE(waitUntil([&] { return hasEnded; }));
    show();
    auto *list = m_window->findChild<QListView *>("attentionList");
    ASSERT_TRUE(waitUntil([&] { return list->isVisible() && list->model()->rowCount() == 1; }));
    EXPECT_TRUE(list->model()->index(0, 0).data().toString().contains("quarantined"));
    auto *headline = m_window->findChild<DataTable *>("headlineTable");
    EXPECT_EQ(headline->model()->index(0, 1).data().toString(), "66 %");
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Delete);
    EXPECT_TRUE(m_window->findChild<QLabel *>("allWell")->isVisible());
    m_window->findChild<QWidget *>("toast")->findChild<QPushButton *>()->click();
    EXPECT_EQ(list->model()->rowCount(), 1);
}

} // namespace

} // namespace weir::test
