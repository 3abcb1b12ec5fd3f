#include "core/connectors/sqlite/sqlitename.h"

#include "core/base/redact.h"

#include <fmt/format.h>

namespace weir {

Result<std::string> quoteIdentifier(std::string_view name)
{
    const char *trouble = nullptr;
    if (name.empty())
        trouble = "is empty";
    else if (name.size() > sqliteNameBytesMax)
        trouble = "is longer than 255 bytes";
    std::string quoted = "\"";
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f)
            trouble = "holds a control character";
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    if (trouble)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("the name \"{}\" cannot be used in SQLite: it {}; rename the table or column",
                                escapeControls(name.substr(0, 80)), trouble));
    quoted += '"';
    return quoted;
}

} // namespace weir
