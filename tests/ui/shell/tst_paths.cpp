// The two paths that every new user takes, in the whole window, by the keyboard alone: from nothing to delivered rows, and
// from rows that fail to a target that agrees with its source.

#include "core/ledger/database.h"
#include "tests/ui/support/openengine.h"
#include "ui/failures/compensationsheet.h"
#include "ui/reconciliation/reconcilepage.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/preferences.h"
#include "ui/text/language.h"
#include "ui/theme/theme.h"
#include "ui/widgets/rowbalancebar.h"
#include "ui/wizard/checkstep.h"
#include "ui/wizard/wizardpage.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>

namespace weir::test {

/// Both languages, each in both themes; at twice the size the same program runs once more with QT_SCALE_FACTOR=2.
struct Look
{
    const char *language;
    ThemeKind theme;

    [[nodiscard]] std::string name() const { return std::string(language) + (theme == ThemeKind::Dark ? "_dark" : "_light"); }
};

class PathsTest : public OpenEngine, public testing::WithParamInterface<Look>
{
protected:
    PathsTest()
    {
        useLanguage(*qApp, QLatin1String(GetParam().language));
        applyTheme(*qApp, GetParam().theme);
        m_window = std::make_unique<MainWindow>(m_engine, m_preferences);
        m_window->resize(960, 540);
        m_window->show();
        m_window->activateWindow();
        EXPECT_TRUE(QTest::qWaitForWindowActive(m_window.get()));
        m_window->go("overview");
        EXPECT_TRUE(waitUntil([&] { return m_window->currentPage()->isReady(); }));
    }
    ~PathsTest() override
    {
        m_window.reset();
        useLanguage(*qApp, QStringLiteral("en"));
        applyTheme(*qApp, ThemeKind::Light);
    }

    /// Through the window, as the system sends it: whoever has the focus gets it.
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(m_window->windowHandle(), key, modifiers);
        const bool isTravel = key == Qt::Key_Tab;
        m_interactions += isTravel ? 0 : 1;
    }
    /// Walks by Tab until \a name has the focus; every stop on the way has a ring or a caret to be seen by.
    [[nodiscard]] bool tabTo(const char *name)
    {
        for (int stops = 0; stops < 80; ++stops) {
            const QWidget *at = QApplication::focusWidget();
            if (at && at->objectName() == QLatin1String(name))
                return true;
            press(Qt::Key_Tab);
        }
        return false;
    }
    template<typename T>
    T *part(const char *name = "")
    {
        return m_window->currentPage()->findChild<T *>(*name ? QString::fromLatin1(name) : QString());
    }
    [[nodiscard]] bool isAt(const char *page) { return m_window->currentPageName() == QLatin1String(page); }
    [[nodiscard]] WizardModel &wizard() { return static_cast<WizardPage *>(m_window->currentPage())->model(); }
    [[nodiscard]] bool waitForStep(WizardStepId step)
    {
        return waitUntil([&] { return isAt("wizard") && m_window->currentPage()->isReady() && wizard().step() == step; }, 20'000);
    }
    void nextTo(WizardStepId step)
    {
        press(Qt::Key_Return, Qt::ControlModifier);
        ASSERT_TRUE(waitForStep(step)) << part<QLabel>("wizardState")->text().toStdString();
    }
    void waitForOutcome()
    {
        ASSERT_TRUE(waitUntil([&] { return isAt("run"); }, 20'000));
        ASSERT_TRUE(waitUntil([&] { return !m_engine.hasOwnRuns() && part<QLabel>("outcome")->isVisible(); }, 30'000));
    }
    std::int64_t count(const std::string &file, const char *sql)
    {
        return Database::open(workspace() + "/" + file, Database::Access::ReadOnly)->scalar(sql)->value_or(-1);
    }
    /// A picture of the window, where WEIR_SHOTS names a folder for them.
    void shoot(const char *name)
    {
        const QString folder = qEnvironmentVariable("WEIR_SHOTS");
        if (folder.isEmpty())
            return;
        QTest::qWait(100);
        m_window->grab().save(QStringLiteral("%1/path-%2-%3.png").arg(folder, QLatin1String(name), QString::fromStdString(GetParam().name())));
    }

    /// The clean sample, from the first start to "Done".
    void deliverCleanSample()
    {
        ASSERT_TRUE(tabTo("btnTrySample"));
        m_interactions = 0;
        press(Qt::Key_Space);
        ASSERT_TRUE(waitForStep(WizardStepId::Map)) << "the mapping is always shown";
        shoot("1-map");
        nextTo(WizardStepId::Rules);
        nextTo(WizardStepId::Check);
        ASSERT_TRUE(waitUntil([&] { return part<CheckStep>()->look().has_value(); }, 20'000));
        shoot("1-check");
        press(Qt::Key_Return, Qt::ControlModifier);
        waitForOutcome();
        shoot("1-done");
        EXPECT_LE(m_interactions, 4);
        EXPECT_EQ(part<RowBalanceBar>()->balance().delivered(), 2'000);
        EXPECT_EQ(count("warehouse.db", "SELECT count(*) FROM orders"), 2'000);
    }
    /// The messy sample, from the end of the clean one to "37 quarantined".
    void runMessySample()
    {
        ASSERT_TRUE(tabTo("btnTryFailures"));
        press(Qt::Key_Space);
        ASSERT_TRUE(waitForStep(WizardStepId::Map));
        nextTo(WizardStepId::Rules);
        nextTo(WizardStepId::Check);
        ASSERT_TRUE(waitUntil([&] { return part<CheckStep>()->look().has_value(); }, 20'000));
        shoot("2-check");
        const DryRunLook look = *part<CheckStep>()->look();
        ASSERT_EQ(look.causes.size(), 2U);
        EXPECT_EQ(look.causes[0].rows + look.causes[1].rows, 37);
        press(Qt::Key_Return, Qt::ControlModifier);
        waitForOutcome();
        shoot("2-quarantined");
        EXPECT_EQ(part<RowBalanceBar>()->balance().quarantined, 37);
        EXPECT_EQ(count("samples/samples.db", "SELECT count(*) FROM orders"), 1'963);
    }
    /// One cause after the other, as the sheet proposes it.
    void compensateAll()
    {
        ASSERT_TRUE(tabTo("btnCompensateRun"));
        press(Qt::Key_Space);
        ASSERT_TRUE(waitUntil([&] { return isAt("failures") && m_window->currentPage()->isReady(); }));
        auto *sheet = part<CompensationSheet>("compensationSheet");
        for (int cause = 0; cause < 2; ++cause) {
            ASSERT_TRUE(tabTo("causeTable"));
            press(Qt::Key_Return, Qt::ControlModifier);
            ASSERT_TRUE(waitUntil([&] { return sheet->isVisible() && sheet->answer() && sheet->answer()->isPreview && !sheet->isBusy(); }));
            const qint64 promised = sheet->answer()->inserted;
            shoot(cause == 0 ? "3-preview" : "3-preview-2");
            press(Qt::Key_Return);
            ASSERT_TRUE(waitUntil([&] { return sheet->answer() && !sheet->answer()->isPreview && !sheet->isBusy(); }));
            EXPECT_EQ(sheet->answer()->inserted, promised);
            shoot(cause == 0 ? "3-result" : "3-result-2");
            press(Qt::Key_Escape);
            ASSERT_TRUE(waitUntil([&] { return !sheet->isVisible(); }));
        }
        EXPECT_EQ(count("samples/samples.db", "SELECT count(*) FROM orders"), 2'000);
        EXPECT_EQ(count("samples/samples.db", "SELECT count(DISTINCT order_id) FROM orders"), 2'000);
    }
    void reconcileAgrees()
    {
        m_window->go("reconcile", "orders_messy");
        ASSERT_TRUE(waitUntil([&] { return m_window->currentPage()->isReady(); }));
        ASSERT_TRUE(tabTo("btnCompare"));
        press(Qt::Key_Space);
        auto *page = static_cast<ReconcilePage *>(m_window->currentPage());
        ASSERT_TRUE(waitUntil([&] { return page->comparison().has_value(); }, 30'000));
        shoot("4-reconciled");
        const ComparisonItem &compared = *page->comparison();
        EXPECT_EQ(compared.unexplained, 0);
        EXPECT_EQ(compared.missing + compared.extra, 0);
        const QString said = part<QLabel>("reconcileState")->text();
        EXPECT_TRUE(said.contains("agree") || said.contains(QStringLiteral("一致"))) << said.toStdString();
        auto *open = m_window->findChild<QLabel *>(QStringLiteral("statusFailures"));
        EXPECT_TRUE(waitUntil([&] { return open->text().contains(QLatin1Char('0')) && !open->text().contains(QLatin1Char('7')); }))
            << open->text().toStdString();
    }

    Preferences m_preferences;
    std::unique_ptr<MainWindow> m_window;
    int m_interactions = 0;
};

TEST_P(PathsTest, FromNothingToDeliveredRowsAndFromFailedRowsToAgreement)
{
    deliverCleanSample();
    if (HasFatalFailure())
        return;
    runMessySample();
    if (HasFatalFailure())
        return;
    compensateAll();
    if (HasFatalFailure())
        return;
    reconcileAgrees();
}

INSTANTIATE_TEST_SUITE_P(Looks, PathsTest,
                         testing::Values(Look{"en", ThemeKind::Light}, Look{"en", ThemeKind::Dark},
                                         Look{"zh_CN", ThemeKind::Light}, Look{"zh_CN", ThemeKind::Dark}),
                         [](const auto &look) { return look.param.name(); });

} // namespace weir::test
