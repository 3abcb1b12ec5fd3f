#include "core/connectors/source.h"

#include <fmt/format.h>

namespace weir {

std::size_t SourcePage::memorySize() const
{
    std::size_t bytes = rows.memorySize() + positions.size() * 8 + raw.size() + 256;
    for (const BrokenRow &row : broken)
        bytes += row.raw.size() + 256;
    return bytes;
}

std::int64_t SourcePage::recordIndex(std::int64_t row) const
{
    // Broken records are few: each one at or before the row's place moves it by one.
    std::int64_t index = row;
    for (const BrokenRow &record : broken) {
        if (record.index > index)
            break;
        ++index;
    }
    return index;
}

namespace {

std::string describePosition(const SourcePage &page, std::int64_t position)
{
    switch (page.unit) {
    case PositionUnit::Line: return fmt::format("line {}", position);
    case PositionUnit::Byte: return fmt::format("byte {}", position);
    case PositionUnit::Row: return fmt::format("{}{}row {}", page.label, page.label.empty() ? "" : ", ", position);
    case PositionUnit::Index: break;
    }
    return page.label.empty() ? fmt::format("row {}", position + 1) : fmt::format("{}, row {}", page.label, position + 1);
}

} // namespace

std::string SourcePage::positionText(std::int64_t row) const
{
    return describePosition(*this, positions.empty() ? recordIndex(row) : positions[static_cast<std::size_t>(row)]);
}

std::string SourcePage::brokenPositionText(const BrokenRow &row) const
{
    return describePosition(*this, unit == PositionUnit::Index ? row.index : row.position);
}

Result<SourcePage> Source::parseSpooled(std::string, const Cursor &, std::string)
{
    return fail(ErrorCode::Internal, Recovery::Stop, "this source can be read again and does not spool");
}

} // namespace weir
