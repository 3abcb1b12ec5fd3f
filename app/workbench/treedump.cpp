#include "app/workbench/treedump.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessible>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTableView>
#include <QWidget>

namespace weir {

namespace {

constexpr int cellsMax = 5'000;  ///< of one view
constexpr int childrenMax = 400; ///< of one node; tables expose every cell

QString textOf(const QWidget &widget)
{
    if (const auto *label = qobject_cast<const QLabel *>(&widget))
        return label->text();
    if (const auto *button = qobject_cast<const QAbstractButton *>(&widget))
        return button->text().isEmpty() ? button->accessibleName() : button->text();
    if (const auto *edit = qobject_cast<const QLineEdit *>(&widget))
        return edit->text().isEmpty() ? edit->placeholderText() : edit->echoMode() == QLineEdit::Normal ? edit->text() : QString();
    if (const auto *box = qobject_cast<const QComboBox *>(&widget))
        return box->currentText();
    if (const auto *text = qobject_cast<const QPlainTextEdit *>(&widget))
        return text->toPlainText();
    const QByteArray type = widget.metaObject()->className();
    return type.startsWith("weir::") ? widget.accessibleName() : QString();
}

void addCells(const QAbstractItemView &view, QStringList &lines)
{
    const QAbstractItemModel *model = view.model();
    if (!model)
        return;
    if (const auto *table = qobject_cast<const QTableView *>(&view); table && !table->horizontalHeader()->isHidden()) {
        QStringList heads;
        for (int column = 0; column < model->columnCount(); ++column)
            heads += model->headerData(column, Qt::Horizontal).toString();
        lines += heads.join(" | ");
    }
    int cells = 0;
    const QRect screen = view.viewport()->rect();
    for (int row = 0; row < model->rowCount() && cells < cellsMax; ++row) {
        QStringList texts;
        for (int column = 0; column < model->columnCount(); ++column) {
            const QModelIndex index = model->index(row, column);
            if (!view.visualRect(index).intersects(screen))
                continue;
            const QVariant spoken = index.data(Qt::AccessibleTextRole);
            texts += spoken.isValid() && index.data().toString().isEmpty() ? spoken.toString() : index.data().toString();
            ++cells;
        }
        if (!texts.isEmpty())
            lines += texts.join(" | ");
    }
}

void addTexts(const QWidget &widget, QStringList &lines)
{
    if (!widget.isVisible())
        return;
    if (const auto *view = qobject_cast<const QAbstractItemView *>(&widget); view && !qobject_cast<const QHeaderView *>(&widget)) {
        addCells(*view, lines);
        return;
    }
    const QString text = textOf(widget);
    if (!text.isEmpty())
        lines += text;
    for (const QObject *child : widget.children()) {
        if (const auto *part = qobject_cast<const QWidget *>(child))
            addTexts(*part, lines);
    }
}

void addNode(QAccessibleInterface &node, int depth, QString &out)
{
    const QAccessible::State state = node.state();
    if (state.invisible)
        return;
    QString line(depth * 2, QLatin1Char(' '));
    line += QStringLiteral("role=%1 name=\"%2\"").arg(static_cast<int>(node.role())).arg(node.text(QAccessible::Name));
    if (const QString value = node.text(QAccessible::Value); !value.isEmpty())
        line += QStringLiteral(" value=\"%1\"").arg(value);
    if (state.focusable)
        line += QStringLiteral(" focusable");
    if (state.focused)
        line += QStringLiteral(" focused");
    if (state.disabled)
        line += QStringLiteral(" disabled");
    if (const QObject *object = node.object())
        line += QStringLiteral(" id=%1 class=%2").arg(object->objectName(), QLatin1String(object->metaObject()->className()));
    out += line + QLatin1Char('\n');
    const int count = std::min(node.childCount(), childrenMax);
    for (int i = 0; i < count; ++i) {
        if (QAccessibleInterface *child = node.child(i))
            addNode(*child, depth + 1, out);
    }
}

} // namespace

QString visibleTexts(const QWidget &window)
{
    QStringList lines;
    addTexts(window, lines);
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

QString accessibleTree(QWidget &window)
{
    QString out;
    QAccessible::setActive(true);
    if (QAccessibleInterface *root = QAccessible::queryAccessibleInterface(&window))
        addNode(*root, 0, out);
    return out;
}

} // namespace weir
