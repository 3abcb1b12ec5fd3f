#include "ui/wizard/mapmodel.h"

#include "ui/text/format.h"
#include "ui/widgets/statedelegate.h"
#include "ui/wizard/checktext.h"
#include "ui/wizard/steptext.h"

#include <algorithm>

namespace weir {

namespace {

QString nameText(const std::string &name)
{
    return plainText(QString::fromStdString(name), 200);
}

} // namespace

std::vector<std::size_t> MapModel::shownNow() const
{
    std::vector<std::size_t> shown;
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        if (!m_isReviewOnly || m_fields[i].needsReview())
            shown.push_back(i);
    }
    return shown;
}

void MapModel::setFields(std::vector<MapField> fields)
{
    const bool isSame = std::equal(fields.begin(), fields.end(), m_fields.begin(), m_fields.end(),
                                   [](const MapField &a, const MapField &b) { return a.name() == b.name(); });
    std::swap(m_fields, fields);
    std::vector<std::size_t> shown = shownNow();
    if (isSame && shown == m_shown) {
        if (!m_shown.empty())
            emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    std::swap(m_fields, fields);
    beginResetModel();
    m_fields = std::move(fields);
    m_shown = std::move(shown);
    endResetModel();
}

void MapModel::showReviewOnly(bool isOn)
{
    if (m_isReviewOnly == isOn)
        return;
    beginResetModel();
    m_isReviewOnly = isOn;
    m_shown = shownNow();
    endResetModel();
}

const MapField *MapModel::find(const std::string &target) const
{
    const auto found = std::find_if(m_fields.begin(), m_fields.end(),
                                    [&target](const MapField &field) { return field.name() == target; });
    return found == m_fields.end() ? nullptr : &*found;
}

int MapModel::rowOf(const std::string &target) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (field(row).name() == target)
            return row;
    }
    return -1;
}

int MapModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int MapModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString MapModel::text(const MapField &field, int column) const
{
    switch (column) {
    case Source: return CheckText::source(field);
    case Target: return nameText(field.name());
    case Check: return CheckText::badge(field).word;
    case Transform: return StepText::transform(field);
    default: return CheckText::match(field).word;
    }
}

QString MapModel::spoken(const MapField &field, int column) const
{
    const QString name = nameText(field.name());
    switch (column) {
    case Source: // the first column speaks for the row
        return field.isMapped() ? tr("%1 goes into %2. %3 %4", "source, target, check, match")
                                      .arg(CheckText::source(field), name, CheckText::sentence(field),
                                           CheckText::matchSentence(field))
                                : tr("Nothing goes into %1. %2 %3", "target, check, match")
                                      .arg(name, CheckText::sentence(field), CheckText::matchSentence(field));
    case Target: {
        const QString type = QString::fromStdString(typeText(field.target.type));
        if (field.isKey)
            return tr("%1, %2, key, required").arg(name, type);
        return field.isRequired ? tr("%1, %2, required").arg(name, type) : tr("%1, %2", "field, type").arg(name, type);
    }
    case Check: return CheckText::sentence(field);
    case Transform: {
        const QString steps = StepText::transform(field);
        return steps.isEmpty() ? tr("No transform") : steps;
    }
    default: return CheckText::matchSentence(field);
    }
}

QString MapModel::tip(const MapField &field, int column) const
{
    if (column == Source && field.isMapped()) {
        const QString source = CheckText::source(field);
        if (!field.sourceType)
            return source;
        return tr("%1, %2", "field, type").arg(source, QString::fromStdString(typeText(*field.sourceType)));
    }
    if (column == Transform && field.isMapped() && field.mapping->expr)
        return nameText(*field.mapping->expr);
    return spoken(field, column);
}

QVariant MapModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const MapField &field = this->field(index.row());
    switch (role) {
    case Qt::DisplayRole: return text(field, index.column());
    case Qt::ToolTipRole: return tip(field, index.column());
    case Qt::AccessibleTextRole: return spoken(field, index.column());
    case StateDelegate::lookRole:
        if (index.column() == Check)
            return QVariant::fromValue(CheckText::badge(field));
        if (index.column() == Match)
            return QVariant::fromValue(CheckText::match(field));
        return {};
    default: return {};
    }
}

QVariant MapModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    switch (section) {
    case Source: return tr("Source field");
    case Target: return tr("Target field");
    case Check: return tr("Type check");
    case Transform: return tr("Transform");
    case Match: return tr("Match");
    default: return {};
    }
}

Qt::ItemFlags MapModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (!index.isValid())
        return flags;
    const bool takesDefault = index.column() == Check && !m_askedDefault.empty()
        && field(index.row()).name() == m_askedDefault;
    if (index.column() == Source || takesDefault)
        flags |= Qt::ItemIsEditable;
    return flags;
}

bool MapModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || role != Qt::EditRole)
        return false;
    const std::string target = field(index.row()).name();
    if (index.column() == Source && value.canConvert<SourceChoice>())
        emit sourceChosen(target, value.value<SourceChoice>());
    else if (index.column() == Check)
        emit defaultGiven(target, value.toString());
    return true;
}

} // namespace weir
