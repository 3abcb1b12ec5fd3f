#include "app/weir/command.h"

#include "app/weir/texts.h"
#include "core/base/names.h"
#include "core/base/redact.h"
#include "core/workspace/workspace.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace weir {

namespace {

/// Escapes control characters line by line; our own line ends stay.
std::string forTerminal(const std::string &text)
{
    std::string clean;
    std::size_t from = 0;
    for (;;) {
        const std::size_t end = text.find('\n', from);
        clean += escapeControls(std::string_view(text).substr(from, end - from));
        if (end == std::string::npos)
            return clean;
        clean += '\n';
        from = end + 1;
    }
}

void logLine(const Json &object)
{
    fmt::print(stderr, "{}\n", object.dump(-1, ' ', false, Json::error_handler_t::replace));
}

/// Long flags of a command and those of the program.
std::vector<std::string> flagsOf(const CLI::App &app)
{
    std::vector<std::string> flags;
    for (const CLI::Option *option : app.get_options()) {
        for (const std::string &name : option->get_lnames())
            flags.push_back("--" + name);
    }
    return flags;
}

} // namespace

int exitCodeOf(const Error &error)
{
    switch (error.code) {
    case ErrorCode::InvalidConfig:
    case ErrorCode::NotFound:
    case ErrorCode::PermissionDenied: return 2;
    case ErrorCode::Cancelled: return 130;
    case ErrorCode::Internal: return 5;
    default: return error.recovery == Recovery::Retry ? 75 : 1;
    }
}

std::string usageHint(const CLI::App &app, const std::vector<std::string> &words)
{
    const CLI::App *command = nullptr;
    std::vector<std::string> names;
    for (const CLI::App *sub : app.get_subcommands([](const CLI::App *) { return true; }))
        names.push_back(sub->get_name());
    for (const std::string &word : words) {
        if (!command && std::find(names.begin(), names.end(), word) != names.end())
            command = app.get_subcommand(word);
    }
    std::vector<std::string> known = flagsOf(app);
    if (command) {
        const std::vector<std::string> own = flagsOf(*command);
        known.insert(known.end(), own.begin(), own.end());
    }
    for (const std::string &word : words) {
        const std::string flag = word.substr(0, word.find('='));
        const bool isFlag = flag.starts_with("--") && flag.size() > 2;
        if (!isFlag && (command || word.starts_with('-')))
            continue;
        if (isFlag && std::find(known.begin(), known.end(), flag) != known.end())
            continue;
        const std::string nearest = nearestName(flag, isFlag ? known : names);
        if (!nearest.empty())
            return fmt::format("; did you mean {}?", nearest);
    }
    return {};
}

void Output::line(const std::string &text) const
{
    if (!m_options.isJson)
        fmt::print(stdout, "{}\n", forTerminal(text));
}

void Output::note(const std::string &text) const
{
    if (m_options.isQuiet)
        return;
    if (m_options.isJsonLog)
        logLine({{"at", localTime(wallMs())}, {"level", "note"}, {"message", text}});
    else
        fmt::print(stderr, "{}\n", forTerminal(text));
}

void Output::object(const Json &object, bool toStderr) const
{
    if (m_options.isJson)
        fmt::print(toStderr ? stderr : stdout, "{}\n", object.dump(-1, ' ', false, Json::error_handler_t::replace));
}

int Output::error(const Error &error, const std::string &next) const
{
    const std::string advice = next.empty() ? nextStep(error) : next;
    if (m_options.isJson)
        object({{"error", errorObject(error, advice)}});
    else
        complain(error, advice);
    return exitCodeOf(error);
}

void Output::complain(const Error &error, const std::string &next) const
{
    const std::string advice = next.empty() ? nextStep(error) : next;
    if (m_options.isJsonLog) {
        Json object = errorObject(error, advice);
        object["at"] = localTime(wallMs());
        object["level"] = "error";
        return logLine(object);
    }
    const char *mark = m_options.hasColor ? "\033[1;31mweir:\033[0m" : "weir:";
    fmt::print(stderr, "{} {}\n      {}\n", mark, forTerminal(redact(error.detail)), forTerminal(advice));
}

Json errorObject(const Error &error, const std::string &next)
{
    return {{"code", errorCodeName(error.code)},
            {"detail", redact(error.detail)},
            {"next", next.empty() ? nextStep(error) : next}};
}

bool Output::showsProgress() const
{
    return !m_options.isQuiet && !m_options.isJson && isatty(STDERR_FILENO);
}

std::string userDataFolder()
{
    const char *data = std::getenv("XDG_DATA_HOME");
    if (data && *data)
        return std::string(data) + "/weir";
    const char *home = std::getenv("HOME");
    return std::string(home && *home ? home : "/tmp") + "/.local/share/weir";
}

Result<std::optional<std::string>> findWorkspaceIfAny(const GlobalOptions &options)
{
    const char *environment = std::getenv("WEIR_WORKSPACE");
    const bool isNamed = !options.workspace.empty() || (environment && *environment);
    auto found = findWorkspace(options);
    if (!found && !isNamed && found.error().code == ErrorCode::NotFound)
        return std::optional<std::string>();
    WEIR_CHECK(found);
    return std::optional<std::string>(*found);
}

Result<std::string> findWorkspace(const GlobalOptions &options, const std::string &fallback)
{
    const char *environment = std::getenv("WEIR_WORKSPACE");
    std::string named = !options.workspace.empty() ? options.workspace : environment ? environment : "";
    if (named.empty()) {
        std::error_code ignored;
        if (auto found = Workspace::find(std::filesystem::current_path(ignored).string()))
            return *found;
        if (fallback.empty())
            return fail(ErrorCode::NotFound, Recovery::Stop,
                        "no workspace here: neither this folder nor one above it holds a workspace.json. Make one with "
                        "`weir init DIR`, or name one with --workspace DIR or WEIR_WORKSPACE");
        named = fallback;
    }
    if (fallback.empty())
        return named;
    std::error_code ignored;
    if (!std::filesystem::exists(named + "/workspace.json", ignored)) {
        std::filesystem::create_directories(std::filesystem::path(named).parent_path(), ignored);
        WEIR_TRY(const Workspace made, Workspace::init(named, std::filesystem::path(named).filename().string()));
        return made.folder();
    }
    return named;
}

} // namespace weir
