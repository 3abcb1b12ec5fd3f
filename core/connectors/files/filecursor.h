#pragma once

#include "core/connectors/cursor.h"
#include "core/connectors/files/fileinput.h"
#include "core/connectors/source.h"

#include <cstdint>
#include <optional>
#include <string>

namespace weir {

/// Where a file source can resume, with what delivery C7 needs to know the same file again. As text: one JSON
/// object with short members, in which everything that detection decided is kept in `decided`, so that a file
/// that has grown is read the way it was begun.
struct FileCursor
{
    std::int64_t offset = 0;    ///< raw byte offset of a record border
    std::int64_t line = 1;      ///< of that border, 1-based
    std::int64_t headBytes = 0; ///< first 64 KiB, or all if shorter
    std::string headHash;
    std::string tailHash;  ///< of the up to 64 KiB that end at offset
    std::int64_t size = 0; ///< of the file when it was opened
    std::string identity;  ///< FileInput::identity()
    std::int64_t incompleteLine =
        0; ///< > 0: line at which the last record starts; it had no line end when it was read
    bool isOpenQuote = false; ///< that record ended inside a quote: anything appended may belong to it
    std::string decided;      ///< JSON object of the format's own

    [[nodiscard]] Cursor cursor() const;
    /// InvalidConfig for text that is no file cursor (the job's source is another one than it was).
    [[nodiscard]] static Result<FileCursor> parse(const Cursor &cursor);

    /// Length and hash of the first 64 KiB (or all) of \a input.
    [[nodiscard]] Result<void> noteHead(const FileInput &input);
    /// C7: what \a input is to this cursor.
    [[nodiscard]] Result<SourceChange> compare(const FileInput &input) const;
    /// Checks the "incomplete when it was read" rule when reading goes on at this cursor: SchemaMismatch if
    /// the last record went on. Answers how many bytes of line end to step over.
    [[nodiscard]] Result<std::int64_t> lineEndToSkip(const FileInput &input) const;
};

} // namespace weir
