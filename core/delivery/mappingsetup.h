#pragma once

#include "core/delivery/endpoints.h"
#include "core/mapping/mappingplan.h"

namespace weir {

/// The mapping of a job as it will be used, and the plan made of it.
struct MappingSetup
{
    Mapping mapping;     ///< the job's own, or matched by name, or one field for each source field
    MappingPlan::Inputs inputs; ///< that the plan was compiled from
    std::unique_ptr<MappingPlan> plan;
    std::vector<std::string> key;           ///< of the target: the job's, else the table's own for upsert and update
    std::vector<std::size_t> sourceKeyFields; ///< source fields that hold the key; empty when it is not a plain copy
    std::vector<std::string> unmatchedSource; ///< source fields that go nowhere, when matched by name
    std::vector<MappingFinding> findings;     ///< warnings
};

/// Reads a whole stream into a look-up table. Errors are those of the source, and InvalidConfig as CrosswalkBuilder has it.
[[nodiscard]] Result<std::shared_ptr<const LookupTable>> readLookup(const Engine &engine, const LookupDeclaration &declaration,
                                                                    const Parameters &parameters, const CancelToken &token);

/// Chooses and compiles the mapping. InvalidConfig lists every blocking finding, one a line. Reads look-up tables.
/// \a target null: the table will be created.
[[nodiscard]] Result<MappingSetup> setUpMapping(const Engine &engine, const Job &job, const Endpoints &ends,
                                                const SourceShape &source, const SchemaPtr &target,
                                                const Parameters &parameters, const CancelToken &token);

} // namespace weir
