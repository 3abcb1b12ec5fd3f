#pragma once

#include "core/base/json.h"
#include "core/connectors/connectorspec.h"
#include "core/mapping/mapping.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// "stopAfter": how many bad rows a run takes before it pauses.
struct StopAfter
{
    enum class Kind : std::uint8_t { Never, Rows, Percent };
    Kind kind = Kind::Percent;
    std::int64_t rows = 0;
    double percent = 5.0;
};

enum class OnReplaced : std::uint8_t { ByMode, Load, Fail, Skip };
enum class OnDrift : std::uint8_t { Ask, Ignore, Add, Stop };

/// The definition of a job, from jobs/<name>.json or from the arguments of `copy`.
struct Job
{
    std::string name;
    std::string title;
    std::optional<std::string> id; ///< wins over the id derived from the name

    std::string sourceConnection;  ///< name of a connection, or empty when sourcePlace is used
    std::string sourcePlace;       ///< file path or URL as typed (copy, or "file" in a job's source)
    ReadOptions read;

    std::string targetConnection;
    std::string targetPlace;
    WriteOptions write;
    WriteMode mode = WriteMode::Append;
    std::vector<std::string> key;
    std::string versionField;
    bool createIfMissing = false;
    bool checkpointInLedger = false; ///< "checkpoint": "ledger"

    Mapping mapping;
    bool hasMapping = false;         ///< false: match by name, or create the target from the source

    std::string zone;
    bool quarantinesBadRows = true;  ///< policy.onBadRow
    StopAfter stopAfter;
    std::string retryPreset = "standard";
    std::chrono::seconds giveUpAfter{24 * 3600};
    OnReplaced onReplaced = OnReplaced::ByMode;
    OnDrift onDrift = OnDrift::Ask;

    /// The file's object, or for copy the equivalent one: what a revision stores and hashes.
    [[nodiscard]] static Result<Job> fromJson(const Json &object, const std::string &name, const std::string &file);
    [[nodiscard]] Json toJson() const;
};

} // namespace weir
