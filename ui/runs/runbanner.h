#pragma once

#include "ui/bridge/values.h"
#include "ui/theme/tokens.h"

#include <QString>

#include <optional>

namespace weir {

/// What a run's page says when the world is not well; it names the side, and its numbers are the snapshot's.
struct RunBanner
{
    enum Action : unsigned { None = 0, TryNow = 1, Resume = 2, OpenConnection = 4, ShowUnknown = 8, Reconcile = 16 };

    Hue hue = Hue::Warn;
    QString text;
    unsigned actions = None;
    QString details; ///< last response, for "Technical details"

    bool operator==(const RunBanner &) const = default;
};

/// Of a run that goes on. \a idleSeconds: since its last row. Nothing: all is well.
[[nodiscard]] std::optional<RunBanner> bannerOf(const LiveRun &run, double idleSeconds, const QDateTime &now);
/// Of a run that has ended. \a row: as far as it got.
[[nodiscard]] std::optional<RunBanner> bannerOf(const RunItem &run, qint64 row, const QString &detail);

} // namespace weir
