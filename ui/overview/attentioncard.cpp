#include "ui/overview/attentioncard.h"

#include "ui/text/format.h"
#include "ui/text/now.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card.h"

#include <QAction>
#include <QBoxLayout>
#include <QLabel>
#include <QListView>
#include <QPainter>
#include <QPushButton>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

namespace weir {

namespace {

enum Role { TextRole = Qt::UserRole + 1, IconRole, HueRole };

/// Icon, a line in full strength, a second line below.
class AttentionDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {0, option.fontMetrics.height() + QFontMetrics(captionFont()).height() + 14};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Tokens tokens = Tokens::of(option.palette);
        const bool isSelected = option.state & QStyle::State_Selected;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRect row = option.rect.adjusted(0, 1, 0, -1);
        if (isSelected) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(tokens.selection);
            painter->drawRoundedRect(row, 4, 4);
        }
        if (option.state & QStyle::State_HasFocus) {
            painter->setBrush(Qt::NoBrush);
            painter->setPen(QPen(tokens.focus, 2));
            painter->drawRoundedRect(QRectF(row).adjusted(1, 1, -1, -1), 4, 4);
        }
        const QColor ink = isSelected ? option.palette.color(QPalette::HighlightedText) : tokens.text;
        const QColor icon = isSelected ? ink : tokens.of(static_cast<Hue>(index.data(HueRole).toInt()));
        paintIcon(*painter, QRectF(row.left() + 10, row.center().y() - 9, 18, 18),
                  static_cast<Icon>(index.data(IconRole).toInt()), icon);
        const QRect text = row.adjusted(40, 5, -8, -5);
        painter->setPen(ink);
        painter->drawText(text, Qt::AlignLeft | Qt::AlignTop, option.fontMetrics.elidedText(index.data().toString(),
                Qt::ElideRight, text.width()));
        painter->setFont(captionFont());
        painter->setPen(isSelected ? ink : tokens.text2);
        painter->drawText(text, Qt::AlignLeft | Qt::AlignBottom,
                          painter->fontMetrics().elidedText(index.data(TextRole).toString(), Qt::ElideRight, text.width()));
        painter->restore();
    }
};

} // namespace

AttentionCard::AttentionCard(Navigator &navigator, QWidget *parent) : QWidget(parent), m_navigator(navigator)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_card = new Card(tr("Needs attention"), this);
    column->addWidget(m_card);
    m_allWell = new QLabel(this);
    m_allWell->setObjectName(QStringLiteral("allWell"));
    m_allWell->setTextFormat(Qt::PlainText);
    m_card->body()->addWidget(m_allWell);
    m_model = new QStandardItemModel(this);
    m_list = new QListView(this);
    m_list->setObjectName(QStringLiteral("attentionList"));
    m_list->setAccessibleName(tr("Needs attention"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new AttentionDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_card->body()->addWidget(m_list);
    const auto button = [&](const QString &text, const char *name, auto act) {
        auto *made = new QPushButton(text, this);
        made->setObjectName(QLatin1String(name));
        connect(made, &QPushButton::clicked, this, act);
        m_card->head()->addWidget(made);
        return made;
    };
    m_compensate = button(tr("Compensate…"), "btnCompensate", &AttentionCard::compensate);
    m_open = button(tr("Open"), "btnOpenAttention", &AttentionCard::openCurrent);
    m_dismiss = button(tr("Dismiss"), "btnDismiss", &AttentionCard::dismiss);
    m_showAll = new QPushButton(this);
    m_showAll->setObjectName(QStringLiteral("btnShowAll"));
    m_showAll->setFlat(true);
    m_card->body()->addWidget(m_showAll, 0, Qt::AlignLeft);
    connect(m_showAll, &QPushButton::clicked, this, [this] {
        m_showsAll = true;
        fill();
    });
    connect(m_list, &QListView::activated, this, &AttentionCard::openCurrent);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this] { m_compensate->setEnabled(current() && current()->canCompensate); });
    const auto key = [this](Qt::Key code, auto act) {
        auto *action = new QAction(m_list);
        action->setShortcut(QKeySequence(code));
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, act);
        m_list->addAction(action);
    };
    key(Qt::Key_R, &AttentionCard::compensate);
    key(Qt::Key_Delete, &AttentionCard::dismiss);
    fill();
}

void AttentionCard::setItems(std::vector<Attention> items)
{
    m_all = std::move(items);
    fill();
}

void AttentionCard::fill()
{
    m_items.clear();
    for (const Attention &item : m_all) {
        if (!m_dismissed.contains(item.key))
            m_items.push_back(item);
    }
    const int count = static_cast<int>(m_items.size());
    const int shown = m_showsAll ? count : std::min(count, shownAtFirst);
    while (m_model->rowCount() > shown)
        m_model->removeRow(m_model->rowCount() - 1);
    for (int row = 0; row < shown; ++row) {
        const Attention &item = m_items[static_cast<std::size_t>(row)];
        if (row == m_model->rowCount())
            m_model->appendRow(new QStandardItem);
        QStandardItem *cell = m_model->item(row);
        cell->setText(item.title);
        cell->setData(item.text, TextRole);
        cell->setData(static_cast<int>(item.look.icon), IconRole);
        cell->setData(static_cast<int>(item.look.hue), HueRole);
        cell->setData(QStringLiteral("%1. %2").arg(item.title, item.text), Qt::AccessibleTextRole);
    }
    m_card->setTitle(count == 0 ? tr("Needs attention") : tr("Needs attention (%1)").arg(count));
    m_allWell->setText(tr("Nothing needs attention. Checked %1.").arg(now().toString(QStringLiteral("HH:mm:ss"))));
    m_allWell->setVisible(count == 0);
    for (QWidget *widget : {static_cast<QWidget *>(m_list), static_cast<QWidget *>(m_open),
                            static_cast<QWidget *>(m_compensate), static_cast<QWidget *>(m_dismiss)})
        widget->setVisible(count > 0);
    if (shown > 0) {
        if (!m_list->currentIndex().isValid())
            m_list->setCurrentIndex(m_model->index(0, 0));
        m_list->setFixedHeight(m_list->sizeHintForRow(0) * std::min(shown, 8) + 4);
        m_compensate->setEnabled(current() && current()->canCompensate);
    }
    m_showAll->setVisible(count > shown);
    m_showAll->setText(tr("Show all %1").arg(count));
}

const Attention *AttentionCard::current() const
{
    const int row = m_list->currentIndex().row();
    return row >= 0 && row < static_cast<int>(m_items.size()) ? &m_items[static_cast<std::size_t>(row)] : nullptr;
}

void AttentionCard::openCurrent()
{
    if (const Attention *item = current())
        m_navigator.go(item->page, item->argument);
}

void AttentionCard::compensate()
{
    if (const Attention *item = current(); item && item->canCompensate)
        m_navigator.go(QStringLiteral("failures"), item->job);
}

void AttentionCard::dismiss()
{
    const Attention *item = current();
    if (!item)
        return;
    const QString key = item->key;
    m_dismissed.insert(key);
    fill();
    m_navigator.toast(tr("Dismissed until it changes"), [this, key] {
        m_dismissed.remove(key);
        fill();
    });
}

} // namespace weir
