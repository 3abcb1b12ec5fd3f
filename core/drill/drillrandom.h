#pragma once

#include <cstdint>

namespace weir {

/// Random numbers for drills: SplitMix64 (Steele, Lea, Flood 2014), the same sequence for a seed on every
/// machine.
class DrillRandom
{
public:
    explicit DrillRandom(std::uint64_t seed) : m_state(seed) {}
    [[nodiscard]] std::uint64_t next()
    {
        std::uint64_t z = (m_state += 0x9E3779B97F4A7C15ULL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }
    /// 0 … bound - 1; the tiny bias of the remainder does not matter here.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return next() % bound; }

private:
    std::uint64_t m_state;
};

} // namespace weir
