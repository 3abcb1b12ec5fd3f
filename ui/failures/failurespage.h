#pragma once

#include "ui/bridge/failurequeries.h"
#include "ui/shell/page.h"
#include "ui/widgets/listmodel.h"

class QButtonGroup;
class QComboBox;
class QLabel;
class QPushButton;
class QStackedLayout;
class QTableWidget;
class QToolButton;

namespace weir {

class CompensationSheet;
class DataTable;
class EmptyState;
class FailedRowModel;
class InlineBanner;

/// A handful of causes for all rows that failed, the rows of one of them, and what is kept of a row. The page's argument:
/// "job:NAME", "run:NUMBER", or nothing.
class FailuresPage final : public Page
{
    Q_OBJECT

public:
    explicit FailuresPage(const Context &context);
    void open(const QString &argument) override;
    void refresh() override;
    [[nodiscard]] QWidget *findBox() const override;
    /// Values edited in an exported file replace those kept.
    void bringBackFrom(const QString &path);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *makeLists();
    QWidget *makeFilters();
    QWidget *makeCauses();
    QWidget *makeRows();
    QWidget *makeDetail();
    void take(const FailureOverview &overview);
    void showRows();
    void showDetail();
    void tellDetail(const FailedRowDetail &detail);
    void compensate();
    void setAside();
    void mark(RowAction action, const std::vector<qint64> &rows, const QString &done);
    void exportRows();
    void bringBack();
    void editValue(int row);
    [[nodiscard]] const CauseItem *currentCause() const;
    [[nodiscard]] std::vector<qint64> pickedRows() const; ///< empty: all of the cause
    void selectAll();
    void updateActions();

    FailureChoice m_choice;
    qint64 m_wantedCause = 0;
    std::optional<FailedRowDetail> m_detail; ///< of the row shown
    int m_question = 0, m_detailQuestion = 0;
    bool m_isAllSelected = false; ///< logically: every row of the cause

    QStackedLayout *m_views = nullptr;
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
    QPushButton *m_compensate = nullptr, *m_aside = nullptr, *m_export = nullptr, *m_bringBack = nullptr, *m_selectAll = nullptr;
    QLabel *m_detailTitle = nullptr;
    QTableWidget *m_values = nullptr;
    QLabel *m_history = nullptr;
    CompensationSheet *m_sheet = nullptr;
};

} // namespace weir
