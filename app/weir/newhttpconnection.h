#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace weir {

/// The flags of `weir connections add-http`, and the connection file that they make.
class NewHttpConnection
{
public:
    void define(CLI::App &app);
    [[nodiscard]] bool replacesFile() const { return m_replacesFile; }
    /// The object of the connection file. InvalidConfig names the flag that cannot be.
    [[nodiscard]] Result<Json> settings() const;
    /// Names of the secrets that the file refers to.
    [[nodiscard]] std::vector<std::string> secretNames() const;
    [[nodiscard]] const std::vector<std::string> &streams() const { return m_streams; } ///< as given: NAME=PATH

private:
    [[nodiscard]] Result<Json> headers() const;
    [[nodiscard]] Result<Json> paging() const;
    [[nodiscard]] Result<Json> streamsObject() const;

    std::string m_url, m_bearerSecret, m_records, m_next, m_pageParam, m_offsetParam, m_nextCursor, m_cursorParam;
    std::vector<std::string> m_streams, m_headers, m_key;
    bool m_hasLinkHeader = false, m_allowsHttp = false, m_replacesFile = false;
    int m_firstPage = 1, m_limitSize = 0;
    double m_rate = 0;
};

} // namespace weir
