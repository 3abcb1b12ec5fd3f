#pragma once

#include "core/secrets/secretbackend.h"

#include <map>
#include <memory>

namespace weir {

/// Secrets that came as WEIR_SECRET_<NAME>: the secret's name in upper case, other characters than letters
/// and digits as _. They are read once and taken out of the environment, values overwritten where they stood,
/// so that neither children nor /proc show them (SR-73).
class EnvironmentSecrets final : public SecretBackend
{
public:
    /// Call before threads and children start.
    [[nodiscard]] static std::unique_ptr<EnvironmentSecrets> take();
    /// "WEIR_SECRET_DW_PASSWORD" for "dw-password".
    [[nodiscard]] static std::string variableFor(std::string_view name);

    [[nodiscard]] std::string place() const override { return "environment WEIR_SECRET_…"; }
    [[nodiscard]] std::string placeOf(std::string_view name) const override;
    [[nodiscard]] Result<Secret> read(std::string_view name) const override;
    [[nodiscard]] bool has(std::string_view name) const override;
    [[nodiscard]] std::vector<std::string> names() const override;

private:
    EnvironmentSecrets() = default;
    std::map<std::string, Secret, std::less<>> m_secrets; ///< by variable
};

} // namespace weir
