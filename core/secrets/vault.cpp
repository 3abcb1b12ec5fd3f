#include "core/secrets/vault.h"

#include "core/base/atomicfile.h"
#include "core/secrets/secretfile.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace weir {

namespace {

constexpr std::size_t vaultBytesMax = std::size_t{16} << 20;
constexpr int passphraseTries = 3;

Unexpected locked(const std::string &path, std::string_view detail)
{
    return fail(
        ErrorCode::Unauthenticated, Recovery::Stop,
        fmt::format(
            "the vault {} is locked: {}; run on a terminal to be asked for its passphrase, or name its key "
            "file (0600) in WEIR_VAULT_KEY_FILE",
            path, detail));
}

} // namespace

/// Keeps other processes from changing the vault between our reading and replacing it. The kernel frees it
/// with us.
class Vault::ProcessLock
{
public:
    static Result<std::unique_ptr<ProcessLock>> take(const std::string &vaultPath)
    {
        const std::string path = vaultPath + ".lock";
        auto lock = std::make_unique<ProcessLock>(
            ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (!lock->m_file.isOpen())
            return systemFailure(path, "open");
        while (flock(lock->m_file.get(), LOCK_EX) != 0) {
            if (errno != EINTR)
                return systemFailure(path, "lock");
        }
        return lock;
    }
    explicit ProcessLock(int descriptor) : m_file(descriptor) {}

private:
    OpenFile m_file;
};

Result<std::optional<VaultFile>> Vault::load() const
{
    const OpenFile file(::open(m_path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
    if (!file.isOpen() && errno == ENOENT)
        return std::optional<VaultFile>();
    if (!file.isOpen())
        return systemFailure(m_path, "open");
    struct stat info = {};
    if (fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode))
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("{} is not a regular file", m_path));
    WEIR_TRY(const std::string text, readOpenFile(file.get(), m_path, vaultBytesMax));
    if (text.size() > vaultBytesMax)
        return fail(ErrorCode::StorageCorrupt, Recovery::Stop,
                    fmt::format("{} is larger than 16 MiB", m_path));
    auto vault = VaultFile::parse(text);
    if (!vault)
        return fail(vault.error().code, vault.error().recovery,
                    fmt::format("{}: {}", m_path, vault.error().detail));
    return std::optional<VaultFile>(*std::move(vault));
}

Result<std::optional<Secret>> Vault::keyFromFile() const
{
    if (!m_unlocking.keyFile.empty()) {
        WEIR_TRY(Secret key, readSecretFile(m_unlocking.keyFile, SecretFileAccess::Private));
        return std::optional<Secret>(std::move(key));
    }
    std::error_code failed;
    if (!m_unlocking.optionalKeyFile.empty() &&
        std::filesystem::exists(m_unlocking.optionalKeyFile, failed)) {
        WEIR_TRY(Secret key, readSecretFile(m_unlocking.optionalKeyFile, SecretFileAccess::Private));
        return std::optional<Secret>(std::move(key));
    }
    return std::optional<Secret>();
}

Result<void> Vault::unlock(const VaultFile &file) const
{
    if (!m_dataKey.isEmpty() && file.isSealedBy(m_dataKey))
        return {};
    m_dataKey = Secret(); // another vault was put in its place, or it was altered: the key source decides
    if (file.keyKind() == VaultKeyKind::KeyFile) {
        WEIR_TRY(const std::optional<Secret> key, keyFromFile());
        if (!key)
            return locked(m_path, "it was made with a key file");
        WEIR_TRY(m_dataKey, file.unlock(*key));
        return {};
    }
    if (!m_unlocking.askPassphrase)
        return locked(m_path, "it was made with a passphrase, and nobody can be asked here");
    for (int attempt = 1;; ++attempt) {
        WEIR_TRY(const Secret passphrase, m_unlocking.askPassphrase(false));
        auto key = file.unlock(passphrase);
        if (key) {
            m_dataKey = *std::move(key);
            return {};
        }
        if (key.error().code != ErrorCode::Unauthenticated || attempt == passphraseTries)
            return Unexpected{std::move(key).error()};
    }
}

Result<VaultFile> Vault::createUnlocked() const
{
    WEIR_TRY(std::optional<Secret> source, keyFromFile());
    const VaultKeyKind kind = source ? VaultKeyKind::KeyFile : VaultKeyKind::Passphrase;
    if (!source) {
        if (!m_unlocking.askPassphrase)
            return locked(m_path, "there is none yet, and nobody can be asked for a new passphrase here");
        WEIR_TRY(Secret passphrase, m_unlocking.askPassphrase(true));
        if (passphrase.isEmpty())
            return fail(ErrorCode::InvalidConfig, Recovery::Stop, "the vault's passphrase must not be empty");
        source = std::move(passphrase);
    }
    WEIR_TRY(VaultFile file, VaultFile::create(kind, *source));
    WEIR_TRY(m_dataKey, file.unlock(*source));
    return file;
}

Result<Secret> Vault::read(std::string_view name) const
{
    const std::lock_guard guard(m_mutex);
    WEIR_TRY(const std::optional<VaultFile> file, load());
    if (!file || file->boxes().find(name) == file->boxes().end())
        return fail(ErrorCode::NotFound, Recovery::Stop, fmt::format("{} holds no \"{}\"", place(), name));
    WEIR_CHECK(unlock(*file));
    return file->open(name, m_dataKey);
}

bool Vault::has(std::string_view name) const
{
    const auto file = load();
    // a vault that cannot be read may hold it: read() then says what is wrong
    return !file || (*file && (*file)->boxes().find(name) != (*file)->boxes().end());
}

Result<void> Vault::write(std::string_view name, const Secret &value)
{
    const std::lock_guard guard(m_mutex);
    std::error_code failed;
    const std::filesystem::path folder = std::filesystem::path(m_path).parent_path();
    if (!folder.empty() && !std::filesystem::exists(folder, failed)) {
        std::filesystem::create_directories(folder, failed);
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
    }
    WEIR_TRY(const auto processLock, ProcessLock::take(m_path));
    WEIR_TRY(std::optional<VaultFile> file, load());
    if (file) {
        WEIR_CHECK(unlock(*file));
    } else {
        WEIR_TRY(file, createUnlocked());
    }
    file->put(name, value, m_dataKey);
    return replaceFile(m_path, file->text());
}

Result<void> Vault::remove(std::string_view name)
{
    const std::lock_guard guard(m_mutex);
    WEIR_TRY(const auto processLock, ProcessLock::take(m_path));
    WEIR_TRY(std::optional<VaultFile> file, load());
    if (!file || file->boxes().find(name) == file->boxes().end())
        return fail(ErrorCode::NotFound, Recovery::Stop, fmt::format("{} holds no \"{}\"", place(), name));
    WEIR_CHECK(unlock(*file));
    file->erase(name, m_dataKey);
    return replaceFile(m_path, file->text());
}

std::vector<std::string> Vault::names() const
{
    std::vector<std::string> names;
    if (const auto file = load(); file && *file) {
        for (const auto &[name, box] : (*file)->boxes())
            names.push_back(name);
    }
    return names;
}

Result<void> Vault::makeKeyFile(const std::string &path)
{
    if (sodium_init() < 0)
        return fail(ErrorCode::Internal, Recovery::Stop, "libsodium cannot start");
    unsigned char key[32];
    char text[sodium_base64_ENCODED_LEN(sizeof key, sodium_base64_VARIANT_ORIGINAL)];
    randombytes_buf(key, sizeof key);
    sodium_bin2base64(text, sizeof text, key, sizeof key, sodium_base64_VARIANT_ORIGINAL);
    const OpenFile file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    Result<void> made;
    if (!file.isOpen())
        made = systemFailure(path, "make the key file");
    else if (::write(file.get(), text, sizeof text - 1) != static_cast<ssize_t>(sizeof text - 1) ||
             fsync(file.get()) != 0)
        made = systemFailure(path, "write");
    sodium_memzero(key, sizeof key);
    sodium_memzero(text, sizeof text);
    return made;
}

} // namespace weir
