#pragma once

#include "core/connectors/http/httptransport.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir {

/// Reads one HTTP/1.1 answer from a byte stream and knows whether it is whole: Content-Length met, or final
/// chunk seen, or ended by the closing of the connection (RFC 9112). Interim answers (1xx) are passed over.
/// What could be read in two ways (two lengths, folded lines, a bare CR, another transfer coding) is Broken.
///
/// Bodies stay packed. Thread-safety: none; free of Qt.
class ResponseParser
{
public:
    enum class State : std::uint8_t {
        Head,
        Body,
        Done,     ///< the answer is whole
        Broken,   ///< error() says why; asked again it may be better
        TooLarge, ///< error() names the limit
    };

    explicit ResponseParser(const HttpLimits &limits) : m_limits(limits) {}

    /// Takes the next bytes of the stream; those behind the answer are counted in surplus().
    State feed(std::string_view bytes);
    /// The connection was closed, in order or not.
    State close();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool hasBytes() const { return m_hasBytes; } ///< the server has begun to answer
    [[nodiscard]] int status() const { return m_status; }
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>> &headers() const
    {
        return m_headers;
    }
    [[nodiscard]] std::string_view header(std::string_view lowerName) const;
    [[nodiscard]] std::string &body() { return m_body; }
    [[nodiscard]] const std::string &body() const { return m_body; }
    [[nodiscard]] BodyEnd bodyEnd() const { return m_bodyEnd; }
    [[nodiscard]] const std::string &error() const { return m_error; }
    /// The connection can carry another request.
    [[nodiscard]] bool isReusable() const
    {
        return m_state == State::Done && m_isKeepAlive && m_surplus == 0;
    }
    [[nodiscard]] std::size_t surplus() const { return m_surplus; }

private:
    enum class Part : std::uint8_t {
        Line,
        Fields,
        Exact,
        UntilClose,
        ChunkSize,
        ChunkData,
        ChunkEnd,
        Trailers
    };

    [[nodiscard]] bool takeLine(std::string_view &bytes, std::string &line);
    void onLine(const std::string &line);
    void onStatusLine(const std::string &line);
    void onField(const std::string &line);
    void onHeadEnd();
    void onChunkSize(const std::string &line);
    void takeBody(std::string_view &bytes);
    void broken(std::string why);
    void tooLarge(std::string why);

    HttpLimits m_limits;
    State m_state = State::Head;
    Part m_part = Part::Line;
    std::string m_line; ///< begun, not ended
    std::size_t m_headBytes = 0;
    int m_status = 0;
    std::vector<std::pair<std::string, std::string>> m_headers;
    std::string m_body;
    std::uint64_t m_left = 0; ///< of the body, or of the chunk
    BodyEnd m_bodyEnd = BodyEnd::Closed;
    bool m_isKeepAlive = true;
    bool m_hasBytes = false;
    std::size_t m_surplus = 0;
    std::string m_error;
};

} // namespace weir
