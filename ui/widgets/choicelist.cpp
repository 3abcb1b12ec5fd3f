#include "ui/widgets/choicelist.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"

#include <QPainter>
#include <QStyledItemDelegate>

namespace weir {

namespace {

enum Role { ValueRole = Qt::UserRole, TextRole, HeadingRole, IconRole };

constexpr int padding = 8, iconSize = 20;

/// Icon, title in bold, and the explanation beneath.
class ChoiceDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Tokens tokens = Tokens::of(option.palette);
        painter->save();
        if (index.data(HeadingRole).toBool()) {
            painter->setFont(captionFont());
            painter->setPen(tokens.text2);
            painter->drawText(option.rect.adjusted(padding, 0, -padding, -4), Qt::AlignLeft | Qt::AlignBottom,
                              index.data().toString());
            painter->restore();
            return;
        }
        QStyleOptionViewItem cell = option;
        initStyleOption(&cell, index);
        cell.text.clear();
        cell.icon = {};
        const QWidget *view = option.widget;
        view->style()->drawControl(QStyle::CE_ItemViewItem, &cell, painter, view);
        const bool isEnabled = option.state & QStyle::State_Enabled;
        const QColor ink = isEnabled ? tokens.text : tokens.text2;
        const QRect inner = option.rect.adjusted(padding, padding, -padding, -padding);
        paintIcon(*painter, QRectF(inner.left(), inner.center().y() - iconSize / 2.0 + 0.5, iconSize, iconSize),
                  static_cast<Icon>(index.data(IconRole).toInt()), isEnabled ? tokens.accent : tokens.text2);
        const QRect words = inner.adjusted(iconSize + padding, 0, 0, 0);
        QFont bold = option.font;
        bold.setWeight(QFont::DemiBold);
        painter->setFont(bold);
        painter->setPen(ink);
        const QFontMetrics boldMetrics(bold), captionMetrics(captionFont());
        const QString title = boldMetrics.elidedText(index.data().toString(), Qt::ElideRight, words.width());
        painter->drawText(words, Qt::AlignLeft | Qt::AlignTop, title);
        painter->setFont(captionFont());
        painter->setPen(tokens.text2);
        painter->drawText(words, Qt::AlignLeft | Qt::AlignBottom,
                          captionMetrics.elidedText(index.data(TextRole).toString(), Qt::ElideRight, words.width()));
        painter->restore();
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const int caption = QFontMetrics(captionFont()).height();
        if (index.data(HeadingRole).toBool())
            return {100, caption + 14};
        return {100, option.fontMetrics.height() + caption + 2 * padding + 2};
    }
};

} // namespace

ChoiceList::ChoiceList(QWidget *parent) : QListWidget(parent)
{
    setItemDelegate(new ChoiceDelegate(this));
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(this, &QListWidget::itemClicked, this, &ChoiceList::choose);
    connect(this, &QListWidget::itemActivated, this, [this](QListWidgetItem *item) {
        if (!style()->styleHint(QStyle::SH_ItemView_ActivateItemOnSingleClick, nullptr, this))
            choose(item);
    });
}

void ChoiceList::choose(QListWidgetItem *item)
{
    if (item && item->flags().testFlag(Qt::ItemIsEnabled))
        emit chosen(item->data(ValueRole));
}

void ChoiceList::addHeading(const QString &text)
{
    auto *item = new QListWidgetItem(text, this);
    item->setData(HeadingRole, true);
    item->setFlags(Qt::NoItemFlags);
}

void ChoiceList::addChoice(Icon icon, const QString &title, const QString &text, const QVariant &value, bool isEnabled)
{
    auto *item = new QListWidgetItem(title, this);
    item->setData(IconRole, static_cast<int>(icon));
    item->setData(TextRole, text);
    item->setData(ValueRole, value);
    item->setData(Qt::AccessibleDescriptionRole, text);
    item->setToolTip(text);
    if (!isEnabled)
        item->setFlags(Qt::NoItemFlags);
    if (isEnabled && !currentItem())
        setCurrentItem(item);
}

} // namespace weir
