#include "tests/support/crashvfs.h"

#include <algorithm>
#include <cstring>
#include <sqlite3.h>

namespace weir::test {

namespace {

constexpr std::size_t sectorBytes = 512;

void place(std::string &content, std::int64_t offset, std::string_view bytes)
{
    const auto end = static_cast<std::size_t>(offset) + bytes.size();
    if (content.size() < end)
        content.resize(end, '\0');
    content.replace(static_cast<std::size_t>(offset), bytes.size(), bytes);
}

/// Each sector of \a operation by itself: written or not, or other bytes in its place.
void placeSectors(std::string &content, const CrashDisk::Operation &operation, bool leavesJunk, std::mt19937_64 &random)
{
    for (std::size_t at = 0; at < operation.bytes.size();) {
        const std::size_t offset = static_cast<std::size_t>(operation.offset) + at;
        const std::size_t size = std::min(sectorBytes - offset % sectorBytes, operation.bytes.size() - at);
        const auto draw = random() % 4;
        if (draw >= 2) {
            place(content, static_cast<std::int64_t>(offset), std::string_view(operation.bytes).substr(at, size));
        } else if (leavesJunk && draw == 1) {
            std::string junk(size, '\0');
            std::generate(junk.begin(), junk.end(), [&] { return static_cast<char>(random()); });
            place(content, static_cast<std::int64_t>(offset), junk);
        }
        at += size;
    }
}

} // namespace

void CrashDisk::Moment::apply(const Operation &operation)
{
    using Kind = Operation::Kind;
    auto &waiting = m_waiting[operation.file];
    if (operation.kind == Kind::FailedSync) {
        waiting.clear();
    } else if (operation.kind == Kind::Sync) {
        std::string &content = m_durable[operation.file];
        for (const Operation *one : waiting) {
            if (one->kind == Kind::Truncate)
                content.resize(static_cast<std::size_t>(one->offset), '\0');
            else
                place(content, one->offset, one->bytes);
        }
        waiting.clear();
    } else if (operation.kind == Kind::Delete) {
        m_durable.erase(operation.file);
        waiting.clear();
    } else {
        waiting.push_back(&operation);
    }
}

DiskContent CrashDisk::Moment::afterPowerCut(Loss loss, std::mt19937_64 &random) const
{
    DiskContent content = m_durable;
    for (const auto &[name, waiting] : m_waiting) {
        if (waiting.empty() || loss == Loss::All)
            continue;
        const std::size_t prefix = loss == Loss::Suffix ? random() % (waiting.size() + 1) : waiting.size();
        for (std::size_t i = 0; i < prefix; ++i) {
            const Operation &one = *waiting[i];
            const bool isPartial = loss == Loss::Subset || loss == Loss::Torn || loss == Loss::Junk;
            if (one.kind == Operation::Kind::Truncate) {
                if (!isPartial || random() % 2 == 0)
                    content[name].resize(static_cast<std::size_t>(one.offset), '\0');
            } else if (loss == Loss::Torn || loss == Loss::Junk) {
                placeSectors(content[name], one, loss == Loss::Junk, random);
            } else if (!isPartial || random() % 2 == 0) {
                place(content[name], one.offset, one.bytes);
            }
        }
    }
    return content;
}

/// An open file as SQLite knows it: its methods first.
struct CrashFile
{
    const sqlite3_io_methods *methods;
    CrashDisk *disk;
    std::string *name;
    std::shared_ptr<std::string> *content;
};

struct CrashDisk::Vfs
{
    sqlite3_vfs vfs{};
    sqlite3_io_methods methods{};

    static CrashFile &of(sqlite3_file *file) { return *reinterpret_cast<CrashFile *>(file); }
    static CrashDisk &of(sqlite3_vfs *vfs) { return *static_cast<CrashDisk *>(vfs->pAppData); }

    static int close(sqlite3_file *file)
    {
        delete of(file).name;
        delete of(file).content;
        return SQLITE_OK;
    }
    static int read(sqlite3_file *file, void *to, int size, sqlite3_int64 offset)
    {
        CrashFile &f = of(file);
        if (const int code = f.disk->fault(Fault::AnyCall, SQLITE_IOERR_READ); code != SQLITE_OK)
            return code;
        const std::string &content = **f.content;
        const auto have = std::clamp<sqlite3_int64>(static_cast<sqlite3_int64>(content.size()) - offset, 0, size);
        if (have > 0)
            std::memcpy(to, content.data() + offset, static_cast<std::size_t>(have));
        if (have < size) {
            std::memset(static_cast<char *>(to) + have, 0, static_cast<std::size_t>(size - have));
            return SQLITE_IOERR_SHORT_READ;
        }
        return SQLITE_OK;
    }
    static int write(sqlite3_file *file, const void *from, int size, sqlite3_int64 offset)
    {
        CrashFile &f = of(file);
        if (const int code = f.disk->fault(Fault::Write, SQLITE_IOERR_WRITE); code != SQLITE_OK)
            return code;
        const std::string bytes(static_cast<const char *>(from), static_cast<std::size_t>(size));
        place(**f.content, offset, bytes);
        f.disk->m_log.push_back({Operation::Kind::Write, *f.name, offset, bytes});
        return SQLITE_OK;
    }
    static int truncate(sqlite3_file *file, sqlite3_int64 size)
    {
        CrashFile &f = of(file);
        if (const int code = f.disk->fault(Fault::AnyCall, SQLITE_IOERR_TRUNCATE); code != SQLITE_OK)
            return code;
        (*f.content)->resize(static_cast<std::size_t>(size), '\0');
        f.disk->m_log.push_back({Operation::Kind::Truncate, *f.name, size, {}});
        return SQLITE_OK;
    }
    static int sync(sqlite3_file *file, int)
    {
        CrashFile &f = of(file);
        if (const int code = f.disk->fault(Fault::Sync, SQLITE_IOERR_FSYNC); code != SQLITE_OK) {
            f.disk->m_log.push_back({Operation::Kind::FailedSync, *f.name, 0, {}});
            return code;
        }
        f.disk->m_log.push_back({Operation::Kind::Sync, *f.name, 0, {}});
        return SQLITE_OK;
    }
    static int size(sqlite3_file *file, sqlite3_int64 *size)
    {
        *size = static_cast<sqlite3_int64>((*of(file).content)->size());
        return SQLITE_OK;
    }
    static int lock(sqlite3_file *, int) { return SQLITE_OK; }
    static int isReserved(sqlite3_file *, int *answer)
    {
        *answer = 0;
        return SQLITE_OK;
    }
    static int control(sqlite3_file *, int, void *) { return SQLITE_NOTFOUND; }
    static int sectorSize(sqlite3_file *) { return 4096; }
    static int traits(sqlite3_file *) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; } // as the system's VFS says
    static int shmMap(sqlite3_file *file, int region, int size, int isExtending, void volatile **to)
    {
        CrashFile &f = of(file);
        auto &regions = f.disk->m_shared[*f.name];
        while (isExtending && static_cast<int>(regions.size()) <= region)
            regions.push_back(std::make_unique<std::string>(static_cast<std::size_t>(size), '\0'));
        *to = region < static_cast<int>(regions.size()) ? regions[static_cast<std::size_t>(region)]->data() : nullptr;
        return SQLITE_OK;
    }
    static int shmLock(sqlite3_file *, int, int, int) { return SQLITE_OK; }
    static void shmBarrier(sqlite3_file *) {}
    static int shmUnmap(sqlite3_file *file, int)
    {
        of(file).disk->m_shared.erase(*of(file).name);
        return SQLITE_OK;
    }

    static int open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *outFlags)
    {
        CrashDisk &disk = of(vfs);
        const std::string path = name ? name : "temporary";
        auto &content = disk.m_files[path];
        if (!content && !(flags & SQLITE_OPEN_CREATE)) {
            disk.m_files.erase(path);
            return SQLITE_CANTOPEN;
        }
        if (!content)
            content = std::make_shared<std::string>();
        CrashFile &f = of(file);
        f.methods = &disk.m_functions->methods;
        f.disk = &disk;
        f.name = new std::string(path);
        f.content = new std::shared_ptr<std::string>(content);
        if (outFlags)
            *outFlags = flags;
        return SQLITE_OK;
    }
    static int remove(sqlite3_vfs *vfs, const char *name, int)
    {
        CrashDisk &disk = of(vfs);
        if (disk.m_files.erase(name) > 0)
            disk.m_log.push_back({Operation::Kind::Delete, name, 0, {}});
        return SQLITE_OK;
    }
    static int access(sqlite3_vfs *vfs, const char *name, int, int *answer)
    {
        *answer = of(vfs).m_files.contains(name) ? 1 : 0;
        return SQLITE_OK;
    }
    static int fullPath(sqlite3_vfs *, const char *name, int size, char *to)
    {
        sqlite3_snprintf(size, to, "%s", name);
        return SQLITE_OK;
    }
};

CrashDisk::CrashDisk(const std::string &vfsName) : m_vfsName(vfsName), m_functions(std::make_unique<Vfs>())
{
    sqlite3_io_methods &m = m_functions->methods;
    m.iVersion = 2;
    m.xClose = Vfs::close;
    m.xRead = Vfs::read;
    m.xWrite = Vfs::write;
    m.xTruncate = Vfs::truncate;
    m.xSync = Vfs::sync;
    m.xFileSize = Vfs::size;
    m.xLock = Vfs::lock;
    m.xUnlock = Vfs::lock;
    m.xCheckReservedLock = Vfs::isReserved;
    m.xFileControl = Vfs::control;
    m.xSectorSize = Vfs::sectorSize;
    m.xDeviceCharacteristics = Vfs::traits;
    m.xShmMap = Vfs::shmMap;
    m.xShmLock = Vfs::shmLock;
    m.xShmBarrier = Vfs::shmBarrier;
    m.xShmUnmap = Vfs::shmUnmap;
    sqlite3_vfs &v = m_functions->vfs;
    v = *sqlite3_vfs_find(nullptr); // time, randomness and sleep are the system's
    v.pNext = nullptr;
    v.zName = m_vfsName.c_str();
    v.szOsFile = sizeof(CrashFile);
    v.pAppData = this;
    v.xOpen = Vfs::open;
    v.xDelete = Vfs::remove;
    v.xAccess = Vfs::access;
    v.xFullPathname = Vfs::fullPath;
    sqlite3_vfs_register(&v, 0);
}

CrashDisk::~CrashDisk()
{
    sqlite3_vfs_unregister(&m_functions->vfs);
}

void CrashDisk::restore(DiskContent content)
{
    m_files.clear();
    m_shared.clear();
    m_log.clear();
    m_fault = Fault::None;
    m_hasFailed = false;
    for (const auto &[name, bytes] : content)
        m_files[name] = std::make_shared<std::string>(bytes);
    m_start = std::move(content);
}

DiskContent CrashDisk::live() const
{
    DiskContent content;
    for (const auto &[name, bytes] : m_files)
        content[name] = *bytes;
    return content;
}

void CrashDisk::failAt(Fault fault, int number, bool isFull)
{
    m_fault = fault;
    m_faultIn = number;
    m_isFull = isFull;
    m_hasFailed = false;
}

/// SQLITE_OK, or the error of a call of \a kind whose turn it is to fail.
int CrashDisk::fault(Fault kind, int error)
{
    if (m_fault == Fault::None || m_hasFailed || (m_fault != kind && m_fault != Fault::AnyCall) || m_faultIn-- > 0)
        return SQLITE_OK;
    m_hasFailed = true;
    return m_isFull && kind == Fault::Write ? SQLITE_FULL : error;
}

} // namespace weir::test
