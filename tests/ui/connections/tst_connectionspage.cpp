#include "tests/ui/support/openengine.h"
#include "ui/bridge/connectionqueries.h"
#include "ui/connections/connectionmodel.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/secretedit.h"

#include <QAbstractItemModelTester>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>

namespace weir::test {

namespace {

class ConnectionsPageTest : public OpenEngine
{
protected:
    ConnectionsPageTest()
    {
        writeConnection("warehouse", R"({"weir": 1, "kind": "sqlite", "file": ")" + m_folder.file("warehouse.db") + R"("})");
        writeJob("orders", R"({"weir": 1, "source": {"file": "orders.csv"}, "target": {"connection": "warehouse", "stream": "orders"}})");
        m_window = std::make_unique<MainWindow>(m_engine);
        m_window->show();
        m_window->activateWindow();
        EXPECT_TRUE(QTest::qWaitForWindowActive(m_window.get()));
        m_window->go("connections");
        m_table = m_window->findChild<DataTable *>("connectionTable");
        EXPECT_TRUE(waitUntil([&] { return m_table->model()->rowCount() == 1; }));
        m_table->setFocus();
    }
    [[nodiscard]] bool has(const std::string &member) const { return QFileInfo::exists(QString::fromStdString(m_folder.file("ws/" + member))); }
    [[nodiscard]] QString cell(int column) const { return m_table->model()->index(0, column).data().toString(); }
    template<typename Widget>
    [[nodiscard]] Widget *find(const char *name) const
    {
        return m_window->findChild<Widget *>(QLatin1String(name));
    }

    std::unique_ptr<MainWindow> m_window;
    DataTable *m_table = nullptr;
};

TEST(ConnectionModelTest, ResultsOfTestsStayWhenTheListIsReadAgain)
{
    ConnectionModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    ConnectionItem a, b;
    a.name = "a";
    b.name = "b";
    model.setItems({a, b});
    ConnectionItem tested;
    tested.test = ConnectionItem::Test::Ok;
    tested.latencyMs = 84;
    model.setTest("b", tested);
    model.setItems({b});
    ASSERT_EQ(model.rowCount(), 1);
    EXPECT_EQ(model.index(0, ConnectionModel::Latency).data().toString(), "84 ms");
    EXPECT_EQ(model.index(0, ConnectionModel::State).data().toString(), "OK");
}

TEST_F(ConnectionsPageTest, CtrlTTestsAndTellsWhatWasFound)
{
    EXPECT_EQ(cell(ConnectionModel::State), "Not tested");
    EXPECT_EQ(cell(ConnectionModel::Use), "target");
    QTest::keyClick(m_table, Qt::Key_T, Qt::ControlModifier);
    EXPECT_TRUE(waitUntil([&] { return cell(ConnectionModel::State) == "OK" || cell(ConnectionModel::State) == "Failed"; }));
}

TEST_F(ConnectionsPageTest, ANewFileConnectionIsMadeWithTheKeyboardAlone)
{
    m_folder.write("items.csv", "编号,名称\n1,螺丝\n");
    find<QPushButton>("btnAddConnection")->setFocus();
    QTest::keyClick(find<QPushButton>("btnAddConnection"), Qt::Key_Space);
    auto *gallery = find<QListWidget>("typeGallery");
    ASSERT_TRUE(gallery->isVisible());
    QTest::keyClick(gallery, Qt::Key_Return);
    auto *name = find<QLineEdit>("connectionName");
    ASSERT_TRUE(waitUntil([&] { return name->isVisible(); }));
    find<QPushButton>("btnSaveConnection")->click();
    EXPECT_FALSE(has("connections/items.json")) << "a form without its needed fields was saved";
    QTest::keyClicks(name, "items");
    QTest::keyClicks(find<QLineEdit>("field-path"), QString::fromStdString(m_folder.file("items.csv")));
    find<QPushButton>("btnSaveConnection")->click();
    EXPECT_TRUE(waitUntil([&] { return has("connections/items.json") && m_table->model()->rowCount() == 2; }));
    EXPECT_NE(m_folder.read("ws/connections/items.json").find("items.csv"), std::string::npos);
}

TEST_F(ConnectionsPageTest, DeletingOneThatJobsUseNamesThemAndKeepsItUnlessAgreed)
{
    QTest::keyClick(m_table, Qt::Key_Delete);
    auto *agree = m_window->findChild<QPushButton *>("btnDeleteAgreed");
    ASSERT_NE(agree, nullptr);
    EXPECT_TRUE(has("connections/warehouse.json"));
    agree->click();
    EXPECT_TRUE(waitUntil([&] { return !has("connections/warehouse.json"); }));
}

TEST_F(ConnectionsPageTest, RenamingFollowsIntoTheJobs)
{
    QTest::keyClick(m_table, Qt::Key_F2);
    auto *editor = m_table->viewport()->findChild<QLineEdit *>();
    ASSERT_NE(editor, nullptr);
    editor->selectAll();
    QTest::keyClicks(editor, "dw");
    QTest::keyClick(editor, Qt::Key_Return);
    ASSERT_TRUE(waitUntil([&] { return has("connections/dw.json") && !has("connections/warehouse.json"); }));
    EXPECT_NE(m_folder.read("ws/jobs/orders.json").find("\"dw\""), std::string::npos);
}

TEST_F(ConnectionsPageTest, LinesOfAChineseFileAreReadableInOneEncodingOnly)
{
    const std::string path = m_folder.write("gbk.csv", "\xb1\xe0\xba\xc5,\xc3\xfb\xb3\xc6\n1,\xc2\xdd\xcb\xbf\n");
    const auto all = await(readableLines(m_engine, QString::fromStdString(path)));
    ASSERT_TRUE(all) << all.error().detail;
    for (const ReadableLines &lines : *all) {
        if (lines.encoding == "UTF-8") {
            EXPECT_GT(lines.damaged, 0);
        }
        if (lines.encoding == "GB18030") {
            EXPECT_EQ(lines.damaged, 0);
            EXPECT_EQ(lines.lines.value(0), QString::fromUtf8("编号,名称"));
        }
    }
}

TEST(SecretEditTest, WhatIsKeptIsNeverShownNorItsLength)
{
    SecretEdit edit("Password");
    auto *field = edit.findChild<QLineEdit *>();
    field->setText("hunter2");
    EXPECT_TRUE(edit.hasValue());
    const Secret taken = edit.take();
    EXPECT_EQ(taken.reveal(), "hunter2");
    EXPECT_TRUE(field->text().isEmpty());
    edit.setPlace("vault /ws/vault.weir");
    for (const QLabel *label : edit.findChildren<QLabel *>())
        EXPECT_FALSE(label->text().contains("hunter2"));
    EXPECT_FALSE(edit.hasValue());
}

} // namespace

} // namespace weir::test
