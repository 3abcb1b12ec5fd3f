#pragma once

#include <cstdint>

namespace weir {

/// What became of one call to an endpoint, as far as limits care.
enum class CallOutcome : std::uint8_t {
    Succeeded, ///< an answer that is no fault of the endpoint, a refusal of our request included
    Throttled, ///< 429, or 503 with Retry-After: the endpoint lives and asks to slow down
    Failed,    ///< the endpoint answered that it is in trouble (5xx), or gave a cut or senseless answer
    TimedOut,  ///< a deadline passed
    ConnectionFailed, ///< no connection: refused, reset before an answer, name not found
    Abandoned,        ///< cancelled by us; says nothing about the endpoint
};

} // namespace weir
