#pragma once

#include <QTableView>

namespace weir {

/// A table as every page shows them: rows selected whole, rows of the style's height, no row numbers, no grid across, and
/// a current row whenever there are rows.
class DataTable final : public QTableView
{
    Q_OBJECT

public:
    explicit DataTable(QWidget *parent = nullptr);
    /// Makes the first row current when none is. Pages call it after they filled the model.
    void ensureCurrent();
    void setModel(QAbstractItemModel *model) override;

signals:
    /// Enter, or a double click.
    void rowOpened(const QModelIndex &index);
    void currentRowChanged();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void changeEvent(QEvent *event) override;

private:
    void fitRows();
};

} // namespace weir
