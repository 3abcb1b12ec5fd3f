#pragma once

#include <cassert>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace weir {

/// A blocking FIFO bounded by bytes: the only way rows cross from one stage thread to the next. A
/// full queue blocks the producer, which is how a slow target slows down its source.
///
/// Closing is final: later pushes are refused, pops drain what is left, so closing never loses an
/// item that push() accepted. One item larger than the bound is accepted when the queue is empty.
///
/// Thread-safety: all members may be called from any thread.
template<typename T>
class BoundedQueue
{
public:
    /// \a bytesMax bounds the sum of the sizes given to push(); at least 1.
    explicit BoundedQueue(std::size_t bytesMax) : m_bytesMax(bytesMax) { assert(bytesMax > 0); }
    BoundedQueue(const BoundedQueue &) = delete;
    BoundedQueue &operator=(const BoundedQueue &) = delete;

    /// Blocks while the queue is full. False: the queue is, or was just, closed, and \a item is
    /// still the caller's.
    [[nodiscard]] bool push(T &&item, std::size_t bytes)
    {
        std::unique_lock lock(m_mutex);
        m_hasRoom.wait(lock, [&] {
            return m_closed || m_items.empty() || m_bytes + bytes <= m_bytesMax;
        });
        if (m_closed)
            return false;
        m_items.emplace_back(std::move(item), bytes);
        m_bytes += bytes;
        lock.unlock();
        m_hasItem.notify_one();
        return true;
    }

    /// Blocks while the queue is empty and open. Empty result: closed and drained.
    [[nodiscard]] std::optional<T> pop()
    {
        std::unique_lock lock(m_mutex);
        m_hasItem.wait(lock, [this] { return m_closed || !m_items.empty(); });
        if (m_items.empty())
            return std::nullopt;
        return takeFront(lock);
    }

    /// An item if one is there; never blocks.
    [[nodiscard]] std::optional<T> tryPop()
    {
        std::unique_lock lock(m_mutex);
        if (m_items.empty())
            return std::nullopt;
        return takeFront(lock);
    }

    /// Blocks until an item is there, the queue is closed and drained, or \a deadline has passed.
    template<typename TimePoint>
    [[nodiscard]] std::optional<T> popUntil(TimePoint deadline)
    {
        std::unique_lock lock(m_mutex);
        m_hasItem.wait_until(lock, deadline, [this] { return m_closed || !m_items.empty(); });
        if (m_items.empty())
            return std::nullopt;
        return takeFront(lock);
    }

    /// True once closed and empty: nothing will ever come again.
    [[nodiscard]] bool isDrained() const
    {
        const std::lock_guard lock(m_mutex);
        return m_closed && m_items.empty();
    }

    void close()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_closed = true;
        }
        m_hasItem.notify_all();
        m_hasRoom.notify_all();
    }

private:
    std::optional<T> takeFront(std::unique_lock<std::mutex> &lock)
    {
        auto [item, bytes] = std::move(m_items.front());
        m_items.pop_front();
        m_bytes -= bytes;
        lock.unlock();
        m_hasRoom.notify_one();
        return std::optional<T>(std::move(item));
    }

    const std::size_t m_bytesMax;
    mutable std::mutex m_mutex;
    std::condition_variable m_hasRoom;
    std::condition_variable m_hasItem;
    std::deque<std::pair<T, std::size_t>> m_items;
    std::size_t m_bytes = 0;
    bool m_closed = false;
};

} // namespace weir
