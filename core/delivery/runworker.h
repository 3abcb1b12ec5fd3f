#pragma once

#include "core/delivery/batchdelivery.h"
#include "core/delivery/mappingsetup.h"
#include "core/delivery/readerstage.h"
#include "core/delivery/run.h"
#include "core/limits/patience.h"
#include "core/mapping/schemadrift.h"
#include "core/workspace/joblock.h"

#include <atomic>
#include <optional>
#include <type_traits>

namespace weir {

/// What happens inside Run::execute(), in order: lock, ends, shapes, mapping, target, fence and adopt, what there is to
/// read, pump, close.
class Run::Worker
{
public:
    Worker(Engine engine, Job job, RunRequest request);
    [[nodiscard]] RunResult execute();
    [[nodiscard]] RunSnapshot snapshot() const { return m_snapshot.get(); }
    void requestEnd(bool isPause);
    void abandonCalls() { m_token.cancel(); }
    void tryNow();

private:
    /// What is to be done with this stream, once target and source have been looked at.
    struct Course
    {
        bool isNothing = false;
        bool isNewGeneration = false;
        std::string note;
    };

    Result<void> prepare();
    Result<void> refuseUnavailable() const;
    Result<void> register_();
    Result<void> checkFooting();
    Result<void> askTakeOver();
    Result<void> learnSource();
    Result<void> judgeEmptySource();
    /// The error that keeps a source without rows from emptying a table; nothing: it does not.
    [[nodiscard]] std::optional<Error> refusesToEmpty();
    Result<void> judgeDrift(const Schema &pinned);
    Result<void> takeNewField(const Field &field);
    Result<void> addNewColumns();
    Result<void> extendMapping();
    Result<void> checkFoundFields(const SourceShape &shape);
    [[nodiscard]] Error driftError() const;
    Result<void> prepareTarget();
    void announceFootprint();
    Result<void> heedTargetFindings();
    Result<void> guardPipe();
    Result<void> askConsent(const TargetShape &shape);
    Result<void> beginRun();
    Result<Course> chooseCourse();
    Result<Course> chooseForReplaced(WriteMode mode);
    Result<void> startReading();
    Result<void> createTarget();
    void pump();
    /// The generation holds no row, from this run or an earlier one.
    [[nodiscard]] bool hasReadNothing() const { return m_recordsArrived == 0 && m_delivery->committed().seq == 0; }
    void mapLoop();
    void poll();
    void beat();
    void publish(RunState state);
    void tellCalls(RunSnapshot &snapshot) const;
    /// Where the run stands while it delivers, and whom that is about.
    void tellStanding(RunSnapshot &snapshot) const;
    [[nodiscard]] std::chrono::milliseconds outageMax() const
    {
        return std::min<std::chrono::milliseconds>(m_request.outageMax.value_or(m_request.wait), m_job.giveUpAfter);
    }
    [[nodiscard]] CallMeter &meterOf(std::string_view side) const { return side == "source" ? *m_sourceMeter : *m_targetMeter; }
    /// 0, or what was asked: 1 stop, 2 pause.
    [[nodiscard]] int endRequest() const { return std::max(m_endRequest.load(), m_foreignRequest->load()); }
    bool waitBefore(std::chrono::milliseconds delay, RunState state, const char *side);
    /// Makes \a call again while it fails with Retry and \a patience lasts; its endpoint's limits apply.
    template<typename Function>
    std::invoke_result_t<Function> persist(Patience &patience, const char *side, Function call);
    /// The right to make one call; without leave to wait, an endpoint that is being left alone is an error at once.
    Result<EndpointGate::Permit> enter(Patience &patience, const char *side);
    void noteAttempt(const char *side, const Error &error, std::chrono::milliseconds wait);
    RunResult close(std::optional<Error> error);
    RunResult closeWithoutRun(Error error);

    Engine m_engine;
    Job m_job;
    RunRequest m_request;
    RunResult m_result;
    CancelToken m_token;
    std::atomic<int> m_endRequest{0}; ///< 1 stop, 2 pause
    std::atomic<bool> m_isReading{false}; ///< before that nothing waits for a batch border: the end is at once
    LatestValue<RunSnapshot> m_snapshot;
    Clock::Monotonic m_startedAt;
    Clock::Monotonic m_polledAt{};
    std::shared_ptr<CallMeter> m_sourceMeter, m_targetMeter;
    std::atomic<int> m_hurries{0};
    int m_hurriesSeen = 0;
    std::string m_waitSide; ///< while it starts: whom it waits for …
    Clock::Monotonic m_waitUntil{};

    std::optional<JobLock> m_lock;
    Endpoints m_ends;
    JobRecord m_record;
    StreamRecord m_stream;
    SourceShape m_shape;
    bool m_isPinned = false;
    bool m_isEmpty = false;             ///< the source holds no record and does not say which fields it has
    std::int64_t m_recordsArrived = 0;  ///< of pages read in this run
    TargetShape m_targetShape;
    MappingSetup m_mapping;
    Uuid m_holder;
    std::optional<SchemaDrift> m_drift; ///< what changed since the fields were pinned
    bool m_isDriftStop = false;         ///< the run ends before a row because of it
    std::vector<Field> m_newColumns;    ///< to be added to the target, of --on-drift add
    bool m_mustPin = false;
    bool m_isFenced = false;            ///< another run holds the stream
    bool m_isNewRevision = false;       ///< the definition is not that of the last run
    std::string m_revisionNote;
    std::optional<Patience> m_sourcePatience, m_targetPatience;
    std::int64_t m_startRetries = 0;
    std::unique_ptr<Target> m_target;
    std::unique_ptr<BatchDelivery> m_delivery;
    std::shared_ptr<std::atomic<int>> m_foreignRequest = std::make_shared<std::atomic<int>>(0);

    static constexpr std::size_t queueBytesMax = 8 << 20;
    BoundedQueue<MappedPage> m_mapped{queueBytesMax};
    std::unique_ptr<ReaderStage> m_reader; ///< before the mapper thread, which uses its queue
    StageThread m_mapper;
};

template<typename Function>
std::invoke_result_t<Function> Run::Worker::persist(Patience &patience, const char *side, Function call)
{
    for (;;) {
        WEIR_TRY(EndpointGate::Permit permit, enter(patience, side));
        const bool isWatched = std::string_view(side) == "target"; // the reader watches the source's
        const Clock::Monotonic began = isWatched ? m_targetMeter->began() : Clock::Monotonic();
        auto answer = call();
        const CallOutcome outcome = answer ? CallOutcome::Succeeded : callOutcome(answer.error());
        permit.report(outcome, answer ? std::chrono::milliseconds(0) : answer.error().retryAfter);
        if (isWatched)
            m_targetMeter->ended(began, outcome, answer ? std::string_view() : answer.error().detail);
        if (answer) {
            patience.succeeded();
            return answer;
        }
        const auto delay = patience.afterFailure(answer.error());
        if (answer.error().recovery == Recovery::Retry)
            noteAttempt(side, answer.error(), delay.value_or(std::chrono::milliseconds(0)));
        if (!delay)
            return answer;
        if (!waitBefore(*delay, outcome == CallOutcome::Throttled ? RunState::Throttled : RunState::Offline, side))
            return CancelToken::cancelled();
    }
}

} // namespace weir
