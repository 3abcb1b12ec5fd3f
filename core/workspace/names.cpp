#include "core/workspace/names.h"

#include "core/base/names.h"
#include "core/base/redact.h"
#include "core/data/encoding.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::size_t nameBytesMax = 150;
constexpr std::array reserved = {"con", "prn", "aux", "nul", "conin$", "conout$"};

bool isReserved(std::string_view name)
{
    const std::string base = lowerAscii(name.substr(0, name.find('.')));
    const bool isPort = base.size() == 4 && (base.starts_with("com") || base.starts_with("lpt")) &&
                        base[3] >= '0' && base[3] <= '9';
    return isPort || std::find(reserved.begin(), reserved.end(), base) != reserved.end();
}

std::string_view nameFault(std::string_view name)
{
    if (name.empty())
        return "must not be empty";
    if (name.size() > nameBytesMax)
        return "is longer than 150 bytes";
    for (const char c : name) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            return "must not hold control characters";
    }
    if (name.find_first_of("/\\<>:\"|?*#@") != std::string_view::npos)
        return "must not hold any of / \\ < > : \" | ? * # @";
    if (name.front() == '.' || name.front() == '-')
        return "must not begin with . or -";
    if (name.back() == '.' || name.back() == ' ')
        return "must not end with . or a space";
    if (isReserved(name))
        return "is a device's name on some systems";
    return isUtf8(name) ? std::string_view() : "is not valid UTF-8";
}

} // namespace

Result<void> checkName(std::string_view what, std::string_view name)
{
    const std::string_view fault = nameFault(name);
    if (fault.empty())
        return {};
    return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                fmt::format("the {}'s name \"{}\" {}", what, escapeControls(name.substr(0, 60)), fault));
}

} // namespace weir
