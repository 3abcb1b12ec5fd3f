#pragma once

#include "core/expression/jsonpathkernel.h"

namespace weir {

/// A path, as the JSON functions and nested fields share it.
class JsonPathState final : public CallState
{
public:
    std::vector<JsonStep> steps;
};

} // namespace weir
