#pragma once

#include "ui/shell/page.h"
#include "ui/wizard/wizardmodel.h"

namespace weir {

/// One step of the wizard. It shows and edits the WizardModel, keeps what it needs for showing alone, and tells the model
/// what blocks it (setBlocker with its id). Built once; entered as often as the rail leads to it.
class WizardStep : public QWidget
{
    Q_OBJECT

public:
    WizardStep(WizardStepId id, const Page::Context &context, WizardModel &model, QWidget *parent = nullptr)
        : QWidget(parent), m_id(id), m_model(model), m_engine(*context.engine), m_navigator(*context.navigator)
    {}

    [[nodiscard]] WizardStepId id() const { return m_id; }
    /// "Map fields"
    [[nodiscard]] virtual QString title() const = 0;
    /// Right of the title: "orders_messy.csv > orders (existing table, warehouse)"; may be empty.
    [[nodiscard]] virtual QString subtitle() const { return {}; }
    /// Becomes the current step: shows what the model holds now and asks for what is missing. Then, maybe later, ready().
    virtual void enter() = 0;
    virtual void leave() {}
    /// The wizard begins anew: what was kept for showing the job before is dropped.
    virtual void forget() {}
    /// Why Next does not go on; nothing: it does.
    [[nodiscard]] virtual std::optional<QString> blocker() const
    {
        const auto &blocker = m_model.blocker(m_id);
        return blocker ? std::optional<QString>(blocker->reason) : std::nullopt;
    }
    /// Next was pressed while blocked: moves the focus to what settles it.
    virtual void focusBlocker()
    {
        const auto &blocker = m_model.blocker(m_id);
        if (!blocker || blocker->control.isEmpty())
            return;
        if (auto *control = findChild<QWidget *>(blocker->control))
            control->setFocus(Qt::OtherFocusReason);
    }
    /// The control that gets the focus when the step is entered.
    virtual void focusFirst() = 0;

signals:
    /// What enter() asked for is shown.
    void ready();
    /// The title line changed.
    void titleChanged();

protected:
    WizardStepId m_id;
    WizardModel &m_model;
    EngineClient &m_engine;
    Navigator &m_navigator;
};

} // namespace weir
