#include "ui/shell/navlist.h"

#include "ui/shell/pageregistry.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"

#include <QCoreApplication>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

namespace weir {

namespace {

enum Role { NameRole = Qt::UserRole + 1, IconRole, BadgeRole, TroubleRole, HeadingRole };
constexpr int rowHeight = 36;
constexpr int headingHeight = 28;

QString badgeText(qint64 count)
{
    return count > 999 ? QStringLiteral("999+") : QString::number(count);
}

class NavDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const bool isHeading = index.data(HeadingRole).toBool();
        const int least = isHeading ? headingHeight : rowHeight;
        constexpr int aroundPage = 8 + 38 + 44 + 8, aroundHeading = 24; // icon and badge beside the text
        const QFontMetrics metrics = isHeading ? QFontMetrics(captionFont()) : option.fontMetrics;
        const int width = metrics.horizontalAdvance(index.data().toString()) + (isHeading ? aroundHeading : aroundPage);
        const auto *list = qobject_cast<const NavList *>(option.widget);
        return {list && list->isNarrow() ? NavList::narrowWidth : width, std::max(least, option.fontMetrics.height() + 10)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto *list = qobject_cast<const NavList *>(option.widget);
        const bool isNarrow = list && list->isNarrow();
        const Tokens tokens = Tokens::of(option.palette);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (index.data(HeadingRole).toBool()) {
            painter->setPen(tokens.text2);
            painter->setFont(captionFont());
            if (isNarrow)
                painter->fillRect(QRect(option.rect.left() + 16, option.rect.center().y(), option.rect.width() - 32, 1), tokens.divider);
            else
                painter->drawText(option.rect.adjusted(16, 4, -8, 0), Qt::AlignLeft | Qt::AlignVCenter, index.data().toString());
            painter->restore();
            return;
        }
        paintPage(*painter, option, index, tokens, isNarrow);
        painter->restore();
    }

private:
    static void paintPage(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                          const Tokens &tokens, bool isNarrow)
    {
        const QRect row = option.rect.adjusted(8, 1, -8, -1);
        const bool isCurrent = option.state & QStyle::State_Selected;
        if (isCurrent || (option.state & QStyle::State_MouseOver)) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(isCurrent ? tokens.selection : tokens.surfaceAlt);
            painter.drawRoundedRect(row, 4, 4);
        }
        if (option.state & QStyle::State_HasFocus) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(tokens.focus, 2));
            painter.drawRoundedRect(QRectF(row).adjusted(1, 1, -1, -1), 4, 4);
        }
        // In high contrast the selection has a text colour of its own; elsewhere it is the text's.
        const QColor chosen = option.palette.color(QPalette::HighlightedText);
        const QColor color = isCurrent ? chosen : tokens.text2;
        const QColor iconColor = !isCurrent ? color : tokens.isHighContrast ? chosen : tokens.accent;
        const QRect icon(isNarrow ? row.center().x() - 9 : row.left() + 10, row.center().y() - 9, 20, 20);
        paintIcon(painter, icon, static_cast<Icon>(index.data(IconRole).toInt()), iconColor);
        const qint64 badge = index.data(BadgeRole).toLongLong();
        int right = row.right() - 8;
        if (badge > 0)
            right = paintBadge(painter, row, badge, index.data(TroubleRole).toBool(), tokens, isNarrow);
        if (isNarrow)
            return;
        painter.setFont(option.font);
        painter.setPen(isCurrent ? chosen : tokens.text);
        const QRect text(row.left() + 38, row.top(), right - row.left() - 40, row.height());
        painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                         option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, text.width()));
    }

    /// Answers where the text must end.
    static int paintBadge(QPainter &painter, const QRect &row, qint64 count, bool isTrouble, const Tokens &tokens, bool isNarrow)
    {
        QFont font = captionFont();
        if (isNarrow)
            font.setPixelSize(11); // over the icon's corner there is no more room, whatever the size of the text
        painter.setFont(font);
        const QString text = badgeText(count);
        const int width = std::max(20, painter.fontMetrics().horizontalAdvance(text) + 10);
        const QRect pill = isNarrow ? QRect(row.right() - width + 2, row.top() + 1, width, 16)
                                    : QRect(row.right() - width - 6, row.center().y() - 8, width, 18);
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens.tintOf(isTrouble ? Hue::Warn : Hue::Running));
        painter.drawRoundedRect(pill, 8, 8);
        painter.setPen(tokens.text);
        painter.drawText(pill, Qt::AlignCenter, text);
        return pill.left() - 4;
    }
};

const char *groupTitle(NavGroup group)
{
    switch (group) {
    case NavGroup::Build: return QT_TRANSLATE_NOOP("pages", "BUILD");
    case NavGroup::Operate: return QT_TRANSLATE_NOOP("pages", "OPERATE");
    case NavGroup::Assure: return QT_TRANSLATE_NOOP("pages", "ASSURE");
    default: return nullptr;
    }
}

} // namespace

NavList::NavList(QWidget *parent) : QListView(parent), m_model(new QStandardItemModel(this))
{
    setObjectName(QStringLiteral("navList"));
    setAccessibleName(tr("Pages"));
    setModel(m_model);
    setItemDelegate(new NavDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(NoEditTriggers);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    build();
    fit();
    const auto choose = [this](const QModelIndex &index) {
        if (index.isValid() && !index.data(HeadingRole).toBool())
            emit pageChosen(index.data(NameRole).toString());
    };
    connect(this, &QListView::clicked, this, choose);
    connect(this, &QListView::activated, this, choose);
}

void NavList::build()
{
    NavGroup group = NavGroup::None;
    for (const PageEntry &entry : pageTable()) {
        if (entry.group == NavGroup::Hidden)
            continue;
        if (entry.group != group) {
            group = entry.group;
            auto *heading = new QStandardItem(groupTitle(group) ? QCoreApplication::translate("pages", groupTitle(group)) : QString());
            heading->setFlags(Qt::NoItemFlags);
            heading->setData(true, HeadingRole);
            m_model->appendRow(heading);
        }
        auto *item = new QStandardItem(pageTitle(entry));
        item->setData(QLatin1String(entry.name), NameRole);
        item->setData(static_cast<int>(entry.icon), IconRole);
        item->setToolTip(item->text());
        m_model->appendRow(item);
    }
}

/// As wide as the titles need: they are longer in some languages and in large text.
void NavList::fit()
{
    setFixedWidth(m_isNarrow ? narrowWidth : std::max(wideWidth, sizeHintForColumn(0)));
}

void NavList::setNarrow(bool isNarrow)
{
    if (m_isNarrow == isNarrow)
        return;
    m_isNarrow = isNarrow;
    fit();
    viewport()->update();
}

void NavList::mark(const QString &page)
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->item(row)->data(NameRole).toString() == page)
            return setCurrentIndex(m_model->index(row, 0));
    }
}

void NavList::setBadge(const QString &page, qint64 count, bool isTrouble)
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        QStandardItem *item = m_model->item(row);
        if (item->data(NameRole).toString() != page)
            continue;
        item->setData(count, BadgeRole);
        item->setData(isTrouble, TroubleRole);
        item->setData(count > 0 ? QStringLiteral("%1, %2").arg(item->text(), badgeText(count)) : item->text(), Qt::AccessibleTextRole);
    }
}

} // namespace weir
