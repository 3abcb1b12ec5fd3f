#pragma once

#include "core/delivery/mappingsetup.h"
#include "core/survey/streamsurvey.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace weir {

/// Rows that a run would put into quarantine for one reason, and what would help.
struct DryRunCause
{
    Stage stage = Stage::Map;
    RowCode code = RowCode::Rejected;
    std::string field;
    std::string rule;
    std::int64_t rows = 0;
    std::string sample;     ///< value, at most 200 code points
    std::string position;   ///< of the first: "line 1412"
    std::string suggestion; ///< empty: none that was tried would help
};

/// One row as it is and as it would be.
struct DryRunRow
{
    using Values = std::vector<std::pair<std::string, std::optional<std::string>>>; ///< nothing: NULL
    std::string position;
    Values before;
    Values after;        ///< empty when it would not be written
    std::string outcome; ///< "insert", "update", "unchanged", "superseded", "filtered by …", "quarantine: TooLong customer"
};

/// What a run of a job would do with the rows looked at. read = inserts + updates + unchanged + superseded + filtered +
/// quarantined. Where the target can write on trial (TrialTarget), what it would refuse (checks, foreign keys, triggers) is
/// among the quarantined, page by page: a row that collides with one of an earlier page in an index other than the key is
/// not seen. Elsewhere, in replace mode and before the table exists, that is not known before a run.
struct DryRun
{
    std::string source, target; ///< labels
    Guarantee guarantee = Guarantee::D3;
    WriteMode mode = WriteMode::Append;
    std::vector<std::string> key;
    Mapping mapping;       ///< as it would be used
    SchemaPtr columns;     ///< fields that would be written
    bool createsTarget = false;
    std::int64_t targetRows = -1;
    std::vector<std::string> footprint; ///< what the first run would make in the target beside the table
    std::int64_t read = 0, inserts = 0, updates = 0, unchanged = 0, superseded = 0, quarantined = 0;
    std::map<std::string, std::int64_t> filtered; ///< by rule
    bool isWhole = false;         ///< every row of the source was looked at
    bool isTried = false;         ///< the rows were written on trial and taken back
    bool isTargetAsked = false;   ///< the split into inserts, updates and unchanged comes from the target
    std::vector<DryRunCause> causes; ///< most rows first
    std::vector<Finding> findings;   ///< of source and target
    std::vector<MappingFinding> warnings;
    std::vector<std::string> unmatchedSource;
    std::vector<DryRunRow> rows;  ///< good ones first, then failing ones, at most DryRunOptions::samplesMax of each
    double seconds = 0;

    [[nodiscard]] std::int64_t filteredSum() const;
    /// 0, or 3 when rows would be quarantined.
    [[nodiscard]] int exitCode() const { return quarantined > 0 ? 3 : 0; }
};

struct DryRunOptions
{
    SurveyLimits limits{100'000, std::chrono::seconds(60)};
    std::size_t samplesMax = 5;
};

/// Takes the rows of a job's source, from its beginning, through its mapping and asks the target how they stand in it.
/// Keeps nothing anywhere: no ledger, no checkpoint tables, no file; what TrialTarget says of trials holds. Errors are those that a run would stop with
/// before its first row (InvalidConfig lists every blocking finding of the mapping), or that reading ends with.
[[nodiscard]] Result<DryRun> dryRun(const Engine &engine, const Job &job, const Parameters &parameters,
                                    const DryRunOptions &options, const CancelToken &token);

} // namespace weir
