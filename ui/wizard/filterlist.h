#pragma once

#include "ui/wizard/wizardmodel.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace weir {

/// The rows that are left out on purpose: the filters of the job, each counted under its name while it runs, and a line for
/// another one.
class FilterList final : public QWidget
{
    Q_OBJECT

public:
    explicit FilterList(WizardModel &model, QWidget *parent = nullptr);
    void update();

private:
    void add();
    void remove(const std::string &name);
    void tell();
    /// What \a drop does to the sample rows, or why it cannot be used.
    [[nodiscard]] QString judge(const QString &drop, bool &isUsable) const;

    WizardModel &m_model;
    QHBoxLayout *m_chips = nullptr;
    QLineEdit *m_text = nullptr;
    QPushButton *m_add = nullptr;
    QLabel *m_note = nullptr;
};

/// Filters that were proposed with the source (a total row) and are not there yet are added, without a step of undo.
void proposeFilters(WizardModel &model);

} // namespace weir
