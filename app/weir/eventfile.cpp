#include "app/weir/eventfile.h"

#include "app/weir/texts.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>
#include <utility>

namespace weir {

Result<EventFile> EventFile::open(const std::string &path)
{
    if (path.empty())
        return EventFile(-1);
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0)
        return fail(ErrorCode::PermissionDenied, Recovery::Stop,
                    fmt::format("--events: cannot append to {}: {}. Nothing was run", path, std::strerror(errno)));
    return EventFile(descriptor);
}

EventFile::EventFile(EventFile &&other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

EventFile::~EventFile()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void EventFile::add(std::string_view event, Json object) const
{
    if (m_descriptor < 0)
        return;
    object["at"] = localTime(wallMs());
    object["event"] = event;
    const std::string line = object.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
    // Events are a convenience: a full disk must not end a run that is going well.
    [[maybe_unused]] const ssize_t written = ::write(m_descriptor, line.data(), line.size());
}

} // namespace weir
