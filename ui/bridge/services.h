#pragma once

// For files of ui/bridge alone: the threads and the engine behind EngineClient.

#include "core/base/boundedqueue.h"
#include "core/base/stagethread.h"
#include "core/delivery/run.h"
#include "core/ledger/ledgerreader.h"
#include "ui/bridge/engineclient.h"

#include <QPromise>
#include <QThreadPool>

#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace weir {

/// \copydoc EngineClient::services
///
/// Thread-safety: read() and work() from the GUI thread; what they run gets its own arguments.
class EngineClient::Services
{
public:
    Services();
    ~Services();

    /// Empty until the workspace is open; then it stays.
    [[nodiscard]] const Engine *engine() const { return m_engine.get(); }

    /// Runs \a question with a read-only ledger connection on the reader thread, one after the other. \a question:
    /// Result<T>(LedgerReader &).
    template<typename Question>
    auto read(Question question) -> QFuture<std::invoke_result_t<Question, LedgerReader &>>
    {
        using Answer = std::invoke_result_t<Question, LedgerReader &>;
        auto promise = std::make_shared<QPromise<Answer>>();
        promise->start();
        const QFuture<Answer> future = promise->future();
        ask([this, promise, question = std::move(question)](Result<LedgerReader *> reader) mutable {
            answer(promise, reader ? question(**reader) : Answer(Unexpected{reader.error()}));
        });
        return future;
    }

    /// Runs \a work on a pool thread: looking at sources, dry runs, reconciliation. \a work: Result<T>(const Engine &).
    template<typename Work>
    auto work(Work work) -> QFuture<std::invoke_result_t<Work, const Engine &>>
    {
        using Answer = std::invoke_result_t<Work, const Engine &>;
        auto promise = std::make_shared<QPromise<Answer>>();
        promise->start();
        const QFuture<Answer> future = promise->future();
        if (!m_engine) {
            promise->addResult(Answer(fail(ErrorCode::Unavailable, Recovery::Stop, "the workspace is not open")));
            promise->finish();
            return future;
        }
        m_pool.start([this, promise, engine = *m_engine, work = std::move(work)]() mutable { answer(promise, work(engine)); });
        return future;
    }

private:
    friend class EngineClient;

    /// Finishes \a promise on the GUI thread. Were it done on a worker, what a page hung onto the future would begin there,
    /// while the page may be destroyed: QFuture::then() of Qt 6.4 holds its context by nothing but a pointer.
    template<typename Answer>
    void answer(const std::shared_ptr<QPromise<Answer>> &promise, Answer answer)
    {
        const auto finish = [promise, answer = std::move(answer)] {
            promise->addResult(answer);
            promise->finish();
        };
        QMetaObject::invokeMethod(&m_home, finish, Qt::QueuedConnection);
    }

    struct OwnRun
    {
        std::unique_ptr<Run> run; ///< null while the job is being looked up; its place in the queue is kept
        StageThread thread;
        bool isStarted = false; ///< false: it waits until one of the others ends
        QString job;
        UiState asked = UiState::Running; ///< Pausing or Stopping once a person asked
        std::atomic<bool> isDone{false};
        RunResult result;               ///< valid once isDone
        QPromise<Result<qint64>> number; ///< answered by the first snapshot that has one, or by the end
        bool isAnswered = false;
        /// What pages are told of it now; \a isOver: with how it ended.
        [[nodiscard]] LiveRun tell(bool isOver) const;
        void answer(); ///< as far as it is known by now; GUI thread
        void answer(const Result<qint64> &result); ///< the first answer counts
    };
    using Question = std::function<void(Result<LedgerReader *>)>;
    void ask(Question question);
    void readLoop();

    QObject m_home; ///< of the GUI thread
    std::unique_ptr<Engine> m_engine;
    std::vector<std::shared_ptr<OwnRun>> m_runs; ///< GUI thread
    QThreadPool m_pool;
    BoundedQueue<Question> m_questions{1'000};
    std::string m_ledgerPath; ///< set before the reader thread starts
    StageThread m_reader;
};

/// Values of the engine as the pages take them.
[[nodiscard]] Balance balanceOf(const Totals &totals, qint64 pending);
[[nodiscard]] LiveRun liveRunOf(const RunSnapshot &snapshot);
[[nodiscard]] inline QString toQt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}
[[nodiscard]] QDateTime timeOf(std::int64_t ms);

} // namespace weir
