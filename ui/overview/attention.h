#pragma once

#include "ui/bridge/values.h"
#include "ui/text/statetext.h"

#include <QString>

#include <vector>

namespace weir {

/// Something that waits for a person.
struct Attention
{
    StateLook look;       ///< icon and hue; its word is not shown
    QString title, text;
    QString page, argument; ///< where Open goes
    QString job;
    bool canCompensate = false;
    QString key;          ///< what was dismissed stays dismissed until it changes
};

/// What needs a person, the worst first: from the books of the jobs and from what runs now.
[[nodiscard]] std::vector<Attention> attentionOf(const std::vector<JobItem> &jobs, const std::vector<LiveRun> &live);

} // namespace weir
