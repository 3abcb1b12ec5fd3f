#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <string>
#include <string_view>

namespace weir {

/// The file of --events: one JSON object a line, {"at", "event", …}, appended and flushed line by line. Events are
/// run.started, run.state and run.finished; the last holds what `run --json` prints.
///
/// Thread-safety: one line is one write; add() may be called from any thread.
class EventFile
{
public:
    /// An empty \a path makes one that keeps nothing. The file is made 0600 when it is missing; PermissionDenied when it
    /// cannot be written.
    [[nodiscard]] static Result<EventFile> open(const std::string &path);
    EventFile(EventFile &&other) noexcept;
    EventFile &operator=(EventFile &&) = delete;
    ~EventFile();

    void add(std::string_view event, Json object) const;

private:
    explicit EventFile(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor = -1;
};

} // namespace weir
