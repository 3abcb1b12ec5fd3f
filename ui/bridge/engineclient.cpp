#include "ui/bridge/engineclient.h"

#include "core/ledger/books.h"
#include "core/workspace/joblock.h"
#include "ui/bridge/services.h"

#include <QTimer>

#include <algorithm>
#include <ctime>

namespace weir {

namespace {

constexpr int pollMs = 250;
constexpr int ticksPerSecond = 1000 / pollMs;

/// Runs of other processes: not final, and somebody holds the job's lock.
Result<std::vector<LiveRun>> foreignRuns(LedgerReader &reader, const Workspace &workspace)
{
    WEIR_TRY(const std::vector<RunRow> rows, reader.unfinishedRuns(std::nullopt));
    std::vector<LiveRun> live;
    for (const RunRow &row : rows) {
        if (!JobLock::isHeld(workspace.lockPath(row.job)))
            continue;
        LiveRun run;
        run.run = row.id;
        run.job = toQt(row.job);
        run.state = uiStateFromName(toQt(row.state));
        run.figures = {row.read, row.inserted, row.updated, row.unchanged, row.superseded,
                       row.filtered, row.quarantined, row.unknown, row.pending};
        run.retries = row.retries;
        run.guarantee = toQt(row.guarantee);
        run.host = toQt(row.host);
        run.kind = toQt(row.kind);
        run.reason = toQt(row.reason);
        run.at = timeOf(row.beatAt);
        run.seconds = static_cast<double>(timeOf(row.startedAt).msecsTo(run.at)) / 1000;
        run.row = run.figures.read - run.figures.pending;
        run.bytesRead = -1;
        if (!row.request.empty() && isLive(run.state))
            run.state = row.request == "pause" ? UiState::Pausing : UiState::Stopping;
        run.isForeign = true;
        live.push_back(std::move(run));
    }
    return live;
}

/// How long the machine slept since it started, in ms; -1: this system does not tell.
qint64 asleepSinceStart()
{
#ifdef CLOCK_BOOTTIME
    timespec awake{}, whole{};
    if (clock_gettime(CLOCK_MONOTONIC, &awake) == 0 && clock_gettime(CLOCK_BOOTTIME, &whole) == 0)
        return (whole.tv_sec - awake.tv_sec) * 1'000LL + (whole.tv_nsec - awake.tv_nsec) / 1'000'000;
#endif
    return -1;
}

constexpr qint64 sleepToldFromMs = 10'000;

} // namespace

EngineClient::EngineClient(QObject *parent) : QObject(parent), m_services(std::make_unique<Services>())
{
    qRegisterMetaType<weir::Error>();
    auto *timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, &EngineClient::poll);
    timer->start(pollMs);
}

EngineClient::~EngineClient()
{
    for (const auto &own : m_services->m_runs) {
        if (own->run)
            own->run->requestStop();
    }
}

void EngineClient::open(OpenEngine open)
{
    auto promise = std::make_shared<QPromise<Result<Engine *>>>();
    promise->start();
    promise->future().then(this, [this](const Result<Engine *> &engine) {
        if (!engine) {
            emit failedToOpen(engine.error());
            return;
        }
        m_services->m_engine.reset(*engine);
        m_services->m_ledgerPath = (*engine)->workspace->path("ledger.db");
        m_services->m_reader = StageThread("weir-query", [services = m_services.get()] { services->readLoop(); });
        emit opened();
        emit ledgerChanged();
    });
    m_services->m_pool.start([promise, open = std::move(open)] {
        auto engine = open();
        promise->addResult(engine ? Result<Engine *>(std::move(*engine).release())
                                  : Result<Engine *>(Unexpected{engine.error()}));
        promise->finish();
    });
}

bool EngineClient::isOpen() const
{
    return m_services->m_engine != nullptr;
}

QString EngineClient::workspaceFolder() const
{
    return isOpen() ? toQt(m_services->m_engine->workspace->folder()) : QString();
}

QString EngineClient::workspaceName() const
{
    return isOpen() ? toQt(m_services->m_engine->workspace->name()) : QString();
}

QStringList EngineClient::jobNames() const
{
    QStringList names;
    if (isOpen()) {
        for (const std::string &name : m_services->m_engine->workspace->jobNames())
            names.append(toQt(name));
    }
    return names;
}

QStringList EngineClient::connectionNames() const
{
    QStringList names;
    if (isOpen()) {
        for (const std::string &name : m_services->m_engine->workspace->connectionNames())
            names.append(toQt(name));
    }
    return names;
}

QFuture<Result<qint64>> EngineClient::startRun(const QString &job, const RunAsk &ask)
{
    auto own = std::make_shared<Services::OwnRun>();
    own->job = job;
    own->number.start();
    const QFuture<Result<qint64>> number = own->number.future();
    m_services->m_runs.push_back(own); // who asks first is first in the queue
    m_services->work([job](const Engine &engine) { return engine.workspace->job(job.toStdString(), {}); })
        .then(this, [this, own, ask](const Result<Job> &found) {
            auto &runs = m_services->m_runs;
            const bool hasLeft = std::find(runs.begin(), runs.end(), own) == runs.end();
            if (!found || hasLeft) {
                std::erase(runs, own);
                own->answer(found ? Result<qint64>(fail(ErrorCode::Cancelled, Recovery::Stop, "it was taken out of the queue"))
                                  : Result<qint64>(Unexpected{found.error()}));
                return startWaiting();
            }
            Job definition = *found;
            if (ask.rowsMax >= 0)
                definition.read.rowsMax = ask.rowsMax;
            RunRequest request;
            request.trigger = "workbench";
            request.outageMax = definition.giveUpAfter;
            request.again = ask.startsOver;
            request.yesReplaceRows = ask.yesReplaceRows;
            own->run = std::make_unique<Run>(*m_services->m_engine, std::move(definition), std::move(request));
            startWaiting();
            if (!own->isStarted)
                own->answer(Result<qint64>(0));
            poll();
        });
    return number;
}

void EngineClient::startWaiting()
{
    auto &runs = m_services->m_runs;
    auto working = std::count_if(runs.begin(), runs.end(), [](const auto &own) { return own->isStarted; });
    for (const auto &own : runs) {
        if (own->isStarted || working >= m_atOnceMax)
            continue;
        ++working;
        if (!own->run)
            continue; // the place is its own
        own->isStarted = true;
        own->thread = StageThread("weir-run", [own = own.get()] {
            own->result = own->run->execute();
            own->isDone.store(true);
        });
    }
}

bool EngineClient::leaveQueue(const QString &job)
{
    const auto left = std::erase_if(m_services->m_runs, [&](const auto &own) { return !own->isStarted && own->job == job; });
    poll();
    return left > 0;
}

void EngineClient::setAtOnceMax(int runs)
{
    m_atOnceMax = std::max(1, runs);
    startWaiting();
}

void EngineClient::Services::OwnRun::answer()
{
    const qint64 known = run->snapshot().run;
    if (known != 0)
        answer(Result<qint64>(known));
    else if (isDone.load())
        answer(Result<qint64>(Unexpected{result.error.value_or(
            Error{ErrorCode::Internal, Recovery::Stop, "the run ended before it began", {}})}));
}

void EngineClient::Services::OwnRun::answer(const Result<qint64> &result)
{
    if (std::exchange(isAnswered, true))
        return;
    number.addResult(result);
    number.finish();
}

void EngineClient::pause(qint64 run)
{
    for (const auto &own : m_services->m_runs) {
        if (own->isStarted && own->run->snapshot().run == run) {
            own->asked = UiState::Pausing;
            own->run->requestPause();
            return poll();
        }
    }
    askForeign(run, UiState::Pausing);
}

void EngineClient::pauseOwnRuns()
{
    std::erase_if(m_services->m_runs, [](const auto &own) { return !own->isStarted; });
    for (const auto &own : m_services->m_runs) {
        own->asked = UiState::Pausing;
        own->run->requestPause();
    }
    poll();
}

/// The holder of the run asks the ledger every 250 ms.
void EngineClient::askForeign(qint64 run, UiState asked)
{
    if (!isOpen() || !liveRun(run))
        return;
    m_foreignAsked[run] = asked;
    (void)m_services->m_engine->ledger->post([run, what = asked == UiState::Pausing ? "pause" : "stop"](Database &database) {
        return books::request(database, run, what);
    });
    poll();
}

void EngineClient::stop(qint64 run)
{
    for (const auto &own : m_services->m_runs) {
        if (own->isStarted && own->run->snapshot().run == run) {
            own->asked = UiState::Stopping;
            own->run->requestStop();
            return poll();
        }
    }
    askForeign(run, UiState::Stopping);
}

void EngineClient::stopNow(qint64 run)
{
    for (const auto &own : m_services->m_runs) {
        if (own->isStarted && own->run->snapshot().run == run) {
            own->asked = UiState::Stopping;
            own->run->requestStopNow();
            return poll();
        }
    }
}

void EngineClient::tryNow(qint64 run)
{
    for (const auto &own : m_services->m_runs) {
        if (own->isStarted && own->run->snapshot().run == run)
            return own->run->tryNow();
    }
}

const RunHistory *EngineClient::history(qint64 run) const
{
    const auto at = m_histories.find(run);
    return at == m_histories.end() ? nullptr : &at->second;
}

void EngineClient::notice(const LiveRun &run)
{
    if (run.run == 0)
        return;
    m_histories[run.run].add(run);
    while (m_histories.size() > historiesMax)
        m_histories.erase(m_histories.begin());
}

void EngineClient::noticeSleep()
{
    const qint64 asleep = asleepSinceStart();
    const qint64 before = std::exchange(m_asleepMs, asleep);
    if (before < 0 || asleep - before < sleepToldFromMs)
        return;
    for (const LiveRun &run : m_live)
        m_histories[run.run].slept(QDateTime::currentDateTimeUtc(), static_cast<double>(asleep - before) / 1'000);
}

std::optional<LiveRun> EngineClient::liveRun(qint64 run) const
{
    const auto at = std::find_if(m_live.begin(), m_live.end(), [run](const LiveRun &live) { return live.run == run; });
    return at == m_live.end() ? std::nullopt : std::optional<LiveRun>(*at);
}

bool EngineClient::hasOwnRuns() const
{
    return !m_services->m_runs.empty();
}

void EngineClient::showInstead(std::vector<LiveRun> live)
{
    m_isShowingInstead = !live.empty();
    m_live = std::move(live);
    for (const LiveRun &run : m_live)
        notice(run);
    emit liveRunsChanged();
}

LiveRun EngineClient::Services::OwnRun::tell(bool isOver) const
{
    LiveRun live;
    live.job = job;
    live.state = UiState::Queued;
    if (!isStarted)
        return live;
    live = liveRunOf(run->snapshot());
    if (isLive(asked) && asked != UiState::Running && isLive(live.state))
        live.state = asked;
    if (!isOver)
        return live;
    live.state = uiStateFromName(toQt(runStateName(result.state)));
    live.reason = toQt(result.reason);
    live.figures = balanceOf(result.totals, result.pending);
    live.seconds = result.seconds;
    if (result.error) {
        live.errorCode = toQt(errorCodeName(result.error->code));
        live.errorDetail = toQt(result.error->detail);
    }
    return live;
}

void EngineClient::poll()
{
    if (!isOpen() || m_isShowingInstead)
        return;
    noticeSleep();
    std::vector<std::shared_ptr<Services::OwnRun>> ended;
    std::vector<LiveRun> live;
    for (const auto &own : m_services->m_runs) {
        const bool isOver = own->isDone.load();
        if (own->isStarted)
            own->answer();
        LiveRun run = own->tell(isOver);
        notice(run);
        if (isOver)
            ended.push_back(own);
        else
            live.push_back(std::move(run));
    }
    // Those alone that were seen to be over: one that ends this very moment is told by the next poll.
    for (const auto &own : ended)
        std::erase(m_services->m_runs, own);
    if (!ended.empty())
        startWaiting();
    for (const LiveRun &foreign : m_foreign) {
        const bool isOurs = std::any_of(live.begin(), live.end(), [&](const LiveRun &own) { return own.run == foreign.run; });
        if (isOurs)
            continue;
        live.push_back(foreign);
        if (const auto asked = m_foreignAsked.find(foreign.run); asked != m_foreignAsked.end() && isLive(foreign.state))
            live.back().state = asked->second;
        notice(live.back());
    }
    const bool hadRuns = !m_live.empty();
    const std::vector<LiveRun> before = m_live;
    m_live = std::move(live);
    if (hadRuns || !m_live.empty())
        emit liveRunsChanged();
    for (const LiveRun &run : before) {
        if (run.isForeign && !liveRun(run.run)) {
            m_foreignAsked.erase(run.run);
            emit ledgerChanged();
        }
    }
    for (const auto &own : ended) {
        const LiveRun last = liveRunOf(own->run->snapshot());
        emit runEnded(last.run, own->job, last.state);
        if (own->result.consentRows)
            emit consentNeeded(own->job, *own->result.consentRows);
        emit ledgerChanged();
    }
    if (++m_ticks % ticksPerSecond != 0)
        return;
    const Workspace *workspace = m_services->m_engine->workspace;
    m_services
        ->read([workspace](LedgerReader &reader) -> Result<std::pair<std::int64_t, std::vector<LiveRun>>> {
            WEIR_TRY(const std::int64_t version, reader.dataVersion());
            WEIR_TRY(std::vector<LiveRun> runs, foreignRuns(reader, *workspace));
            return std::pair(version, std::move(runs));
        })
        .then(this, [this](const Result<std::pair<std::int64_t, std::vector<LiveRun>>> &answer) {
            if (!answer)
                return;
            m_foreign = answer->second;
            if (std::exchange(m_dataVersion, answer->first) != answer->first)
                emit ledgerChanged();
        });
}

EngineClient::Services::Services()
{
    m_pool.setMaxThreadCount(16); // most of them wait: a few silent servers must not hold up the others
}

EngineClient::Services::~Services()
{
    for (const auto &own : m_runs) {
        if (own->run)
            own->run->requestStop();
    }
    m_runs.clear(); // joins
    m_pool.waitForDone();
    m_questions.close();
    m_reader.join();
}

void EngineClient::Services::ask(Question question)
{
    if (!m_engine || !m_questions.push(std::move(question), 1))
        question(fail(ErrorCode::Unavailable, Recovery::Stop, "the workspace is not open"));
}

void EngineClient::Services::readLoop()
{
    std::optional<LedgerReader> reader;
    while (auto question = m_questions.pop()) {
        if (!reader) {
            auto opened = LedgerReader::open(m_ledgerPath);
            if (!opened) {
                (*question)(Unexpected{opened.error()});
                continue;
            }
            reader.emplace(std::move(*opened));
        }
        (*question)(&*reader);
    }
}

Balance balanceOf(const Totals &totals, qint64 pending)
{
    return {totals.read + pending, totals.inserted, totals.updated, totals.unchanged, totals.superseded,
            totals.filteredSum(), totals.quarantined, totals.unknown, pending};
}

QDateTime timeOf(std::int64_t ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
}

} // namespace weir
