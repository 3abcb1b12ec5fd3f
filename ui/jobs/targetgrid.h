#pragma once

#include "ui/bridge/targetqueries.h"

#include <QDialog>
#include <QTimer>

class QAbstractItemModel;
class QLabel;
class QLineEdit;
class QPushButton;

namespace weir {

class DataTable;
class EngineClient;
class InlineBanner;

/// What stands in the target of a job, to look at and never to change: the first rows, a row by its key, how many there are
/// (that number comes when it is counted), and all of them as a file. Personal data is masked; holding *Show masked values*
/// for a second, with a reason, shows it for 30 s.
///
/// A window of its own beside the page, which stays usable. Thread-safety: GUI thread.
class TargetGrid final : public QDialog
{
    Q_OBJECT

public:
    TargetGrid(EngineClient &engine, const QString &job, QWidget *parent = nullptr);
    ~TargetGrid() override; ///< questions under way are dropped

    /// Opens one for \a job; closing it deletes it.
    static TargetGrid *openFor(EngineClient &engine, const QString &job, QWidget *parent);
    [[nodiscard]] bool isReady() const { return m_isReady; }
    /// Number of rows; -1 until it is counted.
    [[nodiscard]] qint64 count() const { return m_count; }

signals:
    void ready();

private:
    void build();
    void ask();
    void take(const Result<TargetRows> &rows);
    void takeCount(const Result<qint64> &rows);
    void reveal();
    void hideValues();
    void exportRows();
    void tell(const QString &what, const Error &error);
    void tellState();

    EngineClient &m_engine;
    QString m_job;
    CancelToken m_token; ///< of everything asked
    std::optional<TargetRows> m_rows;
    qint64 m_count = -1;
    bool m_isReady = false, m_isRevealed = false, m_isCounting = true;
    int m_question = 0;
    QTimer m_hold, m_revealed;

    QLabel *m_label = nullptr;
    QLineEdit *m_find = nullptr;
    QLabel *m_state = nullptr;
    QLabel *m_countText = nullptr;
    InlineBanner *m_banner = nullptr;
    DataTable *m_table = nullptr;
    QAbstractItemModel *m_model = nullptr;
    QLineEdit *m_reason = nullptr;
    QPushButton *m_reveal = nullptr;
    QPushButton *m_export = nullptr;
};

} // namespace weir
