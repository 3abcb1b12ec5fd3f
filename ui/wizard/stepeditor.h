#pragma once

#include "ui/wizard/stepsurroundings.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;
class QTableWidget;

namespace weir {


/// Edits the parameters of one transform step, in place: every change is told at once.
class StepEditor final : public QWidget
{
    Q_OBJECT

public:
    explicit StepEditor(QWidget *parent = nullptr);

    /// Shows \a step anew, unless it is what is shown.
    /// \a codes: the expression of what comes into the step.
    void setStep(const TransformStep &step, const std::string &codes, const StepSurroundings &surroundings);
    void clear();
    void focusFirst();

signals:
    void edited(const weir::TransformStep &step);
    /// The table of a crosswalk was chosen, and so its columns.
    void crosswalkChosen(const weir::LookupDeclaration &table, const weir::TransformStep &step);

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
    std::string m_codes; ///< expression of what a crosswalk looks up
    StepSurroundings m_surroundings;
    QWidget *m_form = nullptr;
    bool m_hasStep = false;
};

} // namespace weir
