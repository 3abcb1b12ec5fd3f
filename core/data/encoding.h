#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// True when \a bytes are valid UTF-8 (RFC 3629).
[[nodiscard]] bool isUtf8(std::string_view bytes);

/// Code points of valid UTF-8.
[[nodiscard]] std::int64_t codePointCount(std::string_view utf8);

/// What the first bytes of a file look like.
struct EncodingGuess
{
    std::string name; ///< "UTF-8", "UTF-8 with BOM", "UTF-16LE", "UTF-16BE", "GB18030", "Big5", "Shift_JIS",
                      ///< "windows-1252"
    int bomBytes = 0;
    std::string reason; ///< for people
    bool isCertain = false;
};

/// Looks at a sample (64 KiB is plenty). Never guesses silently: the reason goes to the findings.
[[nodiscard]] EncodingGuess guessEncoding(std::string_view sample);

/// Decodes a byte stream to UTF-8, keeping incomplete sequences for the next call and leaving out a byte
/// order mark at its start. A byte that cannot be decoded becomes U+FFFD and is reported, so that the record
/// which holds it can be quarantined (BadEncoding).
///
/// In all these encodings but UTF-16 and UTF-32 the bytes of LF, CR, comma, semicolon, tab and double quote
/// only ever stand for themselves: records may be cut before they are decoded, one by one, which keeps their
/// byte offsets.
///
/// Thread-safety: none.
class Decoder
{
public:
    /// UTF-8, UTF-16LE, UTF-16BE, UTF-32LE, UTF-32BE, GB18030 (also GBK, GB2312), Big5, Shift_JIS, EUC-JP,
    /// EUC-KR, windows-125x, ISO-8859-x; case and hyphens are free. InvalidConfig with known names for an
    /// unknown \a encoding.
    [[nodiscard]] static Result<Decoder> make(std::string_view encoding);
    Decoder(Decoder &&) noexcept;
    Decoder &operator=(Decoder &&) noexcept;
    ~Decoder();

    /// Appends UTF-8 to \a out; returns the number of undecodable bytes replaced. \a replaced, if given, gets
    /// the offset into \a out of each U+FFFD put there. \a isLast: what is incomplete now stays so; the
    /// decoder is as new afterwards.
    std::int64_t decode(std::string_view bytes, std::string &out, bool isLast,
                        std::vector<std::size_t> *replaced = nullptr);

private:
    class State;
    explicit Decoder(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace weir
