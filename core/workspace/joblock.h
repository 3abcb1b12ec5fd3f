#pragma once

#include "core/base/canceltoken.h"
#include "core/base/result.h"

#include <chrono>
#include <optional>
#include <string>

namespace weir {

/// An exclusive OS lock on locks/<name>.lock, held for the life of this object; it vanishes with the process. The
/// file names pid, host and time of its holder for the message of whoever finds it taken.
class JobLock
{
public:
    /// Unavailable (Retry), naming the holder, when another process has it after \a wait.
    [[nodiscard]] static Result<JobLock> acquire(const std::string &path, std::chrono::milliseconds wait,
                                                 const CancelToken &token);
    /// Whether somebody holds the lock now, without taking it.
    [[nodiscard]] static bool isHeld(const std::string &path);

    JobLock(JobLock &&other) noexcept;
    JobLock &operator=(JobLock &&other) noexcept;
    ~JobLock();

private:
    explicit JobLock(int file) : m_file(file) {}
    int m_file = -1;
};

} // namespace weir
