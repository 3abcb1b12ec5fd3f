#pragma once

#include "core/base/result.h"
#include "ui/bridge/runhistory.h"
#include "ui/bridge/values.h"

#include <QFuture>
#include <QObject>

#include <functional>
#include <map>
#include <memory>

namespace weir {

struct Engine;
class Secret;

/// What a person may ask of one run, beyond the job.
struct RunAsk
{
    bool startsOver = false;                ///< a new generation
    std::optional<qint64> yesReplaceRows;   ///< consent to empty a target of that many rows
    qint64 rowsMax = -1;                    ///< for samples; -1: all
};

/// The workbench's one door to the engine: opens the workspace off the GUI thread, answers questions from a read-only
/// ledger connection on a thread of its own, runs jobs on worker threads, and tells what changed. Pages see values
/// (values.h) and futures; what is asked and how is in the other files of ui/bridge, one for each subject.
///
/// Numbers come from committed work only: snapshots every 250 ms for runs of this process, the ledger once a second for
/// runs of other processes.
///
/// Thread-safety: GUI thread only; futures are continued there with `then(this, …)`.
class EngineClient final : public QObject
{
    Q_OBJECT

public:
    /// Builds the engine's services; called once, on a worker thread.
    using OpenEngine = std::function<Result<std::unique_ptr<Engine>>()>;

    explicit EngineClient(QObject *parent = nullptr);
    ~EngineClient() override; ///< asks every run to stop at its batch border and waits for it

    /// Emits opened() or failedToOpen().
    void open(OpenEngine open);
    [[nodiscard]] bool isOpen() const;
    [[nodiscard]] QString workspaceFolder() const;
    [[nodiscard]] QString workspaceName() const;
    /// Names of the jobs in the workspace's folder, sorted.
    [[nodiscard]] QStringList jobNames() const;
    [[nodiscard]] QStringList connectionNames() const;

    /// How a secret that a person types is kept; without it none can be. Called on worker threads.
    using KeepSecret = std::function<Result<void>(const std::string &name, const Secret &value)>;
    void keepSecretsBy(KeepSecret keep) { m_keepSecret = std::move(keep); }
    [[nodiscard]] const KeepSecret &secretKeeper() const { return m_keepSecret; }

    /// Starts a run; the answer is its number in the ledger, or why it did not start; 0: it waits until one of the others
    /// ends (atOnceMax). It goes on when nobody looks.
    QFuture<Result<qint64>> startRun(const QString &job, const RunAsk &ask = {});
    /// Takes a run that waits for its turn out of the queue; false: none of \a job waits.
    bool leaveQueue(const QString &job);
    /// So many runs of this process go on at once; what is going on stays.
    void setAtOnceMax(int runs);
    static constexpr int atOnceUsually = 4;
    /// Both reach runs of other processes through the ledger. The state changes at once, the end comes at the batch border.
    void pause(qint64 run);
    void stop(qint64 run);
    void pauseOwnRuns(); ///< every run of this process; again and again does no harm
    /// Without waiting for the call under way; what became of it is settled by the next start. Runs of this process only.
    void stopNow(qint64 run);
    /// Whoever waits for an endpoint tries at once. Runs of this process only.
    void tryNow(qint64 run);

    /// Runs that are going on, those of this process first. A copy of the latest snapshots.
    [[nodiscard]] const std::vector<LiveRun> &liveRuns() const { return m_live; }
    [[nodiscard]] std::optional<LiveRun> liveRun(qint64 run) const;
    [[nodiscard]] bool hasOwnRuns() const;
    /// Of a run that was seen going on since the window opened, until historiesMax later ones began; null: none.
    [[nodiscard]] const RunHistory *history(qint64 run) const;
    static constexpr std::size_t historiesMax = 32;

    /// Test seam: shows these instead of what really runs, until called with nothing.
    void showInstead(std::vector<LiveRun> live);

    /// Services for the other files of ui/bridge.
    class Services;
    [[nodiscard]] Services &services() { return *m_services; }

signals:
    void opened();
    void failedToOpen(const weir::Error &error);
    /// New snapshots; at most four times a second, not at all while nothing runs.
    void liveRunsChanged();
    /// Something was committed to the ledger, by whichever process: pages ask again. At most once a second.
    void ledgerChanged();
    /// A run stopped before it emptied a target that holds \a rows of others; somebody may agree (RunAsk::yesReplaceRows).
    void consentNeeded(const QString &job, qint64 rows);
    /// A run of this process has ended.
    void runEnded(qint64 run, const QString &job, weir::UiState state);

private:
    void poll();
    void startWaiting();
    void askForeign(qint64 run, UiState asked);
    void notice(const LiveRun &run);
    void noticeSleep();

    std::unique_ptr<Services> m_services;
    KeepSecret m_keepSecret;
    std::vector<LiveRun> m_live;
    std::vector<LiveRun> m_foreign;
    std::map<qint64, UiState> m_foreignAsked; ///< what a person asked of runs of other processes, until they end
    std::map<qint64, RunHistory> m_histories;
    bool m_isShowingInstead = false;
    qint64 m_asleepMs = -1; ///< since the start of the machine
    int m_ticks = 0;
    int m_atOnceMax = atOnceUsually;
    std::int64_t m_dataVersion = -1;
};

} // namespace weir

Q_DECLARE_METATYPE(weir::Error)
