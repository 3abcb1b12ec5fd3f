#pragma once

#include <functional>
#include <string>
#include <thread>

namespace weir {

/// A named thread that is joined by its destructor. Whoever owns the stage makes it end first, by closing its
/// queues or cancelling its token; there are no detached threads.
class StageThread
{
public:
    StageThread() = default;
    /// Runs \a work at once; \a name is shown by debuggers (15 bytes at most on Linux).
    StageThread(std::string name, std::function<void()> work);
    StageThread(StageThread &&) noexcept = default;
    StageThread &operator=(StageThread &&other) noexcept;
    ~StageThread();

    void join();

private:
    std::thread m_thread;
};

} // namespace weir
