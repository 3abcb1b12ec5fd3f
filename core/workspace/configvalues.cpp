#include "core/workspace/configvalues.h"

#include "core/base/names.h"
#include "core/base/redact.h"

#include <charconv>
#include <cstdlib>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

Unexpected wrong(const std::string &file, const std::string &pointer, const std::string &detail)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop, fmt::format("{}: {}: {}", file, pointer, detail));
}

bool admits(const ValueReference &reference, std::string_view type)
{
    return std::find(reference.types.begin(), reference.types.end(), type) != reference.types.end();
}

/// \a text as the JSON value that the schema wants at the reference; nothing when it cannot be one.
std::optional<Json> converted(const std::string &text, const ValueReference &reference)
{
    const char *end = text.data() + text.size();
    if (admits(reference, "integer") || admits(reference, "number")) {
        std::int64_t whole = 0;
        if (const auto [stop, code] = std::from_chars(text.data(), end, whole);
            code == std::errc() && stop == end)
            return Json(whole);
    }
    if (admits(reference, "number")) {
        double number = 0;
        if (const auto [stop, code] = std::from_chars(text.data(), end, number);
            code == std::errc() && stop == end)
            return Json(number);
    }
    if (admits(reference, "boolean") && (text == "true" || text == "false"))
        return Json(text == "true");
    if (admits(reference, "string") || reference.types.empty())
        return Json(text);
    return std::nullopt;
}

/// The value of one reference and where it came from.
struct Found
{
    Json value;
    std::string origin;
};

Result<Found> lookUp(const Json &object, const ValueReference &reference, const std::string &file,
                     const Parameters &parameters)
{
    const bool isEnvironment = object.contains("env");
    const std::string name = object[isEnvironment ? "env" : "param"].get<std::string>();
    std::optional<std::string> text;
    if (isEnvironment) {
        if (lowerAscii(name).starts_with("weir_secret_"))
            return wrong(file, reference.pointer,
                         "secrets are not values: write { \"secret\": \"NAME\" } instead");
        if (const char *value = std::getenv(name.c_str()))
            text = value;
    } else if (const auto at = parameters.find(name); at != parameters.end()) {
        text = at->second;
    }
    if (text) {
        const std::string origin = (isEnvironment ? "environment " : "param ") + name;
        if (auto value = converted(*text, reference))
            return Found{*std::move(value), origin};
        return wrong(file, reference.pointer,
                     fmt::format("the value of {} must be {}", origin,
                                 admits(reference, "boolean") ? "true or false" : "a number"));
    }
    if (const auto value = object.find("default"); value != object.end())
        return Found{*value, fmt::format("default ({} is not set)", name)};
    return wrong(
        file, reference.pointer,
        isEnvironment
            ? fmt::format("the environment variable {} is not set; set it, or give a \"default\"", name)
            : fmt::format("the parameter {0} is not set; give --param {0}=…, or a \"default\"", name));
}

/// Lists scalars in document order; objects like { "secret": … } count as one.
void listValues(const Json &value, const std::string &pointer,
                const std::map<std::string, std::string> &origins, const std::string &file,
                std::vector<ConfigValue> &values)
{
    if (value.is_object() && value.size() == 1 && value.contains("secret")) {
        values.push_back({file, pointer, value["secret"].dump(), "secret store"});
        return;
    }
    if (value.is_structured()) {
        std::size_t index = 0;
        for (const auto &[name, member] : value.items()) {
            const std::string token = value.is_array() ? std::to_string(index++) : pointerToken(name);
            listValues(member, pointer + '/' + token, origins, file, values);
        }
        return;
    }
    const auto origin = origins.find(pointer);
    values.push_back(
        {file, pointer, redact(value.dump()), origin == origins.end() ? "file" : origin->second});
}

} // namespace

Result<ResolvedConfig> resolveConfig(Json object, const JsonSchema &schema, const std::string &file,
                                     const Parameters &parameters)
{
    std::vector<ValueReference> references;
    if (const auto findings = schema.check(object, &references); !findings.empty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, findingText(file, findings));
    Json resolved = object;
    std::map<std::string, std::string> origins;
    for (const ValueReference &reference : references) {
        Json &place = resolved[Json::json_pointer(reference.pointer)];
        WEIR_TRY(Found found, lookUp(place, reference, file, parameters));
        place = std::move(found.value);
        origins[reference.pointer] = std::move(found.origin);
    }
    if (!references.empty()) {
        if (auto findings = schema.check(resolved); !findings.empty()) {
            if (const auto origin = origins.find(findings.front().pointer); origin != origins.end())
                findings.front().detail += fmt::format(" (from {})", origin->second);
            return fail(ErrorCode::InvalidConfig, Recovery::Stop, findingText(file, findings));
        }
    }
    ResolvedConfig config;
    listValues(resolved, "", origins, file, config.values);
    config.written = std::make_shared<const Json>(std::move(object));
    config.resolved = std::make_shared<const Json>(std::move(resolved));
    return config;
}

} // namespace weir
