#pragma once

#include "core/connectors/http/httpwrite.h"
#include "core/data/rowcode.h"

#include <chrono>
#include <string>
#include <vector>

namespace weir {

/// The table of delivery §4 (HTTP) as pure functions: what an answer to a write means for the rows it held.
struct WriteVerdict
{
    enum class Kind : std::uint8_t {
        Accepted,
        Rejected, ///< a data error: these rows as they are will never be taken
        Trouble,  ///< `error`: not applied if !mayHaveHappened, else nobody knows; or a person must change something
        Pending,  ///< 202 with a place to ask: not final
    };
    Kind kind = Kind::Trouble;
    RowCode code = RowCode::Rejected;
    std::string rule;   ///< "HTTP 422"
    std::string detail; ///< what the API said, at most 500 characters; redacted by the caller
    Error error;
};

/// Judges the answer to a request of \a write as a whole.
[[nodiscard]] WriteVerdict judgeWrite(const Result<HttpResponse> &answer, const HttpWrite &write,
                                      std::chrono::milliseconds retryAfter);

/// One result for each of \a rows rows of a bulk answer. Nothing: the answer does not tell them apart, or not all of them.
[[nodiscard]] std::optional<std::vector<WriteVerdict>> judgeItems(const HttpResponse &response, const HttpWrite &write, std::int64_t rows);

/// What a look-up says about a row that was sent as \a sent (a JSON object).
enum class LookUpVerdict : std::uint8_t { Absent, Equal, Differs, Unclear };
[[nodiscard]] LookUpVerdict judgeLookUp(const Result<HttpResponse> &answer, std::string_view sent);

/// The beginning of a body for people: one line, without control characters, at most \a charactersMax bytes.
[[nodiscard]] std::string excerptOf(std::string_view body, std::size_t charactersMax = 500);

} // namespace weir
