#pragma once

#include "core/connectors/connectorspec.h"

namespace weir {

/// The HTTP connector: its sources, targets, streams and test.
[[nodiscard]] ConnectorSpec httpConnector();

} // namespace weir
