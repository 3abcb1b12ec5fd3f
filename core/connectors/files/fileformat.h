#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

enum class FileKind : std::uint8_t { Csv, Tsv, Ndjson, Json, Xlsx };

[[nodiscard]] std::string_view fileKindName(FileKind kind);

/// What a person said about a file; what was left open is detected.
///
/// Settings: {"format":"csv|tsv|ndjson|json|xlsx","delimiter":",","quote":"\"","encoding":"gbk","header":true,
/// "headerRow":1,"skip":0,"null":"NA","records":"$.items","sheet":"Orders","values":"stored|shown"}. The dialect members
/// may also stand in an object "dialect". delimiter: one ASCII character or tab, comma, semicolon, pipe, space; quote: one
/// ASCII character or "" for none.
struct FileFormat
{
    FileKind kind = FileKind::Csv;
    bool isKindGiven = false; ///< false: taken from the name's ending
    std::optional<char> delimiter;
    std::optional<char> quote; ///< '\0': nothing quotes
    std::optional<std::string> encoding;
    std::optional<bool> hasHeader;
    std::optional<std::int64_t> headerRow; ///< 1-based line of the file that holds the names
    std::int64_t skip = 0;                 ///< lines at the top that are not looked at
    std::optional<std::string> nullText;   ///< one more unquoted text that means NULL
    std::string sheet;                     ///< name of a sheet, or its number from 1; empty: the first with content
    bool isShown = false;                  ///< cells of a sheet as a spreadsheet program shows them, not as stored
    std::string records;                   ///< JSON: path of the array that holds the records

    /// Reads \a settings (a connection's object) and then \a overrides (both may be null). InvalidConfig for
    /// a wrong value, for an unknown member of \a overrides or of "dialect", and for "-" without a format.
    [[nodiscard]] static Result<FileFormat> make(const std::string &path, const Json *settings,
                                                 const Json *overrides);
};

} // namespace weir
