#include "ui/bridge/jobqueries.h"

#include "core/ledger/books.h"
#include "core/ledger/comparisonreader.h"
#include "core/ledger/historyreader.h"
#include "core/ledger/runreader.h"
#include "core/workspace/configfile.h"
#include "core/workspace/draft.h"
#include "core/workspace/joblock.h"
#include "core/workspace/names.h"
#include "core/workspace/trash.h"
#include "ui/bridge/audittrail.h"
#include "ui/bridge/services.h"

#include <QFileInfo>

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>
#include <unistd.h>

namespace weir {

namespace {

constexpr std::int64_t eventsMax = 200;

/// "CRM API › orders", "orders.csv": short, and never a secret (places hold none).
QString endLabel(const std::string &connection, const std::string &stream, const std::string &place)
{
    if (!connection.empty())
        return stream.empty() ? toQt(connection) : QStringLiteral("%1 › %2").arg(toQt(connection), toQt(stream));
    const QString text = toQt(place);
    return text.contains(QLatin1String("://")) ? text : QFileInfo(text).fileName();
}

bool isEnabled(const Job &job)
{
    return !job.schedule || !job.schedule->is_object() || !job.schedule->value("disabled", false);
}

JobItem itemOf(const Job &job)
{
    JobItem item;
    item.name = toQt(job.name);
    item.title = toQt(job.title);
    item.source = endLabel(job.sourceConnection, job.read.stream, job.sourcePlace);
    item.target = endLabel(job.targetConnection, job.write.stream, job.targetPlace);
    item.connectionOfSource = toQt(job.sourceConnection);
    item.connectionOfTarget = toQt(job.targetConnection);
    item.mode = toQt(writeModeName(job.mode));
    item.isEnabled = isEnabled(job);
    return item;
}

Balance balanceOfJob(const JobBalance &of)
{
    Balance balance;
    balance.read = of.read;
    balance.inserted = of.delivered;
    balance.filtered = of.filtered;
    balance.quarantined = of.quarantined + of.discarded;
    balance.unknown = of.unknown;
    balance.pending = of.pending;
    return balance;
}

Balance balanceOfRun(const RunRow &row)
{
    return {row.read, row.inserted, row.updated, row.unchanged, row.superseded, row.filtered, row.quarantined, row.unknown,
            row.pending};
}

Result<void> addLastRun(JobItem &item, LedgerReader &reader, const Workspace &workspace, std::int64_t job)
{
    WEIR_TRY(const std::optional<RunRow> last, reader.lastSync(job));
    if (!last)
        return {};
    item.lastRun = last->id;
    item.lastFigures = balanceOfRun(*last);
    item.lastStarted = timeOf(last->startedAt);
    item.lastSeconds = static_cast<double>(last->endedAt.value_or(last->beatAt) - last->startedAt) / 1'000;
    item.guarantee = toQt(last->guarantee);
    item.reason = toQt(last->reason);
    const bool isBroken = !last->isFinal && !JobLock::isHeld(workspace.lockPath(last->job));
    item.state = isBroken ? UiState::Interrupted : uiStateFromName(toQt(last->state));
    RunReader runs(reader);
    WEIR_TRY(const auto revisions, runs.revisions({last->id}));
    item.revision = revisions.empty() ? 0 : static_cast<int>(revisions.front().second);
    if (item.state != UiState::Paused || !item.reason.startsWith(u"drift"))
        return {};
    WEIR_TRY(const std::vector<EventRow> events, runs.events(last->id, eventsMax));
    QStringList sentences;
    for (const EventRow &event : events) {
        if (event.code.find("drift") != std::string::npos)
            sentences += toQt(event.detail);
    }
    item.drift = sentences.isEmpty() ? item.reason : sentences.join(QLatin1Char('\n'));
    return {};
}

Result<void> addBooks(JobItem &item, LedgerReader &reader, const Workspace &workspace, const JobRow &job,
                      const std::map<std::int64_t, PeriodFigures> &periods)
{
    WEIR_CHECK(addLastRun(item, reader, workspace, job.id));
    WEIR_TRY(const JobBalance balance, reader.balance(job.id));
    item.balance = balanceOfJob(balance);
    item.openQuarantined = balance.quarantined;
    item.openUnknown = balance.unknown;
    if (const auto at = periods.find(job.id); at != periods.end()) {
        const PeriodFigures &of = at->second;
        item.periodRuns = static_cast<int>(of.runs);
        item.period = {of.read, of.inserted, of.updated, of.unchanged, of.superseded, of.filtered, of.quarantined,
                       of.unknown, of.pending};
        item.retries = of.retries;
    }
    WEIR_TRY(const std::optional<ComparisonRow> last, ComparisonReader(reader.database()).last(job.name));
    if (last) {
        item.lost = std::min(last->missing, last->unexplained);
        item.differences = last->unexplained;
        item.checkedAt = timeOf(last->at);
    }
    return {};
}

/// A job whose file cannot be used is shown with the reason and can be deleted.
Result<JobItem> readJob(const Workspace &workspace, LedgerReader &reader, const std::string &name,
                        const std::vector<JobRow> &known,
                        const std::map<std::int64_t, PeriodFigures> &periods)
{
    JobItem item;
    std::string uuid;
    if (const auto job = workspace.job(name, {})) {
        item = itemOf(*job);
        uuid = workspace.jobId(*job).text();
    } else {
        item.name = toQt(name);
        item.trouble = toQt(job.error().detail);
    }
    const auto row = std::find_if(known.begin(), known.end(),
                                  [&](const JobRow &each) { return uuid.empty() ? each.name == name : each.uuid == uuid; });
    if (row != known.end())
        WEIR_CHECK(addBooks(item, reader, workspace, *row, periods));
    if (!item.trouble.isEmpty())
        item.state = UiState::Failed;
    return item;
}

Result<Json> readFile(const Workspace &workspace, const std::string &name)
{
    WEIR_CHECK(checkName("job", name));
    return readConfigFile(workspace.path("jobs/" + name + ".json"));
}

Result<void> checkIsFree(const Workspace &workspace, const std::string &name)
{
    WEIR_CHECK(checkName("job", name));
    const std::vector<std::string> names = workspace.jobNames();
    if (std::find(names.begin(), names.end(), name) != names.end())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, fmt::format("there is a job called \"{}\" already", name));
    return {};
}

Result<void> checkIsIdle(const Workspace &workspace, const std::string &name)
{
    const std::string holder = JobLock::holderText(workspace.lockPath(name));
    if (!holder.empty())
        return fail(ErrorCode::Unavailable, Recovery::Stop, fmt::format("\"{}\" is running ({}); stop it first", name,
                holder));
    return {};
}

} // namespace

QFuture<Result<std::vector<JobItem>>> fetchJobs(EngineClient &engine, const QDateTime &since)
{
    const Engine *of = engine.services().engine();
    const std::int64_t sinceMs = since.isValid() ? since.toMSecsSinceEpoch() : 0;
    return engine.services().read([of, sinceMs](LedgerReader &reader) -> Result<std::vector<JobItem>> {
        const Workspace &workspace = *of->workspace;
        WEIR_TRY(const std::vector<JobRow> known, reader.jobs());
        WEIR_TRY(const auto periods, HistoryReader(reader).periodsByJob(sinceMs));
        std::vector<JobItem> items;
        std::set<QString> names;
        for (const std::string &name : workspace.jobNames()) {
            WEIR_TRY(JobItem item, readJob(workspace, reader, name, known, periods));
            names.insert(item.name);
            items.push_back(std::move(item));
        }
        for (const Draft &draft : listDrafts(workspace.folder())) {
            if (names.count(toQt(draft.name)) > 0)
                continue; // an edit of a job that is there
            JobItem item = itemOf(draft.job);
            item.name = toQt(draft.name);
            item.title = toQt(draft.title);
            item.state = UiState::Draft;
            item.isDraft = true;
            items.push_back(std::move(item));
        }
        return items;
    });
}

QFuture<Result<void>> renameJob(EngineClient &engine, const QString &name, const QString &newName)
{
    return engine.services().work([from = name.toStdString(),
                                   to = newName.trimmed().toStdString()](const Engine &core) -> Result<void> {
        const Workspace &workspace = *core.workspace;
        WEIR_CHECK(checkIsFree(workspace, to));
        WEIR_CHECK(checkIsIdle(workspace, from));
        WEIR_TRY(const Job job, workspace.job(from, {}));
        const Uuid id = workspace.jobId(job);
        WEIR_TRY(Json object, readFile(workspace, from));
        object["id"] = id.text();
        const std::string before = workspace.path("jobs/" + from + ".json"), after = workspace.path("jobs/" + to + ".json");
        WEIR_CHECK(saveConfigFile(before, object));
        // Refuses a name that appeared meanwhile; a kill between the two leaves two names for one file, and loses nothing.
        if (link(before.c_str(), after.c_str()) != 0 || unlink(before.c_str()) != 0)
            return fail(ErrorCode::PermissionDenied, Recovery::Stop, fmt::format("{} cannot be written", after));
        WEIR_CHECK(core.ledger->call([&](Database &database) { return books::renameJob(database, id, to); }));
        return noteAction(core, "job renamed", to, "was " + from);
    });
}

QFuture<Result<QString>> duplicateJob(EngineClient &engine, const QString &name)
{
    return engine.services().work([from = name.toStdString()](const Engine &core) -> Result<QString> {
        const Workspace &workspace = *core.workspace;
        WEIR_TRY(Json object, readFile(workspace, from));
        object.erase("id"); // its books are its own
        std::string to = from + " copy";
        for (int number = 2; !checkIsFree(workspace, to); ++number) {
            WEIR_CHECK(checkName("job", to));
            to = fmt::format("{} copy {}", from, number);
        }
        WEIR_CHECK(saveConfigFile(workspace.path("jobs/" + to + ".json"), object));
        WEIR_CHECK(noteAction(core, "job duplicated", to, "from " + from));
        return toQt(to);
    });
}

QFuture<Result<QString>> deleteJob(EngineClient &engine, const QString &name, bool isDraft)
{
    return engine.services().work([name = name.toStdString(), isDraft](const Engine &core) -> Result<QString> {
        const Workspace &workspace = *core.workspace;
        if (!isDraft)
            WEIR_CHECK(checkIsIdle(workspace, name));
        WEIR_TRY(const std::string id, moveToTrash(workspace.folder(), isDraft ? TrashKind::Draft : TrashKind::Job, name,
                                                   QDateTime::currentMSecsSinceEpoch()));
        (void)purgeTrash(workspace.folder(), QDateTime::currentMSecsSinceEpoch());
        WEIR_CHECK(noteAction(core, isDraft ? "draft deleted" : "job deleted", name, "in the trash for 30 days"));
        return toQt(id);
    });
}

QFuture<Result<void>> restoreDeleted(EngineClient &engine, const QString &trashId)
{
    return engine.services().work([id = trashId.toStdString()](const Engine &core) -> Result<void> {
        WEIR_CHECK(restoreFromTrash(core.workspace->folder(), id));
        return noteAction(core, "restored from the trash", id.substr(id.rfind('@') + 1), id.substr(0, id.find('@')));
    });
}

QFuture<Result<void>> setJobEnabled(EngineClient &engine, const QString &name, bool isEnabled)
{
    return engine.services().work([name = name.toStdString(), isEnabled](const Engine &core) -> Result<void> {
        WEIR_TRY(Json object, readFile(*core.workspace, name));
        Json schedule = object.contains("schedule") && object["schedule"].is_object() ? object["schedule"] : Json::object();
        if (isEnabled)
            schedule.erase("disabled");
        else
            schedule["disabled"] = true;
        if (schedule.empty())
            object.erase("schedule");
        else
            object["schedule"] = std::move(schedule);
        WEIR_CHECK(saveConfigFile(core.workspace->path("jobs/" + name + ".json"), object));
        return noteAction(core, isEnabled ? "job enabled" : "job disabled", name, {});
    });
}

} // namespace weir
