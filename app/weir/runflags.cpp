#include "app/weir/runflags.h"

#include "core/base/names.h"
#include "core/base/quantities.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

template<typename Choice>
Result<void> choose(const std::string &flag, const std::string &text,
                    const std::vector<std::pair<std::string, Choice>> &choices, Choice &choice)
{
    if (text.empty())
        return {};
    std::vector<std::string> names;
    for (const auto &[name, value] : choices) {
        if (name == text) {
            choice = value;
            return {};
        }
        names.push_back(name);
    }
    return fail(ErrorCode::InvalidConfig, Recovery::Stop, fmt::format("{} is \"{}\", allowed are {}", flag, text, fmt::join(names, ", ")));
}

Result<void> checkQuarantineLimit(const std::string &text)
{
    if (text.empty())
        return {};
    char *end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    const std::string_view rest(end);
    if (end == text.c_str() || number < 0 || (!rest.empty() && rest != "%") || (rest == "%" && number > 100))
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("--max-quarantined is \"{}\", but takes a number of rows or a share: 10 or 2%", text));
    return {};
}

} // namespace

void RunFlags::define(CLI::App &app)
{
    app.add_flag("--again", again, "Read the whole source once more, as a new generation");
    app.add_flag("--full", full, "Ignore the cursor field: read everything");
    app.add_option("--on-replaced", onReplaced, "When a file is not the one read before: load, fail or skip");
    app.add_option("--on-drift", onDrift, "When the source's fields changed: ignore, add or stop");
    app.add_option("--stop-after", stopAfter, "Pause after so many bad rows: 1000, 5% or never");
    app.add_option("--max-quarantined", maxQuarantined, "Exit 0 with up to N or P% quarantined rows, else 3");
    app.add_option("--limit", limit, "Read at most N records");
    app.add_option("--yes-replace", yesReplace, "Consent to replace a target that holds exactly ROWS rows")->type_name("ROWS");
    app.add_flag("--take-over", takeOver, "This workspace was moved here on purpose");
    app.add_option("--wait", wait, "Wait so long for a run of the same job to end, or for a server that is down (10m)")->type_name("DURATION");
    app.add_option("--commit-rows", commitRows, "Rows per commit (default 50000)")->check(CLI::Range(1, 1'000'000));
    app.add_option("--parallel", parallel, "Partitions read at once (only 1 for now)")->check(CLI::Range(1, 64));
    app.add_option("--param", parameters, "Value for {\"param\": …} in the files: k=v")->type_name("K=V");
}

Result<void> RunFlags::apply(Job &job) const
{
    WEIR_CHECK(choose<OnReplaced>("--on-replaced", onReplaced,
                                  {{"load", OnReplaced::Load}, {"fail", OnReplaced::Fail}, {"skip", OnReplaced::Skip}},
                                  job.onReplaced));
    WEIR_CHECK(choose<OnDrift>("--on-drift", onDrift,
                               {{"ignore", OnDrift::Ignore}, {"add", OnDrift::Add}, {"stop", OnDrift::Stop}}, job.onDrift));
    if (!stopAfter.empty()) {
        WEIR_TRY(job.stopAfter, parseStopAfter(stopAfter));
    }
    if (limit >= 0)
        job.read.rowsMax = limit;
    return {};
}

Result<RunRequest> RunFlags::request() const
{
    if (parallel != 1)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    "--parallel reads partitions of a source side by side, which is not available yet; leave it out, or "
                    "run several jobs at once");
    RunRequest request;
    request.again = again;
    request.full = full;
    request.takeOver = takeOver;
    if (commitRows > 0)
        request.commitRowsMax = commitRows;
    if (yesReplace >= 0)
        request.yesReplaceRows = yesReplace;
    if (!wait.empty()) {
        WEIR_TRY(request.wait, parseDuration(wait));
    }
    WEIR_CHECK(checkQuarantineLimit(maxQuarantined));
    WEIR_TRY(request.parameters, parseParameters(parameters));
    return request;
}

std::vector<ConfigValue> RunFlags::given() const
{
    std::vector<ConfigValue> values;
    const auto add = [&](const char *flag, const char *pointer, const std::string &value) {
        if (!value.empty())
            values.push_back({"", pointer, value, std::string("flag ") + flag});
    };
    const auto quoted = [](const std::string &text) { return text.empty() ? text : Json(text).dump(); };
    add("--on-replaced", "/source/onReplaced", quoted(onReplaced));
    add("--on-drift", "/source/onDrift", quoted(onDrift));
    add("--stop-after", "/policy/stopAfter", quoted(stopAfter));
    add("--limit", "(limit)", limit >= 0 ? std::to_string(limit) : "");
    add("--max-quarantined", "(maxQuarantined)", quoted(maxQuarantined));
    add("--wait", "(wait)", quoted(wait));
    add("--commit-rows", "(commitRows)", commitRows > 0 ? std::to_string(commitRows) : "");
    return values;
}

Result<Parameters> parseParameters(const std::vector<std::string> &texts)
{
    Parameters parameters;
    for (const std::string &text : texts) {
        const std::size_t sign = text.find('=');
        if (sign == 0 || sign == std::string::npos)
            return fail(ErrorCode::InvalidConfig, Recovery::Stop, "--param takes name=value, such as --param day=2026-03-05");
        parameters[text.substr(0, sign)] = text.substr(sign + 1);
    }
    return parameters;
}

} // namespace weir
