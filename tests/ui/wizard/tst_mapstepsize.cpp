// The mapping step with many fields, large files and small windows, and for those who do not see it.

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

TEST_F(MapStepTest, fiveHundredFieldsAreFluent)
{
    const auto [source, target] = wideEnds(500);
    m_model.settle(WizardPart::Source, [](WizardState &state) {
        state.job.sourcePlace = "wide.csv";
        state.createsTable = false;
    });
    m_model.setTarget(target);
    m_model.setSource(source);
    m_step->resize(980, 640);
    m_step->show();
    ASSERT_TRUE(QTest::qWaitForWindowActive(m_step.get()));
    QSignalSpy resets(m_rows, &QAbstractItemModel::modelReset), changes(m_rows, &QAbstractItemModel::dataChanged);
    QSignalSpy ready(m_step.get(), &MapStep::ready);
    qint64 stallMs = 0;
    QElapsedTimer clock, beat;
    QTimer heart;
    QObject::connect(&heart, &QTimer::timeout, [&] { stallMs = std::max(stallMs, beat.restart()); });
    clock.start();
    m_step->enter();
    const qint64 entered = clock.elapsed();
    beat.start();
    heart.start(5);
    ASSERT_TRUE(waitUntil([&] { return ready.size() > 0; }));
    const qint64 checked = clock.elapsed();
    EXPECT_EQ(m_rows->rowCount(), 500);
    EXPECT_LE(entered, 500);
    EXPECT_LE(resets.size(), 1);
    ASSERT_TRUE(waitUntil([&] { return cell("line_amount_1", MapModel::Transform) == "Parse number"; }));
    ASSERT_TRUE(waitUntil([&] { return !field("line_amount_1").isStale; }));
    const qint64 settled = clock.elapsed();
    m_table->setFocus();
    resets.clear();
    changes.clear();
    clock.restart();
    QTest::keyClick(m_table, Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    const qint64 confirmed = clock.elapsed();
    EXPECT_TRUE(field("line_amount_499").isConfirmed);
    EXPECT_EQ(resets.size(), 0);
    EXPECT_LE(changes.size(), 1) << "one signal for all rows";
    clock.restart();
    find<QCheckBox>("mapReviewOnly")->click();
    const qint64 filtered = clock.elapsed();
    RecordProperty("enteredMs", static_cast<int>(entered));
    std::cout << "500 fields: entered " << entered << " ms, checked " << checked << " ms, parsed " << settled
        << " ms, all confirmed "
              << confirmed << " ms, filtered " << filtered << " ms, longest stall " << stallMs << " ms\n";
    EXPECT_LE(confirmed, 100);
}

TEST_F(MapStepTest, everyControlHasANameForPeopleAndOneForTests)
{
    m_step->resize(980, 640);
    openMessy();
    select("customer_name");
    const auto expectNames = [this] {
        for (QWidget *widget : m_step->findChildren<QWidget *>()) {
            QWidget *parent = widget->parentWidget();
            const bool isInner = widget->objectName().startsWith("qt_") || qobject_cast<QComboBox *>(parent)
                || qobject_cast<QLineEdit *>(parent) || qobject_cast<QAbstractSpinBox *>(parent);
            if (isInner || !(widget->focusPolicy() & Qt::TabFocus) || !widget->isVisibleTo(m_step.get()))
                continue;
            QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(widget);
            const std::string what = std::string(widget->metaObject()->className()) + " " + widget->objectName().toStdString();
            EXPECT_FALSE(widget->objectName().isEmpty()) << what;
            EXPECT_TRUE(spoken && !spoken->text(QAccessible::Name).isEmpty()) << what;
        }
    };
    for (QAction *action : find<QMenu>("mapStepMenu")->actions()) { // every kind of step has its own editor
        action->trigger();
        QTest::qWait(1);
        expectNames();
    }
    find<QToolButton>("mapShowExpression")->click();
    expectNames();
}

TEST_F(MapStepTest, aLargeFileIsCheckedBehindTheWindowAndLetGoAtOnce)
{
    std::string text = "id,name,amount\n";
    for (int i = 0; i < 300'000; ++i)
        text += std::to_string(i) + ",some name of usual length," + std::to_string(i) + ".50\n";
    text += "last,name,¥12.50\n";
    const std::string path = m_folder.write("large.csv", text);
    SourceLook look = lookAt(path);
    QElapsedTimer clock;
    clock.start();
    open(path, look, tableOf({{"id", "int64!"}, {"name", "text(40)"}, {"amount", "decimal(12,2)"}}));
    EXPECT_EQ(cell("id", MapModel::Check), "Fits 200/200 sampled") << "the sample first";
    ASSERT_TRUE(waitUntil([&] { return isWholeChecked(); }, 60'000));
    std::cout << "300,001 rows of three fields: checked in " << clock.elapsed() << " ms\n";
    EXPECT_EQ(cell("id", MapModel::Check), "1 of 300,001 not a number");
    m_model.edit("Edit", WizardPart::Mapping, [](WizardState &state) { findField(state.job, "name")->from = "id"; });
    QTest::qWait(2 * FieldChecks::debounceMs); // the file is being read again
    clock.restart();
    m_step.reset();
    EXPECT_LE(clock.elapsed(), 100);
}

TEST_F(MapStepTest, aNewTableOfFiveHundredFieldsIsFluentToo)
{
    SourceLook source = wideEnds(500).first;
    for (FieldProfile &profile : source.fields)
        profile.proposed = Type::text(60);
    TargetLook none;
    none.kind = "sqlite";
    open("wide.csv", source, none);
    ASSERT_EQ(m_rows->rowCount(), 500);
    QElapsedTimer clock;
    clock.start();
    QTest::keyClick(m_table, Qt::Key_Delete);
    EXPECT_LE(clock.elapsed(), 100) << "leaving out one of 500 fields";
    std::cout << "500 fields of a new table: one left out in " << clock.elapsed() << " ms\n";
    EXPECT_FALSE(m_rows->field(0).isMapped());
}

TEST_F(MapStepTest, fitsASmallWindowInBothLanguages)
{
    for (const char *language : {"en", "zh_CN", "pseudo"}) {
        useLanguage(*qApp, QLatin1String(language));
        makeStep();
        m_model.settle(WizardPart::Mapping, [](WizardState &state) { state.isMatched = false; });
        openMessy();
        ASSERT_TRUE(waitUntil([&] { return isWholeChecked(); }));
        select("customer_name"); // has fixes
        QTest::qWait(20);
        EXPECT_LE(m_step->minimumSizeHint().width(), widthMin) << language;
        EXPECT_LE(m_step->minimumSizeHint().height(), heightMin) << language;
        EXPECT_GE(m_table->viewport()->height() / m_table->rowHeight(0), 7) << "seven fields are seen in a small window";
        shot(language);
        std::cout << language << " needs " << m_step->minimumSizeHint().width() << " x "
            << m_step->minimumSizeHint().height();
        find<QToolButton>("mapPaneToggle")->click();
        QTest::qWait(200);
        EXPECT_TRUE(find<QPushButton>("mapFix0")->isVisible());
        EXPECT_EQ(m_step->height(), heightMin) << "the pane takes its room from the table";
        EXPECT_LE(find("mapPane")->minimumSizeHint().height(), find("mapPane")->height()) << language;
        shot((std::string(language) + "-open").c_str());
        std::cout << ", open " << m_step->minimumSizeHint().width() << " x " << m_step->minimumSizeHint().height() << "\n";
    }
    for (const auto &[kind, name] : {std::pair(ThemeKind::Dark, "dark"), std::pair(ThemeKind::HighContrast, "contrast")}) {
        applyTheme(*qApp, kind);
        QTest::qWait(20);
        shot(name);
    }
    applyTheme(*qApp, ThemeKind::Light, 150);
    QTest::qWait(50);
    shot("large-text");
    applyTheme(*qApp, ThemeKind::Light);
}

} // namespace weir::test
