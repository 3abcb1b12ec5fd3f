// From nothing to delivered rows through the wizard, by keys, against real files and a real database.

#include "core/ledger/database.h"
#include "tests/ui/support/openengine.h"
#include "tests/ui/support/recordingnavigator.h"
#include "ui/text/language.h"
#include "ui/theme/theme.h"
#include "ui/widgets/choicelist.h"
#include "ui/wizard/checkstep.h"
#include "ui/wizard/wizardpage.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <filesystem>
#include <fstream>

namespace weir::test {

class WizardPageTest : public OpenEngine
{
protected:
    WizardPageTest()
    {
        // For pictures: WEIR_SHOTS=folder WEIR_SHOT_LANG=zh_CN WEIR_SHOT_THEME=dark.
        if (qEnvironmentVariableIsSet("WEIR_SHOT_LANG"))
            useLanguage(*qApp, qEnvironmentVariable("WEIR_SHOT_LANG"));
        if (const auto theme = themeFromName(qEnvironmentVariable("WEIR_SHOT_THEME")))
            applyTheme(*qApp, *theme);
        m_page = std::make_unique<WizardPage>(Page::Context{&m_engine, &m_navigator, nullptr});
        m_page->resize(760, 470);
        m_page->show();
        m_page->activateWindow();
    }

    void open(const QString &argument) { m_page->open(argument); }
    [[nodiscard]] WizardModel &model() { return m_page->model(); }
    [[nodiscard]] bool waitForStep(WizardStepId step)
    {
        return waitUntil([&] { return m_page->isReady() && model().step() == step; });
    }
    void next() { QTest::keyClick(m_page.get(), Qt::Key_Return, Qt::ControlModifier); }
    template<typename T>
    T *part(const char *name)
    {
        return m_page->findChild<T *>(QLatin1String(name));
    }
    [[nodiscard]] bool waitForCheck()
    {
        return waitUntil([&] { return m_page->findChild<CheckStep *>()->look().has_value(); }, 20'000);
    }
    /// A picture of the page, where WEIR_SHOTS names a folder for them.
    void shoot(const char *name)
    {
        const QString folder = qEnvironmentVariable("WEIR_SHOTS");
        QTest::qWait(folder.isEmpty() ? 0 : 50);
        if (!folder.isEmpty())
            m_page->grab().save(QStringLiteral("%1/%2.png").arg(folder, QLatin1String(name)));
    }
    std::int64_t count(const std::string &file, const char *sql)
    {
        return Database::open(workspace() + "/" + file, Database::Access::ReadOnly)->scalar(sql)->value_or(-1);
    }
    /// Runs what Save and run began, and waits for its end.
    qint64 waitForRun()
    {
        EXPECT_TRUE(waitUntil([&] { return !m_navigator.visits.empty(); }, 20'000));
        if (m_navigator.visits.empty())
            return 0;
        EXPECT_EQ(m_navigator.visits.back().first, "run");
        EXPECT_TRUE(waitUntil([&] { return !m_engine.hasOwnRuns(); }, 30'000));
        return m_navigator.visits.back().second.toLongLong();
    }

    /// ID numbers of 18 digits and codes like 007 arrive byte for byte.
    void expectCodesAsWritten()
    {
        std::ifstream file(workspace() + "/samples/orders.csv");
        std::string line;
        std::getline(file, line);
        int compared = 0;
        auto database = Database::open(workspace() + "/warehouse.db", Database::Access::ReadOnly);
        while (std::getline(file, line)) {
            // Only names are quoted in the sample; rows without quotes can be cut at their commas.
            const QStringList cells = QString::fromStdString(line).trimmed().split(QLatin1Char(','));
            if (line.find('"') != std::string::npos || cells.size() != 11)
                continue;
            auto select = *database->prepare("SELECT id_card || ',' || item_code FROM orders WHERE order_id = ?");
            const std::string id = cells[0].toStdString();
            ASSERT_TRUE(*select.bind(id).step());
            EXPECT_EQ(select.text(0), (cells[3] + ',' + cells[4]).toStdString()) << line;
            ++compared;
        }
        EXPECT_GT(compared, 1'500);
    }

    RecordingNavigator m_navigator;
    std::unique_ptr<WizardPage> m_page;
};

TEST_F(WizardPageTest, theCleanSampleIsDeliveredWithThreeKeys)
{
    open(QStringLiteral("sample:clean"));
    ASSERT_TRUE(waitForStep(WizardStepId::Map));
    shoot("clean-3-map");
    EXPECT_EQ(model().job().key, std::vector<std::string>{"order_id"});
    EXPECT_EQ(model().job().mapping.fields.size(), 11U);
    next();
    ASSERT_TRUE(waitForStep(WizardStepId::Rules));
    shoot("clean-4-rules");
    EXPECT_TRUE(part<QLabel>("safetySentence")->text().contains("order_id"));
    next();
    ASSERT_TRUE(waitForStep(WizardStepId::Check));
    ASSERT_TRUE(waitForCheck());
    shoot("clean-5-check");
    EXPECT_EQ(m_page->findChild<CheckStep *>()->look()->balance.inserted, 2'000);
    EXPECT_FALSE(std::filesystem::exists(workspace() + "/warehouse.db")) << "a check writes nothing";
    next();
    ASSERT_GT(waitForRun(), 0);
    EXPECT_EQ(count("warehouse.db", "SELECT count(*) FROM orders"), 2'000);
    EXPECT_EQ(m_engine.jobNames(), QStringList{"orders"});
    expectCodesAsWritten();
    EXPECT_TRUE(waitUntil([&] { return !std::filesystem::exists(workspace() + "/drafts")
                                          || std::filesystem::is_empty(workspace() + "/drafts"); })) << "a saved job is no draft";
}

TEST_F(WizardPageTest, aJobIsMadeByHandInEightInteractions)
{
    open({});
    ASSERT_TRUE(waitForStep(WizardStepId::Source));
    auto *sources = part<ChoiceList>("sourceList");
    ASSERT_TRUE(waitUntil([&] { return sources->count() >= 5; }));
    shoot("manual-1-choose");
    EXPECT_EQ(m_page->focusWidget(), sources);
    int interactions = 1; // New job
    const auto press = [&](QWidget *widget, Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(widget, key, modifiers);
        ++interactions;
    };
    press(sources, Qt::Key_Return); // the first: orders.csv
    ASSERT_TRUE(waitUntil([&] { return model().source() && model().source()->isWhole && model().target(); }));
    shoot("manual-1-source");
    press(m_page.get(), Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(waitForStep(WizardStepId::Target));
    shoot("manual-2-target");
    press(m_page.get(), Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(waitForStep(WizardStepId::Map));
    press(m_page.get(), Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(waitForStep(WizardStepId::Rules));
    press(m_page.get(), Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(waitForStep(WizardStepId::Check));
    ASSERT_TRUE(waitForCheck());
    press(m_page.get(), Qt::Key_Return, Qt::ControlModifier);
    ASSERT_GT(waitForRun(), 0);
    EXPECT_LE(interactions, 8);
    EXPECT_EQ(count("warehouse.db", "SELECT count(*) FROM orders"), 2'000);
}

TEST_F(WizardPageTest, theMessySampleShowsItsFindingsBeforeTheRun)
{
    open(QStringLiteral("sample:messy"));
    ASSERT_TRUE(waitForStep(WizardStepId::Map));
    EXPECT_FALSE(model().state().createsTable);
    shoot("messy-3-map");
    next();
    ASSERT_TRUE(waitForStep(WizardStepId::Rules));
    next();
    ASSERT_TRUE(waitForStep(WizardStepId::Check));
    ASSERT_TRUE(waitForCheck());
    shoot("messy-5-check");
    const DryRunLook look = *m_page->findChild<CheckStep *>()->look();
    EXPECT_TRUE(look.isTried);
    ASSERT_EQ(look.causes.size(), 2U);
    EXPECT_EQ(look.causes[0].rows, 29);
    EXPECT_EQ(look.causes[1].rows, 8);
    EXPECT_EQ(look.balance.quarantined, 37);
    QTest::keyClick(part<QPushButton>("btnSeeRows0"), Qt::Key_Space);
    EXPECT_EQ(part<QAbstractItemView>("checkRows")->model()->rowCount(), 29);
    shoot("messy-5-rows");
    next();
    ASSERT_GT(waitForRun(), 0);
    EXPECT_EQ(count("samples/samples.db", "SELECT count(*) FROM orders"), 1'963);
}

TEST_F(WizardPageTest, whatWasBegunComesBackAsADraft)
{
    open({});
    ASSERT_TRUE(waitForStep(WizardStepId::Source));
    ASSERT_TRUE(waitUntil([&] { return part<ChoiceList>("sourceList")->count() >= 5; }));
    QString place;
    QObject::connect(m_page.get(), &Page::placeChanged, [&](const QString &argument) { place = argument; });
    QTest::keyClick(part<ChoiceList>("sourceList"), Qt::Key_Return);
    ASSERT_TRUE(waitUntil([&] { return model().source() && model().target(); }));
    ASSERT_TRUE(waitUntil([&] { return model().isDraftSaved() && place.startsWith("draft:"); }));
    const std::string before = model().job().sourcePlace;
    open({});
    EXPECT_TRUE(model().job().sourcePlace.empty());
    open(place);
    ASSERT_TRUE(waitUntil([&] { return model().job().sourcePlace == before; }));
}

TEST_F(WizardPageTest, aFileThatIsNotThereIsSaidAndNothingGoesOn)
{
    open(QStringLiteral("file:/nowhere/orders.csv"));
    ASSERT_TRUE(waitForStep(WizardStepId::Source));
    ASSERT_TRUE(waitUntil([&] { return part<QWidget>("sourceBanner")->isVisible(); }));
    shoot("source-error");
    next();
    EXPECT_EQ(model().step(), WizardStepId::Source);
    EXPECT_FALSE(part<QLabel>("wizardState")->text().isEmpty());
}

/// What people export: a title above the header, codes with lost zeros, a total at the end.
TEST_F(WizardPageTest, aReportIsReadAsATableAndItsTotalIsLeftOut)
{
    std::ofstream file(workspace() + "/report.csv");
    file << "Stock report\n\nitem_code,qty\n";
    for (int i = 0; i < 40; ++i)
        file << (i < 34 ? 12'000 : 2'000) + i << ',' << i << '\n';
    file << "Total,780\n";
    file.close();
    open(QStringLiteral("file:") + QString::fromStdString(workspace()) + "/report.csv");
    ASSERT_TRUE(waitUntil([&] { return model().source() && model().target(); }));
    QStringList checkUp;
    auto *list = part<QAbstractItemView>("checkUp");
    for (int row = 0; row < list->model()->rowCount(); ++row)
        checkUp += list->model()->index(row, 0).data().toString();
    shoot("report-1-source");
    EXPECT_TRUE(checkUp.join('|').contains("total row")) << checkUp.join('|').toStdString();
    EXPECT_TRUE(checkUp.join('|').contains("leading zeros")) << checkUp.join('|').toStdString();
    ASSERT_EQ(model().job().mapping.filters.size(), 1U);
    next();
    ASSERT_TRUE(waitForStep(WizardStepId::Target));
    next();
    ASSERT_TRUE(waitForStep(WizardStepId::Map));
    next();
    ASSERT_TRUE(waitForStep(WizardStepId::Rules)) << part<QLabel>("wizardState")->text().toStdString();
    auto *filter = part<QLineEdit>("filterText");
    filter->setFocus();
    QTest::keyClicks(filter, "qtty = '3'");
    EXPECT_TRUE(part<QLabel>("filterNote")->text().contains("qty")) << "did you mean";
    filter->selectAll();
    QTest::keyClicks(filter, "qty = '3'");
    EXPECT_EQ(part<QLabel>("filterNote")->text(), "Leaves out 1 of 41 sample rows.");
    shoot("report-4-rules");
    QTest::keyClick(filter, Qt::Key_Return);
    EXPECT_EQ(model().job().mapping.filters.size(), 2U);
    next();
    ASSERT_TRUE(waitForStep(WizardStepId::Check));
    ASSERT_TRUE(waitForCheck());
    EXPECT_EQ(m_page->findChild<CheckStep *>()->look()->balance.filtered, 2);
    EXPECT_EQ(m_page->findChild<CheckStep *>()->look()->balance.inserted, 39);
}

TEST_F(WizardPageTest, backLosesNothingAndUndoTakesBackStepByStep)
{
    open(QStringLiteral("sample:clean"));
    ASSERT_TRUE(waitForStep(WizardStepId::Map));
    next();
    ASSERT_TRUE(waitForStep(WizardStepId::Rules));
    auto *name = part<QLineEdit>("jobName");
    name->setFocus();
    name->selectAll();
    QTest::keyClicks(name, "my orders");
    EXPECT_EQ(model().job().name, "my orders");
    QTest::keyClick(m_page.get(), Qt::Key_1, Qt::AltModifier);
    ASSERT_TRUE(waitForStep(WizardStepId::Source));
    QTest::keyClick(m_page.get(), Qt::Key_4, Qt::AltModifier);
    ASSERT_TRUE(waitForStep(WizardStepId::Rules));
    EXPECT_EQ(model().job().name, "my orders");
    EXPECT_EQ(model().job().mapping.fields.size(), 11U);
    part<QPushButton>("btnNext")->setFocus();
    QTest::keyClick(part<QPushButton>("btnNext"), Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(model().job().name, "orders") << "typing is one step";
}

} // namespace weir::test
