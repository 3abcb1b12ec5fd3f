#pragma once

#include "core/base/boundedqueue.h"
#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/base/stagethread.h"
#include "core/ledger/database.h"

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
/// its neighbours. A piece of work is durable (fsynced) when its result arrives. After a failed commit the ledger
/// refuses all further work with the same error: an fsync that failed is never tried again.
///
/// Thread-safety: call() and post() may be called from any thread.
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
        std::int64_t freeBytesMin = 64 << 20; ///< below it work is refused with StorageFull
        const Clock *clock = &Clock::system();
    };

    /// Opens or creates the file and brings it to this version. A file of a newer version is refused untouched; a
    /// damaged one is refused with StorageCorrupt (see recovery.h).
    [[nodiscard]] static Result<std::unique_ptr<Ledger>> open(Options options);
    ~Ledger();

    /// Queues \a work; the future is ready when it is durable or refused.
    [[nodiscard]] std::future<Result<void>> post(Work work);

    /// Runs \a work and waits until what it did is durable.
    template<typename Function>
    [[nodiscard]] auto call(Function work) -> std::invoke_result_t<Function, Database &>
    {
        using Answer = std::invoke_result_t<Function, Database &>;
        if constexpr (std::is_same_v<Answer, Result<void>>) {
            return post(std::move(work)).get();
        } else {
            std::optional<Answer> answer;
            Result<void> done = post([&](Database &database) -> Result<void> {
                                    answer.emplace(work(database));
                                    if (!*answer)
                                        return Unexpected{answer->error()};
                                    return {};
                                }).get();
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
    };

    Ledger(Options options, Database database);
    void commitLoop();
    void commitTogether(std::vector<Item> &items);
    Result<void> checkRoom() const;
    void tidyWal();

    static constexpr std::size_t groupMax = 256; ///< pieces of work per transaction

    Options m_options;
    Database m_database;
    std::optional<Error> m_broken; ///< ledger thread only
    int m_commitsSinceTidy = 0;
    BoundedQueue<Item> m_queue{groupMax * 4};
    StageThread m_thread; ///< last member: joined before the others go
};

} // namespace weir
