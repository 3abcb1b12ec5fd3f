#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

/// How values of a field are stored and compared (architecture: "Data in memory").
enum class TypeKind : std::uint8_t {
    Bool,      ///< 0 or 1
    Int64,     ///< signed 64 bits
    Float64,   ///< IEEE 754 double
    Decimal,   ///< canonical text, scale kept as written; see decimal.h
    Text,      ///< UTF-8, validated
    Json,      ///< one JSON value as written, UTF-8; empty = the member is absent
    Bytes,     ///< any bytes
    Date,      ///< int32 days since 1970-01-01
    Time,      ///< int64 microseconds since midnight
    DateTime,  ///< int64 microseconds since 1970-01-01T00:00, no zone
    Timestamp, ///< int64 microseconds since 1970-01-01T00:00Z
};

/// A type as written in mappings: a kind and, where it has one, its bound.
struct Type
{
    TypeKind kind = TypeKind::Text;
    int precision = 0; ///< decimal(p, s): digits in all, 0 = unbounded
    int scale = 0;     ///< decimal(p, s): digits behind the point, only meaningful with precision > 0
    int length = 0;    ///< text(n): code points, bytes(n): bytes, 0 = unbounded

    Type() = default;
    Type(TypeKind kind) : kind(kind) {} // NOLINT: a bare kind is a type
    [[nodiscard]] static Type decimal(int precision, int scale);
    [[nodiscard]] static Type text(int length);

    bool operator==(const Type &) const = default;
};

/// True for the kinds stored as text: Decimal, Text, Json, Bytes.
[[nodiscard]] constexpr bool isVariableWidth(TypeKind kind)
{
    return kind == TypeKind::Decimal || kind == TypeKind::Text || kind == TypeKind::Json || kind == TypeKind::Bytes;
}

/// "text(40)", "decimal(12,2)", "timestamp" … as in mapping files.
[[nodiscard]] std::string typeText(const Type &type);

/// The inverse of typeText(); spaces and case are free. InvalidConfig, with the nearest known type, otherwise.
[[nodiscard]] Result<Type> parseType(std::string_view text);

} // namespace weir
