#pragma once

#include "core/secrets/secretbackend.h"
#include "core/secrets/vaultfile.h"

#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace weir {

/// Where a vault's key comes from, in this order. Never from an environment variable itself (SR-02).
struct VaultUnlocking
{
    std::string keyFile;         ///< named by the user; must exist and be private (0600)
    std::string optionalKeyFile; ///< used when it exists: the systemd credential
    std::function<Result<Secret>(bool isNew)> askPassphrase; ///< null: nobody can be asked
};

/// Secrets in an encrypted file (0600); see VaultFile for the format. It is unlocked when a value is first
/// read or written, and stays so for the life of this object. Each change locks `<path>.lock` against other
/// processes, reads the file anew and replaces it whole.
///
/// Errors: Unauthenticated for a wrong passphrase or key file, and when the vault is locked and nobody can be
/// asked; nothing is written then. StorageCorrupt when the file was altered. Thread-safety: all members may
/// be called from any thread.
class Vault final : public SecretBackend
{
public:
    Vault(std::string path, VaultUnlocking unlocking)
        : m_path(std::move(path)), m_unlocking(std::move(unlocking))
    {}

    [[nodiscard]] std::string place() const override { return "vault " + m_path; }
    [[nodiscard]] Result<Secret> read(std::string_view name) const override;
    /// Needs no key: names are not secret.
    [[nodiscard]] bool has(std::string_view name) const override;
    [[nodiscard]] bool isWritable() const override { return true; }
    /// Makes the vault, with a key file's key if there is one, else with a passphrase.
    [[nodiscard]] Result<void> write(std::string_view name, const Secret &value) override;
    [[nodiscard]] Result<void> remove(std::string_view name) override;
    [[nodiscard]] std::vector<std::string> names() const override;

    /// A new key file (0600) of 32 random bytes in base64; refused when \a path exists.
    [[nodiscard]] static Result<void> makeKeyFile(const std::string &path);

private:
    class ProcessLock;

    [[nodiscard]] Result<std::optional<VaultFile>> load() const;
    [[nodiscard]] Result<std::optional<Secret>> keyFromFile() const;
    [[nodiscard]] Result<void> unlock(const VaultFile &file) const;
    [[nodiscard]] Result<VaultFile> createUnlocked() const;

    std::string m_path;
    VaultUnlocking m_unlocking;
    mutable std::mutex m_mutex;
    mutable Secret m_dataKey; ///< empty: locked
};

} // namespace weir
