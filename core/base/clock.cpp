#include "core/base/clock.h"

namespace weir {

namespace {

class SystemClock final : public Clock
{
public:
    Monotonic monotonic() const override { return std::chrono::steady_clock::now(); }
    Wall wall() const override { return std::chrono::system_clock::now(); }
};

} // namespace

std::int64_t Clock::wallMs() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(wall().time_since_epoch()).count();
}

const Clock &Clock::system()
{
    static const SystemClock clock;
    return clock;
}

} // namespace weir
