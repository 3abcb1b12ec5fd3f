#pragma once

#include "ui/wizard/sourcepicker.h"

#include <QStyledItemDelegate>

#include <functional>

namespace weir {

/// Paints the cells of the mapping table and edits them in place.
class MapDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using Entries = std::function<std::vector<SourceEntry>(const MapField &field)>;

    /// \a entries: what the picker of a row offers.
    MapDelegate(const MapModel &model, Entries entries, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                                        const QModelIndex &index) const override;
    void setEditorData(QWidget *editor, const QModelIndex &index) const override;
    void setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const override;
    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    /// Enter and Esc of the picker are its own.
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void paintName(QPainter &painter, const QStyleOptionViewItem &option, const MapField &field, bool isTarget) const;
    void paintWords(QPainter &painter, const QStyleOptionViewItem &option, const QString &words) const;

    const MapModel &m_model;
    Entries m_entries;
};

} // namespace weir
