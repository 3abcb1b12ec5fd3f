#pragma once

#include "ui/theme/icon.h"

#include <QWidget>

#include <functional>

class QLabel;

namespace weir {

class WrapLayout;

/// What a page shows when it has nothing to list: one sentence, and what to do next.
class EmptyState final : public QWidget
{
    Q_OBJECT

public:
    EmptyState(Icon icon, const QString &title, const QString &text = {}, QWidget *parent = nullptr);
    void setText(const QString &title, const QString &text = {});
    void addAction(const QString &text, bool isPrimary, const QString &objectName, std::function<void()> run);

private:
    QLabel *m_title = nullptr;
    QLabel *m_text = nullptr;
    WrapLayout *m_actions = nullptr;
};

} // namespace weir
