#include "core/mapping/typefindings.h"

#include "core/data/encoding.h"
#include "core/mapping/findingadvice.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace weir {

namespace {

constexpr std::size_t findingKindsMax = 1000;
constexpr std::size_t goodValuesMax = 200;
constexpr std::int64_t errorValueCodePointsMax = 200;

} // namespace

/// Counts per kind of finding, and the values that suggestions are tried on.
class TypeFindings::State
{
public:
    State(const MappingPlan &plan, const Mapping &mapping, const MappingPlan::Inputs &inputs)
        : m_plan(plan), m_mapping(mapping), m_inputs(inputs), m_good(plan.schema()->size())
    {
        m_summary.filtered.resize(plan.filterNames().size());
    }

    void add(const RecordBatch &rows, std::span<const std::int64_t> positions)
    {
        const MappedRows mapped = m_plan.apply(rows);
        m_summary.good += mapped.rows.rows();
        m_summary.rejected += static_cast<std::int64_t>(mapped.rejected.size());
        m_summary.offsetsDropped += mapped.offsetsDropped;
        for (const FilteredRow &row : mapped.filtered)
            ++m_summary.filtered[static_cast<std::size_t>(row.filter)];
        for (const RowError &error : m_plan.check(rows)) {
            const auto row = static_cast<std::size_t>(error.row);
            count(error, rows, positions.empty() ? m_summary.rows + error.row : positions[row]);
        }
        keepGood(rows, mapped);
        m_summary.rows += rows.rows();
    }

    [[nodiscard]] SampleSummary summary() const
    {
        SampleSummary summary = m_summary;
        for (const auto &[key, tally] : m_tallies) {
            FieldFinding finding = tally.finding;
            const FindingEvidence evidence = evidenceOf(tally);
            finding.sentence = findingSentence(finding, evidence.type);
            finding.suggestion = findingSuggestion(finding, evidence);
            finding.expression = suggestedExpression(finding.suggestion);
            summary.findings.push_back(std::move(finding));
        }
        std::stable_sort(summary.findings.begin(), summary.findings.end(),
                         [](const FieldFinding &a, const FieldFinding &b) { return a.count > b.count; });
        return summary;
    }

private:
    struct Tally
    {
        FieldFinding finding;
        std::set<std::string> values;
        bool isLongestKnown = true;
    };
    using Key = std::tuple<std::size_t, RowCode, std::string>; ///< index of the target field, code, rule

    /// The text column that field \a index takes its values from as they are.
    [[nodiscard]] const Field *textSourceOf(std::size_t index) const
    {
        if (index >= m_plan.schema()->size())
            return nullptr;
        const std::optional<std::size_t> column = m_plan.sourceField(index);
        const Field *field = column ? &m_inputs.source->field(*column) : nullptr;
        return field && field->type.kind == TypeKind::Text ? field : nullptr;
    }

    void count(const RowError &error, const RecordBatch &rows, std::int64_t position)
    {
        const std::size_t field = m_plan.schema()->indexOf(error.field).value_or(m_plan.schema()->size());
        const Key key(field, error.code, error.rule);
        if (m_tallies.size() >= findingKindsMax && m_tallies.find(key) == m_tallies.end())
            return;
        Tally &tally = m_tallies[key];
        FieldFinding &finding = tally.finding;
        if (finding.count++ == 0) {
            finding.field = error.field;
            finding.code = error.code;
            finding.rule = error.rule;
            finding.sampleValue = error.value;
            finding.samplePosition = position;
        }
        if (tally.values.size() < findingValuesMax)
            tally.values.insert(error.value);
        if (error.code != RowCode::TooLong)
            return;
        const std::optional<std::int64_t> length = lengthOf(error, rows, field);
        tally.isLongestKnown = tally.isLongestKnown && length;
        finding.longest = tally.isLongestKnown ? std::max(finding.longest, *length) : 0;
    }

    /// Characters of the value (bytes for bytes); nothing for a value that was cut for showing and has no
    /// source field.
    [[nodiscard]] std::optional<std::int64_t> lengthOf(const RowError &error, const RecordBatch &rows,
                                                       std::size_t field) const
    {
        const bool isField = field < m_plan.schema()->size();
        if (const std::optional<std::size_t> column = isField ? m_plan.sourceField(field) : std::nullopt) {
            const Column &values = rows.column(*column);
            if (values.kind() == TypeKind::Bytes)
                return static_cast<std::int64_t>(values.text(error.row).size());
            if (values.kind() == TypeKind::Text)
                return codePointCount(values.text(error.row));
        }
        const std::int64_t shown = codePointCount(error.value);
        return shown < errorValueCodePointsMax ? std::optional(shown) : std::nullopt;
    }

    /// Values of rows that were mapped: a suggestion must not break them.
    void keepGood(const RecordBatch &rows, const MappedRows &mapped)
    {
        for (std::size_t field = 0; field < m_good.size(); ++field) {
            if (!textSourceOf(field))
                continue;
            const Column &values = rows.column(*m_plan.sourceField(field));
            for (std::int64_t i = 0; i < mapped.rows.rows() && m_good[field].size() < goodValuesMax; ++i) {
                const std::int64_t row =
                    mapped.origin.empty() ? i : mapped.origin[static_cast<std::size_t>(i)];
                if (!values.isNull(row) && !values.text(row).empty())
                    m_good[field].emplace(values.text(row));
            }
        }
    }

    [[nodiscard]] FindingEvidence evidenceOf(const Tally &tally) const
    {
        FindingEvidence evidence;
        evidence.failing.assign(tally.values.begin(), tally.values.end());
        evidence.lookups = m_inputs.lookups;
        evidence.zone = m_inputs.zone;
        const std::size_t index =
            m_plan.schema()->indexOf(tally.finding.field).value_or(m_plan.schema()->size());
        if (index >= m_plan.schema()->size())
            return evidence;
        evidence.type = m_plan.schema()->field(index).type;
        // The mapping's own type may be what a value did not fit; the rule names it.
        if (const Result<Type> broken = parseType(tally.finding.rule))
            evidence.type = *broken;
        if (!m_mapping.fields[index].zone.empty())
            evidence.zone = m_mapping.fields[index].zone;
        if (const Field *source = textSourceOf(index)) {
            evidence.sourceField = source->name;
            evidence.good.assign(m_good[index].begin(), m_good[index].end());
        }
        return evidence;
    }

    const MappingPlan &m_plan;
    const Mapping &m_mapping;
    const MappingPlan::Inputs &m_inputs;
    SampleSummary m_summary;
    std::map<Key, Tally> m_tallies;
    std::vector<std::set<std::string>> m_good; ///< by target field
};

TypeFindings::TypeFindings(const MappingPlan &plan, const Mapping &mapping, const MappingPlan::Inputs &inputs)
    : m_state(std::make_unique<State>(plan, mapping, inputs))
{}

TypeFindings::~TypeFindings() = default;

void TypeFindings::add(const RecordBatch &rows, std::span<const std::int64_t> positions)
{
    m_state->add(rows, positions);
}

SampleSummary TypeFindings::summary() const { return m_state->summary(); }

} // namespace weir
