#include "tests/support/httptestserver.h"

#include <array>
#include <cstdlib>
#include <fmt/format.h>

namespace weir::test {

HttpTestServer::HttpTestServer(Answer script)
{
    auto server = LoopbackServer::start(
        [this, script = std::move(script)](const ServedRequest &request, ServerConnection &wire) {
            {
                const std::lock_guard lock(m_mutex);
                m_requests.push_back(request);
            }
            script(request, wire);
        });
    if (!server)
        std::abort(); // a test machine without loopback has no use for the rest
    m_server = std::move(*server);
}

HttpTestServer::HttpTestServer(std::vector<Answer> answers)
    : HttpTestServer([answers = std::move(answers)](const ServedRequest &request, ServerConnection &wire) {
          const auto which = std::min(static_cast<std::size_t>(request.number), answers.size() - 1);
          answers[which](request, wire);
      })
{}

std::string HttpTestServer::url(std::string_view path) const
{
    return m_server->origin() + std::string(path);
}

std::vector<ServedRequest> HttpTestServer::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

std::string HttpTestServer::everythingReceived() const
{
    const std::lock_guard lock(m_mutex);
    std::string all;
    for (const ServedRequest &request : m_requests)
        all += request.raw + "\n";
    return all;
}

HttpTestServer::Answer good(std::string body, std::vector<std::string> headers, std::string contentType)
{
    return [text = answerText(200, body, headers, contentType)](const ServedRequest &,
                                                                ServerConnection &wire) { wire.send(text); };
}

HttpTestServer::Answer status(int code, std::string body, std::vector<std::string> headers)
{
    return [text = answerText(code, body, headers)](const ServedRequest &, ServerConnection &wire) {
        wire.send(text);
    };
}

HttpTestServer::Answer rawThenClose(std::string bytes)
{
    return [bytes = std::move(bytes)](const ServedRequest &, ServerConnection &wire) {
        wire.send(bytes);
        wire.close();
    };
}

HttpTestServer::Answer rawThenReset(std::string bytes)
{
    return [bytes = std::move(bytes)](const ServedRequest &, ServerConnection &wire) {
        wire.send(bytes);
        wire.reset();
    };
}

HttpTestServer::Answer cutAfter(std::string body, std::size_t bytes)
{
    std::string text = answerText(200, body);
    text.resize(text.size() - body.size() + bytes);
    return rawThenClose(std::move(text));
}

HttpTestServer::Answer drip(std::string body, std::chrono::milliseconds pause)
{
    return [body = std::move(body), pause](const ServedRequest &, ServerConnection &wire) {
        const std::string text = answerText(200, body);
        const std::size_t head = text.size() - body.size();
        if (!wire.send(std::string_view(text).substr(0, head)))
            return;
        for (std::size_t at = head; at < text.size(); ++at) {
            if (!wire.send(std::string_view(text).substr(at, 1)) || !wire.pause(pause))
                return;
        }
    };
}

HttpTestServer::Answer silence()
{
    return [](const ServedRequest &, ServerConnection &wire) {
        wire.pause(std::chrono::seconds(60));
        wire.close();
    };
}

HttpTestServer::Answer chunked(std::string body, std::size_t chunkBytes, bool hasEnd,
                               std::vector<std::string> headers)
{
    std::string text = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n";
    for (const std::string &header : headers)
        text += header + "\r\n";
    text += "\r\n";
    for (std::size_t at = 0; at < body.size(); at += chunkBytes)
        text += chunkText(std::string_view(body).substr(at, chunkBytes));
    if (!hasEnd)
        return rawThenClose(std::move(text));
    text += chunkText("");
    return [text = std::move(text)](const ServedRequest &, ServerConnection &wire) { wire.send(text); };
}

namespace {

std::string little(std::uint32_t value, int bytes)
{
    std::string out;
    for (int i = 0; i < bytes; ++i)
        out += static_cast<char>((value >> (8 * i)) & 0xFF);
    return out;
}

} // namespace

std::string gzipStored(std::string_view text)
{
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char c : text) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
    }
    std::string out("\x1F\x8B\x08\0\0\0\0\0\0\x03", 10);
    std::string_view rest = text;
    do {
        const std::string_view block = rest.substr(0, 65'535);
        rest.remove_prefix(block.size());
        out += rest.empty() ? '\1' : '\0';
        const auto size = static_cast<std::uint32_t>(block.size());
        out += little(size, 2) + little(~size & 0xFFFF, 2);
        out += block;
    } while (!rest.empty());
    return out + little(~crc, 4) + little(static_cast<std::uint32_t>(text.size()), 4);
}

} // namespace weir::test
