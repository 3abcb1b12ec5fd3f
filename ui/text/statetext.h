#pragma once

#include "ui/bridge/values.h"
#include "ui/theme/icon.h"
#include "ui/theme/tokens.h"

namespace weir {

/// How a state is shown: one shape, one hue, one word, the same on every page.
struct StateLook
{
    Icon icon = Icon::CircleDashed;
    Hue hue = Hue::Neutral;
    QString word;
};

/// \a quarantined and \a unknown are part of the word of a completed state ("Completed, 37 quarantined"). When
/// \a isAllCompensated, nothing of what was quarantined is open any more.
[[nodiscard]] StateLook stateLook(UiState state, qint64 quarantined = 0, qint64 unknown = 0, bool isAllCompensated = false);

/// The overlay of a drill.
[[nodiscard]] StateLook drillLook();

/// Reason of a paused run, from the engine's word ("flood", "disk full", "drift" …).
[[nodiscard]] QString pauseReasonText(const QString &reason);

/// Sentence of a guarantee class, for badge and wizard.
[[nodiscard]] QString guaranteeText(const GuaranteeClass &guarantee);

/// "Insert or update" for upsert …
[[nodiscard]] QString modeText(const QString &mode);

} // namespace weir
