#pragma once

#include "core/base/json.h"
#include "core/connectors/connectorspec.h"
#include "core/mapping/mapping.h"

#include <chrono>
#include <map>
#include <memory>
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

/// The definition of a job, from jobs/<name>.json or from the arguments of `copy` (architecture §8).
/// Durations are kept in whole seconds. A mode that is not written is upsert with a key, else append.
///
/// Thread-safety: a value.
struct Job
{
    std::string name;
    std::string title;
    std::optional<std::string> id; ///< wins over the id derived from the name
    std::vector<std::string> tags; ///< selected by `run --tag`

    std::string sourceConnection; ///< name of a connection, or empty when sourcePlace is used
    /// What Place::parse() reads: a path as typed ("file" in a job's source, relative to the workspace) or a
    /// URL ("place").
    std::string sourcePlace;
    ReadOptions read; ///< format holds the other members of "source": format, dialect, records, paging …

    std::string targetConnection;
    std::string targetPlace;
    WriteOptions write;
    WriteMode mode = WriteMode::Append;
    std::vector<std::string> key;
    std::string versionField;
    bool createIfMissing = false;
    bool checkpointInLedger = false; ///< "checkpoint": "ledger"

    Mapping mapping;
    bool hasMapping = false; ///< false: match by name, or create the target from the source

    /// Types of created columns that the person chose: "types" of the target, by column.
    std::map<std::string, Type, std::less<>> types;
    bool allText = false; ///< every other created column is text: "types": "text", or "*" beside columns

    std::string zone;
    bool quarantinesBadRows = true; ///< policy.onBadRow
    StopAfter stopAfter;
    std::string retryPreset = "standard";
    std::chrono::seconds giveUpAfter{24 * 3600};
    OnReplaced onReplaced = OnReplaced::ByMode;
    OnDrift onDrift = OnDrift::Ask;
    std::shared_ptr<const Json> schedule; ///< as written; null: none

    /// Reads the object of a job file whose references are resolved and which its schema accepts.
    /// InvalidConfig with \a file and pointer for what a schema cannot say. \a written, if given, is the
    /// object before it was resolved: toJson() then keeps its env and param objects.
    [[nodiscard]] static Result<Job> fromJson(const Json &object, const std::string &name,
                                              const std::string &file, const Json *written = nullptr);

    /// The file's object, or for copy the equivalent one: what a revision stores and hashes. Members that
    /// still mean what was read stay exactly as they were written; members with default values that were not
    /// written are left out.
    [[nodiscard]] Json toJson() const;

    struct Origin;
    std::shared_ptr<const Origin>
        origin; ///< what it was read from; null: not from a file. Never edited by hand.
};

[[nodiscard]] std::string stopAfterText(const StopAfter &stop); ///< "1000", "5%", "never"
/// The inverse, for --stop-after. InvalidConfig otherwise.
[[nodiscard]] Result<StopAfter> parseStopAfter(std::string_view text);

} // namespace weir
