// Not in the default build: clang++ -fsanitize=fuzzer,address with the libraries of core/expression and
// below.
#include "core/expression/fuzzexpression.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    weir::fuzzExpression({reinterpret_cast<const char *>(data), size});
    return 0;
}
