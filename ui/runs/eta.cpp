#include "ui/runs/eta.h"

#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace weir {

namespace {

struct EtaText
{
    Q_DECLARE_TR_FUNCTIONS(eta)
};

QString leftText(double seconds)
{
    if (seconds < 60)
        return EtaText::tr("less than 1 min left");
    const auto minutes = static_cast<int>(std::lround(seconds / 60));
    if (minutes < 60)
        return EtaText::tr("about %n min left", nullptr, minutes);
    return EtaText::tr("about %1 h %2 min left").arg(minutes / 60).arg(minutes % 60, 2, 10, QLatin1Char('0'));
}

} // namespace

std::optional<double> Eta::estimate(const LiveRun &snapshot) const
{
    const auto share = snapshot.progress();
    if (!share || snapshot.seconds < secondsMin || *share < shareMin)
        return std::nullopt;
    if (snapshot.state == UiState::Throttled && snapshot.limitRowsPerSecond > 0 && snapshot.rowsEstimate > 0)
        return static_cast<double>(std::max<qint64>(snapshot.rowsEstimate - snapshot.row, 0)) / snapshot.limitRowsPerSecond;
    if (m_weight <= 0 || m_rate <= 0)
        return std::nullopt;
    return (1 - *share) / (m_rate / m_weight);
}

void Eta::add(const LiveRun &snapshot)
{
    const auto share = snapshot.progress();
    const auto before = m_last ? m_last->progress() : std::nullopt;
    const double passed = m_last ? snapshot.seconds - m_last->seconds : 0;
    const bool isOther = !m_last || m_last->state != snapshot.state;
    if (share && before && passed > 0) {
        const double part = 1 - std::exp(-passed / memorySeconds);
        m_rate += part * (std::max(0.0, *share - *before) / passed - m_rate);
        m_weight += part * (1 - m_weight);
    }
    m_last = snapshot;
    const bool mayMove = snapshot.state == UiState::Running || snapshot.state == UiState::Throttled;
    const auto seconds = mayMove ? estimate(snapshot) : std::nullopt;
    if (!seconds || isOther || !m_shown) {
        m_shown = seconds;
        m_shownAt = snapshot.seconds;
    } else if (snapshot.seconds - m_shownAt >= updateSeconds) {
        m_shown = std::clamp(*seconds, *m_shown / jumpMax, *m_shown * jumpMax);
        m_shownAt = snapshot.seconds;
    }
}

QString progressText(const LiveRun &run, const Eta &eta, const QDateTime &now)
{
    if (run.state == UiState::Offline)
        return EtaText::tr("Will continue when the network is back");
    if (run.state == UiState::CircuitOpen && run.nextTry.isValid()) {
        const qint64 seconds = std::max<qint64>(0, (now.msecsTo(run.nextTry) + 999) / 1'000);
        return EtaText::tr("next try in %n s", nullptr, static_cast<int>(seconds));
    }
    if (!isLive(run.state))
        return {};
    const auto share = run.progress();
    if (!share)
        return EtaText::tr("%n row(s) so far", nullptr, static_cast<int>(std::min<qint64>(run.figures.read, INT_MAX)))
            .replace(QString::number(run.figures.read), rowsText(run.figures.read));
    const QString percent = shareText(static_cast<qint64>(*share * 1e9), 1'000'000'000);
    return eta.secondsLeft() ? EtaText::tr("%1, %2", "share, time left").arg(percent, leftText(*eta.secondsLeft())) : percent;
}

} // namespace weir
