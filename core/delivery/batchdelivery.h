#pragma once

#include "core/base/clock.h"
#include "core/delivery/commitbatch.h"
#include "core/delivery/poisonhunt.h"
#include "core/ledger/dispatchbooks.h"
#include "core/ledger/ledger.h"
#include "core/ledger/records.h"
#include "core/limits/callmeter.h"
#include "core/limits/patience.h"
#include "core/workspace/job.h"

#include <deque>
#include <future>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace weir {

/// What a commit batch may grow to before it is sealed (delivery §3, rule 7).
struct CommitPace
{
    std::int64_t rowsMax = 50'000;
    std::size_t bytesMax = 16 << 20;
    std::chrono::milliseconds timeMax{1'000};
};

/// Everything that stays the same for one stream of one run.
struct DeliverySettings
{
    Claim claim;
    std::int64_t job = 0;      ///< ledger ids
    std::int64_t revision = 0;
    std::int64_t run = 0;
    StreamRecord stream;       ///< where the ledger stands
    Guarantee guarantee = Guarantee::A;
    CommitPace pace;
    RetryPolicy retry;
    std::chrono::milliseconds outageMax{0}; ///< how long to wait for a target that is down, beyond the policy's tries
    std::shared_ptr<EndpointGate> gate;     ///< limits shared by all who use the target; null: none
    std::shared_ptr<CallMeter> meter;       ///< watches the calls to the target; null: nobody looks
    StopAfter stopAfter;
    bool quarantinesBadRows = true;
    bool allowsTargetReplaced = false; ///< a new generation was asked for
    std::string spoolFolder;           ///< of segments; empty: the source needs none
    std::vector<std::size_t> sourceKeyFields;
    std::vector<std::string> filterNames;
    std::uint64_t seed = 0;    ///< of the jitter
};

/// What happens to a delivery.
namespace delivery {
struct Tick {};                          ///< go on with what there is to do
struct PageArrived { MappedPage page; }; ///< only when the last wish was Page
struct SourceEnded {};
struct SourceFailed { Error error; };
struct StopRequested { bool isPause = false; };
struct TryNow {};                        ///< a wait is over
using Event = std::variant<Tick, PageArrived, SourceEnded, SourceFailed, StopRequested, TryNow>;

/// What it wants next.
struct Wish
{
    enum class Kind : std::uint8_t {
        Tick,     ///< call step(Tick) at once
        Page,     ///< a page, or a Tick at `until` if none comes
        Wait,     ///< nothing before `until`, except StopRequested
        Finished, ///< see outcome()
    };
    Kind kind = Kind::Tick;
    Clock::Monotonic until{};
};
} // namespace delivery

/// How a delivery ended.
struct DeliveryOutcome
{
    RunState state = RunState::Completed; ///< Completed also stands for its quarantined and unknown variants
    std::optional<Error> error;
    std::string reason;                   ///< short word for the run: "flood", "source", "target", "target went back"
};

/// Takes mapped pages through the step order of delivery §3 into one target stream: fence, adopt, write rows and
/// checkpoint together, isolate poisoned rows, settle unknown outcomes by reading back, keep the ledger. The one code
/// path that writes to targets.
///
/// A single-threaded state machine: step() does at most one blocking call to the target and returns what it wants
/// next. Threads or a simulator pump it; Clock, Ledger and Target are injected.
///
/// Thread-safety: none, except snapshot().
class BatchDelivery
{
public:
    BatchDelivery(Target &target, Ledger &ledger, const Clock &clock, DeliverySettings settings, CancelToken token);

    /// S3 and S4: fences the target and settles what an earlier process left open. Afterwards committed() tells where
    /// reading starts. A Retry error may be called again after a wait.
    [[nodiscard]] Result<void> start();

    /// Starts over: a new generation with its own sequence numbers, in target and ledger. After start().
    [[nodiscard]] Result<void> beginGeneration();
    /// Where the stream begins, if nothing of this generation was delivered yet.
    void standAtStart(const Cursor &start)
    {
        if (m_committed.seq == 0)
            m_committed.cursor = start;
    }
    /// True when start() found a completed load.
    [[nodiscard]] bool wasComplete() const { return m_wasComplete; }

    [[nodiscard]] delivery::Wish step(delivery::Event event);

    /// The position that is accounted for, in target and ledger.
    [[nodiscard]] const Checkpoint &committed() const { return m_committed; }
    [[nodiscard]] const std::optional<DeliveryOutcome> &outcome() const { return m_outcome; }
    /// Counts of this delivery alone (rows of this call, whatever run they belong to).
    [[nodiscard]] const Totals &delivered() const { return m_delivered; }
    [[nodiscard]] std::int64_t retries() const { return m_retries; }
    [[nodiscard]] bool isSplitExact() const { return m_isSplitExact; }
    /// Rows at hand that are not committed.
    [[nodiscard]] std::int64_t rowsInFlight() const { return m_open.records() + m_sealedLeft; }
    /// Running, or why it waits: Offline, CircuitOpen, Throttled.
    [[nodiscard]] RunState state() const { return m_phase == Phase::Waiting ? m_waitState : RunState::Running; }
    /// Until when it waits; nothing: it does not.
    [[nodiscard]] std::optional<Clock::Monotonic> waitsUntil() const
    {
        return m_phase == Phase::Waiting ? std::optional(m_waitUntil) : std::nullopt;
    }
    /// Since when the oldest of the rows in flight are at hand; nothing: there are none.
    [[nodiscard]] std::optional<Clock::Monotonic> oldestSince() const;
    /// Of the last committed row, as the source counts.
    [[nodiscard]] const std::string &position() const { return m_position; }
    /// "the target, next try in 8 s"; empty: nothing.
    [[nodiscard]] std::string waitingFor() const;
    /// Rows that an incident made pending again: what start() found the target to have lost.
    [[nodiscard]] std::int64_t rowsTakenBack() const { return m_rowsTakenBack; }

private:
    enum class Phase : std::uint8_t { Flowing, Writing, Waiting, Refencing, Completing, Finished };

    delivery::Wish wish() const;
    void seal();
    bool tripsGuard();
    std::optional<EndpointGate::Permit> enter();
    template<typename Answer>
    const Answer &report(EndpointGate::Permit permit, const Answer &answer);
    void writeNext();
    void isolate(const CommitBatch::Range &range, RowErrors refused);
    Result<void> waitForSpool();
    Result<void> recordProvisional(std::int64_t first, std::int64_t last);
    Checkpoint checkpointBehind(const CommitBatch::Range &range) const;
    CommitBatch::Range rangeAt(const PoisonHunt::Unit &unit) const;
    void acknowledge(const CommitBatch::Range &range, const Checkpoint &next, const Totals &counts, bool isSplitExact,
                     bool isAdopted);
    bool partsForRequest(const CommitBatch::Range &range);
    bool makeReady(const CommitBatch::Range &range);
    void undelivered(const Error &error);
    void dispatched(const CommitBatch::Range &range, WriteReport report);
    void closeRefused(const WriteReport &report, bool isLast);
    Result<void> loadDispatch();
    void retryLater(const Error &error, Phase then = Phase::Refencing);
    void resume();
    void complete();
    void completed();
    void checkTickets(bool wait);
    void finish(RunState state, std::string reason, std::optional<Error> error);
    void fail(Error error, std::string side);

    Result<void> settle(const Fenced &fenced);
    Result<void> takeBack(const Checkpoint &found, const std::vector<Skipped> &openSkips);
    Result<void> adopt(const Checkpoint &found, const std::vector<Skipped> &openSkips);
    Result<void> checkIdentity(const Fenced &fenced) const;

    Target &m_target;
    Ledger &m_ledger;
    const Clock &m_clock;
    DeliverySettings m_settings;
    CancelToken m_token;
    Patience m_patience;

    Phase m_phase = Phase::Flowing;
    Checkpoint m_committed;
    std::string m_targetIdentity;
    CommitBatch m_open;
    Clock::Monotonic m_openSince{}, m_sealedSince{};
    std::string m_position;
    Clock::Monotonic m_callBegan{};
    CommitBatch m_sealed;
    Cursor m_sealedCursor;          ///< m_committed's cursor when the batch was sealed
    std::int64_t m_sealedPast = 0;
    PoisonHunt m_hunt;
    std::int64_t m_sealedLeft = 0;
    std::int64_t m_commitRows = 1; ///< of the sealed batch's rows that go into one transaction
    std::int64_t m_sealedQuarantined = 0; ///< of the sealed batch, already committed
    std::optional<books::DispatchRecord> m_dispatch; ///< the request whose outcome is open; nothing for classes A to C
    std::optional<std::pair<books::DispatchEnd, std::string>> m_dispatchEnd; ///< of the rows that are acknowledged next
    std::optional<Checkpoint> m_unsettled; ///< what the write with unknown outcome would have committed
    bool m_wasComplete = false;
    bool m_hasSourceEnded = false;
    std::optional<Error> m_sourceError; ///< the source ended by it
    Clock::Monotonic m_waitUntil{};
    Phase m_afterWait = Phase::Refencing;
    RunState m_waitState = RunState::Offline;
    std::int64_t m_rowsTakenBack = 0;
    std::deque<std::future<Result<void>>> m_tickets; ///< ledger entries not yet known to be durable
    Totals m_delivered;
    std::int64_t m_retries = 0;
    bool m_isSplitExact = true;
    std::int64_t m_sealedRun = 0;
    std::optional<DeliveryOutcome> m_outcome;
};

} // namespace weir
