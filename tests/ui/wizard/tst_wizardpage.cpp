// From nothing to delivered rows through the wizard, by keys, against real files and a real database.

#include "tests/support/places.h"
#include "tests/ui/wizard/wizardpageworld.h"
#include "ui/text/format.h"

#include <QListWidget>
#include <QSignalSpy>
#include <QPlainTextEdit>
#include <QToolButton>

namespace weir::test {

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

TEST_F(WizardPageTest, aSourceThatIsGoneIsMappedByWhatWasSeenOfIt)
{
    const std::string file = workspace() + "/orders.csv";
    std::filesystem::copy(sourceDirectory() + "/resources/samples/orders_clean.csv", file);
    QSignalSpy saved(&model(), &WizardModel::draftSaved);
    open(QStringLiteral("file:") + QString::fromStdString(file));
    ASSERT_TRUE(waitUntil([&] { return model().source() && model().source()->isWhole && model().target(); }));
    const SchemaPtr seen = model().source()->schema;
    const QString draft = model().draftName();
    ASSERT_TRUE(waitUntil([&] { return saved.count() > 0 && model().isDraftSaved(); }));
    std::filesystem::remove(file);

    open({});
    open(QStringLiteral("draft:") + draft);
    ASSERT_TRUE(waitUntil([&] { return model().source() && model().source()->isFromDraft; }));
    EXPECT_TRUE(part<QWidget>("sourceBanner")->isVisible()) << "that it cannot be read is said all the same";
    EXPECT_TRUE(part<QLabel>("sourceState")->text().contains(timeText(model().source()->at)));
    ASSERT_EQ(model().source()->schema->size(), seen->size());
    for (std::size_t i = 0; i < seen->size(); ++i)
        EXPECT_EQ(model().source()->schema->field(i).name, seen->field(i).name);
    shoot("source-gone");
    for (const WizardStepId step : {WizardStepId::Target, WizardStepId::Map, WizardStepId::Rules, WizardStepId::Check}) {
        next();
        ASSERT_TRUE(waitForStep(step)) << part<QLabel>("wizardState")->text().toStdString();
    }
    EXPECT_EQ(model().job().mapping.fields.size(), seen->size());
    ASSERT_TRUE(waitUntil([&] { return part<QWidget>("checkBanner")->isVisible(); })) << "the check says what it could not look at";
}

TEST_F(WizardPageTest, aLineOfTheCheckUpOpensItsRows)
{
    std::ofstream orders(workspace() + "/damaged.csv");
    orders << "id,amount,note\n";
    for (int line = 2; line <= 1'001; ++line)
        orders << line << ',' << (line % 250 == 0 ? "#N/A" : "12.50") << ",plain\n";
    orders.close();
    open(QStringLiteral("file:") + QString::fromStdString(workspace()) + "/damaged.csv");
    ASSERT_TRUE(waitUntil([&] { return model().source() && model().source()->isWhole; }));
    auto *findings = part<QListWidget>("checkUp");
    ASSERT_EQ(findings->count(), 1);
    findings->setFocus();
    findings->setCurrentRow(0);
    QTest::keyClick(findings, Qt::Key_Return);
    auto *table = part<QAbstractItemView>("sampleTable");
    ASSERT_TRUE(waitUntil([&] { return table->model()->rowCount() == 4; }));
    for (int row = 0; row < 4; ++row)
        EXPECT_EQ(table->model()->index(row, 1).data().toString(), "#N/A");
    EXPECT_TRUE(part<QLabel>("findingRows")->text().startsWith("4 rows"));
    EXPECT_EQ(table->currentIndex().column(), 1);
    shoot("source-finding-rows");
    part<QPushButton>("btnBackToSample")->click();
    EXPECT_EQ(table->model()->rowCount(), SourceLook::sampleRowsMax);
    EXPECT_FALSE(part<QPushButton>("btnBackToSample")->isVisible());
}

TEST_F(WizardPageTest, theStatementOfANewTableIsShown)
{
    open(QStringLiteral("sample:clean"));
    ASSERT_TRUE(waitForStep(WizardStepId::Map));
    QTest::keyClick(m_page.get(), Qt::Key_2, Qt::AltModifier);
    ASSERT_TRUE(waitForStep(WizardStepId::Target));
    auto *sql = part<QPlainTextEdit>("creationSql");
    EXPECT_FALSE(sql->isVisible());
    part<QToolButton>("btnShowSql")->click();
    ASSERT_TRUE(waitUntil([&] { return sql->isVisible() && sql->toPlainText().startsWith("CREATE TABLE"); }));
    EXPECT_TRUE(sql->toPlainText().contains("\"order_id\" TEXT"));
    shoot("target-sql");
    part<QToolButton>("btnShowSql")->click();
    EXPECT_FALSE(sql->isVisible());
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
