#pragma once

#include "core/data/jsontext.h"
#include "core/expression/kernel.h"

#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// One step of a path into JSON: a member's name, or an element's index (negative: from the end).
struct JsonStep
{
    std::string member;
    std::int64_t element = 0;
    bool isElement = false;
};

/// "$.items[0].name", "items[0].name", "['odd name'].x", "$". Nothing when it is none of these, or has more
/// than 64 steps.
[[nodiscard]] std::optional<std::vector<JsonStep>> parseJsonSteps(std::string_view path);

/// The value at \a steps of the valid JSON \a document; nothing when something on the way is absent. Of a
/// doubled member the first counts. Invalid JSON gives some answer, never an access outside of it.
[[nodiscard]] std::optional<std::string_view> findInJson(std::string_view document,
                                                         const std::vector<JsonStep> &steps);

/// Elements of the valid array \a array.
[[nodiscard]] std::int64_t countElements(std::string_view array);

/// State for the kernels below.
[[nodiscard]] std::shared_ptr<const CallState> makeJsonPath(const std::vector<std::string> &members);

/// Json to Text: the value at the state's path, strings decoded, everything else as written; NULL when it is
/// absent or null.
void jsonTextAtKernel(const Call &call, Column &out);

} // namespace weir
