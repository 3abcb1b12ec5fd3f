#include "app/weir/lookcontext.h"

#include "app/weir/secretprompt.h"
#include "core/base/quantities.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

void LookFlags::define(CLI::App &app)
{
    app.add_option("--rows", rows, fmt::format("Look at N rows at most (default {})", rows))
        ->type_name("N")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}));
    app.add_option("--time", time, fmt::format("Look for so long at most (default {})", time))->type_name("DURATION");
}

Result<SurveyLimits> LookFlags::limits() const
{
    SurveyLimits limits;
    limits.rowsMax = rows;
    WEIR_TRY(limits.timeMax, parseDuration(time));
    return limits;
}

Result<LookContext> LookContext::open(const GlobalOptions &options)
{
    LookContext look;
    WEIR_TRY(const std::optional<std::string> folder, findWorkspaceIfAny(options));
    WEIR_TRY(look.context, AppContext::openToLook(folder, terminalPrompts()));
    look.engine = look.context->lookingEngine(canAsk());
    return look;
}

Result<TypedPlace> TypedPlace::parse(const std::string &text, const std::string &currentFolder)
{
    TypedPlace typed;
    WEIR_TRY(typed.parsed, Place::parse(text, currentFolder));
    typed.connection = typed.parsed.connection;
    typed.stream = typed.parsed.stream;
    if (!typed.connection.empty())
        return typed;
    typed.place = text;
    if (typed.parsed.kind == "file" && text != "-")
        typed.place = typed.parsed.settings.value("path", text);
    if (typed.parsed.kind == "sqlite")
        typed.place = fmt::format("sqlite:{}#{}", typed.parsed.settings.value("file", ""), typed.stream);
    return typed;
}

} // namespace weir
