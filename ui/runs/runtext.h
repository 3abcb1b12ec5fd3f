#pragma once

#include "ui/bridge/runhistory.h"
#include "ui/bridge/values.h"
#include "ui/theme/tokens.h"

#include <QString>

namespace weir {

/// Who began a run: "You", "Command line", "Schedule", "Compensation".
[[nodiscard]] QString triggerText(const RunItem &run);
/// An event of the ledger as a sentence; its own detail where the sentence needs it.
[[nodiscard]] QString eventText(const EventItem &event);
/// Something that happened while the run was watched.
[[nodiscard]] QString momentText(const RunMoment &moment);
[[nodiscard]] Hue momentHue(const RunMoment &moment);
/// A cause of failure in plain words: "Value is too long (limit 40)".
[[nodiscard]] QString causeText(const CauseItem &cause);
/// Why a row of \a cause failed: what the target said, as it said it; what Weir found itself, in the words of the language
/// (\a detail of the engine is English).
[[nodiscard]] QString reasonText(const CauseItem &cause, const QString &detail);
/// How a finished run ended, with the next step in mind: "Done. Every row is accounted for: 2,000 delivered in 1 s."
[[nodiscard]] QString outcomeText(const RunItem &run);

} // namespace weir
