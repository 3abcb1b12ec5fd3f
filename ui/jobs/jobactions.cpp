// What a person does with the job that is selected.

#include "ui/bridge/engineclient.h"
#include "ui/bridge/jobqueries.h"
#include "ui/bridge/reportqueries.h"
#include "ui/jobs/sourcechangesheet.h"
#include "ui/jobs/jobspage.h"
#include "ui/jobs/targetgrid.h"
#include "ui/text/format.h"
#include "ui/text/language.h"
#include "ui/widgets/inlinebanner.h"

#include <QFileDialog>

namespace weir {

void JobsPage::openCurrent()
{
    const JobItem *job = current();
    if (job && job->trouble.isEmpty())
        m_navigator.go(QStringLiteral("wizard"), job->isDraft ? QStringLiteral("draft:") + job->name : job->name);
}

void JobsPage::run()
{
    const JobItem *job = current();
    if (!job || job->isDraft || !job->trouble.isEmpty() || m_model->liveOf(job->name))
        return;
    m_banner->hide();
    const QString name = job->name;
    m_engine.startRun(name).then(this, [this, name](const Result<qint64> &run) {
        if (!run)
            tell(tr("“%1” was not started.").arg(plainText(name, 80)), run.error());
        else if (*run == 0)
            m_navigator.toast(tr("“%1” starts when one of the running jobs ends").arg(plainText(name, 80)),
                              [this, name] { m_engine.leaveQueue(name); });
    });
}

void JobsPage::togglePause()
{
    const JobItem *job = current();
    if (!job)
        return;
    if (m_engine.leaveQueue(job->name))
        return;
    if (const LiveRun *live = m_model->liveOf(job->name))
        return m_engine.pause(live->run);
    if (job->state == UiState::Paused || job->state == UiState::Interrupted)
        return run();
    m_navigator.toast(tr("“%1” is not running").arg(plainText(job->name, 80)));
}

void JobsPage::stop()
{
    const JobItem *job = current();
    if (!job)
        return;
    if (m_engine.leaveQueue(job->name))
        return;
    if (const LiveRun *live = m_model->liveOf(job->name))
        return m_engine.stop(live->run);
    m_navigator.toast(tr("“%1” is not running").arg(plainText(job->name, 80)));
}

/// What is different in the source, and what becomes of it.
void JobsPage::reviewChange()
{
    const JobItem *job = current();
    if (!job)
        return;
    const QString name = job->name;
    auto *sheet = new SourceChangeSheet(m_engine, name, this);
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    connect(sheet, &SourceChangeSheet::mappingAsked, this, [this, name] { m_navigator.go(QStringLiteral("wizard"), name); });
    connect(sheet, &SourceChangeSheet::applied, this, [this](qint64 lines) {
        m_navigator.toast(lines == 0 ? tr("Saved. The next run goes on with the source as it is now.")
                                     : tr("Saved; %n line(s) of the mapping changed. The next run goes on with the source as it is now.",
                                          nullptr, static_cast<int>(lines)));
        refresh();
    });
    sheet->open();
}

void JobsPage::duplicate()
{
    const JobItem *job = current();
    if (!job || job->isDraft || !job->trouble.isEmpty())
        return;
    duplicateJob(m_engine, job->name).then(this, [this](const Result<QString> &copy) {
        if (!copy)
            return tell(tr("The job was not duplicated."), copy.error());
        m_wanted = *copy;
        refresh();
        m_navigator.toast(tr("Made “%1”").arg(plainText(*copy, 80)), [this, copy = *copy] {
            deleteJob(m_engine, copy, false).then(this, [this](const Result<QString> &) { refresh(); });
        });
    });
}

void JobsPage::remove()
{
    const JobItem *job = current();
    if (!job || m_model->liveOf(job->name))
        return;
    const QString name = job->name;
    deleteJob(m_engine, name, job->isDraft).then(this, [this, name](const Result<QString> &trashId) {
        if (!trashId)
            return tell(tr("“%1” was not deleted.").arg(plainText(name, 80)), trashId.error());
        refresh();
        m_navigator.toast(tr("“%1” is in the trash for 30 days").arg(plainText(name, 80)), [this, name, id = *trashId] {
            restoreDeleted(m_engine, id).then(this, [this, name](const Result<void> &restored) {
                if (!restored)
                    return tell(tr("“%1” was not restored.").arg(plainText(name, 80)), restored.error());
                m_wanted = name;
                refresh();
            });
        });
    });
}

void JobsPage::rename(const QString &from, const QString &to, bool isUndo)
{
    renameJob(m_engine, from, to).then(this, [this, from, to, isUndo](const Result<void> &renamed) {
        if (!renamed)
            return tell(tr("“%1” was not renamed.").arg(plainText(from, 80)), renamed.error());
        m_wanted = to;
        refresh();
        if (!isUndo)
            m_navigator.toast(tr("Renamed to “%1”").arg(plainText(to, 80)), [this, from, to] { rename(to, from, true); });
    });
}

void JobsPage::toggleEnabled()
{
    const JobItem *job = current();
    if (!job || job->isDraft || !job->trouble.isEmpty())
        return;
    const QString name = job->name;
    const bool isEnabled = !job->isEnabled;
    setJobEnabled(m_engine, name, isEnabled).then(this, [this, name, isEnabled](const Result<void> &done) {
        if (!done)
            return tell(tr("“%1” was not changed.").arg(plainText(name, 80)), done.error());
        refresh();
        const QString text = isEnabled ? tr("“%1” is enabled") : tr("“%1” is disabled; no schedule starts it");
        m_navigator.toast(text.arg(plainText(name, 80)), [this, name, isEnabled] {
            setJobEnabled(m_engine, name, !isEnabled).then(this, [this](const Result<void> &) { refresh(); });
        });
    });
}

void JobsPage::seeRows()
{
    const JobItem *job = current();
    if (job && !job->isDraft && job->trouble.isEmpty())
        TargetGrid::openFor(m_engine, job->name, this);
}

void JobsPage::writeDocument()
{
    const JobItem *job = current();
    if (!job || job->isDraft || !job->trouble.isEmpty())
        return;
    const QString path = QFileDialog::getSaveFileName(this, tr("Mapping document"), job->name + QStringLiteral(".html"),
                                                      tr("Document (*.html);;Spreadsheet (*.csv)"));
    if (path.isEmpty())
        return;
    writeMappingDocument(m_engine, job->name, path, isChinese()).then(this, [this, path](const Result<QString> &written) {
        if (!written)
            return tell(tr("The mapping document was not written."), written.error());
        m_navigator.toast(tr("Mapping document written to %1").arg(path));
    });
}

} // namespace weir
