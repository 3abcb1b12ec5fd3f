#include "core/connectors/postgresql/postgresqlconnector.h"

namespace weir {

ConnectorSpec postgresqlConnector()
{
    ConnectorSpec spec;
    spec.kind = "postgresql";
    spec.title = "PostgreSQL";
    return spec;
}

} // namespace weir
