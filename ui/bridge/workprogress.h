#pragma once

#include <QtGlobal>

#include <atomic>
#include <memory>

namespace weir {

/// How far work on another thread is; whoever waits looks at it now and then.
///
/// Thread-safety: any thread.
struct WorkProgress
{
    std::atomic<qint64> done{0};
    std::atomic<qint64> of{0}; ///< 0: not known
};
using WorkProgressPtr = std::shared_ptr<WorkProgress>;

} // namespace weir
