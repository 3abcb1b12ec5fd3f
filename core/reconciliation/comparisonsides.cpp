#include "core/reconciliation/comparisonsides.h"

#include "core/base/hash.h"
#include "core/data/conversion.h"
#include "core/data/rowpayload.h"
#include "core/reconciliation/reconciliationbooks.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

using namespace comparison;

namespace {

std::string asReadKey(std::string_view bytes)
{
    return asReadMark + xxh128Hex(bytes);
}

/// The key that texts of its fields make; nothing when one is no value of its type.
std::optional<std::string> keyOfTexts(const CanonicalRows &canonical, const std::vector<std::optional<std::string>> &texts,
                                      const std::string &zone)
{
    std::vector<ColumnPtr> columns;
    RowErrors errors;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        auto text = std::make_shared<Column>(TypeKind::Text);
        if (texts[i])
            text->appendText(*texts[i]);
        else
            text->appendNull();
        ConversionOptions options;
        options.to = canonical.schema()->field(canonical.keyFields()[i]).type.kind;
        options.zone = zone;
        columns.push_back(convert(text, TypeKind::Text, options, errors));
    }
    if (!errors.empty())
        return std::nullopt;
    std::string key;
    canonical.appendKey(columns, 0, key);
    return key;
}

/// The key in the bytes of a row that a database could not give in its column's types: an object of its members, or its
/// fields in order with tabs between them.
std::optional<std::string> keyOfBroken(const CanonicalRows &canonical, const std::string &raw)
{
    std::vector<std::optional<std::string>> texts;
    const Json object = raw.starts_with('{') ? Json::parse(raw, nullptr, false) : Json();
    for (const std::size_t field : canonical.keyFields()) {
        std::optional<std::string> &text = texts.emplace_back();
        if (object.is_object()) {
            const auto member = object.find(canonical.schema()->field(field).name);
            if (member == object.end() || member->is_structured())
                return std::nullopt;
            if (!member->is_null())
                text = member->is_string() ? member->get<std::string>() : member->dump();
            continue;
        }
        std::size_t at = 0;
        for (std::size_t i = 0; i < field && at != std::string::npos; ++i)
            at = raw.find('\t', at) == std::string::npos ? std::string::npos : raw.find('\t', at) + 1;
        if (at == std::string::npos)
            return std::nullopt;
        text = raw.substr(at, raw.find('\t', at) - at);
        if (text == "\\N")
            text.reset();
    }
    return keyOfTexts(canonical, texts, "UTC");
}

/// Keys of source rows that the mapping did not take, from the source fields that hold the key. Nothing for a row whose
/// key is no value of the target's type.
class SourceKeys
{
public:
    SourceKeys(const ComparisonSetup &setup, const CanonicalRows &canonical) : m_setup(setup), m_canonical(canonical) {}

    std::vector<std::optional<std::string>> of(const RecordBatch &rows, const std::vector<std::int32_t> &wanted) const
    {
        std::vector<std::optional<std::string>> keys(wanted.size());
        const std::vector<std::size_t> &fields = m_setup.mapping.sourceKeyFields;
        if (fields.empty() || wanted.empty())
            return keys;
        const RecordBatch chosen = rows.gather(wanted);
        std::vector<ColumnPtr> columns;
        RowErrors errors;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            ConversionOptions options;
            options.to = m_canonical.schema()->field(m_canonical.keyFields()[i]).type;
            options.zone = m_setup.job->zone;
            columns.push_back(
                convert(chosen.sharedColumn(fields[i]), chosen.schema()->field(fields[i]).type, options, errors));
        }
        std::vector<bool> isBad(wanted.size(), false);
        for (const RowError &error : errors)
            isBad[static_cast<std::size_t>(error.row)] = true;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (!isBad[i])
                m_canonical.appendKey(columns, static_cast<std::int64_t>(i), keys[i].emplace());
        }
        return keys;
    }

private:
    const ComparisonSetup &m_setup;
    const CanonicalRows &m_canonical;
};

void report(const ComparisonSetup &setup, std::string_view stage, std::int64_t rows)
{
    if (setup.observer)
        setup.observer({stage, rows});
}

/// The source's pages into the sorter.
class SourceSide
{
public:
    SourceSide(const ComparisonSetup &setup, const CanonicalRows &canonical, ExternalSort &sorted)
        : m_setup(setup), m_canonical(canonical), m_sorted(sorted), m_keys(setup, canonical)
    {}

    Result<void> add(const SourcePage &page)
    {
        const MappedRows mapped = m_setup.mapping.plan->apply(page.rows);
        m_counts.mapped += mapped.rows.rows();
        m_counts.rejected += static_cast<std::int64_t>(mapped.rejected.size() + page.broken.size());
        m_counts.filtered += static_cast<std::int64_t>(mapped.filtered.size());
        if (m_setup.hasKeys()) {
            WEIR_CHECK(addMapped(page, mapped));
            WEIR_CHECK(addRejected(page, mapped));
            WEIR_CHECK(addFiltered(page, mapped));
            for (const BrokenRow &broken : page.broken)
                WEIR_CHECK(add({asReadKey(broken.raw), Rejected, {}, page.brokenPositionText(broken), broken.index}));
        }
        m_counts.records += page.recordCount();
        return {};
    }
    [[nodiscard]] const SideCounts &counts() const { return m_counts; }

private:
    struct Row
    {
        std::string key;
        SourceKind kind;
        std::string row, note;
        std::int64_t index; ///< of the record in its page
    };
    Result<void> add(const Row &row)
    {
        return m_sorted.add({row.key, row.kind, row.row, row.note, m_counts.records + row.index + 1});
    }

    Result<void> addMapped(const SourcePage &page, const MappedRows &mapped)
    {
        for (std::int64_t row = 0; row < mapped.rows.rows(); ++row) {
            m_key.clear();
            m_row.clear();
            m_canonical.appendKey(mapped.rows, row, m_key);
            if (m_setup.hasRows())
                m_canonical.appendRow(mapped.rows, row, m_row);
            const std::int64_t from = mapped.origin.empty() ? row : mapped.origin[static_cast<std::size_t>(row)];
            const std::int64_t index = page.broken.empty() ? from : page.recordIndex(from);
            WEIR_CHECK(m_sorted.add({m_key, Mapped, m_row, {}, m_counts.records + index + 1}));
        }
        return {};
    }
    Result<void> addRejected(const SourcePage &page, const MappedRows &mapped)
    {
        std::vector<std::int32_t> rows;
        for (const RowError &error : mapped.rejected)
            rows.push_back(static_cast<std::int32_t>(error.row));
        const auto keys = m_keys.of(page.rows, rows);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            std::string key = keys[i] ? *keys[i] : asReadKey(encodePayload(page.rows, rows[i]));
            WEIR_CHECK(add({std::move(key), Rejected, {}, page.positionText(rows[i]), page.recordIndex(rows[i])}));
        }
        return {};
    }
    Result<void> addFiltered(const SourcePage &page, const MappedRows &mapped)
    {
        std::vector<std::int32_t> rows;
        for (const FilteredRow &filtered : mapped.filtered)
            rows.push_back(filtered.row);
        const auto keys = m_keys.of(page.rows, rows);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const std::string &name =
                m_setup.mapping.plan->filterNames()[static_cast<std::size_t>(mapped.filtered[i].filter)];
            if (keys[i]) // it only explains a row that the target still holds
                WEIR_CHECK(add({*keys[i], Filtered, {}, name, page.recordIndex(rows[i])}));
        }
        return {};
    }

    const ComparisonSetup &m_setup;
    const CanonicalRows &m_canonical;
    ExternalSort &m_sorted;
    SourceKeys m_keys;
    SideCounts m_counts;
    std::string m_key, m_row;
};

/// Rows read back, in the types and order of the plan; a value that does not fit is named by its row.
struct PlannedRows
{
    RecordBatch rows;
    std::map<std::int64_t, std::string> unfit; ///< row -> why
    std::vector<bool> isKeyUnfit;              ///< by row; empty: none is
};

Result<PlannedRows> asPlanned(const RecordBatch &rows, const CanonicalRows &canonical)
{
    const SchemaPtr &planned = canonical.schema();
    PlannedRows result;
    std::vector<ColumnPtr> columns;
    for (std::size_t i = 0; i < planned->size(); ++i) {
        const Field &field = planned->field(i);
        const auto index = rows.schema()->indexOf(field.name);
        if (!index)
            return fail(ErrorCode::SchemaMismatch, Recovery::Stop, fmt::format("the target has no column \"{}\"", field.name));
        RowErrors errors;
        ConversionOptions options;
        // What was written there once may be longer than the mapping allows now: its kind alone counts.
        options.to = field.type.kind;
        options.zone = "UTC";
        columns.push_back(convert(rows.sharedColumn(*index), rows.schema()->field(*index).type, options, errors));
        const auto &keys = canonical.keyFields();
        const bool isKey = std::find(keys.begin(), keys.end(), i) != keys.end();
        for (const RowError &error : errors) {
            result.unfit.try_emplace(error.row, fmt::format("{} holds \"{}\", which is no {}", field.name, error.value,
                                                            typeText(field.type.kind)));
            if (!isKey)
                continue;
            result.isKeyUnfit.resize(static_cast<std::size_t>(rows.rows()), false);
            result.isKeyUnfit[static_cast<std::size_t>(error.row)] = true;
        }
    }
    result.rows = RecordBatch(planned, std::move(columns), rows.rows());
    return result;
}

} // namespace

PatientSource::PatientSource(Make make, SchemaPtr pinned, const Job &job, CancelToken token)
    : m_make(std::move(make)), m_pinned(std::move(pinned)),
      m_retry(RetryPolicy::preset(job.retryPreset).value_or(RetryPolicy{})), m_token(std::move(token)),
      m_jitter(std::random_device{}())
{}

Result<void> PatientSource::waitAfter(const Error &error)
{
    const double jitter = std::uniform_real_distribution<double>()(m_jitter);
    const auto delay = error.recovery == Recovery::Retry ? m_retry.delayBefore(++m_attempt, error, jitter) : std::nullopt;
    if (!delay)
        return Unexpected{error};
    return m_token.waitFor(*delay) ? CancelToken::cancelled() : Result<void>();
}

Result<SourceShape> PatientSource::open(const Cursor &from)
{
    m_cursor = from;
    for (;;) {
        m_source.reset();
        WEIR_TRY(m_source, m_make());
        auto shape = m_source->open(m_cursor, m_pinned, m_token);
        if (shape) {
            m_pinned = shape->schema;
            return shape;
        }
        WEIR_CHECK(waitAfter(shape.error()));
    }
}

Result<std::optional<SourcePage>> PatientSource::read()
{
    for (;;) {
        if (m_token.isCancelled())
            return CancelToken::cancelled();
        auto page = m_source->read(m_token);
        if (page) {
            m_attempt = 0;
            m_hasRead = true;
            if (*page)
                m_cursor = (*page)->next;
            return page;
        }
        WEIR_CHECK(waitAfter(page.error()));
        if (page.error().code == ErrorCode::RateLimited)
            continue;
        if (m_hasRead && m_cursor.text.empty())
            return Unexpected{page.error()}; // without a place to go on, rows would be read twice
        WEIR_CHECK(open(m_cursor)); // the connection may be gone
    }
}

Result<SideCounts> readSourceSide(const ComparisonSetup &setup, PatientSource &source, const CanonicalRows &canonical,
                                  ExternalSort &sorted)
{
    SourceSide side(setup, canonical, sorted);
    for (;;) {
        WEIR_TRY(const auto page, source.read());
        if (!page)
            break;
        WEIR_CHECK(side.add(*page));
        report(setup, "source", side.counts().records);
    }
    WEIR_CHECK(sorted.finish());
    return side.counts();
}

namespace {

/// The target's pages into the sorter.
class TargetSide
{
public:
    TargetSide(const ComparisonSetup &setup, const CanonicalRows &canonical, ExternalSort &sorted)
        : m_setup(setup), m_canonical(canonical), m_sorted(sorted)
    {}

    Result<void> add(const SourcePage &page)
    {
        m_counts.records += page.recordCount();
        m_counts.mapped += page.rows.rows();
        if (!m_setup.hasKeys())
            return {};
        for (const BrokenRow &broken : page.broken) {
            const RowError &error = broken.error;
            const std::string why = fmt::format("{} holds \"{}\" ({})", error.field.empty() ? "the row" : error.field,
                                                error.value, rowCodeName(error.code));
            WEIR_CHECK(addUnfit(keyOfBroken(m_canonical, broken.raw), why));
        }
        WEIR_TRY(const PlannedRows planned, asPlanned(page.rows, m_canonical));
        for (std::int64_t row = 0; row < planned.rows.rows(); ++row) {
            m_key.clear();
            m_row.clear();
            m_canonical.appendKey(planned.rows, row, m_key);
            if (const auto why = planned.unfit.find(row); why != planned.unfit.end()) {
                const bool hasKey = planned.isKeyUnfit.empty() || !planned.isKeyUnfit[static_cast<std::size_t>(row)];
                WEIR_CHECK(addUnfit(hasKey ? std::optional(m_key) : std::nullopt, why->second));
                continue;
            }
            if (m_setup.hasRows())
                m_canonical.appendRow(planned.rows, row, m_row);
            WEIR_CHECK(m_sorted.add({m_key, Present, m_row, {}, ++m_number}));
        }
        return {};
    }
    [[nodiscard]] const SideCounts &counts() const { return m_counts; }

private:
    Result<void> addUnfit(const std::optional<std::string> &key, const std::string &why)
    {
        if (key && !m_setup.hasRows()) // the key alone is compared, and it is fine
            return m_sorted.add({*key, Present, {}, {}, ++m_number});
        if (key)
            return m_sorted.add({*key, NotComparable, {}, why, ++m_number});
        ++m_counts.notComparable;
        if (m_counts.whyNot.size() < ReconcileResult::differencesMax || m_counts.whyNot.contains(why))
            ++m_counts.whyNot[why];
        return {};
    }

    const ComparisonSetup &m_setup;
    const CanonicalRows &m_canonical;
    ExternalSort &m_sorted;
    SideCounts m_counts;
    std::int64_t m_number = 0;
    std::string m_key, m_row;
};

} // namespace

Result<SideCounts> readTargetSide(const ComparisonSetup &setup, const CanonicalRows &canonical, ExternalSort &sorted)
{
    ReadOptions options;
    options.stream = setup.ends.write.stream;
    options.format = setup.ends.write.format;
    options.rawJson = setup.ends.passesJson;
    for (const Field &field : canonical.schema()->fields())
        options.select.push_back(field.name);
    PatientSource target([&] { return setup.ends.target->makeSource(setup.ends.targetContext, options); }, nullptr,
                         *setup.job, setup.token);
    WEIR_CHECK(target.open({}));
    TargetSide side(setup, canonical, sorted);
    for (;;) {
        WEIR_TRY(const auto page, target.read());
        if (!page)
            break;
        WEIR_CHECK(side.add(*page));
        report(setup, "target", side.counts().records);
    }
    WEIR_CHECK(sorted.finish());
    return side.counts();
}

namespace {

/// Rows held back by the ledger into the sorter.
class LedgerSide
{
public:
    LedgerSide(const ComparisonSetup &setup, const CanonicalRows &canonical, ExternalSort &sorted)
        : m_setup(setup), m_canonical(canonical), m_sorted(sorted), m_keys(setup, canonical)
    {}

    Result<void> add(const std::vector<books::HeldRow> &rows)
    {
        std::vector<std::string> payloads;
        std::vector<const books::HeldRow *> parsed;
        for (const books::HeldRow &row : rows) {
            if (row.isRaw || row.payload.empty()) {
                WEIR_CHECK(m_sorted.add({keyWithoutPayload(row), 0, {}, row.explanation, row.id}));
                continue;
            }
            payloads.push_back(row.payload);
            parsed.push_back(&row);
        }
        if (payloads.empty())
            return {};
        const auto source = decodePayloads(m_setup.source, payloads);
        if (source)
            return addParsed(*source, parsed);
        for (std::size_t i = 0; i < parsed.size(); ++i) { // one that a person edited badly must not hide the others
            const auto one = decodePayloads(m_setup.source, {&payloads[i], 1});
            WEIR_CHECK(one ? addParsed(*one, {parsed[i]})
                           : m_sorted.add({asReadKey(payloads[i]), 0, {}, parsed[i]->explanation, parsed[i]->id}));
        }
        return {};
    }

private:
    /// By the current mapping, so that a row is found under the key that it would have in the target now.
    Result<void> addParsed(const RecordBatch &source, const std::vector<const books::HeldRow *> &rows)
    {
        const MappedRows mapped = m_setup.mapping.plan->apply(source);
        std::string key;
        for (std::int64_t row = 0; row < mapped.rows.rows(); ++row) {
            key.clear();
            m_canonical.appendKey(mapped.rows, row, key);
            const auto from = static_cast<std::size_t>(
                mapped.origin.empty() ? row : mapped.origin[static_cast<std::size_t>(row)]);
            WEIR_CHECK(m_sorted.add({key, 0, {}, rows[from]->explanation, rows[from]->id}));
        }
        std::vector<std::int32_t> others;
        for (const RowError &error : mapped.rejected)
            others.push_back(static_cast<std::int32_t>(error.row));
        for (const FilteredRow &filtered : mapped.filtered)
            others.push_back(filtered.row);
        const auto keys = m_keys.of(source, others);
        for (std::size_t i = 0; i < others.size(); ++i) {
            const books::HeldRow &row = *rows[static_cast<std::size_t>(others[i])];
            WEIR_CHECK(m_sorted.add({keys[i] ? *keys[i] : asReadKey(row.payload), 0, {}, row.explanation, row.id}));
        }
        return {};
    }

    /// A row whose bytes were lost still has its natural key.
    std::string keyWithoutPayload(const books::HeldRow &row) const
    {
        if (row.isRaw || row.naturalKey.empty() || m_canonical.keyFields().size() != 1)
            return asReadKey(row.payload);
        const auto key = keyOfTexts(m_canonical, {row.naturalKey}, m_setup.job->zone);
        return key ? *key : asReadKey(row.payload);
    }

    const ComparisonSetup &m_setup;
    const CanonicalRows &m_canonical;
    ExternalSort &m_sorted;
    SourceKeys m_keys;
};

} // namespace

Result<std::int64_t> readLedgerSide(const ComparisonSetup &setup, const CanonicalRows &canonical, ExternalSort &sorted)
{
    constexpr std::int64_t rowsAtOnce = 500;
    LedgerSide side(setup, canonical, sorted);
    std::int64_t held = 0;
    for (std::int64_t after = 0;;) {
        if (setup.token.isCancelled())
            return CancelToken::cancelled();
        WEIR_TRY(const auto rows, setup.engine->ledger->call([&](Database &database) {
            return books::heldRows(database, setup.stream.id, after, rowsAtOnce);
        }));
        if (rows.empty())
            break;
        after = rows.back().id;
        held += static_cast<std::int64_t>(rows.size());
        if (setup.hasKeys())
            WEIR_CHECK(side.add(rows));
    }
    WEIR_CHECK(sorted.finish());
    return held;
}

} // namespace weir
