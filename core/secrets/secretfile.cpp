#include "core/secrets/secretfile.h"

#include "core/base/atomicfile.h"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

namespace weir {

namespace {

Unexpected unusable(const std::string &path, std::string_view why)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop, fmt::format("{} {}", path, why));
}

Result<Secret> readValue(int file, const std::string &path)
{
    if (sodium_init() < 0)
        return fail(ErrorCode::Internal, Recovery::Stop, "libsodium cannot start");
    const std::unique_ptr<char, decltype(&sodium_free)> buffer(
        static_cast<char *>(sodium_malloc(secretFileBytesMax + 1)), &sodium_free);
    if (!buffer)
        return fail(ErrorCode::Unavailable, Recovery::Stop, fmt::format("{}: no memory for it", path));
    std::size_t size = 0;
    while (size <= secretFileBytesMax) {
        const ssize_t count = read(file, buffer.get() + size, secretFileBytesMax + 1 - size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return systemFailure(path, "read");
        if (count == 0)
            break;
        size += static_cast<std::size_t>(count);
    }
    if (size > secretFileBytesMax)
        return unusable(path, "is larger than 64 KiB, which no secret is");
    std::string_view value(buffer.get(), size);
    if (value.ends_with('\n'))
        value.remove_suffix(value.ends_with("\r\n") ? 2 : 1);
    if (value.empty())
        return unusable(path, "is empty");
    return Secret(value);
}

} // namespace

Result<Secret> readSecretFile(const std::string &path, SecretFileAccess access)
{
    const OpenFile file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file.isOpen())
        return systemFailure(path, "open");
    struct stat info = {};
    if (fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode))
        return unusable(path, "is not a regular file");
    const bool isOurs = info.st_uid == geteuid() || info.st_uid == 0;
    if (access == SecretFileAccess::Private && (!isOurs || (info.st_mode & (S_IRWXG | S_IRWXO)) != 0)) {
        return fail(ErrorCode::PermissionDenied, Recovery::Stop,
                    fmt::format("{} can be read by others; run chmod 600 {}", path, path));
    }
    return readValue(file.get(), path);
}

} // namespace weir
