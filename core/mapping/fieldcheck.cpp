#include "core/mapping/fieldcheck.h"

#include "core/data/conversion.h"
#include "core/data/encoding.h"
#include "core/mapping/findingadvice.h"
#include "core/mapping/typefindings.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace weir {

namespace {

constexpr std::size_t goodRowsMax = 200;

FieldState stateOf(RowCode code)
{
    switch (code) {
    case RowCode::TooLong:
        return FieldState::TooLong;
    case RowCode::LosesPrecision:
        return FieldState::LosesPrecision;
    case RowCode::MissingRequired:
        return FieldState::EmptyInRequired;
    default:
        return FieldState::NotConvertible;
    }
}

bool hasCurrencySign(const std::string &value)
{
    for (const std::string_view sign : {"¥", "￥", "$", "€", "£", "元", "RMB", "CNY", "USD", "EUR"}) {
        if (value.find(sign) != std::string::npos)
            return true;
    }
    return false;
}

/// Like \a inputs, but the target has this one field and the source those at \a kept.
MappingPlan::Inputs inputsOfField(const MappingPlan::Inputs &inputs, const std::string &to,
                                  const std::vector<std::size_t> &kept)
{
    MappingPlan::Inputs alone = inputs;
    std::vector<Field> fields;
    for (const std::size_t index : kept)
        fields.push_back(inputs.source->field(index));
    alone.source = std::make_shared<const Schema>(std::move(fields));
    if (inputs.target) {
        std::vector<Field> targets;
        if (const auto index = inputs.target->indexOf(to))
            targets.push_back(inputs.target->field(*index));
        alone.target = std::make_shared<const Schema>(std::move(targets));
    }
    const bool isKey = std::find(inputs.key.begin(), inputs.key.end(), to) != inputs.key.end();
    alone.key = isKey ? std::vector<std::string>{to} : std::vector<std::string>();
    return alone;
}

std::vector<std::size_t> allOf(const Schema &schema)
{
    std::vector<std::size_t> indexes(schema.size());
    std::iota(indexes.begin(), indexes.end(), std::size_t{0});
    return indexes;
}

std::optional<MappingPlan> compileOne(const FieldMapping &field, const MappingPlan::Inputs &inputs, std::string *why)
{
    Mapping mapping;
    mapping.fields.push_back(field);
    auto compiled = MappingPlan::compile(mapping, inputs);
    if (const auto *findings = std::get_if<std::vector<MappingFinding>>(&compiled)) {
        if (why && !findings->empty())
            *why = findings->front().detail;
        return std::nullopt;
    }
    return std::get<MappingPlan>(std::move(compiled));
}

} // namespace

int roomyLength(std::int64_t longest)
{
    const std::int64_t roomy = longest + longest / 4;
    return static_cast<int>(std::max<std::int64_t>(10, (roomy + 9) / 10 * 10));
}

FieldCheck nothingMapped()
{
    FieldCheck check;
    check.state = FieldState::NothingMapped;
    return check;
}

class FieldChecker::State
{
public:
    State(const FieldMapping &field, const MappingPlan::Inputs &inputs, bool createsTarget)
        : m_field(field), m_createsTarget(createsTarget)
    {
        const MappingPlan::Inputs whole = inputsOfField(inputs, field.to, allOf(*inputs.source));
        auto first = compileOne(field, whole, &m_why);
        if (!first)
            return;
        std::vector<std::string> unused = first->unusedSourceFields();
        std::sort(unused.begin(), unused.end());
        for (std::size_t i = 0; i < inputs.source->size(); ++i) {
            if (!std::binary_search(unused.begin(), unused.end(), inputs.source->field(i).name))
                m_kept.push_back(i);
        }
        m_inputs = inputsOfField(inputs, field.to, m_kept);
        auto plan = compileOne(field, m_inputs, &m_why);
        if (!plan)
            return;
        m_plan = std::make_unique<MappingPlan>(*std::move(plan));
        m_type = m_plan->schema()->field(0).type;
        FieldMapping uncut = field;
        uncut.onTooLong = OnTooLong::Quarantine;
        if (field.onTooLong != OnTooLong::Quarantine) {
            if (auto strict = compileOne(uncut, m_inputs, nullptr))
                m_uncut = std::make_unique<MappingPlan>(*std::move(strict));
        }
        if (field.from && isTextSource())
            m_doubt.emplace(field.type.value_or(m_type));
    }

    void add(const RecordBatch &all, std::int64_t first)
    {
        m_rows += all.rows();
        if (!m_plan)
            return;
        const RecordBatch rows = reduced(all);
        const RowErrors errors = m_plan->check(rows);
        std::vector<std::int32_t> bad;
        for (const RowError &error : errors) {
            count(error, rows);
            if (bad.empty() || bad.back() != static_cast<std::int32_t>(error.row))
                bad.push_back(static_cast<std::int32_t>(error.row));
        }
        for (const std::int32_t row : bad) {
            if (m_badRows.size() < FieldCheck::badRowsMax)
                m_badRows.push_back(first + row);
        }
        if (m_uncut) {
            for (const RowError &error : m_uncut->check(rows))
                m_shortened += error.code == RowCode::TooLong;
        }
        keep(rows, bad);
        scanDoubts(rows, first);
        countConverted(rows);
    }

    [[nodiscard]] FieldCheck result() const
    {
        FieldCheck check;
        check.rows = m_rows;
        check.shortened = m_shortened;
        check.badRows = m_badRows;
        if (!m_plan) {
            check.state = FieldState::Broken;
            check.detail = m_why;
            return check;
        }
        check.state = m_converted > 0 ? FieldState::Converts : FieldState::Fits;
        check.count = m_converted;
        tellFailures(check);
        const std::optional<DoubtfulValues> doubt = m_doubt ? m_doubt->result() : std::nullopt;
        if (doubt) {
            check.others = check.code == RowCode::Rejected ? 0 : std::max<std::int64_t>(0, check.count - doubt->count);
            check.state = FieldState::Ambiguous;
            check.count = doubt->count;
            check.example = doubt->example;
            check.doubt = doubt;
        }
        addFixes(check);
        return check;
    }

    [[nodiscard]] RecordBatch reduced(const RecordBatch &rows) const
    {
        std::vector<ColumnPtr> columns;
        for (const std::size_t index : m_kept)
            columns.push_back(rows.sharedColumn(index));
        return {m_inputs.source, std::move(columns), rows.rows()};
    }

    [[nodiscard]] const std::vector<std::int64_t> &badRows() const { return m_badRows; }

    std::unique_ptr<MappingPlan> m_plan;

private:
    struct Tally
    {
        std::int64_t count = 0;
        std::int64_t longest = 0;
        std::string rule, example;
    };

    [[nodiscard]] bool isTextSource() const
    {
        const std::optional<std::size_t> column = m_plan->sourceField(0);
        return column && m_inputs.source->field(*column).type.kind == TypeKind::Text;
    }

    void count(const RowError &error, const RecordBatch &rows)
    {
        Tally &tally = m_tallies[error.code];
        if (tally.count++ == 0) {
            tally.rule = error.rule;
            tally.example = error.value;
        }
        m_allCurrency = m_allCurrency && hasCurrencySign(error.value);
        if (error.code != RowCode::TooLong)
            return;
        std::int64_t length = codePointCount(error.value);
        if (const auto column = m_plan->sourceField(0)) {
            const Column &values = rows.column(*column);
            if (values.kind() == TypeKind::Text)
                length = codePointCount(values.text(error.row));
            else if (values.kind() == TypeKind::Bytes)
                length = static_cast<std::int64_t>(values.text(error.row).size());
        }
        tally.longest = std::max(tally.longest, length);
    }

    /// Failing rows and some good ones, for advice.
    void keep(const RecordBatch &rows, const std::vector<std::int32_t> &bad)
    {
        std::vector<std::int32_t> kept;
        for (const std::int32_t row : bad) {
            if (m_badKept < FieldCheck::badRowsMax) {
                kept.push_back(row);
                ++m_badKept;
            }
        }
        std::size_t at = 0;
        for (std::int32_t row = 0; row < rows.rows() && m_goodKept < goodRowsMax; ++row) {
            while (at < bad.size() && bad[at] < row)
                ++at;
            if (at < bad.size() && bad[at] == row)
                continue;
            kept.push_back(row);
            ++m_goodKept;
        }
        if (!kept.empty())
            m_samples.push_back(rows.gather(kept));
    }

    void scanDoubts(const RecordBatch &rows, std::int64_t first)
    {
        const std::optional<std::size_t> column = m_plan->sourceField(0);
        if (!m_doubt || !column)
            return;
        const Column &values = rows.column(*column);
        for (std::int64_t row = 0; row < rows.rows(); ++row) {
            if (!values.isNull(row))
                m_doubt->add(values.text(row), first + row);
        }
    }

    /// Values whose text changes on the way into another type: 1234.50 into float64.
    void countConverted(const RecordBatch &rows)
    {
        if (!isTextSource() || m_type.kind == TypeKind::Text || m_type.kind == TypeKind::Json)
            return;
        const MappedRows mapped = m_plan->apply(rows);
        const Column &before = rows.column(*m_plan->sourceField(0));
        const Column &after = mapped.rows.column(0);
        std::string text;
        for (std::int64_t row = 0; row < mapped.rows.rows(); ++row) {
            const std::int64_t from = mapped.origin.empty() ? row : mapped.origin[static_cast<std::size_t>(row)];
            if (after.isNull(row) || before.isNull(from))
                continue;
            text.clear();
            appendAsText(after, row, text);
            m_converted += text != before.text(from);
        }
    }

    void tellFailures(FieldCheck &check) const
    {
        std::map<FieldState, std::int64_t> counts;
        std::int64_t all = 0;
        for (const auto &[code, tally] : m_tallies) {
            counts[stateOf(code)] += tally.count;
            all += tally.count;
        }
        if (counts.empty())
            return;
        check.state = counts.rbegin()->first;
        check.count = counts.rbegin()->second;
        check.others = all - check.count;
        std::int64_t most = 0;
        for (const auto &[code, tally] : m_tallies) {
            if (stateOf(code) != check.state || tally.count <= most)
                continue;
            most = tally.count;
            check.code = code;
            check.rule = tally.rule;
            check.example = tally.example;
            check.longest = tally.longest;
        }
        check.hasCurrency = check.code == RowCode::NotANumber && m_allCurrency;
        if (check.code == RowCode::TooLong) {
            const Result<Type> broken = parseType(check.rule);
            check.lengthMax = broken ? broken->length : m_type.length;
        }
    }

    [[nodiscard]] std::vector<FieldFinding> advice() const
    {
        if (m_samples.empty())
            return {};
        Mapping mapping;
        mapping.fields.push_back(m_field);
        TypeFindings findings(*m_plan, mapping, m_inputs);
        for (const RecordBatch &rows : m_samples)
            findings.add(rows);
        return findings.summary().findings;
    }

    void addFixes(FieldCheck &check) const
    {
        const auto add = [&check](FieldFix::Kind kind) -> FieldFix & {
            check.fixes.emplace_back().kind = kind;
            return check.fixes.back();
        };
        switch (check.state) {
        case FieldState::TooLong:
            addLengthFixes(check);
            break;
        case FieldState::LosesPrecision:
        case FieldState::NotConvertible:
            addValueFixes(check);
            break;
        case FieldState::EmptyInRequired:
            add(FieldFix::Kind::Default);
            add(FieldFix::Kind::Quarantine);
            break;
        case FieldState::Ambiguous:
            for (const TransformStep &reading : check.doubt->readings)
                add(FieldFix::Kind::ReadAs).step = reading;
            break;
        default:
            break;
        }
    }

    void addLengthFixes(FieldCheck &check) const
    {
        if (m_createsTarget) {
            FieldFix widen;
            widen.kind = FieldFix::Kind::WidenTarget;
            widen.type = m_type;
            widen.type.length = roomyLength(check.longest);
            check.fixes.push_back(widen);
        }
        FieldFix cut, quarantine;
        cut.kind = FieldFix::Kind::Cut;
        if (!m_createsTarget)
            check.fixes.push_back(quarantine);
        if (m_type.kind == TypeKind::Text)
            check.fixes.push_back(cut);
        if (m_createsTarget)
            check.fixes.push_back(quarantine);
    }

    void addValueFixes(FieldCheck &check) const
    {
        FieldFix fix;
        for (const FieldFinding &finding : advice()) {
            if (finding.code != check.code)
                continue;
            if (!finding.expression.empty()) {
                fix.kind = FieldFix::Kind::ParseWith;
                fix.expression = finding.expression;
                fix.step = stepOf(finding.expression);
                check.fixes.push_back(fix);
            }
            const std::optional<Type> wider = suggestedType(finding.suggestion);
            if (wider && m_createsTarget) {
                fix = FieldFix();
                fix.kind = FieldFix::Kind::WidenTarget;
                fix.type = *wider;
                check.fixes.push_back(fix);
            }
        }
        if (check.code == RowCode::LosesPrecision && (m_type.kind == TypeKind::Decimal || m_type.kind == TypeKind::Int64)) {
            fix = FieldFix();
            fix.kind = FieldFix::Kind::Round;
            fix.step.emplace();
            fix.step->kind = StepKind::Round;
            fix.step->number = m_type.kind == TypeKind::Decimal ? m_type.scale : 0;
            check.fixes.push_back(fix);
        }
        if (m_createsTarget && m_type.kind != TypeKind::Text && check.code != RowCode::NoCrosswalkEntry) {
            fix = FieldFix();
            fix.kind = FieldFix::Kind::KeepAsText;
            check.fixes.push_back(fix);
        }
        check.fixes.emplace_back();
    }

    /// The one step that an expression on the field is; nothing when it is more.
    [[nodiscard]] std::optional<TransformStep> stepOf(const std::string &expression) const
    {
        FieldMapping made;
        made.to = m_field.to;
        made.expr = expression;
        const std::optional<Transform> transform = readTransform(made);
        if (!transform || transform->steps.size() != 1 || transform->from != m_field.from)
            return std::nullopt;
        return transform->steps.front();
    }

    FieldMapping m_field;
    bool m_createsTarget = false;
    MappingPlan::Inputs m_inputs;
    std::vector<std::size_t> m_kept; ///< source fields that it reads
    std::unique_ptr<MappingPlan> m_uncut; ///< the same without shortening, where the field shortens
    Type m_type;
    std::string m_why;
    std::int64_t m_rows = 0, m_converted = 0, m_shortened = 0;
    std::map<RowCode, Tally> m_tallies;
    bool m_allCurrency = true;
    std::vector<std::int64_t> m_badRows;
    std::optional<DoubtScan> m_doubt;
    std::vector<RecordBatch> m_samples;
    std::size_t m_badKept = 0, m_goodKept = 0;
};

FieldChecker::FieldChecker(const FieldMapping &field, const MappingPlan::Inputs &inputs, bool createsTarget)
    : m_state(std::make_unique<State>(field, inputs, createsTarget))
{}

FieldChecker::~FieldChecker() = default;
FieldChecker::FieldChecker(FieldChecker &&) noexcept = default;

void FieldChecker::add(const RecordBatch &rows, std::int64_t first) { m_state->add(rows, first); }

FieldCheck FieldChecker::result() const { return m_state->result(); }

const std::vector<std::int64_t> &FieldChecker::badRows() const { return m_state->badRows(); }

const MappingPlan *FieldChecker::plan() const { return m_state->m_plan.get(); }

RecordBatch FieldChecker::reduced(const RecordBatch &rows) const { return m_state->reduced(rows); }

} // namespace weir
