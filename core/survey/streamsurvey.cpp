#include "core/survey/streamsurvey.h"

#include <algorithm>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::size_t brokenExamplesMax = 5;

/// One finding for each field and code: the one that counted more.
void addFinding(std::vector<Finding> &findings, Finding finding)
{
    const auto same = std::find_if(findings.begin(), findings.end(), [&](const Finding &known) {
        return known.code == finding.code && known.field == finding.field;
    });
    if (same == findings.end())
        findings.push_back(std::move(finding));
    else if (finding.count > same->count)
        *same = std::move(finding);
}

} // namespace

std::string_view levelName(Finding::Level level)
{
    return level == Finding::Level::Blocking ? "blocking" : level == Finding::Level::Warning ? "warning" : "note";
}

Result<StreamSurvey> surveyStream(const Endpoint &end, ReadOptions read, const SurveyLimits &limits,
                                  const CancelToken &token, const SurveyWatch &watch)
{
    if (!end.connector->makeSource)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, fmt::format("{} cannot be read", end.connector->title));
    const auto deadline = end.context.clock->monotonic() + limits.timeMax;
    read.stream = end.stream;
    StreamSurvey survey;
    survey.label = end.label;
    WEIR_TRY(std::unique_ptr<Source> source, end.connector->makeSource(end.context, read));
    WEIR_TRY(survey.shape, source->open({}, nullptr, token));
    if (watch.opened)
        watch.opened(survey.shape);
    StreamProfiler profiler(survey.shape.schema);
    std::vector<Finding> findings = survey.shape.findings;
    while (survey.rows < limits.rowsMax && end.context.clock->monotonic() < deadline) {
        WEIR_TRY(std::optional<SourcePage> page, source->read(token));
        if (!page) {
            survey.isWhole = true;
            break;
        }
        const std::int64_t room = limits.rowsMax - survey.rows;
        profiler.add(page->rows.rows() > room ? page->rows.slice(0, room) : page->rows);
        survey.rows += std::min(page->recordCount(), room);
        for (const BrokenRow &row : page->broken) {
            if (++survey.broken <= static_cast<std::int64_t>(brokenExamplesMax))
                survey.brokenExamples.push_back(fmt::format("{}: {}", page->brokenPositionText(row), row.error.detail));
        }
        findings.insert(findings.end(), page->findings.begin(), page->findings.end());
        if (watch.page)
            watch.page(*page, source->bytesRead());
    }
    survey.fields = profiler.profiles(survey.shape.proposals);
    for (Finding &finding : findings)
        addFinding(survey.findings, std::move(finding));
    for (Finding &finding : profiler.findings())
        addFinding(survey.findings, std::move(finding));
    std::stable_sort(survey.findings.begin(), survey.findings.end(),
                     [](const Finding &left, const Finding &right) { return left.level > right.level; });
    return survey;
}

} // namespace weir
