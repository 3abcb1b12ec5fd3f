#pragma once

#include "ui/wizard/wizardstate.h"

#include <string>

namespace weir {

/// A column of a table that will be made, and why it has its type.
struct PlannedColumn
{
    Field field;
    bool isChosen = false;  ///< the person's type, from job.types
    std::int64_t longest = 0; ///< characters of the longest value seen; 0: no text
};

/// Type that keeps every value seen and has room for longer ones: the longest text of 57 characters gives text(80).
/// Texts longer than 2,000 characters, and those never seen, get no bound.
[[nodiscard]] Type withHeadRoom(const FieldProfile &profile);

/// The columns of a new table for \a source, in its order: its fields, under the names that the mapping gives them, then what
/// the mapping makes besides (constants, expressions).
[[nodiscard]] std::vector<PlannedColumn> planColumns(const SourceLook &source, const Job &job);

/// Their schema, with the job's key; for a file as target the source's own fields.
[[nodiscard]] SchemaPtr planSchema(const SourceLook &source, const Job &job, bool isFileTarget);

} // namespace weir
