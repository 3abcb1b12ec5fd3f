#include "ui/wizard/beforeafter.h"

#include "ui/runs/runtext.h"
#include "ui/text/format.h"
#include "ui/text/positiontext.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QEvent>
#include <QHeaderView>
#include <QPainter>
#include <QTextLayout>
#include <QVBoxLayout>

#include <array>

namespace weir {

namespace {

constexpr std::array<int, BeforeAfterModel::ColumnCount> columnShares = {18, 29, 29, 24};
constexpr int padding = 8, iconSize = 14;

constexpr qsizetype comparedMax = 120; ///< characters; of longer texts the ends are compared

/// All but the common beginning and end.
BeforeAfterModel::Changed middleOf(const QString &text, const QString &other)
{
    const qsizetype shorter = std::min(text.size(), other.size());
    qsizetype begin = 0, end = 0;
    while (begin < shorter && text[begin] == other[begin])
        ++begin;
    while (end < shorter - begin && text[text.size() - 1 - end] == other[other.size() - 1 - end])
        ++end;
    BeforeAfterModel::Changed changed(static_cast<std::size_t>(text.size()), false);
    std::fill(changed.begin() + begin, changed.end() - end, true);
    return changed;
}

/// What of \a text is not part of the longest common subsequence with \a other.
BeforeAfterModel::Changed differenceOf(const QString &text, const QString &other)
{
    if (text.size() > comparedMax || other.size() > comparedMax)
        return middleOf(text, other);
    const auto width = static_cast<std::size_t>(other.size()) + 1;
    std::vector<std::uint8_t> longest((static_cast<std::size_t>(text.size()) + 1) * width); // of the rests of both
    const auto at = [&](qsizetype i, qsizetype j) -> std::uint8_t & {
        return longest[static_cast<std::size_t>(i) * width + static_cast<std::size_t>(j)];
    };
    for (qsizetype i = text.size() - 1; i >= 0; --i) {
        for (qsizetype j = other.size() - 1; j >= 0; --j)
            at(i, j) = text[i] == other[j] ? static_cast<std::uint8_t>(at(i + 1, j + 1) + 1)
                : std::max(at(i + 1, j), at(i, j + 1));
    }
    BeforeAfterModel::Changed changed(static_cast<std::size_t>(text.size()), true);
    for (qsizetype i = 0, j = 0; i < text.size() && j < other.size();) {
        if (text[i] == other[j]) {
            changed[static_cast<std::size_t>(i++)] = false;
            ++j;
        } else if (at(i + 1, j) >= at(i, j + 1)) {
            ++i;
        } else {
            ++j;
        }
    }
    return changed;
}

QString valueText(const QString &text)
{
    return plainText(text, previewCharactersMax);
}

} // namespace

void BeforeAfterModel::setPreview(const FieldPreview &preview)
{
    beginResetModel();
    m_rows = preview.rows;
    m_isStale = false;
    endResetModel();
}

void BeforeAfterModel::setStale(bool isStale)
{
    if (std::exchange(m_isStale, isStale) != isStale && !m_rows.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

BeforeAfterModel::Changed BeforeAfterModel::changed(int row, int column) const
{
    const PreviewRow &at = this->row(row);
    if (at.failure || at.isAfterNull || at.isBeforeNull || at.before == at.after)
        return {};
    if (at.cut > 0 && column == After)
        return {}; // its mark says it
    return column == Before ? differenceOf(valueText(at.before), valueText(at.after))
                            : differenceOf(valueText(at.after), valueText(at.before));
}

int BeforeAfterModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int BeforeAfterModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString BeforeAfterModel::after(const PreviewRow &row)
{
    if (row.failure) {
        CauseItem cause;
        cause.code = QString::fromStdString(std::string(rowCodeName(*row.failure)));
        cause.rule = row.rule;
        return causeText(cause);
    }
    if (row.isAfterNull)
        return QStringLiteral("NULL");
    if (row.cut > 0)
        return tr("%1⟨cut %2⟩", "a value, and how many characters were cut").arg(valueText(row.after), rowsText(row.cut));
    return valueText(row.after);
}

QString BeforeAfterModel::note(const PreviewRow &row)
{
    if (row.failure)
        return tr("goes to quarantine");
    if (row.isDefault)
        return tr("default");
    if (row.cut > 0)
        return tr("%n character(s) cut", nullptr, static_cast<int>(row.cut));
    if (row.isBeforeNull || row.isAfterNull || row.before == row.after)
        return {};
    const QString trimmed = row.before.trimmed();
    if (trimmed == row.after)
        return tr("blanks removed");
    static const QString signs = QStringLiteral("¥￥$€£元");
    QString plain;
    bool hasSign = false;
    for (const QChar c : row.before) {
        hasSign = hasSign || signs.contains(c);
        if (!signs.contains(c) && c != QLatin1Char(',') && !c.isSpace())
            plain += c;
    }
    if (hasSign && plain == row.after)
        return tr("currency sign removed");
    return tr("converted");
}

QVariant BeforeAfterModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const PreviewRow &at = row(index.row());
    if (role == Qt::AccessibleTextRole && index.column() == Row)
        return tr("%1: %2 becomes %3. %4", "position, before, after, note")
            .arg(positionText(at.position), at.isBeforeNull ? QStringLiteral("NULL") : valueText(at.before), after(at),
                 note(at));
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole)
        return {};
    switch (index.column()) {
    case Row: return positionText(at.position);
    case Before: return at.isBeforeNull ? QStringLiteral("NULL") : valueText(at.before);
    case After: return after(at);
    default: return note(at);
    }
}

QVariant BeforeAfterModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Row: return tr("Row");
    case Before: return tr("Before");
    case After: return tr("After");
    case Note: return tr("Note");
    default: return {};
    }
}

void BeforeAfterDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QString text = cell.text;
    cell.text.clear();
    const QWidget *view = option.widget;
    (view ? view->style() : QApplication::style())->drawControl(QStyle::CE_ItemViewItem, &cell, painter, view);
    painter->save();
    if (m_model.isStale())
        painter->setOpacity(0.45);
    QRect room = cell.rect.adjusted(padding, 0, -4, 0);
    const bool isSelected = cell.state & QStyle::State_Selected;
    const Tokens tokens = Tokens::of(cell.palette);
    const QColor ink = cell.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Text);
    const PreviewRow &row = m_model.row(index.row());
    const bool isFailing = row.failure && index.column() == BeforeAfterModel::After;
    if (isFailing) {
        paintIcon(*painter, QRectF(room.left(), room.center().y() - iconSize / 2.0 + 0.5, iconSize, iconSize), Icon::CircleX,
                  isSelected ? ink : tokens.of(Hue::Error));
        room.setLeft(room.left() + iconSize + 5);
    }
    const bool isValue = index.column() == BeforeAfterModel::Before || index.column() == BeforeAfterModel::After;
    painter->setPen(isValue || isSelected ? ink : tokens.text2);
    if (isValue && !isFailing) {
        paintValue(*painter, cell, index, room);
    } else {
        painter->setFont(cell.font);
        painter->drawText(room, Qt::AlignVCenter | Qt::AlignLeft,
                          painter->fontMetrics().elidedText(text, Qt::ElideRight, room.width()));
    }
    painter->restore();
}

void BeforeAfterDelegate::paintValue(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                                     const QRect &room) const
{
    const PreviewRow &row = m_model.row(index.row());
    const bool isNull = index.column() == BeforeAfterModel::Before ? row.isBeforeNull : row.isAfterNull;
    const QFont font = isNull ? option.font : rawFont();
    const QFontMetrics metrics(font);
    // The mark of a cut stays in sight, however narrow the cell is.
    const Qt::TextElideMode mode = row.cut > 0 ? Qt::ElideMiddle : Qt::ElideRight;
    const QString whole = index.data().toString();
    const QString text = metrics.elidedText(whole, mode, room.width());
    const BeforeAfterModel::Changed changed = m_model.changed(index.row(), index.column());
    // Of an elided text the kept beginning or, in the middle, the kept end is where it was.
    const qsizetype gap = text.size() < whole.size() || text != whole ? text.indexOf(QChar(0x2026)) : text.size();
    QTextLayout layout(text, font);
    QList<QTextLayout::FormatRange> formats;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const qsizetype from = i <= gap ? i : whole.size() - text.size() + i;
        if (from >= static_cast<qsizetype>(changed.size()) || !changed[static_cast<std::size_t>(from)])
            continue;
        if (!formats.isEmpty() && formats.last().start + formats.last().length == i) {
            ++formats.last().length;
            continue;
        }
        QTextLayout::FormatRange range;
        range.start = static_cast<int>(i);
        range.length = 1;
        range.format.setFontUnderline(true);
        formats << range;
    }
    if (index.column() == BeforeAfterModel::After && row.cut > 0) {
        const int mark = static_cast<int>(text.lastIndexOf(QChar(0x27E8)));
        QTextLayout::FormatRange range;
        range.start = std::max(mark, 0);
        range.length = mark < 0 ? 0 : static_cast<int>(text.size()) - mark;
        const Tokens tokens = Tokens::of(option.palette);
        range.format.setForeground(option.state & QStyle::State_Selected ? painter.pen().color() : tokens.of(Hue::Warn));
        formats << range;
    }
    layout.setFormats(formats);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(room.width() + 100);
    layout.endLayout();
    if (isNull)
        painter.setPen(Tokens::of(option.palette).text2);
    layout.draw(&painter, QPointF(room.left(), room.top() + (room.height() - line.height()) / 2));
}

BeforeAfter::BeforeAfter(QWidget *parent) : QWidget(parent)
{
    m_model = new BeforeAfterModel(this);
    m_table = new DataTable(this);
    m_table->setObjectName(QStringLiteral("mapPreview"));
    m_table->setAccessibleName(tr("Before and after"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new BeforeAfterDelegate(*m_model, m_table));
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setMinimumHeight(56);
    m_table->viewport()->installEventFilter(this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_table);
}

void BeforeAfter::show(const FieldPreview &preview)
{
    m_model->setPreview(preview);
    m_table->ensureCurrent();
}

void BeforeAfter::setStale(bool isStale)
{
    m_model->setStale(isStale);
}

bool BeforeAfter::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Resize) {
        const int width = m_table->viewport()->width();
        for (int i = 0; i + 1 < BeforeAfterModel::ColumnCount; ++i)
            m_table->setColumnWidth(i, width * columnShares[static_cast<std::size_t>(i)] / 100);
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace weir
