#include "tests/support/cutproxy.h"

#include <array>
#include <cstring>
#include <fmt/format.h>
#include <poll.h>
#include <stdexcept>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace weir::test {

namespace {

sockaddr_un addressOf(const std::string &path)
{
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    return address;
}

bool sendAll(int to, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

/// What libpq sends for COMMIT, as a simple query or as a Parse message, always in one piece.
bool holdsCommit(std::string_view bytes)
{
    return bytes.find(std::string_view("COMMIT\0", 7)) != std::string_view::npos;
}

} // namespace

CutProxy::CutProxy(const PostgresqlServer &server, Cut cut)
    : m_server(fmt::format("{}/.s.PGSQL.{}", server.socketFolder(), server.port())), m_port(server.port()), m_cut(cut)
{
    m_listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = addressOf(m_folder.file(fmt::format(".s.PGSQL.{}", m_port)));
    if (bind(m_listener, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0 || listen(m_listener, 16) != 0)
        throw std::runtime_error("the proxy cannot listen");
    const std::lock_guard lock(m_mutex);
    m_threads.emplace_back([this] { accept(); });
}

CutProxy::~CutProxy()
{
    m_isEnding.store(true);
    for (;;) {
        std::thread thread;
        {
            const std::lock_guard lock(m_mutex);
            if (m_threads.empty())
                break;
            thread = std::move(m_threads.back());
            m_threads.pop_back();
        }
        thread.join();
    }
    close(m_listener);
}

std::string CutProxy::place() const
{
    return fmt::format("postgresql://postgres@localhost:{}/postgres?host={}", m_port, m_folder.path());
}

void CutProxy::arm(int nth, int times)
{
    const std::lock_guard lock(m_mutex);
    m_passBefore = nth - 1;
    m_cutsLeft = times;
}

bool CutProxy::isDue()
{
    const std::lock_guard lock(m_mutex);
    if (m_cutsLeft == 0 || m_passBefore-- > 0)
        return false;
    m_passBefore = 0;
    --m_cutsLeft;
    ++m_cuts;
    return true;
}

void CutProxy::accept()
{
    while (!m_isEnding.load()) {
        pollfd waiting = {m_listener, POLLIN, 0};
        if (poll(&waiting, 1, 50) <= 0)
            continue;
        const int client = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0)
            continue;
        const std::lock_guard lock(m_mutex);
        m_threads.emplace_back([this, client] { carry(client); });
    }
}

void CutProxy::carry(int client)
{
    const int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = addressOf(m_server);
    bool isOpen = connect(server, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    bool wroteCheckpoint = false, swallowsAnswer = false;
    std::array<char, 65536> buffer;
    while (isOpen && !m_isEnding.load()) {
        std::array<pollfd, 2> ends = {pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
        if (poll(ends.data(), ends.size(), 50) <= 0)
            continue;
        for (std::size_t i = 0; i < ends.size() && isOpen; ++i) {
            if (ends[i].revents == 0)
                continue;
            const ssize_t got = recv(ends[i].fd, buffer.data(), buffer.size(), 0);
            if (got <= 0) {
                isOpen = false;
                break;
            }
            const std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
            if (i == 1) {
                // The answer to COMMIT says that it happened; the client never reads it.
                isOpen = !swallowsAnswer && sendAll(client, bytes);
                continue;
            }
            wroteCheckpoint = wroteCheckpoint || bytes.find("weir_advance") != std::string_view::npos;
            if (wroteCheckpoint && holdsCommit(bytes)) {
                wroteCheckpoint = false;
                if (isDue()) {
                    swallowsAnswer = m_cut == Cut::AfterCommit;
                    isOpen = swallowsAnswer;
                    if (!isOpen)
                        break;
                }
            }
            isOpen = sendAll(server, bytes);
        }
    }
    close(client);
    close(server);
}

} // namespace weir::test
