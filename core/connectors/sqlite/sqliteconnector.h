#pragma once

#include "core/connectors/connectorspec.h"

namespace weir {

/// The SQLite connector: its sources, targets, streams and test.
[[nodiscard]] ConnectorSpec sqliteConnector();

} // namespace weir
