#pragma once

#include <string>
#include <string_view>

namespace weir {

/// \a text without secrets: user info and secret-like query parameters of URLs, password=… of connection
/// strings and its kin in SQL, JSON, XML and command lines, bearer tokens, JWTs, private keys, tokens known
/// by how they begin, cookies and Authorization headers become "***". Every driver or server message passes
/// through it before it reaches an Error, a log or the ledger (SR-05). Meant for messages: what is longer
/// than 64 KiB is cut, and says so. In doubt it hides. Idempotent up to that cut. Pure; any thread.
[[nodiscard]] std::string redact(std::string_view text);

/// True for names of parameters, headers or fields that hold secrets ("token", "X-Api-Key", "pwd", "sig" …).
[[nodiscard]] bool isSecretName(std::string_view name);

/// \a text with control characters written as \xNN, so that a terminal or a log line cannot be forged (SR-52,
/// SR-53).
[[nodiscard]] std::string escapeControls(std::string_view text);

} // namespace weir
