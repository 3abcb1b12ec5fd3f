#pragma once

#include "ui/bridge/compensationqueries.h"
#include "ui/widgets/listmodel.h"

#include <QFrame>

class QButtonGroup;
class QCheckBox;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace weir {

class DataTable;
class EngineClient;
class InlineBanner;

/// The sheet beside the failures: how rows are put right, what would become of each, why none can be written twice, and
/// the one button that does it. Nothing is written before that.
///
/// Thread-safety: GUI thread.
class CompensationSheet final : public QFrame
{
    Q_OBJECT

public:
    explicit CompensationSheet(EngineClient &engine, QWidget *parent = nullptr);
    ~CompensationSheet() override; ///< a preview under way is dropped; a compensation goes on

    /// For the rows of \a cause, or the \a rows picked among them.
    void open(const CauseItem &cause, qint64 run, std::vector<qint64> rows);
    [[nodiscard]] bool isBusy() const { return m_isBusy; }
    /// What is shown: the preview, or the result.
    [[nodiscard]] const std::optional<CompensationAnswer> &answer() const { return m_answer; }

signals:
    void closed();
    /// Rows were delivered, or marked as being there.
    void compensated(qint64 run);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void showFixes(const std::vector<RowFix> &fixes);
    void preview();
    void carryOut();
    void take(const Result<CompensationAnswer> &answer);
    void tellFigures(const CompensationAnswer &answer);
    void setBusy(bool isBusy, const QString &doing);

    EngineClient &m_engine;
    CompensationAsk m_ask;
    CauseItem m_cause;
    CancelToken m_token;
    std::optional<CompensationAnswer> m_answer;
    bool m_isBusy = false;
    int m_question = 0;

    QLabel *m_title = nullptr;
    QLabel *m_causeText = nullptr;
    QVBoxLayout *m_fixes = nullptr;
    QButtonGroup *m_fixGroup = nullptr;
    QLabel *m_state = nullptr;
    QLabel *m_figures = nullptr;
    QCheckBox *m_onlyBlocked = nullptr;
    DataTable *m_table = nullptr;
    ListModel<CompensatedItem> *m_rows = nullptr;
    QLabel *m_why = nullptr;
    InlineBanner *m_banner = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_go = nullptr;
};

} // namespace weir
