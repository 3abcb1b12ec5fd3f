#pragma once

#include "core/mapping/mappingplan.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace weir {

/// What a sample shows about one field: so many values have this trouble.
struct FieldFinding
{
    std::string field; ///< target field; empty: a filter
    RowCode code = RowCode::Rejected;
    std::string rule; ///< "text(40)", "filter test orders"
    std::int64_t count = 0;
    std::string sampleValue;         ///< the first, at most 200 code points
    std::int64_t samplePosition = 0; ///< its position as given to add()
    std::int64_t longest = 0;        ///< TooLong: characters (bytes for bytes) of the longest; 0 unknown
    std::string sentence;            ///< "29 values are longer than text(40); the longest has 57 characters"
    std::string suggestion;          ///< "widen to text(64)"; empty: nothing that would help all of them
    std::string expression;          ///< that the suggestion maps with; empty: it is another kind of help
};

/// The outcome of a dry run of a plan over sample rows.
struct SampleSummary
{
    std::int64_t rows = 0; ///< looked at: good + rejected + filtered
    std::int64_t good = 0;
    std::int64_t rejected = 0;
    std::vector<std::int64_t> filtered; ///< one for each filter of the plan
    std::int64_t offsetsDropped = 0;    ///< timestamps whose UTC offset was normalised away
    std::vector<FieldFinding> findings; ///< most frequent first; a row with two faults counts under both
};

/// Runs a plan over batches and counts what would be rejected, by field, code and rule, with a way out for
/// each.
///
/// An expression that is offered was tried on the values kept: it converts every failing one and breaks no
/// good one. nullif() for a word that means "no value", and wider types, are offered untried. At most 1,000
/// kinds of finding are told apart; 500 failing values of each and 200 good ones of each field are kept.
///
/// Thread-safety: none. The plan, the mapping and the inputs must outlive it.
class TypeFindings
{
public:
    /// \a mapping and \a inputs are those that \a plan was compiled from.
    TypeFindings(const MappingPlan &plan, const Mapping &mapping, const MappingPlan::Inputs &inputs);
    ~TypeFindings();

    /// \a positions: where the rows come from (line, byte …), one for each row; empty: they are counted from
    /// 0.
    void add(const RecordBatch &rows, std::span<const std::int64_t> positions = {});
    [[nodiscard]] SampleSummary summary() const;

private:
    class State;
    std::unique_ptr<State> m_state;
};

} // namespace weir
