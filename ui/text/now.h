#pragma once

#include <QDateTime>

namespace weir {

/// What the window takes for now, in the machine's time zone. Every page asks here, so that a picture can be taken again.
///
/// Thread-safety: any thread; freezeNow() before the first page is built.
[[nodiscard]] QDateTime now();
/// From here on now() is \a time; a time that is not valid: the machine's clock again.
void freezeNow(const QDateTime &time);

} // namespace weir
