#pragma once

#include "core/data/conversion.h"

#include <string>

namespace weir {

/// What a person should know before values of \a from become \a to: which of them cannot be kept exactly, and
/// what becomes of those. Empty: nothing, either because every value fits or because fitting is a matter of
/// the single value (text to int64), which the sample tells better than the types. Delivery §11: any lossy
/// conversion is a finding before the run.
///
/// \a toNative is the target's own word for \a to ("character varying(20)"); empty: none.
[[nodiscard]] std::string conversionWarning(const Type &from, const Type &to, OnTooLong onTooLong,
                                            const std::string &toNative = {});

/// True when turning \a from into \a to needs a zone (for text and json: wherever a value has no UTC offset).
[[nodiscard]] bool needsZone(const Type &from, const Type &to);

/// True when every value of \a from fits \a to by its bounds, kinds aside: text(20) in text(40), decimal(8,2)
/// in decimal(12,2). False for different kinds.
[[nodiscard]] bool isAtLeastAsWide(const Type &to, const Type &from);

} // namespace weir
