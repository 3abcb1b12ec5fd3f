#pragma once

#include "core/mapping/mapping.h"
#include "core/mapping/transformsteps.h"

#include <QStringList>
#include <QWidget>

#include <vector>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;
class QTableWidget;

namespace weir {

/// What a step may refer to.
struct StepSurroundings
{
    QStringList fields; ///< of the source
    std::vector<LookupDeclaration> lookups;
};

/// Edits the parameters of one transform step, in place: every change is told at once.
class StepEditor final : public QWidget
{
    Q_OBJECT

public:
    explicit StepEditor(QWidget *parent = nullptr);

    /// Shows \a step anew, unless it is what is shown.
    void setStep(const TransformStep &step, const StepSurroundings &surroundings);
    void clear();
    void focusFirst();

signals:
    void edited(const weir::TransformStep &step);
    /// The crosswalk's table is to be chosen.
    void crosswalkAsked();

private:
    void rebuild();
    void tell();
    void addParseNumber(QFormLayout &form);
    void addParseDate(QFormLayout &form);
    void addMapValues(QFormLayout &form);
    void addCombine(QFormLayout &form);
    void addSplit(QFormLayout &form);
    void addCrosswalk(QFormLayout &form);
    QLineEdit *addText(QFormLayout &form, const QString &label, const char *name, std::string &text);
    QCheckBox *addFlag(QFormLayout &form, const QString &label, const char *name, bool &flag);
    QSpinBox *addNumber(QFormLayout &form, const QString &label, const char *name, int &number, int from, int to);
    void addOtherwise(QFormLayout &form, const QString &label);
    void addNote(QFormLayout &form, const QString &text);
    void takePairs(const QTableWidget &table);

    TransformStep m_step;
    StepSurroundings m_surroundings;
    QWidget *m_form = nullptr;
    bool m_hasStep = false;
};

} // namespace weir
