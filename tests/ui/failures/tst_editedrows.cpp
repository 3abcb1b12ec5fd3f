// Rows that failed are edited, in a spreadsheet or in place, brought back and delivered: by the keyboard, against a real
// database.

#include "app/workbench/fixtures/fixture.h"
#include "core/ledger/database.h"
#include "tests/ui/support/openengine.h"
#include "tests/ui/support/recordingnavigator.h"
#include "ui/failures/compensationsheet.h"
#include "ui/failures/failurespage.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/inlinebanner.h"

#include <QApplication>
#include <QDialog>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTabBar>
#include <QTableWidget>
#include <QToolButton>

#include <fstream>
#include <set>
#include <sstream>

namespace weir::test {

class EditedRowsTest : public OpenEngine
{
protected:
    EditedRowsTest()
    {
        m_workspace = std::make_unique<Workspace>(*Workspace::open(workspace()));
        EXPECT_TRUE(buildMessyRun({m_workspace.get(), QDateTime::currentMSecsSinceEpoch()}));
        m_page = std::make_unique<FailuresPage>(Page::Context{&m_engine, &m_navigator});
        m_page->resize(1'280, 900);
        m_page->show();
        QApplication::setActiveWindow(m_page.get());
        m_page->open({});
        EXPECT_TRUE(waitUntil([&] { return m_page->isReady(); }));
        m_sheet = part<CompensationSheet>("compensationSheet");
    }
    template<typename T>
    T *part(const char *name)
    {
        return m_page->findChild<T *>(name);
    }
    QString label(const char *name) { return part<QLabel>(name)->text(); }
    std::int64_t number(const std::string &database, const char *sql)
    {
        return Database::open(workspace() + "/" + database, Database::Access::ReadOnly)->scalar(sql)->value_or(-1);
    }
    std::int64_t warehouse(const char *sql) { return number("warehouse.db", sql); }
    std::int64_t ledger(const char *sql) { return number("ledger.db", sql); }

    /// The menu "Edit in a file", opened by the space bar; its item by arrows and Enter.
    void chooseEdit(int item)
    {
        auto *button = part<QPushButton>("btnEditFile");
        ASSERT_TRUE(button->isEnabled());
        QTimer::singleShot(0, [button, item] {
            for (int i = 0; i <= item; ++i)
                QTest::keyClick(button->menu(), Qt::Key_Down);
            QTest::keyClick(button->menu(), Qt::Key_Return);
        });
        button->setFocus();
        QTest::keyClick(button, Qt::Key_Space);
        QCoreApplication::processEvents();
    }
    /// Every open row of the job in a file, for a reason.
    std::string exportToEdit(const std::string &name, bool isOfJob = true)
    {
        const std::string path = m_folder.file(name);
        chooseEdit(0);
        auto *dialog = m_page->findChild<QDialog *>("editExport");
        EXPECT_TRUE(dialog && waitUntil([&] { return dialog->isVisible(); }));
        auto *go = dialog->findChild<QPushButton *>("btnEditExport");
        auto *file = dialog->findChild<QLineEdit *>("editFile");
        file->selectAll();
        QTest::keyClicks(file, QString::fromStdString(path));
        EXPECT_FALSE(go->isEnabled()) << "values as they are leave the program for a reason only";
        QTest::keyClicks(dialog->findChild<QLineEdit *>("editReason"), "names are shortened");
        if (isOfJob)
            QTest::keyClick(dialog->findChild<QAbstractButton *>("editExport1"), Qt::Key_Space);
        EXPECT_TRUE(go->isEnabled()) << dialog->findChild<QLabel *>("editTrouble")->text().toStdString();
        const auto toasts = m_navigator.toasts.size();
        QTest::keyClick(go, Qt::Key_Return);
        EXPECT_TRUE(waitUntil([&] { return m_navigator.toasts.size() > toasts; }));
        return read(path);
    }
    static std::string read(const std::string &path)
    {
        std::stringstream text;
        text << std::ifstream(path).rdbuf();
        return text.str();
    }
    /// Chooses the file in the dialog by typing its name, and waits for what the sheet says.
    void bringBack(const std::string &content, const std::string &name = "edited.csv")
    {
        const std::string path = m_folder.file(name);
        std::ofstream(path) << content;
        QTimer timer; // the dialog has an event loop of its own
        QObject::connect(&timer, &QTimer::timeout, [&] {
            auto *dialog = qobject_cast<QFileDialog *>(QApplication::activeModalWidget());
            if (!dialog)
                return;
            auto *edit = dialog->findChild<QLineEdit *>("fileNameEdit");
            edit->setCompleter(nullptr); // its popup would take the keys
            edit->selectAll();
            QTest::keyClicks(edit, QString::fromStdString(path));
            QTest::keyClick(dialog, Qt::Key_Return);
        });
        timer.start(50);
        chooseEdit(1);
        ASSERT_TRUE(waitUntil([&] { return m_sheet->isVisible() && !m_sheet->isBusy(); }));
    }
    /// Enter on the sheet, to its end.
    void carryOut()
    {
        QTest::keyClick(m_sheet, Qt::Key_Return);
        ASSERT_TRUE(waitUntil([&] { return m_sheet->answer() && !m_sheet->answer()->isPreview && !m_sheet->isBusy(); }));
    }
    QString refused(int row, int column)
    {
        return part<DataTable>("refusedTable")->model()->index(row, column).data().toString();
    }
    /// Types a new value of a field of the current row.
    void type(const QString &field, const QString &value, Qt::Key key = Qt::Key_F2)
    {
        auto *values = part<QTableWidget>("rowValues");
        ASSERT_TRUE(waitUntil([&] { return values->findItems(field, Qt::MatchExactly).size() == 1; }));
        values->setCurrentCell(values->findItems(field, Qt::MatchExactly).first()->row(), 0);
        values->setFocus();
        QTest::keyClick(values, key);
        auto *editor = values->viewport()->findChild<QLineEdit *>();
        ASSERT_NE(editor, nullptr);
        editor->selectAll();
        QTest::keyClick(editor, Qt::Key_Delete);
        QTest::keyClicks(editor, value);
        QTest::keyClick(editor, Qt::Key_Return);
        ASSERT_TRUE(waitUntil([&] { return values->viewport()->findChild<QLineEdit *>() == nullptr; }));
    }
    void chooseCause(int row)
    {
        auto *causes = part<DataTable>("causeTable");
        causes->setFocus();
        while (causes->currentIndex().row() < row)
            QTest::keyClick(causes, Qt::Key_Down);
        auto *rows = part<DataTable>("failedRowTable");
        ASSERT_TRUE(waitUntil([&] { return rows->model()->index(0, 1).data().isValid(); }));
    }

    RecordingNavigator m_navigator;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<FailuresPage> m_page;
    CompensationSheet *m_sheet = nullptr;
};

namespace {

/// Cells of a line without quotes in it.
std::vector<std::string> cellsOf(const std::string &line)
{
    std::vector<std::string> cells(1);
    bool isQuoted = false;
    for (const char c : line) {
        if (c == '"')
            isQuoted = !isQuoted;
        if (c == ',' && !isQuoted)
            cells.emplace_back();
        else if (c != '\r')
            cells.back() += c;
    }
    return cells;
}

/// A person's work: names of at most 40 characters, dates that are some.
std::string mended(const std::string &text, int *lines = nullptr)
{
    std::stringstream in(text), out;
    std::string line;
    std::getline(in, line);
    const std::vector<std::string> head = cellsOf(line);
    const auto column = [&](const char *name) {
        return static_cast<std::size_t>(std::find(head.begin() + 7, head.end(), name) - head.begin());
    };
    const std::size_t name = column("CustName"), date = column("order_date");
    out << line << '\n';
    while (std::getline(in, line)) {
        std::vector<std::string> cells = cellsOf(line);
        (cells[3] == "TooLong" ? cells[name] : cells[date]) = cells[3] == "TooLong" ? "Shortened" : "2026-02-28";
        for (std::size_t i = 0; i < cells.size(); ++i)
            out << (i == 0 ? "" : ",") << cells[i];
        out << "\r\n";
        *(lines ? lines : std::make_unique<int>().get()) += 1;
    }
    return out.str();
}

std::string firstLines(const std::string &text, int count)
{
    std::size_t end = 0;
    for (; count > 0; --count)
        end = text.find('\n', end) + 1;
    return text.substr(0, end);
}

} // namespace

TEST_F(EditedRowsTest, ThirtySevenRowsAreEditedInAFileAndDelivered)
{
    const std::string text = exportToEdit("bad.csv");
    EXPECT_TRUE(text.starts_with("\xEF\xBB\xBFrow,")) << "a byte order mark, for spreadsheets";
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 38);
    EXPECT_EQ(text.find("***"), std::string::npos) << "values as they are";
    EXPECT_EQ(ledger("SELECT count(*) FROM audit WHERE action = 'values.show' AND subject = 'orders' AND detail LIKE "
                     "'%bad.csv: names are shortened'"),
              1);
    int lines = 0;
    bringBack(mended(text, &lines));
    ASSERT_EQ(lines, 37);
    EXPECT_EQ(label("editedFigures"), "changed 37 · unchanged 0 · refused 0");
    EXPECT_EQ(label("editedFields"), "New values: CustName in 29 rows, order_date in 8 rows");
    ASSERT_TRUE(m_sheet->answer());
    EXPECT_TRUE(m_sheet->answer()->isPreview);
    EXPECT_EQ(m_sheet->answer()->inserted, 37);
    EXPECT_FALSE(part<QTabBar>("sheetTabs")->isVisible());
    EXPECT_EQ(warehouse("SELECT count(*) FROM orders"), 1'963) << "a preview writes nothing";
    EXPECT_EQ(ledger("SELECT count(*) FROM event WHERE code = 'row.edited'"), 0) << "nor does it keep the new values";
    carryOut();
    EXPECT_EQ(m_sheet->answer()->inserted, 37);
    EXPECT_EQ(m_sheet->answer()->found, 37);
    EXPECT_EQ(warehouse("SELECT count(*) FROM orders"), 2'000);
    EXPECT_EQ(warehouse("SELECT count(DISTINCT order_id) FROM orders"), 2'000);
    EXPECT_EQ(warehouse("SELECT count(*) FROM orders WHERE customer_name = 'Shortened'"), 29);
    EXPECT_EQ(warehouse("SELECT count(*) FROM orders WHERE id_card LIKE '%*%'"), 0);
    EXPECT_EQ(ledger("SELECT count(*) FROM event WHERE code = 'row.edited'"), 37) << "what was read is kept";
    EXPECT_EQ(ledger("SELECT count(*) FROM audit WHERE action = 'rows.edited' AND detail = '37 rows'"), 1);
    QTest::keyClick(m_sheet, Qt::Key_Escape);
    ASSERT_TRUE(waitUntil([&] { return part<QToolButton>("failureList2")->text() == "Compensated 37"; }));
}

TEST_F(EditedRowsTest, LinesThatAreNotTakenAreNamedAndTheOthersDelivered)
{
    std::string text = mended(exportToEdit("bad.csv"));
    const std::string head = firstLines(text, 1), four = firstLines(text, 4);
    bringBack(four); // the first three
    ASSERT_EQ(m_sheet->answer()->inserted, 3);
    carryOut();
    QTest::keyClick(m_sheet, Qt::Key_Escape);
    ASSERT_TRUE(waitUntil([&] { return part<QToolButton>("failureList0")->text() == "Open 34"; }));

    // Those three again, a number that no row has, one row twice, and two good ones.
    const std::string rest = text.substr(four.size());
    const std::string wrong = "999999," + rest.substr(rest.find(',') + 1, rest.find('\n') - rest.find(','));
    const std::string good = firstLines(rest, 2);
    std::string third = rest.substr(good.size());
    third = firstLines(third, 1);
    bringBack(four + wrong + third + good + third, "second.csv");
    EXPECT_EQ(label("editedFigures"), "changed 2 · unchanged 0 · refused 6");
    ASSERT_TRUE(part<QTabBar>("sheetTabs")->isVisible());
    EXPECT_EQ(part<QTabBar>("sheetTabs")->tabText(1), "Refused 6");
    EXPECT_EQ(part<DataTable>("refusedTable")->model()->rowCount(), 6);
    EXPECT_EQ(refused(0, 0), "2");
    EXPECT_EQ(refused(0, 2), "compensated already");
    EXPECT_EQ(refused(3, 2), "This job has no such row");
    EXPECT_TRUE(refused(4, 2).startsWith("stands in line 9")) << refused(4, 2).toStdString();
    ASSERT_EQ(m_sheet->answer()->inserted, 2);
    carryOut();
    EXPECT_EQ(warehouse("SELECT count(*) FROM orders"), 1'968);
    EXPECT_EQ(warehouse("SELECT count(DISTINCT order_id) FROM orders"), 1'968);
}

TEST_F(EditedRowsTest, AFileWithAColumnThatTheSourceLacksIsRefusedAsAWhole)
{
    std::string text = mended(exportToEdit("bad.csv"));
    text.replace(text.find("CustName"), 8, "CustNamme");
    bringBack(text);
    EXPECT_FALSE(m_sheet->answer());
    EXPECT_EQ(label("sheetState"), "Nothing is taken from this file.");
    EXPECT_FALSE(part<QPushButton>("btnCompensateNow")->isEnabled());
    EXPECT_EQ(part<QTabBar>("sheetTabs")->currentIndex(), 1) << "the reason is before one's eyes";
    EXPECT_EQ(refused(0, 0), "1");
    EXPECT_EQ(refused(0, 1), "CustNamme");
    EXPECT_EQ(refused(0, 2), "The source has no field “CustNamme”. Is it “CustName”?");
    QTest::keyClick(m_sheet, Qt::Key_Return);
    EXPECT_EQ(warehouse("SELECT count(*) FROM orders"), 1'963);
}

TEST_F(EditedRowsTest, AFileThatNobodyEditedChangesNothing)
{
    bringBack(exportToEdit("bad.csv", false));
    EXPECT_EQ(label("editedFigures"), "changed 0 · unchanged 29 · refused 0");
    EXPECT_EQ(label("sheetState"), "No row has a new value that can be taken.");
    EXPECT_FALSE(part<QPushButton>("btnCompensateNow")->isEnabled());
}

TEST_F(EditedRowsTest, AMaskedExportThatComesBackKeepsWhatWasMasked)
{
    const std::string path = m_folder.file("masked.csv");
    FailureChoice choice;
    choice.job = "orders";
    ASSERT_TRUE(await(exportFailedRows(m_engine, choice, QString::fromStdString(path))));
    const std::string text = read(path);
    ASSERT_NE(text.find("***"), std::string::npos);
    bringBack(mended(text));
    EXPECT_EQ(label("editedFields"), "New values: CustName in 29 rows, order_date in 8 rows");
    carryOut();
    EXPECT_EQ(warehouse("SELECT count(*) FROM orders WHERE id_card LIKE '%*%'"), 0);
}

TEST_F(EditedRowsTest, AFileThatCannotBeReadIsTold)
{
    m_page->bringBackFrom(QString::fromStdString(m_folder.file("gone.csv")));
    ASSERT_TRUE(waitUntil([&] { return m_sheet->isVisible() && !m_sheet->isBusy(); }));
    EXPECT_TRUE(m_sheet->findChild<InlineBanner *>()->isVisible());
}

TEST_F(EditedRowsTest, AnExportIsNeverWrittenOverAFileThatMayHoldEdits)
{
    std::ofstream(m_folder.file("mine.csv")) << "my edits";
    chooseEdit(0);
    auto *dialog = m_page->findChild<QDialog *>("editExport");
    ASSERT_NE(dialog, nullptr);
    QTest::keyClicks(dialog->findChild<QLineEdit *>("editReason"), "a reason");
    auto *file = dialog->findChild<QLineEdit *>("editFile");
    file->selectAll();
    QTest::keyClicks(file, QString::fromStdString(m_folder.file("mine.csv")));
    EXPECT_FALSE(dialog->findChild<QPushButton *>("btnEditExport")->isEnabled());
    EXPECT_TRUE(dialog->findChild<QLabel *>("editTrouble")->text().contains("exists already"));
    QTest::keyClick(dialog, Qt::Key_Escape);
    EXPECT_EQ(ledger("SELECT count(*) FROM audit WHERE action = 'values.show'"), 0);
}

TEST_F(EditedRowsTest, AValueIsEditedInPlaceAndItsRowDelivered)
{
    chooseCause(1); // the eight that are no date
    type("order_date", "2026-02-27");
    auto *values = part<QTableWidget>("rowValues");
    const int row = values->findItems("order_date", Qt::MatchExactly).first()->row();
    EXPECT_EQ(values->item(row, 2)->text(), "2026-02-27");
    EXPECT_FALSE(values->item(row, 2)->icon().isNull()) << "marked by a shape, too";
    EXPECT_NE(values->item(row, 1)->text(), "2026-02-27") << "what was read stays before one's eyes";
    auto *go = part<QPushButton>("btnCompensateRow");
    EXPECT_EQ(go->text(), "Compensate this row…");
    EXPECT_EQ(ledger("SELECT count(*) FROM event WHERE code = 'row.edited'"), 0) << "nothing is kept before it is delivered";
    QTest::keyClick(go, Qt::Key_Space);
    ASSERT_TRUE(waitUntil([&] { return m_sheet->isVisible() && m_sheet->answer() && !m_sheet->isBusy(); }));
    EXPECT_EQ(m_sheet->answer()->selected, 1);
    EXPECT_EQ(m_sheet->answer()->inserted, 1);
    carryOut();
    EXPECT_EQ(warehouse("SELECT count(*) FROM orders"), 1'964);
    EXPECT_EQ(warehouse("SELECT count(*) FROM orders WHERE id_card LIKE '%*%'"), 0) << "what is masked is delivered as read";
    EXPECT_FALSE(go->isVisible());
}

TEST_F(EditedRowsTest, NewValuesOfSeveralRowsAreTakenBackOrDeliveredTogether)
{
    chooseCause(1);
    auto *rows = part<DataTable>("failedRowTable");
    auto *values = part<QTableWidget>("rowValues");
    type("order_date", "2026-02-27", Qt::Key_Return);
    rows->setFocus();
    const QString before = label("detailTitle");
    QTest::keyClick(rows, Qt::Key_Down);
    ASSERT_TRUE(waitUntil([&] { return label("detailTitle") != before; }));
    type("order_date", "2026-02-26");
    type("quantity", "7");
    EXPECT_EQ(part<QPushButton>("btnCompensateRow")->text(), "Compensate 2 edited rows…");
    const int quantity = values->findItems("quantity", Qt::MatchExactly).first()->row();
    EXPECT_EQ(values->item(quantity, 2)->text(), "7");
    values->setFocus();
    QTest::keyClick(values, Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(values->item(quantity, 2)->text(), "");
    // The cause as a whole takes the typed values along.
    auto *causes = part<DataTable>("causeTable");
    causes->setFocus();
    QTest::keyClick(causes, Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(waitUntil([&] { return m_sheet->isVisible() && m_sheet->answer() && !m_sheet->isBusy(); }));
    EXPECT_EQ(label("editedFigures"), "edited 2 · refused 0");
    EXPECT_EQ(m_sheet->answer()->inserted, 8);
    carryOut();
    EXPECT_EQ(warehouse("SELECT count(*) FROM orders WHERE order_date IS NULL"), 6) << "two have the dates that were typed";
    EXPECT_EQ(warehouse("SELECT count(*) FROM orders"), 1'971);
}

TEST_F(EditedRowsTest, AMaskedValueIsTypedAsAWholeOrNotAtAll)
{
    auto *values = part<QTableWidget>("rowValues");
    ASSERT_TRUE(waitUntil([&] { return values->findItems("id_card", Qt::MatchExactly).size() == 1; }));
    const int row = values->findItems("id_card", Qt::MatchExactly).first()->row();
    ASSERT_TRUE(values->item(row, 1)->text().contains("***"));
    values->setCurrentCell(row, 0);
    QTest::keyClick(values, Qt::Key_F2);
    auto *editor = values->viewport()->findChild<QLineEdit *>();
    ASSERT_NE(editor, nullptr);
    EXPECT_EQ(editor->text(), "") << "stars are no value to start from";
    EXPECT_FALSE(editor->placeholderText().isEmpty());
    QTest::keyClick(editor, Qt::Key_Return);
    EXPECT_EQ(values->item(row, 2)->text(), "");
    EXPECT_FALSE(part<QPushButton>("btnCompensateRow")->isVisible()) << "opened and closed is no edit";
}

} // namespace weir::test
