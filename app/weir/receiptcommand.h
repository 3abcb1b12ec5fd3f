#pragma once

#include "app/weir/command.h"

namespace weir {

[[nodiscard]] std::unique_ptr<Command> makeReceiptCommand();

} // namespace weir
