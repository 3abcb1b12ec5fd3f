#pragma once

#include "core/base/result.h"
#include "core/secrets/secret.h"
#include "core/secrets/secretbackend.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir {

/// Secrets by name, looked for in a fixed order of places (architecture §9): environment WEIR_SECRET_<NAME>,
/// then $CREDENTIALS_DIRECTORY, /run/secrets, keychain, vault.
///
/// Thread-safety: all members may be called from any thread.
class SecretStore
{
public:
    struct Options
    {
        std::string vaultPath;
        /// Asks a person on a terminal for the vault's passphrase; \a isNew: a vault is being made, so ask
        /// twice. Null without a terminal. A passphrase never comes from the environment.
        std::function<Result<Secret>(bool isNew)> askPassphrase;
        std::unique_ptr<SecretBackend> keychain; ///< null: none
    };

    explicit SecretStore(std::vector<std::unique_ptr<SecretBackend>> backends);
    ~SecretStore();
    SecretStore(const SecretStore &) = delete;
    SecretStore &operator=(const SecretStore &) = delete;

    /// The places of a normal program in their order. Takes WEIR_SECRET_… out of the environment, so it is
    /// called before threads and child processes start. The vault's key comes from the file that
    /// WEIR_VAULT_KEY_FILE names, else from the systemd credential weir-vault-key, else from askPassphrase.
    [[nodiscard]] static std::unique_ptr<SecretStore> make(Options options);

    /// From the first place that holds \a name. NotFound names every place that was looked at and how to set
    /// the secret. A place that holds it and fails is an error: the next one may hold another value.
    [[nodiscard]] Result<Secret> read(std::string_view name) const;
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
};

/// InvalidConfig unless \a name can name a secret: 1 to 200 bytes; letters, digits, other than ASCII, and . _
/// - but no leading dot.
[[nodiscard]] Result<void> checkSecretName(std::string_view name);

} // namespace weir
