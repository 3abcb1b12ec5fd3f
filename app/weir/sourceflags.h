#pragma once

#include "core/base/json.h"
#include "core/connectors/connectorspec.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace weir {

/// The flags that say how a place is read: file dialect, API paging, database query. Shared by `copy`, `inspect` and
/// `map`.
struct SourceFlags
{
    std::vector<std::string> select;
    std::string where, query, orderKey, cursor, overlap;
    bool isScanAll = false;
    // files
    std::string format, delimiter, encoding, nullText, sheet, values;
    bool hasNoHeader = false;
    int headerRow = 0, skip = -1;
    // APIs
    std::string records, next, pageParam, offsetParam, nextCursor, cursorParam, bearerSecret;
    bool isLinkHeader = false, allowsHttp = false;
    int firstPage = 1, limitSize = 0;
    double rate = 0;
    std::vector<std::string> headers;
    // databases
    std::string sourceSecret;

    void define(CLI::App &app);
    /// Puts what was said into \a read. InvalidConfig names the flag that cannot be.
    [[nodiscard]] Result<void> apply(ReadOptions &read) const;

private:
    [[nodiscard]] Result<Json> dialect() const;
    [[nodiscard]] Result<void> addHeaders(Json &object) const;
};

} // namespace weir
