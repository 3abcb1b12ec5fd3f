#pragma once

#include "core/base/result.h"
#include "core/secrets/secret.h"

#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// One place that may hold secrets by name.
///
/// Thread-safety: all members may be called from any thread.
class SecretBackend
{
public:
    virtual ~SecretBackend() = default;
    [[nodiscard]] virtual std::string
    place() const = 0; ///< "environment WEIR_SECRET_…", "vault …/vault.weir"
    /// Where exactly \a name would be: "environment WEIR_SECRET_DW_PASSWORD".
    [[nodiscard]] virtual std::string placeOf(std::string_view name) const;
    /// NotFound when this place does not hold \a name.
    [[nodiscard]] virtual Result<Secret> read(std::string_view name) const = 0;
    [[nodiscard]] virtual bool has(std::string_view name) const = 0;
    [[nodiscard]] virtual bool isWritable() const { return false; }
    /// PermissionDenied where nothing can be written.
    [[nodiscard]] virtual Result<void> write(std::string_view name, const Secret &value);
    [[nodiscard]] virtual Result<void> remove(std::string_view name);
    [[nodiscard]] virtual std::vector<std::string> names() const { return {}; }
};

} // namespace weir
