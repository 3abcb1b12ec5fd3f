#include "ui/widgets/datatable.h"

#include "ui/text/format.h"
#include "ui/theme/weirstyle.h"

#include <QApplication>
#include <QHeaderView>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QScrollBar>
#include <QToolTip>

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
    connect(model, &QAbstractItemModel::modelReset, this, &DataTable::fitTitles, Qt::QueuedConnection);
    connect(model, &QAbstractItemModel::columnsInserted, this, &DataTable::fitTitles, Qt::QueuedConnection);
}

void DataTable::setRowsShownMin(int rows)
{
    m_rowsShownMin = rows;
    fitRows();
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

void DataTable::showEvent(QShowEvent *event)
{
    QTableView::showEvent(event);
    fitTitles();
}

bool DataTable::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && model()) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QModelIndex index = indexAt(help->pos());
        const QString text = index.data().toString();
        if (!text.isEmpty() && !index.data(Qt::ToolTipRole).isValid() && sizeHintForIndex(index).width() > visualRect(index).width()) {
            QToolTip::showText(help->globalPos(), tipText(text), this, visualRect(index));
            return true;
        }
    }
    return QTableView::viewportEvent(event);
}

void DataTable::fitTitles()
{
    QHeaderView *header = horizontalHeader();
    for (int i = 0; i < header->count() && !header->isHidden(); ++i) {
        const int least = header->sectionSizeHint(i);
        if (!header->isSectionHidden(i) && header->sectionResizeMode(i) == QHeaderView::Interactive && header->sectionSize(i) < least)
            header->resizeSection(i, least);
    }
}

void DataTable::fitRows()
{
    const auto *style = qobject_cast<const WeirStyle *>(QApplication::style());
    verticalHeader()->setDefaultSectionSize(std::max(style ? style->controlHeight() : WeirStyle::compactHeight, fontMetrics().height() + 10));
    if (m_rowsShownMin > 0)
        setMinimumHeight(horizontalHeader()->sizeHint().height() + m_rowsShownMin * verticalHeader()->defaultSectionSize()
                         + horizontalScrollBar()->sizeHint().height() + 2 * frameWidth());
}

} // namespace weir
