#include "tests/support/terminalprogram.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

namespace weir::test {

namespace {

constexpr std::chrono::seconds patience{20};

[[noreturn]] void becomeProgram(const std::string &program, const std::vector<std::string> &arguments,
                                const std::map<std::string, std::string> &environment, const std::string &folder, int terminal,
                                int out)
{
    setsid();
    ioctl(terminal, TIOCSCTTY, 0);
    dup2(terminal, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(terminal, STDERR_FILENO);
    if (chdir(folder.c_str()) != 0)
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

TerminalProgram::TerminalProgram(const std::string &program, const std::vector<std::string> &arguments,
                                 const std::map<std::string, std::string> &environment, const std::string &folder)
{
    std::array<int, 2> out{};
    m_terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (m_terminal < 0 || grantpt(m_terminal) != 0 || unlockpt(m_terminal) != 0 || pipe2(out.data(), O_CLOEXEC) != 0)
        std::abort();
    std::array<char, 128> name{};
    if (ptsname_r(m_terminal, name.data(), name.size()) != 0)
        std::abort();
    m_held = open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    m_process = fork();
    if (m_process == 0)
        becomeProgram(program, arguments, environment, folder, m_held, out[1]);
    close(out[1]);
    m_out = out[0];
}

TerminalProgram::~TerminalProgram()
{
    if (m_process > 0) {
        kill(m_process, SIGKILL);
        waitpid(m_process, nullptr, 0);
    }
    for (const int end : {m_terminal, m_held, m_out})
        close(end);
}

/// False when nothing came within \a timeoutMs and standard output is at its end.
bool TerminalProgram::readSome(int timeoutMs)
{
    std::array<pollfd, 2> ends = {pollfd{m_terminal, POLLIN, 0}, pollfd{m_out, POLLIN, 0}};
    if (poll(ends.data(), ends.size(), timeoutMs) <= 0)
        return false;
    std::array<char, 4096> bytes;
    bool hasMore = false;
    for (std::size_t i = 0; i < ends.size(); ++i) {
        if ((ends[i].revents & POLLIN) == 0)
            continue;
        const ssize_t got = read(ends[i].fd, bytes.data(), bytes.size());
        if (got <= 0)
            continue;
        (i == 0 ? m_shown : m_written).append(bytes.data(), static_cast<std::size_t>(got));
        hasMore = true;
    }
    return hasMore;
}

bool TerminalProgram::shows(std::string_view text)
{
    return within(patience, [&] {
        (void)readSome(10);
        const std::size_t at = m_shown.find(text, m_seen);
        if (at == std::string::npos)
            return false;
        m_seen = at + text.size();
        return true;
    });
}

void TerminalProgram::type(std::string_view keys) const
{
    while (!keys.empty()) {
        const ssize_t written = write(m_terminal, keys.data(), keys.size());
        if (written <= 0)
            return;
        keys.remove_prefix(static_cast<std::size_t>(written));
    }
}

Finished TerminalProgram::wait()
{
    Finished finished;
    int status = 0;
    const bool hasEnded = within(patience, [&] {
        while (readSome(0)) { }
        return waitpid(m_process, &status, WNOHANG) == m_process;
    });
    if (!hasEnded) {
        kill(m_process, SIGKILL);
        waitpid(m_process, &status, 0);
    }
    m_process = -1;
    while (readSome(50)) { }
    if (WIFEXITED(status))
        finished.exitCode = WEXITSTATUS(status);
    else if (WIFSIGNALED(status))
        finished.signal = WTERMSIG(status);
    finished.out = m_written;
    finished.error = m_shown;
    return finished;
}

bool TerminalProgram::hasEcho() const
{
    termios settings{};
    return tcgetattr(m_held, &settings) == 0 && (settings.c_lflag & ECHO) != 0 && (settings.c_lflag & ISIG) != 0;
}

void TerminalProgram::signal(int number) const
{
    if (m_process > 0)
        kill(m_process, number);
}

} // namespace weir::test
