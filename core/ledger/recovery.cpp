#include "core/ledger/recovery.h"

#include "core/base/atomicfile.h"
#include "core/ledger/books.h"
#include "core/ledger/newledger.h"
#include "core/ledger/salvage.h"
#include "core/workspace/joblock.h"

#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>

namespace weir {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view companions[] = {"", "-wal", "-shm"};
constexpr std::chrono::seconds lockWait{10};

std::string utcStamp(const Clock &clock)
{
    const std::time_t now = std::chrono::system_clock::to_time_t(clock.wall());
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[32];
    (void)std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &utc);
    return text;
}

std::uintmax_t sizeOf(const std::string &path)
{
    std::error_code error;
    const auto size = fs::file_size(path, error);
    return error ? 0 : size;
}

Result<void> syncFolder(const std::string &folder)
{
    const OpenFile file(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!file.isOpen() || fsync(file.get()) != 0)
        return systemFailure(folder, "make new names durable");
    return {};
}

class LedgerOpening
{
public:
    LedgerOpening(Ledger::Options options, std::string locksFolder)
        : m_options(std::move(options)),
          m_locksFolder(std::move(locksFolder)),
          m_folder(fs::path(m_options.path).parent_path().string()),
          m_salvaged(m_options.path + ".salvaged")
    {}

    Result<OpenedLedger> open()
    {
        if (needsTidying())
            WEIR_CHECK(alone([this] { return tidy(); }));
        auto opened = Ledger::open(m_options);
        if (!opened && opened.error().code == ErrorCode::StorageCorrupt) {
            WEIR_CHECK(alone([this] { return replace(); }));
            opened = Ledger::open(m_options);
        }
        if (!opened)
            return Unexpected{opened.error()};
        if (!m_notice.empty() && !m_isRecorded)
            WEIR_CHECK((*opened)->call([this](Database &database) { return record(database, m_notice); }));
        return OpenedLedger{std::move(*opened), std::move(m_notice)};
    }

private:
    /// What only one process at a time may do, and none while a job runs: it would go on in the file that is renamed.
    template<typename Work>
    Result<void> alone(Work work)
    {
        const std::string mine = m_locksFolder + "/workspace.lock";
        WEIR_TRY(const JobLock lock, JobLock::acquire(mine, lockWait, CancelToken()));
        std::error_code ignored;
        for (const auto &entry : fs::directory_iterator(m_locksFolder, ignored)) {
            const std::string path = entry.path().string();
            if (path != mine && path.ends_with(".lock") && JobLock::isHeld(path))
                return fail(ErrorCode::Unavailable, Recovery::Retry,
                            fmt::format("{} is damaged, and {} ({}) still works with it; stop that run, then run again. The file "
                                        "was not touched",
                                        m_options.path, JobLock::holderText(path), entry.path().stem().string()));
        }
        return work();
    }

    Result<void> record(Database &database, const std::string &what) const
    {
        const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(m_options.clock->wall().time_since_epoch());
        return books::recordEvent(database, {}, {}, "ledger.recovered", what, now.count());
    }

    /// A ledger that is gone or too short for a database while its write-ahead log is there, or a replacement that was
    /// broken off.
    bool needsTidying() const
    {
        constexpr std::uintmax_t smallestDatabase = 512;
        std::error_code ignored;
        if (sizeOf(m_options.path) >= smallestDatabase || fs::is_directory(m_options.path, ignored))
            return false;
        return fs::exists(m_options.path, ignored) || fs::exists(m_options.path + "-wal", ignored)
               || fs::exists(m_salvaged, ignored);
    }

    Result<void> tidy()
    {
        if (!needsTidying())
            return {};
        std::error_code ignored;
        if (fs::exists(m_salvaged, ignored)) {
            WEIR_TRY(const std::string rest, setAside("corrupt")); // a log of the old file must not meet the new one
            m_notice = fmt::format("{} had been damaged; its replacement is in place now, {} is kept", m_options.path, rest);
            return nameSalvaged();
        }
        WEIR_TRY(const std::string kept, setAside("truncated"));
        m_notice = fmt::format("{} was gone or cut short; what was beside it is kept as {}. A new ledger was made; where each job "
                               "stands is taken from its target when it runs next",
                               m_options.path, kept);
        return {};
    }

    /// The salvaged copy is finished before the damaged file loses its name.
    Result<void> replace()
    {
        const auto again = Ledger::open(m_options);
        if (again || again.error().code != ErrorCode::StorageCorrupt)
            return {}; // another process was faster
        const std::string found = again.error().detail;
        std::vector<SalvagedTable> tables;
        const std::string unfinished = m_salvaged + "-unfinished";
        removeWithCompanions(unfinished);
        WEIR_CHECK(createLedgerFile(unfinished, m_options.workspaceId));
        WEIR_CHECK(fill(unfinished, found, tables));
        removeWithCompanions(m_salvaged);
        if (rename(unfinished.c_str(), m_salvaged.c_str()) != 0)
            return systemFailure(m_salvaged, "name the salvaged ledger");
        WEIR_CHECK(syncFolder(m_folder));
        WEIR_TRY(const std::string kept, setAside("corrupt"));
        m_notice = fmt::format("{}. The file is kept as {}; {}", found, kept, tell(tables));
        m_isRecorded = true;
        return nameSalvaged();
    }

    Result<void> fill(const std::string &path, const std::string &found, std::vector<SalvagedTable> &tables)
    {
        WEIR_TRY(Database fresh, Database::open(path, Database::Access::ReadWrite));
        WEIR_CHECK(fresh.execute("BEGIN IMMEDIATE"));
        if (auto damaged = Database::open(m_options.path, Database::Access::ReadOnly)) {
            WEIR_TRY(tables, salvage(*damaged, fresh));
        }
        WEIR_CHECK(record(fresh, found + "; " + tell(tables)));
        WEIR_CHECK(fresh.execute("COMMIT"));
        WEIR_CHECK(fresh.checkpointWal(true));
        { const Database closing = std::move(fresh); }
        for (const std::string_view companion : {"-wal", "-shm"})
            unlink((path + std::string(companion)).c_str()); // ours, empty after the checkpoint
        return {};
    }

    static std::string tell(const std::vector<SalvagedTable> &tables)
    {
        std::string kept, lost;
        for (const SalvagedTable &table : tables) {
            kept += fmt::format("{}{} of {}", kept.empty() ? "" : ", ", table.kept, table.name);
            if (table.refused > 0 || !table.isWhole)
                lost += fmt::format("{}{}{}", lost.empty() ? "" : ", ", table.name,
                                    table.refused > 0 ? fmt::format(" ({} rows)", table.refused) : "");
        }
        return fmt::format("{}; {}. Positions and figures of earlier runs are not taken over: where each job stands is taken from "
                           "its target when it runs next",
                           kept.empty() ? "nothing in it could be read" : "a new ledger was made with what it still held: " + kept,
                           lost.empty() ? "no row of these is lost" : "damaged and not taken over: rows of " + lost);
    }

    Result<void> nameSalvaged()
    {
        if (rename(m_salvaged.c_str(), m_options.path.c_str()) != 0)
            return systemFailure(m_options.path, "name the salvaged ledger");
        return syncFolder(m_folder);
    }

    /// Renames the ledger and what belongs to it; answers the new name.
    Result<std::string> setAside(std::string_view reason)
    {
        const std::string stamp = fmt::format("{}/ledger.{}-{}", m_folder, reason, utcStamp(*m_options.clock));
        std::string name = stamp;
        std::error_code ignored;
        for (int i = 2; fs::exists(name, ignored) || fs::exists(name + "-wal", ignored); ++i)
            name = fmt::format("{}-{}", stamp, i);
        for (const std::string_view companion : companions) {
            const std::string from = m_options.path + std::string(companion), to = name + std::string(companion);
            if (rename(from.c_str(), to.c_str()) != 0 && errno != ENOENT)
                return systemFailure(from, "set the damaged ledger aside");
        }
        WEIR_CHECK(syncFolder(m_folder));
        return name;
    }

    static void removeWithCompanions(const std::string &path)
    {
        for (const std::string_view companion : companions)
            unlink((path + std::string(companion)).c_str());
    }

    Ledger::Options m_options;
    std::string m_locksFolder;
    std::string m_folder;
    std::string m_salvaged;
    std::string m_notice;
    bool m_isRecorded = false; ///< the new ledger has an event that says it
};

} // namespace

Result<OpenedLedger> openLedger(Ledger::Options options, const std::string &locksFolder)
{
    return LedgerOpening(std::move(options), locksFolder).open();
}

} // namespace weir
