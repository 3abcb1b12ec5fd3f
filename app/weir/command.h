#pragma once

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/result.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace weir {

class AppContext;

/// Flags that every command takes.
struct GlobalOptions
{
    std::string workspace;      ///< --workspace, else WEIR_WORKSPACE, else found upwards from the current folder
    bool isJson = false;        ///< one object on stdout, on every exit
    bool isQuiet = false;
    bool isVerbose = false;
    bool hasColor = false;      ///< of errors on stderr; not with --no-color, NO_COLOR or without a terminal
    bool isJsonLog = false;     ///< --log-format json: notes and errors on stderr as one object a line
    std::string eventsFile;
};

/// Where a command writes. Text for people goes to stdout (notes, progress and errors to stderr); with --json stdout
/// carries exactly one object. Control characters of foreign text are escaped before they reach a terminal (SR-52).
class Output
{
public:
    explicit Output(const GlobalOptions &options) : m_options(options) {}

    void line(const std::string &text) const;  ///< stdout, not with --json
    void note(const std::string &text) const;  ///< stderr, not with --quiet
    /// The one object; to stderr when the command's rows go to stdout.
    void object(const Json &object, bool toStderr = false) const;
    /// Prints the error (what, where, why, what next) or its object and returns the exit code that fits it. \a next
    /// empty: the usual one for its code.
    int error(const Error &error, const std::string &next = {}) const;
    /// The error as text on stderr, for commands whose object holds it beside other things.
    void complain(const Error &error, const std::string &next = {}) const;
    [[nodiscard]] bool isJson() const { return m_options.isJson; }
    [[nodiscard]] bool showsProgress() const;

private:
    const GlobalOptions &m_options;
};

/// One command of the program: a file pair app/weir/<name>command.{h,cpp} with a make function, and one line in
/// commandtable.cpp.
class Command
{
public:
    virtual ~Command() = default;
    /// Adds flags, description and examples to its sub-command.
    virtual void define(CLI::App &app) = 0;
    /// Does the work and returns the exit code (architecture: 0, 1, 2, 3, 4, 5, 75, 130, 141, 143).
    virtual int run(const GlobalOptions &options, const Output &output) = 0;
};

struct CommandEntry
{
    const char *name;
    const char *summary;
    std::unique_ptr<Command> (*make)();
};

[[nodiscard]] const std::vector<CommandEntry> &commandTable();

/// The folder of the workspace that a command works on; NotFound says how to make or name one. \a fallback is used
/// when none is found (copy, demo), and made if it is missing; empty: none.
[[nodiscard]] Result<std::string> findWorkspace(const GlobalOptions &options, const std::string &fallback = {});

/// The same for commands that only look: nothing when there is none and none was named.
[[nodiscard]] Result<std::optional<std::string>> findWorkspaceIfAny(const GlobalOptions &options);

/// Adds the nearest known flag or command to a usage error: "…; did you mean --mode?". \a app is the program, \a words
/// its arguments.
[[nodiscard]] std::string usageHint(const CLI::App &app, const std::vector<std::string> &words);

/// {"code", "detail", "next"}; \a next empty: the usual one.
[[nodiscard]] Json errorObject(const Error &error, const std::string &next = {});

/// What `weir` answers for an error: 1, 2, 5, 75 or 130.
[[nodiscard]] int exitCodeOf(const Error &error);

/// ~/.local/share/weir (XDG_DATA_HOME).
[[nodiscard]] std::string userDataFolder();

} // namespace weir
