#pragma once

#include "core/base/result.h"
#include "core/ledger/records.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

/// Raw pages of sources that cannot be read again, compressed (zstd level 1) in append-only segment files under
/// spool/. A page is safe once sync() and then a ledger commit that names it have returned (delivery S6).
///
/// Segment format: for each page 4 bytes "WSP1", u32 length of the compressed bytes (little endian), the bytes.
///
/// Thread-safety: none; used by the reader thread of one stream of one run.
class Spool
{
public:
    /// \a folder is made if it is missing. \a prefix names the job's segments. At most \a bytesMax are kept.
    [[nodiscard]] static Result<Spool> open(const std::string &folder, const std::string &prefix,
                                            std::int64_t bytesMax = std::int64_t{1} << 30);
    Spool(Spool &&other) noexcept;
    Spool &operator=(Spool &&) = delete;
    ~Spool();

    /// Appends a page; fills segment, offset, length and hash of \a record. StorageFull when the cap is reached.
    [[nodiscard]] Result<void> append(std::string_view raw, SpoolRecord &record);
    [[nodiscard]] Result<void> sync();
    /// Reads a page back. StorageCorrupt when its bytes are not what was written.
    [[nodiscard]] Result<std::string> read(const SpoolRecord &record) const;
    /// Removes segments of this prefix other than the one being written and those named by \a keep.
    void removeExcept(const std::vector<std::string> &keep) const;

private:
    Spool(std::string folder, std::string prefix, std::int64_t bytesMax)
        : m_folder(std::move(folder)), m_prefix(std::move(prefix)), m_bytesMax(bytesMax)
    {}
    std::string m_folder, m_prefix, m_segment;
    std::int64_t m_bytesMax = 0;
    std::int64_t m_bytes = 0;
    int m_file = -1;
};

} // namespace weir
