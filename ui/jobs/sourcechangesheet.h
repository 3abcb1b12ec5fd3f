#pragma once

#include "ui/bridge/driftqueries.h"
#include "ui/widgets/listmodel.h"

#include <QDialog>

class QCheckBox;
class QLabel;
class QPushButton;
class QRadioButton;

namespace weir {

class DataTable;

/// What changed in the source of a job, field by field, and one button that applies the decision and saves it.
class SourceChangeSheet final : public QDialog
{
    Q_OBJECT

public:
    SourceChangeSheet(EngineClient &engine, const QString &job, QWidget *parent = nullptr);

signals:
    /// The job's file was changed: \a lines of its mapping.
    void applied(qint64 lines);
    void mappingAsked();

private:
    void makeChoices();
    void take(const Result<SourceChanges> &changes);
    void tellConsequence();
    void apply();

    EngineClient &m_engine;
    SourceChanges m_changes;
    int m_otherChanges = 0; ///< fields that are neither new nor gone
    QLabel *m_summary = nullptr;
    DataTable *m_table = nullptr;
    ListModel<DriftChange> *m_model = nullptr;
    QWidget *m_newFields = nullptr;
    QRadioButton *m_takes = nullptr;
    QRadioButton *m_leavesOut = nullptr;
    QCheckBox *m_readsRenamed = nullptr;
    QLabel *m_consequence = nullptr;
    QLabel *m_error = nullptr;
    QPushButton *m_apply = nullptr;
};

} // namespace weir
