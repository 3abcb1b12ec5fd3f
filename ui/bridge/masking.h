#pragma once

#include <QString>

namespace weir {

/// \a text with personal data masked: what every list, tooltip, copy and export shows (SR-64). The text itself stays as it
/// is in the ledger.
[[nodiscard]] QString masked(const QString &text);

} // namespace weir
