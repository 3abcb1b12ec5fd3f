#include "core/connectors/http/responseparser.h"

#include "core/base/names.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace weir {

namespace {

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

template<typename Number>
bool parseAll(std::string_view text, Number &value, int base)
{
    const auto [last, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return !text.empty() && error == std::errc() && last == text.data() + text.size();
}

bool isFieldName(std::string_view name)
{
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F && c != ':';
    });
}

} // namespace

std::string_view ResponseParser::header(std::string_view lowerName) const
{
    for (const auto &[name, value] : m_headers) {
        if (name == lowerName)
            return value;
    }
    return {};
}

void ResponseParser::broken(std::string why)
{
    m_state = State::Broken;
    m_error = std::move(why);
}

void ResponseParser::tooLarge(std::string why)
{
    m_state = State::TooLarge;
    m_error = std::move(why);
}

bool ResponseParser::takeLine(std::string_view &bytes, std::string &line)
{
    const std::size_t end = bytes.find('\n');
    const std::string_view part = bytes.substr(0, end);
    m_headBytes += part.size() + 1;
    m_line.append(part);
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    if (m_line.size() > m_limits.headerLineMax || m_headBytes > m_limits.headerBytesMax) {
        tooLarge(fmt::format("the headers of the answer are larger than allowed ({} bytes in all, {} a line)",
                             m_limits.headerBytesMax, m_limits.headerLineMax));
        return false;
    }
    if (end == std::string_view::npos)
        return false;
    line = std::move(m_line);
    m_line.clear();
    if (!line.empty() && line.back() == '\r')
        line.pop_back();
    return true;
}

ResponseParser::State ResponseParser::feed(std::string_view bytes)
{
    m_hasBytes = m_hasBytes || !bytes.empty();
    while (!bytes.empty() && (m_state == State::Head || m_state == State::Body)) {
        switch (m_part) {
        case Part::Exact:
        case Part::UntilClose:
        case Part::ChunkData:
            takeBody(bytes);
            break;
        default:
            if (std::string line; takeLine(bytes, line))
                onLine(line);
        }
    }
    m_surplus += bytes.size();
    return m_state;
}

void ResponseParser::onLine(const std::string &line)
{
    switch (m_part) {
    case Part::Line:
        return onStatusLine(line);
    case Part::Fields:
        return line.empty() ? onHeadEnd() : onField(line);
    case Part::ChunkSize:
        return onChunkSize(line);
    case Part::ChunkEnd:
        if (!line.empty())
            return broken("a chunk of the answer is longer than it says");
        m_part = Part::ChunkSize;
        return;
    case Part::Trailers:
        if (line.empty())
            m_state = State::Done;
        return;
    default:
        return;
    }
}

void ResponseParser::onStatusLine(const std::string &line)
{
    // "HTTP/1.1 200 OK"; the reason may be missing
    if (line.size() < 12 || !line.starts_with("HTTP/1.") || line[8] != ' ' ||
        (line.size() > 12 && line[12] != ' ') ||
        !parseAll(std::string_view(line).substr(9, 3), m_status, 10) || m_status < 100)
        return broken("the answer does not begin as HTTP does");
    m_isKeepAlive = line[7] != '0';
    m_part = Part::Fields;
}

void ResponseParser::onField(const std::string &line)
{
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos || !isFieldName(std::string_view(line).substr(0, colon)))
        return broken("a header of the answer is malformed");
    const std::string_view value = trimmed(std::string_view(line).substr(colon + 1));
    if (std::any_of(value.begin(), value.end(), [](char c) { return c == '\r' || c == '\0'; }))
        return broken("a header of the answer holds a control character");
    m_headers.emplace_back(lowerAscii(std::string_view(line).substr(0, colon)), value);
}

void ResponseParser::onHeadEnd()
{
    if (m_status < 200) { // 100 Continue, 103 Early Hints: the answer proper follows
        m_headers.clear();
        m_part = Part::Line;
        return;
    }
    m_state = State::Body;
    std::string coding;
    std::string_view length;
    for (const auto &[name, value] : m_headers) {
        if (name == "transfer-encoding")
            coding += (coding.empty() ? "" : ",") + lowerAscii(value);
        if (name == "connection" && lowerAscii(value).find("close") != std::string::npos)
            m_isKeepAlive = false;
        if (name != "content-length")
            continue;
        if (!length.empty() && length != value)
            return broken("the answer announces two different lengths");
        length = value;
    }
    if (m_status == 204 || m_status == 304) {
        m_bodyEnd = BodyEnd::Length;
        m_state = State::Done;
    } else if (!coding.empty()) {
        if (coding != "chunked")
            return broken("the answer is transferred in a way that was not asked for");
        if (!length.empty())
            m_isKeepAlive = false; // RFC 9112 §6.3: chunked wins, but trust ends here
        m_bodyEnd = BodyEnd::Chunks;
        m_part = Part::ChunkSize;
    } else if (!length.empty()) {
        if (!parseAll(length, m_left, 10))
            return broken("the announced length of the answer is no number");
        if (m_left > m_limits.bodyBytesMax)
            return tooLarge(
                fmt::format("the answer has {} bytes, more than the {} allowed; ask for smaller pages",
                            m_left, m_limits.bodyBytesMax));
        m_bodyEnd = BodyEnd::Length;
        m_part = Part::Exact;
        m_body.reserve(m_left + 64); // the JSON reader wants readable bytes behind the text
        if (m_left == 0)
            m_state = State::Done;
    } else {
        m_isKeepAlive = false;
        m_part = Part::UntilClose;
    }
}

void ResponseParser::onChunkSize(const std::string &line)
{
    m_headBytes = 0; // chunk lines are bounded one by one; the body has a bound of its own
    const std::string_view size = trimmed(std::string_view(line).substr(0, line.find(';')));
    if (!parseAll(size, m_left, 16))
        return broken("the size of a chunk of the answer is no number");
    m_part = m_left == 0 ? Part::Trailers : Part::ChunkData;
}

void ResponseParser::takeBody(std::string_view &bytes)
{
    const std::size_t size = m_part == Part::UntilClose
                                 ? bytes.size()
                                 : static_cast<std::size_t>(std::min<std::uint64_t>(m_left, bytes.size()));
    if (m_body.size() + size > m_limits.bodyBytesMax)
        return tooLarge(fmt::format("the answer is larger than the {} bytes allowed; ask for smaller pages",
                                    m_limits.bodyBytesMax));
    m_body.append(bytes.substr(0, size));
    bytes.remove_prefix(size);
    if (m_part == Part::UntilClose)
        return;
    m_left -= size;
    if (m_left > 0)
        return;
    if (m_part == Part::ChunkData)
        m_part = Part::ChunkEnd;
    else
        m_state = State::Done;
}

ResponseParser::State ResponseParser::close()
{
    m_isKeepAlive = false;
    if (m_state == State::Head)
        broken(m_hasBytes ? "the connection ended inside the headers of the answer"
                          : "the server closed the connection without an answer");
    else if (m_state == State::Body && m_part == Part::UntilClose)
        m_state = State::Done;
    else if (m_state == State::Body)
        broken(fmt::format("the connection ended after {} bytes of the answer, before it was whole",
                           m_body.size()));
    return m_state;
}

} // namespace weir
