#include "app/workbench/fixtures/fixture.h"
#include "core/ledger/books.h"
#include "core/ledger/database.h"
#include "core/ledger/ledger.h"
#include "tests/ui/support/openengine.h"
#include "tests/ui/support/recordingnavigator.h"
#include "ui/bridge/overviewqueries.h"
#include "ui/bridge/retentionqueries.h"
#include "ui/settings/settingspage.h"
#include "ui/shell/preferences.h"

#include <QComboBox>
#include <QFile>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QTemporaryDir>

namespace weir::test {

class SettingsPageTest : public OpenEngine
{
protected:
    QTemporaryDir m_backups;
};

TEST_F(SettingsPageTest, TheLedgerIsCopiedWhole)
{
    const Workspace workspaceOf = *Workspace::open(workspace());
    ASSERT_TRUE(buildMessyRun({&workspaceOf, QDateTime::currentMSecsSinceEpoch()}));
    const QString path = m_backups.filePath("ledger.db");
    QFile old(path);
    ASSERT_TRUE(old.open(QIODevice::WriteOnly) && old.write("an older copy") > 0);
    old.close();
    const auto bytes = await(backUpLedger(m_engine, path));
    ASSERT_TRUE(bytes) << bytes.error().detail;
    EXPECT_EQ(*bytes, QFile(path).size());
    EXPECT_FALSE(QFile::exists(path + ".part"));
    auto copy = Database::open(path.toStdString(), Database::Access::ReadOnly);
    ASSERT_TRUE(copy);
    EXPECT_EQ(copy->scalar("SELECT count(*) FROM exception_row WHERE state = 'quarantined'")->value_or(-1), 37);
    EXPECT_EQ(copy->scalar("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'")->value_or(-1), 1);
}

TEST_F(SettingsPageTest, ACopyThatFailsLeavesTheOlderOne)
{
    const auto bytes = await(backUpLedger(m_engine, m_backups.filePath("nowhere/ledger.db")));
    ASSERT_FALSE(bytes);
    EXPECT_FALSE(bytes.error().detail.empty());
}

TEST_F(SettingsPageTest, WhatIsMaskedIsSaidAndLeadsToTheAuditLog)
{
    RecordingNavigator navigator;
    Preferences preferences(m_backups.filePath("preferences.ini"));
    SettingsPage page(Page::Context{&m_engine, &navigator, &preferences});
    page.show();
    page.open(QStringLiteral("privacy"));
    EXPECT_EQ(page.findChild<QListWidget *>("settingsSections")->currentItem()->data(Qt::UserRole), "privacy");
    page.findChild<QPushButton *>("btnOpenAudit")->click();
    ASSERT_EQ(navigator.visits.size(), 1U);
    EXPECT_EQ(navigator.visits[0].first, "audit");
}

TEST_F(SettingsPageTest, HowManyJobsRunAtOnceIsKept)
{
    RecordingNavigator navigator;
    Preferences preferences(m_backups.filePath("preferences.ini"));
    SettingsPage page(Page::Context{&m_engine, &navigator, &preferences});
    page.show();
    page.open(QStringLiteral("running"));
    auto *atOnce = page.findChild<QComboBox *>("setRunsAtOnce");
    EXPECT_EQ(atOnce->currentText(), "4");
    atOnce->setFocus();
    QTest::keyClick(atOnce, Qt::Key_Up);
    EXPECT_EQ(Preferences(m_backups.filePath("preferences.ini")).runsAtOnce(), 3);
}

/// Details older than the choice are removed only when somebody agrees to the count.
TEST_F(SettingsPageTest, KeepingDetailsShorterSaysHowMuchGoes)
{
    const Workspace workspaceOf = *Workspace::open(workspace());
    const std::int64_t now = QDateTime::currentMSecsSinceEpoch(), old = now - std::int64_t{200} * 86'400'000;
    ASSERT_TRUE(buildMessyRun({&workspaceOf, now}));
    const auto ledger = m_context->ledger();
    ASSERT_TRUE((*ledger)->call([&](Database &database) -> Result<void> {
        WEIR_TRY(const auto run, database.scalar("SELECT max(id) FROM run"));
        const Error error{ErrorCode::Unavailable, Recovery::Retry, "503", {}};
        WEIR_CHECK(books::recordAttempt(database, run.value_or(0), "source", "GET /orders", error, 100, old));
        WEIR_TRY(Statement back, database.prepare("UPDATE run SET started_at = ?"));
        return back.bind(old).run();
    }));
    const auto attempts = [&] { return *(*ledger)->call([](Database &database) { return database.scalar("SELECT count(*) FROM attempt"); }); };
    RecordingNavigator navigator;
    Preferences preferences(m_backups.filePath("preferences.ini"));
    SettingsPage page(Page::Context{&m_engine, &navigator, &preferences});
    page.show();
    page.open(QStringLiteral("data"));
    ASSERT_TRUE(waitUntil([&] { return page.isReady(); }));
    auto *keep = page.findChild<QComboBox *>("setKeepDetails");
    const auto choose = [&](int days) {
        keep->setCurrentIndex(keep->findData(days));
        emit keep->activated(keep->currentIndex());
    };
    choose(365);
    ASSERT_TRUE(waitUntil([&] { return await(lookAtRetention(m_engine, 0))->days == 365; })) << "nothing is that old: no question";
    EXPECT_GE(attempts(), 1);
    choose(90);
    QMessageBox *box = nullptr;
    ASSERT_TRUE(waitUntil([&] { return (box = page.findChild<QMessageBox *>("retentionSheet")) != nullptr; }));
    EXPECT_TRUE(box->text().startsWith("Details of 1 run older than 90 days")) << box->text().toStdString();
    EXPECT_GE(attempts(), 1) << "nothing goes before somebody agreed";
    box->reject();
    EXPECT_TRUE(waitUntil([&] { return keep->currentData().toInt() == 365; })) << "kept as it was";
    choose(90);
    ASSERT_TRUE(waitUntil([&] { return (box = page.findChild<QMessageBox *>("retentionSheet")) != nullptr && box->isVisible(); }));
    for (QAbstractButton *button : box->buttons()) {
        if (box->buttonRole(button) == QMessageBox::AcceptRole)
            button->click();
    }
    EXPECT_TRUE(waitUntil([&] { return attempts() == 0; }));
}

} // namespace weir::test
