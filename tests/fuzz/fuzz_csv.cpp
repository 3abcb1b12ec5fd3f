// CsvScanner against a naive reference that looks at one byte at a time, and against itself with other buffer
// cuts.

#include "core/connectors/files/csvscanner.h"

#include <cstdlib>
#include <string>
#include <vector>

using namespace weir;

namespace {

struct Row
{
    std::vector<std::string> fields; ///< '<' in front: quoted; one field with the text when it is broken
    CsvDefect defect = CsvDefect::None;
    std::int64_t line = 0;
    bool operator==(const Row &) const = default;
};

void require(bool isTrue)
{
    if (!isTrue)
        std::abort();
}

std::size_t lineEndAt(std::string_view text, std::size_t at)
{
    if (at >= text.size() || (text[at] != '\n' && text[at] != '\r'))
        return 0;
    return text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1;
}

/// Reads one record at \a at; inputs are too small for the limits of size.
Row referenceRecord(std::string_view text, std::size_t &at, std::int64_t &line)
{
    Row row;
    row.line = line;
    const std::size_t start = at;
    for (;;) {
        std::string field;
        if (at < text.size() && text[at] == '"') {
            const std::size_t opened = at++;
            bool isClosed = false;
            std::int64_t lines = 0;
            while (at < text.size() && !isClosed) {
                if (text[at] == '"' && at + 1 < text.size() && text[at + 1] == '"') {
                    field += '"';
                    at += 2;
                } else if (text[at] == '"') {
                    isClosed = true;
                    ++at;
                } else {
                    lines += text[at] == '\n' ||
                             (text[at] == '\r' && (at + 1 == text.size() || text[at + 1] != '\n'));
                    field += text[at++];
                }
            }
            if (!isClosed) {
                at = opened;
                while (at < text.size() && lineEndAt(text, at) == 0)
                    ++at;
                row.defect = CsvDefect::OpenQuote;
                row.fields = {std::string(text.substr(start, at - start))};
                line += lineEndAt(text, at) > 0;
                at += lineEndAt(text, at);
                return row;
            }
            line += lines;
            row.fields.push_back("<" + field);
            while (at < text.size() && text[at] != ',' && lineEndAt(text, at) == 0) {
                row.defect = CsvDefect::TextAfterQuote;
                ++at;
            }
        } else {
            while (at < text.size() && text[at] != ',' && lineEndAt(text, at) == 0)
                field += text[at++];
            row.fields.push_back(field);
        }
        if (at < text.size() && text[at] == ',') {
            ++at;
            continue;
        }
        if (row.defect != CsvDefect::None)
            row.fields = {std::string(text.substr(start, at - start))};
        line += lineEndAt(text, at) > 0;
        at += lineEndAt(text, at);
        return row;
    }
}

std::vector<Row> reference(std::string_view text)
{
    std::vector<Row> rows;
    std::int64_t line = 1;
    for (std::size_t at = 0; at < text.size();) {
        if (const std::size_t blank = lineEndAt(text, at)) {
            at += blank;
            ++line;
            continue;
        }
        rows.push_back(referenceRecord(text, at, line));
    }
    return rows;
}

std::vector<Row> scan(std::string_view text, std::size_t chunk)
{
    std::vector<Row> rows;
    CsvScanner scanner({});
    std::size_t begin = 0;
    std::size_t end = std::min(chunk, text.size());
    std::int64_t line = 1;
    while (begin < text.size()) {
        std::string buffer(text.substr(begin, end - begin));
        const std::size_t size = buffer.size();
        buffer.append(CsvScanner::paddingBytes, ',');
        const std::string_view seen = std::string_view(buffer).substr(0, size);
        CsvRecord record;
        const auto found =
            size == 0 ? CsvScanner::Found::More : scanner.next(seen, end == text.size(), record);
        if (found == CsvScanner::Found::More) {
            require(end < text.size());
            end = std::min(end + chunk, text.size());
            continue;
        }
        require(record.bytes > 0 && record.bytes <= size && record.contentBytes <= record.bytes);
        if (found == CsvScanner::Found::Record) {
            Row row;
            row.defect = record.defect;
            row.line = line;
            if (record.defect != CsvDefect::None) {
                row.fields.emplace_back(seen.substr(0, record.contentBytes));
            } else {
                for (const CsvField &field : scanner.fields()) {
                    std::string value = field.isQuoted ? "<" : "";
                    const std::string_view content = seen.substr(field.offset, field.length);
                    if (field.hasEscapes)
                        scanner.unescape(content, value);
                    else
                        value += content;
                    row.fields.push_back(std::move(value));
                }
            }
            rows.push_back(std::move(row));
        }
        line += record.lines;
        begin += record.bytes;
        end = std::max(begin, end);
    }
    return rows;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size > 4096)
        return 0;
    const std::string text(reinterpret_cast<const char *>(data), size);
    const std::vector<Row> expected = reference(text);
    require(scan(text, std::string::npos) == expected);
    require(scan(text, 1) == expected);
    require(scan(text, 7) == expected);
    return 0;
}
