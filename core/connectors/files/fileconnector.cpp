#include "core/connectors/files/fileconnector.h"

namespace weir {

ConnectorSpec fileConnector()
{
    ConnectorSpec spec;
    spec.kind = "file";
    spec.title = "File";
    return spec;
}

} // namespace weir
