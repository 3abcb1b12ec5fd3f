#include "core/reconciliation/reconciliation.h"

#include "core/data/schemajson.h"
#include "core/ledger/books.h"
#include "core/reconciliation/comparisonsides.h"
#include "core/reconciliation/reconciliationbooks.h"
#include "core/reconciliation/rowmerge.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

/// One reconciliation from opening both ends to its entry in the ledger.
class Comparison
{
public:
    Comparison(const Engine &engine, const Job &job, const Parameters &parameters, const CancelToken &token,
               const ReconcileObserver &observer, ReconcileResult &result)
        : m_parameters(parameters), m_result(result)
    {
        m_setup.engine = &engine;
        m_setup.job = &job;
        m_setup.depth = result.depth;
        m_setup.token = token;
        m_setup.observer = observer;
    }

    Result<void> run()
    {
        const Engine &engine = *m_setup.engine;
        WEIR_TRY(m_setup.ends, Endpoints::resolve(engine, *m_setup.job, m_parameters));
        WEIR_CHECK(standInLedger());
        PatientSource source([this] { return m_setup.ends.makeSource(); }, pinned(), *m_setup.job, m_setup.token);
        WEIR_CHECK(prepare(source));
        // The target is read behind the ledger's position and the source behind the target: what a run delivers
        // meanwhile is "not yet read" at worst, and no row seems to be lost.
        ExternalSort targetRows(tmp()), sourceRows(tmp()), heldRows(tmp());
        WEIR_TRY(m_target, readTargetSide(m_setup, *m_canonical, targetRows));
        WEIR_TRY(m_source, readSourceSide(m_setup, source, *m_canonical, sourceRows));
        WEIR_TRY(m_held, readLedgerSide(m_setup, *m_canonical, heldRows));
        WEIR_TRY(const ReadBorder border, findBorder());
        m_result.rowsTarget = m_target.records;
        m_result.filtered = m_source.filtered;
        if (!m_setup.hasKeys()) {
            compareCounts(border);
            return {};
        }
        RowMerge merge(m_setup, *m_canonical, border, replacesByKey(), m_result);
        WEIR_CHECK(merge.run(sourceRows, targetRows, heldRows));
        m_result.rowsSource = m_source.mapped + m_source.rejected - m_result.superseded;
        m_result.notComparable += m_target.notComparable;
        for (const auto &[why, rows] : m_target.whyNot)
            listNotComparable(why, rows);
        return {};
    }

    Result<void> record()
    {
        WEIR_TRY(m_result.id, m_setup.engine->ledger->call([&](Database &database) {
            return books::recordReconciliation(database, m_job.id, m_job.revisionId, m_result, m_setup.engine->clock->wallMs());
        }));
        return {};
    }

private:
    Result<void> standInLedger();
    SchemaPtr pinned() const { return m_pinned; }
    Result<void> prepare(PatientSource &source);
    void takePlainKey(const std::vector<std::size_t> &keyFields);
    Result<ReadBorder> findBorder();
    Result<std::int64_t> recordsBehind(const Cursor &cursor);
    void compareCounts(const ReadBorder &border);
    void listNotComparable(const std::string &why, std::int64_t rows);
    std::string tmp() const { return m_setup.engine->workspace->path("tmp"); }
    bool replacesByKey() const { return m_setup.job->mode != WriteMode::Append; }

    const Parameters &m_parameters;
    ReconcileResult &m_result;
    ComparisonSetup m_setup;
    JobRecord m_job;
    SchemaPtr m_pinned;
    SourceShape m_shape;
    std::unique_ptr<CanonicalRows> m_canonical;
    SideCounts m_source, m_target;
    std::int64_t m_held = 0;
};

Result<void> Comparison::standInLedger()
{
    const Engine &engine = *m_setup.engine;
    const Job &job = *m_setup.job;
    WEIR_CHECK(engine.ledger->call([&](Database &database) -> Result<void> {
        WEIR_TRY(m_job, books::registerJob(database, engine.workspace->jobId(job), job.name, job.toJson().dump(), "local",
                                           engine.clock->wallMs()));
        WEIR_TRY(m_setup.stream, books::openStream(database, m_job.id, "main"));
        return {};
    }));
    if (m_setup.stream.sourceSchema.empty())
        return {};
    WEIR_TRY(Schema schema, schemaFromJson(m_setup.stream.sourceSchema));
    m_pinned = std::make_shared<const Schema>(std::move(schema));
    return {};
}

Result<void> Comparison::prepare(PatientSource &source)
{
    WEIR_TRY(const std::unique_ptr<Target> target, m_setup.ends.makeTarget());
    WEIR_TRY(const TargetShape shape, target->describe(m_setup.token));
    const bool isFile = m_setup.ends.isFileTarget;
    if ((!shape.schema && !isFile) || !m_setup.ends.target->makeSource)
        return fail(ErrorCode::NotFound, Recovery::Stop,
                    fmt::format("{} does not exist or cannot be read back, so there is nothing to compare with; has the job "
                                "run? `weir status {}`",
                                m_setup.ends.targetLabel, m_setup.job->name));
    WEIR_TRY(m_shape, source.open({}));
    m_setup.source = m_shape.schema;
    WEIR_TRY(m_setup.mapping, setUpMapping(*m_setup.engine, *m_setup.job, m_setup.ends, m_shape, shape.schema, m_parameters,
                                           m_setup.token));
    std::vector<std::string> &key = m_setup.mapping.key;
    if (key.empty() && shape.schema)
        key = shape.schema->key();
    const SchemaPtr &planned = m_setup.mapping.plan->schema();
    std::vector<std::size_t> keyFields;
    for (const std::string &name : key) {
        if (const auto index = planned->indexOf(name))
            keyFields.push_back(*index);
    }
    if (keyFields.size() != key.size() || (key.empty() && m_setup.hasKeys()))
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    "rows can only be matched by a key that the mapping writes: give the job's target a key, or use "
                    "--depth count");
    takePlainKey(keyFields);
    m_canonical = std::make_unique<CanonicalRows>(planned, std::move(keyFields));
    return {};
}

/// The source fields that hold the key, where the key is the table's own and not the job's.
void Comparison::takePlainKey(const std::vector<std::size_t> &keyFields)
{
    std::vector<std::size_t> fields;
    for (const std::size_t field : keyFields) {
        const auto from = m_setup.mapping.plan->sourceField(field);
        if (!from)
            return;
        fields.push_back(*from);
    }
    m_setup.mapping.sourceKeyFields = std::move(fields);
}

/// Where the job stands in the source, so that what it has not read yet is not taken for lost.
Result<ReadBorder> Comparison::findBorder()
{
    const Checkpoint &stands = m_setup.stream.checkpoint;
    ReadBorder border{m_source.records, m_source.records, false};
    if (stands.seq == 0 && stands.cursor.text.empty()) { // never ran, or its ledger was lost
        if (m_target.records == 0)
            border.readTo = border.spooledTo = 0;
        return border;
    }
    if (stands.cursor.text.empty()) {
        border.readTo = std::min(stands.seq, m_source.records);
    } else {
        WEIR_TRY(const std::unique_ptr<Source> source, m_setup.ends.makeSource());
        WEIR_TRY(const SourceChange change, source->changeSince(stands.cursor, m_setup.token));
        border.hasChanged = change == SourceChange::Replaced;
        const bool isFinished = stands.isComplete && (!m_shape.isRereadable && !source->isIncremental());
        if (border.hasChanged || isFinished)
            return border;
        WEIR_TRY(const std::int64_t behind, recordsBehind(stands.cursor));
        border.readTo = m_source.records - std::clamp<std::int64_t>(behind - stands.rowsPastCursor, 0, m_source.records);
    }
    WEIR_TRY(const auto spooled, m_setup.engine->ledger->call([&](Database &database) {
        return books::spooledBeyond(database, m_setup.stream.id, stands.generation, stands.seq);
    }));
    border.spooledTo = border.readTo;
    if (!spooled.empty())
        border.spooledTo += spooled.back().seqFirst + spooled.back().records - 1 - stands.seq;
    return border;
}

Result<std::int64_t> Comparison::recordsBehind(const Cursor &cursor)
{
    Endpoints ends = m_setup.ends;
    ends.read.overlap.clear(); // what is read twice on purpose was read
    PatientSource source([&] { return ends.makeSource(); }, m_setup.source, *m_setup.job, m_setup.token);
    WEIR_CHECK(source.open(cursor));
    std::int64_t records = 0;
    for (;;) {
        WEIR_TRY(const auto page, source.read());
        if (!page)
            return records;
        records += page->recordCount();
    }
}

/// Without keys: the target against read − filtered − superseded (the latter as the job counted them).
void Comparison::compareCounts(const ReadBorder &border)
{
    m_result.superseded = replacesByKey() ? m_setup.stream.checkpoint.totals.superseded : 0;
    m_result.rowsSource = std::max<std::int64_t>(m_source.mapped + m_source.rejected - m_result.superseded, 0);
    const std::int64_t gap = m_result.rowsSource - m_result.rowsTarget;
    m_result.same = std::min(m_result.rowsSource, m_result.rowsTarget);
    m_result.missing = std::max<std::int64_t>(gap, 0);
    m_result.extra = std::max<std::int64_t>(-gap, 0);
    const std::int64_t held = std::min(m_result.missing, m_held);
    const std::int64_t unread = std::min(m_result.missing - held, m_source.records - border.readTo);
    m_result.explained = border.hasChanged ? m_result.missing + m_result.extra : held + unread;
    m_result.unexplained = m_result.missing + m_result.extra - m_result.explained;
}

void Comparison::listNotComparable(const std::string &why, std::int64_t rows)
{
    if (m_result.differences.size() >= ReconcileResult::differencesMax) {
        m_result.differencesOmitted += rows;
        return;
    }
    Difference difference;
    difference.kind = Difference::Kind::NotComparable;
    difference.explanation = why;
    m_result.differences.push_back(std::move(difference));
    m_result.differencesOmitted += rows - 1;
}

} // namespace

std::string_view reconcileDepthName(ReconcileDepth depth)
{
    static constexpr std::string_view names[] = {"count", "keys", "values"};
    return names[static_cast<std::size_t>(depth)];
}

std::string_view differenceKindName(Difference::Kind kind)
{
    static constexpr std::string_view names[] = {"missing", "extra", "different", "notComparable"};
    return names[static_cast<std::size_t>(kind)];
}

int ReconcileResult::exitCode() const
{
    if (error) {
        switch (error->code) {
        case ErrorCode::InvalidConfig:
        case ErrorCode::NotFound: return 2;
        case ErrorCode::Cancelled: return 130;
        default: return error->recovery == Recovery::Retry ? 75 : 1;
        }
    }
    if (unexplained > 0)
        return 4;
    return missing + extra + different + notComparable > 0 ? 3 : 0;
}

ReconcileResult reconcile(const Engine &engine, const Job &job, ReconcileDepth depth, const Parameters &parameters,
                          const CancelToken &token, const ReconcileObserver &observer)
{
    const auto began = engine.clock->monotonic();
    ReconcileResult result;
    result.job = job.name;
    result.depth = depth;
    Comparison comparison(engine, job, parameters, token, observer, result);
    Result<void> done = comparison.run();
    result.seconds = std::chrono::duration<double>(engine.clock->monotonic() - began).count();
    if (done)
        done = comparison.record();
    if (!done)
        result.error = done.error();
    return result;
}

} // namespace weir
