#pragma once

#include "core/base/boundedqueue.h"
#include "core/base/stagethread.h"
#include "core/delivery/commitbatch.h"
#include "core/delivery/endpoints.h"
#include "core/delivery/pagespool.h"
#include "core/ledger/ledger.h"
#include "core/limits/callmeter.h"
#include "core/limits/patience.h"

#include <atomic>
#include <future>
#include <optional>

namespace weir {

/// A page with its place in the stream.
struct NumberedPage
{
    SourcePage page;
    std::int64_t seqFirst = 0;
    std::int64_t run = 0;
    bool isSpooled = false;
    SpoolTicket safe; ///< not valid: it is already
};

/// Owns the Source on a thread of its own: learns its shape, then reads from where the delivery stands, spools pages
/// that cannot be read again, and pushes numbered pages until the end.
///
/// Thread-safety: the functions are called from one thread, the run's; the destructor ends the stage.
class ReaderStage
{
public:
    struct Start
    {
        Cursor cursor;
        SchemaPtr pinned;            ///< null: as discovered
        std::int64_t seqCommitted = 0;
        std::int64_t rowsPastCursor = 0;
        std::int64_t run = 0;
        std::int64_t job = 0;        ///< ledger id, names the spool's segments
        std::int64_t stream = 0;
        std::int64_t generation = 0;
        RetryPolicy retry;
        std::chrono::milliseconds outageMax{0}; ///< how long to wait for a source that is down, beyond the policy's tries
    };

    ReaderStage(Engine engine, Endpoints ends, CancelToken token);
    ~ReaderStage();

    /// Opens the source at its beginning to learn its shape. Nothing of it is counted as read.
    [[nodiscard]] Result<SourceShape> discover();
    /// True when the source that discover() opened holds no record. Reads as far as the first one.
    [[nodiscard]] Result<bool> isEmpty();
    struct Standing
    {
        SourceChange change = SourceChange::None;
        bool isIncremental = false;
    };
    /// How the content stands to \a cursor, which a completed or interrupted load left.
    [[nodiscard]] Result<Standing> compare(const Cursor &cursor);
    /// Opens at \a start (reusing what discover() opened if that stands there) and begins to push pages.
    [[nodiscard]] Result<SourceShape> start(Start start);

    [[nodiscard]] BoundedQueue<NumberedPage> &pages() { return m_pages; }
    /// Why reading ended early; valid once the queue is drained.
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] std::int64_t bytesRead() const { return m_bytesRead.load(std::memory_order_relaxed); }
    /// True while it waits for a source that failed.
    [[nodiscard]] bool isWaiting() const { return m_isWaiting.load(std::memory_order_relaxed); }
    [[nodiscard]] std::int64_t retries() const { return m_retries.load(std::memory_order_relaxed); }
    /// Of the job's spool; 0: the source needs none.
    [[nodiscard]] std::int64_t spoolBytes() const { return m_spoolBytes.load(std::memory_order_relaxed); }

private:
    using Task = std::function<void()>;
    template<typename T>
    Result<T> ask(std::function<Result<T>()> question);
    void loop();
    Result<SourceShape> open(const Cursor &cursor, const SchemaPtr &pinned);
    Result<EndpointGate::Permit> enter(std::chrono::milliseconds outageMax);
    template<typename Call>
    std::invoke_result_t<Call> watched(std::chrono::milliseconds outageMax, Call call);
    void readAll(const Start &start);
    Result<void> replaySpool(const Start &start, PageSpool &spool, std::int64_t &seq, Cursor &cursor);
    Result<void> waitAndReopen(const Start &start, Error error, const Cursor &cursor, Patience &patience);
    void recordAttempts(const Start &start);

    static constexpr std::size_t queueBytesMax = 8 << 20;

    Engine m_engine;
    Endpoints m_ends;
    CancelToken m_token;
    std::unique_ptr<Source> m_source; ///< reader thread only
    SourceShape m_shape;
    bool m_isAtBeginning = false;
    std::optional<Error> m_error;
    std::atomic<std::int64_t> m_bytesRead{0}, m_retries{0}, m_spoolBytes{0};
    std::shared_ptr<CallMeter> m_meter; ///< of the source's calls
    std::atomic<bool> m_isWaiting{false};
    BoundedQueue<Task> m_tasks{16};
    BoundedQueue<NumberedPage> m_pages{queueBytesMax};
    StageThread m_thread;
};

} // namespace weir
