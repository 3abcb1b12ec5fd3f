#pragma once

#include "core/base/canceltoken.h"
#include "core/base/stagethread.h"

namespace weir {

/// Cancels a token on SIGINT or SIGTERM while it lives; the second signal ends the program at once (what is committed
/// stays). One at a time in a process.
class Interrupt
{
public:
    explicit Interrupt(CancelToken token);
    ~Interrupt();
    Interrupt(const Interrupt &) = delete;
    Interrupt &operator=(const Interrupt &) = delete;

    [[nodiscard]] bool wasInterrupted() const;
    [[nodiscard]] int exitCode() const; ///< 130, or 143 after SIGTERM

private:
    CancelToken m_finished;
    StageThread m_watcher;
};

} // namespace weir
