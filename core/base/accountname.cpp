#include "core/base/accountname.h"

#include <pwd.h>
#include <unistd.h>

namespace weir {

std::string accountName()
{
    passwd entry{};
    passwd *found = nullptr;
    char buffer[4096];
    if (getpwuid_r(getuid(), &entry, buffer, sizeof buffer, &found) == 0 && found != nullptr)
        return found->pw_name;
    return std::to_string(getuid());
}

} // namespace weir
