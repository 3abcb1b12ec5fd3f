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

const Clock &Clock::system()
{
    static const SystemClock clock;
    return clock;
}

} // namespace weir
