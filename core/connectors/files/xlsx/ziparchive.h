#pragma once

#include "core/connectors/files/fileinput.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

/// A ZIP file (APPNOTE.TXT) as OPC packages use it, read part by part through libzip; nothing is unpacked to a disk.
///
/// Refused, with InvalidConfig: what is no ZIP file, an encrypted entry (also of entries that nobody reads), more than
/// entriesMax entries, names beyond nameBytesMax, a name twice, entries that overlap, more than partBytesMax in a part,
/// and more than ratioMax bytes out of one (checked from ratioFloorBytes on: small parts may well be repetitive).
/// Names are only looked up, never used as paths. Thread-safety: none.
class ZipArchive
{
public:
    static constexpr std::int64_t entriesMax = 10'000;
    static constexpr std::size_t nameBytesMax = 512;
    static constexpr std::int64_t partBytesMax = std::int64_t{4} << 30;
    static constexpr std::int64_t ratioMax = 100;
    static constexpr std::int64_t ratioFloorBytes = std::int64_t{16} << 20;

    struct Entry
    {
        std::uint64_t index = 0;
        std::int64_t bytes = 0; ///< as declared; reading more is an error
        std::int64_t packed = 0;
        std::uint32_t crc = 0;
    };

    /// \a input outlives the archive.
    [[nodiscard]] static Result<ZipArchive> open(const FileInput &input);
    ZipArchive(ZipArchive &&) noexcept;
    ZipArchive &operator=(ZipArchive &&) noexcept;
    ~ZipArchive();

    /// The part of that name, in any case (ECMA-376 part 2); null: there is none.
    [[nodiscard]] const Entry *find(std::string_view name) const;

    /// The bytes of one part, from its beginning to its end. Not beyond the life of the archive.
    class Part
    {
    public:
        Part(Part &&) noexcept;
        Part &operator=(Part &&) noexcept;
        ~Part();
        /// Up to \a count bytes; 0 at the end. SchemaMismatch when the part is damaged or longer than it says.
        [[nodiscard]] Result<std::size_t> read(char *to, std::size_t count);

    private:
        friend class ZipArchive;
        struct Open;
        explicit Part(std::unique_ptr<Open> open);
        std::unique_ptr<Open> m_open;
    };
    [[nodiscard]] Result<Part> openPart(std::string_view name) const;

    [[nodiscard]] const std::string &path() const;

private:
    struct Open;
    explicit ZipArchive(std::unique_ptr<Open> open);
    [[nodiscard]] Result<void> readEntries();
    std::unique_ptr<Open> m_open;
};

} // namespace weir
