#include "core/connectors/pinnedfields.h"

#include <fmt/format.h>

namespace weir {

Result<std::vector<Finding>> comparePinned(const PinnedComparison &comparison)
{
    const std::int64_t records = comparison.records;
    std::vector<Finding> findings;
    std::vector<std::string> fresh;
    for (const Field &field : comparison.found.fields()) {
        if (comparison.isSelecting || comparison.pinned.indexOf(field.name))
            continue;
        fresh.push_back(field.name);
        findings.push_back({Finding::Level::Warning, "newField", field.name, records,
                            fmt::format("{} now has a field \"{}\" that earlier runs did not see", comparison.source,
                                        field.name)});
    }
    for (const Field &field : comparison.pinned.fields()) {
        const bool isPath = field.name.find('.') != std::string::npos;
        const bool isUsual = !comparison.usual || comparison.usual->indexOf(field.name);
        if (records == 0 || isPath || !isUsual || comparison.found.indexOf(field.name))
            continue;
        if (records >= goneRecordsMin || !fresh.empty())
            return fail(ErrorCode::SchemaMismatch, Recovery::Stop,
                        fmt::format("{}: none of {} records has the field \"{}\" any more{}; --again takes the fields as "
                                    "they are now",
                                    comparison.source, records, field.name,
                                    fresh.empty() ? "" : fmt::format(", new is {}", fmt::join(fresh, ", "))));
        findings.push_back({Finding::Level::Warning, "missingField", field.name, records,
                            fmt::format("none of {} records has the field \"{}\"", records, field.name)});
    }
    return findings;
}

} // namespace weir
