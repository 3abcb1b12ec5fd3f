#pragma once

#include <QString>

namespace weir {

/// First letters of the Mandarin readings of \a text's characters, other characters as they are, lower case: 订单表2 is
/// "ddb2". Covers the 3,755 common characters of GB 2312 level 1, which that standard orders by reading.
[[nodiscard]] QString pinyinInitials(const QString &text);

/// True when \a text or its initials contain what was \a typed, whatever the case.
[[nodiscard]] bool matchesTyped(const QString &text, const QString &typed);

} // namespace weir
