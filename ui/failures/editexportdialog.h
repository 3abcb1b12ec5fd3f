#pragma once

#include "ui/bridge/editedqueries.h"

#include <QDialog>

class QButtonGroup;
class QLabel;
class QLineEdit;
class QPushButton;

namespace weir {

struct CauseItem;

/// Asks which rows are to be edited in a file, where, and why: the file holds values as they are, personal data included,
/// so that the audit log keeps a reason.
class EditExportDialog final : public QDialog
{
    Q_OBJECT

public:
    /// \a run: only rows of it, unless it is 0. \a open: rows of every cause of the job.
    EditExportDialog(const CauseItem &cause, qint64 run, qint64 open, QWidget *parent = nullptr);

signals:
    void exportAsked(const EditExport &request);

private:
    void browse();
    void update();

    QString m_job;
    qint64 m_cause = 0, m_run = 0;
    QButtonGroup *m_which = nullptr;
    QLineEdit *m_path = nullptr, *m_reason = nullptr;
    QLabel *m_trouble = nullptr;
    QPushButton *m_export = nullptr;
};

} // namespace weir
