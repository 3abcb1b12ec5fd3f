#pragma once

#include "core/connectors/target.h"
#include "core/ledger/records.h"

#include <cstdint>
#include <optional>
#include <string>

namespace weir {

/// Where a run stands: a value complete in itself, published at most every 250 ms, from committed work only.
struct RunSnapshot
{
    std::int64_t run = 0;
    std::string job;
    RunState state = RunState::Created;
    std::string reason;
    Totals totals;                 ///< committed by this run
    std::int64_t inFlight = 0;     ///< rows read and not committed
    std::int64_t bytesRead = 0;
    std::int64_t bytesTotal = -1;  ///< -1 unknown
    std::int64_t rowsEstimate = -1;
    std::int64_t retries = 0;
    double seconds = 0;
    std::string waitingFor;        ///< "the target, next try in 8 s"; empty: nothing
};

} // namespace weir
