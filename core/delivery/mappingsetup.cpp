#include "core/delivery/mappingsetup.h"

#include "core/mapping/crosswalk.h"
#include "core/mapping/fieldmatcher.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

/// Each source field to a field of the same name, in the type that keeps every value seen.
Mapping identityMapping(const Job &job, const Endpoints &ends, const SourceShape &source)
{
    Mapping mapping;
    for (std::size_t i = 0; i < source.schema->size(); ++i) {
        const Field &field = source.schema->field(i);
        FieldMapping copy;
        copy.to = field.name;
        copy.from = field.name;
        // A file or an API as target keeps every value as it was written.
        copy.type = ends.keepsTypes || i >= source.proposals.size() ? field.type : source.proposals[i].type;
        if (const auto chosen = job.types.find(field.name); chosen != job.types.end())
            copy.type = chosen->second;
        else if (job.allText)
            copy.type = Type(TypeKind::Text);
        copy.zone = job.zone;
        mapping.fields.push_back(std::move(copy));
    }
    return mapping;
}

std::vector<std::size_t> keyInSource(const Mapping &mapping, const std::vector<std::string> &key, const Schema &source)
{
    std::vector<std::size_t> fields;
    for (const std::string &name : key) {
        for (const FieldMapping &field : mapping.fields) {
            if (field.to != name || !field.from)
                continue;
            if (const auto index = source.indexOf(*field.from))
                fields.push_back(*index);
        }
    }
    if (fields.size() != key.size())
        fields.clear();
    return fields;
}

Unexpected findingsError(const std::vector<MappingFinding> &findings)
{
    const auto blocking = std::count_if(findings.begin(), findings.end(), [](const MappingFinding &f) { return f.isBlocking; });
    std::string text = fmt::format("the mapping cannot work, {} finding{}:", blocking, blocking == 1 ? "" : "s");
    for (const MappingFinding &finding : findings)
        if (finding.isBlocking)
            text += fmt::format("\n  {}: {}", finding.pointer.empty() ? finding.field : finding.pointer, finding.detail);
    return fail(ErrorCode::InvalidConfig, Recovery::Stop, std::move(text));
}

} // namespace

Result<std::shared_ptr<const LookupTable>> readLookup(const Engine &engine, const LookupDeclaration &declaration,
                                                      const Parameters &parameters, const CancelToken &token)
{
    WEIR_TRY(Endpoint end, Endpoint::resolve(engine, {}, declaration.place, {}, parameters));
    ReadOptions options;
    options.stream = end.stream;
    WEIR_TRY(std::unique_ptr<Source> source, end.connector->makeSource(end.context, options));
    WEIR_TRY(const SourceShape shape, source->open({}, nullptr, token));
    CrosswalkBuilder builder(declaration.name, declaration.key, declaration.value);
    for (;;) {
        WEIR_TRY(const auto page, source->read(token));
        if (!page)
            break;
        WEIR_CHECK(builder.add(page->rows));
    }
    WEIR_TRY(std::shared_ptr<const LookupTable> table, builder.finish());
    return table;
}

Result<MappingSetup> setUpMapping(const Engine &engine, const Job &job, const Endpoints &ends,
                                  const SourceShape &source, const SchemaPtr &target, const Parameters &parameters,
                                  const CancelToken &token)
{
    MappingSetup setup;
    if (job.hasMapping) {
        setup.mapping = job.mapping;
    } else if (target) {
        setup.mapping = autoMap(*source.schema, *target, true);
        for (const UnmatchedField &field : explainMatches(*source.schema, *target).sources)
            setup.unmatchedSource.push_back(source.schema->field(field.field).name);
    } else {
        setup.mapping = identityMapping(job, ends, source);
    }
    // Filters of the command line come on top of a mapping that was made here.
    if (!job.hasMapping)
        setup.mapping.filters.insert(setup.mapping.filters.end(), job.mapping.filters.begin(), job.mapping.filters.end());

    MappingPlan::Inputs &inputs = setup.inputs;
    inputs.source = source.schema;
    inputs.target = target;
    inputs.zone = job.zone;
    setup.key = job.key;
    const bool needsKey = job.mode == WriteMode::Upsert || job.mode == WriteMode::Update || job.mode == WriteMode::Mirror;
    if (setup.key.empty() && needsKey && target)
        setup.key = target->key();
    if (setup.key.empty() && needsKey)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("mode {} needs a key: give --key or \"key\" in the job's target", writeModeName(job.mode)));
    inputs.key = setup.key;
    for (const LookupDeclaration &declaration : setup.mapping.lookups) {
        WEIR_TRY(auto table, readLookup(engine, declaration, parameters, token));
        inputs.lookups.emplace(declaration.name, std::move(table));
    }
    auto compiled = MappingPlan::compile(setup.mapping, inputs);
    if (auto *findings = std::get_if<std::vector<MappingFinding>>(&compiled))
        return findingsError(*findings);
    setup.plan = std::make_unique<MappingPlan>(std::move(std::get<MappingPlan>(compiled)));
    setup.findings = setup.plan->findings();
    setup.sourceKeyFields = keyInSource(setup.mapping, setup.key, *source.schema);
    return setup;
}

} // namespace weir
