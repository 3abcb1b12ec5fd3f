#pragma once

#include "core/connectors/connectorspec.h"

#include <string_view>
#include <vector>

namespace weir {

/// Every connector of this build, in the order of the gallery.
[[nodiscard]] const std::vector<ConnectorSpec> &builtinConnectors();

/// The connector of \a kind; null when there is none.
[[nodiscard]] const ConnectorSpec *findConnector(std::string_view kind);

} // namespace weir
