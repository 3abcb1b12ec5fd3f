#pragma once

#include "core/base/result.h"
#include "core/data/schema.h"

#include <string>

namespace weir::mariadb {

/// The column type that a created table gets (MariaDB manual, "Data Types"). Text in a key must have a length of at most
/// 768, because an index holds 3,072 bytes. InvalidConfig for what the server cannot hold unchanged: decimals without a
/// bound or of more than 65 digits (38 behind the point), and unbounded text or bytes in a key.
[[nodiscard]] Result<std::string> columnTypeSql(const Field &field, bool isKey);

} // namespace weir::mariadb
