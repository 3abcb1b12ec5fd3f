#pragma once

#include "ui/bridge/values.h"

#include <array>
#include <deque>
#include <vector>

namespace weir {

/// What a run did in one second, or a longer piece of its history. NaN: not known.
struct RunPoint
{
    qint64 at = 0; ///< ms since 1970 UTC, the end of the piece
    double readPerSecond, deliveredPerSecond, bytesPerSecond;
    double latencyP50Ms, latencyP95Ms, latencyP99Ms;
    double callsInFlight;
    std::array<double, 4> retriesPerMinute; ///< throttled, server error, time-out, network
    double sourceBreaker, targetBreaker;    ///< 0 closed, 1 half-open, 2 open

    /// A piece of which nothing is known.
    [[nodiscard]] static RunPoint gap(qint64 at);
};

/// Something that happened to a run while it was watched.
struct RunMoment
{
    enum class Kind : std::uint8_t { Throttled, CircuitOpened, HalfOpen, Recovered, Offline, Paused, Ended, Slept };
    QDateTime at;
    Kind kind = Kind::Ended;
    Side side = Side::None;
    double seconds = 0; ///< Slept
};

/// The recent history of a run, made of its snapshots while they come: by the second for the last quarter of an hour, and
/// as a whole in pieces that grow with the run.
class RunHistory
{
public:
    static constexpr std::size_t secondsMax = 900;
    static constexpr std::size_t piecesMax = 1'200;
    static constexpr std::size_t momentsMax = 500;
    static constexpr qint64 gapMs = 3'000; ///< so long without a snapshot nothing is known

    void add(const LiveRun &snapshot);
    void slept(const QDateTime &wokeAt, double seconds);

    [[nodiscard]] const std::deque<RunPoint> &seconds() const { return m_seconds; }
    [[nodiscard]] const std::vector<RunPoint> &whole() const { return m_whole; }
    /// Length of a piece of whole(), in seconds.
    [[nodiscard]] int pieceSeconds() const { return m_pieceSeconds; }
    [[nodiscard]] const std::vector<RunMoment> &moments() const { return m_moments; }
    [[nodiscard]] const LiveRun &latest() const { return m_latest; }
    /// Seconds from the last row read to the latest snapshot.
    [[nodiscard]] double idleSeconds() const;
    /// The highest rate of a second.
    [[nodiscard]] double peakRowsPerSecond() const { return m_peak; }

private:
    void close(const LiveRun &snapshot, qint64 ms);
    void push(const RunPoint &point);
    void noteMoment(const LiveRun &snapshot);

    std::deque<RunPoint> m_seconds;
    std::vector<RunPoint> m_whole;
    std::vector<RunPoint> m_piece; ///< seconds of the piece that is being made
    int m_pieceSeconds = 1;
    std::vector<RunMoment> m_moments;
    LiveRun m_latest;
    std::optional<LiveRun> m_begin; ///< of the second that is being made
    double m_flightMost = 0;
    qint64 m_lastRowAt = 0;
    double m_peak = 0;
};

} // namespace weir
