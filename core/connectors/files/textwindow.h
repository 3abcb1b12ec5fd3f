#pragma once

#include "core/connectors/files/fileinput.h"
#include "core/data/encoding.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// A sliding view of a file's text as UTF-8, which knows the raw file offset of every line border and which
/// stretches cannot be trusted. UTF-8 files are seen in place; others are decoded line by line, so that a
/// broken byte never moves a border and resuming needs no decoder state.
///
/// Text behind ahead() is readable for FileWindow::paddingBytes. Thread-safety: none.
class TextWindow
{
public:
    /// Lines longer than this are decoded in pieces; the reader makes one broken row of such a line.
    static constexpr std::size_t lineBytesMax = 64 << 20;

    /// \a encoding as in Decoder::make(). \a offset is at the start of a line, behind any byte order mark.
    [[nodiscard]] static Result<TextWindow> make(const FileInput &input, std::int64_t offset,
                                                 std::string_view encoding);

    [[nodiscard]] std::string_view ahead() const;
    [[nodiscard]] bool isAtEnd() const;
    [[nodiscard]] Result<void> more(const CancelToken &token);
    /// \a count ends at a line border (or at the end of the text).
    void consume(std::size_t count);
    /// Raw file offset of the start of ahead().
    [[nodiscard]] std::int64_t offset() const;
    /// Raw file offset of position \a count in ahead(), which is a line border.
    [[nodiscard]] std::int64_t offsetAt(std::size_t count) const;
    [[nodiscard]] std::string tailHash() const { return m_raw.tailHash(offset()); }
    /// Raw bytes of the first \a count bytes of ahead(), which end at a line border.
    [[nodiscard]] std::string_view rawAhead(std::size_t count) const;

    /// True when [from, to) of ahead() is known to be sound; false: ask isSound().
    [[nodiscard]] bool isKnownSound(std::size_t from, std::size_t to) const
    {
        return m_consumed + from >= m_soundFrom && m_consumed + to <= m_soundTo;
    }
    /// Valid UTF-8 without NUL, every byte of the file decoded.
    [[nodiscard]] bool isSound(std::size_t from, std::size_t to) const;

private:
    struct Line
    {
        std::size_t textEnd = 0; ///< in m_text, behind the line end
        std::int64_t rawEnd = 0;
        bool isBroken = false; ///< some bytes could not be decoded
    };

    TextWindow(const FileInput &input, std::int64_t offset, std::optional<Decoder> decoder, int unitBytes,
               bool isBigEndian);
    void decodeLines();
    void decodeLine(std::string_view raw, std::string_view lineEnd, std::int64_t rawEnd);
    [[nodiscard]] std::size_t findLineEnd(std::string_view raw, std::size_t from, char &which) const;
    void learnSoundness();

    FileWindow m_raw;
    std::optional<Decoder> m_decoder; ///< nothing: the text is the raw window's
    int m_unitBytes = 1;              ///< 2: UTF-16, 4: UTF-32
    bool m_isBigEndian = false;
    std::int64_t m_rawStart = 0;   ///< raw offset of m_text's first byte
    std::int64_t m_rawDecoded = 0; ///< raw offset up to which lines are decoded
    std::string m_text;
    std::size_t m_position = 0; ///< of ahead() in m_text
    std::deque<Line> m_lines;
    // Offsets since the window was made, so that moving the buffers does not touch them.
    std::size_t m_consumed = 0;
    std::size_t m_checkedTo = 0;
    std::size_t m_soundFrom = 0;
    std::size_t m_soundTo = 0;
};

/// "utf-8", "UTF8", "utf-8 with bom" …
[[nodiscard]] bool isUtf8Name(std::string_view encoding);

} // namespace weir
