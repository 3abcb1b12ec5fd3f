#pragma once

#include "ui/bridge/fieldpreview.h"
#include "ui/wizard/mapfields.h"

#include <QWidget>

#include <array>
#include <map>

class QLabel;
class QPushButton;
class QScrollArea;
class QToolButton;

namespace weir {

class BeforeAfter;
class ExpressionEdit;
class StepList;
struct StepSurroundings;

/// The lower half of the third step: what was found in the current field and what can be done about it, what its transform
/// makes of some rows, and the transform itself. Closed, only its first line is there.
class TransformPane final : public QWidget
{
    Q_OBJECT

public:
    explicit TransformPane(QWidget *parent = nullptr);

    /// Null: no field is current. \a context: that its expression is compiled in.
    void showField(const MapField *field, const ExpressionContext &context, const StepSurroundings &surroundings);
    void showPreview(const FieldPreview &preview, bool isStale);
    void setOpen(bool isOpen);
    [[nodiscard]] bool isOpen() const;
    [[nodiscard]] int rowsMax() const;
    /// Of the closed pane.
    [[nodiscard]] int headHeight() const;
    /// Opens the pane on the steps, or on the expression where there are none.
    void focusTransform();
    /// All rows at hand that something was found in.
    void showAllRows();

signals:
    void fixChosen(const weir::FieldFix &fix);
    void moreFixesAsked();
    void rowsAsked(int rowsMax);
    void openToggled(bool isOpen);
    /// \a name: of the step, for undo. \a mergeKey: as of WizardModel::edit().
    void transformEdited(const weir::Transform &transform, const QString &name, const QString &mergeKey);
    void expressionEdited(const QString &text);
    void crosswalkChosen(const weir::LookupDeclaration &table, const weir::Transform &transform);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeHead();
    void makeFixes();
    void fitFixes();
    void makeTransform();
    void showFixes(const MapField &field);
    void showTransform(const MapField &field, const ExpressionContext &context, const StepSurroundings &surroundings);
    void showView();
    [[nodiscard]] std::optional<Transform> rememberedOf(const MapField &field) const;
    void remember(const Transform &transform);

    static constexpr int fixesShownMax = 3;
    QLabel *m_name = nullptr, *m_sentence = nullptr;
    QToolButton *m_toggle = nullptr, *m_showSteps = nullptr, *m_showExpression = nullptr;
    QWidget *m_body = nullptr;
    QWidget *m_fixBar = nullptr;
    std::array<QPushButton *, fixesShownMax> m_fixes{};
    QToolButton *m_moreFixes = nullptr;
    QToolButton *m_allRows = nullptr;
    BeforeAfter *m_preview = nullptr;
    ExpressionEdit *m_expression = nullptr;
    StepList *m_steps = nullptr;
    QScrollArea *m_stepsRoom = nullptr;
    bool m_isOfSteps = true; ///< the field's transform is a list of steps
    /// Lists of steps as a person made them: what is turned off is in no mapping, and must come back with undo.
    std::map<std::string, std::vector<Transform>> m_remembered;
    std::string m_field; ///< target field that is shown
    std::vector<FieldFix> m_offered;
};

} // namespace weir
