#pragma once

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/result.h"

#include <memory>
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
    bool hasColor = false;
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
    /// Prints the error (what, where, why, what next) or its object and returns the exit code that fits it.
    int error(const Error &error, const std::string &next = {}) const;
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

/// ~/.local/share/weir (XDG_DATA_HOME).
[[nodiscard]] std::string userDataFolder();

} // namespace weir
