#include "app/workbench/fixtures/fixture.h"
#include "core/ledger/database.h"
#include "tests/ui/support/openengine.h"
#include "tests/ui/support/recordingnavigator.h"
#include "ui/bridge/overviewqueries.h"
#include "ui/settings/settingspage.h"
#include "ui/shell/preferences.h"

#include <QComboBox>
#include <QFile>
#include <QListWidget>
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

} // namespace weir::test
