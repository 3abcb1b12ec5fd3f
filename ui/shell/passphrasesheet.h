#pragma once

#include "core/base/result.h"
#include "core/secrets/secret.h"

class QCoreApplication;

namespace weir {

/// Asks the person at the window for the passphrase of the vault, twice when \a isNew. Called on a worker thread, which
/// waits; Cancelled when the person does not answer.
[[nodiscard]] Result<Secret> askPassphraseFromWorker(QCoreApplication &application, bool isNew);

} // namespace weir
