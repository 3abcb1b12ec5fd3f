#pragma once

#include "core/base/result.h"
#include "core/secrets/secret.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace weir {

/// What opens a vault.
enum class VaultKeyKind : std::uint8_t { Passphrase, KeyFile };

/// The content of a vault file, version 1: a JSON object
///
///   { "weirVault": 1, "key": { "kind": "passphrase", "salt": B64, "memoryMiB": 64, "passes": 3, "nonce":
///   B64,
///     "box": B64 }, "secrets": { NAME: { "nonce": B64, "box": B64 } }, "seal": B64 }
///
/// One random data key of 32 bytes encrypts the secrets, each with XChaCha20-Poly1305 under a nonce of its
/// own, its name as associated data. The data key is wrapped in the same way by a key that Argon2id (RFC
/// 9106) makes of a passphrase, or BLAKE2b of a key file's content; kind, salt and costs are its associated
/// data. "seal" is an HMAC (crypto_auth) under the data key over all names, nonces and boxes in order of
/// name: a removed or restored entry is noticed. Names are not secret.
///
/// Thread-safety: none.
class VaultFile
{
public:
    struct Box
    {
        std::string nonce; ///< raw bytes
        std::string box;
    };

    /// A new vault with a fresh data key, wrapped by \a keySource (passphrase or content of a key file).
    [[nodiscard]] static Result<VaultFile> create(VaultKeyKind kind, const Secret &keySource);
    /// StorageCorrupt when \a text is no vault of a known version or its costs are beyond bounds.
    [[nodiscard]] static Result<VaultFile> parse(std::string_view text);
    [[nodiscard]] std::string text() const;

    [[nodiscard]] VaultKeyKind keyKind() const { return m_kind; }
    [[nodiscard]] const std::map<std::string, Box, std::less<>> &boxes() const { return m_boxes; }

    /// The data key. Unauthenticated when \a keySource is not the one the vault was made with, StorageCorrupt
    /// when it is but the seal does not fit.
    [[nodiscard]] Result<Secret> unlock(const Secret &keySource) const;
    /// Whether the seal was made with \a dataKey over exactly these entries.
    [[nodiscard]] bool isSealedBy(const Secret &dataKey) const;
    /// NotFound, or StorageCorrupt when the entry was altered.
    [[nodiscard]] Result<Secret> open(std::string_view name, const Secret &dataKey) const;
    void put(std::string_view name, const Secret &value, const Secret &dataKey);
    void erase(std::string_view name, const Secret &dataKey);

private:
    VaultFile() = default;
    [[nodiscard]] Result<Secret> wrappingKey(const Secret &keySource) const;
    [[nodiscard]] std::string header() const;
    [[nodiscard]] std::string sealOf(const Secret &dataKey) const;

    VaultKeyKind m_kind = VaultKeyKind::Passphrase;
    std::string m_salt;
    std::int64_t m_memoryMiB = 0;
    std::int64_t m_passes = 0;
    Box m_key;
    std::map<std::string, Box, std::less<>> m_boxes;
    std::string m_seal;
};

} // namespace weir
