#pragma once

#include <QTableView>

namespace weir {

/// A table as every page shows them: rows selected whole, rows of the style's height, no row numbers, no grid across, and
/// a current row whenever there are rows. Columns are at least as wide as their titles, and a cell that is cut tells the
/// whole in its tool tip.
class DataTable final : public QTableView
{
    Q_OBJECT

public:
    explicit DataTable(QWidget *parent = nullptr);
    /// Makes the first row current when none is. Pages call it after they filled the model.
    void ensureCurrent();
    void setModel(QAbstractItemModel *model) override;
    /// The table is never lower than its titles and so many rows.
    void setRowsShownMin(int rows);

signals:
    /// Enter, or a double click.
    void rowOpened(const QModelIndex &index);
    void currentRowChanged();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    void fitRows();
    void fitTitles();

    int m_rowsShownMin = 0;
};

} // namespace weir
