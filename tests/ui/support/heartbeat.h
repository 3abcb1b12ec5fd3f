#pragma once

#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>

namespace weir::test {

/// The longest time between two turns of the event loop, measured by a beat every 10 ms.
class Heartbeat
{
public:
    Heartbeat()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(10);
        QObject::connect(&m_timer, &QTimer::timeout, [this] { m_longest = std::max(m_longest, m_clock.restart()); });
        restart();
    }
    void restart()
    {
        m_longest = 0;
        m_clock.start();
        m_timer.start();
    }
    [[nodiscard]] qint64 longestMs() const { return std::max(m_longest, m_clock.elapsed()); }

private:
    QTimer m_timer;
    QElapsedTimer m_clock;
    qint64 m_longest = 0;
};

} // namespace weir::test
