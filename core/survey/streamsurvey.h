#pragma once

#include "core/base/clock.h"
#include "core/delivery/endpoints.h"
#include "core/survey/fieldprofile.h"

#include <chrono>
#include <cstdint>
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

/// Reads the first rows of \a end's stream. Writes nothing. \a read says how (dialect, paging); its stream is that of
/// \a end. Errors are those of the source.
[[nodiscard]] Result<StreamSurvey> surveyStream(const Endpoint &end, ReadOptions read, const SurveyLimits &limits,
                                                const CancelToken &token);

/// "blocking", "warning", "note".
[[nodiscard]] std::string_view levelName(Finding::Level level);

} // namespace weir
