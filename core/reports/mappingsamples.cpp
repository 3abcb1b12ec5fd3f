// What the ends of a job show: values of the source, fields of the target.

#include "core/base/canceltoken.h"
#include "core/delivery/endpoints.h"
#include "core/reports/mappingdocument.h"
#include "core/survey/fieldprofile.h"

#include <fmt/format.h>

namespace weir {

namespace {

/// Of the first page that has rows, so that the same source always gives the same samples.
Result<void> lookAtSource(MappingDocument &document, const Endpoints &ends, const CancelToken &token)
{
    constexpr std::int64_t rowsMax = 200;
    constexpr int pagesMax = 3;
    WEIR_TRY(const std::unique_ptr<Source> source, ends.makeSource());
    WEIR_TRY(const SourceShape shape, source->open({}, nullptr, token));
    document.source = shape.schema;
    StreamProfiler profiler(shape.schema);
    for (int pages = 0; pages < pagesMax; ++pages) {
        WEIR_TRY(const std::optional<SourcePage> page, source->read(token));
        if (!page)
            break;
        profiler.add(page->rows.rows() > rowsMax ? page->rows.slice(0, rowsMax) : page->rows);
        if (page->rows.rows() > 0)
            break;
    }
    for (FieldProfile &profile : profiler.profiles(shape.proposals))
        document.samples[profile.name] = std::move(profile.examples);
    return {};
}

Result<void> lookAtTarget(MappingDocument &document, const Endpoints &ends, const CancelToken &token)
{
    WEIR_TRY(const std::unique_ptr<Target> target, ends.makeTarget());
    WEIR_TRY(const TargetShape shape, target->describe(token));
    document.target = shape.schema;
    if (document.guarantee.empty())
        document.guarantee = guaranteeName(shape.guarantee);
    return {};
}

} // namespace

std::vector<std::string> lookAtEnds(MappingDocument &document, const Engine &engine, const CancelToken &token)
{
    std::vector<std::string> troubles;
    const auto ends = Endpoints::resolve(engine, document.job, {});
    if (!ends)
        return {ends.error().detail};
    if (ends->isPipe)
        troubles.emplace_back("the source is standard input: no samples");
    else if (const auto seen = lookAtSource(document, *ends, token); !seen)
        troubles.push_back(fmt::format("no samples: {}", seen.error().detail));
    if (const auto seen = lookAtTarget(document, *ends, token); !seen)
        troubles.push_back(fmt::format("the target's fields are not known: {}", seen.error().detail));
    return troubles;
}

} // namespace weir
