#pragma once

#include "core/connectors/connectorspec.h"
#include "core/connectors/http/auth.h"
#include "core/connectors/http/httptransport.h"
#include "core/connectors/http/paging.h"
#include "core/limits/endpointgate.h"
#include "core/limits/retrypolicy.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// A connection of kind "http" as its file says (architecture §8): what every stream of it shares.
struct HttpConnection
{
    HttpProfile profile;
    EndpointSettings limits;
    HttpAuth auth;
    std::int64_t pagesMax = 10'000; ///< without a record: a loop

    /// \a flags: what a command line adds (bearerSecret, headers, rate, allowHttp); may be null.
    [[nodiscard]] static Result<HttpConnection> read(const ConnectionContext &context, const Json *flags);
};

/// One stream to read: where it begins and how its pages are read.
struct HttpStream
{
    std::string name;
    HttpConnection connection;
    Url first;                       ///< of the first page, without paging
    std::optional<JsonPath> records; ///< nothing: found on the first page
    bool isLines = false;            ///< NDJSON
    std::optional<Paging> paging;    ///< nothing: found on the first page
    std::vector<std::string> key;
    std::optional<JsonPath> total; ///< where the declared total is
    std::string totalHeader = "x-total-count";
    bool hasNoTotal = false;
    std::string cursorField; ///< incremental: field whose highest value is the next start
    std::string cursorParam; ///< and the query parameter that asks for it
    std::chrono::milliseconds overlap{0};
    std::vector<std::string> select;
    bool rawJson = false;
    std::int64_t rowsMax = -1;
    RetryPolicy retry;

    /// The stream that \a options name, in the connection of \a context, with the paging overrides and flags
    /// of options.format. InvalidConfig names what is wrong and what is near.
    [[nodiscard]] static Result<HttpStream> read(const ConnectionContext &context,
                                                 const ReadOptions &options);
};

/// The object of the stream \a name in a connection's settings; an empty object when \a name is a path. InvalidConfig names
/// what is near.
[[nodiscard]] Result<const Json *> findHttpStream(const Json &settings, const std::string &name);

/// The URL of \a path behind \a base.
[[nodiscard]] Result<Url> joinPath(const Url &base, const std::string &path);

} // namespace weir
