#pragma once

#include <QString>

namespace weir {

/// Where a row stands, in the words of the window: the engine's "line 1412", "byte 88213", "page 7, row 3",
/// "sheet Orders, row 12". What it does not know stays as it is.
[[nodiscard]] QString positionText(const QString &position);

} // namespace weir
