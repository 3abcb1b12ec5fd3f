#include "app/weir/command.h"

#include "core/base/redact.h"
#include "core/workspace/workspace.h"

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

} // namespace

void Output::line(const std::string &text) const
{
    if (!m_options.isJson)
        fmt::print(stdout, "{}\n", forTerminal(text));
}

void Output::note(const std::string &text) const
{
    if (!m_options.isQuiet)
        fmt::print(stderr, "{}\n", forTerminal(text));
}

void Output::object(const Json &object, bool toStderr) const
{
    if (m_options.isJson)
        fmt::print(toStderr ? stderr : stdout, "{}\n", object.dump(-1, ' ', false, Json::error_handler_t::replace));
}

int Output::error(const Error &error, const std::string &next) const
{
    const int code = exitCodeOf(error);
    if (m_options.isJson)
        object({{"error", {{"code", errorCodeName(error.code)}, {"detail", redact(error.detail)}, {"next", next}}}});
    else
        fmt::print(stderr, "weir: {}\n{}", forTerminal(redact(error.detail)), next.empty() ? "" : "      " + next + "\n");
    return code;
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
