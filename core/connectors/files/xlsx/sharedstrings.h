#pragma once

#include "core/connectors/files/xlsx/ziparchive.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// \a text with _xHHHH_ turned into the character it stands for (ECMA-376 part 1, 22.9.2.19), from offset \a from on.
void decodeEscapes(std::string &text, std::size_t from);

/// The texts that cells of a workbook name by number, in one run of memory. Refused, with InvalidConfig: more than
/// bytesMax of them. Thread-safety: immutable once read.
class SharedStrings
{
public:
    static constexpr std::size_t bytesMax = std::size_t{128} << 20;
    static constexpr std::size_t countMax = std::size_t{16} << 20;

    [[nodiscard]] static Result<SharedStrings> read(const ZipArchive &archive, const std::string &part,
                                                    const CancelToken &token);
    [[nodiscard]] std::size_t size() const { return m_ends.size(); }
    [[nodiscard]] std::string_view operator[](std::size_t index) const
    {
        const std::size_t begin = index == 0 ? 0 : m_ends[index - 1];
        return std::string_view(m_bytes).substr(begin, m_ends[index] - begin);
    }

private:
    std::string m_bytes;
    std::vector<std::uint32_t> m_ends;
};

} // namespace weir
