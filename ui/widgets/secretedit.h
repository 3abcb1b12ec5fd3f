#pragma once

#include "core/secrets/secret.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace weir {

/// Takes a secret and never shows one: what is kept is told by its place alone, not its value and not its length.
class SecretEdit final : public QWidget
{
    Q_OBJECT

public:
    explicit SecretEdit(const QString &accessibleName, QWidget *parent = nullptr);
    /// Where the secret is kept; empty: it is not kept yet, so it is asked for.
    void setPlace(const QString &place);
    [[nodiscard]] bool hasValue() const;
    /// What was typed; the field is empty afterwards.
    [[nodiscard]] Secret take();

private:
    QLabel *m_kept = nullptr;
    QLineEdit *m_edit = nullptr;
    QPushButton *m_replace = nullptr;
};

} // namespace weir
