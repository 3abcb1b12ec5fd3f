#pragma once

#include "core/base/clock.h"

namespace weir::test {

/// A clock that stands still until a test moves it. Not thread-safe.
class ManualClock final : public Clock
{
public:
    Monotonic monotonic() const override { return m_monotonic; }
    Wall wall() const override { return m_wall; }
    void advance(std::chrono::nanoseconds by)
    {
        m_monotonic += std::chrono::duration_cast<Monotonic::duration>(by);
        m_wall += std::chrono::duration_cast<Wall::duration>(by);
    }

private:
    Monotonic m_monotonic{std::chrono::hours(1'000)};
    Wall m_wall{std::chrono::hours(400'000)};
};

} // namespace weir::test
