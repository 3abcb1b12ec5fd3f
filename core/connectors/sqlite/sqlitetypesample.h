#pragma once

#include "core/connectors/source.h"
#include "core/connectors/sqlite/sqlitestatement.h"
#include "core/connectors/sqlite/sqlitetable.h"

#include <cstdint>
#include <string>
#include <vector>

namespace weir {

/// SQLite does not make values keep to their column's declared type, so the values of a sample have a say: a
/// declared type that SQLite itself enforces stands; any other one stands if every sampled value is exactly
/// of it, else the narrowest that keeps them all, else text.
class SqliteTypeSample
{
public:
    explicit SqliteTypeSample(std::vector<SqliteColumn> columns);
    /// Looks at a row; column i of the statement is column i given.
    void add(const SqliteStatement &statement);

    struct Choice
    {
        Type type;
        std::string reason;
        std::string doubt; ///< sentence for a finding; empty: none
    };
    [[nodiscard]] Choice choose(std::size_t column) const;

private:
    struct Seen
    {
        std::int64_t values = 0;
        std::int64_t wholes = 0;
        std::int64_t bits = 0;      ///< of the wholes: 0 or 1
        std::int64_t bigWholes = 0; ///< of the wholes: beyond 2^53
        std::int64_t reals = 0;
        std::int64_t texts = 0;
        std::int64_t blobs = 0;
        std::int64_t dates = 0; ///< of the texts, like those below
        std::int64_t times = 0;
        std::int64_t dateTimes = 0;
        std::int64_t timestamps = 0;
        std::int64_t decimals = 0;
        std::int64_t jsons = 0;
    };
    [[nodiscard]] Choice chooseByValues(const Seen &seen) const;

    std::vector<SqliteColumn> m_columns;
    std::vector<Seen> m_seen;
};

} // namespace weir
