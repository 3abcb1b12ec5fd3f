#pragma once

#include "core/connectors/http/httpstream.h"
#include "core/connectors/http/pathtemplate.h"
#include "core/connectors/target.h"

#include <chrono>
#include <optional>
#include <string>

namespace weir {

/// How rows are written to one stream of an HTTP connection: the "write" object of the stream, checked.
struct HttpWrite
{
    std::string name;
    HttpConnection connection;             ///< whoever makes the client takes it
    Url base;
    std::chrono::milliseconds totalTime{0}; ///< of an answer that comes later (202)
    std::string method = "POST";
    PathTemplate path;
    std::int64_t rowsMax = 1;              ///< of one request; more than 1: bulk
    bool isBulk = false;
    std::string itemsAt;                   ///< member that holds the array of a bulk request; empty: the body is the array
    std::optional<JsonPath> resultsAt;     ///< where a bulk answer has one result for each row
    std::string idempotencyHeader;
    std::chrono::milliseconds window{0};   ///< for so long the API knows a key; 0: unknown
    std::optional<JsonPath> successField;  ///< of an answer, or of each result
    std::string successValue;
    std::optional<PathTemplate> lookUp;
    std::chrono::milliseconds settle{5'000}; ///< how long an API may take to show what it took (delivery §4: ≥ 5 s)

    /// The stream that \a options name. InvalidConfig names what is wrong and what is near.
    [[nodiscard]] static Result<HttpWrite> read(const ConnectionContext &context, const WriteOptions &options);

    /// What can be promised (delivery §1): D1 with a key whose window is known; D2 where a row has its own address that is
    /// written whole, or can be looked up; else D3.
    [[nodiscard]] Guarantee guarantee() const;
    /// The row's own address: sending again what was sent changes nothing.
    [[nodiscard]] bool isAddressed() const { return method != "POST" && !path.fields().empty(); }
};

} // namespace weir
