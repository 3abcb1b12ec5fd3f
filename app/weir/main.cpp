#include "app/weir/command.h"
#include "core/base/step.h"

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

constexpr const char *footer = "Examples:\n"
                               "  weir copy orders.csv sqlite:shop.db#orders --key order_id\n"
                               "  weir run orders-to-warehouse --json\n"
                               "  weir compensate orders-to-warehouse --preview\n"
                               "  weir demo\n\n"
                               "Exit codes: 0 delivered · 1 stopped · 2 usage or configuration · 3 rows quarantined ·\n"
                               "4 differences · 5 unbalanced · 75 try again later · 130, 143 interrupted · 141 pipe closed\n"
                               "`weir COMMAND --help` has examples for each command.";

int usageError(const CLI::ParseError &error, const weir::GlobalOptions &options, const CLI::App &app,
               const std::vector<std::string> &words)
{
    if (error.get_exit_code() == 0) // --help, --version
        return app.exit(error);
    weir::Output output(options);
    return output.error({weir::ErrorCode::InvalidConfig, weir::Recovery::Stop, error.what() + weir::usageHint(app, words), {}},
                        "see `weir --help` or `weir COMMAND --help`");
}

} // namespace

int main(int argc, char **argv)
{
    weir::installStepHookFromEnvironment();
    umask(077);
    std::signal(SIGPIPE, SIG_IGN);
    if (sodium_init() < 0)
        return 1;

    weir::GlobalOptions options;
    CLI::App app("Weir moves rows from a source to a target and accounts for every one of them.", "weir");
    app.set_version_flag("--version", "weir " WEIR_VERSION);
    app.footer(footer);
    app.require_subcommand(1);
    app.fallthrough();
    app.add_option("--workspace", options.workspace, "Workspace folder (else WEIR_WORKSPACE, else found upwards)")->type_name("DIR");
    app.add_flag("--json", options.isJson, "One JSON object on standard output, on every exit");
    app.add_flag("-q,--quiet", options.isQuiet, "No notes and no progress");
    app.add_flag("-v,--verbose", options.isVerbose, "More notes");
    std::string logFormat = "text";
    app.add_option("--log-format", logFormat, "Notes and errors on standard error as text (default) or json (one object a line)")
        ->check(CLI::IsMember({"text", "json"}));
    bool noColor = false;
    app.add_flag("--no-color", noColor, "No colours (also NO_COLOR)");
    app.add_option("--events", options.eventsFile, "Append run events to FILE, one JSON object a line")->type_name("FILE");

    struct Entry
    {
        CLI::App *app = nullptr;
        std::unique_ptr<weir::Command> command;
    };
    std::vector<Entry> entries;
    for (const weir::CommandEntry &entry : weir::commandTable()) {
        CLI::App *sub = app.add_subcommand(entry.name, entry.summary);
        std::unique_ptr<weir::Command> command = entry.make();
        command->define(*sub);
        entries.push_back({sub, std::move(command)});
    }
    for (int i = 1; i < argc; ++i) // so that even a usage error is an object
        options.isJson = options.isJson || std::string_view(argv[i]) == "--json";
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return usageError(error, options, app, std::vector<std::string>(argv + 1, argv + argc));
    }
    options.hasColor = !noColor && !std::getenv("NO_COLOR") && isatty(STDERR_FILENO);
    options.isJsonLog = logFormat == "json";
    const weir::Output output(options);
    for (Entry &entry : entries) {
        if (entry.app->parsed())
            return entry.command->run(options, output);
    }
    return 2;
}
