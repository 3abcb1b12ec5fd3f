// What a run of this process tells, as the pages take it.

#include "ui/bridge/services.h"

namespace weir {

namespace {

double millisecondsOf(std::chrono::microseconds latency)
{
    return latency.count() < 0 ? -1 : static_cast<double>(latency.count()) / 1'000;
}

Breaker breakerOf(const CallFigures &calls)
{
    if (!calls.limits)
        return Breaker::None;
    switch (calls.limits->breaker) {
    case CircuitBreaker::State::Closed: return Breaker::Closed;
    case CircuitBreaker::State::Open: return Breaker::Open;
    case CircuitBreaker::State::HalfOpen: break;
    }
    return Breaker::HalfOpen;
}

void tellCalls(const RunSnapshot &snapshot, LiveRun &run)
{
    run.latencyP50Ms = millisecondsOf(snapshot.latency.p50);
    run.latencyP95Ms = millisecondsOf(snapshot.latency.p95);
    run.latencyP99Ms = millisecondsOf(snapshot.latency.p99);
    RetryCounts retries;
    for (const CallFigures *calls : {&snapshot.source, &snapshot.target}) {
        run.callsInFlight += calls->inFlight;
        if (calls->hasPlaces && calls->limits)
            run.callsMax += calls->limits->inFlightAllowed;
        retries += calls->retries;
    }
    run.retriesByCause = {retries.throttled, retries.serverError, retries.timeout, retries.network};
    run.sourceBreaker = breakerOf(snapshot.source);
    run.targetBreaker = breakerOf(snapshot.target);
}

/// Whom the state is about, and why.
void tellTrouble(const RunSnapshot &snapshot, LiveRun &run)
{
    run.side = snapshot.side == "source" ? Side::Source : snapshot.side == "target" ? Side::Target : Side::None;
    if (run.side == Side::None)
        return;
    const CallFigures &calls = run.side == Side::Source ? snapshot.source : snapshot.target;
    run.lastResponse = toQt(calls.lastFailure);
    run.failuresInRow = calls.failuresInRow;
    if (snapshot.nextTryAtMs > 0)
        run.nextTry = timeOf(snapshot.nextTryAtMs);
    if (run.state == UiState::Throttled) {
        run.limitedUntil = run.nextTry;
        run.limitRowsPerSecond = 0; // it asked for silence until then
    }
    if (run.state != UiState::CircuitOpen || !calls.limits)
        return;
    const CircuitBreaker::Opening &opening = calls.limits->opening;
    run.failuresInRow = opening.failuresInRow;
    run.failedCalls = opening.failed;
    run.recentCalls = opening.calls;
    run.isHalfOpen = calls.limits->breaker == CircuitBreaker::State::HalfOpen || !run.nextTry.isValid() || run.nextTry <= run.at;
}

} // namespace

LiveRun liveRunOf(const RunSnapshot &snapshot)
{
    LiveRun run;
    run.run = snapshot.run;
    run.job = toQt(snapshot.job);
    run.kind = QStringLiteral("sync");
    run.state = uiStateFromName(toQt(runStateName(snapshot.state)));
    run.reason = toQt(snapshot.reason);
    run.figures = balanceOf(snapshot.totals, snapshot.inFlight);
    run.inFlight = snapshot.inFlight;
    run.bytesRead = snapshot.bytesRead;
    run.bytesTotal = snapshot.bytesTotal;
    run.rowsEstimate = snapshot.rowsEstimate;
    run.retries = snapshot.retries;
    run.seconds = snapshot.seconds;
    run.at = timeOf(snapshot.atMs);
    run.guarantee = toQt(snapshot.guarantee);
    run.position = toQt(snapshot.position);
    run.row = snapshot.row;
    run.backlogSeconds = snapshot.backlogSeconds;
    run.spoolBytes = snapshot.spoolBytes;
    run.diskFreeBytes = snapshot.diskFreeBytes;
    tellCalls(snapshot, run);
    tellTrouble(snapshot, run);
    return run;
}

} // namespace weir
