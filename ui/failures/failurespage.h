#pragma once

#include "ui/bridge/editedqueries.h"
#include "ui/bridge/failurequeries.h"
#include "ui/failures/reasondialog.h"
#include "ui/shell/page.h"
#include "ui/widgets/listmodel.h"

#include <QTimer>

class QAction;
class QButtonGroup;
class QComboBox;
class QLabel;
class QPushButton;
class QScrollArea;
class QStackedLayout;
class QToolButton;

namespace weir {

class CompensationSheet;
class DataTable;
class EmptyState;
class FailedRowModel;
class InlineBanner;
class RowDetail;
class WrapLayout;

/// A handful of causes for all rows that failed, the rows of one of them, and what is kept of a row. The page's argument:
/// "job:NAME", "run:NUMBER", or nothing.
class FailuresPage final : public Page
{
    Q_OBJECT

public:
    explicit FailuresPage(const Context &context);
    ~FailuresPage() override; ///< an export under way is dropped
    void open(const QString &argument) override;
    void refresh() override;
    [[nodiscard]] QWidget *findBox() const override;
    /// Shows what the edited file at \a path would change; nothing is written before a person says so.
    void bringBackFrom(const QString &path);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeLists();
    void arrange(); ///< the sheet beside the lists, or over them where both have no room
    void makeFilters(WrapLayout &row);
    QWidget *makeCauses();
    QWidget *makeRows();
    QWidget *makeUnknownBar();
    QWidget *makeDetail();
    void take(const FailureOverview &overview);
    void showRows();
    void showDetail();
    void compensate();
    void compensateTyped();
    void showSheet();
    void setAside();
    void mark(const CauseItem &cause, RowAction action, const std::vector<qint64> &rows, const QString &done, const QString &reason = {});
    void askUnknownWays();
    void askAndMark(RowAction action, ReasonDialog::Question question, const QString &done);
    void discard();
    void markArrived();
    void sendAgain();
    void exportRows();
    void askEditExport();
    void exportToEdit(const EditExport &request);
    void tellExport(const QString &path);
    void bringBack();
    void tellTrouble(const Error &error);
    [[nodiscard]] const CauseItem *currentCause() const;
    [[nodiscard]] std::vector<qint64> pickedRows() const; ///< empty: all of the cause
    void selectAll();
    void updateActions();

    FailureChoice m_choice;
    qint64 m_wantedCause = 0;
    FailureChoice::Which m_shown = FailureChoice::Which::Open; ///< what the list of causes is of
    CancelToken m_exportToken;
    WorkProgressPtr m_exported;
    QTimer m_exportTick;
    int m_question = 0, m_detailQuestion = 0;
    bool m_isAllSelected = false; ///< logically: every row of the cause

    QStackedLayout *m_views = nullptr;
    QScrollArea *m_lists = nullptr;
    EmptyState *m_empty = nullptr;
    InlineBanner *m_banner = nullptr;
    QComboBox *m_job = nullptr;
    QToolButton *m_run = nullptr; ///< "Run 41": pressed again, every run
    QButtonGroup *m_which = nullptr;
    DataTable *m_causeTable = nullptr;
    ListModel<CauseItem> *m_causes = nullptr;
    QLabel *m_rowsTitle = nullptr;
    DataTable *m_rowTable = nullptr;
    FailedRowModel *m_rows = nullptr;
    QPushButton *m_compensate = nullptr, *m_aside = nullptr, *m_discard = nullptr, *m_export = nullptr, *m_edit = nullptr, *m_selectAll = nullptr;
    QAction *m_editExport = nullptr, *m_bringBack = nullptr;
    QWidget *m_unknownBar = nullptr;
    QPushButton *m_check = nullptr, *m_arrived = nullptr, *m_sendAgain = nullptr;
    UnknownWays m_ways; ///< of m_waysJob
    QString m_waysJob;
    RowDetail *m_detail = nullptr;
    CompensationSheet *m_sheet = nullptr;
};

} // namespace weir
