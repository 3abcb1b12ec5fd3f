#pragma once

#include "ui/bridge/editedqueries.h"
#include "ui/bridge/failurequeries.h"

#include <QWidget>

#include <map>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QTabWidget;
class QTableWidgetItem;

namespace weir {

/// All that is kept of a failed row, and the new values that a person types beside those read. New values of any number of
/// rows wait here until they are delivered or taken back; nothing is written before.
///
/// Thread-safety: GUI thread.
class RowDetail final : public QWidget
{
    Q_OBJECT

public:
    explicit RowDetail(QWidget *parent = nullptr);

    /// \a isEditable: of a row that waits for compensation.
    void show(const FailedRowDetail &detail, bool isEditable);
    void clear();

    /// New values of rows of \a job, by row; of one \a cause unless it is 0.
    [[nodiscard]] std::vector<TypedItem> typed(const QString &job, qint64 cause = 0) const;
    [[nodiscard]] const QString &job() const { return m_detail.job; } ///< of the row shown
    /// The rows were delivered, or are no longer open.
    void forget(const std::vector<TypedItem> &values);

protected:
    void resizeEvent(QResizeEvent *event) override;

signals:
    /// The rows with new values are to be delivered.
    void compensateAsked();

private:
    class Values;
    class Editor;
    struct Draft
    {
        QString job;
        qint64 cause = 0;
        std::map<QString, std::optional<QString>> values;
    };
    struct Step ///< to be taken back
    {
        qint64 row = 0;
        QString field;
        bool hadValue = false;
        std::optional<QString> value;
    };

    void keepHeight();
    void takeTyped(const QTableWidgetItem *item);
    void takeBack();
    void fill();
    void tellExchange();
    void tellTyped(int row);
    void tellEdits();
    [[nodiscard]] const Draft *draftShown() const;
    [[nodiscard]] bool canEdit(const FailedRowDetail::Value &value) const;

    FailedRowDetail m_detail;
    bool m_isEditable = false;
    std::map<qint64, Draft> m_drafts;
    std::vector<Step> m_steps;

    QLabel *m_title = nullptr;
    QTabWidget *m_tabs = nullptr; ///< the row; the request that held it and the answer, where there was one
    Values *m_values = nullptr;
    QPlainTextEdit *m_request = nullptr, *m_response = nullptr;
    QLabel *m_history = nullptr;
    QLabel *m_note = nullptr;
    QPushButton *m_back = nullptr, *m_compensate = nullptr;
};

} // namespace weir
