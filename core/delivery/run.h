#pragma once

#include "core/base/canceltoken.h"
#include "core/base/latestvalue.h"
#include "core/connectors/connectorspec.h"
#include "core/delivery/runsnapshot.h"
#include "core/ledger/ledger.h"
#include "core/mapping/mappingplan.h"
#include "core/workspace/workspace.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace weir {

/// The services that runs share; everything outlives the runs.
struct Engine
{
    const Workspace *workspace = nullptr;
    Ledger *ledger = nullptr;
    const SecretStore *secrets = nullptr;
    EndpointLimits *limits = nullptr;
    const Clock *clock = &Clock::system();
    std::function<const ConnectorSpec *(std::string_view kind)> findConnector;
    bool isInteractive = false;
    std::vector<std::string> notes; ///< what a person must know of how the services were opened; in every RunResult
};

/// What may be asked of one execution, beyond the job itself.
struct RunRequest
{
    bool again = false;              ///< start a new generation even if there is nothing new, or the target was replaced
    bool full = false;               ///< ignore the cursor field: read everything
    std::optional<std::int64_t> yesReplaceRows; ///< consent to empty a target of that many rows
    bool takeOver = false;           ///< class C: the workspace was moved or copied knowingly
    std::chrono::milliseconds wait{0}; ///< for the job's lock, and beyond the usual tries for an endpoint that is down
    /// How long an endpoint may be down beyond the usual tries, at most what the job says; nothing: as `wait`.
    std::optional<std::chrono::milliseconds> outageMax;
    std::int64_t commitRowsMax = 50'000; ///< rows per commit, beside the bounds in bytes and time
    std::string trigger = "command";
    Parameters parameters;
    /// Told on the calling thread before it is done: what the run is about to make in the target. May be empty.
    std::function<void(const std::string &note)> announce;
};

/// What a run did: what `run --json` prints.
struct RunResult
{
    std::string job;
    std::int64_t run = 0;            ///< 0: nothing was started
    RunState state = RunState::Failed;
    std::string reason;
    std::optional<Error> error;
    Guarantee guarantee = Guarantee::A;
    Totals totals;
    std::int64_t pending = 0;
    bool isBalanced = true;
    bool isSplitExact = true;
    std::int64_t retries = 0;
    double seconds = 0;
    std::optional<std::int64_t> resumedFrom;
    std::string target;              ///< label
    std::vector<std::string> notes;  ///< sentences for people: "nothing new since run 11", "created table orders"
    std::vector<MappingFinding> findings;
    std::optional<std::int64_t> consentRows; ///< it stopped before it emptied a target of that many rows

    /// 0, 1, 2, 3, 5, 75, 130 (architecture §9).
    [[nodiscard]] int exitCode() const;
};

/// One execution of a job: S0 to S13, with a reader and a mapper thread beside the calling thread, which writes.
///
/// Thread-safety: execute() once, on any thread; snapshot(), requestStop() and requestPause() from any thread.
class Run
{
public:
    Run(Engine engine, Job job, RunRequest request);
    ~Run();

    [[nodiscard]] RunResult execute();

    [[nodiscard]] RunSnapshot snapshot() const;
    /// Ends at the next batch border.
    void requestStop();
    void requestPause();
    /// Ends without waiting for the call under way: what became of it is settled by the next start.
    void requestStopNow();
    /// Whoever waits for an endpoint tries at once.
    void tryNow();

private:
    class Worker;
    std::unique_ptr<Worker> m_worker;
};

} // namespace weir
