#include "core/connectors/files/csvpagereader.h"

#include "core/base/hash.h"
#include "core/data/readerror.h"

#include <algorithm>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::size_t valueCharsMax = 200;

std::string shortened(std::string_view text)
{
    std::size_t end = 0;
    for (std::size_t chars = 0; end < text.size() && chars < valueCharsMax; ++chars) {
        ++end;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
            ++end;
    }
    return std::string(text.substr(0, end));
}

} // namespace

CsvPageReader::CsvPageReader(TextWindow &window, CsvPlan plan, std::int64_t line, bool keepsRaw)
    : m_window(window),
      m_plan(std::move(plan)),
      m_scanner(m_plan.dialect),
      m_line(line),
      m_keepsRaw(keepsRaw),
      m_bytesBefore(m_plan.schema ? m_plan.schema->size() : 0)
{}

void CsvPageReader::startPage(SourcePage &page)
{
    page.unit = PositionUnit::Line;
    page.positions.reserve(static_cast<std::size_t>(m_rowsBefore));
    m_columns.clear();
    m_rows = 0;
    m_pageBytes = 0;
    for (const std::size_t bytes : m_bytesBefore) {
        m_columns.push_back(std::make_shared<Column>(TypeKind::Text));
        m_columns.back()->reserve(m_rowsBefore, bytes + bytes / 16);
    }
}

void CsvPageReader::finishPage(SourcePage &page)
{
    std::vector<ColumnPtr> columns;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        m_bytesBefore[i] = m_columns[i]->bytes().size();
        columns.push_back(std::move(m_columns[i]));
    }
    m_rowsBefore = m_rows;
    page.rows = RecordBatch(m_plan.schema, std::move(columns), m_rows);
}

void CsvPageReader::consume(SourcePage *page, std::size_t bytes)
{
    if (m_keepsRaw && page)
        page->raw.append(m_window.rawAhead(bytes));
    m_window.consume(bytes);
}

bool CsvPageReader::isFull(const SourcePage &page, std::int64_t rowsMax) const
{
    const std::int64_t records = m_rows + static_cast<std::int64_t>(page.broken.size());
    return m_pageBytes >= pageBytes || records >= pageRows || (rowsMax >= 0 && records >= rowsMax);
}

Result<std::optional<SourcePage>> CsvPageReader::read(std::int64_t rowsMax, const CancelToken &token)
{
    SourcePage page;
    startPage(page);
    m_used = 0;
    while (!isFull(page, rowsMax)) {
        if (scanAhead(page, rowsMax))
            continue;
        consume(&page, m_used);
        m_used = 0;
        if (m_window.ahead().size() > recordBytesMax) {
            WEIR_CHECK(dropLongRecord(page, token));
            continue;
        }
        if (m_window.isAtEnd())
            break;
        WEIR_CHECK(m_window.more(token));
    }
    consume(&page, m_used);
    m_used = 0;
    const bool isEmpty = m_rows == 0 && page.broken.empty();
    finishPage(page);
    if (isEmpty)
        return std::optional<SourcePage>();
    return std::optional<SourcePage>(std::move(page));
}

bool CsvPageReader::scanAhead(SourcePage &page, std::int64_t rowsMax)
{
    const std::string_view ahead = m_window.ahead();
    const bool isLast = m_window.isAtEnd();
    while (m_used < ahead.size()) {
        if (isFull(page, rowsMax))
            return true;
        const std::string_view rest = ahead.substr(m_used);
        CsvRecord record;
        const CsvScanner::Found found = m_scanner.next(rest, isLast, record);
        if (found == CsvScanner::Found::More)
            return false;
        if (found == CsvScanner::Found::Record) {
            addRecord(page, rest, record);
            if (isLast && (!record.hasLineEnd || record.isCutByEnd)) {
                m_incompleteLine = m_line;
                m_isOpenQuote = m_isOpenQuote || record.isCutByEnd;
            }
        }
        m_line += record.lines;
        m_used += record.bytes;
        m_pageBytes += record.bytes;
    }
    return false;
}

void CsvPageReader::addRecord(SourcePage &page, std::string_view text, const CsvRecord &record)
{
    const std::string_view content = text.substr(0, record.contentBytes);
    if (!m_window.isKnownSound(m_used, m_used + record.bytes) &&
        !m_window.isSound(m_used, m_used + record.bytes))
        return addBroken(page, content, record, describeEncoding(content));
    const std::span<const CsvField> fields = m_scanner.fields();
    if (record.defect != CsvDefect::None || fields.size() != m_plan.names.size())
        return addBroken(page, content, record, describe(content, record));
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const CsvField &field = fields[static_cast<std::size_t>(m_plan.fieldOf[i])];
        const std::string_view value(text.data() + field.offset, field.length);
        Column &column = *m_columns[i];
        if (field.hasEscapes) {
            m_scanner.unescape(value, column.openBytes());
            column.closeText();
        } else if (!field.isQuoted &&
                   (value.empty() || value == "\\N" || (m_plan.hasNullText && value == m_plan.nullText))) {
            column.appendNull();
        } else {
            column.appendText(value);
        }
    }
    page.positions.push_back(m_line);
    ++m_rows;
}

void CsvPageReader::addBroken(SourcePage &page, std::string_view text, const CsvRecord &record,
                              RowError error)
{
    BrokenRow broken;
    broken.index = m_rows + static_cast<std::int64_t>(page.broken.size());
    broken.position = m_line;
    const bool isDecoded = error.code != RowCode::BadEncoding || record.bytes == 0;
    // What could not be decoded is kept as the file has it; all else as text that people can read.
    const std::string_view raw =
        isDecoded ? text
                  : m_window.rawAhead(m_used + record.bytes)
                        .substr(static_cast<std::size_t>(m_window.offsetAt(m_used) - m_window.offset()));
    broken.raw = raw.substr(0, rawBytesMax);
    error.detail = fmt::format("line {} at byte {}: {}", m_line, m_window.offsetAt(m_used), error.detail);
    if (raw.size() > rawBytesMax)
        error.detail += fmt::format(" (of {} bytes the first {} are kept; SHA-256 of all: {})", raw.size(),
                                    rawBytesMax, sha256Hex(raw));
    broken.error = std::move(error);
    page.broken.push_back(std::move(broken));
}

RowError CsvPageReader::describe(std::string_view text, const CsvRecord &record) const
{
    const auto name = [&](std::size_t field) {
        return field >= 1 && field <= m_plan.names.size() ? m_plan.names[field - 1]
                                                          : fmt::format("field {}", field);
    };
    switch (record.defect) {
    case CsvDefect::OpenQuote: {
        RowError error =
            readError(RowCode::BrokenRecord, "open quote",
                      fmt::format("the quote that opens field {} ({}) is not closed within {} lines and {} "
                                  "MiB; the line is set apart and reading goes on behind it",
                                  record.defectField, name(record.defectField), CsvScanner::quotedLinesMax,
                                  CsvScanner::fieldBytesMax >> 20));
        error.field = name(record.defectField);
        return error;
    }
    case CsvDefect::TextAfterQuote: {
        RowError error =
            readError(RowCode::BrokenRecord, "text after quote",
                      fmt::format("text follows the closing quote of field {} ({}); a quote inside a quoted "
                                  "field is written twice",
                                  record.defectField, name(record.defectField)));
        error.field = name(record.defectField);
        return error;
    }
    case CsvDefect::FieldTooLarge: {
        RowError error = readError(RowCode::TooLarge, "16 MiB",
                                   fmt::format("field {} is longer than 16 MiB", record.defectField));
        error.field = name(record.defectField);
        return error;
    }
    case CsvDefect::TooManyFields:
        return readError(RowCode::TooLarge, "16384 fields",
                         fmt::format("more than {} fields", CsvScanner::fieldsMax));
    case CsvDefect::None:
        break;
    }
    const std::size_t found = m_scanner.fields().size();
    const std::size_t expected = m_plan.names.size();
    RowError error =
        readError(RowCode::Ragged, fmt::format("{} fields", expected),
                  fmt::format("{} fields where {} are expected; {}", found, expected,
                              found < expected ? "missing from " + name(found + 1) + " on"
                                               : fmt::format("{} too many behind {}", found - expected,
                                                             expected > 0 ? name(expected) : "the start")));
    error.value = shortened(text);
    return error;
}

RowError CsvPageReader::describeEncoding(std::string_view text) const
{
    std::size_t column = 0;
    std::string_view what = "bytes that are not valid in the file's encoding";
    for (const CsvField &field : m_scanner.fields()) {
        ++column;
        const std::string_view value =
            text.substr(std::min<std::size_t>(field.offset, text.size()), field.length);
        const bool hasNul = value.find('\0') != std::string_view::npos;
        // A decoder has put U+FFFD where it found nothing better.
        if (!hasNul && isUtf8(value) && value.find("\xEF\xBF\xBD") == std::string_view::npos)
            continue;
        if (hasNul)
            what = "a NUL byte";
        RowError error =
            readError(RowCode::BadEncoding, "encoding", fmt::format("column {} holds {}", column, what));
        if (column <= m_plan.names.size())
            error.field = m_plan.names[column - 1];
        return error;
    }
    return readError(RowCode::BadEncoding, "encoding", fmt::format("the row holds {}", what));
}

Result<void> CsvPageReader::dropLongRecord(SourcePage &page, const CancelToken &token)
{
    const std::string_view ahead = m_window.ahead();
    CsvRecord record;
    addBroken(page, ahead.substr(0, rawBytesMax), record,
              readError(RowCode::TooLarge, "64 MiB",
                        "the record does not end within 64 MiB; it is left out up to the next line end"));
    m_line += CsvScanner::countLines(ahead);
    consume(&page, ahead.size());
    for (;;) {
        WEIR_CHECK(m_window.more(token));
        const std::string_view text = m_window.ahead();
        const std::size_t behind = CsvScanner::behindLineEnd(text);
        const bool isCut = behind == text.size() && text.back() == '\r' && !m_window.isAtEnd();
        if (behind != std::string_view::npos && !isCut) {
            consume(&page, behind);
            ++m_line;
            return {};
        }
        if (m_window.isAtEnd()) {
            consume(&page, text.size());
            return {};
        }
        // What is left out is not kept for the spool either: the last stretch carries the line end.
        if (!isCut)
            consume(nullptr, text.size());
    }
}

Result<void> CsvPageReader::skip(std::int64_t lines, bool isHeader, const CancelToken &token)
{
    bool isHeaderLeft = isHeader;
    while (lines > 0 || isHeaderLeft) {
        const std::string_view text = m_window.ahead();
        const bool isLast = m_window.isAtEnd();
        if (text.empty() && isLast)
            return {};
        CsvRecord record;
        if (lines > 0) {
            const std::size_t behind = CsvScanner::behindLineEnd(text);
            const bool isWhole = behind != std::string_view::npos && (isLast || behind < text.size());
            record.bytes = isWhole ? behind : isLast ? text.size() : 0;
            record.lines = 1;
        } else {
            const auto found = text.empty() ? CsvScanner::Found::More : m_scanner.next(text, isLast, record);
            if (found == CsvScanner::Found::More)
                record = {};
            isHeaderLeft = found != CsvScanner::Found::Record;
        }
        if (record.bytes == 0) {
            if (text.size() > recordBytesMax)
                return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                            "the first line is longer than 64 MiB; this is no table file, or its encoding is "
                            "another one");
            WEIR_CHECK(m_window.more(token));
            continue;
        }
        m_window.consume(record.bytes);
        m_line += record.lines;
        lines -= lines > 0 ? 1 : 0;
    }
    return {};
}

} // namespace weir
