#pragma once

#include "ui/bridge/wizardvalues.h"

#include <QAbstractTableModel>
#include <QHeaderView>

namespace weir {

/// The sample rows of a source as a table; personal data masked.
///
/// Thread-safety: GUI thread.
class SampleModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int rowsShown = 50;

    using QAbstractTableModel::QAbstractTableModel;
    /// Null: nothing was seen.
    void setLook(const SourceLook *look);
    [[nodiscard]] const SourceLook &look() const { return m_look; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    SourceLook m_look;
};

/// Counts of one field, for the strip under its name.
struct FieldQuality
{
    qint64 valid = 0, empty = 0, odd = 0; ///< odd: values with a finding
    [[nodiscard]] qint64 rows() const { return valid + empty + odd; }
};
[[nodiscard]] FieldQuality qualityOf(const SourceLook &look, std::size_t field);

/// A header of three lines: name, type, and a strip that shows how many values are valid, empty and odd, by hue and by
/// pattern.
class SampleHeader final : public QHeaderView
{
    Q_OBJECT

public:
    explicit SampleHeader(SampleModel &model, QWidget *parent = nullptr);

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    [[nodiscard]] QSize sectionSizeFromContents(int section) const override;

private:
    SampleModel &m_sample;
};

} // namespace weir
