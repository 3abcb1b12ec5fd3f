#pragma once

#include "ui/bridge/runqueries.h"
#include "ui/widgets/listmodel.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;

namespace weir {

class DataTable;

/// Two runs of a job side by side: how they went, their figures, and what was changed in the job between them.
class CompareRunsDialog final : public QDialog
{
    Q_OBJECT

public:
    /// A line of the comparison; \a change is empty where both runs say the same.
    struct Line
    {
        QString name, earlier, later, change;
        bool isDifferent = false;
        bool isNumber = false;
    };
    /// The lines of two runs, figures first, then each member of the job's definition that is not the same.
    [[nodiscard]] static std::vector<Line> compare(const RunDetail &earlier, const RunDetail &later);

    /// Begins with \a run and the one of its job before it.
    CompareRunsDialog(EngineClient &engine, const RunItem &run, QWidget *parent = nullptr);

private:
    void makeTable();
    void fillChoices(const std::vector<RunItem> &runs, qint64 chosen);
    void ask();
    void show(const RunDetail &earlier, const RunDetail &later);
    void filter();
    void copy();

    EngineClient &m_engine;
    QComboBox *m_earlier = nullptr;
    QComboBox *m_later = nullptr;
    QCheckBox *m_onlyDifferent = nullptr;
    QLabel *m_notice = nullptr;
    DataTable *m_table = nullptr;
    ListModel<Line> *m_model = nullptr;
    std::vector<Line> m_lines;
    int m_asked = 0; ///< answers to earlier questions are dropped
};

} // namespace weir
