#include "tests/support/places.h"

namespace weir::test {

std::string sourceDirectory() { return WEIR_SOURCE_DIR; }

std::string weirProgram() { return WEIR_BINARY; }

} // namespace weir::test
