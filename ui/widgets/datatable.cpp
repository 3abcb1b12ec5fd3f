#include "ui/widgets/datatable.h"

#include "ui/theme/weirstyle.h"

#include <QApplication>
#include <QHeaderView>
#include <QKeyEvent>

#include <algorithm>

namespace weir {

DataTable::DataTable(QWidget *parent) : QTableView(parent)
{
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setShowGrid(false);
    setAlternatingRowColors(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setStretchLastSection(true);
    fitRows();
    connect(this, &QTableView::doubleClicked, this, &DataTable::rowOpened);
}

void DataTable::setModel(QAbstractItemModel *model)
{
    QTableView::setModel(model);
    if (!model)
        return;
    connect(model, &QAbstractItemModel::rowsInserted, this, &DataTable::ensureCurrent, Qt::QueuedConnection);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &DataTable::ensureCurrent, Qt::QueuedConnection);
    connect(model, &QAbstractItemModel::modelReset, this, &DataTable::ensureCurrent, Qt::QueuedConnection);
}

void DataTable::ensureCurrent()
{
    if (model() && model()->rowCount() > 0 && !currentIndex().isValid())
        setCurrentIndex(model()->index(0, 0));
}

void DataTable::keyPressEvent(QKeyEvent *event)
{
    // The Enter that ends an edit reaches the table too.
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && currentIndex().isValid() && state() != EditingState)
        return emit rowOpened(currentIndex());
    QTableView::keyPressEvent(event);
}

void DataTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    if (current.row() != previous.row() || current.isValid() != previous.isValid())
        emit currentRowChanged();
}

void DataTable::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fitRows();
}

void DataTable::fitRows()
{
    const auto *style = qobject_cast<const WeirStyle *>(QApplication::style());
    verticalHeader()->setDefaultSectionSize(std::max(style ? style->controlHeight() : WeirStyle::compactHeight, fontMetrics().height() + 10));
}

} // namespace weir
