#pragma once

#include "core/connectors/http/httpsource.h"
#include "core/base/json.h"
#include "tests/support/httptestserver.h"

#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace weir::test {

/// Every way of paging that FakeApi knows.
[[nodiscard]] const std::vector<std::string> &pagingKinds();

/// An API of some records (25 in pages of 10, unless told) that pages in any way, and errs as told.
///
/// Thread-safety: serve() on any thread; the rest before the first request.
class FakeApi
{
public:
    static constexpr int recordsMax = 25;
    static constexpr int pageSize = 10;

    /// Gets the good answer of the page and what the page before was answered with.
    using Fault =
        std::function<HttpTestServer::Answer(const std::string &goodText, const std::string &textBefore)>;

    explicit FakeApi(std::string kind, int records = recordsMax, int perPage = pageSize)
        : m_kind(std::move(kind)), m_records(records), m_pageSize(perPage)
    {}

    /// The n-th time (from 1) that page \a page (from 0) is asked for, \a fault answers; 0: always.
    void spoil(int page, int time, Fault fault) { m_faults[{page, time}] = std::move(fault); }
    void setTotal(std::string json) { m_total = std::move(json); }
    void setTotalHeader(int total) { m_totalHeader = total; }
    [[nodiscard]] Json paging() const;
    void serve(const ServedRequest &request, ServerConnection &wire);
    [[nodiscard]] std::string textOf(int page) const;

private:
    [[nodiscard]] int pageOf(const ServedRequest &request) const;

    std::string m_kind;
    int m_records;
    int m_pageSize;
    std::string m_total;
    int m_totalHeader = -1;
    std::map<std::pair<int, int>, Fault> m_faults;
    std::map<int, int> m_times;
    std::mutex m_mutex;
};

/// The stream "orders" of a connection to \a base, with short delays. \a extra: other members of the connection.
[[nodiscard]] HttpStream streamOf(const std::string &base, const Json &stream, const ReadOptions &options = {},
                                  Json extra = Json::object());
[[nodiscard]] std::unique_ptr<HttpSource> sourceOf(HttpStream stream);

/// What a source gave, as far as it came.
struct HttpReading
{
    std::vector<std::string> ids;
    std::vector<SourcePage> pages;
    std::optional<Error> error;
    std::size_t attempts = 0;
    SourceShape shape;
};

[[nodiscard]] HttpReading readAll(HttpSource &source, const Cursor &from = {}, const SchemaPtr &pinned = nullptr);
[[nodiscard]] HttpReading readApi(FakeApi &api, Json stream = Json::object(), const ReadOptions &options = {});

/// The ids \a from, \a from + 1 … as text.
[[nodiscard]] std::vector<std::string> ids(int from, int count);
/// Exactly \a bytes; the connection stays.
[[nodiscard]] HttpTestServer::Answer text(std::string bytes);

} // namespace weir::test
