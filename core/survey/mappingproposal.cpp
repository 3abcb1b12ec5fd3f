#include "core/survey/mappingproposal.h"

#include "core/mapping/fieldmatcher.h"

#include <algorithm>

namespace weir {

namespace {

bool isRequired(const Schema &target, const Field &field)
{
    const std::vector<std::string> &key = target.key();
    return !field.isNullable || std::find(key.begin(), key.end(), field.name) != key.end();
}

/// For a target that is there: by name, then by meaning; what is doubtful is left to a person.
void matchToTarget(const Schema &source, const Schema &target, MappingProposal &proposal)
{
    const FieldMatching matching = explainMatches(source, target);
    proposal.job.mapping.fields = autoMap(source, target, true).fields;
    for (const FieldMatch &match : matching.matches) {
        const Field &to = target.field(match.target);
        const bool isDoubtful = match.reason == MatchReason::Alias && isRequired(target, to);
        proposal.fields.push_back({to.name, source.field(match.source).name, to.type,
                                   match.detail.empty() ? "same name" : match.detail, isDoubtful});
    }
    for (const UnmatchedField &left : matching.sources)
        proposal.sources.push_back({source.field(left.field).name, left.detail});
    for (const UnmatchedField &left : matching.targets)
        proposal.targets.push_back({target.field(left.field).name, left.detail});
}

bool isMatched(const std::vector<std::string> &key, const std::vector<ProposedField> &fields)
{
    return !key.empty() && std::all_of(key.begin(), key.end(), [&](const std::string &name) {
        return std::any_of(fields.begin(), fields.end(),
                           [&](const ProposedField &field) { return field.to == name && !field.needsPerson; });
    });
}

/// For a target that will be made: everything, in the types that keep every value.
void mapEverything(const StreamSurvey &survey, bool isFile, MappingProposal &proposal)
{
    for (const FieldProfile &profile : survey.fields) {
        FieldMapping field;
        field.to = profile.name;
        field.from = profile.name;
        if (!isFile)
            field.type = profile.proposed;
        proposal.job.mapping.fields.push_back(field);
        proposal.fields.push_back({profile.name, profile.name, isFile ? profile.type : profile.proposed,
                                   isFile ? "written as it is" : profile.reason, false});
    }
}

std::string filterName(const Finding &finding)
{
    return finding.code == "totalRow" ? "total row" : finding.code;
}

void proposeFilters(MappingProposal &proposal)
{
    for (const Finding &finding : proposal.survey.findings) {
        if (finding.drop.empty())
            continue;
        proposal.filters.push_back({{filterName(finding), finding.drop}, finding.detail});
        proposal.job.mapping.filters.push_back(proposal.filters.back().rule);
    }
}

} // namespace

Result<MappingProposal> proposeMapping(const Engine &engine, const Job &seed, const Parameters &parameters,
                                       const SurveyLimits &limits, bool choosesMode, const CancelToken &token)
{
    MappingProposal proposal;
    proposal.job = seed;
    WEIR_TRY(const Endpoints ends, Endpoints::resolve(engine, seed, parameters));
    WEIR_TRY(const std::unique_ptr<Target> target, ends.makeTarget());
    WEIR_TRY(const TargetShape shape, target->describe(token));
    Endpoint source;
    source.connector = ends.source;
    source.context = ends.sourceContext;
    source.stream = ends.read.stream;
    source.label = ends.sourceLabel;
    WEIR_TRY(proposal.survey, surveyStream(source, ends.read, limits, token));
    if (shape.schema)
        matchToTarget(*proposal.survey.shape.schema, *shape.schema, proposal);
    else
        mapEverything(proposal.survey, ends.isFileTarget, proposal);
    proposeFilters(proposal);
    proposal.job.hasMapping = true;
    if (choosesMode && seed.key.empty() && shape.schema && isMatched(shape.schema->key(), proposal.fields)) {
        proposal.job.key = shape.schema->key();
        proposal.job.mode = WriteMode::Upsert;
    }
    if (!shape.schema && !ends.isFileTarget)
        proposal.job.createIfMissing = true;
    auto rehearsed = dryRun(engine, proposal.job, parameters, {limits, 3}, token);
    if (rehearsed)
        proposal.dryRun = *std::move(rehearsed);
    else if (rehearsed.error().code == ErrorCode::InvalidConfig)
        proposal.blocking = rehearsed.error().detail;
    else
        return Unexpected{std::move(rehearsed).error()};
    return proposal;
}

} // namespace weir
