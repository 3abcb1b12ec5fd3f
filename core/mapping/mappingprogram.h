#pragma once

#include "core/data/conversion.h"
#include "core/mapping/mappingplan.h"

#include <optional>

namespace weir {

/// One convert() call: values of `from` become options.to.
struct ConversionStep
{
    Type from;
    ConversionOptions options;
};

/// How the values of one target field are made. Exactly one of column, expression, constant gives them.
struct FieldStep
{
    std::string to;
    std::optional<std::size_t> column; ///< index into the source schema
    std::optional<Expression> expression;
    ColumnPtr constant;                      ///< one row, of the final type
    std::vector<ConversionStep> conversions; ///< at most two: to the mapping's type, to the target's
    ColumnPtr defaultValue;                  ///< one row, of the final type; null: none
    std::string requiredBy; ///< rule of MissingRequired: "not null", "key"; empty: may be NULL
};

/// One filter rule.
struct FilterStep
{
    std::string name;
    Expression drop;
};

/// What compile() makes of a mapping: steps in the order they run. Immutable.
class MappingPlan::Program
{
public:
    [[nodiscard]] MappedRows apply(const RecordBatch &rows) const;
    [[nodiscard]] RowErrors check(const RecordBatch &rows) const;

    SchemaPtr source;
    SchemaPtr schema;
    std::vector<FilterStep> filters;
    std::vector<FieldStep> fields;
    std::vector<std::string> filterNames;
    std::vector<bool> isRead; ///< for each source field: a field step or a filter reads it
    std::vector<MappingFinding> findings;

private:
    struct Filtering;
    [[nodiscard]] Filtering filter(const RecordBatch &rows) const;
    [[nodiscard]] RecordBatch gatherRead(const RecordBatch &rows,
                                         const std::vector<std::int32_t> &kept) const;
};

} // namespace weir
