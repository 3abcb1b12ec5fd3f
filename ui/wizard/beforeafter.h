#pragma once

#include "ui/bridge/fieldpreview.h"
#include "ui/widgets/datatable.h"

#include <QAbstractTableModel>
#include <QStyledItemDelegate>

namespace weir {

/// What a mapping makes of some rows: position, before, after and a note for each.
class BeforeAfterModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Row, Before, After, Note, ColumnCount };
    /// Where a text was changed: a flag for each of its characters, or none.
    using Changed = std::vector<bool>;

    using QAbstractTableModel::QAbstractTableModel;
    void setPreview(const FieldPreview &preview);
    /// Shown greyed: of the field as it was.
    void setStale(bool isStale);
    [[nodiscard]] bool isStale() const { return m_isStale; }
    [[nodiscard]] const PreviewRow &row(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    [[nodiscard]] Changed changed(int row, int column) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;


private:
    [[nodiscard]] static QString note(const PreviewRow &row);
    [[nodiscard]] static QString after(const PreviewRow &row);

    std::vector<PreviewRow> m_rows;
    bool m_isStale = false;
};

/// Values in a fixed-width font, changed characters underlined, reasons of failing ones in place.
class BeforeAfterDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    BeforeAfterDelegate(const BeforeAfterModel &model, QObject *parent) : QStyledItemDelegate(parent), m_model(model) {}
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintValue(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                    const QRect &room) const;

    const BeforeAfterModel &m_model;
};

/// The table of both.
class BeforeAfter final : public QWidget
{
    Q_OBJECT

public:
    explicit BeforeAfter(QWidget *parent = nullptr);
    void show(const FieldPreview &preview);
    void setStale(bool isStale);
    [[nodiscard]] DataTable &table() const { return *m_table; }
    using QWidget::show;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    BeforeAfterModel *m_model = nullptr;
    DataTable *m_table = nullptr;
};

} // namespace weir
