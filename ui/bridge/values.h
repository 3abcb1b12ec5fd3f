#pragma once

#include <QDateTime>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

namespace weir {

/// Where a job or a run stands: the engine's run states, and draft and ready, which only jobs have.
enum class UiState : std::uint8_t {
    Draft, Ready, Queued, Running, Throttled, CircuitOpen, Offline, Pausing, Paused, Stopping, Stopped, Stalled, Completed,
    CompletedQuarantined, CompletedUnknown, Failed, Interrupted, Fenced, Unbalanced,
};
constexpr int uiStateCount = 19;

/// The engine's name of a state ("completed_quarantined"); draft and ready likewise.
[[nodiscard]] UiState uiStateFromName(const QString &name);
[[nodiscard]] QString uiStateName(UiState state);
/// A run that still works or may go on by itself.
[[nodiscard]] bool isLive(UiState state);

/// read = delivered + filtered + quarantined + unknown + pending, in rows.
struct Balance
{
    qint64 read = 0;
    qint64 inserted = 0, updated = 0, unchanged = 0, superseded = 0;
    qint64 filtered = 0, quarantined = 0, unknown = 0, pending = 0;

    [[nodiscard]] qint64 delivered() const { return inserted + updated + unchanged + superseded; }
    /// Rows that no box holds; 0 when balanced.
    [[nodiscard]] qint64 unaccounted() const { return read - delivered() - filtered - quarantined - unknown - pending; }
    [[nodiscard]] bool isBalanced() const { return unaccounted() == 0; }
    Balance &operator+=(const Balance &other);
    bool operator==(const Balance &) const = default;
};

/// Classes of delivery, worst step of the job's path: "A" … "D3"; empty: not known yet.
using GuaranteeClass = QString;

/// A row of the Jobs page.
struct JobItem
{
    QString name, title;
    QString source, target; ///< labels without secrets
    GuaranteeClass guarantee;
    QString mode; ///< append, upsert, update, replace
    UiState state = UiState::Ready;
    QString reason;   ///< of a paused or failed state
    Balance balance;  ///< of the job: each row once, in its present state
    qint64 openQuarantined = 0, openUnknown = 0;
    qint64 lastRun = 0; ///< 0: never ran
    Balance lastFigures;
    QDateTime lastStarted;
    double lastSeconds = 0;
    int revision = 0;
    bool isDraft = false;
    bool isEnabled = true;  ///< false: no schedule starts it; a person still can
    QString trouble;        ///< why its file cannot be used; empty: it can
    Balance period;         ///< of the sync runs in the period shown
    int periodRuns = 0;
    qint64 retries = 0; ///< of the period shown
    std::optional<qint64> lost; ///< missing by the last reconciliation and unexplained; nothing: not checked yet
    QDateTime checkedAt;    ///< of the last reconciliation
    qint64 differences = 0; ///< of it, unexplained
    QString drift;          ///< what changed in the source, when it paused the job; a sentence a line
    QString connectionOfSource, connectionOfTarget;

    /// Rows that should have arrived in the period: all but the filtered and those still on their way.
    [[nodiscard]] qint64 due() const { return period.delivered() + period.quarantined + period.unknown; }
};

/// A row of the Runs page.
struct RunItem
{
    qint64 id = 0;
    QString job, kind, trigger, reason, guarantee, target, host, who;
    UiState state = UiState::Queued;
    bool isFinal = false;
    QDateTime started, ended;
    double seconds = 0;
    Balance figures;
    qint64 retries = 0;
    int revision = 0;
    bool isLatest = false; ///< of its job's sync runs
};

/// Where the circuit breaker of an endpoint stands; None: this kind of end has none, or it is not known.
enum class Breaker : std::uint8_t { None, Closed, HalfOpen, Open };

/// Whom a state of a run is about.
enum class Side : std::uint8_t { None, Source, Target };

/// What a run that is going on tells, every 250 ms; complete in itself.
struct LiveRun
{
    qint64 run = 0;
    QString job;
    QString kind;           ///< "sync", "compensation"
    UiState state = UiState::Queued;
    QString reason;
    Balance figures;        ///< committed work, and pending
    qint64 inFlight = 0;    ///< rows read and not committed
    qint64 bytesRead = 0, bytesTotal = -1; ///< -1 unknown
    qint64 rowsEstimate = -1;
    qint64 retries = 0;
    double seconds = 0;
    QDateTime at;           ///< when it was published
    bool isForeign = false; ///< of another process: known from the ledger only
    QString host;
    GuaranteeClass guarantee;
    QString position;       ///< of the last row that is accounted for, as the source counts: "line 1412", "page 7, row 3"
    qint64 row = 0;         ///< rows of the load that are accounted for, by whichever run
    QString errorCode, errorDetail; ///< why it ended; empty: it goes on, ended well, or nobody knows any more

    // Calls to source and target; -1: none in the last second, or not known.
    double latencyP50Ms = -1, latencyP95Ms = -1, latencyP99Ms = -1;
    int callsInFlight = 0, callsMax = 0; ///< callsMax 0: this kind of end has no limit
    struct Retries
    {
        qint64 throttled = 0, serverError = 0, timeout = 0, network = 0;
    } retriesByCause;       ///< since the run began

    // What keeps it from full speed.
    Side side = Side::None; ///< whom the state is about
    double limitRowsPerSecond = -1; ///< Throttled
    QDateTime limitedUntil;
    QDateTime nextTry;      ///< CircuitOpen, Offline, Stalled
    int failuresInRow = 0;  ///< CircuitOpen because of these …
    int failedCalls = 0, recentCalls = 0; ///< … or of this share
    bool isHalfOpen = false;
    Breaker sourceBreaker = Breaker::None, targetBreaker = Breaker::None;
    QString lastResponse;   ///< of the endpoint that failed; redacted
    double backlogSeconds = -1; ///< age of the oldest pending row; -1 none
    qint64 spoolBytes = 0;
    qint64 diskFreeBytes = -1;  ///< where the ledger is

    /// 0 … 1; nothing while the total is unknown.
    [[nodiscard]] std::optional<double> progress() const;
};

/// A group of rows that failed alike.
struct CauseItem
{
    qint64 id = 0;
    QString job;
    QString stage, code, field, rule;
    qint64 rows = 0;  ///< open
    QString sample;   ///< masked
    QString samplePosition;
    QString suggestion;
    qint64 longest = 0; ///< characters of its longest value; 0: not known
    QDateTime firstSeen, lastSeen;
};

/// A failed row in a list; its payload is asked for when it is opened.
struct FailedRowItem
{
    qint64 id = 0;
    qint64 cause = 0, run = 0;
    QString position, key, value, detail, state; ///< value and detail masked
    int tries = 1;
    QDateTime at;
};

struct ConnectionItem
{
    QString name, kind, summary; ///< summary: endpoint without secrets
    int usedBySources = 0, usedByTargets = 0;
    QStringList jobs;
    enum class Test : std::uint8_t { Never, Running, Ok, Failed } test = Test::Never;
    QDateTime testedAt;
    qint64 latencyMs = -1;
    QString testText; ///< what the last test said
};

struct AttemptItem
{
    qint64 id = 0, run = 0;
    QDateTime at;
    QString job, side, what, code, detail;
    qint64 waitMs = 0;
};

struct EventItem
{
    qint64 id = 0;
    QDateTime at;
    QString code, detail;
};

struct AuditItem
{
    qint64 id = 0;
    QDateTime at;
    QString who, action, subject, detail;
};

/// An engine error for people: what happened, and what to do next.
struct Failure
{
    QString code;   ///< of the engine: "Unauthenticated"
    QString detail; ///< English, for *Technical details*
};

} // namespace weir

Q_DECLARE_METATYPE(weir::UiState)
Q_DECLARE_METATYPE(weir::Balance)
