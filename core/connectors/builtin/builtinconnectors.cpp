#include "core/connectors/builtin/builtinconnectors.h"

#include "core/connectors/files/fileconnector.h"
#include "core/connectors/http/httpconnector.h"
#include "core/connectors/postgresql/postgresqlconnector.h"
#include "core/connectors/sqlite/sqliteconnector.h"

namespace weir {

const std::vector<ConnectorSpec> &builtinConnectors()
{
    static const std::vector<ConnectorSpec> connectors = {fileConnector(), sqliteConnector(), postgresqlConnector(),
                                                          httpConnector()};
    return connectors;
}

const ConnectorSpec *findConnector(std::string_view kind)
{
    for (const ConnectorSpec &connector : builtinConnectors()) {
        if (connector.kind == kind)
            return &connector;
    }
    return nullptr;
}

} // namespace weir
