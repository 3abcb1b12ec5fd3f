#pragma once

#include "core/survey/dryrun.h"

#include <optional>
#include <string>
#include <vector>

namespace weir {

/// One field of a proposed mapping, and why.
struct ProposedField
{
    std::string to;
    std::string from;
    Type type;
    std::string reason;
    bool needsPerson = false; ///< matched by meaning into a key or required field: somebody should agree
};

/// A field that the proposal leaves out, and why.
struct LeftOutField
{
    std::string name;
    std::string reason;
};

/// A filter of the proposed mapping, and why.
struct ProposedFilter
{
    FilterRule rule;
    std::string reason;
};

/// A mapping from a source to a target, made of names, types and a sample.
struct MappingProposal
{
    Job job;                            ///< with the mapping, ready to be saved
    std::vector<ProposedField> fields;  ///< in target order
    std::vector<LeftOutField> sources;  ///< that go nowhere
    std::vector<LeftOutField> targets;  ///< that get no value
    std::vector<ProposedFilter> filters; ///< among those of the job
    StreamSurvey survey;
    std::optional<DryRun> dryRun; ///< nothing: the mapping cannot work yet, see blocking
    std::string blocking;         ///< every finding that keeps it from working, one a line
};

/// Proposes a mapping for \a seed, which names both ends, mode and key and has no mapped fields; its filters stay. An
/// existing target decides names and types; otherwise every source field becomes a column of the type that keeps all its
/// values. Rows that the source proposes to leave out (a total) get a filter. The source is read twice (sample, dry run), so
/// it cannot be a pipe. Writes nothing.
///
/// \a choosesMode: nobody said how to write, so the key of an existing table, if all of it is matched, makes it an upsert.
[[nodiscard]] Result<MappingProposal> proposeMapping(const Engine &engine, const Job &seed, const Parameters &parameters,
                                                     const SurveyLimits &limits, bool choosesMode,
                                                     const CancelToken &token);

} // namespace weir
