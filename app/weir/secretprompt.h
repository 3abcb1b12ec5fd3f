#pragma once

#include "app/common/appcontext.h"

#include <string>

namespace weir {

/// True when a person can be asked: standard input and standard error are a terminal.
[[nodiscard]] bool canAsk();

/// Standard input up to its end, or on a terminal one line without echo after \a prompt; one line end at the end is
/// dropped. Ctrl-C and signals are Cancelled, an empty value is InvalidConfig.
[[nodiscard]] Result<Secret> readSecret(const std::string &prompt);

/// Asks for passphrases and secrets on the terminal; empty when nobody can be asked.
[[nodiscard]] AppContext::Prompts terminalPrompts();

/// True while somebody is being asked, so that progress leaves the line alone. Any thread.
[[nodiscard]] bool isAsking();

} // namespace weir
