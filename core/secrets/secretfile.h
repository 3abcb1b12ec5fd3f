#pragma once

#include "core/base/result.h"
#include "core/secrets/secret.h"

#include <string>

namespace weir {

constexpr std::size_t secretFileBytesMax = 64 * 1024;

enum class SecretFileAccess : std::uint8_t {
    Any,     ///< whatever the system that made the file chose
    Private, ///< owned by us or root, nothing for group and others
};

/// The value in a file, without one line end behind it; never in ordinary memory. NotFound without a file,
/// PermissionDenied when others may read it though it must be private, InvalidConfig when it is no regular
/// file, empty or larger than secretFileBytesMax.
[[nodiscard]] Result<Secret> readSecretFile(const std::string &path, SecretFileAccess access);

} // namespace weir
