#include "core/drill/loopbackserver.h"

#include "core/base/names.h"
#include "core/base/stagethread.h"

#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fmt/format.h>
#include <list>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace weir {

using std::chrono::milliseconds;

namespace {

std::string_view reasonOf(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 204:
        return "No Content";
    case 301:
        return "Moved Permanently";
    case 302:
        return "Found";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 429:
        return "Too Many Requests";
    case 500:
        return "Internal Server Error";
    case 503:
        return "Service Unavailable";
    default:
        return "Status";
    }
}

/// A file descriptor closed at the end of its scope.
class Descriptor
{
public:
    explicit Descriptor(int fd = -1) : m_fd(fd) {}
    Descriptor(Descriptor &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    Descriptor &operator=(Descriptor &&) = delete;
    ~Descriptor() { close(); }
    [[nodiscard]] int get() const { return m_fd; }
    void close()
    {
        if (m_fd >= 0)
            ::close(std::exchange(m_fd, -1));
    }

private:
    int m_fd;
};

class Connection final : public ServerConnection
{
public:
    Connection(Descriptor socket, int stop) : m_socket(std::move(socket)), m_stop(stop)
    {
        const int on = 1;
        ::setsockopt(m_socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }

    bool send(std::string_view bytes) override
    {
        while (!bytes.empty()) {
            if (m_isEnded || !waitFor(POLLOUT, milliseconds(-1)))
                return false;
            const ssize_t sent =
                ::send(m_socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (sent < 0 && errno != EAGAIN && errno != EINTR)
                return false;
            bytes.remove_prefix(sent > 0 ? static_cast<std::size_t>(sent) : 0);
        }
        return true;
    }
    bool pause(milliseconds duration) override
    {
        pollfd stop{m_stop, POLLIN, 0};
        return ::poll(&stop, 1, static_cast<int>(duration.count())) == 0;
    }
    void close() override { m_isEnded = true; }
    void reset() override
    {
        const linger now{1, 0};
        ::setsockopt(m_socket.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
        m_socket.close();
        m_isEnded = true;
    }

    /// Reads one whole request; false: the client or the server is done.
    bool read(ServedRequest &request)
    {
        std::size_t end = std::string::npos;
        while ((end = m_received.find("\r\n\r\n")) == std::string::npos) {
            if (!more())
                return false;
        }
        parseHead(std::string_view(m_received).substr(0, end), request);
        std::size_t length = 0;
        const std::string_view text = request.header("content-length");
        std::from_chars(text.data(), text.data() + text.size(), length);
        while (m_received.size() < end + 4 + length) {
            if (!more())
                return false;
        }
        request.body = m_received.substr(end + 4, length);
        request.raw = m_received.substr(0, end + 4 + length);
        m_received.erase(0, end + 4 + length);
        return true;
    }
    [[nodiscard]] bool isEnded() const { return m_isEnded; }

private:
    bool waitFor(short events, milliseconds timeout)
    {
        pollfd both[2] = {{m_socket.get(), events, 0}, {m_stop, POLLIN, 0}};
        const int ready = ::poll(both, 2, static_cast<int>(timeout.count()));
        return ready > 0 && both[1].revents == 0;
    }
    bool more()
    {
        if (m_received.size() > LoopbackServer::requestBytesMax || !waitFor(POLLIN, milliseconds(-1)))
            return false;
        char buffer[16'384];
        const ssize_t size = ::recv(m_socket.get(), buffer, sizeof buffer, 0);
        if (size <= 0)
            return false;
        m_received.append(buffer, static_cast<std::size_t>(size));
        return true;
    }
    static void parseHead(std::string_view head, ServedRequest &request)
    {
        const std::string_view line = head.substr(0, head.find("\r\n"));
        const std::size_t first = line.find(' ');
        const std::size_t second = line.rfind(' ');
        if (first != std::string_view::npos && second > first) {
            request.method = line.substr(0, first);
            const std::string_view target = line.substr(first + 1, second - first - 1);
            const std::size_t mark = target.find('?');
            request.path = target.substr(0, mark);
            request.query = mark == std::string_view::npos ? "" : target.substr(mark + 1);
        }
        head.remove_prefix(std::min(head.size(), line.size() + 2));
        while (!head.empty()) {
            const std::string_view header = head.substr(0, head.find("\r\n"));
            head.remove_prefix(std::min(head.size(), header.size() + 2));
            const std::size_t colon = header.find(':');
            if (colon == std::string_view::npos)
                continue;
            std::string_view value = header.substr(colon + 1);
            while (value.starts_with(' '))
                value.remove_prefix(1);
            request.headers.emplace_back(lowerAscii(header.substr(0, colon)), value);
        }
    }

    Descriptor m_socket;
    int m_stop;
    std::string m_received;
    bool m_isEnded = false;
};

} // namespace

std::string_view ServedRequest::header(std::string_view lowerName) const
{
    for (const auto &[name, value] : headers) {
        if (name == lowerName)
            return value;
    }
    return {};
}

std::string_view ServedRequest::parameter(std::string_view name) const
{
    std::string_view rest = query;
    while (!rest.empty()) {
        const std::string_view pair = rest.substr(0, rest.find('&'));
        if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
            return pair.substr(name.size() + 1);
        rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    }
    return {};
}

class LoopbackServer::State
{
public:
    State(Descriptor listener, Descriptor stop, int port, Handler handler)
        : m_listener(std::move(listener)),
          m_stop(std::move(stop)),
          m_port(port),
          m_handler(std::move(handler)),
          m_acceptor("loopback", [this] { acceptAll(); })
    {}
    ~State()
    {
        const std::uint64_t one = 1;
        // An eventfd that is written and never read stays readable: every poll of every thread sees it.
        if (::write(m_stop.get(), &one, sizeof one) < 0)
            std::abort();
        m_acceptor.join();
    }
    [[nodiscard]] int port() const { return m_port; }
    [[nodiscard]] int requests() const { return m_requests.load(); }

private:
    struct Client
    {
        std::atomic<bool> isDone{false};
        StageThread thread;
    };

    void acceptAll()
    {
        std::list<Client> clients; // joined when this thread ends
        for (;;) {
            pollfd both[2] = {{m_listener.get(), POLLIN, 0}, {m_stop.get(), POLLIN, 0}};
            if (::poll(both, 2, -1) < 0 && errno != EINTR)
                return;
            if (both[1].revents != 0)
                return;
            const int fd = ::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC);
            clients.remove_if([](const Client &client) { return client.isDone.load(); });
            if (fd < 0)
                continue;
            if (clients.size() >= connectionsMax) {
                ::close(fd);
                continue;
            }
            Client &client = clients.emplace_back();
            client.thread = StageThread("client", [this, fd, &client] {
                serve(Descriptor(fd));
                client.isDone = true;
            });
        }
    }
    void serve(Descriptor socket)
    {
        Connection connection(std::move(socket), m_stop.get());
        for (ServedRequest request; !connection.isEnded() && connection.read(request); request = {}) {
            request.number = m_requests.fetch_add(1);
            m_handler(request, connection);
        }
    }

    Descriptor m_listener;
    Descriptor m_stop;
    int m_port;
    Handler m_handler;
    std::atomic<int> m_requests{0};
    StageThread m_acceptor; ///< last: the others must stand before it runs
};

Result<std::unique_ptr<LoopbackServer>> LoopbackServer::start(Handler handler)
{
    const auto refuse = [](const char *what) {
        return fail(ErrorCode::Unavailable, Recovery::Stop,
                    fmt::format("no local server could be started: {}: {}", what, std::strerror(errno)));
    };
    Descriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (listener.get() < 0)
        return refuse("socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener.get(), reinterpret_cast<const sockaddr *>(&address), size) != 0 ||
        ::listen(listener.get(), 64) != 0 ||
        ::getsockname(listener.get(), reinterpret_cast<sockaddr *>(&address), &size) != 0)
        return refuse("listen");
    Descriptor stop(::eventfd(0, EFD_CLOEXEC));
    if (stop.get() < 0)
        return refuse("eventfd");
    auto state = std::make_unique<State>(std::move(listener), std::move(stop), ntohs(address.sin_port),
                                         std::move(handler));
    return std::unique_ptr<LoopbackServer>(new LoopbackServer(std::move(state)));
}

LoopbackServer::LoopbackServer(std::unique_ptr<State> state) : m_state(std::move(state)) {}
LoopbackServer::~LoopbackServer() = default;

int LoopbackServer::port() const { return m_state->port(); }

std::string LoopbackServer::origin() const { return fmt::format("http://127.0.0.1:{}", m_state->port()); }

int LoopbackServer::requests() const { return m_state->requests(); }

std::string answerText(int status, std::string_view body, const std::vector<std::string> &headers,
                       std::string_view contentType)
{
    std::string text = fmt::format("HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n", status,
                                   reasonOf(status), contentType, body.size());
    for (const std::string &header : headers)
        text += header + "\r\n";
    text += "\r\n";
    text += body;
    return text;
}

std::string chunkText(std::string_view body) { return fmt::format("{:x}\r\n{}\r\n", body.size(), body); }

} // namespace weir
