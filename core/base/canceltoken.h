#pragma once

#include "core/base/error.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>

namespace weir {

/// Asks work to end early. Copies share one state; the holder of any copy may cancel.
///
/// A cancelled call returns ErrorCode::Cancelled within a second and leaves nothing half done.
///
/// Thread-safety: all members may be called from any thread.
class CancelToken
{
public:
    CancelToken() : m_state(std::make_shared<State>()) {}

    void cancel() const;
    [[nodiscard]] bool isCancelled() const;

    /// Blocks for \a duration, or until cancelled. True: cancelled.
    bool waitFor(std::chrono::milliseconds duration) const;

    /// The error every cancelled call returns.
    [[nodiscard]] static Unexpected cancelled();

private:
    struct State
    {
        mutable std::mutex mutex;
        std::condition_variable fired;
        bool isCancelled = false;
    };
    std::shared_ptr<State> m_state;
};

} // namespace weir
