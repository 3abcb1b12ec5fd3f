#include "tests/ui/wizard/mapsteptest.h"
#include "ui/bridge/fieldchecks.h"
#include "ui/wizard/beforeafter.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTimer>
#include <QToolButton>

#include <filesystem>
#include <iostream>

namespace weir::test {

TEST_F(MapStepTest, theModelKeepsItsPromises)
{
    const QAbstractItemModelTester tester(m_rows, QAbstractItemModelTester::FailureReportingMode::Fatal);
    openMessy();
    find<QCheckBox>("mapReviewOnly")->click();
    select("customer_name");
    QTest::keyClick(m_table, Qt::Key_Space);
    find<QPushButton>("mapClear")->click();
    m_model.undo().undo();
    EXPECT_GT(m_rows->rowCount(), 0);
}

TEST_F(MapStepTest, fillsWhatMayBeFilledAndNothingElse)
{
    openMessy();
    EXPECT_EQ(cell("order_id", MapModel::Match), "Same");
    EXPECT_EQ(cell("customer_name", MapModel::Source), "CustName");
    EXPECT_EQ(cell("customer_name", MapModel::Match), "Likely");
    EXPECT_FALSE(field("region").isMapped());
    EXPECT_EQ(cell("region", MapModel::Check), "Nothing mapped");
    EXPECT_TRUE(m_model.job().hasMapping);
    EXPECT_TRUE(m_model.state().isMatched);
    EXPECT_EQ(m_model.undo().count(), 0) << "the automatic match is no step of undo";
    EXPECT_EQ(blocker(), "Choose what fills “region”: it is required.");
    shot("first");
}

TEST_F(MapStepTest, theWholeFileIsCheckedAndCountsAreExact)
{
    openMessy();
    ASSERT_TRUE(waitUntil([&] { return isWholeChecked(); }));
    EXPECT_EQ(cell("customer_name", MapModel::Check), "29 of 2,000 too long, max 57");
    EXPECT_EQ(cell("order_date", MapModel::Check), "8 of 2,000 not a date");
    ASSERT_TRUE(waitUntil([&] { return cell("amount", MapModel::Transform) == "Parse number" && isWholeChecked(); }));
    EXPECT_EQ(cell("amount", MapModel::Check), "12 with a currency, parsed")
        << "nothing is lost by it: it comes with the match";
    EXPECT_EQ(m_model.undo().count(), 0);
    EXPECT_EQ(cell("order_id", MapModel::Check), "Fits 2,000/2,000");
    EXPECT_EQ(m_rows->index(m_rows->rowOf("customer_name"), MapModel::Check).data(Qt::ToolTipRole).toString(),
              "29 of 2,000 values are longer than 40 characters. Longest: 57. Such rows would go to quarantine.");
    EXPECT_EQ(m_rows->index(m_rows->rowOf("customer_name"), MapModel::Match).data(Qt::ToolTipRole).toString(),
              "Likely match: same meaning, 98.6 % of values fit. Please confirm.") << "of all rows, not of the sample";
    EXPECT_EQ(cell("amount", MapModel::Match), "Same");
    shot("whole");
}

TEST_F(MapStepTest, theFooterCountsAndListsWhatIsLeftOut)
{
    openMessy();
    ASSERT_TRUE(waitUntil([&] { return isWholeChecked(); }));
    EXPECT_EQ(find<QLabel>("mapFooter")->text(), "7 of 8 target fields filled. 3 need review. 4 source fields not used.");
    auto *menu = find<QMenu>("mapLeftOutMenu");
    find<QToolButton>("mapLeftOut")->click();
    QStringList names;
    for (const QAction *action : menu->actions())
        names << action->text();
    EXPECT_TRUE(names.contains("sales_rep"));
    EXPECT_TRUE(names.contains("备注"));
    EXPECT_TRUE(names.contains("region"));
}

TEST_F(MapStepTest, SpaceConfirmsOneRowAndCtrlShiftAAllOfThem)
{
    openMessy();
    select("customer_name");
    QTest::keyClick(m_table, Qt::Key_Space);
    EXPECT_EQ(cell("customer_name", MapModel::Match), "Confirmed");
    EXPECT_EQ(m_model.undo().undoText(), "Confirm customer_name");
    QTest::keyClick(m_table, Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(cell("customer_name", MapModel::Match), "Likely");
    QTest::keyClick(m_table, Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_TRUE(field("customer_name").isConfirmed);
    EXPECT_TRUE(field("order_id").isConfirmed);
}

TEST_F(MapStepTest, aSourceIsPickedByTyping)
{
    openMessy();
    select("region");
    QTest::keyClick(m_table, Qt::Key_F2);
    auto *picker = m_table->findChild<QLineEdit *>("mapSourcePicker");
    ASSERT_NE(picker, nullptr);
    QTest::keyClicks(picker, "bz"); // 备注
    auto *list = m_step->findChild<QListView *>("mapSourceList");
    EXPECT_TRUE(list->isVisible());
    shot("picker");
    QTest::keyClick(picker, Qt::Key_Return);
    ASSERT_TRUE(waitUntil([&] { return field("region").isMapped(); }));
    EXPECT_EQ(*field("region").mapping->from, "备注");
    EXPECT_TRUE(field("region").isConfirmed);
    EXPECT_EQ(m_model.undo().undoText(), "Map region from 备注");
    QTest::keyClick(m_table, Qt::Key_Delete);
    EXPECT_FALSE(field("region").isMapped());
}

TEST_F(MapStepTest, aConstantFillsARequiredField)
{
    openMessy();
    select("region");
    QTest::keyClick(m_table, Qt::Key_Return);
    auto *picker = m_table->findChild<QLineEdit *>("mapSourcePicker");
    ASSERT_NE(picker, nullptr);
    QTest::keyClicks(picker, "North East");
    QTest::keyClick(picker, Qt::Key_Return); // no such field: the constant comes first
    ASSERT_TRUE(waitUntil([&] { return field("region").isMapped(); }));
    EXPECT_EQ(*field("region").mapping->value, "North East");
    EXPECT_TRUE(waitUntil([&] { return blocker().empty(); })) << blocker();
}

TEST_F(MapStepTest, suggestedFixesAreOneStepOfUndo)
{
    openMessy();
    ASSERT_TRUE(waitUntil([&] { return cell("amount", MapModel::Transform) == "Parse number" && isWholeChecked(); }));
    m_model.edit("Take it away", WizardPart::Mapping,
                 [](WizardState &state) { setSource(state, Schema(), "amount", "amount", false); });
    ASSERT_TRUE(waitUntil([&] { return isWholeChecked() && !field("amount").isStale; }));
    EXPECT_EQ(cell("amount", MapModel::Check), "12 of 2,000 have a currency") << "a person's choice stays";
    auto *button = find<QPushButton>("mapSuggested");
    EXPECT_EQ(button->text(), "Apply 1 suggested fix");
    button->click();
    EXPECT_EQ(m_model.undo().count(), 2);
    EXPECT_EQ(cell("amount", MapModel::Transform), "Parse number");
    EXPECT_TRUE(field("amount").isStale) << "what is shown is of the field as it was";
    m_model.undo().undo();
    EXPECT_EQ(cell("amount", MapModel::Transform), "");
}

TEST_F(MapStepTest, twoReadingsBlockUntilOneIsChosen)
{
    const std::string path = m_folder.write("dates.csv", "id,day\n1,03/04/2026\n2,2026-05-06\n");
    open(path, lookAt(path), tableOf({{"id", "int64!"}, {"day", "date"}}));
    EXPECT_EQ(blocker(), "Choose how to read \"03/04/2026\" before continuing.");
    m_step->focusBlocker();
    EXPECT_EQ(m_table->currentIndex().row(), m_rows->rowOf("day"));
    QTest::keyClick(m_table, Qt::Key_F4);
    auto *menu = m_step->findChild<QMenu *>("mapFixMenu");
    ASSERT_NE(menu, nullptr);
    ASSERT_NE(menu->activeAction(), nullptr);
    EXPECT_EQ(menu->activeAction()->text(), "Day first: 2026-04-03");
    QTest::keyClick(menu, Qt::Key_Return);
    ASSERT_TRUE(waitUntil([&] { return blocker().empty(); })) << blocker();
    EXPECT_EQ(cell("day", MapModel::Transform), "Parse date");
}

TEST_F(MapStepTest, beforeAndAfterShowOddRowsFirst)
{
    m_step->resize(980, 640);
    openMessy();
    auto *preview = find<DataTable>("mapPreview");
    const auto value = [&](int row, int column) { return preview->model()->index(row, column).data().toString(); };
    select("order_date");
    ASSERT_TRUE(waitUntil([&] { return isWholeChecked() && value(0, BeforeAfterModel::After).contains("date"); }));
    EXPECT_EQ(preview->model()->rowCount(), 8);
    EXPECT_TRUE(preview->isVisible());
    EXPECT_EQ(value(0, BeforeAfterModel::After), "Not a date");
    EXPECT_EQ(value(0, BeforeAfterModel::Note), "goes to quarantine");
    EXPECT_EQ(value(7, BeforeAfterModel::Note), "");
    shot("preview-date");
    find<QToolButton>("mapAllRows")->click();
    ASSERT_TRUE(waitUntil([&] { return preview->model()->rowCount() == 10; })) << "8 odd rows and 2 that show how it goes";
    select("amount");
    ASSERT_TRUE(waitUntil([&] { return value(0, BeforeAfterModel::Note) == "currency sign removed"; }));
    shot("preview-amount");
}

TEST_F(MapStepTest, aCutIsMarkedAndCounted)
{
    m_step->resize(980, 640);
    openMessy();
    ASSERT_TRUE(waitUntil([&] { return isWholeChecked(); }));
    select("customer_name", MapModel::Check);
    ASSERT_TRUE(find<QPushButton>("mapFix1")->text().contains("Cut to 40"));
    EXPECT_EQ(find<QPushButton>("mapFix1")->toolTip(),
              "This step removes characters. The target will not hold the full value.");
    find<QPushButton>("mapFix1")->click();
    auto *preview = find<DataTable>("mapPreview");
    ASSERT_TRUE(waitUntil([&] { return isWholeChecked(); }));
    const auto after = [&] { return preview->model()->index(0, BeforeAfterModel::After).data().toString(); };
    ASSERT_TRUE(waitUntil([&] { return after().contains("⟨cut "); }));
    EXPECT_EQ(cell("customer_name", MapModel::Check), "Fits, 29 shortened");
    shot("preview-cut");
}

TEST_F(MapStepTest, anEditShowsNewRowsInTimeAndGreysTheOldOnes)
{
    m_step->resize(980, 640);
    openMessy();
    ASSERT_TRUE(waitUntil([&] { return isWholeChecked(); }));
    select("customer_name", MapModel::Check);
    auto *preview = find<DataTable>("mapPreview");
    auto *rows = qobject_cast<BeforeAfterModel *>(preview->model());
    ASSERT_TRUE(waitUntil([&] { return rows->rowCount() == 8 && !rows->isStale(); }));
    QElapsedTimer clock;
    clock.start();
    find<QPushButton>("mapFix1")->click();
    EXPECT_TRUE(rows->isStale());
    ASSERT_TRUE(waitUntil([&] { return !rows->isStale(); }));
    EXPECT_LE(clock.elapsed(), FieldChecks::debounceMs + 200);
}

TEST_F(MapStepTest, stepsAreAddedTurnedOffMovedEditedAndRemoved)
{
    m_step->resize(980, 640);
    openMessy();
    select("customer_name");
    auto *steps = find<QListWidget>("mapSteps");
    const auto add = [&](const QString &name) {
        for (QAction *action : find<QMenu>("mapStepMenu")->actions()) {
            if (action->text() == name)
                action->trigger();
        }
    };
    const auto expr = [&] { return field("customer_name").mapping->expr.value_or(std::string()); };
    add("Cut");
    add("Trim");
    EXPECT_EQ(expr(), "trim(CustName)");
    EXPECT_EQ(field("customer_name").mapping->onTooLong, OnTooLong::Cut) << "what happens last stays last";
    EXPECT_EQ(m_model.undo().undoText(), "customer_name: Trim");
    ASSERT_EQ(steps->count(), 2);
    EXPECT_EQ(steps->item(1)->text(), "Cut: to the target's length, lossy");
    steps->setCurrentRow(1);
    auto *number = find<QSpinBox>("mapStepNumber");
    ASSERT_NE(number, nullptr);
    number->setFocus();
    number->selectAll();
    QTest::keyClicks(number, "12");
    EXPECT_EQ(expr(), "left(trim(CustName), 12)");
    EXPECT_EQ(find<QSpinBox>("mapStepNumber"), number) << "what is edited is not built anew";
    shot("steps");
    m_model.undo().undo();
    EXPECT_EQ(expr(), "trim(CustName)") << "typing is one step";

    steps->setFocus();
    steps->setCurrentRow(0);
    QTest::keyClick(steps, Qt::Key_Space);
    EXPECT_EQ(expr(), "");
    EXPECT_EQ(steps->count(), 2) << "what is off stays in the list";
    EXPECT_EQ(steps->item(0)->checkState(), Qt::Unchecked);
    EXPECT_EQ(m_model.undo().undoText(), "customer_name: Turn off: Trim");
    QTest::keyClick(steps, Qt::Key_Down, Qt::AltModifier);
    EXPECT_EQ(steps->currentRow(), 1);
    m_model.undo().undo();
    m_model.undo().undo();
    EXPECT_EQ(expr(), "trim(CustName)");
    EXPECT_EQ(steps->item(0)->checkState(), Qt::Checked);
    steps->setCurrentRow(0);
    QTest::keyClick(steps, Qt::Key_Delete);
    EXPECT_EQ(steps->count(), 1);
}

TEST_F(MapStepTest, anExpressionIsCompletedCheckedAndItsErrorUnderlined)
{
    m_step->resize(980, 640);
    openMessy();
    select("customer_name");
    find<QToolButton>("mapShowExpression")->click();
    auto *line = find<QPlainTextEdit>("mapExpression");
    EXPECT_EQ(line->toPlainText(), "CustName");
    line->setFocus();
    line->selectAll();
    QTest::keyClicks(line, "upp");
    auto *completions = m_step->findChild<QListView *>("mapCompletions");
    ASSERT_TRUE(completions->isVisible());
    QTest::keyClick(line, Qt::Key_Tab);
    EXPECT_EQ(line->toPlainText(), "upper()");
    EXPECT_TRUE(find<QLabel>("mapExpressionNote")->text().contains("(")) << "an argument is missing";
    QTest::keyClicks(line, "Cust");
    QTest::keyClick(line, Qt::Key_Tab);
    EXPECT_EQ(line->toPlainText(), "upper(CustName)");
    EXPECT_TRUE(find<QLabel>("mapExpressionNote")->text().startsWith("upper(")) << "help of the function at the cursor";
    ASSERT_TRUE(waitUntil([&] { return field("customer_name").mapping->expr == "upper(CustName)"; }));
    EXPECT_EQ(cell("customer_name", MapModel::Transform), "expression");
    EXPECT_EQ(m_model.undo().undoText(), "Expression of customer_name");

    line->selectAll();
    QTest::keyClicks(line, "trimm(CustName)");
    EXPECT_TRUE(find<QLabel>("mapExpressionNote")->text().contains("Did you mean “trim”?"));
    ASSERT_EQ(line->extraSelections().size(), 1);
    EXPECT_EQ(line->extraSelections()[0].cursor.selectedText(), "trimm");
    shot("expression");
    EXPECT_EQ(field("customer_name").mapping->expr, "upper(CustName)") << "what does not compile waits";
    m_table->setFocus();
    EXPECT_EQ(field("customer_name").mapping->expr, "trimm(CustName)");
    ASSERT_TRUE(waitUntil([&] { return field("customer_name").check.state == FieldState::Broken; }));
    EXPECT_TRUE(QString::fromStdString(blocker()).startsWith("“customer_name” does not work")) << blocker();
}

TEST_F(MapStepTest, codesAreLookedUpInATableAndThoseWithoutEntryAreListed)
{
    const std::string items = sourceDirectory() + "/resources/samples/items_mes.csv";
    m_step->resize(980, 700);
    open(items, lookAt(items), tableOf({{"item_code", "text(20)!"}, {"item_name", "text(60)"}, {"stock", "int64"}}));
    select("item_code");
    for (QAction *action : find<QMenu>("mapStepMenu")->actions()) {
        if (action->text() == "Code crosswalk")
            action->trigger();
    }
    EXPECT_EQ(m_model.undo().count(), 0) << "nothing is mapped otherwise before the table is known";
    auto *place = find<QLineEdit>("mapCrosswalkPlace");
    ASSERT_NE(place, nullptr);
    place->setFocus();
    QTest::keyClicks(place, QString::fromStdString(sourceDirectory() + "/resources/samples/erp_codes.csv"));
    QTest::keyClick(place, Qt::Key_Return);
    auto *state = find<QLabel>("mapCrosswalkState");
    ASSERT_TRUE(waitUntil([&] { return state->text() == "1,964 of 2,000 codes found, 36 not."; }))
        << state->text().toStdString();
    EXPECT_EQ(find<QComboBox>("mapCrosswalkKey")->currentText(), "mes_code") << "the column that holds the codes";
    EXPECT_EQ(find<QComboBox>("mapCrosswalkValue")->currentText(), "物料编码");
    auto *missing = find<QListWidget>("mapCrosswalkMissing");
    EXPECT_EQ(missing->count(), 36);
    EXPECT_TRUE(missing->item(0)->text().contains(": near ")) << missing->item(0)->text().toStdString();
    EXPECT_EQ(field("item_code").mapping->expr, "lookup('erp_codes', item_code)");
    ASSERT_EQ(m_model.job().mapping.lookups.size(), 1U);
    EXPECT_EQ(m_model.job().mapping.lookups[0].value, "物料编码");
    ASSERT_TRUE(waitUntil([&] { return isWholeChecked(); }));
    EXPECT_EQ(cell("item_code", MapModel::Check), "36 of 2,000 codes not found");
    auto *preview = find<DataTable>("mapPreview");
    const auto after = [&] { return preview->model()->index(0, BeforeAfterModel::After).data().toString(); };
    EXPECT_TRUE(waitUntil([&] { return after() == "Code has no counterpart"; }));
    shot("crosswalk");
    m_model.undo().undo();
    EXPECT_TRUE(m_model.job().mapping.lookups.empty()) << "one step of undo takes all of it back";
    EXPECT_EQ(field("item_code").mapping->from, "item_code");
}

TEST_F(MapStepTest, aDefaultIsTypedInPlaceAndLetsNextGoOn)
{
    const std::string path = m_folder.write("stock.csv", "id,qty\n1,5\n2,\n3,7\n");
    open(path, lookAt(path), tableOf({{"id", "int64!"}, {"qty", "int64!"}}));
    EXPECT_EQ(cell("qty", MapModel::Check), "1 of 3 empty, required");
    EXPECT_EQ(blocker(), "Choose a default for the empty values of “qty”, or let such rows go to quarantine.");
    m_step->focusBlocker();
    QTest::keyClick(m_table, Qt::Key_F4);
    auto *menu = m_step->findChild<QMenu *>("mapFixMenu");
    ASSERT_NE(menu, nullptr);
    EXPECT_EQ(menu->activeAction()->text(), "Default value…");
    QTest::keyClick(menu, Qt::Key_Return);
    auto *value = m_table->findChild<QLineEdit *>("mapDefaultValue");
    ASSERT_NE(value, nullptr);
    QTest::keyClicks(value, "0");
    QTest::keyClick(value, Qt::Key_Return);
    ASSERT_TRUE(waitUntil([&] { return blocker().empty(); })) << blocker();
    EXPECT_EQ(field("qty").mapping->defaultValue, "0");
    EXPECT_EQ(cell("qty", MapModel::Transform), "Default");
    m_model.undo().undo();
    ASSERT_TRUE(waitUntil([&] { return !blocker().empty(); }));
    for (QPushButton *fix : {find<QPushButton>("mapFix0"), find<QPushButton>("mapFix1")}) {
        if (fix->text() == "Let such rows go to quarantine")
            fix->click();
    }
    EXPECT_TRUE(blocker().empty()) << "quarantine was chosen: " << blocker();
    EXPECT_EQ(m_model.state().letGo, std::set<std::string>{"qty"});
    WizardState read;
    WizardStepId step = WizardStepId::Map;
    read.fromText(m_model.state().toText(step), step);
    EXPECT_EQ(read.letGo, m_model.state().letGo) << "a draft keeps it";
}

TEST_F(MapStepTest, aNewTableTakesEveryFieldWithItsPlannedTypeAndFollowsIt)
{
    TargetLook none;
    none.kind = "sqlite";
    open(messy, lookAt(messy), none);
    EXPECT_EQ(m_rows->rowCount(), 11);
    for (const MapField &each : m_rows->fields()) {
        ASSERT_TRUE(each.isMapped()) << each.name();
        EXPECT_EQ(each.level(), MatchLevel::Same) << each.name();
        EXPECT_EQ(*each.mapping->type, each.target.type) << each.name();
    }
    EXPECT_TRUE(waitUntil([&] { return blocker().empty(); })) << blocker();
    m_model.settle(WizardPart::Target, [](WizardState &state) { state.job.types["CustName"] = Type::text(40); });
    EXPECT_EQ(*field("CustName").mapping->type, Type::text(40)) << "a type that was chosen in step 2";
    ASSERT_TRUE(waitUntil([&] { return isWholeChecked(); }));
    EXPECT_EQ(cell("CustName", MapModel::Check), "29 of 2,000 too long, max 57");
    EXPECT_EQ(find<QPushButton>("mapSuggested")->text(), "Apply 1 suggested fix");
    find<QPushButton>("mapSuggested")->click();
    EXPECT_EQ(m_model.job().types.at("CustName"), Type::text(80)) << "wide enough, with room";
    ASSERT_TRUE(waitUntil([&] { return isWholeChecked(); }));
    EXPECT_EQ(cell("CustName", MapModel::Check), "Fits 2,000/2,000");
    select("备注");
    QTest::keyClick(m_table, Qt::Key_Delete);
    EXPECT_FALSE(field("备注").isMapped());
    EXPECT_EQ(find<QLabel>("mapFooter")->text(), "10 of 11 target fields filled. 0 need review. 1 source field not used.");
    EXPECT_EQ(m_model.job().mapping.fields.size(), 10U);
    m_step->enter();
    EXPECT_FALSE(field("备注").isMapped()) << "a later visit leaves the mapping alone";
}

TEST_F(MapStepTest, noGuessIsFilledAndNoKeyBelowSame)
{
    const std::string path = m_folder.write("people.csv", "Email consent,客户编号,Part,city\nyes,C1,7,Bonn\nno,C2,8,Wien\n");
    open(path, lookAt(path),
         tableOf({{"cust_no", "text(20)!"}, {"Email", "text(40)"}, {"Vendor SKU", "text(20)"}, {"City", "text(20)"}}));
    EXPECT_FALSE(field("Email").isMapped());
    EXPECT_FALSE(field("Vendor SKU").isMapped());
    EXPECT_FALSE(field("cust_no").isMapped()) << "same meaning is not the same name, and it is a key";
    EXPECT_EQ(cell("cust_no", MapModel::Match), "1 suggestion");
    EXPECT_EQ(cell("City", MapModel::Source), "city");
    EXPECT_FALSE(blocker().empty());
    find<QPushButton>("mapByPosition")->click();
    EXPECT_FALSE(field("cust_no").isMapped()) << "not by position either";
    EXPECT_EQ(cell("Vendor SKU", MapModel::Source), "Part");
    EXPECT_EQ(m_model.undo().undoText(), "Match by position");
    m_model.undo().undo();
    EXPECT_FALSE(field("Vendor SKU").isMapped());
    select("cust_no", MapModel::Check);
    QTest::keyClick(m_table, Qt::Key_F4);
    auto *menu = m_step->findChild<QMenu *>("mapFixMenu");
    ASSERT_NE(menu, nullptr);
    EXPECT_EQ(menu->activeAction()->text(), "Use 客户编号");
    QTest::keyClick(menu, Qt::Key_Return);
    ASSERT_TRUE(waitUntil([&] { return field("cust_no").isMapped(); }));
    EXPECT_TRUE(waitUntil([&] { return blocker().empty(); })) << blocker();
}

TEST_F(MapStepTest, anEditChecksItsFieldAgainAndNoOther)
{
    openMessy();
    ASSERT_TRUE(waitUntil([&] { return isWholeChecked(); }));
    select("quantity");
    m_model.edit("Edit", WizardPart::Mapping,
                 [](WizardState &state) { findField(state.job, "quantity")->from = "order_id"; });
    int stale = 0;
    for (const MapField &each : m_rows->fields())
        stale += each.isStale;
    EXPECT_EQ(stale, 1);
    ASSERT_TRUE(waitUntil([&] { return isWholeChecked(); }));
    EXPECT_EQ(cell("quantity", MapModel::Check), "2,000 of 2,000 not a number");
}

TEST_F(MapStepTest, aFileThatIsGoneLeavesTheSamplesAnswersAndSaysSo)
{
    std::string text = "id,name\n";
    for (int i = 0; i < 500; ++i)
        text += std::to_string(i) + ",name\n";
    const std::string path = m_folder.write("orders.csv", text);
    const SourceLook look = lookAt(path);
    std::filesystem::remove(path);
    open(path, look, tableOf({{"id", "int64!"}, {"name", "text(20)"}}));
    ASSERT_TRUE(waitUntil([&] { return find<QLabel>("mapFooter")->text().contains("could not be read to its end"); }));
    EXPECT_EQ(cell("id", MapModel::Check), "Fits 200/200 sampled");
    EXPECT_TRUE(blocker().empty()) << "offline design work goes on";
}

TEST_F(MapStepTest, editingAfterUndoSaysOnceWhatCanNoLongerBeRedone)
{
    openMessy();
    select("id_card");
    QTest::keyClick(m_table, Qt::Key_Space);
    select("quantity");
    QTest::keyClick(m_table, Qt::Key_Space);
    QTest::keyClick(m_table, Qt::Key_Z, Qt::ControlModifier);
    QTest::keyClick(m_table, Qt::Key_Z, Qt::ControlModifier);
    select("状态");
    QTest::keyClick(m_table, Qt::Key_Space);
    EXPECT_TRUE(find<QLabel>("mapFooter")->text().endsWith("2 undone steps can no longer be redone."));
}

} // namespace weir::test
