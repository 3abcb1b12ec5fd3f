#include "core/connectors/mariadb/typemap.h"

#include <fmt/format.h>

namespace weir::mariadb {

namespace {

constexpr int decimalDigitsMax = 65;
constexpr int decimalScaleMax = 38;
constexpr int keyLengthMax = 768;
constexpr int varcharLengthMax = 16'000; ///< a row of all columns together holds 65,535 bytes

Unexpected refuse(const Field &field, std::string_view why)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                fmt::format("field \"{}\" ({}) has no column type in MySQL: {}", field.name, typeText(field.type), why));
}

} // namespace

Result<std::string> columnTypeSql(const Field &field, bool isKey)
{
    const Type &type = field.type;
    switch (type.kind) {
    case TypeKind::Bool: return std::string("TINYINT(1)");
    case TypeKind::Int64: return std::string("BIGINT");
    case TypeKind::Float64: return std::string("DOUBLE");
    case TypeKind::Decimal:
        if (type.precision < 1 || type.precision > decimalDigitsMax || type.scale > decimalScaleMax)
            return refuse(field, "give it a size such as decimal(18,4), at most decimal(65,38)");
        return fmt::format("DECIMAL({},{})", type.precision, type.scale);
    case TypeKind::Text:
        if (isKey && (type.length < 1 || type.length > keyLengthMax))
            return refuse(field, "text in a key needs a length of at most 768, such as text(100)");
        if (type.length > 0 && type.length <= varcharLengthMax)
            return fmt::format("VARCHAR({}) CHARACTER SET utf8mb4", type.length);
        return std::string("LONGTEXT CHARACTER SET utf8mb4");
    case TypeKind::Json:
    case TypeKind::Bytes:
        if (isKey)
            return refuse(field, "it cannot be part of a key");
        return std::string(type.kind == TypeKind::Json ? "JSON" : "LONGBLOB");
    case TypeKind::Date: return std::string("DATE");
    case TypeKind::Time: return std::string("TIME(6)");
    case TypeKind::DateTime:
    case TypeKind::Timestamp: return std::string("DATETIME(6)"); // an instant as its UTC time: TIMESTAMP ends in 2038
    }
    return refuse(field, "it is unknown");
}

} // namespace weir::mariadb
