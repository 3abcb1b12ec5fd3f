#pragma once

#include <mutex>
#include <utility>

namespace weir {

/// A slot for the latest value of something: one side overwrites, the other copies when it likes. How snapshots reach
/// a reader without a queue.
///
/// Thread-safety: all members may be called from any thread.
template<typename T>
class LatestValue
{
public:
    void set(T value)
    {
        const std::lock_guard lock(m_mutex);
        m_value = std::move(value);
    }

    [[nodiscard]] T get() const
    {
        const std::lock_guard lock(m_mutex);
        return m_value;
    }

private:
    mutable std::mutex m_mutex;
    T m_value{};
};

} // namespace weir
