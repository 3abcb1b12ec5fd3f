#include "core/drill/naiveclient.h"

#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace weir {

namespace {

/// Everything the server sends for one request, good or bad; empty when there was no connection.
std::string ask(int port, const std::string &target)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return {};
    const timeval patience{1, 0}; // a careless client has a short default timeout
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    std::string answer;
    const std::string request =
        fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", target);
    if (::connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0 &&
        ::send(fd, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size())) {
        ::shutdown(fd, SHUT_WR);
        char buffer[16'384];
        for (ssize_t size = 0; (size = ::recv(fd, buffer, sizeof buffer, 0)) > 0;)
            answer.append(buffer, static_cast<std::size_t>(size));
    }
    ::close(fd);
    return answer;
}

} // namespace

Result<NaiveOutcome> runNaiveClient(const ShopServer &shop, const CancelToken &token)
{
    const std::string origin = shop.origin();
    int port = 0;
    const std::size_t colon = origin.rfind(':') + 1;
    std::from_chars(origin.data() + colon, origin.data() + origin.size(), port);
    NaiveOutcome outcome;
    std::vector<int> written(ShopData::ordersTotal + 1, 0);
    for (int page = 1; page <= shop.pages(); ++page) {
        if (token.isCancelled())
            return CancelToken::cancelled();
        const std::string answer = ask(port, fmt::format("{}?page={}", shop.path(), page));
        std::int64_t rows = 0;
        constexpr std::string_view mark = "{\"id\":";
        for (std::size_t at = answer.find(mark); at != std::string::npos; at = answer.find(mark, at + 1)) {
            std::size_t id = 0;
            const char *from = answer.data() + at + mark.size();
            const auto [last, error] = std::from_chars(from, answer.data() + answer.size(), id);
            // even it needs a whole record
            if (error == std::errc() && id >= 1 && id < written.size() &&
                answer.find("\"note\":", at) != std::string::npos) {
                ++written[id];
                ++rows;
            }
        }
        outcome.appended += rows;
        outcome.failedPages += rows == 0 ? 1 : 0;
    }
    for (std::size_t id = 1; id < written.size(); ++id) {
        outcome.lost += written[id] == 0 ? 1 : 0;
        outcome.duplicated += written[id] > 1 ? written[id] - 1 : 0;
    }
    return outcome;
}

} // namespace weir
