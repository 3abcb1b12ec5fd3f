#include "ui/failures/compensationsheet.h"

#include "ui/bridge/engineclient.h"
#include "ui/runs/runtext.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/inlinebanner.h"
#include "ui/widgets/primarybutton.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QKeyEvent>
#include <QLabel>
#include <QProgressBar>
#include <QRadioButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace weir {

namespace {

using namespace std::chrono_literals;
constexpr std::chrono::milliseconds tickTime = 250ms;
constexpr qint64 progressAfterMs = 1'000; ///< what takes less shows no bar

} // namespace

CompensationSheet::CompensationSheet(EngineClient &engine, QWidget *parent) : QFrame(parent), m_engine(engine)
{
    setObjectName(QStringLiteral("compensationSheet"));
    setMinimumWidth(fontMetrics().averageCharWidth() * 66);
    build();
    m_tick.setInterval(tickTime);
    connect(&m_tick, &QTimer::timeout, this, &CompensationSheet::tellProgress);
    connect(m_fixGroup, &QButtonGroup::idClicked, this, [this](int id) {
        m_ask.fix = static_cast<RowFix::Kind>(id);
        m_ask.fixLength = m_lengths[id];
        preview();
    });
    connect(m_onlyBlocked, &QCheckBox::toggled, this, [this] {
        if (m_answer)
            tellFigures(*m_answer);
    });
    connect(m_cancel, &QPushButton::clicked, this, &CompensationSheet::cancelOrClose);
    connect(m_go, &QPushButton::clicked, this, &CompensationSheet::carryOut);
}

CompensationSheet::~CompensationSheet()
{
    if (!m_isDelivering)
        m_token.cancel();
}

void CompensationSheet::begin(const QString &title, const QString &about)
{
    m_token.cancel();
    ++m_question;
    m_answer.reset();
    m_ask = {};
    m_typed.clear();
    m_path.clear();
    m_isDelivering = false;
    m_token = CancelToken();
    m_work = std::make_shared<WorkProgress>();
    m_title->setText(title);
    m_causeText->setText(about);
    m_banner->hide();
    m_fixBox->setVisible(m_isOfCause);
    m_sqlBox->hide();
    m_edited->hide();
    m_tabs->hide();
    m_tabs->setCurrentIndex(0);
    m_rows->setItems({});
    m_refused->setItems({});
    m_figures->clear();
    m_why->clear();
    m_whyBox->hide();
    m_cancel->setText(tr("Cancel"));
    m_cancel->setEnabled(true);
}

void CompensationSheet::open(const CauseItem &cause, qint64 run, std::vector<qint64> rows, const std::vector<TypedItem> &typed)
{
    const qint64 count = rows.empty() ? cause.rows : static_cast<qint64>(rows.size());
    m_isOfCause = true;
    begin(tr("Compensate %1 rows").arg(rowsText(count)),
          cause.field.isEmpty() ? causeText(cause) : tr("%1 in %2", "cause, field").arg(causeText(cause), plainText(cause.field, 100)));
    m_cause = cause;
    m_typed = typed;
    m_ask.job = cause.job;
    m_ask.cause = cause.id;
    m_ask.run = run;
    m_ask.rows = std::move(rows);
    if (typed.empty())
        return askFixes();
    readDraft(draftOf(m_engine, cause.job, typed), tr("Looking at what would happen…"));
}

void CompensationSheet::openFile(const QString &job, const QString &path)
{
    m_isOfCause = false;
    begin(tr("Edited rows of %1").arg(plainText(job, 80)), plainText(path, 300));
    m_ask.job = job;
    m_path = path;
    readDraft(readEditedFile(m_engine, job, path, m_work, m_token), tr("Reading the file…"));
}

void CompensationSheet::openTyped(const QString &job, const std::vector<TypedItem> &typed)
{
    m_isOfCause = false;
    begin(tr("Edited rows of %1").arg(plainText(job, 80)), tr("New values typed beside the rows"));
    m_ask.job = job;
    m_typed = typed;
    readDraft(draftOf(m_engine, job, typed), tr("Looking at what would happen…"));
}

void CompensationSheet::readDraft(QFuture<Result<EditedDraft>> draft, const QString &doing)
{
    setBusy(true, doing);
    draft.then(this, [this, question = m_question](const Result<EditedDraft> &found) {
        if (question != m_question)
            return;
        if (found)
            return takeDraft(*found);
        setBusy(false, {});
        tellFailure(found.error());
    });
}

/// Lines that are refused are no reason to leave the others undelivered, but they are told first. Among the rows of a
/// cause a refused value would leave its row to be delivered as it was read: there it stops everything.
void CompensationSheet::takeDraft(const EditedDraft &draft)
{
    m_ask.edits = draft.edits;
    tellDraft(draft);
    if (m_isOfCause && draft.refused == 0)
        return askFixes();
    m_ask.rows = draft.rows();
    if (!m_isOfCause && draft.changed() > 0) {
        m_title->setText(tr("Compensate %1 edited rows").arg(rowsText(draft.changed())));
        return preview();
    }
    setBusy(false, {});
    m_fixBox->hide();
    m_tabs->setCurrentIndex(draft.refused > 0 ? 1 : 0);
    m_state->setText(draft.isFileRefused ? tr("Nothing is taken from this file.")
                     : m_isOfCause       ? tr("Correct the new values that are refused, or take them back, first.")
                                         : tr("No row has a new value that can be taken."));
    m_go->setText(tr("Nothing to compensate"));
    m_go->setEnabled(false);
    m_cancel->setFocus();
}

void CompensationSheet::tellDraft(const EditedDraft &draft)
{
    m_edited->show();
    m_editedFigures->setText(draft.file.isEmpty()
                                 ? tr("edited %1 · refused %2").arg(rowsText(draft.changed()), rowsText(draft.refused))
                                 : tr("changed %1 · unchanged %2 · refused %3")
                                       .arg(rowsText(draft.changed()), rowsText(draft.unchanged), rowsText(draft.refused)));
    QStringList fields;
    for (const auto &[field, rows] : draft.fields)
        fields << tr("%1 in %2 rows", "field, number").arg(plainText(field, 80), rowsText(rows));
    m_editedFields->setText(tr("New values: %1").arg(fields.join(tr(", ", "between names"))));
    m_editedFields->setVisible(!fields.isEmpty());
    m_refused->setItems(draft.refusedItems);
    m_refusedTable->ensureCurrent();
    m_tabs->setTabText(0, tr("What happens"));
    m_tabs->setTabText(1, tr("Refused %1").arg(rowsText(draft.refused)));
    m_tabs->setVisible(draft.refused > 0);
}

void CompensationSheet::askFixes()
{
    setBusy(true, tr("Looking at what would happen…"));
    rowFixes(m_engine, m_cause.job, m_cause).then(this, [this, question = m_question](const Result<std::vector<RowFix>> &fixes) {
        if (question != m_question)
            return;
        if (!fixes)
            return take(Result<CompensationAnswer>(Unexpected{fixes.error()}));
        showFixes(*fixes);
        preview();
    });
}

void CompensationSheet::showFixes(const std::vector<RowFix> &fixes)
{
    for (QAbstractButton *old : m_fixGroup->buttons()) {
        m_fixGroup->removeButton(old);
        old->deleteLater();
    }
    m_ask.fix = fixes.front().kind;
    m_ask.fixLength = fixes.front().length;
    m_sqlBox->hide();
    QWidget *before = m_banner;
    for (const RowFix &fix : fixes) {
        if (!fix.sql.isEmpty()) {
            m_sql = fix.sql;
            m_sqlText->setText(tr("%1: the column's own limit is in the way. An administrator of the target has to run this "
                                  "first; then come back here:\n%2", "fix, statement").arg(fix.text, plainText(fix.sql)));
            m_sqlBox->show();
            continue;
        }
        m_lengths[static_cast<int>(fix.kind)] = fix.length;
        auto *button = new QRadioButton(fix.text, this);
        button->setObjectName(QStringLiteral("fix%1").arg(static_cast<int>(fix.kind)));
        button->setChecked(fix.kind == m_ask.fix);
        m_fixGroup->addButton(button, static_cast<int>(fix.kind));
        m_fixes->addWidget(button);
        setTabOrder(before, button);
        before = button;
    }
    setTabOrder(before, m_onlyBlocked);
}

void CompensationSheet::preview()
{
    m_token = CancelToken();
    m_work = std::make_shared<WorkProgress>();
    m_work->of = m_ask.rows.empty() ? m_cause.rows : static_cast<qint64>(m_ask.rows.size());
    setBusy(true, tr("Looking at what would happen…"));
    previewCompensation(m_engine, m_ask, m_work, m_token).then(this, [this, question = ++m_question](const Result<CompensationAnswer> &answer) {
        if (question == m_question)
            take(answer);
    });
}

void CompensationSheet::carryOut()
{
    if (m_isBusy || !m_answer || !m_answer->isPreview)
        return;
    m_token = CancelToken();
    const qint64 of = m_work->of;
    m_work = std::make_shared<WorkProgress>();
    m_work->of = of;
    m_isDelivering = true;
    setBusy(true, tr("Delivering the rows…"));
    compensate(m_engine, m_ask, m_work, m_token).then(this, [this, question = ++m_question](const Result<CompensationAnswer> &answer) {
        if (question != m_question)
            return;
        take(answer);
        m_isDelivering = false;
        if (answer || answer.error().code == ErrorCode::Cancelled)
            emit compensated(m_typed);
    });
}

void CompensationSheet::take(const Result<CompensationAnswer> &answer)
{
    setBusy(false, {});
    if (!answer)
        return tellFailure(answer.error());
    m_banner->hide();
    m_answer = *answer;
    tellFigures(*answer);
}

void CompensationSheet::tellFailure(const Error &error)
{
    m_go->setEnabled(false);
    if (error.code == ErrorCode::Cancelled) {
        if (!m_isDelivering)
            return;
        m_state->setText(tr("Stopped. Rows delivered until then stay delivered; the others are still open."));
        m_go->setVisible(false);
        m_cancel->setText(tr("Close"));
        m_cancel->setEnabled(true);
        m_cancel->setFocus();
        return;
    }
    const auto again = [this] {
        const std::vector<TypedItem> typed = m_typed;
        const QString job = m_ask.job;
        if (!m_path.isEmpty() && !m_ask.edits)
            openFile(job, QString(m_path));
        else if (!m_ask.edits && !typed.empty() && !m_isOfCause)
            openTyped(job, typed);
        else
            preview();
    };
    m_state->clear();
    m_banner->show(Hue::Error, errorText(error), {{tr("Try again"), again}}, false);
    m_banner->setDetails(QString::fromStdString(error.detail));
}

void CompensationSheet::tellFigures(const CompensationAnswer &answer)
{
    const QString insert = rowsText(answer.inserted), update = rowsText(answer.updated), there = rowsText(answer.alreadyThere),
                  left = rowsText(answer.left());
    if (answer.isPreview) {
        m_state->setText(tr("Preview: nothing is written yet."));
        m_figures->setText(tr("insert %1 · update %2 · already there, skip %3 · blocked %4").arg(insert, update, there, left));
        m_go->setText(answer.toWrite() + answer.alreadyThere > 0 ? tr("Compensate %1 rows").arg(rowsText(answer.toWrite() + answer.alreadyThere))
                                                                 : tr("Nothing to compensate"));
        m_go->setEnabled(answer.toWrite() + answer.alreadyThere > 0);
        m_go->setVisible(true);
    } else {
        const QString written = rowsText(answer.toWrite());
        m_state->setText(answer.toWrite() == 0 && answer.alreadyThere > 0 && answer.left() == 0
                             ? tr("All %1 rows are already in the target. Marked as compensated.").arg(there)
                         : answer.found ? tr("%1 compensated, %2 of them found in the target.").arg(written, rowsText(*answer.found))
                                        : tr("%1 compensated.").arg(written));
        m_figures->setText(answer.left() > 0 ? tr("inserted %1 · updated %2 · were there already %3 · still blocked %4").arg(insert, update, there, left)
                                             : tr("inserted %1 · updated %2 · were there already %3").arg(insert, update, there));
        m_go->setVisible(false);
        m_cancel->setText(tr("Close"));
        m_cancel->setFocus();
    }
    m_why->setText(answer.whyNoDuplicates);
    m_whyBox->setVisible(!answer.whyNoDuplicates.isEmpty());
    std::vector<CompensatedItem> rows;
    for (const CompensatedItem &row : answer.rows) {
        if (!m_onlyBlocked->isChecked() || row.isBlocked)
            rows.push_back(row);
    }
    m_rows->setItems(std::move(rows));
    m_table->ensureCurrent();
}

void CompensationSheet::setBusy(bool isBusy, const QString &doing)
{
    m_isBusy = isBusy;
    m_go->setEnabled(!isBusy);
    if (isBusy) {
        m_go->setVisible(true);
        m_go->setText(tr("Compensate"));
        m_state->setText(doing);
        m_busySince.start();
        m_tick.start();
    } else {
        m_tick.stop();
        m_bar->hide();
    }
}

void CompensationSheet::tellProgress()
{
    if (!m_isBusy || m_busySince.elapsed() < progressAfterMs)
        return;
    const qint64 of = m_work ? m_work->of.load() : 0, done = m_work ? m_work->done.load() : 0;
    m_bar->setRange(0, of > 0 ? 1'000 : 0); // of unknown length: a bar that moves without a figure
    m_bar->setValue(of > 0 ? static_cast<int>(std::min<qint64>(1'000, done * 1'000 / of)) : 0);
    m_bar->show();
}

/// A compensation under way ends behind its batch, and what became of it is told; everything else just goes.
void CompensationSheet::cancelOrClose()
{
    m_token.cancel();
    if (m_isDelivering && m_isBusy) {
        m_state->setText(tr("Stopping behind the rows that are under way…"));
        m_cancel->setEnabled(false);
        return;
    }
    ++m_question;
    setBusy(false, {});
    emit closed();
}

void CompensationSheet::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        return m_cancel->click();
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && m_go->isVisible() && m_go->isEnabled())
        return m_go->click();
    QFrame::keyPressEvent(event);
}

} // namespace weir
