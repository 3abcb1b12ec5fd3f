#pragma once

#include "core/drill/loopbackserver.h"

#include <condition_variable>
#include <fmt/format.h>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace weir::test {

/// An API of pages {"items":[{"id":…,"n":1}…],"next":…} that answers each page only when the test lets it.
class GatedApi
{
public:
    GatedApi(int pages, int pageRows) : m_pages(pages), m_pageRows(pageRows)
    {
        auto server = LoopbackServer::start([this](const ServedRequest &request, ServerConnection &wire) { serve(request, wire); });
        if (!server)
            throw std::runtime_error(server.error().detail);
        m_server = std::move(*server);
    }

    [[nodiscard]] std::string url() const { return m_server->origin() + "/orders"; }
    [[nodiscard]] int requests() const { return m_server->requests(); }
    /// Pages up to \a page are answered from now on.
    void open(int page)
    {
        const std::lock_guard lock(m_mutex);
        m_opened = page;
    }

private:
    void serve(const ServedRequest &request, ServerConnection &wire)
    {
        const std::string text(request.parameter("page"));
        const int page = text.empty() ? 1 : std::atoi(text.c_str());
        for (;;) {
            {
                const std::lock_guard lock(m_mutex);
                if (page <= m_opened)
                    break;
            }
            if (!wire.pause(std::chrono::milliseconds(5)))
                return;
        }
        nlohmann::json items = nlohmann::json::array();
        for (int i = 1; i <= m_pageRows; ++i)
            items.push_back({{"id", (page - 1) * m_pageRows + i}, {"n", 1}});
        nlohmann::json next;
        if (page < m_pages)
            next = fmt::format("/orders?page={}", page + 1);
        wire.send(answerText(200, nlohmann::json{{"items", items}, {"next", next}}.dump()));
    }

    const int m_pages, m_pageRows;
    std::mutex m_mutex;
    int m_opened = 0;
    std::unique_ptr<LoopbackServer> m_server;
};

} // namespace weir::test
