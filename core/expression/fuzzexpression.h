#pragma once

#include <cstddef>
#include <string_view>

namespace weir {

/// Compiles \a bytes as an expression over a few fields of every type and evaluates it on a handful of rows.
/// Whatever the bytes are, it returns; the result does not matter. For fuzz targets and their corpus in the
/// tests.
void fuzzExpression(std::string_view bytes);

} // namespace weir
