#pragma once

#include "core/mapping/schemadrift.h"
#include "core/workspace/job.h"

#include <string_view>

namespace weir {

/// Databases declare their fields; what files and APIs have is only known as far as it was looked at.
[[nodiscard]] bool declaresFields(std::string_view connectorKind);

/// \a today where it can be compared with the fields that earlier runs pinned: SQLite's types are a sample's, and a field
/// that a file or an API does not show today is not gone.
[[nodiscard]] Schema comparableFields(const Schema &pinned, const Schema &today, std::string_view connectorKind);

/// \a compared without the fields that \a today does not show and nothing of the job's mapping reads: a mapping that was
/// changed says that they are gone.
[[nodiscard]] Schema withoutUnreadFields(const Job &job, const Schema &compared, const Schema &today);

/// What changed in the source of \a job since its fields were pinned, and what of its mapping that touches; \a compared is
/// comparableFields(). Without a mapping every field goes to its own name.
[[nodiscard]] SchemaDrift sourceDrift(const Job &job, const Schema &pinned, const Schema &compared);

} // namespace weir
