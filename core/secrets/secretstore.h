#pragma once

#include "core/base/result.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// A secret value. Zeroed when destroyed, memory locked where the system allows, cannot be printed (SR-03).
class Secret
{
public:
    Secret() = default;
    explicit Secret(std::string_view value);
    Secret(Secret &&other) noexcept;
    Secret &operator=(Secret &&other) noexcept;
    Secret(const Secret &) = delete;
    Secret &operator=(const Secret &) = delete;
    ~Secret();

    /// For handing to a driver; never keep a copy.
    [[nodiscard]] std::string_view reveal() const { return {m_bytes, m_size}; }

    template<typename Stream>
    friend Stream &operator<<(Stream &, const Secret &) = delete;

private:
    char *m_bytes = nullptr;
    std::size_t m_size = 0;
};

/// One place that may hold secrets by name.
class SecretBackend
{
public:
    virtual ~SecretBackend() = default;
    [[nodiscard]] virtual std::string place() const = 0; ///< "environment WEIR_SECRET_…", "vault …/vault.weir"
    /// NotFound when this place does not hold \a name.
    [[nodiscard]] virtual Result<Secret> read(std::string_view name) const = 0;
    [[nodiscard]] virtual bool has(std::string_view name) const = 0;
    [[nodiscard]] virtual bool isWritable() const { return false; }
    [[nodiscard]] virtual Result<void> write(std::string_view name, const Secret &value);
    [[nodiscard]] virtual Result<void> remove(std::string_view name);
    [[nodiscard]] virtual std::vector<std::string> names() const { return {}; }
};

/// Secrets by name, looked for in a fixed order of places (architecture §9): environment WEIR_SECRET_<NAME>, then
/// $CREDENTIALS_DIRECTORY, /run/secrets, keychain, vault.
///
/// Thread-safety: all members may be called from any thread.
class SecretStore
{
public:
    explicit SecretStore(std::vector<std::unique_ptr<SecretBackend>> backends);
    ~SecretStore();

    /// NotFound names every place that was looked at and how to set the secret.
    [[nodiscard]] Result<Secret> read(std::string_view name) const;
    /// Every place in order, with whether it holds \a name (`weir secrets where`).
    [[nodiscard]] std::vector<std::pair<std::string, bool>> where(std::string_view name) const;
    [[nodiscard]] Result<void> write(std::string_view name, const Secret &value);
    [[nodiscard]] Result<void> remove(std::string_view name);
    [[nodiscard]] std::vector<std::string> names() const;

private:
    std::vector<std::unique_ptr<SecretBackend>> m_backends;
};

} // namespace weir
