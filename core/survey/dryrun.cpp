#include "core/survey/dryrun.h"

#include "core/connectors/isolatedwrite.h"
#include "core/connectors/trialtarget.h"
#include "core/data/conversion.h"
#include "core/data/rowpayload.h"
#include "core/mapping/typefindings.h"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <unordered_set>

namespace weir {

namespace {

DryRunRow::Values valuesOf(const RecordBatch &rows, std::int64_t row)
{
    constexpr std::size_t valueBytesMax = 200;
    DryRunRow::Values values;
    std::string text;
    for (std::size_t i = 0; i < rows.schema()->size(); ++i) {
        std::optional<std::string> value;
        if (!rows.column(i).isNull(row)) {
            text.clear();
            appendAsText(rows.column(i), row, text);
            value = cutText(text, valueBytesMax);
        }
        values.emplace_back(rows.schema()->field(i).name, std::move(value));
    }
    return values;
}

/// The target as far as it can be asked; nothing when it cannot.
struct Asked
{
    Target *lookUp = nullptr;
    TrialTarget *trial = nullptr;
    bool refersToItself = false;
};

/// Adds pages to a DryRun.
class Rehearsal
{
public:
    Rehearsal(DryRun &result, const MappingSetup &setup, Asked asked, std::size_t samplesMax, const CancelToken &token)
        : m_result(result), m_setup(setup), m_asked(asked), m_samplesMax(samplesMax), m_token(token),
          m_findings(*setup.plan, setup.mapping, setup.inputs)
    {
        for (const std::string &name : setup.key) {
            if (const auto index = setup.plan->schema()->indexOf(name))
                m_keyFields.push_back(*index);
        }
        m_hasKey = !setup.key.empty() && m_keyFields.size() == setup.key.size();
    }

    Result<void> add(const SourcePage &page, std::int64_t rowsMax);
    void finish();

private:
    void reject(const SourcePage &page, std::int64_t sourceRow, const RowError &error, std::string position);
    void keepRow(const SourcePage &page, std::int64_t sourceRow, const RecordBatch *mapped, std::int64_t row,
                 std::string outcome, bool isGood);
    Result<void> place(const SourcePage &page, const MappedRows &mapped);
    [[nodiscard]] std::string outcomeOf(Standing standing, bool isRepeated) const;
    [[nodiscard]] std::vector<std::string> outcomesOf(const RecordBatch &rows, const std::vector<Standing> &standings);
    Result<std::map<std::int64_t, RowError>> tryOut(const RecordBatch &rows, const std::vector<std::string> &outcomes);
    void count(const std::string &outcome);

    DryRun &m_result;
    const MappingSetup &m_setup;
    const Asked m_asked;
    const std::size_t m_samplesMax;
    const CancelToken &m_token;
    TypeFindings m_findings;
    std::vector<std::size_t> m_keyFields;
    bool m_hasKey = false;
    bool m_hasPages = false;
    std::unordered_set<std::string> m_keys;
    std::map<std::string, std::size_t> m_causes;
    std::vector<DryRunRow> m_good, m_bad;
};

void Rehearsal::keepRow(const SourcePage &page, std::int64_t sourceRow, const RecordBatch *mapped, std::int64_t row,
                        std::string outcome, bool isGood)
{
    std::vector<DryRunRow> &rows = isGood ? m_good : m_bad;
    if (rows.size() >= m_samplesMax)
        return;
    DryRunRow kept;
    kept.position = page.positionText(sourceRow);
    kept.before = valuesOf(page.rows, sourceRow);
    if (mapped)
        kept.after = valuesOf(*mapped, row);
    kept.outcome = std::move(outcome);
    rows.push_back(std::move(kept));
}

void Rehearsal::reject(const SourcePage &page, std::int64_t sourceRow, const RowError &error, std::string position)
{
    ++m_result.quarantined;
    const std::string id = fmt::format("{}\n{}\n{}\n{}", stageName(error.stage), rowCodeName(error.code), error.field, error.rule);
    const auto [known, isNew] = m_causes.try_emplace(id, m_result.causes.size());
    if (isNew)
        m_result.causes.push_back({error.stage, error.code, error.field, error.rule, 0, error.value, std::move(position), {}});
    ++m_result.causes[known->second].rows;
    if (sourceRow >= 0)
        keepRow(page, sourceRow, nullptr, 0,
                fmt::format("quarantine: {}{}{}", rowCodeName(error.code), error.field.empty() ? "" : " ", error.field), false);
}

/// What becomes of a row that the mapping let through; a code when the target would refuse it for its key.
std::string Rehearsal::outcomeOf(Standing standing, bool isRepeated) const
{
    const bool isThere = standing != Standing::Absent;
    switch (m_result.mode) {
    case WriteMode::Append:
    case WriteMode::Replace:
        return m_hasKey && (isRepeated || (isThere && m_result.mode == WriteMode::Append)) ? "DuplicateKey" : "insert";
    case WriteMode::Update:
        if (m_asked.lookUp && !isThere)
            return "NoSuchKey";
        break;
    default: break;
    }
    if (isRepeated || standing == Standing::TargetNewer)
        return "superseded";
    if (standing == Standing::Equal)
        return "unchanged";
    return !isThere && m_result.mode != WriteMode::Update ? "insert" : "update";
}

std::vector<std::string> Rehearsal::outcomesOf(const RecordBatch &rows, const std::vector<Standing> &standings)
{
    std::vector<std::string> outcomes;
    std::string key;
    for (std::int64_t row = 0; row < rows.rows(); ++row) {
        bool isRepeated = false;
        if (m_hasKey) {
            key.clear();
            for (const std::size_t field : m_keyFields)
                appendCanonicalValue(rows.column(field), row, key);
            isRepeated = !m_keys.insert(key).second;
        }
        outcomes.push_back(outcomeOf(standings[static_cast<std::size_t>(row)], isRepeated));
    }
    return outcomes;
}

void Rehearsal::count(const std::string &outcome)
{
    const std::pair<std::string_view, std::int64_t *> counters[] = {{"insert", &m_result.inserts},
                                                                    {"update", &m_result.updates},
                                                                    {"unchanged", &m_result.unchanged},
                                                                    {"superseded", &m_result.superseded}};
    for (const auto &[name, counter] : counters)
        *counter += name == outcome;
}

/// Writes the rows on trial; those that the target refuses, each with the reason.
Result<std::map<std::int64_t, RowError>> Rehearsal::tryOut(const RecordBatch &rows, const std::vector<std::string> &outcomes)
{
    std::map<std::int64_t, RowError> refused;
    std::vector<std::int32_t> places;
    for (std::size_t row = 0; row < outcomes.size(); ++row) {
        if (!rowCodeFromName(outcomes[row]))
            places.push_back(static_cast<std::int32_t>(row));
    }
    if (!m_asked.trial || places.empty())
        return refused;
    WEIR_CHECK(m_asked.trial->beginTrial(m_token));
    const auto attempt = [&](const RecordBatch &some, const std::vector<std::int32_t> &) -> Result<RowErrors> {
        const RecordBatch parts[] = {some};
        WEIR_TRY(WriteReport report, m_asked.trial->attempt({parts, some.rows()}, m_token));
        return std::move(report.refused);
    };
    const auto refuse = [&](std::int32_t place, RowError error) {
        // It may need a row of an earlier page, which the target has not kept.
        if (error.code == RowCode::ForeignKey && m_asked.refersToItself && m_hasPages)
            return;
        refused.emplace(places[static_cast<std::size_t>(place)], std::move(error));
    };
    auto tried = writeIsolated(rows.gather(places), {attempt, refuse});
    m_asked.trial->endTrial();
    WEIR_CHECK(tried);
    return refused;
}

Result<void> Rehearsal::place(const SourcePage &page, const MappedRows &mapped)
{
    std::vector<Standing> standings(static_cast<std::size_t>(mapped.rows.rows()), Standing::Absent);
    if (m_asked.lookUp && mapped.rows.rows() > 0) {
        WEIR_TRY(standings, m_asked.lookUp->lookUp(mapped.rows, m_token));
    }
    const std::vector<std::string> outcomes = outcomesOf(mapped.rows, standings);
    WEIR_TRY(auto refused, tryOut(mapped.rows, outcomes));
    m_hasPages = true;
    for (std::int64_t row = 0; row < mapped.rows.rows(); ++row) {
        const std::string &outcome = outcomes[static_cast<std::size_t>(row)];
        if (const auto code = rowCodeFromName(outcome)) {
            RowError error;
            error.stage = Stage::Write;
            error.code = *code;
            error.value = naturalKeyText(mapped.rows, row, m_keyFields);
            refused.emplace(row, std::move(error));
        }
        const std::int64_t sourceRow = mapped.origin.empty() ? row : mapped.origin[static_cast<std::size_t>(row)];
        if (const auto refusal = refused.find(row); refusal != refused.end()) {
            reject(page, sourceRow, refusal->second, page.positionText(sourceRow));
        } else {
            count(outcome);
            keepRow(page, sourceRow, &mapped.rows, row, outcome, true);
        }
    }
    return {};
}

Result<void> Rehearsal::add(const SourcePage &page, std::int64_t rowsMax)
{
    const bool isCut = page.recordCount() > rowsMax;
    std::int64_t rows = page.rows.rows();
    if (isCut) {
        rows = 0;
        while (rows < page.rows.rows() && page.recordIndex(rows) < rowsMax)
            ++rows;
    }
    const RecordBatch batch = rows == page.rows.rows() ? page.rows : page.rows.slice(0, rows);
    m_result.read += std::min(page.recordCount(), rowsMax);
    for (const BrokenRow &broken : page.broken) {
        if (broken.index >= rowsMax)
            continue;
        RowError error = broken.error;
        error.stage = Stage::Read;
        reject(page, -1, error, page.brokenPositionText(broken));
    }
    const MappedRows mapped = m_setup.plan->apply(batch);
    for (const RowError &error : mapped.rejected)
        reject(page, error.row, error, page.positionText(error.row));
    const std::vector<std::string> &names = m_setup.plan->filterNames();
    for (const FilteredRow &filtered : mapped.filtered)
        ++m_result.filtered[names[static_cast<std::size_t>(filtered.filter)]];
    m_findings.add(batch);
    return place(page, mapped);
}

void Rehearsal::finish()
{
    for (const FieldFinding &finding : m_findings.summary().findings) {
        for (DryRunCause &cause : m_result.causes) {
            if (cause.code == finding.code && cause.field == finding.field && cause.rule == finding.rule)
                cause.suggestion = finding.suggestion;
        }
    }
    std::stable_sort(m_result.causes.begin(), m_result.causes.end(),
                     [](const DryRunCause &left, const DryRunCause &right) { return left.rows > right.rows; });
    m_result.rows = std::move(m_good);
    m_result.rows.insert(m_result.rows.end(), std::make_move_iterator(m_bad.begin()), std::make_move_iterator(m_bad.end()));
}

void describeTarget(DryRun &result, const TargetShape &shape, const Endpoints &ends)
{
    result.target = shape.label.empty() ? ends.targetLabel : shape.label;
    result.guarantee = shape.guarantee;
    result.createsTarget = !shape.schema && !ends.isFileTarget && shape.isCreatable;
    result.targetRows = shape.rows;
    result.footprint = shape.footprint;
    result.findings.insert(result.findings.end(), shape.findings.begin(), shape.findings.end());
}

/// The key by which rows collide: the job's, or where rows are only added that of the table itself.
std::vector<std::string> keyThatCounts(const Job &job, const TargetShape &shape, const MappingSetup &setup)
{
    const bool onlyAdds = job.mode == WriteMode::Append || job.mode == WriteMode::Replace;
    if (!onlyAdds || !shape.schema)
        return setup.key;
    const std::vector<std::string> &key = shape.schema->key();
    const bool isMapped = std::all_of(key.begin(), key.end(), [&](const std::string &field) {
        return setup.plan->schema()->indexOf(field).has_value();
    });
    return isMapped ? key : std::vector<std::string>();
}

/// The target, bound for look-ups and trials, where it can be asked.
Result<Asked> askable(Target &target, const TargetShape &shape, const Job &job, const MappingSetup &setup,
                      const CancelToken &token)
{
    auto *trial = dynamic_cast<TrialTarget *>(&target);
    if (!shape.schema || !trial || job.mode == WriteMode::Replace)
        return Asked();
    auto bound = trial->bindForTrial(setup.plan->schema(), job.mode, setup.key, job.versionField, token);
    // An account that may only add need not be able to ask.
    if (!bound && job.mode == WriteMode::Append && bound.error().code != ErrorCode::Cancelled)
        return Asked();
    WEIR_CHECK(bound);
    return Asked{setup.key.empty() ? nullptr : &target, trial, bound->refersToItself};
}

} // namespace

std::int64_t DryRun::filteredSum() const
{
    return std::accumulate(filtered.begin(), filtered.end(), std::int64_t{0},
                           [](std::int64_t sum, const auto &rule) { return sum + rule.second; });
}

Result<DryRun> dryRun(const Engine &engine, const Job &job, const Parameters &parameters, const DryRunOptions &options,
                      const CancelToken &token)
{
    const auto startedAt = engine.clock->monotonic();
    DryRun result;
    WEIR_TRY(const Endpoints ends, Endpoints::resolve(engine, job, parameters));
    WEIR_TRY(const std::unique_ptr<Target> target, ends.makeTarget());
    WEIR_TRY(const TargetShape shape, target->describe(token));
    describeTarget(result, shape, ends);
    if (result.createsTarget && !job.createIfMissing)
        return fail(ErrorCode::NotFound, Recovery::Stop,
                    fmt::format("{} does not exist. Create it, or let Weir do it with \"create\": \"ifMissing\" in the job's "
                                "target",
                                result.target));
    if (ends.isFileTarget && !shape.isUpsertable && job.mode != WriteMode::Append && job.mode != WriteMode::Replace)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("mode {} is not possible for {}; use append or replace, or a database as target",
                                writeModeName(job.mode), result.target));
    WEIR_TRY(const std::unique_ptr<Source> source, ends.makeSource());
    WEIR_TRY(const SourceShape discovered, source->open({}, nullptr, token));
    result.source = ends.sourceLabel;
    result.findings.insert(result.findings.begin(), discovered.findings.begin(), discovered.findings.end());
    WEIR_TRY(MappingSetup setup, setUpMapping(engine, job, ends, discovered, shape.schema, parameters, token));
    result.mode = job.mode;
    result.columns = setup.plan->schema();
    result.warnings = setup.findings;
    result.unmatchedSource = setup.unmatchedSource;
    setup.key = keyThatCounts(job, shape, setup);
    result.key = setup.key;
    WEIR_TRY(const Asked asked, askable(*target, shape, job, setup, token));
    result.isTried = asked.trial != nullptr;
    result.isTargetAsked = result.isTried || !shape.schema;
    result.mapping = setup.mapping;
    Rehearsal rehearsal(result, setup, asked, options.samplesMax, token);
    const auto deadline = startedAt + options.limits.timeMax;
    while (result.read < options.limits.rowsMax && engine.clock->monotonic() < deadline) {
        WEIR_TRY(const std::optional<SourcePage> page, source->read(token));
        if (!page) {
            result.isWhole = true;
            break;
        }
        WEIR_CHECK(rehearsal.add(*page, options.limits.rowsMax - result.read));
    }
    rehearsal.finish();
    result.seconds = std::chrono::duration<double>(engine.clock->monotonic() - startedAt).count();
    return result;
}

} // namespace weir
