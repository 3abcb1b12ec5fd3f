#pragma once

#include "core/base/uuid.h"
#include "core/connectors/target.h"
#include "core/data/schema.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace weir {

/// Rows of a generation that were read and not written, as closed ranges of seq.
class SeqRanges
{
public:
    /// More separate ranges than a sidecar may hold.
    static constexpr std::size_t rangesMax = 250'000;

    void add(std::int64_t first, std::int64_t last);
    void clear() { m_ranges.clear(); }
    [[nodiscard]] bool isFull() const { return m_ranges.size() > rangesMax; }
    [[nodiscard]] const std::vector<std::pair<std::int64_t, std::int64_t>> &ranges() const
    {
        return m_ranges;
    }
    [[nodiscard]] std::vector<std::int64_t> seqs() const;
    void removeAfter(std::int64_t last);

private:
    std::vector<std::pair<std::int64_t, std::int64_t>> m_ranges; ///< ascending, apart
};

/// What a file target knows of its file at one moment: Checkpoint::state as text.
struct FileState
{
    std::int64_t length = 0; ///< bytes of header and records, without what closes the file
    std::string tailHash;    ///< XXH3-128 of the up to 64 KiB before it
    SeqRanges skips;         ///< of the write that made it: what a sidecar that is one write behind lacks

    [[nodiscard]] std::string text() const;
    [[nodiscard]] static std::optional<FileState> parse(std::string_view text);
};

/// The file `<file>.weir` beside a file that Weir writes (delivery §4 "File"): whose it is, its columns, and
/// the last acknowledged checkpoint, so that a lost ledger costs and doubles no row. One JSON object, mode
/// 0600, replaced as a whole: temp file, fsync, rename, fsync of the folder.
struct FileSidecar
{
    Uuid job;
    std::string stream;
    std::string format; ///< "csv", "ndjson" …
    SchemaPtr fields;
    std::optional<Checkpoint> checkpoint;
    SeqRanges skips; ///< of the checkpoint's generation

    /// Nothing when there is no such file. StorageCorrupt when it is no sidecar.
    [[nodiscard]] static Result<std::optional<FileSidecar>> load(const std::string &path);
    [[nodiscard]] Result<void> store(const std::string &path) const;
};

/// fsync of the folder that holds \a path, so that a new or renamed entry survives a power loss.
[[nodiscard]] Result<void> syncFolderOf(const std::string &path);

} // namespace weir
