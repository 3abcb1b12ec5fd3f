// Any text as an expression: compiled, and evaluated over rows where it compiles.

#include "core/expression/fuzzexpression.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    weir::fuzzExpression({reinterpret_cast<const char *>(data), size});
    return 0;
}
