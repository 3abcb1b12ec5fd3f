#pragma once

#include "core/data/rowcode.h"

#include <string>
#include <utility>

namespace weir {

/// What is wrong with a record that could not be read.
[[nodiscard]] inline RowError readError(RowCode code, std::string rule, std::string detail)
{
    RowError error;
    error.stage = Stage::Read;
    error.code = code;
    error.rule = std::move(rule);
    error.detail = std::move(detail);
    return error;
}

} // namespace weir
