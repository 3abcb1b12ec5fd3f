#pragma once

#include "core/base/uuid.h"
#include "core/connectors/target.h"
#include "core/data/rowcode.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// States of a run (delivery §12); stored by name.
enum class RunState : std::uint8_t {
    Created, Starting, Running, Throttled, CircuitOpen, Offline, Pausing, Paused, Stopping, Stopped, Stalled, Completed,
    CompletedQuarantined, CompletedUnknown, Failed, Interrupted, Unbalanced, Fenced,
};

[[nodiscard]] std::string_view runStateName(RunState state);
[[nodiscard]] std::optional<RunState> runStateFromName(std::string_view name);

/// A job as the ledger knows it.
struct JobRecord
{
    std::int64_t id = 0;
    std::int64_t epoch = 0;
    std::int64_t revisionId = 0;     ///< of the definition given to registerJob()
    std::int64_t revisionNumber = 0;
};

/// Where a stream stands by the ledger.
struct StreamRecord
{
    std::int64_t id = 0;
    Checkpoint checkpoint; ///< of the last acknowledged batch; seq = next_seq - 1
    std::string sourceSchema;
    std::optional<std::int64_t> lastRun; ///< latest run that has a batch here
};

struct RunStart
{
    std::int64_t job = 0;
    std::int64_t revision = 0;
    std::string kind = "sync";
    std::string trigger = "command";
    Uuid holder;
    std::optional<std::int64_t> resumedFrom;
    Guarantee guarantee = Guarantee::A;
    std::string target; ///< label
};

/// An exceptional row on its way into the ledger.
struct ExceptionRecord
{
    std::int64_t seq = 0;
    RowError error;
    std::string position;
    std::string naturalKey;
    std::string payload;
    bool isRaw = false;
};

/// A committed batch.
struct BatchRecord
{
    std::int64_t stream = 0;
    std::int64_t run = 0;      ///< the run that read the rows
    std::int64_t seqFirst = 0;
    Totals counts;             ///< of this batch alone; counts.read = seq range
    bool isSplitExact = true;
    bool isAdopted = false;
    bool isSpooled = false;
    std::string positionFrom;
    std::string positionTo;
    Checkpoint checkpoint;     ///< behind the batch: seq, cursor, totals …
};

/// A spooled page.
struct SpoolRecord
{
    std::int64_t seqFirst = 0;
    std::int64_t records = 0;
    std::int64_t run = 0;
    std::string segment;
    std::int64_t offset = 0;
    std::int64_t length = 0;
    std::uint64_t hash = 0;
    std::string cursor;
    std::string label;
};

} // namespace weir
