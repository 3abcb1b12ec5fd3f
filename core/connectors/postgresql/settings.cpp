#include "core/connectors/postgresql/settings.h"

#include "core/base/names.h"

#include <array>
#include <charconv>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <pwd.h>
#include <unistd.h>

namespace weir::postgresql {

namespace {

constexpr std::array<std::string_view, 6> sslmodes = {"disable", "allow", "prefer",
                                                      "require", "verify-ca", "verify-full"};

Unexpected wrong(std::string_view member, std::string_view what)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                fmt::format("PostgreSQL connection, \"{}\": {}", member, what));
}

Result<void> readText(const Json &settings, const char *member, std::string &value)
{
    const auto found = settings.find(member);
    if (found == settings.end() || found->is_null())
        return {};
    if (!found->is_string())
        return wrong(member, "must be text");
    value = found->get<std::string>();
    if (value.find('\0') != std::string::npos)
        return wrong(member, "holds a NUL character");
    return {};
}

/// Whole seconds from 10, "10", "10s", "500ms" or "1m"; at least one.
Result<std::chrono::seconds> readTimeout(const Json &value)
{
    long count = 0;
    std::string_view unit;
    if (value.is_number_integer()) {
        count = value.get<long>();
    } else if (value.is_string()) {
        const auto &text = value.get_ref<const std::string &>();
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
        if (error != std::errc())
            return wrong("connectTimeout", "must be a duration such as \"10s\"");
        unit = std::string_view(end, static_cast<std::size_t>(text.data() + text.size() - end));
    }
    const long seconds = unit == "ms" ? (count + 999) / 1000 : unit == "m" ? count * 60 : count;
    if (seconds < 1 || seconds > 3600 || !(unit.empty() || unit == "s" || unit == "ms" || unit == "m"))
        return wrong("connectTimeout", "must be a duration from 1s to 1h, such as \"10s\"");
    return std::chrono::seconds(seconds);
}

Result<int> readPort(const Json &value)
{
    long port = 0;
    if (value.is_number_integer()) {
        port = value.get<long>();
    } else if (value.is_string()) {
        const auto &text = value.get_ref<const std::string &>();
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
        if (error != std::errc() || end != text.data() + text.size())
            port = 0;
    }
    if (port < 1 || port > 65535)
        return wrong("port", "must be a number from 1 to 65535");
    return static_cast<int>(port);
}

std::string accountName()
{
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd *found = nullptr;
    if (getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found) != 0 || !found)
        return "postgres";
    return found->pw_name;
}

Result<void> readPassword(const Json &settings, std::string &secret)
{
    const auto password = settings.find("password");
    if (password == settings.end() || password->is_null())
        return {};
    const auto name = password->is_object() ? password->find("secret") : password->end();
    if (!password->is_object() || name == password->end() || !name->is_string())
        return wrong("password", "must be { \"secret\": \"name\" }; a password itself is never written to a file");
    secret = name->get<std::string>();
    return {};
}

} // namespace

Result<Settings> Settings::read(const Json &settings)
{
    Settings read;
    if (!settings.is_object())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, "a PostgreSQL connection is a JSON object");
    const std::pair<const char *, std::string *> texts[] = {
        {"host", &read.host}, {"database", &read.database}, {"user", &read.user},
        {"sslmode", &read.sslmode}, {"tls", &read.sslmode}, {"sslrootcert", &read.sslrootcert},
        {"sslcert", &read.sslcert}, {"schema", &read.schema}, {"checkpointSchema", &read.checkpointSchema}};
    for (const auto &[member, value] : texts)
        WEIR_CHECK(readText(settings, member, *value));
    WEIR_CHECK(readPassword(settings, read.passwordSecret));
    if (const auto port = settings.find("port"); port != settings.end() && !port->is_null()) {
        WEIR_TRY(read.port, readPort(*port));
    }
    if (const auto timeout = settings.find("connectTimeout"); timeout != settings.end() && !timeout->is_null()) {
        WEIR_TRY(read.connectTimeout, readTimeout(*timeout));
    }
    if (read.schema.empty())
        read.schema = "public";
    if (read.user.empty())
        read.user = accountName();
    if (read.sslmode.empty())
        read.sslmode = read.isLoopback() ? "prefer" : "verify-full";
    if (std::find(sslmodes.begin(), sslmodes.end(), read.sslmode) == sslmodes.end()) {
        const std::string near = nearestName(read.sslmode, {sslmodes.begin(), sslmodes.end()});
        return wrong("tls", fmt::format("\"{}\" is not known{}; one of {}", read.sslmode,
                                        near.empty() ? "" : fmt::format(", did you mean \"{}\"", near),
                                        fmt::join(sslmodes, " ")));
    }
    return read;
}

bool Settings::isLoopback() const
{
    return host.empty() || host.starts_with('/') || host.starts_with('@') || host == "localhost" || host == "::1"
           || host.starts_with("127.");
}

std::string Settings::label() const
{
    const std::string &name = database.empty() ? user : database;
    if (host.empty() || host.starts_with('/') || host.starts_with('@'))
        return fmt::format("{} on this machine", name);
    return port == 5432 ? fmt::format("{} at {}", name, host) : fmt::format("{} at {}:{}", name, host, port);
}

} // namespace weir::postgresql
