#include "ui/bridge/rowfilter.h"

namespace weir {

RowFilter::RowFilter(const std::vector<FilterRule> &filters, const ExpressionContext &context)
{
    for (const FilterRule &filter : filters) {
        auto compiled = Expression::compile(filter.drop, context);
        if (auto *drop = std::get_if<Expression>(&compiled); drop && drop->type().kind == TypeKind::Bool)
            m_drops.push_back(std::move(*drop));
    }
}

std::optional<std::vector<std::int32_t>> RowFilter::keptRows(const RecordBatch &rows) const
{
    if (m_drops.empty())
        return std::nullopt;
    std::vector<bool> isDropped(static_cast<std::size_t>(rows.rows()));
    for (const Expression &drop : m_drops) {
        RowErrors errors;
        const ColumnPtr answers = drop.evaluate(rows, errors);
        for (std::int64_t row = 0; row < rows.rows(); ++row) {
            if (!answers->isNull(row) && answers->bools()[static_cast<std::size_t>(row)] != 0)
                isDropped[static_cast<std::size_t>(row)] = true;
        }
    }
    std::vector<std::int32_t> kept;
    for (std::size_t row = 0; row < isDropped.size(); ++row) {
        if (!isDropped[row])
            kept.push_back(static_cast<std::int32_t>(row));
    }
    if (kept.size() == isDropped.size())
        return std::nullopt;
    return kept;
}

PlacedRows RowFilter::kept(const RecordBatch &rows, const QStringList &positions) const
{
    const auto kept = rows.schema() ? keptRows(rows) : std::nullopt;
    if (!kept)
        return {rows, positions};
    PlacedRows some;
    some.rows = rows.gather(*kept);
    for (const std::int32_t row : *kept) {
        if (row < positions.size())
            some.positions << positions[row];
    }
    return some;
}

} // namespace weir
