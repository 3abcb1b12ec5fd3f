#pragma once

#include "core/base/result.h"
#include "core/data/schema.h"

#include <cstdint>
#include <string>

namespace weir::postgresql {

/// The binary form of a type on the wire (src/backend/utils/adt/*, the _recv and _send functions). Text stands for all
/// types whose binary form is their text: text, varchar, bpchar, json, enums. None: there is no encoder of ours, the
/// value travels as text and the server casts it.
enum class Wire : std::uint8_t {
    None, Bool, Int2, Int4, Int8, Float4, Float8, Numeric, Text, Jsonb, Bytea, Date, Time, Timestamp, Timestamptz, Uuid,
};

/// Type OIDs of pg_type.dat that never change.
namespace oid {
inline constexpr std::uint32_t boolean = 16, bytea = 17, int8 = 20, int2 = 21, int4 = 23, text = 25, json = 114,
                               float4 = 700, float8 = 701, bpchar = 1042, varchar = 1043, date = 1082, time = 1083,
                               timestamp = 1114, timestamptz = 1184, numeric = 1700, uuid = 2950, jsonb = 3802,
                               xid8 = 5069;
} // namespace oid

/// A type of the server, seen from both sides.
struct TypeView
{
    Type type;               ///< what values of it are in Weir
    Wire wire = Wire::None;
    std::uint32_t stageOid = oid::text; ///< type that carries it into a statement: its own, or text
    std::string stageType = "text";     ///< the same as SQL
    bool needsCast = true;   ///< from stageType to the column's type, without its length
    int precision = 0;       ///< numeric(p, s) as declared; 0: unbounded. s may be negative or above p
    int scale = 0;
    int fraction = 6;        ///< digits of a second: time(3), timestamp(0)
};

/// The view of a base type (never a domain) with its typmod; \a isEnum from pg_type.typtype.
[[nodiscard]] TypeView viewOf(std::uint32_t baseOid, int typmod, bool isEnum);

/// True when values of \a kind go to \a wire without a conversion that could change them.
[[nodiscard]] bool canEncode(TypeKind kind, Wire wire);

/// The column type that a created table gets (architecture §4, "Types by dialect").
[[nodiscard]] std::string columnTypeSql(const Field &field);

} // namespace weir::postgresql
