#include "ui/bridge/runhistory.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace weir {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double known(double value)
{
    return value < 0 ? unknown : value;
}

double breakerValue(Breaker breaker)
{
    switch (breaker) {
    case Breaker::Closed: return 0;
    case Breaker::HalfOpen: return 1;
    case Breaker::Open: return 2;
    case Breaker::None: break;
    }
    return unknown;
}

/// Means of rates, the worst of the rest; what is unknown does not count.
RunPoint joined(const std::vector<RunPoint> &points)
{
    RunPoint sum = RunPoint::gap(points.back().at);
    const auto mean = [&](auto get) {
        double total = 0;
        int count = 0;
        for (const RunPoint &point : points) {
            if (!std::isnan(get(point))) {
                total += get(point);
                ++count;
            }
        }
        return count > 0 ? total / count : unknown;
    };
    const auto most = [&](auto get) {
        double highest = unknown;
        for (const RunPoint &point : points) {
            if (!std::isnan(get(point)) && !(highest >= get(point)))
                highest = get(point);
        }
        return highest;
    };
    sum.readPerSecond = mean([](const RunPoint &p) { return p.readPerSecond; });
    sum.deliveredPerSecond = mean([](const RunPoint &p) { return p.deliveredPerSecond; });
    sum.bytesPerSecond = mean([](const RunPoint &p) { return p.bytesPerSecond; });
    sum.latencyP50Ms = mean([](const RunPoint &p) { return p.latencyP50Ms; });
    sum.latencyP95Ms = most([](const RunPoint &p) { return p.latencyP95Ms; });
    sum.latencyP99Ms = most([](const RunPoint &p) { return p.latencyP99Ms; });
    sum.callsInFlight = most([](const RunPoint &p) { return p.callsInFlight; });
    for (std::size_t i = 0; i < sum.retriesPerMinute.size(); ++i)
        sum.retriesPerMinute[i] = mean([i](const RunPoint &p) { return p.retriesPerMinute[i]; });
    sum.sourceBreaker = most([](const RunPoint &p) { return p.sourceBreaker; });
    sum.targetBreaker = most([](const RunPoint &p) { return p.targetBreaker; });
    return sum;
}

} // namespace

RunPoint RunPoint::gap(qint64 at)
{
    return {at, unknown, unknown, unknown, unknown, unknown, unknown, unknown, {unknown, unknown, unknown, unknown}, unknown, unknown};
}

void RunHistory::add(const LiveRun &snapshot)
{
    const qint64 at = snapshot.at.toMSecsSinceEpoch();
    const qint64 before = m_latest.at.isValid() ? m_latest.at.toMSecsSinceEpoch() : 0;
    if (before != 0 && at <= before) {
        // The same snapshot again, or a clock that was set back: its state may have changed all the same.
        noteMoment(snapshot);
        m_latest = snapshot;
        return;
    }
    noteMoment(snapshot);
    if (!m_begin || at - before > gapMs) {
        if (m_begin) {
            push(RunPoint::gap(before + 1));
            push(RunPoint::gap(at - 1));
        }
        m_begin = snapshot;
        m_flightMost = 0;
        if (m_lastRowAt == 0)
            m_lastRowAt = at;
    }
    if (snapshot.figures.read != m_latest.figures.read)
        m_lastRowAt = at;
    m_flightMost = std::max(m_flightMost, static_cast<double>(snapshot.callsInFlight));
    if (at / 1'000 != m_begin->at.toMSecsSinceEpoch() / 1'000 && at - m_begin->at.toMSecsSinceEpoch() >= 500)
        close(snapshot, at);
    m_latest = snapshot;
}

/// The second that began with m_begin ends with \a snapshot.
void RunHistory::close(const LiveRun &snapshot, qint64 ms)
{
    const LiveRun &begin = *m_begin;
    const double length = static_cast<double>(ms - begin.at.toMSecsSinceEpoch()) / 1'000;
    RunPoint point = RunPoint::gap(ms);
    point.readPerSecond = std::max(0.0, static_cast<double>(snapshot.figures.read - begin.figures.read) / length);
    point.deliveredPerSecond = std::max(0.0, static_cast<double>(snapshot.figures.delivered() - begin.figures.delivered()) / length);
    if (snapshot.bytesRead >= 0 && !snapshot.isForeign)
        point.bytesPerSecond = std::max(0.0, static_cast<double>(snapshot.bytesRead - begin.bytesRead) / length);
    point.latencyP50Ms = known(snapshot.latencyP50Ms);
    point.latencyP95Ms = known(snapshot.latencyP95Ms);
    point.latencyP99Ms = known(snapshot.latencyP99Ms);
    if (!snapshot.isForeign) {
        point.callsInFlight = m_flightMost;
        const LiveRun::Retries &now = snapshot.retriesByCause, &then = begin.retriesByCause;
        const double perMinute = 60 / length;
        point.retriesPerMinute = {static_cast<double>(now.throttled - then.throttled) * perMinute,
                                  static_cast<double>(now.serverError - then.serverError) * perMinute,
                                  static_cast<double>(now.timeout - then.timeout) * perMinute,
                                  static_cast<double>(now.network - then.network) * perMinute};
        point.sourceBreaker = breakerValue(snapshot.sourceBreaker);
        point.targetBreaker = breakerValue(snapshot.targetBreaker);
    }
    m_peak = std::max(m_peak, point.readPerSecond);
    push(point);
    m_begin = snapshot;
    m_flightMost = snapshot.callsInFlight;
}

void RunHistory::push(const RunPoint &point)
{
    m_seconds.push_back(point);
    if (m_seconds.size() > secondsMax)
        m_seconds.pop_front();
    m_piece.push_back(point);
    if (static_cast<int>(m_piece.size()) < m_pieceSeconds)
        return;
    m_whole.push_back(joined(m_piece));
    m_piece.clear();
    if (m_whole.size() < piecesMax)
        return;
    std::vector<RunPoint> halved;
    for (std::size_t i = 0; i + 1 < m_whole.size(); i += 2)
        halved.push_back(joined({m_whole[i], m_whole[i + 1]}));
    m_whole = std::move(halved);
    m_pieceSeconds *= 2;
}

void RunHistory::noteMoment(const LiveRun &snapshot)
{
    const bool isFirst = !m_latest.at.isValid();
    const bool wasHalfOpen = !isFirst && m_latest.isHalfOpen;
    if ((!isFirst && snapshot.state == m_latest.state && snapshot.isHalfOpen == wasHalfOpen) || m_moments.size() >= momentsMax)
        return;
    const auto note = [&](RunMoment::Kind kind) { m_moments.push_back({snapshot.at, kind, snapshot.side, 0}); };
    const auto isHeld = [](UiState state) {
        return state == UiState::Throttled || state == UiState::CircuitOpen || state == UiState::Offline;
    };
    switch (snapshot.state) {
    case UiState::Throttled: return note(RunMoment::Kind::Throttled);
    case UiState::CircuitOpen: return note(snapshot.isHalfOpen ? RunMoment::Kind::HalfOpen : RunMoment::Kind::CircuitOpened);
    case UiState::Offline: return note(RunMoment::Kind::Offline);
    case UiState::Paused: return note(RunMoment::Kind::Paused);
    case UiState::Running:
        if (!isFirst && isHeld(m_latest.state))
            note(RunMoment::Kind::Recovered);
        return;
    default:
        if (!isLive(snapshot.state))
            note(RunMoment::Kind::Ended);
    }
}

void RunHistory::slept(const QDateTime &wokeAt, double seconds)
{
    if (m_moments.size() < momentsMax)
        m_moments.push_back({wokeAt, RunMoment::Kind::Slept, Side::None, seconds});
}

double RunHistory::idleSeconds() const
{
    return m_lastRowAt == 0 ? 0 : static_cast<double>(m_latest.at.toMSecsSinceEpoch() - m_lastRowAt) / 1'000;
}

} // namespace weir
