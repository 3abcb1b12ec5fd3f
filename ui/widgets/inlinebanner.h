#pragma once

#include "ui/theme/tokens.h"

#include <QFrame>

#include <functional>
#include <vector>

class QBoxLayout;
class QLabel;
class QToolButton;

namespace weir {

class WrapLayout;

/// A message in the page, near what it is about: pushes the content down, stays until it is closed or no longer true.
/// Errors are shown here and never in a toast.
class InlineBanner final : public QFrame
{
    Q_OBJECT

public:
    struct Action
    {
        QString text;
        std::function<void()> run;
    };

    explicit InlineBanner(QWidget *parent = nullptr);

    /// \a isClosable: false while the state it tells of persists.
    void show(Hue hue, const QString &text, std::vector<Action> actions = {}, bool isClosable = true);
    /// Raw text of the engine behind "Technical details".
    void setDetails(const QString &details);
    [[nodiscard]] QString text() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();

    QLabel *m_text = nullptr;
    QLabel *m_details = nullptr;
    QToolButton *m_more = nullptr;
    QToolButton *m_close = nullptr;
    QBoxLayout *m_words = nullptr; ///< the sentence, and its buttons beside or beneath
    WrapLayout *m_buttons = nullptr;
    WrapLayout *m_actions = nullptr;
    Hue m_hue = Hue::Neutral;
};

} // namespace weir
