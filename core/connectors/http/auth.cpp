#include "core/connectors/http/auth.h"

#include "core/base/names.h"
#include "core/base/redact.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

constexpr std::size_t secretBytesMin = 4; ///< shorter ones would make every text unreadable
constexpr std::string_view secretSign = "[secret]";

Unexpected misconfigured(std::string detail)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop, std::move(detail));
}

Result<Secret> readSecret(std::string_view name, const SecretStore *secrets)
{
    if (!secrets)
        return fail(ErrorCode::NotFound, Recovery::Stop,
                    fmt::format("\"{}\" is needed, and there is no place for secrets", name));
    return secrets->read(name);
}

/// The secret that {"secret": "name"} at \a member of \a object stands for.
Result<Secret> memberSecret(const Json &object, const char *member, const SecretStore *secrets)
{
    const auto value = object.find(member);
    if (value == object.end())
        return misconfigured(fmt::format("\"auth\" has no \"{}\"; write {{ \"secret\": \"NAME\" }}", member));
    if (!value->is_object() || !value->contains("secret") || !(*value)["secret"].is_string())
        return misconfigured(fmt::format(
            "\"{}\" of \"auth\" must be {{ \"secret\": \"NAME\" }}: secrets are not written into files",
            member));
    return readSecret((*value)["secret"].get<std::string>(), secrets);
}

/// RFC 4648.
std::string base64(std::string_view bytes)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            out += i + k <= bytes.size() ? digits[group >> (18 - 6 * k) & 63] : '=';
    }
    return out;
}

} // namespace

Result<void> HttpAuth::add(const Json &auth, const SecretStore *secrets)
{
    const std::string type = auth.value("type", "none");
    if (type == "none")
        return {};
    if (type == "bearer") {
        WEIR_TRY(const Secret token, memberSecret(auth, "token", secrets));
        m_secrets.push_back(token.clone());
        m_entries.push_back({"Authorization", Secret(fmt::format("Bearer {}", token.reveal())), false, true});
        return {};
    }
    if (type == "basic") {
        WEIR_TRY(const Secret password, memberSecret(auth, "password", secrets));
        m_secrets.push_back(password.clone());
        const std::string pair = base64(fmt::format("{}:{}", auth.value("user", ""), password.reveal()));
        m_entries.push_back({"Authorization", Secret("Basic " + pair), false, true});
        return {};
    }
    if (type == "apiKey") {
        WEIR_TRY(const Secret key, memberSecret(auth, "key", secrets));
        m_secrets.push_back(key.clone());
        const std::string name = auth.value("name", "");
        const std::string where = auth.value("in", "header");
        const std::string value = fmt::format("{}{}", auth.value("prefix", ""), key.reveal());
        if (name.empty())
            return misconfigured("\"auth\" of type apiKey has no \"name\"");
        if (where == "cookie")
            m_entries.push_back({"Cookie", Secret(fmt::format("{}={}", name, value)), false, true});
        else
            m_entries.push_back({name, Secret(value), where == "query", true});
        return {};
    }
    return misconfigured(fmt::format(
        "\"auth\" of type \"{}\" is not in this build; it has none, basic, bearer, apiKey", type));
}

Result<void> HttpAuth::addBearer(std::string_view name, const SecretStore *secrets)
{
    WEIR_TRY(const Secret token, readSecret(name, secrets));
    m_secrets.push_back(token.clone());
    m_entries.push_back({"Authorization", Secret(fmt::format("Bearer {}", token.reveal())), false, true});
    return {};
}

Result<void> HttpAuth::addHeader(const std::string &name, const Json &value, const SecretStore *secrets)
{
    if (value.is_object() && value.contains("secret") && value["secret"].is_string()) {
        WEIR_TRY(Secret secret, readSecret(value["secret"].get<std::string>(), secrets));
        m_secrets.push_back(secret.clone());
        m_entries.push_back({name, std::move(secret), false, true});
        return {};
    }
    if (!value.is_string())
        return misconfigured(fmt::format("header \"{}\" must be a text or {{ \"secret\": \"NAME\" }}", name));
    constexpr std::string_view open = "{secret:";
    const auto text = value.get<std::string>();
    std::string whole;
    std::size_t at = 0;
    bool isSecret = false;
    for (std::size_t mark = text.find(open); mark != std::string::npos; mark = text.find(open, at)) {
        const std::size_t end = text.find('}', mark);
        if (end == std::string::npos)
            return misconfigured(fmt::format("header \"{}\": {{secret:NAME}} is not closed", name));
        WEIR_TRY(const Secret secret,
                 readSecret(text.substr(mark + open.size(), end - mark - open.size()), secrets));
        m_secrets.push_back(secret.clone());
        whole.append(text, at, mark - at);
        whole += secret.reveal();
        at = end + 1;
        isSecret = true;
    }
    whole.append(text, at);
    if (!isSecret && (isSecretName(name) || lowerAscii(name) == "authorization"))
        return misconfigured(fmt::format(
            "header \"{}\" carries a credential in plain text, where others can read it; nothing was sent. Name a secret "
            "in its place, as the examples of --header do, and set it with `weir secrets set NAME`",
            name));
    m_entries.push_back({name, Secret(whole), false, isSecret});
    return {};
}

Result<bool> HttpAuth::addParameter(const std::string &name, const Json &value, const SecretStore *secrets)
{
    if (!value.is_object() || !value.contains("secret") || !value["secret"].is_string())
        return false;
    WEIR_TRY(Secret secret, readSecret(value["secret"].get<std::string>(), secrets));
    m_secrets.push_back(secret.clone());
    m_entries.push_back({name, std::move(secret), true, true});
    return true;
}

std::string HttpAuth::withoutSecrets(std::string text) const
{
    const auto remove = [&text](std::string_view secret) {
        if (secret.size() < secretBytesMin)
            return;
        for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos; at += secretSign.size())
            text.replace(at, secret.size(), secretSign);
    };
    for (const Secret &secret : m_secrets) {
        remove(secret.reveal());
        remove(percentEncode(secret.reveal()));
    }
    for (const Entry &entry : m_entries) {
        // "Basic dXNlcjpwYXNz": a server may send the encoded pair back alone.
        if (entry.isSecret)
            remove(entry.value.reveal().substr(entry.value.reveal().find(' ') + 1));
    }
    return text;
}

void HttpAuth::apply(HttpRequest &request) const
{
    for (const Entry &entry : m_entries) {
        if (entry.isQuery)
            request.secretQuery.emplace_back(entry.name, entry.value.reveal());
        else
            request.headers.push_back({entry.name, std::string(entry.value.reveal()), entry.isSecret});
    }
}

} // namespace weir
