#pragma once

#include "tests/support/program.h"

#include <map>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace weir::test {

/// A program on a pseudo terminal, as a person runs it: standard input and standard error are the terminal, standard
/// output is read apart. The destructor kills it if it still runs.
class TerminalProgram
{
public:
    TerminalProgram(const std::string &program, const std::vector<std::string> &arguments,
                    const std::map<std::string, std::string> &environment, const std::string &folder);
    TerminalProgram(const TerminalProgram &) = delete;
    TerminalProgram &operator=(const TerminalProgram &) = delete;
    ~TerminalProgram();

    /// Waits until \a text has appeared on the terminal behind what was waited for before; false after 20 s.
    [[nodiscard]] bool shows(std::string_view text);
    void type(std::string_view keys) const;
    /// Waits for the end. `error` is all that the terminal showed.
    [[nodiscard]] Finished wait();
    /// True when the terminal shows what is typed.
    [[nodiscard]] bool hasEcho() const;
    void signal(int number) const;

private:
    bool readSome(int timeoutMs);

    pid_t m_process = -1;
    int m_terminal = -1; ///< our end
    int m_held = -1;     ///< the program's end, kept open so that its settings can be asked for afterwards
    int m_out = -1;
    std::string m_shown, m_written;
    std::size_t m_seen = 0;
};

} // namespace weir::test
