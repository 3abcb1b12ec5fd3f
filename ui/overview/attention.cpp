#include "ui/overview/attention.h"

#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace weir {

namespace {

struct AttentionText
{
    Q_DECLARE_TR_FUNCTIONS(attention)
};

Attention about(const JobItem &job, UiState state, const QString &what, const QString &text)
{
    Attention item;
    item.look = stateLook(state, job.openQuarantined, job.openUnknown);
    item.title = QStringLiteral("%1: %2").arg(plainText(job.name, 80), what);
    item.text = plainText(text, 300);
    item.job = job.name;
    item.page = QStringLiteral("run");
    item.argument = QString::number(job.lastRun);
    item.key = QStringLiteral("%1|%2|%3|%4|%5").arg(job.name).arg(static_cast<int>(state)).arg(job.lastRun).arg(job.openQuarantined).arg(job.openUnknown);
    return item;
}

void addRows(std::vector<Attention> &items, const JobItem &job)
{
    if (job.openQuarantined > 0) {
        Attention item = about(job, UiState::CompletedQuarantined,
                               AttentionText::tr("%n row(s) quarantined", nullptr, static_cast<int>(job.openQuarantined)),
                               AttentionText::tr("They are stored safely and can be compensated."));
        item.page = QStringLiteral("failures");
        item.argument = job.name;
        item.canCompensate = true;
        items.push_back(std::move(item));
    }
    if (job.openUnknown > 0) {
        Attention item = about(job, UiState::CompletedUnknown,
                               AttentionText::tr("%n row(s) unknown", nullptr, static_cast<int>(job.openUnknown)),
                               AttentionText::tr("They were sent and no answer came. Check the target before anything "
                                                 "is sent again."));
        item.page = QStringLiteral("failures");
        item.argument = job.name;
        items.push_back(std::move(item));
    }
    if (job.lost.value_or(0) > 0) {
        Attention item = about(job, UiState::Unbalanced, AttentionText::tr("%n row(s) missing in the target", nullptr,
                static_cast<int>(*job.lost)),
                               AttentionText::tr("Found by the reconciliation of %1, without an "
                                                 "explanation.").arg(timeText(job.checkedAt)));
        item.page = QStringLiteral("reconcile");
        item.argument = job.name;
        items.push_back(std::move(item));
    }
}

void addState(std::vector<Attention> &items, const JobItem &job)
{
    if (!job.trouble.isEmpty()) {
        Attention item = about(job, UiState::Failed, AttentionText::tr("the job's file cannot be used"), job.trouble);
        item.page = QStringLiteral("jobs");
        item.argument = job.name;
        items.push_back(std::move(item));
        return;
    }
    const QString reason = plainText(job.reason, 200);
    switch (job.state) {
    case UiState::Failed: items.push_back(about(job, job.state, AttentionText::tr("the last run failed"), reason)); break;
    case UiState::Stalled:
        items.push_back(about(job, job.state, AttentionText::tr("stalled, rows kept"),
                              AttentionText::tr("Every retry was used up. Nothing is lost.")));
        break;
    case UiState::Unbalanced:
        items.push_back(about(job, job.state, AttentionText::tr("rows unaccounted for"),
                              AttentionText::tr("The job is paused until this is settled.")));
        break;
    case UiState::Interrupted:
        items.push_back(about(job, job.state, AttentionText::tr("interrupted at row %1").arg(rowsText(job.lastFigures.read)),
                              AttentionText::tr("Nothing is lost. Resume goes on from there.")));
        break;
    case UiState::Paused:
        if (!job.drift.isEmpty())
            items.push_back(about(job, job.state, AttentionText::tr("the source changed"), job.drift));
        else if (reason != u"pause" && !reason.isEmpty())
            items.push_back(about(job, job.state, AttentionText::tr("paused"), pauseReasonText(job.reason)));
        break;
    default: break;
    }
}

int severity(const Attention &item)
{
    return item.look.hue == Hue::Error ? 0 : item.look.hue == Hue::Warn ? 1 : 2;
}

} // namespace

std::vector<Attention> attentionOf(const std::vector<JobItem> &jobs, const std::vector<LiveRun> &live)
{
    std::vector<Attention> items;
    for (const LiveRun &run : live) {
        if (run.state != UiState::CircuitOpen && run.state != UiState::Offline)
            continue;
        JobItem job;
        job.name = run.job;
        job.lastRun = run.run;
        const QString next = run.nextTry.isValid() ? AttentionText::tr("Next try %1. Nothing is lost.").arg(run.nextTry.toLocalTime().toString(QStringLiteral("HH:mm:ss")))
                                                   : AttentionText::tr("It goes on by itself. Nothing is lost.");
        items.push_back(about(job, run.state, run.state == UiState::Offline ? AttentionText::tr("waiting for network")
                              : AttentionText::tr("paused for recovery"), next));
    }
    for (const JobItem &job : jobs) {
        addRows(items, job);
        const bool isLive = std::any_of(live.begin(), live.end(), [&](const LiveRun &run) { return run.job == job.name; });
        if (!isLive && !job.isDraft)
            addState(items, job);
    }
    std::stable_sort(items.begin(), items.end(),
                     [](const Attention &a, const Attention &b) { return severity(a) < severity(b); });
    return items;
}

} // namespace weir
