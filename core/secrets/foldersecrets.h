#pragma once

#include "core/secrets/secretbackend.h"

namespace weir {

/// A folder with one file for each secret, called like it: systemd's $CREDENTIALS_DIRECTORY, Docker's and
/// Kubernetes' /run/secrets. One line end behind the value is not part of it. Files are read when asked for,
/// so that a rotated secret is seen.
class FolderSecrets final : public SecretBackend
{
public:
    explicit FolderSecrets(std::string folder) : m_folder(std::move(folder)) {}

    [[nodiscard]] std::string place() const override { return m_folder; }
    [[nodiscard]] std::string placeOf(std::string_view name) const override;
    /// InvalidConfig when the file is none, is empty or larger than 64 KiB.
    [[nodiscard]] Result<Secret> read(std::string_view name) const override;
    [[nodiscard]] bool has(std::string_view name) const override;
    [[nodiscard]] std::vector<std::string> names() const override;

private:
    std::string m_folder;
};

} // namespace weir
