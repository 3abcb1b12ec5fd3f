#pragma once

#include "core/data/schema.h"

#include <string>
#include <string_view>

namespace weir {

/// A schema as one line of JSON, for the ledger: {"fields":[{"name","type","nullable","native"}],"key":[…]}.
[[nodiscard]] std::string schemaToJson(const Schema &schema);
/// The inverse. StorageCorrupt otherwise.
[[nodiscard]] Result<Schema> schemaFromJson(std::string_view text);

} // namespace weir
