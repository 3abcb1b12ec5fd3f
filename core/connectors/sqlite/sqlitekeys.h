#pragma once

#include "core/connectors/sqlite/sqlitebinding.h"
#include "core/connectors/target.h"

#include <cstdint>
#include <string>
#include <vector>

namespace weir {

/// One part of the key by which rows are matched.
struct SqliteKeyPart
{
    std::size_t binding = 0; ///< index into the bindings
    std::string collation;   ///< of the unique index: "BINARY", "NOCASE", "RTRIM"
};

/// Which rows of a batch stand for their key: the last of each key, by the target's own equality (delivery
/// §4.1).
struct SqliteWinners
{
    bool isAll = true;              ///< no key comes twice: `rows` is empty and every row stands
    std::vector<std::int32_t> rows; ///< ascending
    std::int64_t superseded = 0;
    RowErrors withoutKey; ///< NotNull: rows whose key holds NULL, which matches nothing; ascending
};

/// Looks only at \a candidates when it is given. \a bindings are those of the batch.
[[nodiscard]] SqliteWinners findWinners(const WriteBatch &batch, const std::vector<std::int32_t> *candidates,
                                        const std::vector<SqliteBinding> &bindings,
                                        const std::vector<SqliteKeyPart> &key);

} // namespace weir
