#include "app/weir/runsession.h"

#include "app/weir/eventfile.h"
#include "app/weir/secretprompt.h"
#include "app/weir/texts.h"
#include "core/base/redact.h"
#include "core/base/stagethread.h"
#include "core/data/personaldata.h"
#include "core/ledger/ledgerreader.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace weir {

namespace {

std::atomic<int> signalsSeen{0};
std::atomic<int> lastSignal{0};

extern "C" void noteSignal(int signal)
{
    lastSignal.store(signal);
    if (signalsSeen.fetch_add(1) >= 1)
        _exit(128 + signal); // the second one ends at once; what is committed stays
}

void catchSignals()
{
    struct sigaction action{};
    action.sa_handler = noteSignal;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

int severity(int exitCode)
{
    static constexpr int order[] = {0, 3, 4, 75, 130, 141, 143, 1, 2, 5};
    for (int i = 0; i < static_cast<int>(std::size(order)); ++i) {
        if (order[i] == exitCode)
            return i;
    }
    return 0;
}

void progressLine(const RunSnapshot &snapshot)
{
    const auto rows = snapshot.totals.read;
    const double rate = snapshot.seconds > 0 ? static_cast<double>(rows) / snapshot.seconds : 0;
    std::string share;
    if (snapshot.bytesTotal > 0 && snapshot.bytesRead > 0)
        share = fmt::format("  {:.0f} %", 100.0 * static_cast<double>(snapshot.bytesRead) / static_cast<double>(snapshot.bytesTotal));
    fmt::print(stderr, "\r\033[K{}: {} rows{}  {} rows/s{}{}", runStateName(snapshot.state), groupedNumber(rows), share,
               groupedNumber(std::llround(rate)),
               snapshot.totals.quarantined > 0 ? fmt::format("  {} quarantined", groupedNumber(snapshot.totals.quarantined)) : "",
               snapshot.retries > 0 ? fmt::format("  {} retries", snapshot.retries) : "");
    std::fflush(stderr);
}

} // namespace

int RunSession::execute(const Engine &engine, const std::vector<Job> &jobs, const RunRequest &request, const Options &options)
{
    catchSignals();
    auto opened = EventFile::open(m_options.eventsFile);
    if (!opened)
        return m_output.error(opened.error());
    EventFile events = *std::move(opened);
    int worst = 0;
    Json objects = Json::array();
    for (const Job &job : jobs) {
        events.add("run.started", {{"job", job.name}});
        const RunResult result = executeOne(engine, job, request, events);
        report(engine, result);
        events.add("run.finished", runObject(engine, result));
        const int code = exitCode(result, options);
        objects.push_back(m_output.isJson() ? runObject(engine, result) : Json());
        if (severity(code) > severity(worst))
            worst = code;
        if (signalsSeen.load() > 0 || (code != 0 && code != 3 && options.isFailFast))
            break;
    }
    if (jobs.size() == 1)
        m_output.object(objects.at(0), options.rowsToStdout);
    else
        m_output.object({{"runs", std::move(objects)}}, options.rowsToStdout);
    if (lastSignal.load() == SIGTERM && worst == 130)
        return 143;
    return worst;
}

RunResult RunSession::executeOne(const Engine &engine, const Job &job, RunRequest request, EventFile &events)
{
    m_announced.clear();
    request.announce = [this](const std::string &note) {
        m_output.note("note: " + note);
        m_announced.push_back(note);
    };
    Run run(engine, job, std::move(request));
    CancelToken finished;
    const auto startedAt = std::chrono::steady_clock::now();
    StageThread watcher("weir-watch", [&] {
        bool asked = false;
        RunState known = RunState::Created;
        while (!finished.waitFor(std::chrono::milliseconds(100))) {
            if (signalsSeen.load() > 0 && !std::exchange(asked, true)) {
                run.requestStop();
                if (m_output.showsProgress())
                    fmt::print(stderr, "\r\033[Kstopping at the next batch border; press Ctrl-C again to end at once\n");
            }
            const RunSnapshot snapshot = run.snapshot();
            if (snapshot.state != std::exchange(known, snapshot.state))
                events.add("run.state", {{"job", job.name}, {"state", runStateName(snapshot.state)}, {"read", snapshot.totals.read}});
            // What is done within a second needs no line.
            const bool isLong = std::chrono::steady_clock::now() - startedAt > std::chrono::seconds(1);
            if (m_output.showsProgress() && !asked && isLong && !isAsking())
                progressLine(snapshot);
        }
    });
    RunResult result = run.execute();
    finished.cancel();
    watcher.join();
    if (m_output.showsProgress())
        fmt::print(stderr, "\r\033[K");
    return result;
}

/// What a command must be told to find this workspace; empty when it finds it by itself.
std::string RunSession::workspaceFlag(const Engine &engine) const
{
    const auto found = findWorkspaceIfAny(m_options);
    const bool isFound = m_options.workspace.empty() && found && *found && **found == engine.workspace->folder();
    return isFound ? std::string() : " --workspace " + engine.workspace->folder();
}

void RunSession::report(const Engine &engine, const RunResult &result) const
{
    for (const MappingFinding &finding : result.findings)
        m_output.note(fmt::format("note: {}", finding.detail));
    for (const std::string &note : result.notes) {
        if (std::find(m_announced.begin(), m_announced.end(), note) == m_announced.end())
            m_output.note(fmt::format("note: {}", note));
    }
    if (m_output.isJson())
        return;
    const Totals &t = result.totals;
    if (result.error)
        m_output.complain(*result.error);
    if (result.run == 0)
        return;
    m_output.line(fmt::format("{} (run {}): {} -> {}", result.job, result.run, runStateName(result.state), result.target));
    m_output.line(fmt::format("read {} = delivered {} + filtered {} + quarantined {} + unknown {} + pending {}   {}",
                              groupedNumber(t.read), groupedNumber(t.delivered()), groupedNumber(t.filteredSum()), groupedNumber(t.quarantined),
                              groupedNumber(t.unknown), groupedNumber(result.pending), result.isBalanced ? "balanced" : "NOT BALANCED"));
    if (t.delivered() > 0)
        m_output.line(fmt::format("delivered = inserted {} + updated {} + unchanged {} + superseded {}{}", groupedNumber(t.inserted),
                                  groupedNumber(t.updated), groupedNumber(t.unchanged), groupedNumber(t.superseded),
                                  result.isSplitExact ? "" : " (split merged)"));
    const double rate = result.seconds > 0 ? static_cast<double>(t.read) / result.seconds : 0;
    m_output.line(fmt::format("{:.2f} s, {} rows/s, {} retries, guarantee {}", result.seconds, groupedNumber(std::llround(rate)),
                              result.retries, guaranteeName(result.guarantee)));
    if (t.quarantined > 0)
        m_output.line(fmt::format("see why: weir failures {}{}", result.job, workspaceFlag(engine)));
}

int RunSession::exitCode(const RunResult &result, const Options &options) const
{
    const int code = result.exitCode();
    const bool isPipeClosed = options.rowsToStdout && result.error && result.error->code == ErrorCode::Unavailable;
    if (isPipeClosed && result.error->recovery == Recovery::Stop)
        return 141; // as a program that SIGPIPE ended
    if (code != 3 || options.maxQuarantined.empty() || result.totals.unknown > 0)
        return code;
    const double limit = std::strtod(options.maxQuarantined.c_str(), nullptr);
    const double bad = static_cast<double>(result.totals.quarantined);
    const bool isShare = options.maxQuarantined.ends_with('%');
    return bad <= (isShare ? static_cast<double>(result.totals.read) * limit / 100 : limit) ? 0 : 3;
}

Json runObject(const Engine &engine, const RunResult &result)
{
    const Totals &t = result.totals;
    Json object{{"job", result.job},
                {"run", result.run == 0 ? Json() : Json(result.run)},
                {"state", runStateName(result.state)},
                {"reason", result.reason.empty() ? Json() : Json(result.reason)},
                {"guarantee", guaranteeName(result.guarantee)},
                {"read", t.read}, {"delivered", t.delivered()}, {"inserted", t.inserted}, {"updated", t.updated},
                {"unchanged", t.unchanged}, {"superseded", t.superseded},
                {"split", result.isSplitExact ? "exact" : "merged"},
                {"filtered", t.filteredSum()}, {"quarantined", t.quarantined}, {"unknown", t.unknown},
                {"pending", result.pending}, {"balanced", result.isBalanced}, {"retries", result.retries},
                {"seconds", std::round(result.seconds * 1000) / 1000},
                {"rowsPerSecond", result.seconds > 0 ? std::llround(static_cast<double>(t.read) / result.seconds) : 0},
                {"resumedFrom", result.resumedFrom ? Json(*result.resumedFrom) : Json()},
                {"workspace", engine.workspace->folder()},
                {"target", result.target}};
    constexpr int causesMax = 50;
    Json causes = Json::array();
    std::int64_t omitted = 0;
    if (result.run != 0 && t.quarantined > 0) {
        if (auto found = LedgerReader::open(engine.workspace->path("ledger.db"))) {
            const auto list = found->causesOfRun(result.run);
            for (std::size_t i = 0; list && i < list->size(); ++i) {
                const CauseRow &cause = (*list)[i];
                if (static_cast<int>(i) < causesMax)
                    causes.push_back({{"id", cause.id}, {"stage", cause.stage}, {"code", cause.code}, {"field", cause.field},
                                      {"rule", cause.rule}, {"rows", cause.rows}, {"sample", maskPersonal(cause.sample)}});
                else
                    ++omitted;
            }
        }
    }
    object["causes"] = std::move(causes);
    object["causesOmitted"] = omitted;
    object["notes"] = result.notes;
    if (result.error)
        object["error"] = errorObject(*result.error);
    return object;
}

} // namespace weir
