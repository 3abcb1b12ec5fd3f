#include "core/mapping/mappingplan.h"

#include "core/mapping/mappingprogram.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::size_t errorValueCodePointsMax = 200;

/// Fate of a source row while filters run; anything from 0 is the index of the filter that dropped it.
constexpr std::int32_t isKept = -1;
constexpr std::int32_t isRejected = -2;

void clip(std::string &utf8, std::size_t codePointsMax)
{
    if (utf8.size() <= codePointsMax)
        return;
    std::size_t points = 0;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const bool isStart = (static_cast<unsigned char>(utf8[i]) & 0xC0) != 0x80;
        if (isStart && ++points > codePointsMax)
            return utf8.resize(i);
    }
}

/// NULL, or an absent JSON member, which counts as NULL wherever a value is required.
bool isMissing(const Column &column, std::int64_t row)
{
    return column.isNull(row) || (column.kind() == TypeKind::Json && column.text(row).empty());
}

bool hasMissing(const Column &column)
{
    if (column.nullCount() != 0)
        return true;
    if (column.kind() != TypeKind::Json)
        return false;
    const std::span<const std::int32_t> offsets = column.offsets();
    return std::adjacent_find(offsets.begin(), offsets.end()) != offsets.end();
}

ColumnPtr repeated(const Column &constant, std::int64_t rows)
{
    auto column = std::make_shared<Column>(constant.kind());
    const bool hasBytes = isVariableWidth(constant.kind()) && !constant.isNull(0);
    column->reserve(rows, hasBytes ? constant.text(0).size() * static_cast<std::size_t>(rows) : 0);
    for (std::int64_t row = 0; row < rows; ++row)
        column->appendFrom(constant, 0);
    return column;
}

ColumnPtr withDefault(const Column &values, const Column &defaultValue)
{
    auto column = std::make_shared<Column>(values.kind());
    column->reserve(values.size(), isVariableWidth(values.kind()) ? values.bytes().size() : 0);
    for (std::int64_t row = 0; row < values.size(); ++row) {
        const bool takesDefault = isMissing(values, row);
        column->appendFrom(takesDefault ? defaultValue : values, takesDefault ? 0 : row);
    }
    return column;
}

void requireValues(const FieldStep &step, const Column &values, RowErrors &errors)
{
    std::vector<bool> hasFailed; // a value that failed is NULL by now, but that is not what is wrong with it
    if (!errors.empty()) {
        hasFailed.resize(static_cast<std::size_t>(values.size()));
        for (const RowError &error : errors)
            hasFailed[static_cast<std::size_t>(error.row)] = true;
    }
    for (std::int64_t row = 0; row < values.size(); ++row) {
        if (!isMissing(values, row) || (!hasFailed.empty() && hasFailed[static_cast<std::size_t>(row)]))
            continue;
        RowError error;
        error.row = row;
        error.code = RowCode::MissingRequired;
        error.rule = step.requiredBy;
        error.detail =
            step.requiredBy == "key" ? "a key field has no value" : "a required field has no value";
        errors.push_back(std::move(error));
    }
}

/// The values of one target field, with its errors in the order they were met.
ColumnPtr mapField(const FieldStep &step, const RecordBatch &rows, RowErrors &errors,
                   std::int64_t &offsetsDropped)
{
    ColumnPtr values = step.column       ? rows.sharedColumn(*step.column)
                       : step.expression ? step.expression->evaluate(rows, errors)
                                         : repeated(*step.constant, rows.rows());
    for (const ConversionStep &conversion : step.conversions)
        values = convert(values, conversion.from, conversion.options, errors, &offsetsDropped);
    if (step.defaultValue && hasMissing(*values))
        values = withDefault(*values, *step.defaultValue);
    if (!step.requiredBy.empty() && hasMissing(*values))
        requireValues(step, *values, errors);
    for (RowError &error : errors) {
        error.stage = Stage::Map;
        error.field = step.to;
        clip(error.value, errorValueCodePointsMax);
    }
    return values;
}

std::vector<std::int32_t> keptRows(const std::vector<bool> &isOut, std::size_t count)
{
    std::vector<std::int32_t> kept;
    kept.reserve(count);
    for (std::size_t row = 0; row < isOut.size(); ++row) {
        if (!isOut[row])
            kept.push_back(static_cast<std::int32_t>(row));
    }
    return kept;
}

bool isEarlierRow(const RowError &a, const RowError &b) { return a.row < b.row; }

} // namespace

/// What the filters leave.
struct MappingPlan::Program::Filtering
{
    RecordBatch rows;
    std::vector<std::int32_t> origin; ///< empty: nothing was taken out
    std::vector<FilteredRow> filtered;
    RowErrors rejected;

    [[nodiscard]] std::int64_t sourceRow(std::int64_t row) const
    {
        return origin.empty() ? row : origin[static_cast<std::size_t>(row)];
    }
};

MappingPlan::Program::Filtering MappingPlan::Program::filter(const RecordBatch &rows) const
{
    Filtering result;
    result.rows = rows;
    if (filters.empty())
        return result;
    std::vector<std::int32_t> fate(static_cast<std::size_t>(rows.rows()), isKept);
    for (std::size_t i = 0; i < filters.size(); ++i) {
        RowErrors errors;
        const ColumnPtr drops = filters[i].drop.evaluate(rows, errors);
        for (RowError &error : errors) {
            std::int32_t &rowFate = fate[static_cast<std::size_t>(error.row)];
            if (rowFate != isKept)
                continue;
            rowFate = isRejected;
            error.stage = Stage::Map;
            error.field.clear();
            error.detail = fmt::format("filter \"{}\": {}{}", filters[i].name, error.detail,
                                       error.rule.empty() ? "" : fmt::format(" ({})", error.rule));
            error.rule = fmt::format("filter {}", filters[i].name);
            clip(error.value, errorValueCodePointsMax);
            result.rejected.push_back(std::move(error));
        }
        const std::span<const std::uint8_t> bools = drops->bools();
        for (std::size_t row = 0; row < fate.size(); ++row) {
            if (bools[row] == 0 || fate[row] != isKept || drops->isNull(static_cast<std::int64_t>(row)))
                continue;
            fate[row] = static_cast<std::int32_t>(i);
            result.filtered.push_back({static_cast<std::int32_t>(row), static_cast<std::int32_t>(i)});
        }
    }
    if (result.filtered.empty() && result.rejected.empty())
        return result;
    std::sort(result.filtered.begin(), result.filtered.end(),
              [](const FilteredRow &a, const FilteredRow &b) { return a.row < b.row; });
    std::sort(result.rejected.begin(), result.rejected.end(), isEarlierRow);
    for (std::size_t row = 0; row < fate.size(); ++row) {
        if (fate[row] == isKept)
            result.origin.push_back(static_cast<std::int32_t>(row));
    }
    result.rows = gatherRead(rows, result.origin);
    return result;
}

/// The rows \a kept of the fields that the plan reads; fields that nobody reads are NULL, which costs no
/// copy.
RecordBatch MappingPlan::Program::gatherRead(const RecordBatch &rows,
                                             const std::vector<std::int32_t> &kept) const
{
    std::array<ColumnPtr, 11> unread;
    std::vector<ColumnPtr> columns;
    columns.reserve(isRead.size());
    for (std::size_t i = 0; i < isRead.size(); ++i) {
        if (isRead[i]) {
            columns.push_back(std::make_shared<Column>(Column::gather(rows.column(i), kept)));
            continue;
        }
        ColumnPtr &shared = unread[static_cast<std::size_t>(rows.column(i).kind())];
        if (!shared) {
            auto nulls = std::make_shared<Column>(rows.column(i).kind());
            nulls->reserve(static_cast<std::int64_t>(kept.size()));
            for (std::size_t row = 0; row < kept.size(); ++row)
                nulls->appendNull();
            shared = std::move(nulls);
        }
        columns.push_back(shared);
    }
    return {rows.schema(), std::move(columns), static_cast<std::int64_t>(kept.size())};
}

MappedRows MappingPlan::Program::apply(const RecordBatch &rows) const
{
    assert(rows.schema() && rows.schema()->size() == source->size());
    Filtering filtering = filter(rows);
    const std::int64_t count = filtering.rows.rows();

    MappedRows result;
    std::vector<ColumnPtr> columns;
    columns.reserve(fields.size());
    std::vector<bool> isOut; // sized when the first row is rejected
    for (const FieldStep &step : fields) {
        RowErrors errors;
        columns.push_back(mapField(step, filtering.rows, errors, result.offsetsDropped));
        if (!errors.empty())
            isOut.resize(static_cast<std::size_t>(count));
        for (RowError &error : errors) {
            const auto row = static_cast<std::size_t>(error.row);
            if (isOut[row])
                continue;
            isOut[row] = true;
            result.rejected.push_back(std::move(error));
        }
    }
    result.filtered = std::move(filtering.filtered);
    result.rows = RecordBatch(schema, std::move(columns), count);
    if (result.rejected.empty()) {
        result.rejected = std::move(filtering.rejected);
        result.origin = std::move(filtering.origin);
        return result;
    }
    result.origin = keptRows(isOut, static_cast<std::size_t>(count) - result.rejected.size());
    result.rows = result.rows.gather(result.origin);
    for (std::int32_t &row : result.origin)
        row = static_cast<std::int32_t>(filtering.sourceRow(row));
    for (RowError &error : result.rejected)
        error.row = filtering.sourceRow(error.row);
    for (RowError &error : filtering.rejected)
        result.rejected.push_back(std::move(error));
    std::sort(result.rejected.begin(), result.rejected.end(), isEarlierRow);
    return result;
}

RowErrors MappingPlan::Program::check(const RecordBatch &rows) const
{
    Filtering filtering = filter(rows);
    RowErrors all = std::move(filtering.rejected);
    std::int64_t offsetsDropped = 0;
    for (const FieldStep &step : fields) {
        RowErrors errors;
        (void)mapField(step, filtering.rows, errors, offsetsDropped);
        std::stable_sort(errors.begin(), errors.end(), isEarlierRow);
        for (RowError &error : errors) {
            error.row = filtering.sourceRow(error.row);
            all.push_back(std::move(error));
        }
    }
    return all;
}

MappingPlan::MappingPlan(std::unique_ptr<const Program> program) : m_program(std::move(program)) {}
MappingPlan::MappingPlan(MappingPlan &&) noexcept = default;
MappingPlan &MappingPlan::operator=(MappingPlan &&) noexcept = default;
MappingPlan::~MappingPlan() = default;

const SchemaPtr &MappingPlan::schema() const { return m_program->schema; }

const std::vector<MappingFinding> &MappingPlan::findings() const { return m_program->findings; }

const std::vector<std::string> &MappingPlan::filterNames() const { return m_program->filterNames; }

std::vector<std::string> MappingPlan::unusedSourceFields() const
{
    std::vector<std::string> unused;
    for (std::size_t i = 0; i < m_program->isRead.size(); ++i) {
        if (!m_program->isRead[i])
            unused.push_back(m_program->source->field(i).name);
    }
    return unused;
}

std::optional<std::size_t> MappingPlan::sourceField(std::size_t index) const
{
    return m_program->fields[index].column;
}

MappedRows MappingPlan::apply(const RecordBatch &rows) const { return m_program->apply(rows); }

RowErrors MappingPlan::check(const RecordBatch &rows) const { return m_program->check(rows); }

} // namespace weir
