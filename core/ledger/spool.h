#pragma once

#include "core/base/result.h"
#include "core/ledger/records.h"

#include <atomic>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Ready once a spooled page is durable in its segment and named by a ledger commit, or with what stands in the way.
using SpoolTicket = std::shared_future<Result<void>>;

/// One file of a spool. For each page 4 bytes "WSP1", u32 length of the compressed bytes (little endian), the bytes (zstd,
/// level 1). A segment without pages is removed at the end.
///
/// Thread-safety: syncTo() may be called from another thread than the one that appends.
class SpoolSegment
{
public:
    SpoolSegment(std::string path, int file) : m_path(std::move(path)), m_file(file) {}
    SpoolSegment(const SpoolSegment &) = delete;
    SpoolSegment &operator=(const SpoolSegment &) = delete;
    ~SpoolSegment();

    /// Makes everything before \a offset durable, and what was appended by then with it: pages share an fdatasync.
    [[nodiscard]] Result<void> syncTo(std::int64_t offset);
    [[nodiscard]] int syncs() const { return m_syncs; } ///< for tests
    [[nodiscard]] std::int64_t bytes() const { return m_written.load(); }
    [[nodiscard]] Result<void> append(std::string_view bytes);

private:
    std::string m_path;
    int m_file;
    std::atomic<std::int64_t> m_written{0};
    std::int64_t m_synced = 0; ///< of the syncing thread
    int m_syncs = 0;
    std::optional<Error> m_failed; ///< of the syncing thread
};

/// Reads a page back from the spool's folder. StorageCorrupt when its bytes are not what was written.
[[nodiscard]] Result<std::string> readSpoolPage(const std::string &folder, const SpoolRecord &record);

/// Raw pages of sources that cannot be read again, in append-only segments under spool/. A page is safe once
/// segment()->syncTo() and then a ledger commit that names it have returned (delivery S6).
///
/// Thread-safety: none; used by the reader thread of one stream of one run, under the job's lock.
class Spool
{
public:
    struct Limits
    {
        std::int64_t bytesMax = std::int64_t{1} << 30;        ///< of all segments of the job
        std::int64_t segmentBytesMax = std::int64_t{64} << 20; ///< a new one is begun behind it
    };

    /// \a folder is made if it is missing. \a prefix names the job's segments.
    [[nodiscard]] static Result<Spool> open(const std::string &folder, const std::string &prefix, Limits limits);
    [[nodiscard]] static Result<Spool> open(const std::string &folder, const std::string &prefix)
    {
        return open(folder, prefix, Limits());
    }

    /// Appends a page; fills segment, offset, length and hash of \a record. False: no room below bytesMax, nothing was
    /// written (a page that is larger by itself is taken when there is no other).
    [[nodiscard]] Result<bool> append(std::string_view raw, SpoolRecord &record);
    /// The one that append() last wrote to.
    [[nodiscard]] const std::shared_ptr<SpoolSegment> &segment() const { return m_segment; }
    /// Of every segment of this prefix.
    [[nodiscard]] std::int64_t bytes() const { return m_bytesElsewhere + (m_segment ? m_segment->bytes() : 0); }
    /// Begins a new segment, so that the present one may be removed.
    [[nodiscard]] Result<void> rotate();
    [[nodiscard]] Result<std::string> read(const SpoolRecord &record) const;

    /// Removes the segments named \a names, except the one being written.
    void remove(const std::vector<std::string> &names);
    /// Removes segments of this prefix other than the one being written and those named by \a keep.
    void removeExcept(const std::vector<std::string> &keep);

private:
    Spool(std::string folder, std::string prefix, Limits limits)
        : m_folder(std::move(folder)), m_prefix(std::move(prefix)), m_limits(limits)
    {}
    [[nodiscard]] std::vector<std::string> segmentNames() const;
    void measure();

    std::string m_folder, m_prefix, m_segmentName;
    Limits m_limits;
    std::int64_t m_bytesElsewhere = 0; ///< in segments other than the present one
    std::shared_ptr<SpoolSegment> m_segment;
};

} // namespace weir
