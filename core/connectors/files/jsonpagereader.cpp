#include "core/connectors/files/jsonpagereader.h"

#include "core/base/hash.h"

#include <algorithm>
#include <fmt/format.h>

namespace weir {

namespace {

/// A cutter that is made at offset 0 waits for the bracket of an array; ours always stand behind it.
std::int64_t shiftFor(JsonRecordCutter::Form form, std::int64_t offset)
{
    return form == JsonRecordCutter::Form::Array && offset == 0 ? 1 : 0;
}

} // namespace

JsonPageReader::JsonPageReader(FileWindow &window, JsonRecordCutter::Form form, bool isWhole,
                               std::int64_t line, bool isInside, SchemaPtr schema,
                               std::vector<JsonPath> paths, bool keepsRaw)
    : m_window(window),
      m_form(form),
      m_shift(shiftFor(form, window.offset())),
      m_cutter(form, window.offset() + m_shift, line),
      m_reader(schema, std::move(paths)),
      m_schema(std::move(schema)),
      m_keepsRaw(keepsRaw),
      m_isWhole(isWhole),
      m_isInside(isInside),
      m_fedTo(window.offset()),
      m_border(window.offset()),
      m_line(line)
{}

Result<void> JsonPageReader::feedMore(const CancelToken &token)
{
    const auto fed = [&] { return static_cast<std::size_t>(m_fedTo - m_window.offset()); };
    if (m_window.ahead().size() == fed() && !m_window.isAtEnd())
        WEIR_CHECK(m_window.more(token));
    const std::string_view bytes = m_window.ahead().substr(fed());
    if (!bytes.empty())
        m_cutter.feed(bytes);
    m_fedTo += static_cast<std::int64_t>(bytes.size());
    if (m_window.isAtEnd() && !m_isFinished) {
        if (m_isWhole && m_form == JsonRecordCutter::Form::Array)
            m_cutter.feed("]");
        m_cutter.finish();
        m_isFinished = true;
    }
    return {};
}

void JsonPageReader::addBroken(SourcePage &page, const JsonRecordCutter::Record &record, RowError error)
{
    BrokenRow broken;
    broken.index = m_reader.rows() + static_cast<std::int64_t>(page.broken.size());
    broken.position = record.offset - m_shift;
    broken.raw = record.text.substr(0, rawBytesMax);
    error.stage = Stage::Read;
    error.detail = fmt::format("line {} at byte {}: {}", record.line, broken.position, error.detail);
    if (record.text.size() > rawBytesMax)
        error.detail += fmt::format(" (of {} bytes the first {} are kept; SHA-256 of all: {})",
                                    record.text.size(), rawBytesMax, sha256Hex(record.text));
    m_isTailBroken =
        m_isTailBroken || (error.code == RowCode::BrokenTail && m_form == JsonRecordCutter::Form::Array);
    broken.error = std::move(error);
    page.broken.push_back(std::move(broken));
}

void JsonPageReader::addRecord(SourcePage &page, const JsonRecordCutter::Record &record)
{
    // In a document the array of records is followed by whatever else the document holds.
    if (m_isInside && record.error && record.error->rule == "one array")
        return;
    if (record.error) {
        addBroken(page, record, *record.error);
    } else if (auto error = m_reader.add(record.text)) {
        addBroken(page, record, std::move(*error));
    } else {
        page.positions.push_back(record.offset - m_shift);
    }
    m_border = std::min(record.offsetBehind - m_shift, m_fedTo);
}

Result<std::optional<SourcePage>> JsonPageReader::read(std::int64_t rowsMax, const CancelToken &token)
{
    SourcePage page;
    page.unit = PositionUnit::Byte;
    const std::int64_t start = m_border;
    const auto records = [&] { return m_reader.rows() + static_cast<std::int64_t>(page.broken.size()); };
    std::int64_t lastLine = m_line;
    bool isSinceFed = false;
    while (records() < pageRows && m_border - start < static_cast<std::int64_t>(pageBytes) &&
           (rowsMax < 0 || records() < rowsMax) && !m_isTailBroken) {
        if (const auto record = m_cutter.next()) {
            lastLine = record->line;
            addRecord(page, *record);
            isSinceFed = true;
            continue;
        }
        if (m_isFinished)
            break;
        // What was taken is let go before more comes; the window holds no more than a record and a chunk.
        if (!m_keepsRaw && isSinceFed)
            m_window.consume(static_cast<std::size_t>(m_border - m_window.offset()));
        WEIR_CHECK(feedMore(token));
    }
    if (records() == 0)
        return std::optional<SourcePage>();
    const std::string_view ahead = m_window.ahead();
    const auto used = static_cast<std::size_t>(m_border - m_window.offset());
    m_line = lastLine + (m_form == JsonRecordCutter::Form::Lines ? 1 : 0);
    if (m_form == JsonRecordCutter::Form::Lines && used > 0 && ahead[used - 1] != '\n') {
        m_incompleteLine = lastLine;
        --m_line;
    }
    if (m_keepsRaw)
        page.raw = ahead.substr(0, used);
    m_window.consume(used);
    page.rows = m_reader.take();
    noteUnknownMembers(page);
    return std::optional<SourcePage>(std::move(page));
}

void JsonPageReader::noteUnknownMembers(SourcePage &page)
{
    const auto &unknown = m_reader.unknownMembers();
    for (; m_unknownSeen < unknown.size(); ++m_unknownSeen)
        page.findings.push_back(
            {Finding::Level::Warning, "newField", unknown[m_unknownSeen].first, unknown[m_unknownSeen].second,
             fmt::format("records have a member \"{}\" that no field stands for; it is not delivered",
                         unknown[m_unknownSeen].first)});
}

} // namespace weir
