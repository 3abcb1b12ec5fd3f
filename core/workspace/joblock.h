#pragma once

#include "core/base/canceltoken.h"
#include "core/base/result.h"

#include <chrono>
#include <string>

namespace weir {

/// An exclusive OS lock on locks/<name>.lock, held for the life of this object; it vanishes with the process.
/// The file names pid, host and time of its holder for the message of whoever finds it taken. An open file
/// description lock (fcntl(2), F_OFD_SETLK): two locks conflict within one process as well.
///
/// Thread-safety: acquire(), isHeld() and holderText() may be called from any thread.
class JobLock
{
public:
    /// Unavailable (Retry), naming the holder, when another holder has it after \a wait; Cancelled when \a
    /// token fires.
    [[nodiscard]] static Result<JobLock> acquire(const std::string &path, std::chrono::milliseconds wait,
                                                 const CancelToken &token);
    /// Whether somebody holds the lock now, without taking it.
    [[nodiscard]] static bool isHeld(const std::string &path);
    /// "pid 4711 on db1 since 2026-03-05T12:00:00Z" of the present holder; empty when nobody holds the lock.
    [[nodiscard]] static std::string holderText(const std::string &path);

    JobLock(JobLock &&other) noexcept;
    JobLock &operator=(JobLock &&other) noexcept;
    ~JobLock();

private:
    explicit JobLock(int file) : m_file(file) {}
    void release();
    int m_file = -1;
};

} // namespace weir
