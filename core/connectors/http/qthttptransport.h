#pragma once

#include "core/connectors/http/httptransport.h"

#include <memory>

namespace weir {

/// Makes the process's QCoreApplication if there is none yet; Qt's event loops need one.
/// makeQtHttpTransport() calls it; a program with an application object of its own makes that first. Any
/// thread.
void ensureQtApplication();

/// The one HttpTransport: HTTP/1.1 over Qt's sockets (TLS, proxies, name look-up) on a thread of its own, one
/// for each connection profile, so that no connection is shared between identities. Framing is read by
/// ResponseParser: QNetworkAccessManager of Qt 6.4 reports a chunked body that was cut at a chunk's border as
/// success, repeats requests by itself and cannot bound headers. Host names are resolved and their addresses
/// checked first; connections go to the address with the name in Host and in the certificate check (SR-13).
/// Through a proxy the proxy resolves.
///
/// InvalidConfig when the CA file or the proxy is unusable.
[[nodiscard]] Result<std::unique_ptr<HttpTransport>> makeQtHttpTransport(HttpProfile profile);

} // namespace weir
