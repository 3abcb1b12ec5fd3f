#pragma once

#include "core/base/boundedqueue.h"
#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/base/stagethread.h"
#include "core/ledger/database.h"

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <type_traits>

namespace weir {

/// The durable memory of a workspace: the only write connection of this process to ledger.db, on a thread of its own
/// that commits whatever has queued up in one transaction (group commit). Several processes share the file through
/// SQLite's own locking.
///
/// Work is a function over the Database; it runs inside a savepoint, so that one refused piece of work does not touch
/// its neighbours. Work is done in the order in which it was given, and durable (fsynced) when its result arrives. Once
/// the device failed the ledger refuses all further work with that error: an fsync that failed is never tried again.
///
/// Thread-safety: call(), post(), hurry() and checkRoom() may be called from any thread.
class Ledger
{
public:
    using Work = std::function<Result<void>(Database &)>;

    struct Options
    {
        std::string path;
        std::string workspaceId;
        std::string vfs;        ///< tests: name of an SQLite VFS; empty: the system's
        bool isInline = false;  ///< run work on the caller's thread, one transaction each (simulation, sweeps)
        std::int64_t freeBytesMin = 64 << 20; ///< see checkRoom()
        const Clock *clock = &Clock::system();
    };

    /// Opens or creates the file and brings it to this version. A file of a newer version is refused untouched; a
    /// damaged one is refused with StorageCorrupt (see recovery.h).
    [[nodiscard]] static Result<std::unique_ptr<Ledger>> open(Options options);
    ~Ledger();

    /// Queues \a work; the future is ready when it is durable or refused, at most soonMax later: entries that nobody waits
    /// for share a commit. Whoever has to wait for one calls hurry() first.
    [[nodiscard]] std::future<Result<void>> post(Work work) { return enqueue(std::move(work), false); }
    /// Commits what has been posted so far without waiting for more.
    void hurry();

    /// StorageFull when the disk of the ledger has less room than the reserve: freeBytesMin, but at most 5 % of a small
    /// disk. Asked before rows are taken on; what closes the books of a run may use the reserve.
    [[nodiscard]] Result<void> checkRoom() const;
    /// Free bytes of the disk that holds the ledger; nothing: not known.
    [[nodiscard]] std::optional<std::int64_t> freeBytes() const;

    /// Runs \a work and waits until what it did is durable.
    template<typename Function>
    [[nodiscard]] auto call(Function work) -> std::invoke_result_t<Function, Database &>
    {
        using Answer = std::invoke_result_t<Function, Database &>;
        if constexpr (std::is_same_v<Answer, Result<void>>) {
            return enqueue(std::move(work), true).get();
        } else {
            std::optional<Answer> answer;
            Result<void> done = enqueue([&](Database &database) -> Result<void> {
                                    answer.emplace(work(database));
                                    if (!*answer)
                                        return Unexpected{answer->error()};
                                    return {};
                                },
                                true)
                                    .get();
            if (!done)
                return Unexpected{done.error()};
            return std::move(*answer);
        }
    }

    [[nodiscard]] const Options &options() const { return m_options; }
    /// For fault sweeps with isInline.
    [[nodiscard]] Database &database() { return m_database; }

private:
    struct Item
    {
        Work work;
        std::promise<Result<void>> done;
        bool isUrgent = false;
    };

    Ledger(Options options, Database database);
    void commitLoop();
    void commitTogether(std::vector<Item> &items);
    std::future<Result<void>> enqueue(Work work, bool isUrgent);
    void noteDeviceFailure(const Result<void> &commit);
    void tidyWal();

    static constexpr std::size_t groupMax = 256; ///< pieces of work per transaction
    static constexpr std::chrono::milliseconds soonMax{250};

    Options m_options;
    Database m_database;
    std::optional<Error> m_broken; ///< ledger thread only
    BoundedQueue<Item> m_queue{groupMax * 4};
    StageThread m_thread; ///< last member: joined before the others go
};

} // namespace weir
