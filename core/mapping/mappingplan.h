#pragma once

#include "core/data/recordbatch.h"
#include "core/data/rowcode.h"
#include "core/expression/expression.h"
#include "core/mapping/mapping.h"

#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace weir {

/// Something wrong or doubtful in a mapping, found before a row flows.
struct MappingFinding
{
    bool isBlocking = true;
    std::string pointer; ///< JSON pointer into the job file: "/mapping/fields/3/expr"
    std::string field;
    std::string
        detail; ///< what is wrong, and what to do; an expression error has three lines: message, text, caret
};

/// A row that a filter dropped.
struct FilteredRow
{
    std::int32_t row = 0;    ///< index into the source batch
    std::int32_t filter = 0; ///< index into Mapping::filters
};

/// What a plan makes of one source batch. Every source row is in exactly one of rows, rejected, filtered.
struct MappedRows
{
    RecordBatch rows;
    std::vector<std::int32_t>
        origin;         ///< source row of each row of `rows`, ascending; empty: row i is source row i
    RowErrors rejected; ///< one for each rejected row (its first error), ascending by source row
    std::vector<FilteredRow> filtered; ///< ascending by row
    std::int64_t offsetsDropped =
        0; ///< timestamps whose UTC offset was normalised away (filtered rows not counted)
};

/// A mapping compiled against a source and a target schema. Cannot fail for configuration reasons while rows
/// flow.
///
/// A value goes source -> expression -> the mapping's type -> the target's type -> default for NULL -> NULL
/// check. Where the target is known, batches have exactly its types: what a narrower column would cut or
/// round is a row error here. An absent JSON member counts as NULL for defaults and required fields.
///
/// Thread-safety: immutable; apply() and check() may be called from several threads.
class MappingPlan
{
public:
    struct Inputs
    {
        SchemaPtr source;
        SchemaPtr target;             ///< null: the target will be created from the plan's schema
        std::vector<std::string> key; ///< of the target; must be mapped
        LookupTables lookups;
        std::string zone; ///< default zone
        /// A target field that is not nullable, has no default and is not mapped is a finding.
        std::vector<std::string> targetDefaults; ///< target fields that have a default of their own
        /// Source text fields whose samples all carry a UTC offset: they go into a timestamp without a zone.
        std::vector<std::string> offsetFields;
    };

    /// The plan, or all findings at once: the blocking ones first, in mapping order, then the warnings (for
    /// which isBlocking is false). Warnings of a mapping that works are kept in findings().
    [[nodiscard]] static std::variant<MappingPlan, std::vector<MappingFinding>>
    compile(const Mapping &mapping, const Inputs &inputs);

    MappingPlan(MappingPlan &&) noexcept;
    MappingPlan &operator=(MappingPlan &&) noexcept;
    ~MappingPlan();

    /// Fields of the mapped batches, in mapping order; its key is Inputs::key.
    [[nodiscard]] const SchemaPtr &schema() const;
    [[nodiscard]] const std::vector<MappingFinding> &findings() const;
    [[nodiscard]] const std::vector<std::string> &filterNames() const;
    /// Source fields that neither a field nor a filter reads, in source order.
    [[nodiscard]] std::vector<std::string> unusedSourceFields() const;
    /// The source field that field \a index copies or converts; nothing for expressions, paths and constants.
    [[nodiscard]] std::optional<std::size_t> sourceField(std::size_t index) const;

    /// \a rows has the source schema it was compiled for. Columns that need no conversion are shared, not
    /// copied.
    [[nodiscard]] MappedRows apply(const RecordBatch &rows) const;

    /// Every error of every field of the rows that no filter drops, in field order, then by row: for
    /// previews.
    [[nodiscard]] RowErrors check(const RecordBatch &rows) const;

private:
    class Program;
    friend class MappingCompiler;
    explicit MappingPlan(std::unique_ptr<const Program> program);
    std::unique_ptr<const Program> m_program;
};

} // namespace weir
