#include "ui/failures/failurespage.h"

#include "ui/bridge/engineclient.h"
#include "ui/bridge/masking.h"
#include "ui/failures/compensationsheet.h"
#include "ui/failures/failedrowmodel.h"
#include "ui/runs/runtext.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/positiontext.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/inlinebanner.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QFileDialog>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QStackedLayout>
#include <QTableWidget>
#include <QToolButton>

namespace weir {

namespace {

enum View { Lists, Empty };

constexpr int pickedMax = 10'000; ///< rows chosen one by one; more are chosen by their cause

} // namespace

void FailuresPage::open(const QString &argument)
{
    setReady(false);
    if (argument.startsWith(QLatin1String("job:"))) {
        m_choice = {};
        m_choice.job = argument.mid(4);
    } else if (argument.startsWith(QLatin1String("run:"))) {
        m_choice = {};
        m_choice.run = argument.mid(4).toLongLong();
    }
    m_which->button(static_cast<int>(m_choice.which))->setChecked(true);
    refresh();
}

QWidget *FailuresPage::findBox() const
{
    return m_job;
}

void FailuresPage::refresh()
{
    if (!m_engine.isOpen())
        return;
    failureOverview(m_engine, m_choice).then(this, [this, question = ++m_question](const Result<FailureOverview> &overview) {
        if (question != m_question)
            return;
        if (!overview) {
            m_banner->show(Hue::Error, errorText(overview.error()), {{tr("Try again"), [this] { refresh(); }}}, false);
            m_banner->setDetails(QString::fromStdString(overview.error().detail));
        } else {
            take(*overview);
        }
        setReady();
    });
}

void FailuresPage::take(const FailureOverview &overview)
{
    const QString chosen = m_choice.job;
    while (m_job->count() > 1)
        m_job->removeItem(m_job->count() - 1);
    m_job->addItems(overview.jobs);
    m_job->setCurrentIndex(std::max(0, m_job->findText(chosen)));
    m_run->setVisible(m_choice.run > 0);
    m_run->setText(tr("Run %1 ×").arg(m_choice.run));
    const std::pair<QString, qint64> lists[] = {{tr("Open %1"), overview.open}, {tr("Unknown %1"), overview.unknown},
                                                {tr("Compensated %1"), overview.compensated}, {tr("Set aside %1"), overview.setAside}};
    for (int which = 0; which < 4; ++which)
        m_which->button(which)->setText(lists[which].first.arg(rowsText(lists[which].second)));

    const CauseItem *current = currentCause();
    const qint64 before = current ? current->id : m_wantedCause;
    const bool isSame = std::equal(overview.causes.begin(), overview.causes.end(), m_causes->items().begin(), m_causes->items().end(),
                                   [](const CauseItem &a, const CauseItem &b) { return a.id == b.id && a.rows == b.rows; });
    m_banner->hide();
    const bool isCalm = overview.everFailed == 0 || (overview.causes.empty() && m_choice.which == FailureChoice::Which::Open && overview.setAside == 0
                                                     && overview.unknown == 0 && !m_sheet->isVisible());
    if (overview.everFailed > 0)
        m_empty->setText(tr("All %1 compensated").arg(rowsText(overview.compensated)), tr("No row waits for you."));
    else
        m_empty->setText(tr("No failed rows"), tr("Every row was delivered, or filtered by your rules."));
    m_views->setCurrentIndex(isCalm ? Empty : Lists);
    if (isSame)
        return;
    m_causes->setItems(overview.causes);
    int row = 0;
    for (int i = 0; i < m_causes->rowCount(); ++i) {
        if (m_causes->items()[static_cast<std::size_t>(i)].id == before)
            row = i;
    }
    if (m_causes->rowCount() > 0)
        m_causeTable->setCurrentIndex(m_causes->index(row, 0));
    showRows();
}

const CauseItem *FailuresPage::currentCause() const
{
    const int row = m_causeTable->currentIndex().row();
    return row >= 0 && row < m_causes->rowCount() ? &m_causes->items()[static_cast<std::size_t>(row)] : nullptr;
}

void FailuresPage::showRows()
{
    const CauseItem *cause = currentCause();
    FailureChoice choice = m_choice;
    choice.cause = cause ? cause->id : 0;
    m_wantedCause = choice.cause;
    m_isAllSelected = false;
    m_rowsTitle->setText(cause ? tr("Rows of “%1”: %2").arg(causeText(*cause), rowsText(cause->rows)) : QString());
    m_rows->show(choice, cause ? cause->rows : 0);
    m_rowTable->ensureCurrent();
    updateActions();
    showDetail();
}

void FailuresPage::updateActions()
{
    const CauseItem *cause = currentCause();
    const bool isOpen = m_choice.which == FailureChoice::Which::Open;
    const bool isAside = m_choice.which == FailureChoice::Which::SetAside;
    m_compensate->setEnabled(cause && isOpen);
    m_export->setEnabled(cause && isOpen);
    m_bringBack->setEnabled(cause && isOpen);
    m_aside->setVisible(isOpen || isAside);
    m_aside->setEnabled(cause != nullptr);
    const std::vector<qint64> picked = pickedRows();
    m_aside->setText(isAside          ? tr("Restore")
                     : picked.empty() ? tr("Set aside all")
                                      : tr("Set aside %1").arg(rowsText(static_cast<qint64>(picked.size()))));
    m_selectAll->setVisible(cause != nullptr);
    if (cause)
        m_selectAll->setText(m_isAllSelected ? tr("All %1 selected").arg(rowsText(cause->rows)) : tr("Select all %1").arg(rowsText(cause->rows)));
}

void FailuresPage::selectAll()
{
    m_rowTable->clearSelection();
    m_isAllSelected = true;
    updateActions();
}

std::vector<qint64> FailuresPage::pickedRows() const
{
    std::vector<qint64> ids;
    if (m_isAllSelected)
        return ids;
    const QModelIndexList rows = m_rowTable->selectionModel()->selectedRows();
    if (rows.size() < 2 || rows.size() > pickedMax) // one row is only where the cursor stands
        return ids;
    for (const QModelIndex &index : rows) {
        if (const FailedRowItem *row = m_rows->item(index.row()))
            ids.push_back(row->id);
    }
    return ids;
}

void FailuresPage::showDetail()
{
    const FailedRowItem *row = m_rows->item(m_rowTable->currentIndex().row());
    if (!row) {
        m_detailTitle->clear();
        m_values->setRowCount(0);
        m_history->clear();
        return;
    }
    failedRow(m_engine, row->id).then(this, [this, question = ++m_detailQuestion](const Result<std::optional<FailedRowDetail>> &detail) {
        if (question == m_detailQuestion && detail && *detail)
            tellDetail(**detail);
    });
}

void FailuresPage::tellDetail(const FailedRowDetail &detail)
{
    m_detailTitle->setText(tr("%1: %2", "position, what the target or the mapping said")
                               .arg(positionText(detail.row.position), plainText(detail.row.detail.isEmpty() ? detail.rule : detail.row.detail, 400)));
    m_detail = detail;
    const QSignalBlocker filling(m_values); // not a person's edit
    const bool isEditable = detail.raw.isEmpty() && m_choice.which == FailureChoice::Which::Open;
    m_values->setRowCount(detail.raw.isEmpty() ? static_cast<int>(detail.values.size()) : 1);
    const auto put = [this, isEditable](int row, int column, const QString &text, bool isStrong) {
        auto *cell = new QTableWidgetItem(plainText(text, 2'000));
        QFont font = cell->font();
        font.setBold(isStrong);
        cell->setFont(font);
        cell->setFlags(cell->flags().setFlag(Qt::ItemIsEditable, isEditable && column == 1));
        m_values->setItem(row, column, cell);
    };
    if (!detail.raw.isEmpty()) {
        put(0, 0, tr("Bytes"), false);
        put(0, 1, detail.raw, false);
    }
    for (int row = 0; detail.raw.isEmpty() && row < static_cast<int>(detail.values.size()); ++row) {
        const auto &[name, value] = detail.values[static_cast<std::size_t>(row)];
        const bool isCulprit = !detail.row.value.isEmpty() && value == detail.row.value;
        put(row, 0, name, isCulprit);
        put(row, 1, value, isCulprit);
    }
    if (m_values->rowCount() > 0)
        m_values->setCurrentCell(0, 0);
    m_history->setText(detail.history.join(QStringLiteral(" · ")));
}

void FailuresPage::compensate()
{
    const CauseItem *cause = currentCause();
    if (!cause || m_choice.which != FailureChoice::Which::Open)
        return;
    m_sheet->open(*cause, m_choice.run, pickedRows());
    m_sheet->show();
    m_sheet->setFocus();
}

void FailuresPage::setAside()
{
    const CauseItem *cause = currentCause();
    if (!cause)
        return;
    const bool isAside = m_choice.which == FailureChoice::Which::SetAside;
    mark(isAside ? RowAction::Restore : RowAction::SetAside, pickedRows(), isAside ? tr("%1 rows restored") : tr("%1 rows set aside"));
}

void FailuresPage::mark(RowAction action, const std::vector<qint64> &rows, const QString &done)
{
    const CauseItem cause = *currentCause();
    markRows(m_engine, cause.job, cause.id, rows, action, {}).then(this, [=, this](const Result<qint64> &count) {
        if (!count) {
            m_banner->show(Hue::Error, errorText(count.error()));
            m_banner->setDetails(QString::fromStdString(count.error().detail));
            return;
        }
        std::function<void()> undo;
        if (action == RowAction::SetAside)
            undo = [this, cause, rows] {
                markRows(m_engine, cause.job, cause.id, rows, RowAction::Restore, {}).then(this, [this](const Result<qint64> &) { refresh(); });
            };
        m_navigator.toast(done.arg(rowsText(*count)), std::move(undo));
        refresh();
    });
}

void FailuresPage::exportRows()
{
    const CauseItem *cause = currentCause();
    if (!cause)
        return;
    const QString path = QFileDialog::getSaveFileName(this, tr("Export rows"), tr("%1 failures.csv").arg(cause->job), tr("Spreadsheet (*.csv);;NDJSON (*.ndjson)"));
    if (path.isEmpty())
        return;
    exportFailedRows(m_engine, cause->job, cause->id, path).then(this, [this, path](const Result<qint64> &rows) {
        if (rows)
            return m_navigator.toast(tr("%1 rows written to %2").arg(rowsText(*rows), path), {});
        m_banner->show(Hue::Error, errorText(rows.error()));
        m_banner->setDetails(QString::fromStdString(rows.error().detail));
    });
}

void FailuresPage::bringBack()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Bring back edited rows"), {}, tr("Exported rows (*.csv *.ndjson)"));
    if (!path.isEmpty())
        bringBackFrom(path);
}

void FailuresPage::bringBackFrom(const QString &path)
{
    const CauseItem *cause = currentCause();
    if (!cause)
        return;
    bringBackRows(m_engine, cause->job, path).then(this, [this, path](const Result<qint64> &rows) {
        if (!rows) {
            // The engine names the line and what is wrong with it: that is what helps.
            m_banner->show(Hue::Error, tr("Nothing was taken from %1: %2")
                                           .arg(path.section(QLatin1Char('/'), -1),
                                                plainText(masked(QString::fromStdString(rows.error().detail)), 300)));
            return;
        }
        m_banner->show(Hue::Ok, tr("%1 rows have new values. Compensate them to deliver them.").arg(rowsText(*rows)));
        showDetail();
    });
}

void FailuresPage::editValue(int row)
{
    if (!m_detail || row < 0 || row >= static_cast<int>(m_detail->values.size()))
        return;
    const QString field = m_detail->values[static_cast<std::size_t>(row)].first, value = m_values->item(row, 1)->text();
    if (value == m_detail->values[static_cast<std::size_t>(row)].second)
        return;
    editRow(m_engine, m_detail->job, m_detail->row.id, field, value).then(this, [this, field](const Result<void> &edited) {
        if (!edited) {
            m_banner->show(Hue::Error, errorText(edited.error()));
            m_banner->setDetails(QString::fromStdString(edited.error().detail));
        } else {
            m_navigator.toast(tr("%1 is edited. Compensate the row to deliver it.").arg(field), {});
        }
        showDetail();
    });
}

void FailuresPage::keyPressEvent(QKeyEvent *event)
{
    const bool isControl = event->modifiers() == Qt::ControlModifier;
    if (isControl && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        return compensate();
    if (isControl && event->key() == Qt::Key_L)
        return setAside();
    if (isControl && event->key() == Qt::Key_A)
        return selectAll();
    Page::keyPressEvent(event);
}

} // namespace weir
