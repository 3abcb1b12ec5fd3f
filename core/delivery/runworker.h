#pragma once

#include "core/delivery/batchdelivery.h"
#include "core/delivery/mappingsetup.h"
#include "core/delivery/readerstage.h"
#include "core/delivery/run.h"
#include "core/workspace/joblock.h"

#include <atomic>
#include <optional>

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

private:
    /// What is to be done with this stream, once target and source have been looked at.
    struct Course
    {
        bool isNothing = false;
        bool isNewGeneration = false;
        std::string note;
    };

    Result<void> prepare();
    Result<void> register_();
    Result<void> learnSource();
    Result<void> prepareTarget();
    Result<void> askConsent(const TargetShape &shape) const;
    Result<void> beginRun();
    Result<Course> chooseCourse();
    Result<Course> chooseForReplaced(WriteMode mode);
    Result<void> startReading();
    Result<void> createTarget();
    void pump();
    void mapLoop();
    void poll();
    void publish(RunState state);
    RunResult close(std::optional<Error> error);
    RunResult closeWithoutRun(Error error);

    Engine m_engine;
    Job m_job;
    RunRequest m_request;
    RunResult m_result;
    CancelToken m_token;
    std::atomic<int> m_endRequest{0}; ///< 1 stop, 2 pause
    LatestValue<RunSnapshot> m_snapshot;
    Clock::Monotonic m_startedAt;
    Clock::Monotonic m_polledAt{};

    std::optional<JobLock> m_lock;
    Endpoints m_ends;
    JobRecord m_record;
    StreamRecord m_stream;
    SourceShape m_shape;
    bool m_isPinned = false;
    TargetShape m_targetShape;
    MappingSetup m_mapping;
    Uuid m_holder;
    std::unique_ptr<Target> m_target;
    std::unique_ptr<BatchDelivery> m_delivery;
    std::shared_ptr<std::atomic<int>> m_foreignRequest = std::make_shared<std::atomic<int>>(0);

    static constexpr std::size_t queueBytesMax = 8 << 20;
    BoundedQueue<MappedPage> m_mapped{queueBytesMax};
    std::unique_ptr<ReaderStage> m_reader; ///< before the mapper thread, which uses its queue
    StageThread m_mapper;
};

} // namespace weir
