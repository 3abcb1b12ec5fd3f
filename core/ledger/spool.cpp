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

Unexpected systemError(std::string_view doing, const std::string &path)
{
    const int code = errno;
    const std::string detail = fmt::format("{}: the spool failed while {}: {}", path, doing, std::strerror(code));
    if (code == ENOSPC || code == EDQUOT || code == EFBIG)
        return fail(ErrorCode::StorageFull, Recovery::Stop, detail + "; free some space there and run again, nothing is lost");
    return fail(code == EIO ? ErrorCode::Unavailable : ErrorCode::PermissionDenied, Recovery::Stop, detail);
}

} // namespace

SpoolSegment::~SpoolSegment()
{
    ::close(m_file);
    if (m_written.load() == 0)
        ::unlink(m_path.c_str());
}

Result<void> SpoolSegment::append(std::string_view bytes)
{
    const std::int64_t start = m_written.load();
    for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t written = pwrite(m_file, bytes.data() + done, bytes.size() - done,
                                       static_cast<off_t>(start + static_cast<std::int64_t>(done)));
        if (written < 0 && errno != EINTR)
            return systemError("writing", m_path);
        if (written > 0)
            done += static_cast<std::size_t>(written);
    }
    m_written.store(start + static_cast<std::int64_t>(bytes.size()));
    return {};
}

Result<void> SpoolSegment::syncTo(std::int64_t offset)
{
    if (m_failed)
        return Unexpected{*m_failed};
    if (m_synced >= offset)
        return {};
    const std::int64_t written = m_written.load();
    ++m_syncs;
    if (fdatasync(m_file) != 0) {
        m_failed = systemError("making pages durable", m_path).error; // never tried again: the next one would lie
        return Unexpected{*m_failed};
    }
    m_synced = written;
    return {};
}

Result<Spool> Spool::open(const std::string &folder, const std::string &prefix, Limits limits)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        return fail(ErrorCode::PermissionDenied, Recovery::Stop, fmt::format("cannot make {}: {}", folder, error.message()));
    chmod(folder.c_str(), 0700);
    Spool spool(folder, prefix, limits);
    WEIR_CHECK(spool.rotate());
    return spool;
}

Result<void> Spool::rotate()
{
    m_segmentName = fmt::format("{}-{}.seg", m_prefix, Uuid::random().text().substr(0, 8));
    const std::string path = m_folder + '/' + m_segmentName;
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0)
        return systemError("making a segment", path);
    m_segment = std::make_shared<SpoolSegment>(path, file);
    measure();
    const int directory = ::open(m_folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool isSynced = directory >= 0 && fsync(directory) == 0;
    if (directory >= 0)
        ::close(directory);
    if (!isSynced)
        return systemError("making its folder durable", m_folder);
    return {};
}

Result<bool> Spool::append(std::string_view raw, SpoolRecord &record)
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
    const auto total = static_cast<std::int64_t>(bytes.size());
    const std::int64_t kept = m_bytesElsewhere + m_segment->bytes();
    if (kept > 0 && kept + total > m_limits.bytesMax)
        return false;
    if (m_segment->bytes() > 0 && m_segment->bytes() + total > m_limits.segmentBytesMax)
        WEIR_CHECK(rotate());
    record.segment = m_segmentName;
    record.offset = m_segment->bytes();
    record.length = total;
    record.hash = xxh3(bytes);
    WEIR_CHECK(m_segment->append(bytes));
    return true;
}

Result<std::string> Spool::read(const SpoolRecord &record) const
{
    return readSpoolPage(m_folder, record);
}

Result<std::string> readSpoolPage(const std::string &folder, const SpoolRecord &record)
{
    const Unexpected damaged = fail(ErrorCode::StorageCorrupt, Recovery::Stop,
                                    fmt::format("page {} of spool segment {} is not what was written", record.label, record.segment));
    if (record.segment.find('/') != std::string::npos || record.length < static_cast<std::int64_t>(headerBytes)
        || record.length > static_cast<std::int64_t>(pageBytesMax))
        return damaged;
    const int file = ::open((folder + '/' + record.segment).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0)
        return systemError("opening a segment", record.segment);
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

std::vector<std::string> Spool::segmentNames() const
{
    std::vector<std::string> names;
    std::error_code ignored;
    for (const auto &entry : std::filesystem::directory_iterator(m_folder, ignored)) {
        std::string name = entry.path().filename().string();
        if (name.starts_with(m_prefix + '-') && name != m_segmentName)
            names.push_back(std::move(name));
    }
    return names;
}

void Spool::measure()
{
    m_bytesElsewhere = 0;
    for (const std::string &name : segmentNames()) {
        std::error_code error;
        const auto size = std::filesystem::file_size(m_folder + '/' + name, error);
        m_bytesElsewhere += error ? 0 : static_cast<std::int64_t>(size);
    }
}

void Spool::remove(const std::vector<std::string> &names)
{
    for (const std::string &name : names) {
        if (name != m_segmentName && name.find('/') == std::string::npos)
            ::unlink((m_folder + '/' + name).c_str());
    }
    measure();
}

void Spool::removeExcept(const std::vector<std::string> &keep)
{
    std::vector<std::string> names = segmentNames();
    std::erase_if(names, [&](const std::string &name) { return std::find(keep.begin(), keep.end(), name) != keep.end(); });
    remove(names);
}

} // namespace weir
