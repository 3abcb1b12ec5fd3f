#include "tests/support/program.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace weir::test {

namespace {

[[noreturn]] void becomeProgram(const std::string &program, const std::vector<std::string> &arguments,
                                const std::map<std::string, std::string> &environment, const std::string &folder,
                                int out, int error)
{
    const int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(error, STDERR_FILENO);
    if (!folder.empty() && chdir(folder.c_str()) != 0)
        _exit(126);
    for (const auto &[name, value] : environment)
        setenv(name.c_str(), value.c_str(), 1);
    std::vector<char *> words;
    words.push_back(const_cast<char *>(program.c_str()));
    for (const std::string &argument : arguments)
        words.push_back(const_cast<char *>(argument.c_str()));
    words.push_back(nullptr);
    execv(program.c_str(), words.data());
    _exit(127);
}

} // namespace

Child::Child(const std::string &program, const std::vector<std::string> &arguments,
             const std::map<std::string, std::string> &environment, const std::string &folder)
{
    std::array<int, 2> out{}, error{};
    if (pipe2(out.data(), O_CLOEXEC) != 0 || pipe2(error.data(), O_CLOEXEC) != 0)
        std::abort();
    m_process = fork();
    if (m_process == 0)
        becomeProgram(program, arguments, environment, folder, out[1], error[1]);
    close(out[1]);
    close(error[1]);
    m_out = out[0];
    m_error = error[0];
}

Child::Child(Child &&other) noexcept
    : m_process(std::exchange(other.m_process, -1)), m_out(other.m_out), m_error(other.m_error), m_memoryPeak(other.m_memoryPeak)
{}

Child::~Child()
{
    if (m_process > 0) {
        kill(m_process, SIGKILL);
        (void)wait();
    }
}

void Child::signal(int number) const
{
    if (m_process > 0)
        kill(m_process, number);
}

Finished Child::wait()
{
    Finished finished;
    std::array<pollfd, 2> ends = {pollfd{m_out, POLLIN, 0}, pollfd{m_error, POLLIN, 0}};
    int open = 2;
    while (open > 0 && poll(ends.data(), ends.size(), -1) > 0) {
        for (std::size_t i = 0; i < ends.size(); ++i) {
            if (ends[i].fd < 0 || ends[i].revents == 0)
                continue;
            std::array<char, 4096> bytes;
            const ssize_t got = read(ends[i].fd, bytes.data(), bytes.size());
            if (got > 0) {
                (i == 0 ? finished.out : finished.error).append(bytes.data(), static_cast<std::size_t>(got));
            } else {
                close(ends[i].fd);
                ends[i].fd = -1;
                --open;
            }
        }
    }
    int status = 0;
    rusage usage{};
    wait4(m_process, &status, 0, &usage);
    m_process = -1;
    m_memoryPeak = static_cast<std::int64_t>(usage.ru_maxrss) * 1024;
    if (WIFEXITED(status))
        finished.exitCode = WEXITSTATUS(status);
    else if (WIFSIGNALED(status))
        finished.signal = WTERMSIG(status);
    return finished;
}

Finished run(const std::string &program, const std::vector<std::string> &arguments,
             const std::map<std::string, std::string> &environment, const std::string &folder)
{
    return Child(program, arguments, environment, folder).wait();
}

bool within(std::chrono::milliseconds deadline, const std::function<bool()> &isSo)
{
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!isSo()) {
        if (std::chrono::steady_clock::now() >= end)
            return isSo();
        poll(nullptr, 0, 5);
    }
    return true;
}

} // namespace weir::test
