#pragma once

#include <string>

/// \file
/// Where the sources and the built program lie: functions and not macros, so that a test compiles alike in
/// every folder and the compiler cache of one serves all.

namespace weir::test {

/// The root of the sources, without a slash at its end.
[[nodiscard]] std::string sourceDirectory();

/// The built `weir`.
[[nodiscard]] std::string weirProgram();

} // namespace weir::test
