#include "core/connectors/http/httpconnector.h"

namespace weir {

ConnectorSpec httpConnector()
{
    ConnectorSpec spec;
    spec.kind = "http";
    spec.title = "HTTP";
    return spec;
}

} // namespace weir
