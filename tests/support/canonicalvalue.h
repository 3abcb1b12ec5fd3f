#pragma once

#include <string>
#include <string_view>

namespace weir::test {

/// The one spelling of a value that equal values share, written without any of the engine's code: what the fidelity suite
/// compares. \a column: t text, i int64, n decimal, f float64, b bool, d date, h time, l datetime, s timestamp, y bytes,
/// j json. Text that is no value of the column stays as it is, so that it never equals one.
[[nodiscard]] std::string canonicalValue(char column, std::string_view text);

} // namespace weir::test
