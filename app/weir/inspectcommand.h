#pragma once

#include "app/weir/command.h"

namespace weir {

[[nodiscard]] std::unique_ptr<Command> makeInspectCommand();

} // namespace weir
