#pragma once

#include "core/connectors/connectorspec.h"

namespace weir {

/// The PostgreSQL connector: its sources, targets, streams and test.
[[nodiscard]] ConnectorSpec postgresqlConnector();

} // namespace weir
