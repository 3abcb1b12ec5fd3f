#pragma once

#include "core/base/error.h"

#include <QString>

namespace weir {

/// For people: what kind of failure it is and what to do about it. The engine's own words (Error::detail, English) belong
/// behind "Technical details".
[[nodiscard]] QString errorText(const Error &error);

} // namespace weir
