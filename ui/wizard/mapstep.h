#pragma once

#include "ui/wizard/wizardstep.h"

class QLabel;

namespace weir {

/// Step 3: which target field gets which source field, and whether the values fit.
class MapStep final : public WizardStep
{
    Q_OBJECT

public:
    MapStep(const Page::Context &context, WizardModel &model, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const override;
    void enter() override;
    void focusFirst() override;

private:
    QLabel *m_text = nullptr;
};

} // namespace weir
