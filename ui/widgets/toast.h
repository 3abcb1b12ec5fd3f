#pragma once

#include <QFrame>
#include <QTimer>

#include <functional>

class QLabel;
class QPushButton;

namespace weir {

/// Success, with an Undo if there is one: 8 s at the bottom of its parent, longer while hovered or focused. Never an error.
class Toast final : public QFrame
{
    Q_OBJECT

public:
    explicit Toast(QWidget *parent);
    void show(const QString &text, std::function<void()> undo = {});

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();
    QLabel *m_text = nullptr;
    QPushButton *m_undo = nullptr;
    QTimer m_timer;
    std::function<void()> m_onUndo;
};

} // namespace weir
