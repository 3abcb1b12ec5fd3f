#pragma once

#include "ui/bridge/fieldpreview.h"
#include "ui/wizard/mapfields.h"

#include <QWidget>

#include <array>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace weir {

class BeforeAfter;

/// The lower half of the third step: what was found in the current field and what can be done about it, what its transform
/// makes of some rows, and the transform itself. Closed, only its first line is there.
class TransformPane final : public QWidget
{
    Q_OBJECT

public:
    explicit TransformPane(QWidget *parent = nullptr);

    /// Null: no field is current.
    void showField(const MapField *field);
    void showPreview(const FieldPreview &preview, bool isStale);
    void setOpen(bool isOpen);
    [[nodiscard]] bool isOpen() const;
    [[nodiscard]] int rowsMax() const;
    /// Of the closed pane.
    [[nodiscard]] int headHeight() const;
    /// All rows at hand that something was found in.
    void showAllRows();

signals:
    void fixChosen(const weir::FieldFix &fix);
    void moreFixesAsked();
    void rowsAsked(int rowsMax);
    void openToggled(bool isOpen);

private:
    void makeHead();
    void makeFixes();
    void showFixes(const MapField &field);

    static constexpr int fixesShownMax = 3;
    QLabel *m_name = nullptr, *m_sentence = nullptr;
    QToolButton *m_toggle = nullptr;
    QWidget *m_body = nullptr;
    QWidget *m_fixBar = nullptr;
    std::array<QPushButton *, fixesShownMax> m_fixes{};
    QToolButton *m_moreFixes = nullptr;
    QToolButton *m_allRows = nullptr;
    BeforeAfter *m_preview = nullptr;
    QHBoxLayout *m_lower = nullptr;
    std::string m_field; ///< target field that is shown
    std::vector<FieldFix> m_offered;
};

} // namespace weir
