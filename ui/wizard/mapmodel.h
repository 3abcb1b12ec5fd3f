#pragma once

#include "ui/wizard/mapfields.h"

#include <QAbstractTableModel>

namespace weir {

/// What a person picked for a target field in the source cell.
struct SourceChoice
{
    enum class Kind : std::uint8_t { Field, Constant, Nothing };
    Kind kind = Kind::Field;
    QString text; ///< name of the source field, or the constant

    bool operator==(const SourceChoice &) const = default;
};

/// The mapping table: a row for each target field. A change resets it at most once, or tells one range.
class MapModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Source, Target, Check, Transform, Match, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// Same rows as before: they stay and their values change; others: a reset.
    void setFields(std::vector<MapField> fields);
    /// Only rows that need a person; those that no longer do go with the next setFields() of other rows or toggle.
    void showReviewOnly(bool isOn);
    [[nodiscard]] bool isReviewOnly() const { return m_isReviewOnly; }

    [[nodiscard]] const std::vector<MapField> &fields() const { return m_fields; }
    [[nodiscard]] const MapField &field(int row) const { return m_fields[m_shown[static_cast<std::size_t>(row)]]; }
    [[nodiscard]] const MapField *find(const std::string &target) const;
    /// -1: not shown.
    [[nodiscard]] int rowOf(const std::string &target) const;

    /// The check cell of that row takes text: the value of the fix "default". Nothing: of none.
    void askDefault(const std::string &target) { m_askedDefault = target; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    /// What editors commit: changes nothing here, asks for it by the signals.
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

signals:
    void sourceChosen(const std::string &target, const weir::SourceChoice &choice);
    void defaultGiven(const std::string &target, const QString &value);

private:
    [[nodiscard]] std::vector<std::size_t> shownNow() const;
    [[nodiscard]] QString text(const MapField &field, int column) const;
    [[nodiscard]] QString spoken(const MapField &field, int column) const;
    [[nodiscard]] QString tip(const MapField &field, int column) const;

    std::vector<MapField> m_fields;
    std::vector<std::size_t> m_shown; ///< indexes into m_fields
    bool m_isReviewOnly = false;
    std::string m_askedDefault;
};

} // namespace weir

Q_DECLARE_METATYPE(weir::SourceChoice)
