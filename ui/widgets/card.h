#pragma once

#include "ui/widgets/wraplayout.h"

#include <QFrame>

class QLabel;
class QVBoxLayout;

namespace weir {

class ElidedLabel;

/// A surface with a section title, on the page's background.
class Card final : public QFrame
{
    Q_OBJECT

public:
    explicit Card(const QString &title = {}, QWidget *parent = nullptr);
    void setTitle(const QString &title);
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }
    /// Right of the title: buttons, a choice.
    [[nodiscard]] WrapLayout *head() const { return m_head; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QLabel *m_title = nullptr;
    WrapLayout *m_head = nullptr;
    QVBoxLayout *m_body = nullptr;
};

/// Title of a page with room for chips and its one primary button; in further lines where one does not hold them.
class PageHeader final : public QWidget
{
    Q_OBJECT

public:
    explicit PageHeader(const QString &title, QWidget *parent = nullptr);
    void setTitle(const QString &title);
    /// Between title and buttons.
    [[nodiscard]] WrapLayout *chips() const { return m_chips; }
    [[nodiscard]] WrapLayout *buttons() const { return m_buttons; }

private:
    ElidedLabel *m_title = nullptr;
    WrapLayout *m_chips = nullptr;
    WrapLayout *m_buttons = nullptr;
};

} // namespace weir
