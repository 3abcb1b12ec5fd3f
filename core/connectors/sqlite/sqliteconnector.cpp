#include "core/connectors/sqlite/sqliteconnector.h"

namespace weir {

ConnectorSpec sqliteConnector()
{
    ConnectorSpec spec;
    spec.kind = "sqlite";
    spec.title = "SQLite";
    return spec;
}

} // namespace weir
