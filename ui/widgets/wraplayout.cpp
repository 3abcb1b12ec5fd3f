#include "ui/widgets/wraplayout.h"

#include <QWidget>

#include <algorithm>
#include <utility>

namespace weir {

namespace {

int heightOf(const QLayoutItem &item, int width)
{
    return item.hasHeightForWidth() ? item.heightForWidth(width) : item.sizeHint().height();
}

bool expands(const QLayoutItem &item)
{
    return item.expandingDirections() & Qt::Horizontal;
}

} // namespace

struct WrapLayout::Line
{
    std::vector<std::pair<QLayoutItem *, int>> items; ///< with its width
    int width = 0;                                    ///< with the gaps between
    int height = 0;
};

WrapLayout::WrapLayout(QWidget *parent) : QLayout(parent)
{
    setContentsMargins(0, 0, 0, 0);
    setSpacing(8);
}

WrapLayout::~WrapLayout()
{
    while (!m_items.empty()) // a layout that goes tells this one, which takes it out then
        delete takeAt(0);
}

void WrapLayout::addLayout(QLayout *layout)
{
    addChildLayout(layout);
    addItem(layout);
}

void WrapLayout::addStretch()
{
    m_items.push_back(new QSpacerItem(0, 0, QSizePolicy::Expanding));
    m_stretches.push_back(m_items.back());
    invalidate();
}

void WrapLayout::setCentred(bool isCentred)
{
    m_isCentred = isCentred;
    invalidate();
}

void WrapLayout::addItem(QLayoutItem *item)
{
    m_items.push_back(item);
    invalidate();
}

QLayoutItem *WrapLayout::itemAt(int index) const
{
    return index >= 0 && index < count() ? m_items[static_cast<std::size_t>(index)] : nullptr;
}

QLayoutItem *WrapLayout::takeAt(int index)
{
    QLayoutItem *item = itemAt(index);
    if (item)
        m_items.erase(m_items.begin() + index);
    std::erase(m_stretches, item);
    return item;
}

Qt::Orientations WrapLayout::expandingDirections() const
{
    const bool canGrow = std::any_of(m_items.begin(), m_items.end(), [](const QLayoutItem *item) { return expands(*item); });
    return canGrow ? Qt::Horizontal : Qt::Orientations();
}

bool WrapLayout::isStretch(const QLayoutItem *item) const
{
    return std::find(m_stretches.begin(), m_stretches.end(), item) != m_stretches.end();
}

std::vector<WrapLayout::Line> WrapLayout::linesIn(int width) const
{
    std::vector<Line> lines(1);
    for (QLayoutItem *item : m_items) {
        if (isStretch(item)) {
            if (!lines.back().items.empty())
                lines.back().items.emplace_back(item, 0);
            continue;
        }
        if (item->isEmpty())
            continue;
        const int wanted = std::min(std::max(item->sizeHint().width(), item->minimumSize().width()), width);
        const int before = lines.back().width > 0 ? lines.back().width + gap() : 0;
        if (before > 0 && before + wanted > width)
            lines.emplace_back();
        Line &line = lines.back();
        line.width = (line.width > 0 ? line.width + gap() : 0) + wanted;
        line.items.emplace_back(item, wanted);
    }
    for (Line &line : lines) {
        const auto canGrow = [&](const auto &entry) { return expands(*entry.first); };
        auto growing = static_cast<int>(std::count_if(line.items.begin(), line.items.end(), canGrow));
        int left = std::max(0, width - line.width);
        for (auto &[item, itemWidth] : line.items) {
            if (!expands(*item))
                continue;
            const int share = std::clamp(itemWidth + left / growing--, itemWidth, std::max(itemWidth, item->maximumSize().width()))
                              - itemWidth;
            itemWidth += share;
            left -= share;
        }
        for (const auto &[item, itemWidth] : line.items)
            line.height = std::max(line.height, isStretch(item) ? 0 : heightOf(*item, itemWidth));
    }
    return lines;
}

int WrapLayout::heightForWidth(int width) const
{
    const QMargins margins = contentsMargins();
    int height = margins.top() + margins.bottom() - gap();
    for (const Line &line : linesIn(width - margins.left() - margins.right()))
        height += line.height + gap();
    return height;
}

QSize WrapLayout::sizeHint() const
{
    const QMargins margins = contentsMargins();
    int width = 0, height = 0;
    for (const QLayoutItem *item : m_items) {
        if (isStretch(item) || item->isEmpty())
            continue;
        width += std::max(item->sizeHint().width(), item->minimumSize().width()) + (width > 0 ? gap() : 0);
        height = std::max(height, item->sizeHint().height());
    }
    return QSize(width, height).grownBy(margins);
}

QSize WrapLayout::minimumSize() const
{
    QSize least;
    for (const QLayoutItem *item : m_items) {
        if (!isStretch(item) && !item->isEmpty())
            least = least.expandedTo(item->minimumSize());
    }
    return least.grownBy(contentsMargins());
}

void WrapLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    const QRect inside = rect.marginsRemoved(contentsMargins());
    int top = inside.top();
    for (const Line &line : linesIn(inside.width())) {
        int left = inside.left() + (m_isCentred ? std::max(0, (inside.width() - line.width) / 2) : 0);
        bool isFirst = true;
        for (const auto &[item, width] : line.items) {
            if (isStretch(item)) {
                left += width;
                continue;
            }
            left += std::exchange(isFirst, false) ? 0 : gap();
            const int height = std::min(heightOf(*item, width), line.height);
            item->setGeometry(QRect(left, top + (line.height - height) / 2, width, height));
            left += width;
        }
        top += line.height + gap();
    }
}

} // namespace weir
