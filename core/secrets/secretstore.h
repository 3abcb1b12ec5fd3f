#pragma once

#include "core/base/result.h"
#include "core/secrets/secret.h"
#include "core/secrets/secretbackend.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir {

/// Secrets by name, looked for in a fixed order of places (architecture §9): environment WEIR_SECRET_<NAME>,
/// then $CREDENTIALS_DIRECTORY, /run/secrets, keychain, vault; what none of them holds is asked for on a
/// terminal.
///
/// Thread-safety: all members may be called from any thread.
class SecretStore
{
public:
    /// Asks a person on a terminal for \a what, without echo. Null without a terminal.
    using AskSecret = std::function<Result<Secret>(const std::string &what)>;
    struct Options
    {
        std::string vaultPath;
        /// Asks a person on a terminal for the vault's passphrase; \a isNew: a vault is being made, so ask
        /// twice. Null without a terminal. A passphrase never comes from the environment.
        std::function<Result<Secret>(bool isNew)> askPassphrase;
        std::unique_ptr<SecretBackend> keychain; ///< null: none
        AskSecret askSecret;
    };

    explicit SecretStore(std::vector<std::unique_ptr<SecretBackend>> backends, AskSecret askSecret = {});
    ~SecretStore();
    SecretStore(const SecretStore &) = delete;
    SecretStore &operator=(const SecretStore &) = delete;

    /// The places of a normal program in their order. Takes WEIR_SECRET_… out of the environment, so it is
    /// called before threads and child processes start. The vault's key comes from the file that
    /// WEIR_VAULT_KEY_FILE names, else from the systemd credential weir-vault-key, else from askPassphrase.
    [[nodiscard]] static std::unique_ptr<SecretStore> make(Options options);

    /// From the first place that holds \a name, else from a person if one can be asked. NotFound names every
    /// place that was looked at and how to set the secret. A place that holds it and fails is an error: the next
    /// one may hold another value.
    [[nodiscard]] Result<Secret> read(std::string_view name) const;
    [[nodiscard]] bool canAsk() const { return m_ask != nullptr; }
    /// From a person, who is asked for each \a what once in the life of this object. NotFound when nobody can be
    /// asked.
    [[nodiscard]] Result<Secret> ask(const std::string &what) const;
    /// Every place in order, with whether it holds \a name (`weir secrets where`).
    [[nodiscard]] std::vector<std::pair<std::string, bool>> where(std::string_view name) const;
    /// Into the first place that can be written.
    [[nodiscard]] Result<void> write(std::string_view name, const Secret &value);
    /// From every place that can be written. NotFound when none held it.
    [[nodiscard]] Result<void> remove(std::string_view name);
    /// Sorted, each once. Names from the environment are as in its variables (upper case).
    [[nodiscard]] std::vector<std::string> names() const;

private:
    std::vector<std::unique_ptr<SecretBackend>> m_backends;
    AskSecret m_ask;
    mutable std::mutex m_askMutex; ///< one question at a time
    mutable std::map<std::string, Secret> m_answers;
};

/// InvalidConfig unless \a name can name a secret: 1 to 200 bytes; letters, digits, other than ASCII, and . _
/// - but no leading dot.
[[nodiscard]] Result<void> checkSecretName(std::string_view name);

} // namespace weir
