#pragma once

#include <string_view>
#include <vector>

namespace weir {

/// One step of the ledger's schema: the content of migrations/NNNN_what.sql, run in one transaction, never edited after
/// a release.
struct Migration
{
    int number = 0;
    std::string_view name;
    std::string_view sql;
};

/// All migrations in order; the last number is the version of this build. Generated from the files.
[[nodiscard]] const std::vector<Migration> &migrations();

} // namespace weir
