#pragma once

#include "core/base/result.h"
#include "core/base/uuid.h"
#include "core/connectors/sqlite/sqlitetable.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

class SqliteDatabase;

/// The table into which replace mode loads a generation: made like the target, with its keys, unique indexes,
/// checks and defaults, under a name that only this job and stream have. All functions run in the caller's
/// transaction.
[[nodiscard]] std::string stageName(const Uuid &job, std::string_view stream);

[[nodiscard]] Result<bool> hasStage(SqliteDatabase &database, const std::string &stage);

/// Makes it empty; one that is there is left over from a load that was given up, and goes.
[[nodiscard]] Result<void> makeStage(SqliteDatabase &database, const SqliteTable &target,
                                     const std::string &stage);

[[nodiscard]] Result<void> dropStage(SqliteDatabase &database, const std::string &stage);

/// Puts the stage's rows in the place of the target's, and drops the stage. The connection has foreign keys
/// switched off; rows of other tables that would lose the row they refer to are an Error, and the caller
/// rolls back.
[[nodiscard]] Result<void> swapStage(SqliteDatabase &database, const SqliteTable &target,
                                     const std::string &stage);

} // namespace weir
