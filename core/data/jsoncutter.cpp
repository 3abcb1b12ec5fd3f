#include "core/data/jsonrecords.h"
#include "core/data/jsonwalker.h"
#include "core/data/readerror.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace weir {

namespace {

constexpr std::size_t headBytesMax =
    1024; ///< of a record that is too large, or of what stands behind the end

bool isSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

} // namespace

class JsonRecordCutter::State
{
public:
    State(Form form, std::int64_t startOffset, std::int64_t startLine, std::size_t recordBytesMax)
        : m_form(form),
          m_recordBytesMax(recordBytesMax),
          m_bufferOffset(startOffset),
          m_line(startLine),
          m_place(form == Form::Array && startOffset == 0 ? Place::Open : Place::ElementOrEnd)
    {}

    void feed(std::string_view bytes);
    void finish() { m_isFinished = true; }
    std::optional<Record> next() { return m_form == Form::Lines ? nextLine() : nextElement(); }

private:
    enum class Place : std::uint8_t { Open, ElementOrEnd, Element, Behind };

    std::optional<Record> nextLine();
    std::optional<Record> lastLine();
    std::optional<Record> nextElement();
    std::optional<Record> endOfElements();
    bool openArray();
    /// Moves m_scan to the comma or bracket that ends the element; false: it is not there yet.
    bool scanElement();
    void scanBehind();

    /// The bytes from m_begin to \a end as a record; they are used up to \a behind.
    Record take(std::size_t end, std::size_t behind);
    /// Drops what is held of a record that is too large, but for its head.
    void dropIfTooLarge();
    void keepHead(std::size_t end);
    void moveTo(std::size_t begin);

    const Form m_form;
    const std::size_t m_recordBytesMax;
    std::unique_ptr<char[]> m_buffer;
    std::size_t m_capacity = 0;
    std::size_t m_size = 0;
    std::size_t m_begin = 0;         ///< of what is not used up
    std::size_t m_scan = 0;          ///< of what is not looked at
    std::int64_t m_bufferOffset = 0; ///< of m_buffer[0] in the stream
    std::int64_t m_line = 1;         ///< of m_begin
    Place m_place;
    int m_depth = 0;
    bool m_isInString = false;
    bool m_isEscaped = false;
    bool m_isFinished = false;
    bool m_hasEnded = false; ///< the last error has been told
    RowCode m_behindCode = RowCode::BrokenTail;
    const char *m_behindDetail = "Something stands behind the end of the array.";

    std::string m_head; ///< of the record that is too large
    std::int64_t m_headOffset = -1;
    std::int64_t m_headLine = 0;
};

void JsonRecordCutter::State::feed(std::string_view bytes)
{
    const std::size_t held = m_size - m_begin;
    const std::size_t needed = held + bytes.size() + jsonPadding;
    if (needed > m_capacity) {
        const std::size_t capacity = std::max(needed, m_capacity * 2);
        auto larger = std::make_unique<char[]>(capacity);
        if (held > 0)
            std::memcpy(larger.get(), m_buffer.get() + m_begin, held);
        m_buffer = std::move(larger);
        m_capacity = capacity;
    } else if (m_begin > 0 && m_size + bytes.size() + jsonPadding > m_capacity) {
        std::memmove(m_buffer.get(), m_buffer.get() + m_begin, held);
    } else {
        std::memcpy(m_buffer.get() + m_size, bytes.data(), bytes.size());
        m_size += bytes.size();
        return;
    }
    m_bufferOffset += static_cast<std::int64_t>(m_begin);
    m_scan -= m_begin;
    m_begin = 0;
    if (!bytes.empty())
        std::memcpy(m_buffer.get() + held, bytes.data(), bytes.size());
    m_size = held + bytes.size();
}

void JsonRecordCutter::State::moveTo(std::size_t begin)
{
    // memchr() beats counting byte by byte: compact JSON has hardly any line ends.
    const char *at = m_buffer.get() + m_begin;
    const char *const end = m_buffer.get() + begin;
    while (at != end &&
           (at = static_cast<const char *>(std::memchr(at, '\n', static_cast<std::size_t>(end - at))))) {
        ++m_line;
        ++at;
    }
    m_begin = begin;
    m_scan = std::max(m_scan, begin);
}

void JsonRecordCutter::State::keepHead(std::size_t end)
{
    m_headOffset = m_bufferOffset + static_cast<std::int64_t>(m_begin);
    m_headLine = m_line;
    m_head.assign(m_buffer.get() + m_begin, std::min(headBytesMax, end - m_begin));
    m_head.reserve(headBytesMax + jsonPadding);
}

void JsonRecordCutter::State::dropIfTooLarge()
{
    if (m_size - m_begin <= m_recordBytesMax && m_headOffset < 0)
        return;
    if (m_headOffset < 0) {
        while (m_begin < m_scan && isSpace(m_buffer[m_begin]))
            moveTo(m_begin + 1);
        if (m_begin == m_scan)
            return; // nothing but space so far
        keepHead(m_size);
    }
    moveTo(m_scan);
}

JsonRecordCutter::Record JsonRecordCutter::State::take(std::size_t end, std::size_t behind)
{
    Record record;
    m_scan = std::max(m_scan, end);
    if (m_headOffset < 0) {
        std::size_t begin = m_begin;
        while (begin < end && isSpace(m_buffer[begin]))
            ++begin;
        while (end > begin && isSpace(m_buffer[end - 1]))
            --end;
        moveTo(begin);
        if (end - begin > m_recordBytesMax)
            keepHead(end);
    }
    if (m_headOffset >= 0) {
        record.text = m_head;
        record.offset = std::exchange(m_headOffset, -1);
        record.line = m_headLine;
        record.error =
            readError(RowCode::TooLarge, "record size", "The record is larger than a record may be.");
    } else {
        record.text = {m_buffer.get() + m_begin, end - m_begin};
        record.offset = m_bufferOffset + static_cast<std::int64_t>(m_begin);
        record.line = m_line;
    }
    moveTo(behind);
    record.offsetBehind = m_bufferOffset + static_cast<std::int64_t>(behind);
    return record;
}

std::optional<JsonRecordCutter::Record> JsonRecordCutter::State::nextLine()
{
    while (true) {
        if (m_bufferOffset == 0 && m_begin == 0 && m_size >= 3 &&
            std::memcmp(m_buffer.get(), "\xEF\xBB\xBF", 3) == 0)
            moveTo(3);
        const char *const lf =
            m_scan < m_size
                ? static_cast<const char *>(std::memchr(m_buffer.get() + m_scan, '\n', m_size - m_scan))
                : nullptr;
        if (!lf) {
            m_scan = m_size;
            dropIfTooLarge();
            return m_isFinished ? lastLine() : std::nullopt;
        }
        const auto end = static_cast<std::size_t>(lf - m_buffer.get());
        m_scan = end + 1;
        Record record = take(end, end + 1);
        if (!record.text.empty())
            return record;
    }
}

std::optional<JsonRecordCutter::Record> JsonRecordCutter::State::lastLine()
{
    if (m_begin == m_size && m_headOffset < 0)
        return std::nullopt;
    Record record = take(m_size, m_size);
    if (record.text.empty())
        return std::nullopt;
    if (!record.error && !isStrictJson(record.text))
        record.error = readError(RowCode::BrokenTail, "whole records", "The last line is not whole.");
    return record;
}

bool JsonRecordCutter::State::openArray()
{
    if (m_bufferOffset == 0 && m_begin == 0 && m_size >= 3 &&
        std::memcmp(m_buffer.get(), "\xEF\xBB\xBF", 3) == 0)
        moveTo(3);
    while (m_scan < m_size && isSpace(m_buffer[m_scan]))
        ++m_scan;
    // A mark may still be on its way.
    const bool mayBeMark = m_bufferOffset == 0 && m_scan == 0 && m_size > 0 && m_size < 3 && m_buffer[0] == '\xEF';
    if (m_scan == m_size || (mayBeMark && !m_isFinished))
        return false;
    if (m_buffer[m_scan] == '[') {
        moveTo(++m_scan);
        m_place = Place::ElementOrEnd;
        return true;
    }
    m_place = Place::Behind;
    m_behindCode = RowCode::BrokenRecord;
    m_behindDetail = "The text does not begin with an array.";
    return true;
}

bool JsonRecordCutter::State::scanElement()
{
    const char *at = m_buffer.get() + m_scan;
    const char *const end = m_buffer.get() + m_size;
    for (; at != end; ++at) {
        if (m_isInString) {
            if (m_isEscaped) {
                m_isEscaped = false;
                continue;
            }
            while (at != end && *at != '"' && *at != '\\')
                ++at;
            if (at == end)
                break;
            m_isEscaped = *at == '\\';
            m_isInString = *at != '"';
            continue;
        }
        const char c = *at;
        if (c == '"')
            m_isInString = true;
        else if (c == '{' || c == '[')
            ++m_depth;
        else if (m_depth > 0 && (c == '}' || c == ']'))
            --m_depth;
        else if (m_depth == 0 && (c == ',' || c == ']'))
            break;
    }
    m_scan = static_cast<std::size_t>(at - m_buffer.get());
    return at != end;
}

void JsonRecordCutter::State::scanBehind()
{
    while (m_headOffset < 0 && m_begin < m_size && isSpace(m_buffer[m_begin]))
        moveTo(m_begin + 1);
    if (m_headOffset < 0 && m_begin < m_size)
        keepHead(m_begin);
    if (m_headOffset >= 0 && m_head.size() < headBytesMax)
        m_head.append(m_buffer.get() + m_begin, std::min(headBytesMax - m_head.size(), m_size - m_begin));
    moveTo(m_size);
}

std::optional<JsonRecordCutter::Record> JsonRecordCutter::State::nextElement()
{
    if (m_place == Place::Open && !openArray())
        return m_isFinished ? endOfElements() : std::nullopt;
    if (m_place == Place::Behind)
        scanBehind();
    else if (scanElement()) {
        const std::size_t end = m_scan;
        const bool isLast = m_buffer[end] == ']';
        const bool mayBeEnd = m_place == Place::ElementOrEnd && isLast && m_headOffset < 0;
        // The bracket stays: a cutter that resumes there finds the end by itself.
        Record record = take(end, isLast ? end : end + 1);
        m_place = isLast ? Place::Behind : Place::Element;
        if (isLast)
            moveTo(end + 1);
        else
            m_scan = end + 1;
        if (mayBeEnd && record.text.empty())
            return nextElement();
        if (record.text.empty() && !record.error)
            record.error = readError(RowCode::BrokenRecord, "array elements",
                                     "An element is missing between two commas.");
        return record;
    } else {
        dropIfTooLarge();
    }
    return m_isFinished ? endOfElements() : std::nullopt;
}

std::optional<JsonRecordCutter::Record> JsonRecordCutter::State::endOfElements()
{
    if (m_hasEnded)
        return std::nullopt;
    m_hasEnded = true;
    if (m_place != Place::Behind) {
        Record record = take(m_size, m_size);
        record.error = readError(RowCode::BrokenTail, "whole records", "The array is not closed.");
        return record;
    }
    if (m_headOffset < 0)
        return std::nullopt;
    Record record;
    record.text = m_head;
    record.offset = m_headOffset;
    record.line = m_headLine;
    record.offsetBehind = m_bufferOffset + static_cast<std::int64_t>(m_size);
    record.error = readError(m_behindCode, "one array", m_behindDetail);
    return record;
}

JsonRecordCutter::JsonRecordCutter(Form form, std::int64_t startOffset, std::int64_t startLine,
                                   std::size_t recordBytesMax)
    : m_state(std::make_unique<State>(form, startOffset, startLine, recordBytesMax))
{}
JsonRecordCutter::~JsonRecordCutter() = default;

void JsonRecordCutter::feed(std::string_view bytes) { m_state->feed(bytes); }

void JsonRecordCutter::finish() { m_state->finish(); }

std::optional<JsonRecordCutter::Record> JsonRecordCutter::next() { return m_state->next(); }

} // namespace weir
