#include "ui/failures/failurespage.h"

#include "ui/bridge/engineclient.h"
#include "ui/failures/compensationsheet.h"
#include "ui/failures/editexportdialog.h"
#include "ui/failures/failedrowmodel.h"
#include "ui/failures/reasondialog.h"
#include "ui/failures/rowdetail.h"
#include "ui/runs/runtext.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/positiontext.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/inlinebanner.h"

#include <QAction>
#include <QButtonGroup>
#include <QComboBox>
#include <QFileDialog>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QStackedLayout>
#include <QToolButton>

namespace weir {

namespace {

enum View { Lists, Empty };

using namespace std::chrono_literals;
constexpr std::chrono::milliseconds exportTickTime = 1s; ///< what takes less shows no progress
constexpr int pickedMax = 10'000; ///< rows chosen one by one; more are chosen by their cause

} // namespace

FailuresPage::~FailuresPage()
{
    m_exportToken.cancel();
}

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
    if (isSame && m_shown == m_choice.which)
        return;
    m_shown = m_choice.which;
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
    m_rows->show(choice, cause ? *cause : CauseItem());
    m_rowTable->ensureCurrent();
    updateActions();
    askUnknownWays();
    showDetail();
}

void FailuresPage::updateActions()
{
    const CauseItem *cause = currentCause();
    const bool isOpen = m_choice.which == FailureChoice::Which::Open;
    const bool isAside = m_choice.which == FailureChoice::Which::SetAside;
    m_compensate->setEnabled(cause && isOpen);
    m_export->setEnabled(cause && isOpen);
    m_edit->setEnabled(cause && isOpen);
    m_editExport->setEnabled(!m_exportTick.isActive());
    m_aside->setVisible(isOpen || isAside);
    m_aside->setEnabled(cause != nullptr);
    m_discard->setVisible(isOpen || isAside);
    m_discard->setEnabled(cause != nullptr);
    const std::vector<qint64> picked = pickedRows();
    const bool isUnknown = m_choice.which == FailureChoice::Which::Unknown && cause != nullptr;
    const QString count = rowsText(picked.empty() && cause ? cause->rows : static_cast<qint64>(picked.size()));
    m_unknownBar->setVisible(isUnknown);
    m_check->setVisible(m_ways.mayCheck);
    m_check->setText(tr("Check these %1 first").arg(count));
    m_arrived->setVisible(m_ways.mayMark);
    m_arrived->setText(tr("Mark %1 as delivered…").arg(count));
    m_sendAgain->setVisible(m_ways.maySendAgain);
    m_sendAgain->setText(tr("Send %1 again…").arg(count));
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
    if (!row)
        return m_detail->clear();
    failedRow(m_engine, row->id).then(this, [this, question = ++m_detailQuestion](const Result<std::optional<FailedRowDetail>> &detail) {
        if (question == m_detailQuestion && detail && *detail)
            m_detail->show(**detail, m_choice.which == FailureChoice::Which::Open);
    });
}

void FailuresPage::showSheet()
{
    m_sheet->show();
    arrange();
    m_sheet->setFocus();
}

/// With the new values that were typed for some of the rows: nobody expects them to be left out.
void FailuresPage::compensate()
{
    const CauseItem *cause = currentCause();
    if (!cause || m_choice.which != FailureChoice::Which::Open)
        return;
    const std::vector<qint64> picked = pickedRows();
    std::vector<TypedItem> typed = m_detail->typed(cause->job, cause->id);
    std::erase_if(typed, [&](const TypedItem &item) {
        return !picked.empty() && std::find(picked.begin(), picked.end(), item.row) == picked.end();
    });
    m_sheet->open(*cause, m_choice.run, picked, typed);
    showSheet();
}

void FailuresPage::compensateTyped()
{
    const std::vector<TypedItem> typed = m_detail->typed(m_detail->job());
    if (typed.empty())
        return;
    m_sheet->openTyped(m_detail->job(), typed);
    showSheet();
}

void FailuresPage::setAside()
{
    const CauseItem *cause = currentCause();
    if (!cause)
        return;
    const bool isAside = m_choice.which == FailureChoice::Which::SetAside;
    mark(*cause, isAside ? RowAction::Restore : RowAction::SetAside, pickedRows(), isAside ? tr("%1 rows restored") : tr("%1 rows set aside"));
}

void FailuresPage::mark(const CauseItem &cause, RowAction action, const std::vector<qint64> &rows, const QString &done,
                        const QString &reason)
{
    markRows(m_engine, cause.job, cause.id, rows, action, reason).then(this, [=, this](const Result<qint64> &count) {
        if (!count) {
            tellTrouble(count.error());
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

/// Which ways there are depends on the target of the job that the rows are of.
void FailuresPage::askUnknownWays()
{
    const CauseItem *cause = currentCause();
    if (!cause || m_choice.which != FailureChoice::Which::Unknown || m_waysJob == cause->job)
        return;
    m_waysJob = cause->job;
    m_ways = {};
    unknownWays(m_engine, cause->job).then(this, [this, job = cause->job](const Result<UnknownWays> &ways) {
        if (job != m_waysJob)
            return;
        // The job's file may be gone: a person still knows what arrived.
        m_ways = ways ? *ways : UnknownWays{true, false, false};
        updateActions();
    });
}

/// Asks about an act on the rows picked, or all of the cause; \a question has %1 for their number and %2 for the job.
void FailuresPage::askAndMark(RowAction action, ReasonDialog::Question question, const QString &done)
{
    const CauseItem *cause = currentCause();
    if (!cause)
        return;
    const std::vector<qint64> rows = pickedRows();
    const QString count = rowsText(rows.empty() ? cause->rows : static_cast<qint64>(rows.size()));
    question.text = question.text.arg(count, plainText(cause->job, 80));
    question.verb = question.verb.arg(count);
    if (!question.tick.isEmpty())
        question.tick = question.tick.arg(count);
    auto *dialog = new ReasonDialog(question, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ReasonDialog::agreed, this,
            [=, this, cause = *cause](const QString &reason) { mark(cause, action, rows, done, reason); });
    dialog->open();
}

void FailuresPage::discard()
{
    askAndMark(RowAction::Discard,
               {tr("Discard for ever"),
                tr("Discard %1 rows of %2 for ever? They are never delivered, and this cannot be taken back. They stay in the "
                   "count of quarantined rows, with your reason."),
                tr("Discard %1 rows"), true, {}},
               tr("%1 rows discarded"));
}

void FailuresPage::markArrived()
{
    askAndMark(RowAction::Arrived,
               {tr("Mark as delivered"),
                tr("Mark %1 rows of %2 as delivered? You know that they are in the target. Weir will not send them again, and "
                   "this cannot be taken back."),
                tr("Mark %1 rows as delivered"), false, {}},
               tr("%1 rows marked as delivered"));
}

void FailuresPage::sendAgain()
{
    askAndMark(RowAction::SendAgain,
               {tr("Send again"), tr("Send %1 rows of %2 again? They join the open rows, and a compensation delivers them."),
                tr("Send %1 rows again"), true, tr("I accept that %1 rows may be written twice")},
               tr("%1 rows are open again"));
}

void FailuresPage::exportRows()
{
    const CauseItem *cause = currentCause();
    if (!cause)
        return;
    const QString path = QFileDialog::getSaveFileName(this, tr("Export rows"), tr("%1 failures.csv").arg(cause->job), tr("Spreadsheet (*.csv);;NDJSON (*.ndjson)"));
    if (path.isEmpty())
        return;
    FailureChoice choice = m_choice;
    choice.job = cause->job;
    choice.cause = cause->id;
    exportFailedRows(m_engine, choice, path).then(this, [this, path](const Result<qint64> &rows) {
        if (rows)
            return m_navigator.toast(tr("%1 rows written to %2").arg(rowsText(*rows), path), {});
        tellTrouble(rows.error());
    });
}

void FailuresPage::tellTrouble(const Error &error)
{
    m_banner->show(Hue::Error, errorText(error));
    m_banner->setDetails(QString::fromStdString(error.detail));
}

void FailuresPage::askEditExport()
{
    const CauseItem *cause = currentCause();
    if (!cause)
        return;
    qint64 open = 0;
    for (const CauseItem &other : m_causes->items())
        open += other.job == cause->job ? other.rows : 0;
    auto *dialog = new EditExportDialog(*cause, m_choice.run, open, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &EditExportDialog::exportAsked, this, &FailuresPage::exportToEdit);
    dialog->open();
}

void FailuresPage::exportToEdit(const EditExport &request)
{
    m_exportToken = CancelToken();
    m_exported = std::make_shared<WorkProgress>();
    m_editExport->setEnabled(false);
    m_exportTick.disconnect();
    connect(&m_exportTick, &QTimer::timeout, this, [this, path = request.path] { tellExport(path); });
    m_exportTick.start(exportTickTime);
    exportForEditing(m_engine, request, m_exported, m_exportToken).then(this, [this, request](const Result<qint64> &rows) {
        m_exportTick.stop();
        m_banner->hide();
        updateActions();
        if (rows)
            return m_navigator.toast(tr("%1 rows written to %2. Bring them back once they are edited.").arg(rowsText(*rows), request.path), {});
        if (rows.error().code == ErrorCode::Cancelled)
            return m_navigator.toast(tr("The export was cancelled; no file was left."), {});
        tellTrouble(rows.error());
    });
}

/// Only of an export that takes its time.
void FailuresPage::tellExport(const QString &path)
{
    m_banner->show(Hue::Running, tr("Exporting to %1: %2 rows so far").arg(path, rowsText(m_exported->done)),
                   {{tr("Cancel"), [this] { m_exportToken.cancel(); }}}, false);
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
    m_sheet->openFile(cause->job, path);
    showSheet();
}

void FailuresPage::keyPressEvent(QKeyEvent *event)
{
    const bool isControl = event->modifiers() == Qt::ControlModifier;
    if (isControl && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        return m_detail->isAncestorOf(focusWidget()) && !m_detail->typed(m_detail->job()).empty() ? compensateTyped() : compensate();
    if (isControl && event->key() == Qt::Key_L)
        return setAside();
    if (isControl && event->key() == Qt::Key_A)
        return selectAll();
    Page::keyPressEvent(event);
}

} // namespace weir
