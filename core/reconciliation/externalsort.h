#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// One row of one side of a comparison. The order of rows is key, kind, row, number: bytes compare as unsigned, numbers
/// as numbers. The views point into the sorter until its next call.
struct SortedRow
{
    std::string_view key;    ///< canonical bytes
    std::uint8_t kind = 0;   ///< the caller's
    std::string_view row;    ///< canonical bytes, may be empty
    std::string_view note;   ///< the caller's, not compared
    std::int64_t number = 0; ///< tells equal rows apart
};

[[nodiscard]] bool operator<(const SortedRow &a, const SortedRow &b);

/// Sorts any number of rows in bounded memory: sorted runs in a folder, merged k ways. Runs are files with mode 0600
/// (O_EXCL) that have no name any more once they are open, so nothing is left behind however the process ends. Folder
/// space: about the bytes of all rows, twice that while many runs are merged into one.
///
/// Lifecycle: add() any number of times, finish() once, then next() until it answers false.
/// Memory: arenaBytes while rows are added (a single row may be larger), runsMax × readBytes afterwards.
/// Errors: StorageFull (Stop) naming the folder when it has no room; PermissionDenied when it cannot be written.
/// Thread-safety: none.
class ExternalSort
{
public:
    struct Limits
    {
        std::size_t arenaBytes = 8 << 20; ///< rows held before a run is written; their index takes a third more
        std::size_t readBytes = 64 << 10; ///< read ahead of each run
        std::size_t runsMax = 48;          ///< merged at once; more runs than that are merged into one first
    };

    explicit ExternalSort(std::string folder) : ExternalSort(std::move(folder), Limits()) {}
    ExternalSort(std::string folder, Limits limits);
    ExternalSort(ExternalSort &&) noexcept;
    ExternalSort &operator=(ExternalSort &&) noexcept;
    ~ExternalSort();

    [[nodiscard]] Result<void> add(const SortedRow &row);
    [[nodiscard]] Result<void> finish();
    /// The next row in order; false behind the last one.
    [[nodiscard]] Result<bool> next(SortedRow &row);

    [[nodiscard]] std::int64_t rows() const { return m_rows; }
    /// Files written so far, merged ones included; 0: everything fits into memory.
    [[nodiscard]] std::int64_t runsWritten() const { return m_runsWritten; }

private:
    class Writer;
    class Reader;
    struct Entry
    {
        std::uint64_t prefix = 0; ///< first bytes of the key, most comparisons end here
        std::size_t at = 0;       ///< in m_arena
    };

    void sortArena();
    Result<void> spill();
    Result<void> mergeLevel(std::size_t level);
    Result<void> openReaders(std::vector<std::unique_ptr<Reader>> readers);
    Result<bool> nextMerged(SortedRow &row);

    std::string m_folder;
    Limits m_limits;
    std::string m_arena;
    std::vector<Entry> m_entries;
    std::size_t m_position = 0;                                 ///< of next() when all is in memory
    std::vector<std::vector<std::unique_ptr<Reader>>> m_levels; ///< runs by how often they were merged
    std::vector<std::unique_ptr<Reader>> m_heap;                ///< open readers, least row at the front
    bool m_isFirst = true;
    std::int64_t m_rows = 0;
    std::int64_t m_runsWritten = 0;
};

} // namespace weir
