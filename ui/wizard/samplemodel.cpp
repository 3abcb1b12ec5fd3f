#include "ui/wizard/samplemodel.h"

#include "core/data/conversion.h"
#include "ui/bridge/masking.h"
#include "ui/text/format.h"
#include "ui/text/positiontext.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"

#include <QPainter>

#include <algorithm>

namespace weir {

namespace {

constexpr int cellCharactersMax = 300, stripHeight = 4, padding = 6, sectionWidthMax = 260;

} // namespace

void SampleModel::setLook(const SourceLook *look)
{
    beginResetModel();
    m_look = look ? *look : SourceLook();
    endResetModel();
}

int SampleModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(std::min<qint64>(m_look.sample.rows(), SourceLook::sampleRowsMax));
}

int SampleModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_look.schema ? 0 : static_cast<int>(m_look.schema->size());
}

QVariant SampleModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::ForegroundRole))
        return {};
    const Column &column = m_look.sample.column(static_cast<std::size_t>(index.column()));
    const bool isNull = column.isNull(index.row());
    if (role == Qt::ForegroundRole)
        return isNull ? QVariant(QPalette().color(QPalette::PlaceholderText)) : QVariant();
    if (isNull)
        return QStringLiteral("NULL");
    std::string text;
    appendAsText(column, index.row(), text);
    const QString value = plainText(masked(QString::fromStdString(text)), cellCharactersMax);
    const QString position = positionText(m_look.positions.value(index.row()));
    return role == Qt::DisplayRole || position.isEmpty() ? value : QStringLiteral("%1\n%2").arg(position, value);
}

QVariant SampleModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const auto field = static_cast<std::size_t>(section);
    const FieldProfile &profile = m_look.fields[field];
    if (role == Qt::DisplayRole)
        return QString::fromStdString(profile.name);
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole) {
        const FieldQuality quality = qualityOf(m_look, field);
        return tr("%1 (%2): %3 valid, %4 empty, %5 odd")
            .arg(QString::fromStdString(profile.name), QString::fromStdString(typeText(profile.proposed)),
                 rowsText(quality.valid), rowsText(quality.empty), rowsText(quality.odd));
    }
    return {};
}

FieldQuality qualityOf(const SourceLook &look, std::size_t field)
{
    const FieldProfile &profile = look.fields[field];
    FieldQuality quality;
    quality.empty = profile.nulls + profile.empty;
    for (const Finding &finding : look.findings) {
        if (finding.field == profile.name && finding.level != Finding::Level::Note)
            quality.odd = std::max<qint64>(quality.odd, finding.count);
    }
    quality.odd = std::min<qint64>(quality.odd, profile.values - profile.empty);
    quality.valid = profile.values - profile.empty - quality.odd;
    return quality;
}

SampleHeader::SampleHeader(SampleModel &model, QWidget *parent) : QHeaderView(Qt::Horizontal, parent), m_sample(model)
{
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setHighlightSections(false);
    setSectionsClickable(false);
    setMaximumSectionSize(sectionWidthMax);
}

QSize SampleHeader::sectionSizeFromContents(int section) const
{
    const QFontMetrics metrics(font()), caption(captionFont());
    const QString name = m_sample.headerData(section, Qt::Horizontal, Qt::DisplayRole).toString();
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    const int words = std::max(QFontMetrics(bold).horizontalAdvance(name),
                               caption.horizontalAdvance(QStringLiteral("timestamp")));
    const int width = words + 2 * padding + 8;
    return {width, metrics.height() + caption.height() + stripHeight + 14};
}

void SampleHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    if (section >= m_sample.columnCount())
        return;
    const Tokens tokens = Tokens::of(palette());
    painter->save();
    painter->fillRect(rect, tokens.surfaceAlt);
    painter->setPen(tokens.divider);
    painter->drawLine(rect.topRight(), rect.bottomRight());
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());
    const QRect inner = rect.adjusted(padding, 4, -padding, -5);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    painter->setFont(bold);
    painter->setPen(tokens.text);
    const QString name = plainText(m_sample.headerData(section, Qt::Horizontal, Qt::DisplayRole).toString(), 100);
    painter->drawText(inner, Qt::AlignLeft | Qt::AlignTop,
                      QFontMetrics(bold).elidedText(name, Qt::ElideRight, inner.width()));
    painter->setFont(captionFont());
    painter->setPen(tokens.text2);
    const auto field = static_cast<std::size_t>(section);
    painter->drawText(inner.adjusted(0, 0, 0, -stripHeight - 3), Qt::AlignLeft | Qt::AlignBottom,
                      QString::fromStdString(typeText(m_sample.look().fields[field].proposed)));
    const FieldQuality quality = qualityOf(m_sample.look(), field);
    const QRect strip(inner.left(), inner.bottom() - stripHeight + 1, inner.width(), stripHeight);
    const auto part = [&](qint64 count, const QBrush &brush, int &left) {
        if (count == 0 || quality.rows() == 0)
            return;
        const int width = std::max<int>(3, static_cast<int>(count * strip.width() / quality.rows()));
        painter->fillRect(QRect(left, strip.top(), std::min(width, strip.right() + 1 - left), stripHeight), brush);
        left += width;
    };
    // What is odd and empty first: it must never be pushed out of the strip by rounding.
    int left = strip.left();
    part(quality.odd, QBrush(tokens.of(Hue::Warn)), left);
    part(quality.empty, QBrush(tokens.text2, Qt::BDiagPattern), left);
    if (quality.valid > 0 && left <= strip.right())
        painter->fillRect(QRect(left, strip.top() + 1, strip.right() + 1 - left, stripHeight - 2), tokens.of(Hue::Ok));
    painter->restore();
}

} // namespace weir
