#include "core/reconciliation/reconciliation.h"

#include "core/base/hash.h"
#include "core/data/rowpayload.h"
#include "core/delivery/mappingsetup.h"
#include "core/ledger/books.h"

#include <chrono>
#include <fmt/format.h>
#include <unordered_map>

namespace weir {

namespace {

/// What is kept of a row of the source.
struct Digest
{
    std::uint64_t values = 0;
    std::uint64_t check = 0; ///< second hash of the key, against collisions
    std::int64_t number = 0; ///< 1-based, to name the row
};

class Comparison
{
public:
    Comparison(const Engine &engine, const Job &job, ReconcileResult &result, const Parameters &parameters,
               const CancelToken &token)
        : m_engine(engine), m_job(job), m_result(result), m_parameters(parameters), m_token(token)
    {}

    Result<void> run()
    {
        WEIR_TRY(m_ends, Endpoints::resolve(m_engine, m_job, m_parameters));
        WEIR_TRY(std::unique_ptr<Target> target, m_ends.makeTarget());
        WEIR_TRY(const TargetShape shape, target->describe(m_token));
        if (!shape.schema || !m_ends.target->makeSource)
            return fail(ErrorCode::NotFound, Recovery::Stop, "the target does not exist or cannot be read back");
        WEIR_TRY(std::unique_ptr<Source> source, m_ends.makeSource());
        WEIR_TRY(const SourceShape sourceShape, source->open({}, nullptr, m_token));
        WEIR_TRY(m_mapping, setUpMapping(m_engine, m_job, m_ends, sourceShape, shape.schema, m_parameters, m_token));
        if (m_mapping.key.empty())
            m_mapping.key = shape.schema->key();
        if (m_mapping.key.empty() && m_result.depth != ReconcileDepth::Count)
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        "rows can only be matched by a key: give the job's target a key, or use --depth count");
        for (const std::string &name : m_mapping.key)
            m_keyFields.push_back(m_mapping.plan->schema()->indexOf(name).value_or(0));
        WEIR_CHECK(readSource(*source));
        WEIR_CHECK(readTarget());
        return collectMissing(*source);
    }

private:
    Result<void> readSource(Source &source);
    Result<void> readTarget();
    Result<void> compareTarget(const RecordBatch &rows);
    Result<void> collectMissing(Source &source);
    Result<RecordBatch> asPlanned(const RecordBatch &rows);
    void add(Difference::Kind kind, std::string key, std::string explanation);
    std::string keyOf(const RecordBatch &rows, std::int64_t row) { return naturalKeyText(rows, row, m_keyFields); }

    const Engine &m_engine;
    const Job &m_job;
    ReconcileResult &m_result;
    const Parameters &m_parameters;
    const CancelToken &m_token;
    Endpoints m_ends;
    MappingSetup m_mapping;
    std::vector<std::size_t> m_keyFields;
    std::unordered_map<std::uint64_t, Digest> m_rows; ///< by hash of the key; erased when met in the target
};

Result<void> Comparison::readSource(Source &source)
{
    std::string canonical;
    for (;;) {
        WEIR_TRY(const auto page, source.read(m_token));
        if (!page)
            return {};
        const MappedRows mapped = m_mapping.plan->apply(page->rows);
        m_result.notComparable += static_cast<std::int64_t>(page->broken.size());
        for (const RowError &error : mapped.rejected) {
            // A row that the mapping refuses cannot be in the target; the ledger knows it as quarantined.
            const std::string key = m_mapping.sourceKeyFields.empty()
                                        ? page->positionText(error.row)
                                        : naturalKeyText(page->rows, error.row, m_mapping.sourceKeyFields);
            ++m_result.rowsSource;
            add(Difference::Kind::Missing, key, fmt::format("quarantined: {} in {}", rowCodeName(error.code), error.field));
        }
        for (std::int64_t row = 0; row < mapped.rows.rows(); ++row) {
            ++m_result.rowsSource;
            if (m_result.depth == ReconcileDepth::Count)
                continue;
            const std::string key = keyOf(mapped.rows, row);
            canonical.clear();
            appendCanonicalRow(mapped.rows, row, canonical);
            m_rows[xxh3(key)] = {xxh3(canonical), xxh3("2" + key), m_result.rowsSource};
        }
    }
}

/// Rows read back, in the types and order of the plan.
Result<RecordBatch> Comparison::asPlanned(const RecordBatch &rows)
{
    const SchemaPtr &planned = m_mapping.plan->schema();
    std::vector<ColumnPtr> columns;
    for (const Field &field : planned->fields()) {
        const auto index = rows.schema()->indexOf(field.name);
        if (!index)
            return fail(ErrorCode::SchemaMismatch, Recovery::Stop, fmt::format("the target has no column \"{}\"", field.name));
        RowErrors errors;
        ConversionOptions options;
        options.to = field.type;
        options.zone = "UTC";
        options.emptyIsNull = false;
        columns.push_back(convert(rows.sharedColumn(*index), rows.schema()->field(*index).type, options, errors));
        m_result.notComparable += static_cast<std::int64_t>(errors.size());
    }
    return RecordBatch(planned, std::move(columns), rows.rows());
}

Result<void> Comparison::readTarget()
{
    ReadOptions options;
    options.stream = m_ends.write.stream;
    for (const Field &field : m_mapping.plan->schema()->fields())
        options.select.push_back(field.name);
    WEIR_TRY(std::unique_ptr<Source> target, m_ends.target->makeSource(m_ends.targetContext, options));
    WEIR_TRY(const SourceShape shape, target->open({}, nullptr, m_token));
    (void)shape;
    for (;;) {
        WEIR_TRY(const auto page, target->read(m_token));
        if (!page)
            return {};
        WEIR_TRY(const RecordBatch rows, asPlanned(page->rows));
        WEIR_CHECK(compareTarget(rows));
    }
}

Result<void> Comparison::compareTarget(const RecordBatch &rows)
{
    std::string canonical;
    m_result.rowsTarget += rows.rows();
    if (m_result.depth == ReconcileDepth::Count)
        return {};
    for (std::int64_t row = 0; row < rows.rows(); ++row) {
        const std::string key = keyOf(rows, row);
        const auto found = m_rows.find(xxh3(key));
        if (found == m_rows.end() || found->second.check != xxh3("2" + key)) {
            add(Difference::Kind::Extra, key, {});
            continue;
        }
        canonical.clear();
        appendCanonicalRow(rows, row, canonical);
        if (m_result.depth == ReconcileDepth::Keys || found->second.values == xxh3(canonical))
            ++m_result.same;
        else
            add(Difference::Kind::Different, key, {});
        m_rows.erase(found);
    }
    return {};
}

/// What is left of the source is missing in the target; a second reading names the rows.
Result<void> Comparison::collectMissing(Source &source)
{
    (void)source;
    if (m_result.depth == ReconcileDepth::Count) {
        const std::int64_t gap = m_result.rowsSource - m_result.missing - m_result.rowsTarget;
        m_result.same = std::min(m_result.rowsSource - m_result.missing, m_result.rowsTarget);
        if (gap != 0)
            ++m_result.unexplained;
        m_result.missing += std::max<std::int64_t>(gap, 0);
        m_result.extra += std::max<std::int64_t>(-gap, 0);
        return {};
    }
    for (const auto &[hash, digest] : m_rows)
        add(Difference::Kind::Missing, fmt::format("row {} of the source", digest.number), {});
    return {};
}

void Comparison::add(Difference::Kind kind, std::string key, std::string explanation)
{
    ++(kind == Difference::Kind::Missing ? m_result.missing : kind == Difference::Kind::Extra ? m_result.extra : m_result.different);
    ++(explanation.empty() ? m_result.unexplained : m_result.explained);
    if (m_result.differences.size() < ReconcileResult::differencesMax)
        m_result.differences.push_back({kind, std::move(key), std::move(explanation)});
    else
        ++m_result.differencesOmitted;
}

} // namespace

int ReconcileResult::exitCode() const
{
    if (error) {
        if (error->code == ErrorCode::InvalidConfig || error->code == ErrorCode::NotFound)
            return 2;
        return error->recovery == Recovery::Retry ? 75 : 1;
    }
    return unexplained > 0 ? 4 : 0;
}

ReconcileResult reconcile(const Engine &engine, const Job &job, ReconcileDepth depth, const Parameters &parameters,
                          const CancelToken &token)
{
    const auto began = engine.clock->monotonic();
    ReconcileResult result;
    result.job = job.name;
    result.depth = depth;
    if (auto done = Comparison(engine, job, result, parameters, token).run(); !done)
        result.error = done.error();
    result.seconds = std::chrono::duration<double>(engine.clock->monotonic() - began).count();
    return result;
}

} // namespace weir
