#pragma once

#include "app/weir/command.h"

namespace weir {

/// `pause` and `stop`: a word for the run of a job that goes on in another process.
[[nodiscard]] std::unique_ptr<Command> makePauseCommand();
[[nodiscard]] std::unique_ptr<Command> makeStopCommand();

} // namespace weir
