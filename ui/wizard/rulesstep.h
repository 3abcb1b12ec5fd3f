#pragma once

#include "ui/wizard/wizardstep.h"

class QButtonGroup;
class QCheckBox;
class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QRadioButton;
class QSpinBox;
class QPushButton;

namespace weir {

class FilterList;
class WrapLayout;

/// Step 4: key, how rows are written, and what happens when one fails. Filled in before it is seen.
class RulesStep final : public WizardStep
{
    Q_OBJECT

public:
    RulesStep(const Page::Context &context, WizardModel &model, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const override;
    void enter() override;
    void focusFirst() override;

private:
    void buildName(QGridLayout &grid);
    void buildKey(QGridLayout &grid);
    void buildModes(QGridLayout &grid);
    void buildFailures(QGridLayout &grid);
    [[nodiscard]] WrapLayout *buildLimit();
    [[nodiscard]] QWidget *buildPromises();
    void edit(const QString &words, const std::function<void(WizardState &)> &change, const QString &mergeKey = {});
    void toggleKey(const QString &field, bool isOn);
    void fillKeyMenu();
    void update();
    void updateKey();
    void updatePromises();
    void updateBlocker();
    [[nodiscard]] bool isFileTarget() const;
    [[nodiscard]] bool isAllowed(WriteMode mode) const;

    QLineEdit *m_name = nullptr;
    QPushButton *m_key = nullptr;
    QLabel *m_keyText = nullptr;
    QButtonGroup *m_modes = nullptr;
    FilterList *m_filters = nullptr;
    QButtonGroup *m_badRows = nullptr;
    QCheckBox *m_stops = nullptr;
    QSpinBox *m_limit = nullptr;
    QComboBox *m_limitUnit = nullptr;
    QSpinBox *m_hours = nullptr;
    QLabel *m_safety = nullptr;
    QLabel *m_safetyIcon = nullptr;
    QLabel *m_guarantee = nullptr;
};

} // namespace weir
