#include "ui/bridge/runqueries.h"

#include "core/ledger/retention.h"
#include "core/ledger/runreader.h"
#include "core/workspace/joblock.h"
#include "ui/bridge/masking.h"
#include "ui/bridge/services.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <limits>
#include <set>

namespace weir {

namespace {

constexpr std::int64_t eventsMax = 2'000;

/// A run that is not final although nobody holds its job's lock was broken off.
bool isBrokenOff(const RunRow &row, const Workspace &workspace)
{
    return !row.isFinal && !JobLock::isHeld(workspace.lockPath(row.job));
}

RunItem itemOf(const RunRow &row, const Workspace &workspace)
{
    RunItem item;
    item.id = row.id;
    item.job = toQt(row.job);
    item.kind = toQt(row.kind);
    item.trigger = toQt(row.trigger);
    item.reason = toQt(row.reason);
    item.guarantee = toQt(row.guarantee);
    item.target = toQt(row.target);
    item.host = toQt(row.host);
    item.state = isBrokenOff(row, workspace) ? UiState::Interrupted : uiStateFromName(toQt(row.state));
    item.isFinal = row.isFinal;
    item.started = timeOf(row.startedAt);
    const std::int64_t end = row.endedAt.value_or(row.beatAt);
    if (row.endedAt)
        item.ended = timeOf(*row.endedAt);
    item.seconds = static_cast<double>(std::max<std::int64_t>(end - row.startedAt, 0)) / 1'000;
    item.figures = {row.read, row.inserted, row.updated, row.unchanged, row.superseded,
                    row.filtered, row.quarantined, row.unknown, row.pending};
    item.retries = row.retries;
    return item;
}

/// The latest sync of a job that was broken off: it goes on when somebody resumes it.
Result<std::vector<std::int64_t>> brokenOff(LedgerReader &reader, const Workspace &workspace)
{
    WEIR_TRY(const std::vector<std::int64_t> latest, RunReader(reader).latestSyncs());
    WEIR_TRY(const std::vector<RunRow> rows, reader.runsById(latest));
    std::vector<std::int64_t> ids;
    for (const RunRow &row : rows) {
        if (row.state == "interrupted" || isBrokenOff(row, workspace))
            ids.push_back(row.id);
    }
    std::sort(ids.rbegin(), ids.rend());
    return ids;
}

std::vector<std::string> engineStates(const std::vector<UiState> &states)
{
    std::vector<std::string> names;
    for (const UiState state : states) {
        names.push_back(uiStateName(state).toStdString());
        if (state == UiState::Running)
            names.emplace_back("starting");
    }
    return names;
}

/// Runs that are not final keep the name of what they last did, broken off or not: they are told apart here.
Result<std::vector<std::int64_t>> matching(LedgerReader &reader, const Workspace &workspace, const RunChoice &choice)
{
    RunFilter filter;
    if (!choice.job.isEmpty())
        filter.job = choice.job.toStdString();
    filter.states = engineStates(choice.states);
    filter.sinceMs = choice.since.isValid() ? choice.since.toMSecsSinceEpoch() : 0;
    RunReader runs(reader);
    WEIR_TRY(std::vector<std::int64_t> ids, runs.ids(filter));
    if (choice.states.empty())
        return ids;
    const bool wantsBroken = std::find(choice.states.begin(), choice.states.end(), UiState::Interrupted) != choice.states.end();
    filter.states.clear();
    WEIR_TRY(const std::vector<std::int64_t> any, runs.ids(filter));
    const std::set<std::int64_t> inPeriod(any.begin(), any.end());
    WEIR_TRY(const std::vector<RunRow> unfinished, reader.unfinishedRuns(std::nullopt));
    for (const RunRow &row : unfinished) {
        if (!isBrokenOff(row, workspace))
            continue;
        std::erase(ids, row.id);
        if (wantsBroken && inPeriod.count(row.id) > 0)
            ids.push_back(row.id);
    }
    std::sort(ids.rbegin(), ids.rend());
    return ids;
}

Result<std::vector<RunItem>> readItems(LedgerReader &reader, const Workspace &workspace, const std::vector<std::int64_t> &ids)
{
    RunReader runs(reader);
    WEIR_TRY(const std::vector<RunRow> rows, reader.runsById(ids));
    WEIR_TRY(const auto revisions, runs.revisions(ids));
    WEIR_TRY(const std::vector<std::int64_t> latest, runs.latestSyncs());
    std::vector<RunItem> items;
    for (const std::int64_t id : ids) {
        const auto row = std::find_if(rows.begin(), rows.end(), [id](const RunRow &each) { return each.id == id; });
        if (row == rows.end())
            continue;
        RunItem item = itemOf(*row, workspace);
        const auto revision = std::find_if(revisions.begin(), revisions.end(), [id](const auto &each) { return each.first == id; });
        item.revision = revision == revisions.end() ? 0 : static_cast<int>(revision->second);
        item.isLatest = std::find(latest.begin(), latest.end(), id) != latest.end();
        items.push_back(std::move(item));
    }
    return items;
}

CauseItem causeOf(const CauseRow &row, const QString &job)
{
    CauseItem cause;
    cause.id = row.id;
    cause.job = job;
    cause.stage = toQt(row.stage);
    cause.code = toQt(row.code);
    cause.field = toQt(row.field);
    cause.rule = toQt(row.rule);
    cause.rows = row.rows;
    cause.sample = masked(toQt(row.sample));
    cause.suggestion = toQt(row.suggestion);
    return cause;
}

QString endText(const QJsonObject &end)
{
    const QString connection = end.value("connection").toString();
    const QString stream = end.value("stream").toString();
    if (!connection.isEmpty())
        return stream.isEmpty() ? connection : QStringLiteral("%1 · %2").arg(connection, stream);
    const QString file = end.value("file").toString();
    return file.isEmpty() ? end.value("place").toString() : file;
}

} // namespace

QFuture<Result<RunOrder>> runOrder(EngineClient &engine, const RunChoice &choice)
{
    const Engine *of = engine.services().engine();
    return engine.services().read([of, choice](LedgerReader &reader) -> Result<RunOrder> {
        RunOrder order;
        WEIR_TRY(std::vector<std::int64_t> ids, matching(reader, *of->workspace, choice));
        WEIR_TRY(const std::vector<std::int64_t> broken, brokenOff(reader, *of->workspace));
        for (const std::int64_t id : broken) {
            const auto at = std::find(ids.begin(), ids.end(), id);
            if (at == ids.end())
                continue;
            ids.erase(at);
            order.ids.push_back(id);
        }
        order.interrupted = static_cast<int>(order.ids.size());
        order.ids.insert(order.ids.end(), ids.begin(), ids.end());
        WEIR_TRY(const std::vector<JobRow> jobs, reader.jobs());
        for (const JobRow &job : jobs)
            order.jobs.append(toQt(job.name));
        order.jobs.removeDuplicates();
        return order;
    });
}

QFuture<Result<std::vector<RunItem>>> runItems(EngineClient &engine, const std::vector<qint64> &ids)
{
    const Engine *of = engine.services().engine();
    return engine.services().read([of, ids = std::vector<std::int64_t>(ids.begin(), ids.end())](LedgerReader &reader) {
        return readItems(reader, *of->workspace, ids);
    });
}

QFuture<Result<std::optional<RunDetail>>> runDetail(EngineClient &engine, qint64 run)
{
    const Engine *of = engine.services().engine();
    return engine.services().read([of, run](LedgerReader &reader) -> Result<std::optional<RunDetail>> {
        RunReader runs(reader);
        WEIR_TRY(const std::optional<RunDetails> found, runs.details(run));
        if (!found)
            return std::optional<RunDetail>();
        RunDetail detail;
        detail.item = itemOf(found->run, *of->workspace);
        detail.item.revision = static_cast<int>(found->revision);
        detail.item.who = toQt(found->who);
        WEIR_TRY(const std::vector<std::int64_t> latest, runs.latestSyncs());
        detail.item.isLatest = std::find(latest.begin(), latest.end(), run) != latest.end();
        const QJsonObject job = QJsonDocument::fromJson(QByteArray::fromStdString(found->definition)).object();
        detail.definition = QString::fromUtf8(QJsonDocument(job).toJson(QJsonDocument::Indented));
        detail.source = endText(job.value("source").toObject());
        const QJsonObject target = job.value("target").toObject();
        const QString byKey = target.value("key").toArray().isEmpty() ? QStringLiteral("append") : QStringLiteral("upsert");
        detail.mode = target.value("mode").toString(byKey);
        detail.resumedFrom = found->resumedFrom.value_or(0);
        detail.isAfterInterrupted = found->resumedFromState == "interrupted";
        detail.isSplitExact = found->isSplitExact;
        WEIR_TRY(const std::vector<CauseRow> causes, reader.causesOfRun(run));
        for (const CauseRow &cause : causes)
            detail.causes.push_back(causeOf(cause, detail.item.job));
        WEIR_TRY(const std::vector<FilterCount> filters, runs.filters(run));
        for (const FilterCount &filter : filters)
            detail.filters.emplace_back(toQt(filter.rule), filter.rows);
        WEIR_TRY(const std::vector<EventRow> events, runs.events(run, eventsMax));
        for (const EventRow &event : events)
            detail.events.push_back({event.id, timeOf(event.at), toQt(event.code), toQt(event.detail)});
        WEIR_TRY(detail.attempts, runs.attemptCount(run));
        WEIR_TRY(const std::int64_t removedBefore, books::detailsRemovedBefore(reader.database()));
        detail.areDetailsRemoved = detail.item.isFinal && detail.item.retries > 0 && detail.attempts == 0
                                   && detail.item.started.toMSecsSinceEpoch() < removedBefore;
        return std::optional(std::move(detail));
    });
}

QFuture<Result<std::vector<AttemptItem>>> runAttempts(EngineClient &engine, qint64 run, qint64 before, int max)
{
    const std::int64_t behind = before > 0 ? before : std::numeric_limits<std::int64_t>::max();
    return engine.services().read([run, behind, max](LedgerReader &reader) -> Result<std::vector<AttemptItem>> {
        WEIR_TRY(const std::vector<AttemptRow> rows, RunReader(reader).attempts(run, behind, max));
        std::vector<AttemptItem> attempts;
        for (const AttemptRow &row : rows)
            attempts.push_back({row.id, row.run, timeOf(row.at), {}, toQt(row.side), toQt(row.what), toQt(row.code),
                                toQt(row.detail), row.waitMs});
        return attempts;
    });
}

} // namespace weir
