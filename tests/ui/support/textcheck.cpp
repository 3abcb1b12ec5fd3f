#include "tests/ui/support/textcheck.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QTabBar>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace weir::test {

namespace {

constexpr int slack = 1; ///< px, for rounding

QString nameOf(const QWidget &widget)
{
    QString name = widget.objectName();
    for (const QWidget *parent = widget.parentWidget(); parent && name.isEmpty(); parent = parent->parentWidget()) {
        if (!parent->objectName().isEmpty())
            name = parent->objectName() + QLatin1String("/…");
    }
    return QStringLiteral("%1 (%2)").arg(name, QLatin1String(widget.metaObject()->className()));
}

int widthOf(const QWidget &widget, const QString &text)
{
    int widest = 0;
    for (const QString &line : QString(text).remove(QLatin1Char('&')).split(QLatin1Char('\n')))
        widest = std::max(widest, static_cast<int>(std::ceil(widget.fontMetrics().horizontalAdvance(line))));
    return widest;
}

void addWide(QStringList &lines, const QWidget &widget, const QString &text, int needed, int given)
{
    if (needed > given + slack)
        lines += QStringLiteral("%1: “%2” needs %3 px and has %4").arg(nameOf(widget), text.left(60)).arg(needed).arg(given);
}

void checkLabel(const QLabel &label, QStringList &lines)
{
    if (label.text().isEmpty() || !label.pixmap().isNull())
        return;
    if (label.wordWrap()) {
        const int needed = label.heightForWidth(label.width());
        if (needed > label.height() + slack)
            lines += QStringLiteral("%1: “%2” needs %3 px of height and has %4")
                         .arg(nameOf(label), label.text().left(60)).arg(needed).arg(label.height());
        return;
    }
    if (label.toolTip().isEmpty() || !label.toolTip().contains(label.text()))
        addWide(lines, label, label.text(), widthOf(label, label.text()), label.contentsRect().width() - std::max(0, label.indent()));
}

/// Space that a button needs beside its text: padding, and its icon or box.
int aroundText(const QAbstractButton &button)
{
    constexpr int padding = 2 * 3, gap = 4, indicator = 22, menuArrow = 8;
    if (qobject_cast<const QCheckBox *>(&button) || qobject_cast<const QRadioButton *>(&button))
        return indicator;
    const auto *tool = qobject_cast<const QToolButton *>(&button);
    const bool hasIcon = !button.icon().isNull() && (!tool || tool->toolButtonStyle() == Qt::ToolButtonTextBesideIcon);
    return padding + (hasIcon ? button.iconSize().width() + gap : 0) + (tool && tool->menu() ? menuArrow : 0);
}

void checkButton(const QAbstractButton &button, QStringList &lines)
{
    const auto *tool = qobject_cast<const QToolButton *>(&button);
    const bool isIconOnly = button.text().isEmpty() || (tool && tool->toolButtonStyle() == Qt::ToolButtonIconOnly && !button.icon().isNull());
    if (!isIconOnly)
        addWide(lines, button, button.text(), widthOf(button, button.text()) + aroundText(button), button.width());
}

void checkWidget(const QWidget &widget, QStringList &lines)
{
    constexpr int comboArrow = 28, editPadding = 8;
    if (const auto *label = qobject_cast<const QLabel *>(&widget))
        checkLabel(*label, lines);
    else if (const auto *button = qobject_cast<const QAbstractButton *>(&widget))
        checkButton(*button, lines);
    else if (const auto *box = qobject_cast<const QComboBox *>(&widget)) {
        if (box->toolTip().isEmpty() && box->sizeAdjustPolicy() != QComboBox::AdjustToMinimumContentsLengthWithIcon)
            addWide(lines, *box, box->currentText(), widthOf(*box, box->currentText()) + comboArrow, box->width());
    } else if (const auto *edit = qobject_cast<const QLineEdit *>(&widget)) {
        const bool isInside = qobject_cast<const QAbstractSpinBox *>(edit->parentWidget()) || qobject_cast<const QComboBox *>(edit->parentWidget());
        if (!isInside && edit->text().isEmpty() && edit->toolTip().isEmpty())
            addWide(lines, *edit, edit->placeholderText(), widthOf(*edit, edit->placeholderText()) + editPadding, edit->width());
    } else if (const auto *tabs = qobject_cast<const QTabBar *>(&widget)) {
        for (int i = 0; i < tabs->count(); ++i)
            addWide(lines, *tabs, tabs->tabText(i), widthOf(*tabs, tabs->tabText(i)) + editPadding, tabs->tabRect(i).width());
    }
}

bool isControl(const QWidget &widget)
{
    return qobject_cast<const QLabel *>(&widget) || qobject_cast<const QAbstractButton *>(&widget)
           || qobject_cast<const QComboBox *>(&widget) || qobject_cast<const QLineEdit *>(&widget)
           || qobject_cast<const QAbstractSpinBox *>(&widget);
}

void checkPlaces(const QWidget &parent, const std::vector<const QWidget *> &children, QStringList &lines)
{
    std::vector<const QWidget *> controls;
    std::copy_if(children.begin(), children.end(), std::back_inserter(controls), [](const QWidget *child) { return isControl(*child); });
    for (std::size_t i = 0; i < controls.size(); ++i) {
        const QRect place = controls[i]->geometry();
        if (!parent.rect().adjusted(-slack, -slack, slack, slack).contains(place))
            lines += QStringLiteral("%1 sticks out of its parent").arg(nameOf(*controls[i]));
        for (std::size_t j = i + 1; j < controls.size(); ++j) {
            const QRect common = place.intersected(controls[j]->geometry());
            if (common.width() > 2 && common.height() > 2)
                lines += QStringLiteral("%1 lies on %2").arg(nameOf(*controls[i]), nameOf(*controls[j]));
        }
    }
}

void walk(const QWidget &widget, QStringList &lines)
{
    checkWidget(widget, lines);
    if (qobject_cast<const QAbstractItemView *>(&widget) || qobject_cast<const QComboBox *>(&widget)
        || qobject_cast<const QAbstractSpinBox *>(&widget) || qobject_cast<const QLineEdit *>(&widget))
        return; // their parts are theirs
    std::vector<const QWidget *> children;
    for (const QObject *child : widget.children()) {
        const auto *part = qobject_cast<const QWidget *>(child);
        if (part && part->isVisible() && !part->isWindow())
            children.push_back(part);
    }
    checkPlaces(widget, children, lines);
    for (const QWidget *child : children)
        walk(*child, lines);
}

} // namespace

QStringList unreadableTexts(const QWidget &window)
{
    QStringList lines;
    walk(window, lines);
    lines.removeDuplicates();
    return lines;
}

} // namespace weir::test
