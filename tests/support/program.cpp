#include "tests/support/program.h"

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

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

Finished run(const std::string &program, const std::vector<std::string> &arguments,
             const std::map<std::string, std::string> &environment, const std::string &folder)
{
    std::array<int, 2> out{}, error{};
    if (pipe2(out.data(), O_CLOEXEC) != 0 || pipe2(error.data(), O_CLOEXEC) != 0)
        std::abort();
    const pid_t child = fork();
    if (child == 0)
        becomeProgram(program, arguments, environment, folder, out[1], error[1]);
    close(out[1]);
    close(error[1]);
    Finished finished;
    std::array<pollfd, 2> ends = {pollfd{out[0], POLLIN, 0}, pollfd{error[0], POLLIN, 0}};
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
    waitpid(child, &status, 0);
    if (WIFEXITED(status))
        finished.exitCode = WEXITSTATUS(status);
    else if (WIFSIGNALED(status))
        finished.signal = WTERMSIG(status);
    return finished;
}

} // namespace weir::test
