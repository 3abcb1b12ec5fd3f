#include "core/ledger/ledger.h"

#include "core/base/step.h"
#include "core/ledger/migration.h"

#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace weir {

namespace {

Result<void> syncFolderOf(const std::string &path)
{
    const std::string folder = std::filesystem::path(path).parent_path().string();
    const int file = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        return fail(ErrorCode::PermissionDenied, Recovery::Stop, fmt::format("cannot open folder {}", folder));
    const int answer = fsync(file);
    ::close(file);
    if (answer != 0)
        return fail(ErrorCode::StorageFull, Recovery::Stop, fmt::format("cannot make folder {} durable", folder));
    return {};
}

Result<void> applyMigrations(Database &database, int present)
{
    WEIR_CHECK(database.execute("BEGIN IMMEDIATE"));
    for (const Migration &migration : migrations()) {
        if (migration.number <= present)
            continue;
        if (auto applied = database.execute(migration.sql); !applied) {
            (void)database.execute("ROLLBACK");
            return applied;
        }
    }
    WEIR_CHECK(database.execute(fmt::format("PRAGMA user_version={}", migrations().back().number)));
    return database.execute("COMMIT");
}

/// Brings the file to this version. Whoever loses the race against another process finds the work done.
Result<void> migrate(Database &database, const std::string &path)
{
    const int latest = migrations().back().number;
    for (int tries = 0;; ++tries) {
        WEIR_TRY(const auto version, database.scalar("PRAGMA user_version"));
        const int present = static_cast<int>(version.value_or(0));
        if (present == latest)
            return {};
        if (present > latest)
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        fmt::format("{} was written by a newer Weir (ledger version {}, this program knows {}). "
                                    "It was not touched; use the newer program.",
                                    path, present, latest));
        auto applied = applyMigrations(database, present);
        if (applied)
            return syncFolderOf(path);
        if (tries == 3)
            return applied;
    }
}

Result<void> recordWorkspace(Database &database, const std::string &workspaceId)
{
    WEIR_TRY(Statement insert, database.prepare("INSERT INTO meta(key, value) VALUES ('workspace', ?) "
                                                "ON CONFLICT (key) DO NOTHING"));
    return insert.bind(workspaceId).run();
}

} // namespace

Result<std::unique_ptr<Ledger>> Ledger::open(Options options)
{
    WEIR_TRY(Database database, Database::open(options.path, Database::Access::ReadWrite, options.vfs));
    WEIR_CHECK(migrate(database, options.path));
    if (!options.workspaceId.empty()) {
        WEIR_TRY(const auto known, database.scalar("SELECT count(*) FROM meta WHERE key = 'workspace'"));
        if (known.value_or(0) == 0)
            WEIR_CHECK(recordWorkspace(database, options.workspaceId));
    }
    return std::unique_ptr<Ledger>(new Ledger(std::move(options), std::move(database)));
}

Ledger::Ledger(Options options, Database database) : m_options(std::move(options)), m_database(std::move(database))
{
    if (!m_options.isInline)
        m_thread = StageThread("weir-ledger", [this] { commitLoop(); });
}

Ledger::~Ledger()
{
    m_queue.close();
    m_thread.join();
}

std::future<Result<void>> Ledger::post(Work work)
{
    Item item{std::move(work), {}};
    std::future<Result<void>> done = item.done.get_future();
    if (m_options.isInline) {
        std::vector<Item> items;
        items.push_back(std::move(item));
        commitTogether(items);
    } else if (!m_queue.push(std::move(item), 1)) {
        item.done.set_value(fail(ErrorCode::Cancelled, Recovery::Stop, "the ledger is closed"));
    }
    return done;
}

void Ledger::commitLoop()
{
    std::vector<Item> items;
    while (auto first = m_queue.pop()) {
        items.clear();
        items.push_back(std::move(*first));
        while (items.size() < groupMax) {
            auto next = m_queue.tryPop();
            if (!next)
                break;
            items.push_back(std::move(*next));
        }
        commitTogether(items);
        tidyWal();
    }
}

Result<void> Ledger::checkRoom() const
{
    struct statvfs space{};
    if (m_options.freeBytesMin <= 0 || statvfs(m_options.path.c_str(), &space) != 0)
        return {};
    const auto free = static_cast<std::int64_t>(space.f_bavail) * static_cast<std::int64_t>(space.f_frsize);
    if (free >= m_options.freeBytesMin)
        return {};
    return fail(ErrorCode::StorageFull, Recovery::Stop,
                fmt::format("the disk that holds {} has {} MiB left, less than the {} MiB that the ledger keeps in "
                            "reserve; free some space and run again, nothing was lost",
                            m_options.path, free >> 20, m_options.freeBytesMin >> 20));
}

void Ledger::commitTogether(std::vector<Item> &items)
{
    std::vector<Result<void>> answers;
    answers.reserve(items.size());
    Result<void> whole = m_broken ? Result<void>(Unexpected{*m_broken}) : checkRoom();
    if (whole)
        whole = m_database.execute("BEGIN IMMEDIATE");
    if (whole) {
        for (Item &item : items) {
            Result<void> answer = m_database.execute("SAVEPOINT work");
            if (answer) {
                answer = item.work(m_database);
                const Result<void> closed =
                    m_database.execute(answer ? "RELEASE work" : "ROLLBACK TO work; RELEASE work");
                if (!closed && whole)
                    whole = closed;
            }
            answers.push_back(std::move(answer));
        }
        step("ledger.commit.sent");
        if (whole)
            whole = m_database.execute("COMMIT");
        if (!whole)
            (void)m_database.execute("ROLLBACK");
        step("ledger.commit.done");
        if (!whole && whole.error().recovery == Recovery::Stop && !m_options.isInline)
            m_broken = whole.error();
    }
    for (std::size_t i = 0; i < items.size(); ++i)
        items[i].done.set_value(whole ? std::move(answers[i]) : whole);
}

void Ledger::tidyWal()
{
    // Own checkpoints: SQLite's automatic ones would run inside a commit that somebody waits for.
    static constexpr int commitsBetween = 400;
    if (++m_commitsSinceTidy < commitsBetween)
        return;
    m_commitsSinceTidy = 0;
    std::error_code ignored;
    const auto walBytes = std::filesystem::file_size(m_options.path + "-wal", ignored);
    if (!ignored && walBytes > (std::uintmax_t{16} << 20))
        (void)m_database.checkpointWal(walBytes > (std::uintmax_t{64} << 20));
}

} // namespace weir
