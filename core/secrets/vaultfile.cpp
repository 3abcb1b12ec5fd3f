#include "core/secrets/vaultfile.h"

#include "core/base/json.h"

#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <sodium.h>
#include <vector>

namespace weir {

namespace {

constexpr std::size_t keyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t nonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::int64_t memoryMiBDefault = 64;
constexpr std::int64_t passesDefault = 3;
/// A hostile file must not make us compute for hours.
constexpr std::int64_t memoryMiBMax = 1024;
constexpr std::int64_t passesMax = 20;

const unsigned char *bytesOf(std::string_view text)
{
    return reinterpret_cast<const unsigned char *>(text.data());
}

unsigned char *bytesOf(std::string &text) { return reinterpret_cast<unsigned char *>(text.data()); }

std::string randomBytes(std::size_t size)
{
    std::string bytes(size, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

std::string toBase64(std::string_view bytes)
{
    std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(text.data(), text.size(), bytesOf(bytes), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
    text.pop_back(); // the terminating NUL
    return text;
}

/// Nothing when \a text is not base64.
std::optional<std::string> fromBase64(std::string_view text)
{
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(bytesOf(bytes), bytes.size(), text.data(), text.size(), nullptr, &size, nullptr,
                          sodium_base64_VARIANT_ORIGINAL) != 0)
        return std::nullopt;
    bytes.resize(size);
    return bytes;
}

/// A guarded buffer that becomes a Secret; zeroed when it goes.
class GuardedBytes
{
public:
    explicit GuardedBytes(std::size_t size)
        : m_bytes(static_cast<unsigned char *>(sodium_malloc(std::max<std::size_t>(size, 1))), &sodium_free),
          m_size(size)
    {
        if (!m_bytes)
            throw std::bad_alloc(); // as `new` would
    }
    [[nodiscard]] unsigned char *data() const { return m_bytes.get(); }
    [[nodiscard]] Secret secret() const
    {
        return Secret({reinterpret_cast<const char *>(m_bytes.get()), m_size});
    }

private:
    std::unique_ptr<unsigned char, decltype(&sodium_free)> m_bytes;
    std::size_t m_size;
};

VaultFile::Box encrypt(const Secret &value, std::string_view associated, const Secret &key)
{
    VaultFile::Box box{randomBytes(nonceBytes), std::string(value.reveal().size() + tagBytes, '\0')};
    crypto_aead_xchacha20poly1305_ietf_encrypt(bytesOf(box.box), nullptr, bytesOf(value.reveal()),
                                               value.reveal().size(), bytesOf(associated), associated.size(),
                                               nullptr, bytesOf(box.nonce), bytesOf(key.reveal()));
    return box;
}

/// Nothing when key, associated data or content do not fit.
std::optional<Secret> decrypt(const VaultFile::Box &box, std::string_view associated, const Secret &key)
{
    if (box.nonce.size() != nonceBytes || box.box.size() < tagBytes)
        return std::nullopt;
    const GuardedBytes value(box.box.size() - tagBytes);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            value.data(), nullptr, nullptr, bytesOf(std::string_view(box.box)), box.box.size(),
            bytesOf(associated), associated.size(), bytesOf(std::string_view(box.nonce)),
            bytesOf(key.reveal())) != 0)
        return std::nullopt;
    return value.secret();
}

Unexpected damaged(std::string_view what)
{
    return fail(
        ErrorCode::StorageCorrupt, Recovery::Stop,
        fmt::format(
            "the vault is damaged or was altered: {}; restore it from a backup, or move it away and set the "
            "secrets anew",
            what));
}

std::optional<std::string> readBytes(const Json &object, const char *member)
{
    const auto at = object.find(member);
    return at != object.end() && at->is_string() ? fromBase64(at->get_ref<const std::string &>())
                                                 : std::nullopt;
}

std::optional<VaultFile::Box> readBox(const Json &object)
{
    if (!object.is_object())
        return std::nullopt;
    auto nonce = readBytes(object, "nonce"), box = readBytes(object, "box");
    if (!nonce || !box)
        return std::nullopt;
    return VaultFile::Box{*std::move(nonce), *std::move(box)};
}

std::int64_t readCount(const Json &object, const char *member)
{
    const auto at = object.find(member);
    return at != object.end() && at->is_number_integer() ? at->get<std::int64_t>() : -1;
}

Json boxJson(const VaultFile::Box &box)
{
    return {{"nonce", toBase64(box.nonce)}, {"box", toBase64(box.box)}};
}

std::string lengthPrefixed(std::string_view text) { return fmt::format("{}:{}", text.size(), text); }

} // namespace

Result<VaultFile> VaultFile::create(VaultKeyKind kind, const Secret &keySource)
{
    if (sodium_init() < 0)
        return fail(ErrorCode::Internal, Recovery::Stop, "libsodium cannot start");
    VaultFile vault;
    vault.m_kind = kind;
    if (kind == VaultKeyKind::Passphrase) {
        vault.m_salt = randomBytes(crypto_pwhash_SALTBYTES);
        vault.m_memoryMiB = memoryMiBDefault;
        vault.m_passes = passesDefault;
    }
    const GuardedBytes dataKey(keyBytes);
    randombytes_buf(dataKey.data(), keyBytes);
    WEIR_TRY(const Secret wrapping, vault.wrappingKey(keySource));
    const Secret key = dataKey.secret();
    vault.m_key = encrypt(key, vault.header(), wrapping);
    vault.m_seal = vault.sealOf(key);
    return vault;
}

Result<VaultFile> VaultFile::parse(std::string_view text)
{
    if (sodium_init() < 0)
        return fail(ErrorCode::Internal, Recovery::Stop, "libsodium cannot start");
    const Json object = Json::parse(text, nullptr, false);
    if (!object.is_object() || readCount(object, "weirVault") != 1)
        return damaged("it is no vault of version 1");
    const auto key = object.find("key"), secrets = object.find("secrets");
    if (key == object.end() || !key->is_object() || secrets == object.end() || !secrets->is_object())
        return damaged("\"key\" or \"secrets\" is missing");
    VaultFile vault;
    const Json kind = key->value("kind", Json());
    if (kind != "passphrase" && kind != "keyFile")
        return damaged("what opens it is not known to this version");
    vault.m_kind = kind == "passphrase" ? VaultKeyKind::Passphrase : VaultKeyKind::KeyFile;
    auto box = readBox(*key);
    auto seal = readBytes(object, "seal");
    if (!box || !seal)
        return damaged("its key or seal cannot be read");
    vault.m_key = *std::move(box);
    vault.m_seal = *std::move(seal);
    if (vault.m_kind == VaultKeyKind::Passphrase) {
        vault.m_salt = readBytes(*key, "salt").value_or("");
        vault.m_memoryMiB = readCount(*key, "memoryMiB");
        vault.m_passes = readCount(*key, "passes");
        const bool isBounded = vault.m_memoryMiB >= 1 && vault.m_memoryMiB <= memoryMiBMax &&
                               vault.m_passes >= 1 && vault.m_passes <= passesMax;
        if (vault.m_salt.size() != crypto_pwhash_SALTBYTES || !isBounded)
            return damaged("salt or costs of its key are out of bounds");
    }
    for (const auto &[name, member] : secrets->items()) {
        auto entry = readBox(member);
        if (!entry)
            return damaged(fmt::format("the entry \"{}\" cannot be read", name.substr(0, 60)));
        vault.m_boxes.insert_or_assign(name, *std::move(entry));
    }
    return vault;
}

std::string VaultFile::text() const
{
    Json key = Json::object();
    if (m_kind == VaultKeyKind::Passphrase) {
        key = {{"kind", "passphrase"},
               {"salt", toBase64(m_salt)},
               {"memoryMiB", m_memoryMiB},
               {"passes", m_passes}};
    } else {
        key = {{"kind", "keyFile"}};
    }
    key.update(boxJson(m_key));
    Json secrets = Json::object();
    for (const auto &[name, box] : m_boxes)
        secrets[name] = boxJson(box);
    const Json object = {{"weirVault", 1},
                         {"key", std::move(key)},
                         {"secrets", std::move(secrets)},
                         {"seal", toBase64(m_seal)}};
    return object.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

Result<Secret> VaultFile::unlock(const Secret &keySource) const
{
    WEIR_TRY(const Secret wrapping, wrappingKey(keySource));
    auto dataKey = decrypt(m_key, header(), wrapping);
    if (!dataKey || dataKey->reveal().size() != keyBytes) {
        return fail(ErrorCode::Unauthenticated, Recovery::Stop,
                    m_kind == VaultKeyKind::Passphrase ? "the passphrase does not open the vault"
                                                       : "the key file does not open the vault");
    }
    if (!isSealedBy(*dataKey))
        return damaged("its seal does not fit its entries");
    return *std::move(dataKey);
}

bool VaultFile::isSealedBy(const Secret &dataKey) const
{
    const std::string seal = sealOf(dataKey);
    return m_seal.size() == seal.size() && sodium_memcmp(m_seal.data(), seal.data(), seal.size()) == 0;
}

Result<Secret> VaultFile::open(std::string_view name, const Secret &dataKey) const
{
    const auto at = m_boxes.find(name);
    if (at == m_boxes.end())
        return fail(ErrorCode::NotFound, Recovery::Stop, fmt::format("the vault holds no \"{}\"", name));
    auto value = decrypt(at->second, name, dataKey);
    if (!value)
        return damaged(fmt::format("the entry \"{}\" does not fit its key", name));
    return *std::move(value);
}

void VaultFile::put(std::string_view name, const Secret &value, const Secret &dataKey)
{
    m_boxes.insert_or_assign(std::string(name), encrypt(value, name, dataKey));
    m_seal = sealOf(dataKey);
}

void VaultFile::erase(std::string_view name, const Secret &dataKey)
{
    if (const auto at = m_boxes.find(name); at != m_boxes.end())
        m_boxes.erase(at);
    m_seal = sealOf(dataKey);
}

Result<Secret> VaultFile::wrappingKey(const Secret &keySource) const
{
    const GuardedBytes key(keyBytes);
    const std::string_view source = keySource.reveal();
    if (m_kind == VaultKeyKind::KeyFile) {
        static constexpr std::string_view context = "weir vault key file 1";
        crypto_generichash(key.data(), keyBytes, bytesOf(source), source.size(), bytesOf(context),
                           context.size());
        return key.secret();
    }
    if (crypto_pwhash(key.data(), keyBytes, source.data(), source.size(), bytesOf(std::string_view(m_salt)),
                      static_cast<unsigned long long>(m_passes), static_cast<std::size_t>(m_memoryMiB) << 20,
                      crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return fail(ErrorCode::Unavailable, Recovery::Stop,
                    fmt::format("not enough memory to open the vault: Argon2id needs {} MiB", m_memoryMiB));
    }
    return key.secret();
}

std::string VaultFile::header() const
{
    return fmt::format("weir vault 1 {} {} {} {}",
                       m_kind == VaultKeyKind::Passphrase ? "passphrase" : "keyFile", toBase64(m_salt),
                       m_memoryMiB, m_passes);
}

std::string VaultFile::sealOf(const Secret &dataKey) const
{
    static_assert(crypto_auth_KEYBYTES == keyBytes);
    std::string content = "weir vault seal 1";
    for (const auto &[name, box] : m_boxes)
        content += lengthPrefixed(name) + lengthPrefixed(box.nonce) + lengthPrefixed(box.box);
    std::string seal(crypto_auth_BYTES, '\0');
    crypto_auth(bytesOf(seal), bytesOf(std::string_view(content)), content.size(), bytesOf(dataKey.reveal()));
    return seal;
}

} // namespace weir
