#include "core/ledger/ledger.h"

#include "core/base/step.h"
#include "core/base/volume.h"
#include "core/ledger/ledgercheck.h"
#include "core/ledger/migration.h"
#include "core/ledger/newledger.h"

#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
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
    if (auto sealed = sealSchema(database); !sealed) {
        (void)database.execute("ROLLBACK");
        return sealed;
    }
    WEIR_CHECK(database.execute(fmt::format("PRAGMA user_version={}", migrations().back().number)));
    return database.execute("COMMIT");
}

Result<void> refuseNetwork(const std::string &path)
{
    const auto volume = Volume::of(std::filesystem::path(path).parent_path().string());
    if (!volume || !volume->isNetwork)
        return {};
    return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                fmt::format("{} lies on a network file system, whose locks and syncs do not keep a ledger safe; put the "
                            "workspace on a local disk",
                            path));
}

/// Brings the file to this version. Whoever loses the race against another process finds the work done.
Result<void> migrate(Database &database, const std::string &path)
{
    const int latest = migrations().back().number;
    for (int tries = 0;; ++tries) {
        WEIR_TRY(const auto version, database.scalar("PRAGMA user_version"));
        const int present = static_cast<int>(version.value_or(0));
        if (present == latest)
            return quickCheck(database, path);
        if (present > latest)
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        fmt::format("{} was written by a newer Weir (ledger version {}, this program knows {}). "
                                    "It was not touched; use the newer program.",
                                    path, present, latest));
        WEIR_TRY(const auto tables, database.scalar("SELECT count(*) FROM sqlite_schema"));
        if (present < 1 && tables.value_or(0) > 0)
            return fail(ErrorCode::StorageCorrupt, Recovery::Stop,
                        fmt::format("{} is damaged: it holds tables, but its version is {}", path, present));
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
    if (options.vfs.empty()) {
        WEIR_CHECK(refuseNetwork(options.path));
        WEIR_CHECK(createLedgerFile(options.path, options.workspaceId));
    }
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

std::future<Result<void>> Ledger::enqueue(Work work, bool isUrgent)
{
    Item item{std::move(work), {}, isUrgent};
    std::future<Result<void>> done = item.done.get_future();
    if (m_options.isInline) {
        std::vector<Item> items;
        items.push_back(std::move(item));
        commitTogether(items);
        tidyWal();
    } else if (!m_queue.push(std::move(item), 1)) {
        // What push() refuses is still ours. NOLINTNEXTLINE(bugprone-use-after-move)
        item.done.set_value(fail(ErrorCode::Cancelled, Recovery::Stop, "the ledger is closed"));
    }
    return done;
}

void Ledger::hurry()
{
    if (!m_options.isInline)
        (void)enqueue([](Database &) -> Result<void> { return {}; }, true);
}

void Ledger::commitLoop()
{
    std::vector<Item> items;
    while (auto first = m_queue.pop()) {
        const auto deadline = std::chrono::steady_clock::now() + soonMax;
        bool isUrgent = first->isUrgent;
        items.clear();
        items.push_back(std::move(*first));
        while (items.size() < groupMax) {
            auto next = isUrgent ? m_queue.tryPop() : m_queue.popUntil(deadline);
            if (!next)
                break;
            isUrgent = isUrgent || next->isUrgent;
            items.push_back(std::move(*next));
        }
        commitTogether(items);
        tidyWal();
    }
}

Result<void> Ledger::checkRoom() const
{
    const auto volume = Volume::of(std::filesystem::path(m_options.path).parent_path().string());
    if (!volume)
        return {};
    const std::int64_t reserve = std::min(m_options.freeBytesMin, volume->bytes / 20);
    if (volume->bytesFree >= reserve)
        return {};
    return fail(ErrorCode::StorageFull, Recovery::Stop,
                fmt::format("the disk that holds {} has {} KiB left, less than the {} KiB that the ledger keeps in reserve; "
                            "free some space there and run again, nothing is lost",
                            m_options.path, volume->bytesFree >> 10, reserve >> 10));
}

std::optional<std::int64_t> Ledger::freeBytes() const
{
    const auto volume = Volume::of(std::filesystem::path(m_options.path).parent_path().string());
    return volume ? std::optional(volume->bytesFree) : std::nullopt;
}

void Ledger::commitTogether(std::vector<Item> &items)
{
    std::vector<Result<void>> answers;
    answers.reserve(items.size());
    noteDeviceFailure({});
    Result<void> whole = m_broken ? Result<void>(Unexpected{*m_broken}) : m_database.execute("BEGIN IMMEDIATE");
    if (whole) {
        for (Item &item : items) {
            Result<void> answer = m_database.execute("SAVEPOINT work");
            if (answer) {
                answer = item.work(m_database);
                const Result<void> closed =
                    m_database.execute(answer ? "RELEASE work" : "ROLLBACK TO work; RELEASE work");
                if (!closed) { // after some errors SQLite has rolled everything back by itself
                    whole = answer ? closed : answer;
                    break;
                }
            }
            answers.push_back(std::move(answer));
        }
        step("ledger.commit.sent");
        if (whole)
            whole = m_database.execute("COMMIT");
        if (!whole)
            (void)m_database.execute("ROLLBACK");
        step("ledger.commit.done");
    }
    noteDeviceFailure(whole);
    for (std::size_t i = 0; i < items.size(); ++i)
        items[i].done.set_value(whole ? std::move(answers[i]) : whole);
}

void Ledger::noteDeviceFailure(const Result<void> &commit)
{
    if (m_broken || !m_database.hasDeviceFailed())
        return;
    m_broken = commit ? Error{ErrorCode::Unavailable, Recovery::Stop,
                              fmt::format("{}: the disk did not take or give the data; nothing more is written by this process. "
                                          "Look at the disk and run again",
                                          m_options.path),
                              {}}
                      : commit.error();
}

/// Own checkpoints: SQLite's automatic ones would run inside a commit that somebody waits for.
void Ledger::tidyWal()
{
    static constexpr std::int64_t pagesToTidy = (16 << 20) / 4096, pagesToForce = (64 << 20) / 4096;
    const std::int64_t pages = m_database.walPages();
    if (pages < pagesToTidy || m_broken)
        return;
    noteDeviceFailure(m_database.checkpointWal(pages >= pagesToForce));
}

} // namespace weir
