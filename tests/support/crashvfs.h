#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace weir::test {

/// What of the writes that were not synced a power cut leaves behind.
enum class Loss : std::uint8_t {
    Nothing, ///< every write reached the disk
    All,     ///< none did
    Suffix,  ///< the first so many did
    Subset,  ///< some did, in no order
    Torn,    ///< some 512-byte sectors of them did
    Junk,    ///< as Torn, and what was not written holds other bytes
};
constexpr Loss everyLoss[] = {Loss::Nothing, Loss::All, Loss::Suffix, Loss::Subset, Loss::Torn, Loss::Junk};

/// Files that survived a power cut, by name.
using DiskContent = std::map<std::string, std::string>;

/// A disk in memory that SQLite reaches through a VFS of its own. It records every write, truncation, sync and deletion,
/// so that the disk can be made what it may be when the power fails behind any of them; and it can fail one call.
///
/// One connection at a time. Thread-safety: none.
class CrashDisk
{
public:
    explicit CrashDisk(const std::string &vfsName);
    CrashDisk(const CrashDisk &) = delete;
    CrashDisk &operator=(const CrashDisk &) = delete;
    ~CrashDisk();

    [[nodiscard]] const std::string &vfs() const { return m_vfsName; }
    /// Makes \a content what the disk durably holds, and forgets what was recorded.
    void restore(DiskContent content);
    /// Everything written so far, as a process that did not crash sees it.
    [[nodiscard]] DiskContent live() const;

    /// Calls \a visit(operations so far, disk at that moment) behind every recorded operation.
    class Moment;
    template<typename Visit>
    void eachMoment(Visit visit) const;
    [[nodiscard]] std::size_t operations() const { return m_log.size(); }

    enum class Fault : std::uint8_t { None, Sync, Write, AnyCall };
    /// The \a number-th call of that kind from now on fails once, with an I/O error (a full disk if \a isFull). A sync that
    /// fails drops what it should have made durable, as Linux does: no later sync brings it back.
    void failAt(Fault fault, int number, bool isFull = false);
    /// True when the planted failure has happened.
    [[nodiscard]] bool hasFailed() const { return m_hasFailed; }

    struct Operation
    {
        enum class Kind : std::uint8_t { Write, Truncate, Sync, FailedSync, Delete };
        Kind kind = Kind::Write;
        std::string file;
        std::int64_t offset = 0; ///< or the size to truncate to
        std::string bytes;
    };
    /// Where the disk stands behind some operations: what is durable, and what waits for a sync.
    class Moment
    {
    public:
        explicit Moment(const DiskContent &durable) : m_durable(durable) {}
        void apply(const Operation &operation);
        [[nodiscard]] DiskContent afterPowerCut(Loss loss, std::mt19937_64 &random) const;

    private:
        DiskContent m_durable;
        std::map<std::string, std::vector<const Operation *>> m_waiting;
    };

    struct Vfs; ///< the functions that SQLite calls

private:
    friend struct Vfs;
    [[nodiscard]] int fault(Fault kind, int error);

    std::string m_vfsName;
    std::unique_ptr<Vfs> m_functions;
    DiskContent m_start;
    std::map<std::string, std::shared_ptr<std::string>> m_files;
    std::map<std::string, std::vector<std::unique_ptr<std::string>>> m_shared; ///< shared memory regions
    std::vector<Operation> m_log;
    Fault m_fault = Fault::None;
    int m_faultIn = -1;
    bool m_isFull = false;
    bool m_hasFailed = false;
};

template<typename Visit>
void CrashDisk::eachMoment(Visit visit) const
{
    Moment moment(m_start);
    visit(std::size_t{0}, moment);
    for (std::size_t i = 0; i < m_log.size(); ++i) {
        moment.apply(m_log[i]);
        visit(i + 1, moment);
    }
}

} // namespace weir::test
