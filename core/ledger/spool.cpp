#include "core/ledger/spool.h"

#include "core/base/hash.h"
#include "core/base/uuid.h"

#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

namespace weir {

namespace {

constexpr std::size_t headerBytes = 8;
constexpr std::size_t pageBytesMax = std::size_t{256} << 20;

Unexpected systemError(std::string_view doing)
{
    const int code = errno;
    return fail(code == ENOSPC || code == EDQUOT || code == EIO ? ErrorCode::StorageFull : ErrorCode::PermissionDenied,
                Recovery::Stop, fmt::format("the spool failed while {}: {}", doing, std::strerror(code)));
}

} // namespace

Result<Spool> Spool::open(const std::string &folder, const std::string &prefix, std::int64_t bytesMax)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        return fail(ErrorCode::PermissionDenied, Recovery::Stop, fmt::format("cannot make {}", folder));
    chmod(folder.c_str(), 0700);
    Spool spool(folder, prefix, bytesMax);
    spool.m_segment = fmt::format("{}-{}.seg", prefix, Uuid::random().text().substr(0, 8));
    const std::string path = folder + '/' + spool.m_segment;
    spool.m_file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (spool.m_file < 0)
        return systemError("making a segment");
    const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool isSynced = directory >= 0 && fsync(directory) == 0;
    if (directory >= 0)
        ::close(directory);
    if (!isSynced)
        return systemError("making its folder durable");
    return spool;
}

Spool::Spool(Spool &&other) noexcept
    : m_folder(std::move(other.m_folder)),
      m_prefix(std::move(other.m_prefix)),
      m_segment(std::move(other.m_segment)),
      m_bytesMax(other.m_bytesMax),
      m_bytes(other.m_bytes),
      m_file(std::exchange(other.m_file, -1))
{}

Spool::~Spool()
{
    if (m_file < 0)
        return;
    ::close(m_file);
    if (m_bytes == 0)
        ::unlink((m_folder + '/' + m_segment).c_str());
}

Result<void> Spool::append(std::string_view raw, SpoolRecord &record)
{
    std::string bytes(headerBytes + ZSTD_compressBound(raw.size()), '\0');
    const std::size_t size =
        ZSTD_compress(bytes.data() + headerBytes, bytes.size() - headerBytes, raw.data(), raw.size(), 1);
    if (ZSTD_isError(size))
        return fail(ErrorCode::Internal, Recovery::Stop, "a page could not be compressed");
    std::memcpy(bytes.data(), "WSP1", 4);
    const auto length = static_cast<std::uint32_t>(size);
    std::memcpy(bytes.data() + 4, &length, 4);
    bytes.resize(headerBytes + size);
    if (m_bytes + static_cast<std::int64_t>(bytes.size()) > m_bytesMax)
        return fail(ErrorCode::StorageFull, Recovery::Stop, fmt::format("the spool has reached its {} MiB", m_bytesMax >> 20));
    for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t written = pwrite(m_file, bytes.data() + done, bytes.size() - done,
                                       static_cast<off_t>(m_bytes + static_cast<std::int64_t>(done)));
        if (written < 0 && errno != EINTR)
            return systemError("writing");
        if (written > 0)
            done += static_cast<std::size_t>(written);
    }
    record.segment = m_segment;
    record.offset = m_bytes;
    record.length = static_cast<std::int64_t>(bytes.size());
    record.hash = xxh3(bytes);
    m_bytes += record.length;
    return {};
}

Result<void> Spool::sync()
{
    if (fdatasync(m_file) != 0)
        return systemError("making pages durable");
    return {};
}

Result<std::string> Spool::read(const SpoolRecord &record) const
{
    const Unexpected damaged = fail(ErrorCode::StorageCorrupt, Recovery::Stop,
                                    fmt::format("page {} of spool segment {} is not what was written", record.label, record.segment));
    if (record.segment.find('/') != std::string::npos || record.length < static_cast<std::int64_t>(headerBytes)
        || record.length > static_cast<std::int64_t>(pageBytesMax))
        return damaged;
    const int file = ::open((m_folder + '/' + record.segment).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0)
        return systemError(fmt::format("opening segment {}", record.segment));
    std::string bytes(static_cast<std::size_t>(record.length), '\0');
    const ssize_t got = pread(file, bytes.data(), bytes.size(), static_cast<off_t>(record.offset));
    ::close(file);
    if (got != record.length || xxh3(bytes) != record.hash || bytes.compare(0, 4, "WSP1") != 0)
        return damaged;
    const auto size = ZSTD_getFrameContentSize(bytes.data() + headerBytes, bytes.size() - headerBytes);
    if (size > pageBytesMax)
        return damaged;
    std::string raw(size, '\0');
    if (ZSTD_decompress(raw.data(), raw.size(), bytes.data() + headerBytes, bytes.size() - headerBytes) != size)
        return damaged;
    return raw;
}

void Spool::removeExcept(const std::vector<std::string> &keep) const
{
    std::error_code ignored;
    for (const auto &entry : std::filesystem::directory_iterator(m_folder, ignored)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(m_prefix + '-') && name != m_segment
            && std::find(keep.begin(), keep.end(), name) == keep.end())
            std::filesystem::remove(entry.path(), ignored);
    }
}

} // namespace weir
