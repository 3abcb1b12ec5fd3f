#include "app/workbench/textcheck.h"

#include "ui/widgets/elidedlabel.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QRadioButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSplitterHandle>
#include <QTabBar>
#include <QTableView>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace weir {

namespace {

constexpr int slack = 1;    ///< px, for rounding
constexpr int rowsMax = 60; ///< of one list

QString pathOf(const QWidget &widget)
{
    QStringList names;
    for (const QWidget *at = &widget; at && !at->isWindow(); at = at->parentWidget()) {
        const bool isWorthNaming = !at->objectName().isEmpty() && !at->objectName().startsWith(QLatin1String("qt_"));
        if (at == &widget && !isWorthNaming)
            names.prepend(QLatin1String(at->metaObject()->className()));
        else if (isWorthNaming)
            names.prepend(at->objectName());
    }
    return names.join(QLatin1Char('/'));
}

QString finding(const QWidget &widget, const QString &text, const QString &what)
{
    return QStringLiteral("%1: “%2” %3").arg(pathOf(widget), QString(text).replace('\n', ' ').left(60), what);
}

/// The width of the widest line, without the sign of a mnemonic.
int widthOf(const QFontMetrics &metrics, const QString &text)
{
    int widest = 0;
    for (const QString &line : QString(text).remove(QLatin1Char('&')).split(QLatin1Char('\n')))
        widest = std::max(widest, static_cast<int>(std::ceil(metrics.horizontalAdvance(line))));
    return widest;
}

void addWide(QStringList &lines, const QWidget &widget, const QString &text, int needed, int given)
{
    if (!text.isEmpty() && needed > given + slack)
        lines += finding(widget, text, QStringLiteral("needs %1 px of width and has %2").arg(needed).arg(given));
}

void addHigh(QStringList &lines, const QWidget &widget, const QString &text, int needed, int given)
{
    if (!text.isEmpty() && needed > given + slack)
        lines += finding(widget, text, QStringLiteral("needs %1 px of height and has %2").arg(needed).arg(given));
}

bool isInTip(const QWidget &widget, const QString &text)
{
    return !text.isEmpty() && widget.toolTip().contains(text);
}

void checkLabel(const QLabel &label, QStringList &lines)
{
    const QString text = label.text();
    if (text.isEmpty() || !label.pixmap().isNull())
        return;
    const int lineCount = static_cast<int>(text.count(QLatin1Char('\n'))) + 1;
    if (label.wordWrap()) {
        addHigh(lines, label, text, label.heightForWidth(label.width()), label.height());
        for (const QString &word : text.split(QLatin1Char(' '))) { // Latin words do not break, Chinese does anywhere
            const bool isWhole = word.size() < 40
                && std::none_of(word.begin(), word.end(), [](QChar c) { return c.script() == QChar::Script_Han; });
            addWide(lines, label, word, isWhole ? widthOf(label.fontMetrics(), word) : 0, label.contentsRect().width());
        }
        return;
    }
    addHigh(lines, label, text, label.fontMetrics().height() * lineCount, label.height());
    if (!isInTip(label, text) && !qobject_cast<const ElidedLabel *>(&label))
        addWide(lines, label, text, widthOf(label.fontMetrics(), text), label.contentsRect().width() - std::max(0, label.indent()));
}

/// Space that a button needs beside its text: padding, and its icon, box or arrow.
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
    if (button.objectName() == QLatin1String("qt_toolbar_ext_button"))
        lines += finding(button, {}, QStringLiteral("the tool bar hides what has no room in it"));
    const auto *tool = qobject_cast<const QToolButton *>(&button);
    if (tool && tool->toolButtonStyle() == Qt::ToolButtonIconOnly && !button.icon().isNull())
        return;
    const QString text = button.text();
    if (!isInTip(button, text))
        addWide(lines, button, text, widthOf(button.fontMetrics(), text) + aroundText(button), button.width());
    addHigh(lines, button, text, button.fontMetrics().height(), button.height());
}

void checkField(const QWidget &field, const QString &text, int around, QStringList &lines)
{
    if (!isInTip(field, text))
        addWide(lines, field, text, widthOf(field.fontMetrics(), text) + around, field.width());
    addHigh(lines, field, text, field.fontMetrics().height(), field.height());
}

void checkHeader(const QHeaderView &header, QStringList &lines)
{
    const int margin = 2 * header.style()->pixelMetric(QStyle::PM_HeaderMargin, nullptr, &header);
    for (int i = 0; i < header.count(); ++i) {
        const QString text = header.model()->headerData(i, header.orientation()).toString();
        const bool isHidden = header.isSectionHidden(i) || header.sectionViewportPosition(i) >= header.viewport()->width();
        const bool hasTip = header.model()->headerData(i, header.orientation(), Qt::ToolTipRole).toString().contains(text);
        if (!isHidden && !(hasTip && !text.isEmpty()))
            addWide(lines, header, text, widthOf(header.fontMetrics(), text) + margin, header.sectionSize(i));
        addHigh(lines, header, text, header.fontMetrics().height(), header.height());
    }
}

/// Lists and tables: the head's texts; items that tell how much they need, by their delegate.
void checkView(const QAbstractItemView &view, QStringList &lines)
{
    const QAbstractItemModel *model = view.model();
    if (const auto *table = qobject_cast<const QTableView *>(&view)) {
        if (table->horizontalHeader()->isVisible())
            checkHeader(*table->horizontalHeader(), lines);
        if (model && model->rowCount() > 0 && model->columnCount() > 0)
            addHigh(lines, view, model->index(0, 0).data().toString(), view.fontMetrics().height(), table->rowHeight(0));
        if (table->horizontalHeader()->isVisible() && model && model->rowCount() > 0)
            addHigh(lines, view, QStringLiteral("the first row"), table->rowHeight(0), view.viewport()->height());
        return;
    }
    if (model && view.isVisible() && model->rowCount() > 0)
        addHigh(lines, view, QStringLiteral("the first row"), view.visualRect(model->index(0, 0)).height(), view.viewport()->height());
    for (int row = 0; model && row < std::min(model->rowCount(), rowsMax); ++row) {
        const QModelIndex index = model->index(row, 0);
        const QString text = index.data().toString();
        if (!index.data(Qt::ToolTipRole).toString().contains(text))
            addWide(lines, view, text, view.sizeHintForIndex(index).width(), view.visualRect(index).width());
    }
}

void checkTabs(const QTabBar &tabs, QStringList &lines)
{
    constexpr int padding = 8;
    for (int i = 0; i < tabs.count(); ++i) {
        addWide(lines, tabs, tabs.tabText(i), widthOf(tabs.fontMetrics(), tabs.tabText(i)) + padding, tabs.tabRect(i).width());
        if (!tabs.usesScrollButtons() && (tabs.tabRect(i).right() > tabs.width() || tabs.tabRect(i).left() < 0))
            lines += finding(tabs, tabs.tabText(i), QStringLiteral("is beyond the bar"));
    }
}

bool isInside(const QWidget &part)
{
    const QWidget *parent = part.parentWidget();
    return qobject_cast<const QAbstractSpinBox *>(parent) || qobject_cast<const QComboBox *>(parent);
}

/// What keeps an area from being narrower.
QString widestIn(const QWidget &content)
{
    const QWidget *widest = &content;
    int width = 0;
    for (const QWidget *part : content.findChildren<QWidget *>()) {
        const int least = std::max(part->minimumSizeHint().width(), part->minimumWidth());
        if (part->isVisible() && !part->layout() && least > width) {
            widest = part;
            width = least;
        }
    }
    return pathOf(*widest).section(QLatin1Char('/'), -1);
}

void checkWidget(const QWidget &widget, QStringList &lines)
{
    constexpr int comboArrow = 28, editPadding = 8, spinArrows = 24;
    if (const auto *label = qobject_cast<const QLabel *>(&widget))
        return checkLabel(*label, lines);
    if (const auto *button = qobject_cast<const QAbstractButton *>(&widget))
        return checkButton(*button, lines);
    if (const auto *box = qobject_cast<const QComboBox *>(&widget))
        return checkField(*box, box->isEditable() ? QString() : box->currentText(), comboArrow, lines);
    if (const auto *spin = qobject_cast<const QAbstractSpinBox *>(&widget))
        return checkField(*spin, spin->text(), spinArrows, lines);
    if (const auto *edit = qobject_cast<const QLineEdit *>(&widget); edit && !isInside(*edit)) {
        checkField(*edit, edit->text().isEmpty() ? edit->placeholderText() : QString(), editPadding, lines);
        return addHigh(lines, *edit, edit->text(), edit->fontMetrics().height(), edit->height());
    }
    if (const auto *tabs = qobject_cast<const QTabBar *>(&widget))
        return checkTabs(*tabs, lines);
    if (const auto *view = qobject_cast<const QAbstractItemView *>(&widget))
        return checkView(*view, lines);
    if (const auto *area = qobject_cast<const QScrollArea *>(&widget); area && area->widget())
        return addWide(lines, *area, widestIn(*area->widget()), area->widget()->width(), area->viewport()->width());
    // What paints itself tells by its hints.
    const bool isPainted = QByteArray(widget.metaObject()->className()).startsWith("weir::") && !widget.layout();
    const QSize least = widget.minimumSizeHint();
    if (isPainted && least.isValid() && least.width() > 0) {
        addWide(lines, widget, widget.accessibleName(), least.width(), widget.width());
        addHigh(lines, widget, widget.accessibleName(), least.height(), widget.height());
    }
}

/// Parts that lie on others on purpose.
bool isOverlay(const QWidget &widget)
{
    return widget.objectName() == QLatin1String("toast") || qobject_cast<const QSplitterHandle *>(&widget)
           || qobject_cast<const QScrollBar *>(&widget) || widget.size().isEmpty();
}

void checkPlaces(const QWidget &parent, const std::vector<const QWidget *> &children, QStringList &lines)
{
    // What a scroll area shows may be larger than its window; tabs know their own places.
    const auto *area = qobject_cast<const QAbstractScrollArea *>(parent.parentWidget());
    if ((area && area->viewport() == &parent) || qobject_cast<const QTabBar *>(&parent))
        return;
    for (std::size_t i = 0; i < children.size(); ++i) {
        if (isOverlay(*children[i]))
            continue;
        const QRect place = children[i]->geometry();
        if (!parent.rect().adjusted(-slack, -slack, slack, slack).contains(place))
            lines += finding(*children[i], children[i]->accessibleName(),
                             QStringLiteral("reaches to %1, %2 in %3 x %4")
                                 .arg(place.right() + 1).arg(place.bottom() + 1).arg(parent.width()).arg(parent.height()));
        for (std::size_t j = i + 1; j < children.size(); ++j) {
            const QRect common = place.intersected(children[j]->geometry());
            if (common.width() > 2 && common.height() > 2 && !isOverlay(*children[j]))
                lines += finding(*children[i], children[i]->accessibleName(), QStringLiteral("lies on ") + pathOf(*children[j]));
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

} // namespace weir
