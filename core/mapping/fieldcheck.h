#pragma once

#include "core/mapping/doubtfulvalues.h"
#include "core/mapping/mappingplan.h"
#include "core/mapping/transformsteps.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// What the values looked at say about one field of a mapping, gravest last.
enum class FieldState : std::uint8_t {
    Unknown,         ///< not looked at yet
    Fits,            ///< every value converts without loss
    Converts,        ///< converts, the text form changes
    LosesPrecision,  ///< digits or a zone would be dropped
    TooLong,
    NotConvertible,  ///< values that cannot become the type, have no crosswalk entry or fail in the expression
    EmptyInRequired, ///< no value where there must be one
    Ambiguous,       ///< values that can be read in two ways
    Broken,          ///< the field cannot be compiled: see FieldCheck::detail
    NothingMapped,   ///< a required target field without a source
};

/// A way out of a finding.
struct FieldFix
{
    enum class Kind : std::uint8_t {
        WidenTarget, ///< `type` for the target column; only tables that Weir creates
        KeepAsText,  ///< likewise, text
        Cut,         ///< to the target's length; loses characters
        Round,       ///< `step`; loses digits
        ParseWith,   ///< `step`, or where it is more than a step `expression`
        ReadAs,      ///< `step`: one of two readings
        Default,     ///< a value for rows without one, which a person names
        Quarantine,  ///< nothing: such rows go to quarantine
    };
    Kind kind = Kind::Quarantine;
    Type type;
    std::optional<TransformStep> step;
    std::string expression;
};

struct FieldCheck
{
    FieldState state = FieldState::Unknown;
    std::int64_t rows = 0;     ///< looked at
    std::int64_t count = 0;    ///< values that `state` is about
    std::int64_t others = 0;   ///< values that a lesser finding is about
    RowCode code = RowCode::Rejected; ///< of the failing values
    std::string rule;          ///< "text(40)"
    std::string example;       ///< the first value of them, at most 200 code points
    std::int64_t longest = 0;  ///< TooLong: of the longest, in characters (bytes for bytes); 0: not known
    std::int64_t lengthMax = 0; ///< TooLong: that the target takes
    std::int64_t shortened = 0; ///< values that a step that loses characters or digits changes, on purpose
    bool hasCurrency = false;  ///< every failing value carries a sign of money
    std::string detail;        ///< Broken: English, up to three lines
    std::optional<DoubtfulValues> doubt;
    std::vector<FieldFix> fixes;       ///< the first is the best
    std::vector<std::int64_t> badRows; ///< rows that `count` and `others` are about, ascending, at most badRowsMax
    static constexpr std::size_t badRowsMax = 500;

    /// Next has to wait; Empty in required may be let go to quarantine.
    [[nodiscard]] bool isBlocking() const { return state >= FieldState::EmptyInRequired; }
};

/// Runs one field of a mapping over rows and counts what happens.
///
/// Thread-safety: none.
class FieldChecker
{
public:
    /// \a inputs as for the whole mapping; its target may be null or have other fields as well. \a createsTarget: the
    /// types of the table are still to be chosen.
    FieldChecker(const FieldMapping &field, const MappingPlan::Inputs &inputs, bool createsTarget);
    ~FieldChecker();
    FieldChecker(FieldChecker &&) noexcept;

    /// \a rows has the schema of inputs.source. \a first: number of the first row.
    void add(const RecordBatch &rows, std::int64_t first);
    [[nodiscard]] FieldCheck result() const;
    /// FieldCheck::badRows so far, without the rest of the result.
    [[nodiscard]] const std::vector<std::int64_t> &badRows() const;

    /// The plan of the field alone, over the source fields that it reads; null when it does not compile.
    [[nodiscard]] const MappingPlan *plan() const;
    /// \a rows with those source fields only.
    [[nodiscard]] RecordBatch reduced(const RecordBatch &rows) const;

private:
    class State;
    std::unique_ptr<State> m_state;
};

/// The check of a required target field that nothing is mapped to.
[[nodiscard]] FieldCheck nothingMapped();

/// A length with room for what comes later: 57 becomes 80.
[[nodiscard]] int roomyLength(std::int64_t longest);

} // namespace weir
