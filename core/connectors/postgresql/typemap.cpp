#include "core/connectors/postgresql/typemap.h"

#include <algorithm>
#include <fmt/format.h>

namespace weir::postgresql {

namespace {

/// typmods count the four bytes of the length word (src/include/utils/builtins.h, VARHDRSZ).
constexpr int headerSize = 4;
constexpr int numericPrecisionMax = 1000;

TypeView plain(TypeKind kind, Wire wire, std::uint32_t stageOid, const char *stageType)
{
    TypeView view;
    view.type = kind;
    view.wire = wire;
    view.stageOid = stageOid;
    view.stageType = stageType;
    view.needsCast = false;
    return view;
}

TypeView textView(int typmod, bool isPadded)
{
    TypeView view = plain(TypeKind::Text, Wire::Text, oid::text, "text");
    if (typmod > headerSize)
        view.type = Type::text(typmod - headerSize);
    view.needsCast = isPadded; // a comparison with char(n) must not become one of texts
    return view;
}

TypeView numericView(int typmod)
{
    TypeView view = plain(TypeKind::Decimal, Wire::Numeric, oid::numeric, "numeric");
    if (typmod < headerSize)
        return view;
    const int packed = typmod - headerSize;
    view.precision = (packed >> 16) & 0xffff;
    view.scale = ((packed & 0x7ff) ^ 1024) - 1024; // 11 bits with sign since version 15, the same for older ones
    if (view.scale >= 0 && view.scale <= view.precision)
        view.type = Type::decimal(view.precision, view.scale);
    return view;
}

TypeView timeView(TypeKind kind, Wire wire, std::uint32_t stageOid, const char *stageType, int typmod)
{
    TypeView view = plain(kind, wire, stageOid, stageType);
    if (typmod >= 0 && typmod <= 6)
        view.fraction = typmod;
    return view;
}

} // namespace

TypeView viewOf(std::uint32_t baseOid, int typmod, bool isEnum)
{
    switch (baseOid) {
    case oid::boolean: return plain(TypeKind::Bool, Wire::Bool, baseOid, "bool");
    case oid::int2: return plain(TypeKind::Int64, Wire::Int2, baseOid, "int2");
    case oid::int4: return plain(TypeKind::Int64, Wire::Int4, baseOid, "int4");
    case oid::int8: return plain(TypeKind::Int64, Wire::Int8, baseOid, "int8");
    case oid::float4: return plain(TypeKind::Float64, Wire::Float4, baseOid, "float4");
    case oid::float8: return plain(TypeKind::Float64, Wire::Float8, baseOid, "float8");
    case oid::numeric: return numericView(typmod);
    case oid::text: return textView(-1, false);
    case oid::varchar: return textView(typmod, false);
    case oid::bpchar: return textView(typmod, true);
    case oid::json: return plain(TypeKind::Json, Wire::Text, baseOid, "json");
    case oid::jsonb: return plain(TypeKind::Json, Wire::Jsonb, baseOid, "jsonb");
    case oid::bytea: return plain(TypeKind::Bytes, Wire::Bytea, baseOid, "bytea");
    case oid::date: return plain(TypeKind::Date, Wire::Date, baseOid, "date");
    case oid::time: return timeView(TypeKind::Time, Wire::Time, baseOid, "time", typmod);
    case oid::timestamp: return timeView(TypeKind::DateTime, Wire::Timestamp, baseOid, "timestamp", typmod);
    case oid::timestamptz: return timeView(TypeKind::Timestamp, Wire::Timestamptz, baseOid, "timestamptz", typmod);
    case oid::uuid: return plain(TypeKind::Text, Wire::Uuid, baseOid, "uuid");
    default: break;
    }
    TypeView view;
    if (isEnum)
        view.wire = Wire::Text;
    return view;
}

bool canEncode(TypeKind kind, Wire wire)
{
    switch (wire) {
    case Wire::None:
    case Wire::Text: return kind == TypeKind::Text || kind == TypeKind::Json || kind == TypeKind::Decimal;
    case Wire::Jsonb: return kind == TypeKind::Json || kind == TypeKind::Text;
    case Wire::Uuid: return kind == TypeKind::Text;
    case Wire::Bool: return kind == TypeKind::Bool;
    case Wire::Int2:
    case Wire::Int4:
    case Wire::Int8: return kind == TypeKind::Int64;
    case Wire::Float4:
    case Wire::Float8: return kind == TypeKind::Float64;
    case Wire::Numeric: return kind == TypeKind::Decimal || kind == TypeKind::Int64;
    case Wire::Bytea: return kind == TypeKind::Bytes;
    case Wire::Date: return kind == TypeKind::Date;
    case Wire::Time: return kind == TypeKind::Time;
    case Wire::Timestamp: return kind == TypeKind::DateTime;
    case Wire::Timestamptz: return kind == TypeKind::Timestamp;
    }
    return false;
}

std::string columnTypeSql(const Field &field)
{
    const Type &type = field.type;
    switch (type.kind) {
    case TypeKind::Bool: return "boolean";
    case TypeKind::Int64: return "bigint";
    case TypeKind::Float64: return "double precision";
    case TypeKind::Decimal:
        return type.precision > 0 && type.precision <= numericPrecisionMax
                   ? fmt::format("numeric({},{})", type.precision, type.scale)
                   : "numeric";
    case TypeKind::Text: return type.length > 0 ? fmt::format("varchar({})", type.length) : "text";
    case TypeKind::Json: return field.nativeType == "jsonb" ? "jsonb" : "json";
    case TypeKind::Bytes: return "bytea";
    case TypeKind::Date: return "date";
    case TypeKind::Time: return "time(6)";
    case TypeKind::DateTime: return "timestamp(6)";
    case TypeKind::Timestamp: return "timestamptz(6)";
    }
    return "text";
}

} // namespace weir::postgresql
