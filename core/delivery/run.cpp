#include "core/delivery/run.h"

#include "core/delivery/runworker.h"

namespace weir {

int RunResult::exitCode() const
{
    switch (state) {
    case RunState::Completed: return 0;
    case RunState::CompletedQuarantined:
    case RunState::CompletedUnknown: return 3;
    case RunState::Unbalanced: return 5;
    case RunState::Stopped:
    case RunState::Interrupted: return 130;
    case RunState::Stalled:
    case RunState::Offline:
    case RunState::CircuitOpen: return 75;
    default: break;
    }
    if (error && error->code == ErrorCode::InvalidConfig)
        return 2;
    if (error && error->recovery == Recovery::Retry)
        return 75;
    // A name or a right that is wrong from the start is configuration; one that is lost on the way is not.
    const bool isNameOrRight = error && (error->code == ErrorCode::NotFound || error->code == ErrorCode::PermissionDenied);
    if (isNameOrRight && totals.read == 0)
        return 2;
    return 1;
}

Run::Run(Engine engine, Job job, RunRequest request)
    : m_worker(std::make_unique<Worker>(std::move(engine), std::move(job), std::move(request)))
{}

Run::~Run() = default;

RunResult Run::execute()
{
    return m_worker->execute();
}

RunSnapshot Run::snapshot() const
{
    return m_worker->snapshot();
}

void Run::requestStop()
{
    m_worker->requestEnd(false);
}

void Run::requestStopNow()
{
    m_worker->requestEnd(false);
    m_worker->abandonCalls();
}

void Run::tryNow()
{
    m_worker->tryNow();
}

void Run::requestPause()
{
    m_worker->requestEnd(true);
}

} // namespace weir
