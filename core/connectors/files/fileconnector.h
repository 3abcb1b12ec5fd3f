#pragma once

#include "core/connectors/connectorspec.h"

namespace weir {

/// The File connector: its sources, targets, streams and test.
[[nodiscard]] ConnectorSpec fileConnector();

} // namespace weir
