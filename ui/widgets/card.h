#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace weir {

/// A surface with a section title, on the page's background.
class Card final : public QFrame
{
    Q_OBJECT

public:
    explicit Card(const QString &title = {}, QWidget *parent = nullptr);
    void setTitle(const QString &title);
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }
    /// Right of the title: buttons, a choice.
    [[nodiscard]] QHBoxLayout *head() const { return m_head; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QLabel *m_title = nullptr;
    QHBoxLayout *m_head = nullptr;
    QVBoxLayout *m_body = nullptr;
};

/// Title of a page with room for chips and its one primary button.
class PageHeader final : public QWidget
{
    Q_OBJECT

public:
    explicit PageHeader(const QString &title, QWidget *parent = nullptr);
    void setTitle(const QString &title);
    /// Between title and buttons.
    [[nodiscard]] QHBoxLayout *chips() const { return m_chips; }
    [[nodiscard]] QHBoxLayout *buttons() const { return m_buttons; }

private:
    QLabel *m_title = nullptr;
    QHBoxLayout *m_chips = nullptr;
    QHBoxLayout *m_buttons = nullptr;
};


} // namespace weir
