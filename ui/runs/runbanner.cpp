#include "ui/runs/runbanner.h"

#include "ui/text/format.h"
#include "ui/text/positiontext.h"

#include <QCoreApplication>

#include <algorithm>

namespace weir {

namespace {

struct BannerText
{
    Q_DECLARE_TR_FUNCTIONS(banner)
};

constexpr double idleTold = 10;                  ///< s without a row
constexpr qint64 diskTold = qint64{1} << 30;     ///< bytes
constexpr qint64 diskReserve = qint64{64} << 20; ///< where the engine pauses

bool isSource(const LiveRun &run)
{
    return run.side == Side::Source;
}

QString secondsUntil(const QDateTime &time, const QDateTime &now)
{
    return QString::number(std::max<qint64>(0, (now.msecsTo(time) + 999) / 1'000));
}

QString throttled(const LiveRun &run)
{
    const QString until = run.limitedUntil.toLocalTime().toString(QStringLiteral("HH:mm:ss"));
    const QString waiting = rowsText(run.figures.pending);
    const QString rate = rowsText(std::llround(run.limitRowsPerSecond));
    if (run.limitRowsPerSecond > 0)
        return (isSource(run)
                    ? BannerText::tr("The source asked us to slow down. Reading %1 rows/s until %2. No rows are lost; %3 are waiting.")
                    : BannerText::tr("The target asked us to slow down. Sending %1 rows/s until %2. No rows are lost; %3 are waiting."))
            .arg(rate, until, waiting);
    return (isSource(run) ? BannerText::tr("The source asked us to wait until %1. No rows are lost; %2 are waiting.")
                          : BannerText::tr("The target asked us to wait until %1. No rows are lost; %2 are waiting."))
        .arg(until, waiting);
}

/// What became of the rows meanwhile.
QString kept(const LiveRun &run)
{
    if (isSource(run))
        return run.position.isEmpty() ? BannerText::tr("Nothing was skipped.")
                                      : BannerText::tr("Nothing was skipped; reading continues behind %1.").arg(positionText(run.position));
    return BannerText::tr("Rows stay on this computer: %1.").arg(rowsText(run.figures.pending));
}

QString circuitOpen(const LiveRun &run, const QDateTime &now)
{
    if (run.isHalfOpen)
        return isSource(run) ? BannerText::tr("Testing the source with one request…")
                             : BannerText::tr("Testing the target with one request…");
    const QString wait = secondsUntil(run.nextTry, now);
    QString text;
    if (run.recentCalls > 0)
        text = (isSource(run) ? BannerText::tr("%1 of the last %2 calls to the source failed. Trying again in %3 s.")
                              : BannerText::tr("%1 of the last %2 calls to the target failed. Trying again in %3 s."))
                   .arg(QString::number(run.failedCalls), QString::number(run.recentCalls), wait);
    else
        text = (isSource(run) ? BannerText::tr("The source could not be reached %1 times in a row. Trying again in %2 s.")
                              : BannerText::tr("The target could not be reached %1 times in a row. Trying again in %2 s."))
                   .arg(QString::number(run.failuresInRow), wait);
    return BannerText::tr("%1 %2", "two sentences").arg(text, kept(run));
}

QString stalled(const LiveRun &run)
{
    const QString hours = QString::number(std::max<qint64>(1, std::llround(run.backlogSeconds / 3'600)));
    return (isSource(run) ? BannerText::tr("The source has been unreachable for %1 h. Retries have stopped; %2 rows stay on this computer.")
                          : BannerText::tr("The target has been unreachable for %1 h. Retries have stopped; %2 rows stay on this computer."))
        .arg(hours, rowsText(run.figures.pending));
}

/// Why a run is paused that nobody paused.
std::optional<RunBanner> pausedBecause(const QString &reason, qint64 row, Side side)
{
    if (reason == QLatin1String("disk full"))
        return RunBanner{Hue::Error,
                         BannerText::tr("The disk of the ledger is full. The job is paused; nothing was written after row %1.").arg(rowsText(row)),
                         RunBanner::Resume, {}};
    if (reason == QLatin1String("fsync"))
        return RunBanner{Hue::Error,
                         BannerText::tr("Progress cannot be saved. The job is paused; nothing was written after row %1.").arg(rowsText(row)),
                         RunBanner::Resume, {}};
    if (reason == QLatin1String("flood"))
        return RunBanner{Hue::Error,
                         BannerText::tr("Many rows fail in the same way: the structure may have changed. The job is paused; the last "
                                        "batch was not written."),
                         RunBanner::Resume, {}};
    if (reason == QLatin1String("drift"))
        return RunBanner{Hue::Warn, BannerText::tr("The source changed since it was last read. The job is paused; nothing was written."),
                         RunBanner::Resume, {}};
    if (reason == QLatin1String("sign-in"))
        return RunBanner{Hue::Error,
                         side == Side::Source
                             ? BannerText::tr("The source refuses the sign-in. The job is paused; no row is quarantined for this.")
                             : BannerText::tr("The target refuses the sign-in. The job is paused; no row is quarantined for this."),
                         RunBanner::OpenConnection | RunBanner::Resume, {}};
    return std::nullopt;
}

} // namespace

std::optional<RunBanner> bannerOf(const LiveRun &run, double idleSeconds, const QDateTime &now)
{
    if (!run.figures.isBalanced() || run.state == UiState::Unbalanced)
        return RunBanner{Hue::Error,
                         BannerText::tr("%1 rows are unaccounted for. The job is paused so that nothing more is lost.")
                             .arg(rowsText(std::abs(run.figures.unaccounted()))),
                         RunBanner::None, {}};
    switch (run.state) {
    case UiState::Throttled: return RunBanner{Hue::Warn, throttled(run), RunBanner::None, run.lastResponse};
    case UiState::CircuitOpen:
        return RunBanner{Hue::Warn, circuitOpen(run, now), run.isHalfOpen ? unsigned{RunBanner::None} : unsigned{RunBanner::TryNow},
                         run.lastResponse};
    case UiState::Offline:
        return RunBanner{Hue::Warn, BannerText::tr("No network. Local jobs go on; this one continues by itself."), RunBanner::TryNow,
                         run.lastResponse};
    case UiState::Stalled: return RunBanner{Hue::Error, stalled(run), RunBanner::TryNow, run.lastResponse};
    case UiState::Paused: return pausedBecause(run.reason, run.row, run.side);
    default: break;
    }
    if (run.diskFreeBytes >= 0 && run.diskFreeBytes < diskTold)
        return RunBanner{Hue::Warn,
                         BannerText::tr("%1 left for the ledger. Pausing at %2.").arg(bytesText(run.diskFreeBytes), bytesText(diskReserve)),
                         RunBanner::None, {}};
    if (run.state == UiState::Running && idleSeconds >= idleTold)
        return RunBanner{Hue::Running,
                         BannerText::tr("Waiting for the source (no rows for %1 s).").arg(static_cast<int>(idleSeconds)), RunBanner::None, {}};
    return std::nullopt;
}

std::optional<RunBanner> bannerOf(const RunItem &run, qint64 row, const QString &detail)
{
    std::optional<RunBanner> banner;
    if (run.state == UiState::Interrupted)
        banner = RunBanner{Hue::Warn,
                           BannerText::tr("Weir closed unexpectedly at row %1. Nothing is lost. Resume?").arg(rowsText(row)),
                           RunBanner::Resume, {}};
    else if (run.state == UiState::Paused || run.state == UiState::Failed)
        banner = pausedBecause(run.reason, row, Side::None);
    if (!banner && run.state == UiState::Failed)
        banner = RunBanner{Hue::Error, BannerText::tr("The run failed. What was delivered stays delivered; run again to go on."),
                           RunBanner::Resume, {}};
    if (!banner && run.state == UiState::Unbalanced)
        banner = RunBanner{Hue::Error,
                           BannerText::tr("%1 rows are unaccounted for. The job is paused so that nothing more is lost.")
                               .arg(rowsText(std::abs(run.figures.unaccounted()))),
                           RunBanner::None, {}};
    if (!banner && run.figures.unknown > 0)
        banner = RunBanner{Hue::Error,
                           BannerText::tr("%n row(s) had no answer and cannot be looked up. They will not be sent again without you.",
                                          nullptr, static_cast<int>(run.figures.unknown)),
                           RunBanner::ShowUnknown | RunBanner::Reconcile, {}};
    if (banner && !detail.isEmpty())
        banner->details = detail;
    return banner;
}

} // namespace weir
