#pragma once

#include "core/data/schema.h"
#include "core/mapping/mapping.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

enum class DriftKind : std::uint8_t {
    Added,
    Removed,
    Widened,     ///< every old value still fits: text(20) to text(40), not null to nullable
    Narrowed,    ///< some old values may not fit any more
    TypeChanged, ///< another kind that does not hold all old values
    BecameNullable,
    BecameRequired,
    NativeChanged, ///< same values, another word for it in the endpoint
    KeyChanged,
};

/// What a run does about a change (delivery §10).
enum class DriftVerdict : std::uint8_t {
    Continue, ///< told once, no more
    Ask,      ///< by policy: ignore, add or stop; without a terminal nothing asks
    Pause,    ///< before the next batch
};

enum class DriftSide : std::uint8_t { Source, Target };

/// One difference between the schema of an earlier run and today's.
struct DriftChange
{
    DriftKind kind = DriftKind::Added;
    DriftVerdict verdict = DriftVerdict::Continue;
    std::string field;  ///< empty for the key
    std::string before; ///< type in words, key fields; empty when added
    std::string after;
    std::string renamedTo; ///< Removed only: the added field that looks like its new name; else empty
    std::vector<std::string>
        affected;         ///< target fields of the mapping, and "filter <name>", that use the field
    std::string sentence; ///< "source field \"qty\" (int64) is gone; used by quantity, filter empty rows"
};

struct SchemaDrift
{
    std::string before; ///< fingerprints
    std::string after;
    std::vector<DriftChange> changes; ///< removed and changed in old order, added in new order, key last
    DriftVerdict verdict = DriftVerdict::Continue; ///< the strictest of the changes
};

/// 32 hex digits that two schemas share when they have the same fields (by name, any order: fields are found
/// by name), types, nullability, native types and key.
[[nodiscard]] std::string schemaFingerprint(const Schema &schema);

/// What changed from \a before to \a after on that side, and which parts of \a mapping it touches (a field
/// that an expression names counts as used).
[[nodiscard]] SchemaDrift compareSchemas(DriftSide side, const Schema &before, const Schema &after,
                                         const Mapping &mapping);

} // namespace weir
