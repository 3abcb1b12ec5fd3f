#include "core/secrets/environmentsecrets.h"

#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <sodium.h>
#include <unistd.h>

namespace weir {

namespace {

constexpr std::string_view prefix = "WEIR_SECRET_";

} // namespace

std::unique_ptr<EnvironmentSecrets> EnvironmentSecrets::take()
{
    std::unique_ptr<EnvironmentSecrets> taken(new EnvironmentSecrets);
    std::vector<std::string> variables;
    for (char **entry = environ; entry && *entry; ++entry) {
        const std::string_view text(*entry);
        const std::size_t equals = text.find('=');
        if (!text.starts_with(prefix) || equals == std::string_view::npos)
            continue;
        variables.emplace_back(text.substr(0, equals));
        if (text.size() > equals + 1) // an empty value counts as unset
            taken->m_secrets.insert_or_assign(variables.back(), Secret(text.substr(equals + 1)));
        sodium_memzero(*entry + equals + 1, text.size() - equals - 1);
    }
    for (const std::string &variable : variables)
        unsetenv(variable.c_str());
    return taken;
}

std::string EnvironmentSecrets::variableFor(std::string_view name)
{
    std::string variable(prefix);
    for (const char c : name) {
        const bool isLower = c >= 'a' && c <= 'z';
        const bool stays = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        variable += isLower ? static_cast<char>(c - 'a' + 'A') : stays ? c : '_';
    }
    return variable;
}

std::string EnvironmentSecrets::placeOf(std::string_view name) const
{
    return "environment " + variableFor(name);
}

Result<Secret> EnvironmentSecrets::read(std::string_view name) const
{
    const auto at = m_secrets.find(variableFor(name));
    if (at == m_secrets.end())
        return fail(ErrorCode::NotFound, Recovery::Stop, fmt::format("{} is not set", variableFor(name)));
    return at->second.clone();
}

bool EnvironmentSecrets::has(std::string_view name) const
{
    return m_secrets.find(variableFor(name)) != m_secrets.end();
}

std::vector<std::string> EnvironmentSecrets::names() const
{
    std::vector<std::string> names;
    for (const auto &[variable, secret] : m_secrets)
        names.push_back(variable.substr(prefix.size()));
    return names;
}

} // namespace weir
