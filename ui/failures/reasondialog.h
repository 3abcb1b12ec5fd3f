#pragma once

#include <QDialog>

class QCheckBox;
class QLineEdit;
class QPushButton;

namespace weir {

/// Asks for the reason of an act that can lose or multiply rows; it names the act and its count, and Cancel is the default.
class ReasonDialog final : public QDialog
{
    Q_OBJECT

public:
    struct Question
    {
        QString title, text;
        QString verb;           ///< on the button
        bool needsReason = true;
        QString tick;           ///< that has to be ticked; empty: nothing
    };
    explicit ReasonDialog(const Question &question, QWidget *parent = nullptr);

signals:
    void agreed(const QString &reason);

private:
    void update();

    bool m_needsReason = true;
    QLineEdit *m_reason = nullptr;
    QCheckBox *m_tick = nullptr; ///< null: nothing to tick
    QPushButton *m_go = nullptr;
};

} // namespace weir
