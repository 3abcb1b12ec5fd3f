// Rows without an answer: what the page offers follows from the target, and each act is kept.

#include "app/workbench/fixtures/fixture.h"
#include "core/ledger/database.h"
#include "tests/ui/support/openengine.h"
#include "tests/ui/support/recordingnavigator.h"
#include "ui/failures/failurespage.h"
#include "ui/widgets/datatable.h"

#include <QCheckBox>
#include <QDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

namespace weir::test {

class UnknownRowsTest : public OpenEngine
{
protected:
    void build(const std::string &target)
    {
        m_workspace = std::make_unique<Workspace>(*Workspace::open(workspace()));
        ASSERT_TRUE(buildUnknownRun({m_workspace.get(), QDateTime::currentMSecsSinceEpoch()}));
        writeJob("orders", R"({"weir": 1, "source": {"file": "a.csv"}, "target": )" + target + "}");
        m_page = std::make_unique<FailuresPage>(Page::Context{&m_engine, &m_navigator});
        m_page->resize(1'280, 900);
        m_page->show();
        m_page->open({});
        ASSERT_TRUE(waitUntil([&] { return m_page->isReady(); }));
        EXPECT_FALSE(button("btnArrived")->isVisible()) << "only where rows are unknown";
        QTest::keyClick(m_page->findChild<QToolButton *>("failureList1"), Qt::Key_Space);
        ASSERT_TRUE(waitUntil([&] { return button("btnArrived")->isVisible(); }));
    }
    QPushButton *button(const char *name) { return m_page->findChild<QPushButton *>(name); }
    std::int64_t ledger(const char *sql)
    {
        return Database::open(workspace() + "/ledger.db", Database::Access::ReadOnly)->scalar(sql)->value_or(-1);
    }

    RecordingNavigator m_navigator;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<FailuresPage> m_page;
};

TEST_F(UnknownRowsTest, RowsThatWentIntoAPipeCanOnlyBeMarkedByAPerson)
{
    build(R"({"file": "-", "format": "csv"})");
    EXPECT_FALSE(button("btnCheckUnknown")->isVisible()) << "a pipe cannot be asked";
    EXPECT_FALSE(button("btnSendAgain")->isVisible()) << "nor can a row be sent into it later";
    EXPECT_FALSE(button("btnCompensate")->isEnabled());
    EXPECT_EQ(button("btnArrived")->text(), "Mark 2 as delivered…");
    QTest::keyClick(button("btnArrived"), Qt::Key_Space);
    auto *dialog = m_page->findChild<QDialog *>("reasonDialog");
    ASSERT_TRUE(dialog && dialog->isVisible());
    QTest::keyClick(dialog, Qt::Key_Return);
    EXPECT_TRUE(waitUntil([&] { return m_page->findChild<QDialog *>("reasonDialog") == nullptr; }));
    EXPECT_EQ(ledger("SELECT count(*) FROM exception_row WHERE state = 'unknown'"), 2) << "Cancel is the default";

    QTest::keyClick(button("btnArrived"), Qt::Key_Space);
    dialog = m_page->findChild<QDialog *>("reasonDialog");
    ASSERT_NE(dialog, nullptr);
    QTest::keyClicks(dialog->findChild<QLineEdit *>("actReason"), "seen in the shop");
    QTest::keyClick(dialog->findChild<QPushButton *>("btnAgree"), Qt::Key_Space);
    ASSERT_TRUE(waitUntil([&] { return m_navigator.toasts.contains("2 rows marked as delivered"); }));
    EXPECT_EQ(ledger("SELECT count(*) FROM exception_row WHERE state = 'delivered'"), 2);
    EXPECT_EQ(ledger("SELECT count(*) FROM audit WHERE action = 'rows.arrived' AND detail = 'seen in the shop' AND who <> 'local'"), 1);
}

TEST_F(UnknownRowsTest, RowsOfAFileAreComparedOrSentAgainForAReason)
{
    build(R"({"file": "out.csv"})");
    ASSERT_TRUE(waitUntil([&] { return button("btnSendAgain")->isVisible(); }));
    QTest::keyClick(button("btnCheckUnknown"), Qt::Key_Space);
    ASSERT_EQ(m_navigator.visits.size(), 1u);
    EXPECT_EQ(m_navigator.visits[0], std::make_pair(QString("reconcile"), QString("orders")));
    QTest::keyClick(button("btnSendAgain"), Qt::Key_Space);
    auto *dialog = m_page->findChild<QDialog *>("reasonDialog");
    ASSERT_NE(dialog, nullptr);
    auto *go = dialog->findChild<QPushButton *>("btnAgree");
    QTest::keyClicks(dialog->findChild<QLineEdit *>("actReason"), "not in the file");
    EXPECT_FALSE(go->isEnabled()) << "the risk has to be accepted";
    QTest::keyClick(dialog->findChild<QCheckBox *>("riskTick"), Qt::Key_Space);
    ASSERT_TRUE(go->isEnabled());
    dialog->findChild<QLineEdit *>("actReason")->clear();
    EXPECT_FALSE(go->isEnabled()) << "and a reason is needed";
    QTest::keyClicks(dialog->findChild<QLineEdit *>("actReason"), "not in the file");
    QTest::keyClick(go, Qt::Key_Space);
    ASSERT_TRUE(waitUntil([&] { return m_page->findChild<QToolButton *>("failureList0")->text() == "Open 2"; }));
    EXPECT_EQ(ledger("SELECT count(*) FROM audit WHERE action = 'rows.send-again' AND detail = 'not in the file'"), 1);
}

TEST_F(UnknownRowsTest, ADatabaseIsAskedAndNeverWrittenTwice)
{
    build(R"({"place": "sqlite:t.db#orders", "mode": "append"})");
    ASSERT_TRUE(waitUntil([&] { return button("btnCheckUnknown")->isVisible(); }));
    EXPECT_FALSE(button("btnSendAgain")->isVisible()) << "the target holds no token for rows without an answer";
}

/// Class D3: nobody but a comparison can tell; sending again is for whoever accepts the risk.
TEST_F(UnknownRowsTest, RowsOfAnApiThatKnowsNoKeyAreCheckedFirst)
{
    writeConnection("api", R"({"weir": 1, "kind": "http", "baseUrl": "http://127.0.0.1:9", "streams": {"orders": {"path": "/orders",
        "records": "$.items", "key": ["id"], "write": {"method": "POST"}}}})");
    build(R"({"connection": "api", "stream": "orders", "mode": "append"})");
    ASSERT_TRUE(waitUntil([&] { return button("btnSendAgain")->isVisible(); }));
    EXPECT_TRUE(button("btnCheckUnknown")->isVisible());
    EXPECT_EQ(button("btnCheckUnknown")->text(), "Check these 2 first");
    EXPECT_FALSE(button("btnCompensate")->isEnabled()) << "an unknown row is not compensated by itself";
    QTest::keyClick(button("btnSendAgain"), Qt::Key_Space);
    auto *dialog = m_page->findChild<QDialog *>("reasonDialog");
    ASSERT_NE(dialog, nullptr);
    QTest::keyClicks(dialog->findChild<QLineEdit *>("actReason"), "not in the shop");
    EXPECT_FALSE(dialog->findChild<QPushButton *>("btnAgree")->isEnabled()) << "not before the box is ticked";
}

TEST_F(UnknownRowsTest, AnApiThatOnlyTakesRowsCannotBeAsked)
{
    writeConnection("api", R"({"weir": 1, "kind": "http", "baseUrl": "http://127.0.0.1:9", "streams": {"orders": {"path": "/orders",
        "write": {"method": "POST"}}}})");
    build(R"({"connection": "api", "stream": "orders", "mode": "append"})");
    ASSERT_TRUE(waitUntil([&] { return button("btnSendAgain")->isVisible(); }));
    EXPECT_FALSE(button("btnCheckUnknown")->isVisible());
}

} // namespace weir::test
