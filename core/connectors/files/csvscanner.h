#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// How a CSV file is written.
struct CsvDialect
{
    char delimiter = ',';
    char quote = '"'; ///< '\0': nothing quotes

    bool operator==(const CsvDialect &) const = default;
};

/// One field of a scanned record: its content without the enclosing quotes.
struct CsvField
{
    std::uint32_t offset = 0; ///< from the first byte of the record
    std::uint32_t length = 0;
    bool isQuoted = false;
    bool hasEscapes = false; ///< holds doubled quotes; see CsvScanner::unescape()
};

/// Why a record cannot be used. It is still one record: its end is known.
enum class CsvDefect : std::uint8_t {
    None,
    OpenQuote, ///< the quote does not close within 16 MiB and 10,000 lines: the record ends at its first line
               ///< end
    TextAfterQuote, ///< something other than a delimiter or line end behind a closing quote
    FieldTooLarge,  ///< a field is longer than 16 MiB
    TooManyFields,  ///< more than 16,384
};

struct CsvRecord
{
    std::size_t bytes = 0;        ///< with its line end
    std::size_t contentBytes = 0; ///< without it
    std::int64_t lines = 0;       ///< line ends in it, its own included
    bool hasLineEnd = false;      ///< false only at the end of the input
    bool isCutByEnd = false;      ///< OpenQuote only because the input ended: more input could have closed it
    CsvDefect defect = CsvDefect::None;
    std::size_t defectField = 0; ///< 1-based
};

/// Cuts records and fields out of CSV text: RFC 4180, and beyond it LF, CR and CRLF as line ends, quotes as
/// ordinary characters inside unquoted fields, and the limits above (delivery C9, security SR-43).
///
/// Works on bytes of an ASCII superset in which bytes below 0x80 stand for themselves (UTF-8). Allocates
/// nothing per record. What it answers depends on the bytes only, never on how they were cut into buffers.
class CsvScanner
{
public:
    static constexpr std::size_t fieldBytesMax = 16 << 20;
    static constexpr std::int64_t quotedLinesMax = 10'000;
    static constexpr std::size_t fieldsMax = 16'384;
    static constexpr std::size_t paddingBytes = 16; ///< readable bytes that must follow the text

    enum class Found : std::uint8_t { Record, Blank, More };

    explicit CsvScanner(const CsvDialect &dialect);

    /// Scans the record at the start of \a text, which is not empty. Blank: an empty line, which is no record
    /// (bytes and lines of \a record are set). More: the record does not end in \a text and \a isLast is
    /// false; call again with more bytes.
    [[nodiscard]] Found next(std::string_view text, bool isLast, CsvRecord &record);

    /// Fields of the last record; without meaning when it has a defect.
    [[nodiscard]] std::span<const CsvField> fields() const { return {m_fields.data(), m_count}; }

    /// Appends the content of a field with escapes to \a out.
    void unescape(std::string_view content, std::string &out) const;

    /// Line ends in \a text: LF, CRLF and CR alone count one each.
    [[nodiscard]] static std::int64_t countLines(std::string_view text);
    /// Offset just behind the first line end of \a text at or after \a from; npos: none. A CR at the very end
    /// counts.
    [[nodiscard]] static std::size_t behindLineEnd(std::string_view text, std::size_t from = 0);

private:
    enum class Step : std::uint8_t { Go, More, Cut };

    void push(const char *begin, const char *end, bool isQuoted, bool hasEscapes);
    [[nodiscard]] Step scanQuoted(const char *&position, const char *end, bool isLast, CsvRecord &record);
    [[nodiscard]] const char *skipPlain(const char *position, const char *end) const;
    void noteDefect(CsvRecord &record, CsvDefect defect) const;
    [[nodiscard]] Found cutAtLine(std::string_view text, const char *opened, bool isCutByEnd,
                                  CsvRecord &record);

    CsvDialect m_dialect;
    const char *m_record = nullptr;
    std::vector<CsvField> m_fields;
    std::size_t m_count = 0;
    std::size_t m_seen = 0; ///< fields of the record, those beyond fieldsMax included
};

} // namespace weir
