#pragma once

#include "ui/bridge/compensationqueries.h"
#include "ui/widgets/listmodel.h"

#include <QElapsedTimer>
#include <QFrame>
#include <QTimer>

class QButtonGroup;
class QCheckBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QTabBar;
class QVBoxLayout;

namespace weir {

class DataTable;
class EngineClient;
class InlineBanner;

/// The sheet beside the failures: how rows are put right (or what was edited), what would become of each, why none can be
/// written twice, and the one button that does it. Nothing is written before that.
///
/// Thread-safety: GUI thread.
class CompensationSheet final : public QFrame
{
    Q_OBJECT

public:
    explicit CompensationSheet(EngineClient &engine, QWidget *parent = nullptr);
    ~CompensationSheet() override; ///< a preview under way is dropped; a compensation goes on

    /// For the rows of \a cause, or the \a rows picked among them; with the new values \a typed for some of them.
    void open(const CauseItem &cause, qint64 run, std::vector<qint64> rows, const std::vector<TypedItem> &typed = {});
    /// For the rows that were edited in the file at \a path.
    void openFile(const QString &job, const QString &path);
    /// For the rows with new values \a typed in place.
    void openTyped(const QString &job, const std::vector<TypedItem> &typed);
    [[nodiscard]] bool isBusy() const { return m_isBusy; }
    /// What is shown: the preview, or the result.
    [[nodiscard]] const std::optional<CompensationAnswer> &answer() const { return m_answer; }

signals:
    void closed();
    /// Rows were delivered, or marked as being there; new values \a typed in place are kept with their rows by now.
    void compensated(const std::vector<TypedItem> &typed);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void build();
    QWidget *makeEdited();
    QTabBar *makeTabs();
    QWidget *makeTables();
    void begin(const QString &title, const QString &about);
    void readDraft(QFuture<Result<EditedDraft>> draft, const QString &doing);
    void takeDraft(const EditedDraft &draft);
    void tellDraft(const EditedDraft &draft);
    void askFixes();
    void showFixes(const std::vector<RowFix> &fixes);
    void preview();
    void carryOut();
    void take(const Result<CompensationAnswer> &answer);
    void tellFailure(const Error &error);
    void tellFigures(const CompensationAnswer &answer);
    void tellProgress();
    void cancelOrClose();
    void setBusy(bool isBusy, const QString &doing);

    EngineClient &m_engine;
    CompensationAsk m_ask;
    CauseItem m_cause;
    std::vector<TypedItem> m_typed;
    QString m_path; ///< of the file, to read it again
    QString m_sql; ///< of that fix
    std::map<int, int> m_lengths; ///< by fix
    bool m_isOfCause = false; ///< else of edited rows alone
    CancelToken m_token;
    WorkProgressPtr m_work;
    QElapsedTimer m_busySince;
    QTimer m_tick;
    std::optional<CompensationAnswer> m_answer;
    bool m_isBusy = false, m_isDelivering = false;
    int m_question = 0;

    QLabel *m_title = nullptr;
    QLabel *m_causeText = nullptr;
    QWidget *m_fixBox = nullptr;
    QVBoxLayout *m_fixes = nullptr;
    QButtonGroup *m_fixGroup = nullptr;
    QWidget *m_sqlBox = nullptr; ///< a fix that only the target's administrator can prepare
    QLabel *m_sqlText = nullptr;
    QWidget *m_edited = nullptr;
    QLabel *m_editedFigures = nullptr, *m_editedFields = nullptr;
    QTabBar *m_tabs = nullptr;
    QLabel *m_state = nullptr;
    QProgressBar *m_bar = nullptr;
    QLabel *m_figures = nullptr;
    QCheckBox *m_onlyBlocked = nullptr;
    QStackedWidget *m_tables = nullptr;
    DataTable *m_table = nullptr, *m_refusedTable = nullptr;
    ListModel<CompensatedItem> *m_rows = nullptr;
    ListModel<RefusedItem> *m_refused = nullptr;
    QWidget *m_whyBox = nullptr;
    QLabel *m_why = nullptr;
    InlineBanner *m_banner = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_go = nullptr;
};

} // namespace weir
