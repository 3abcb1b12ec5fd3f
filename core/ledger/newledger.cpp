#include "core/ledger/newledger.h"

#include "core/base/atomicfile.h"
#include "core/base/uuid.h"
#include "core/ledger/database.h"
#include "core/ledger/ledgercheck.h"
#include "core/ledger/migration.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>

namespace weir {

namespace {

/// SQLite file format, offsets 18 and 19: write and read version, 2 is WAL.
constexpr std::size_t journalVersionsAt = 18;

Result<void> writeImage(const std::string &path, const std::string &image)
{
    const OpenFile file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.isOpen())
        return systemFailure(path, "create the ledger");
    for (std::size_t done = 0; done < image.size();) {
        const ssize_t written = write(file.get(), image.data() + done, image.size() - done);
        if (written < 0 && errno != EINTR)
            return systemFailure(path, "write the ledger");
        if (written > 0)
            done += static_cast<std::size_t>(written);
    }
    if (fsync(file.get()) != 0)
        return systemFailure(path, "flush the ledger");
    return {};
}

/// Names the file at \a from \a to unless that name is taken.
Result<void> nameOnce(const std::string &from, const std::string &to)
{
    if (link(from.c_str(), to.c_str()) == 0 || errno == EEXIST)
        return {};
    if (errno != EPERM && errno != ENOTSUP && errno != ENOSYS)
        return systemFailure(to, "name the ledger");
    if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0 || errno == EEXIST)
        return {}; // a file system without hard links
    return systemFailure(to, "name the ledger");
}

} // namespace

Result<std::string> newLedgerImage(const std::string &workspaceId)
{
    WEIR_TRY(Database database, Database::open(":memory:", Database::Access::ReadWrite));
    WEIR_CHECK(database.execute("BEGIN"));
    for (const Migration &migration : migrations())
        WEIR_CHECK(database.execute(migration.sql));
    WEIR_CHECK(sealSchema(database));
    if (!workspaceId.empty()) {
        WEIR_TRY(Statement insert, database.prepare("INSERT INTO meta (key, value) VALUES ('workspace', ?)"));
        WEIR_CHECK(insert.bind(workspaceId).run());
    }
    WEIR_CHECK(database.execute(fmt::format("PRAGMA user_version={}; COMMIT", migrations().back().number)));
    WEIR_TRY(std::string image, database.image());
    image[journalVersionsAt] = image[journalVersionsAt + 1] = 2;
    return image;
}

Result<void> createLedgerFile(const std::string &path, const std::string &workspaceId)
{
    std::error_code ignored;
    if (std::filesystem::exists(std::filesystem::symlink_status(path, ignored)))
        return {};
    WEIR_TRY(const std::string image, newLedgerImage(workspaceId));
    const std::string beside = fmt::format("{}.new-{}", path, Uuid::random().text().substr(0, 8));
    Result<void> made = writeImage(beside, image);
    if (made)
        made = nameOnce(beside, path);
    unlink(beside.c_str());
    WEIR_CHECK(std::move(made));
    const std::string parent = std::filesystem::path(path).parent_path().string();
    const OpenFile folder(open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.isOpen() || fsync(folder.get()) != 0)
        return systemFailure(parent, "make the new ledger's name durable");
    return {};
}

} // namespace weir
