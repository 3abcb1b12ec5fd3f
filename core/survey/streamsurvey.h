#pragma once

#include "core/base/clock.h"
#include "core/delivery/endpoints.h"
#include "core/survey/fieldprofile.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace weir {

/// How much of a stream is looked at before anything moves. Whichever bound is met first ends the sample.
struct SurveyLimits
{
    std::int64_t rowsMax = 10'000;
    std::chrono::milliseconds timeMax{20'000};
};

/// A stream as it is: fields, what they hold, and what is damaged or odd in them.
struct StreamSurvey
{
    std::string label;
    SourceShape shape;
    std::vector<FieldProfile> fields;
    std::vector<Finding> findings; ///< of the source and of the values, each field and code once, gravest first
    std::int64_t rows = 0;         ///< looked at
    std::int64_t broken = 0;       ///< records among them that could not be parsed
    std::vector<std::string> brokenExamples; ///< "line 1412: …", at most five
    bool isWhole = false;          ///< the sample is the whole stream
};

/// Who watches a survey; told on its thread. Members may be empty.
struct SurveyWatch
{
    std::function<void(const SourceShape &shape)> opened;
    /// Every page, after it was counted. \a bytesRead: -1 unknown.
    std::function<void(const SourcePage &page, std::int64_t bytesRead)> page;
};

/// Reads the first rows of \a end's stream. Writes nothing. \a read says how (dialect, paging); its stream is that of
/// \a end. Errors are those of the source.
[[nodiscard]] Result<StreamSurvey> surveyStream(const Endpoint &end, ReadOptions read, const SurveyLimits &limits,
                                                const CancelToken &token, const SurveyWatch &watch = {});

/// "blocking", "warning", "note".
[[nodiscard]] std::string_view levelName(Finding::Level level);

} // namespace weir
