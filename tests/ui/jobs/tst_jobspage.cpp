#include "tests/ui/support/openengine.h"
#include "tests/support/sqliteshell.h"
#include "ui/jobs/jobmodel.h"
#include "ui/jobs/sourcechangesheet.h"
#include "ui/jobs/targetgrid.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/datatable.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QFileInfo>
#include <QLineEdit>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QRadioButton>
#include <QToolButton>

namespace weir::test {

namespace {

JobItem named(const QString &name)
{
    JobItem item;
    item.name = name;
    return item;
}

TEST(JobModelTest, RowsComeAndGoInPlaceAndKeepTheirOrder)
{
    JobModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    JobFilter filter(model);
    const QAbstractItemModelTester filterTester(&filter, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setItems({named("b"), named("a"), named("d")});
    ASSERT_EQ(model.rowCount(), 3);
    const QPersistentModelIndex last = model.index(2, JobModel::Name);
    model.setItems({named("d"), named("c"), named("b")});
    EXPECT_EQ(model.item(0).name, "b");
    EXPECT_EQ(model.item(1).name, "c");
    EXPECT_EQ(last.row(), 2);
    LiveRun run;
    run.job = "c";
    run.state = UiState::Running;
    model.setLive({run});
    EXPECT_EQ(filter.count(JobFilter::Chip::Running), 1);
    EXPECT_EQ(model.stateOf(model.item(1)), UiState::Running);
}

TEST(JobModelTest, RatesAreOfTheRowsThatWereDueAndLostRowsAreNeverAGuess)
{
    JobItem item = named("a");
    item.period.read = 1'000'000;
    item.period.inserted = 999'997;
    item.period.quarantined = 3;
    JobModel model;
    model.setItems({item});
    EXPECT_EQ(model.index(0, JobModel::Success).data().toString(), "99.99 %");
    EXPECT_EQ(model.index(0, JobModel::Lost).data().toString(), "not checked yet");
}

class JobsPageTest : public OpenEngine
{
protected:
    JobsPageTest()
    {
        m_folder.write("orders.csv", "id,name\n1,a\n2,b\n3,c\n");
        for (const char *name : {"orders", "stock"})
            writeJob(name, R"({"weir": 1, "source": {"file": ")" + m_folder.file("orders.csv") + R"("}, "target": {"place": "sqlite:)"
                               + m_folder.file("out.db") + "#" + name + R"(", "create": "ifMissing"}})");
        m_window = std::make_unique<MainWindow>(m_engine);
        m_window->show();
        m_window->activateWindow();
        EXPECT_TRUE(QTest::qWaitForWindowActive(m_window.get()));
        m_window->go("jobs");
        m_table = m_window->findChild<DataTable *>("jobTable");
        EXPECT_TRUE(waitUntil([&] { return m_table->model()->rowCount() == 2; }));
        m_table->setFocus();
    }
    [[nodiscard]] bool hasJob(const std::string &name) const { return QFileInfo::exists(QString::fromStdString(m_folder.file("ws/jobs/" + name + ".json"))); }
    [[nodiscard]] QString cell(int row, int column) const { return m_table->model()->index(row, column).data().toString(); }
    template<typename Widget>
    [[nodiscard]] Widget *find(const char *name) const
    {
        return m_window->currentPage()->findChild<Widget *>(QLatin1String(name));
    }
    void undo()
    {
        auto *toast = m_window->findChild<QWidget *>("toast");
        ASSERT_TRUE(waitUntil([&] { return toast->isVisible(); }));
        toast->findChild<QPushButton *>()->click();
    }

    std::unique_ptr<MainWindow> m_window;
    DataTable *m_table = nullptr;
};

TEST_F(JobsPageTest, TheFirstRowIsCurrentAndCtrlRRunsIt)
{
    ASSERT_TRUE(m_table->currentIndex().isValid());
    QTest::keyClick(m_table, Qt::Key_R, Qt::ControlModifier);
    EXPECT_TRUE(waitUntil([&] { return cell(0, JobModel::LastResult) == "3 rows"; }));
    EXPECT_EQ(cell(0, JobModel::State), "Completed");
    EXPECT_EQ(cell(0, JobModel::Success), "100 %");
    EXPECT_EQ(cell(0, JobModel::Guarantee), "A");
}

TEST_F(JobsPageTest, DelMovesTheJobToTheTrashAndUndoBringsItBack)
{
    QTest::keyClick(m_table, Qt::Key_Delete);
    ASSERT_TRUE(waitUntil([&] { return m_table->model()->rowCount() == 1; }));
    EXPECT_FALSE(hasJob("orders"));
    undo();
    EXPECT_TRUE(waitUntil([&] { return hasJob("orders") && m_table->model()->rowCount() == 2; }));
}

TEST_F(JobsPageTest, F2RenamesAndTheJobKeepsItsHistory)
{
    QTest::keyClick(m_table, Qt::Key_R, Qt::ControlModifier);
    ASSERT_TRUE(waitUntil([&] { return cell(0, JobModel::LastResult) == "3 rows"; }));
    QTest::keyClick(m_table, Qt::Key_F2);
    auto *editor = m_table->viewport()->findChild<QLineEdit *>();
    ASSERT_NE(editor, nullptr);
    editor->selectAll();
    QTest::keyClicks(editor, "invoices");
    QTest::keyClick(editor, Qt::Key_Return);
    ASSERT_TRUE(waitUntil([&] { return hasJob("invoices") && cell(0, JobModel::Name) == "invoices"; }));
    EXPECT_FALSE(hasJob("orders"));
    EXPECT_EQ(cell(0, JobModel::LastResult), "3 rows");
}

TEST_F(JobsPageTest, ANameThatIsTakenIsRefusedWithTheReasonAndNothingChanges)
{
    QTest::keyClick(m_table, Qt::Key_F2);
    auto *editor = m_table->viewport()->findChild<QLineEdit *>();
    ASSERT_NE(editor, nullptr);
    editor->selectAll();
    QTest::keyClicks(editor, "stock");
    QTest::keyClick(editor, Qt::Key_Return);
    auto *banner = m_window->currentPage()->findChild<QWidget *>("pageBanner");
    EXPECT_TRUE(waitUntil([&] { return banner->isVisible(); }));
    EXPECT_TRUE(hasJob("orders") && hasJob("stock"));
    EXPECT_EQ(m_window->currentPageName(), "jobs") << "the Enter that ends an edit opens nothing";
}

TEST_F(JobsPageTest, CtrlDDuplicatesWithBooksOfItsOwn)
{
    QTest::keyClick(m_table, Qt::Key_D, Qt::ControlModifier);
    EXPECT_TRUE(waitUntil([&] { return hasJob("orders copy") && m_table->model()->rowCount() == 3; }));
    EXPECT_EQ(m_table->currentIndex().siblingAtColumn(JobModel::Name).data().toString(), "orders copy");
}

TEST_F(JobsPageTest, AFilterWithoutMatchesOffersToClearItself)
{
    auto *filter = find<QLineEdit>("jobFilter");
    QTest::keyClicks(filter, "abc");
    auto *clear = find<QPushButton>("btnClearFilter");
    ASSERT_TRUE(clear->isVisible());
    clear->click();
    EXPECT_TRUE(m_table->isVisible());
    EXPECT_EQ(m_table->model()->rowCount(), 2);
}

TEST_F(JobsPageTest, AJobWhoseFileIsBrokenIsShownWithTheReasonAndCannotRun)
{
    writeJob("broken", "{ nonsense");
    m_window->currentPage()->refresh();
    ASSERT_TRUE(waitUntil([&] { return m_table->model()->rowCount() == 3; }));
    EXPECT_EQ(cell(0, JobModel::Name), "broken");
    EXPECT_EQ(cell(0, JobModel::State), "File cannot be used");
    m_table->setCurrentIndex(m_table->model()->index(0, 0));
    EXPECT_FALSE(find<QPushButton>("btnRun")->isEnabled());
    EXPECT_TRUE(m_window->findChild<QAction *>("actDelete")->isEnabled());
}

TEST_F(JobsPageTest, TheRowsOfTheTargetOpenBesideThePage)
{
    auto *menu = m_window->findChild<QToolButton *>("btnMore")->menu();
    auto *action = menu->findChild<QAction *>("actSeeRows");
    ASSERT_TRUE(action);
    m_table->setCurrentIndex(m_table->model()->index(1, 0));
    action->trigger();
    auto *grid = m_window->findChild<TargetGrid *>("targetGrid");
    ASSERT_TRUE(grid && grid->isVisible());
    EXPECT_FALSE(grid->isModal());
    EXPECT_TRUE(grid->windowTitle().contains("stock")) << grid->windowTitle().toStdString();
    ASSERT_TRUE(waitUntil([&] { return grid->isReady(); }));
    // Until the focus is in the grid, Escape is a key of the table.
    ASSERT_TRUE(waitUntil([&] { return grid->isAncestorOf(QApplication::focusWidget()); }));
    QTest::keyClick(grid, Qt::Key_Escape);
    EXPECT_TRUE(waitUntil([&] { return m_window->findChild<TargetGrid *>("targetGrid") == nullptr; }));
}

} // namespace

/// The source has a new column and a renamed one: one button decides, saves, and the next run goes on.
TEST_F(JobsPageTest, AChangedSourceIsReviewedAppliedAndSavedByOneButton)
{
    SqliteShell source(m_folder.file("source.db"));
    source.run("CREATE TABLE s (id INTEGER PRIMARY KEY, qty INTEGER); INSERT INTO s VALUES (1, 5)");
    writeJob("orders", R"({"weir": 1, "source": {"place": "sqlite:)" + m_folder.file("source.db") + R"(#s"}, "target": {"place": "sqlite:)"
                           + m_folder.file("out.db") + R"(#drifting", "mode": "upsert", "key": ["id"], "create": "ifMissing"},
                           "mapping": {"fields": [{"to": "id", "from": "id"}, {"to": "amount", "from": "qty"}]}})");
    QTest::keyClick(m_table, Qt::Key_R, Qt::ControlModifier);
    ASSERT_TRUE(waitUntil([&] { return cell(0, JobModel::LastResult) == "1 rows"; })) << cell(0, JobModel::LastResult).toStdString();
    source.run("ALTER TABLE s RENAME COLUMN qty TO quantity; ALTER TABLE s ADD COLUMN remark TEXT; INSERT INTO s VALUES (2, 7, 'new')");
    QTest::keyClick(m_table, Qt::Key_R, Qt::ControlModifier);
    auto *review = m_window->findChild<QPushButton *>("btnReviewDrift");
    ASSERT_TRUE(waitUntil([&] { return review && review->isVisible(); }));
    review->click();
    QPointer<SourceChangeSheet> sheet = m_window->findChild<SourceChangeSheet *>();
    ASSERT_TRUE(sheet);
    auto *table = sheet->findChild<DataTable *>("changedFields");
    ASSERT_TRUE(waitUntil([&] { return table->model()->rowCount() == 3; })) << table->model()->rowCount();
    EXPECT_EQ(table->model()->index(0, 0).data().toString(), "qty");
    EXPECT_EQ(table->model()->index(0, 1).data().toString(), "gone; looks renamed to quantity");
    EXPECT_EQ(table->model()->index(0, 4).data().toString(), "amount");
    EXPECT_TRUE(sheet->findChild<QCheckBox *>("readRenamed")->isChecked());
    EXPECT_TRUE(sheet->findChild<QRadioButton *>("leaveNewOut")->isChecked());
    ASSERT_TRUE(waitUntil([&] { return sheet->findChild<QPushButton *>("btnApplyChanges")->isEnabled(); }));
    saveShot(*sheet, "sourcechanges");
    sheet->findChild<QPushButton *>("btnApplyChanges")->click();
    ASSERT_TRUE(waitUntil([&] { return !sheet; }));
    const std::string file = m_folder.read("ws/jobs/orders.json");
    EXPECT_NE(file.find("\"quantity\""), std::string::npos) << file;
    EXPECT_NE(file.find("\"ignore\""), std::string::npos) << file;
    m_window->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(m_window.get()));
    m_table->setFocus();
    QTest::keyClick(m_table, Qt::Key_R, Qt::ControlModifier);
    EXPECT_TRUE(waitUntil([&] { return cell(0, JobModel::State) == "Completed"; })) << cell(0, JobModel::State).toStdString();
    EXPECT_EQ(SqliteShell(m_folder.file("out.db")).run("SELECT amount FROM drifting WHERE id = 2"), "7\n");
}

} // namespace weir::test
