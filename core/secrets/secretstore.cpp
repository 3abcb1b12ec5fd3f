#include "core/secrets/secretstore.h"

#include "core/base/redact.h"
#include "core/secrets/environmentsecrets.h"
#include "core/secrets/foldersecrets.h"
#include "core/secrets/vault.h"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::size_t nameBytesMax = 200;
constexpr const char *runSecrets = "/run/secrets";

bool isNameByte(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-' || c >= 0x80;
}

} // namespace

std::string SecretBackend::placeOf(std::string_view) const { return place(); }

Result<void> SecretBackend::write(std::string_view, const Secret &)
{
    return fail(ErrorCode::PermissionDenied, Recovery::Stop,
                fmt::format("nothing can be written to {}", place()));
}

Result<void> SecretBackend::remove(std::string_view)
{
    return fail(ErrorCode::PermissionDenied, Recovery::Stop,
                fmt::format("nothing can be removed from {}", place()));
}

SecretStore::SecretStore(std::vector<std::unique_ptr<SecretBackend>> backends, AskSecret askSecret)
    : m_backends(std::move(backends)), m_ask(std::move(askSecret))
{}
SecretStore::~SecretStore() = default;

std::unique_ptr<SecretStore> SecretStore::make(Options options)
{
    std::vector<std::unique_ptr<SecretBackend>> backends;
    backends.push_back(EnvironmentSecrets::take());
    const char *credentials = std::getenv("CREDENTIALS_DIRECTORY");
    if (credentials && *credentials)
        backends.push_back(std::make_unique<FolderSecrets>(credentials));
    backends.push_back(std::make_unique<FolderSecrets>(runSecrets));
    if (options.keychain)
        backends.push_back(std::move(options.keychain));
    const char *keyFile = std::getenv("WEIR_VAULT_KEY_FILE");
    VaultUnlocking unlocking;
    unlocking.askPassphrase = std::move(options.askPassphrase);
    if (keyFile && *keyFile)
        unlocking.keyFile = keyFile;
    else if (credentials && *credentials)
        unlocking.optionalKeyFile = std::string(credentials) + "/weir-vault-key";
    if (!options.vaultPath.empty())
        backends.push_back(std::make_unique<Vault>(std::move(options.vaultPath), std::move(unlocking)));
    return std::make_unique<SecretStore>(std::move(backends), std::move(options.askSecret));
}

Result<Secret> SecretStore::read(std::string_view name) const
{
    WEIR_CHECK(checkSecretName(name));
    std::string places;
    for (const auto &backend : m_backends) {
        if (backend->has(name))
            return backend->read(name);
        places += fmt::format("{}{}", places.empty() ? "" : ", ", backend->placeOf(name));
    }
    if (m_ask)
        return ask(fmt::format("Secret \"{}\", which no place holds", name));
    return fail(ErrorCode::NotFound, Recovery::Stop,
                fmt::format("no place for secrets holds \"{0}\"; looked in: {1}; set it with: weir secrets set {0}",
                            name, places));
}

Result<Secret> SecretStore::ask(const std::string &what) const
{
    if (!m_ask)
        return fail(ErrorCode::NotFound, Recovery::Stop, fmt::format("nobody can be asked for: {}", what));
    const std::lock_guard lock(m_askMutex);
    const auto known = m_answers.find(what);
    if (known != m_answers.end())
        return known->second.clone();
    WEIR_TRY(Secret answer, m_ask(what));
    return m_answers.emplace(what, std::move(answer)).first->second.clone();
}

std::vector<std::pair<std::string, bool>> SecretStore::where(std::string_view name) const
{
    std::vector<std::pair<std::string, bool>> places;
    for (const auto &backend : m_backends)
        places.emplace_back(backend->placeOf(name), backend->has(name));
    return places;
}

Result<void> SecretStore::write(std::string_view name, const Secret &value)
{
    WEIR_CHECK(checkSecretName(name));
    if (value.isEmpty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, "a secret must not be empty");
    for (const auto &backend : m_backends) {
        if (backend->isWritable())
            return backend->write(name, value);
    }
    return fail(ErrorCode::PermissionDenied, Recovery::Stop,
                "there is no place that secrets can be written to");
}

Result<void> SecretStore::remove(std::string_view name)
{
    WEIR_CHECK(checkSecretName(name));
    bool isRemoved = false;
    std::string readOnlyPlace;
    for (const auto &backend : m_backends) {
        if (!backend->has(name))
            continue;
        if (backend->isWritable()) {
            WEIR_CHECK(backend->remove(name));
            isRemoved = true;
        } else if (readOnlyPlace.empty()) {
            readOnlyPlace = backend->placeOf(name);
        }
    }
    if (isRemoved)
        return {};
    return fail(ErrorCode::NotFound, Recovery::Stop,
                readOnlyPlace.empty()
                    ? fmt::format("no place for secrets holds \"{}\"", name)
                    : fmt::format("\"{}\" comes from {}; remove it there", name, readOnlyPlace));
}

std::vector<std::string> SecretStore::names() const
{
    std::vector<std::string> names;
    for (const auto &backend : m_backends) {
        const std::vector<std::string> some = backend->names();
        names.insert(names.end(), some.begin(), some.end());
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

Result<void> checkSecretName(std::string_view name)
{
    const bool isFine = !name.empty() && name.size() <= nameBytesMax && name.front() != '.' &&
                        std::all_of(name.begin(), name.end(),
                                    [](char c) { return isNameByte(static_cast<unsigned char>(c)); });
    if (isFine)
        return {};
    return fail(
        ErrorCode::InvalidConfig, Recovery::Stop,
        fmt::format(
            "\"{}\" cannot name a secret: use letters, digits, \".\", \"_\" and \"-\", at most {} bytes, no "
            "leading dot",
            escapeControls(name.substr(0, 40)), nameBytesMax));
}

} // namespace weir
