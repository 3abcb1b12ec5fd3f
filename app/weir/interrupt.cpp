#include "app/weir/interrupt.h"

#include <atomic>
#include <csignal>
#include <unistd.h>

namespace weir {

namespace {

// A signal handler reaches nothing else.
std::atomic<int> signalSeen{0};

extern "C" void noteInterrupt(int signal)
{
    if (signalSeen.exchange(signal) != 0)
        _exit(128 + signal);
}

} // namespace

Interrupt::Interrupt(CancelToken token)
    : m_watcher("weir-signal", [token, finished = m_finished]() mutable {
          while (!finished.waitFor(std::chrono::milliseconds(100))) {
              if (signalSeen.load() != 0)
                  token.cancel();
          }
      })
{
    struct sigaction action{};
    action.sa_handler = noteInterrupt;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

Interrupt::~Interrupt()
{
    m_finished.cancel();
    m_watcher.join();
}

bool Interrupt::wasInterrupted() const
{
    return signalSeen.load() != 0;
}

int Interrupt::exitCode() const
{
    return signalSeen.load() == SIGTERM ? 143 : 130;
}

} // namespace weir
