#pragma once

namespace weir::test {

/// True in a build that checks every access to memory: it is slower, and what it frees stays resident for a while.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool isSanitized = true;
#else
inline constexpr bool isSanitized = false;
#endif

/// By how much a bound in time is to be stretched.
inline constexpr int slowness = isSanitized ? 10 : 1;

} // namespace weir::test
