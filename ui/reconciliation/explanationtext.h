#pragma once

#include <QString>

namespace weir {

/// Why a row differs, for people. \a explanation is the ledger's: a word of the closed list, where it says more with
/// "(CODE in FIELD, POSITION)" or "(RULE)" behind it; empty: nothing explains it.
[[nodiscard]] QString explanationText(const QString &explanation);

} // namespace weir
