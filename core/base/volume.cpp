#include "core/base/volume.h"

#include <algorithm>
#include <iterator>
#include <sys/vfs.h>

namespace weir {

namespace {

constexpr std::uint32_t networkKinds[] = {0x6969, 0x517B, 0xFF534D42, 0xFE534D42, 0x01021997}; // NFS, SMB, CIFS, SMB2, 9P

} // namespace

std::optional<Volume> Volume::of(const std::string &path)
{
    struct statfs status{};
    if (statfs(path.c_str(), &status) != 0)
        return std::nullopt;
    const auto unit = static_cast<std::int64_t>(status.f_bsize);
    const auto kind = static_cast<std::uint32_t>(status.f_type);
    return Volume{static_cast<std::int64_t>(status.f_blocks) * unit, static_cast<std::int64_t>(status.f_bavail) * unit,
                  std::find(std::begin(networkKinds), std::end(networkKinds), kind) != std::end(networkKinds)};
}

} // namespace weir
