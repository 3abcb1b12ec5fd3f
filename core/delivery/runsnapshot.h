#pragma once

#include "core/connectors/target.h"
#include "core/ledger/records.h"
#include "core/limits/callmeter.h"

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
    std::int64_t atMs = 0;         ///< when it was published
    std::string guarantee;         ///< class of delivery; empty: not known yet

    std::string position;          ///< of the last committed row, as the source counts: "line 1412", "page 7, row 3"
    std::int64_t row = 0;          ///< rows of the load that are accounted for, by whichever run
    double backlogSeconds = -1;    ///< age of the oldest of the rows in flight; negative: there are none
    std::int64_t spoolBytes = 0;   ///< of the job's spool
    std::int64_t diskFreeBytes = -1; ///< where the ledger is; -1 unknown

    CallFigures source, target;
    CallLatencies latency;         ///< of the calls to both that ended in the last full second
    std::string side;              ///< "source" or "target": whom the state is about; empty: nobody
    std::int64_t nextTryAtMs = 0;  ///< CircuitOpen, Offline, Throttled; 0: not known
};

} // namespace weir
