#pragma once

#include "ui/theme/icon.h"

#include <QListWidget>
#include <QVariant>

namespace weir {

/// A list of things to choose from, each with an icon, a title and a line that explains it, under headings. A click or Enter
/// chooses.
class ChoiceList final : public QListWidget
{
    Q_OBJECT

public:
    explicit ChoiceList(QWidget *parent = nullptr);
    void addHeading(const QString &text);
    void addChoice(Icon icon, const QString &title, const QString &text, const QVariant &value, bool isEnabled = true);

signals:
    void chosen(const QVariant &value);

private:
    void choose(QListWidgetItem *item);
};

} // namespace weir
