#include "core/connectors/files/csvscanner.h"

#include <algorithm>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace weir {

CsvScanner::CsvScanner(const CsvDialect &dialect) : m_dialect(dialect) { m_fields.resize(64); }

const char *CsvScanner::skipPlain(const char *position, const char *end) const
{
#ifdef __SSE2__
    const __m128i delimiter = _mm_set1_epi8(m_dialect.delimiter);
    const __m128i lineFeed = _mm_set1_epi8('\n');
    const __m128i carriageReturn = _mm_set1_epi8('\r');
    while (position < end) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(position));
        const __m128i hits = _mm_or_si128(
            _mm_cmpeq_epi8(bytes, delimiter),
            _mm_or_si128(_mm_cmpeq_epi8(bytes, lineFeed), _mm_cmpeq_epi8(bytes, carriageReturn)));
        const auto mask = static_cast<unsigned>(_mm_movemask_epi8(hits));
        if (mask != 0)
            return std::min(position + __builtin_ctz(mask), end);
        position += 16;
    }
    return end;
#else
    while (position < end && *position != m_dialect.delimiter && *position != '\n' && *position != '\r')
        ++position;
    return position;
#endif
}

void CsvScanner::push(const char *begin, const char *end, bool isQuoted, bool hasEscapes)
{
    ++m_seen;
    if (m_count == m_fields.size()) [[unlikely]] {
        if (m_count >= fieldsMax)
            return;
        m_fields.resize(std::min(m_count * 2, fieldsMax));
    }
    m_fields[m_count++] = {static_cast<std::uint32_t>(begin - m_record),
                           static_cast<std::uint32_t>(end - begin), isQuoted, hasEscapes};
}

void CsvScanner::noteDefect(CsvRecord &record, CsvDefect defect) const
{
    if (record.defect != CsvDefect::None)
        return;
    record.defect = defect;
    record.defectField = m_seen;
}

CsvScanner::Step CsvScanner::scanQuoted(const char *&position, const char *end, bool isLast,
                                        CsvRecord &record)
{
    const char *const start = position + 1;
    const char *from = start;
    bool hasEscapes = false;
    for (;;) {
        // The bound is part of the meaning: a quote that closes behind it is as open as one that never does.
        const std::size_t left = static_cast<std::size_t>(end - from);
        const char *quote =
            left == 0 ? nullptr : static_cast<const char *>(std::memchr(from, m_dialect.quote, left));
        const char *reached = quote ? quote : end;
        if (static_cast<std::size_t>(reached - start) > fieldBytesMax)
            return Step::Cut;
        if (!quote) {
            if (isLast || countLines({start, static_cast<std::size_t>(end - start)}) > quotedLinesMax + 1)
                return Step::Cut;
            return Step::More;
        }
        if (quote + 1 == end && !isLast)
            return Step::More;
        if (quote + 1 < end && quote[1] == m_dialect.quote) {
            hasEscapes = true;
            from = quote + 2;
            continue;
        }
        position = quote;
        break;
    }
    const std::int64_t lines = countLines({start, static_cast<std::size_t>(position - start)});
    if (lines > quotedLinesMax)
        return Step::Cut;
    record.lines += lines;
    push(start, position, true, hasEscapes);
    ++position;
    if (position < end && *position != m_dialect.delimiter && *position != '\n' && *position != '\r') {
        noteDefect(record, CsvDefect::TextAfterQuote);
        position = skipPlain(position, end);
    }
    return Step::Go;
}

CsvScanner::Found CsvScanner::cutAtLine(std::string_view text, const char *opened, bool isCutByEnd,
                                        CsvRecord &record)
{
    record.defect = CsvDefect::OpenQuote;
    record.defectField = m_seen + 1;
    record.isCutByEnd = isCutByEnd;
    const std::size_t behind = behindLineEnd(text, static_cast<std::size_t>(opened - text.data()));
    record.bytes = behind == std::string_view::npos ? text.size() : behind;
    record.hasLineEnd = behind != std::string_view::npos;
    record.contentBytes = record.bytes;
    if (record.hasLineEnd) {
        ++record.lines;
        record.contentBytes -= text[behind - 1] == '\n' && behind >= 2 && text[behind - 2] == '\r' ? 2 : 1;
    }
    return Found::Record;
}

CsvScanner::Found CsvScanner::next(std::string_view text, bool isLast, CsvRecord &record)
{
    record = {};
    m_record = text.data();
    m_count = m_seen = 0;
    const char *position = text.data();
    const char *const end = position + text.size();
    for (;;) {
        if (position < end && *position == m_dialect.quote && m_dialect.quote != '\0') {
            const char *opened = position;
            const Step step = scanQuoted(position, end, isLast, record);
            if (step == Step::Cut) {
                const bool isBeyond =
                    static_cast<std::size_t>(end - opened) > fieldBytesMax + 1 ||
                    countLines({opened, static_cast<std::size_t>(end - opened)}) > quotedLinesMax;
                // Behind 16 MiB without a line end there is nothing to close at: the caller bounds such a
                // record.
                if (!isLast &&
                    behindLineEnd(text, static_cast<std::size_t>(opened - text.data())) >= text.size())
                    return Found::More;
                return cutAtLine(text, opened, !isBeyond, record);
            }
            if (step == Step::More)
                return Found::More;
        } else {
            const char *start = position;
            position = skipPlain(position, end);
            push(start, position, false, false);
            if (static_cast<std::size_t>(position - start) > fieldBytesMax)
                noteDefect(record, CsvDefect::FieldTooLarge);
        }
        if (position < end && *position == m_dialect.delimiter) {
            ++position;
            continue;
        }
        break;
    }
    if (position == end) {
        if (!isLast)
            return Found::More;
        record.bytes = record.contentBytes = text.size();
    } else {
        record.hasLineEnd = true;
        record.contentBytes = static_cast<std::size_t>(position - text.data());
        if (*position++ == '\r') {
            if (position == end && !isLast)
                return Found::More;
            position += position < end && *position == '\n' ? 1 : 0;
        }
        record.bytes = static_cast<std::size_t>(position - text.data());
        ++record.lines;
    }
    if (record.contentBytes == 0)
        return Found::Blank;
    if (m_seen > fieldsMax)
        noteDefect(record, CsvDefect::TooManyFields);
    return Found::Record;
}

void CsvScanner::unescape(std::string_view content, std::string &out) const
{
    while (!content.empty()) {
        const std::size_t quote = content.find(m_dialect.quote);
        if (quote == std::string_view::npos)
            break;
        out.append(content.substr(0, quote + 1));
        content.remove_prefix(std::min(quote + 2, content.size()));
    }
    out.append(content);
}

std::int64_t CsvScanner::countLines(std::string_view text)
{
    std::int64_t lines = 0;
    const char *const data = text.data();
    for (std::size_t i = 0; i < text.size(); ++i)
        lines += data[i] == '\n';
    if (std::memchr(data, '\r', text.size())) {
        for (std::size_t i = 0; i < text.size(); ++i)
            lines += data[i] == '\r' && (i + 1 == text.size() || data[i + 1] != '\n');
    }
    return lines;
}

std::size_t CsvScanner::behindLineEnd(std::string_view text, std::size_t from)
{
    const std::size_t at = text.find_first_of("\r\n", from);
    if (at == std::string_view::npos)
        return at;
    return text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n' ? at + 2 : at + 1;
}

} // namespace weir
