#include "core/connectors/mariadb/settings.h"

#include "core/base/accountname.h"
#include "core/base/quantities.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir::mariadb {

namespace {

constexpr std::array<std::string_view, 6> tlsModes = {"disable", "allow", "prefer",
                                                      "require", "verify-ca", "verify-full"};

Unexpected wrong(std::string_view member, std::string_view what)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop, fmt::format("MySQL connection, \"{}\": {}", member, what));
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

Result<void> readPassword(const Json &settings, std::string &secret)
{
    const auto password = settings.find("password");
    if (password == settings.end() || password->is_null())
        return {};
    if (!password->is_object() || !password->contains("secret") || !(*password)["secret"].is_string())
        return wrong("password", "must be { \"secret\": \"name\" }; a password itself is never written to a file");
    secret = (*password)["secret"].get<std::string>();
    return {};
}

} // namespace

Result<Settings> Settings::read(const Json &settings)
{
    Settings read;
    if (!settings.is_object())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, "a MySQL connection is a JSON object");
    std::string timeout;
    const std::pair<const char *, std::string *> texts[] = {
        {"host", &read.host},           {"database", &read.database},       {"user", &read.user},
        {"sslmode", &read.tls},         {"tls", &read.tls},                 {"sslrootcert", &read.authorities},
        {"sslcert", &read.certificate}, {"checkpointSchema", &read.checkpointSchema}, {"connectTimeout", &timeout}};
    for (const auto &[member, value] : texts)
        WEIR_CHECK(readText(settings, member, *value));
    WEIR_CHECK(readPassword(settings, read.passwordSecret));
    if (const auto port = settings.find("port"); port != settings.end() && !port->is_null()) {
        const std::int64_t number = port->is_number_integer() ? port->get<std::int64_t>()
                                    : port->is_string()       ? std::atoi(port->get<std::string>().c_str())
                                                              : 0;
        if (number < 1 || number > 65535)
            return wrong("port", "must be a number from 1 to 65535");
        read.port = static_cast<int>(number);
    }
    if (!timeout.empty()) {
        WEIR_TRY(read.connectTimeout, parseDuration(timeout));
        if (read.connectTimeout < std::chrono::milliseconds(500) || read.connectTimeout > std::chrono::hours(1))
            return wrong("connectTimeout", "must be a duration from 1s to 1h, such as \"10s\"");
    }
    if (read.database.empty())
        return wrong("database", "is missing");
    if (read.user.empty())
        read.user = accountName();
    if (read.tls.empty())
        read.tls = read.isLoopback() ? "prefer" : "verify-full";
    if (std::find(tlsModes.begin(), tlsModes.end(), read.tls) == tlsModes.end())
        return wrong("tls", fmt::format("must be one of {}", fmt::join(tlsModes, ", ")));
    return read;
}

bool Settings::isLoopback() const
{
    return host.empty() || isSocket() || host == "localhost" || host == "::1" || host.starts_with("127.");
}

std::string Settings::label() const
{
    if (host.empty() || isSocket())
        return fmt::format("{} on this machine", database);
    return port == 3306 ? fmt::format("{} at {}", database, host) : fmt::format("{} at {}:{}", database, host, port);
}

} // namespace weir::mariadb
