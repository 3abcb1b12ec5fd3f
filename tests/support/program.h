#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace weir::test {

/// What a child process did.
struct Finished
{
    int exitCode = -1;  ///< -1 when a signal ended it
    int signal = 0;
    std::string out;
    std::string error;
};

/// Runs \a program with \a arguments (no shell) in \a folder until it ends; \a environment is added to ours.
[[nodiscard]] Finished run(const std::string &program, const std::vector<std::string> &arguments,
                           const std::map<std::string, std::string> &environment = {}, const std::string &folder = {});

/// A program that runs beside the test. The destructor kills it if it still runs.
class Child
{
public:
    Child(const std::string &program, const std::vector<std::string> &arguments,
          const std::map<std::string, std::string> &environment = {}, const std::string &folder = {});
    Child(Child &&other) noexcept;
    Child &operator=(Child &&) = delete;
    ~Child();

    [[nodiscard]] pid_t pid() const { return m_process; }
    void signal(int number) const;
    /// Reads its output until it ends. Once.
    [[nodiscard]] Finished wait();
    /// The most memory it ever held, in bytes; after wait().
    [[nodiscard]] std::int64_t memoryPeak() const { return m_memoryPeak; }

private:
    pid_t m_process = -1;
    int m_out = -1, m_error = -1;
    std::int64_t m_memoryPeak = 0;
};

/// True as soon as \a isSo is, false when it is not within \a deadline.
[[nodiscard]] bool within(std::chrono::milliseconds deadline, const std::function<bool()> &isSo);

} // namespace weir::test
