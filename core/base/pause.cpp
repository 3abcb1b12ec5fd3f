#include "core/base/pause.h"

#include <algorithm>
#include <thread>

namespace weir {

Result<void> pauseFor(std::chrono::milliseconds time, const CancelToken &token)
{
    constexpr std::chrono::milliseconds slice(50);
    for (auto left = time; left.count() > 0; left -= slice) {
        if (token.isCancelled())
            return CancelToken::cancelled();
        std::this_thread::sleep_for(std::min(left, slice));
    }
    return {};
}

} // namespace weir
