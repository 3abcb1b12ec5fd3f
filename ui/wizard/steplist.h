#pragma once

#include "ui/wizard/stepeditor.h"

#include <QWidget>

#include <optional>

class QLabel;
class QListWidget;
class QToolButton;

namespace weir {

/// The transform of a field as a list of named steps: each can be added, turned off, moved, removed and edited in place.
class StepList final : public QWidget
{
    Q_OBJECT

public:
    explicit StepList(QWidget *parent = nullptr);

    /// \a made: type of the target, for the steps that are added. Nothing: the field is not made of steps.
    void setTransform(const std::optional<Transform> &transform, const Type &made, const StepSurroundings &surroundings);
    void focusList();
    [[nodiscard]] const std::optional<Transform> &transform() const { return m_transform; }

signals:
    /// \a name: for undo. \a mergeKey: edits with the same one are one step of it; may be empty.
    void edited(const weir::Transform &transform, const QString &name, const QString &mergeKey);
    /// Shown, but no change of the mapping yet: a crosswalk without a table.
    void noted(const weir::Transform &transform);
    void crosswalkChosen(const weir::LookupDeclaration &table, const weir::Transform &transform);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeButtons();
    void fill();
    void showCurrent();
    void add(StepKind kind);
    void remove();
    void move(int by);
    void toggle(int row, bool isOn);
    void takeStep(const TransformStep &step);
    [[nodiscard]] int current() const;

    std::optional<Transform> m_transform;
    Type m_made;
    StepSurroundings m_surroundings;
    QListWidget *m_list = nullptr;
    QToolButton *m_add = nullptr, *m_up = nullptr, *m_down = nullptr, *m_remove = nullptr;
    QLabel *m_note = nullptr;
    StepEditor *m_editor = nullptr;
    bool m_isFilling = false;
};

} // namespace weir
