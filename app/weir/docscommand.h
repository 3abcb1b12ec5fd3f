#pragma once

#include "app/weir/command.h"

namespace weir {

[[nodiscard]] std::unique_ptr<Command> makeDocsCommand();

} // namespace weir
