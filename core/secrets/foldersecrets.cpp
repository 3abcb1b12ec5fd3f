#include "core/secrets/foldersecrets.h"

#include "core/secrets/secretfile.h"
#include "core/secrets/secretstore.h"

#include <filesystem>
#include <fmt/format.h>

namespace weir {

std::string FolderSecrets::placeOf(std::string_view name) const
{
    return fmt::format("{}/{}", m_folder, name);
}

Result<Secret> FolderSecrets::read(std::string_view name) const
{
    WEIR_CHECK(checkSecretName(name));
    return readSecretFile(placeOf(name), SecretFileAccess::Any);
}

bool FolderSecrets::has(std::string_view name) const
{
    std::error_code failed;
    return checkSecretName(name).has_value() && std::filesystem::is_regular_file(placeOf(name), failed);
}

std::vector<std::string> FolderSecrets::names() const
{
    std::vector<std::string> names;
    std::error_code failed;
    for (std::filesystem::directory_iterator at(m_folder, failed), end; !failed && at != end;
         at.increment(failed)) {
        const std::string name = at->path().filename().string();
        if (has(name))
            names.push_back(name);
    }
    return names;
}

} // namespace weir
