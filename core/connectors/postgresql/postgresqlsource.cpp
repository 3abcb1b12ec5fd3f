#include "core/connectors/postgresql/postgresqlsource.h"

#include "core/base/hash.h"
#include "core/base/redact.h"
#include "core/connectors/postgresql/postgresqltarget.h"

#include <fmt/format.h>

namespace weir::postgresql {

namespace {

constexpr std::size_t labelBytesMax = 120;
constexpr std::string_view copyTrailer("\xff\xff", 2);

} // namespace

PostgresqlSource::PostgresqlSource(Settings settings, ReadOptions options, const SecretStore *secrets, Timeouts timeouts)
    : m_settings(std::move(settings)), m_options(std::move(options)), m_secrets(secrets), m_timeouts(timeouts)
{}

PostgresqlSource::~PostgresqlSource() = default;

Result<void> PostgresqlSource::connect(const CancelToken &token)
{
    m_connection.reset();
    WEIR_TRY(m_connection, connectWithPassword(m_settings, m_secrets, "weir/source", m_timeouts, token));
    return {};
}

Result<SourceShape> PostgresqlSource::open(const Cursor &from, const SchemaPtr &pinned, const CancelToken &token)
{
    std::optional<Position> after;
    if (!from.text.empty()) {
        WEIR_TRY(after, Position::parse(from));
        if (after->key.empty() && !after->value && after->rows < 0)
            after.reset(); // the border before the first row
    }
    m_pinned = pinned;
    m_rowsRead = 0;
    WEIR_CHECK(start(after, token));
    SourceShape shape;
    shape.schema = m_plan.schema;
    for (std::size_t i = 0; i < m_plan.schema->size(); ++i)
        shape.proposals.push_back({m_plan.schema->field(i).type, "the column is " + m_plan.columns[i].nativeType});
    shape.findings = m_plan.findings;
    shape.canResume = !m_plan.key.empty();
    shape.rowsEstimate = m_plan.rowsEstimate;
    if (!after && m_plan.tableOid != 0) {
        Position start;
        start.tableOid = m_plan.tableOid;
        shape.start = start.cursor();
    }
    shape.fingerprint = m_plan.tableOid != 0 ? fmt::format("oid {}", m_plan.tableOid)
                                             : "query " + sha256Hex(m_options.query).substr(0, 16);
    return shape;
}

Result<void> PostgresqlSource::start(const std::optional<Position> &after, const CancelToken &token)
{
    m_ahead.reset();
    m_isAtEnd = false;
    m_decoder.reset();
    WEIR_CHECK(connect(token));
    std::string horizon;
    if (!m_options.cursorField.empty()) {
        WEIR_TRY(horizon, commitHorizon(*m_connection, token));
    }
    WEIR_TRY([[maybe_unused]] const Reply begun,
             m_connection->run("taking a snapshot", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", token));
    WEIR_TRY(m_plan, planSource(*m_connection, m_settings, m_options, m_pinned, horizon, token));
    if (after && m_plan.key.empty() && !after->value)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    "the stream has no key, so nobody can tell where the last load stopped; start it again with --again");
    if (after && after->key.size() != m_plan.key.size())
        return fail(ErrorCode::SchemaMismatch, Recovery::Stop,
                    "the stream's key is another one than when the position was stored; start the load again with "
                    "--again");
    if (after)
        WEIR_CHECK(m_plan.bind(*m_connection, *after, token));
    const std::int64_t rowsMax = m_options.rowsMax < 0 ? -1 : std::max<std::int64_t>(0, m_options.rowsMax - m_rowsRead);
    const std::string sql = m_plan.sql(m_options, after, rowsMax);
    // One statement that stands for itself: what a query or a condition might try to add behind a bracket fails here.
    WEIR_TRY(const Reply described, m_connection->describe(sql, token));
    if (!described.isOk()) {
        Error error = described.error().error("preparing to read");
        if (error.code == ErrorCode::SchemaMismatch)
            error.code = ErrorCode::InvalidConfig;
        return Unexpected{std::move(error)};
    }
    // The planner also checks what the account may read, so a refusal comes here and not from read().
    WEIR_TRY([[maybe_unused]] const Reply planned,
             m_connection->run("preparing to read", "EXPLAIN " + sql, Parameters(), token));
    // The server holds its first answer back until it has rows, which a slow query makes late: read() waits for it.
    WEIR_CHECK(m_connection->begin("COPY (" + sql + "\n) TO STDOUT (FORMAT binary)", Parameters(), token));
    m_isCopyAnswered = false;
    std::vector<Wire> wires;
    for (const SelectedColumn &column : m_plan.columns)
        wires.push_back(column.wire);
    m_decoder = std::make_unique<CopyDecoder>(m_plan.schema, std::move(wires));
    m_after = after;
    return {};
}

Position PostgresqlSource::positionHere() const
{
    Position position;
    position.tableOid = m_plan.tableOid;
    if (m_plan.key.empty())
        position.rows = m_rowsRead;
    for (const std::size_t place : m_plan.key)
        (void)m_decoder->lastText(place, position.key.emplace_back());
    if (m_plan.cursorField) {
        position.value.emplace();
        (void)m_decoder->lastText(*m_plan.cursorField, *position.value);
    }
    return position;
}

std::string PostgresqlSource::labelFor(const std::optional<Position> &after) const
{
    if (!after || (after->key.empty() && !after->value))
        return m_rowsRead == 0 ? "rows from the start" : fmt::format("rows from row {}", m_rowsRead + 1);
    std::string at;
    if (m_plan.cursorField && after->value)
        at = fmt::format("{}={}", m_plan.columns[*m_plan.cursorField].name, *after->value);
    for (std::size_t i = 0; i < m_plan.key.size() && i < after->key.size(); ++i)
        at += fmt::format("{}{}={}", at.empty() ? "" : ",", m_plan.columns[m_plan.key[i]].name, after->key[i]);
    return "rows behind " + escapeControls(at.substr(0, labelBytesMax));
}

Result<std::optional<SourcePage>> PostgresqlSource::read(const CancelToken &token)
{
    if (m_isAtEnd)
        return std::optional<SourcePage>();
    if (!m_connection || !m_connection->isOpen() || !m_decoder) {
        if (m_plan.key.empty() && m_rowsRead > 0)
            return fail(ErrorCode::Unavailable, Recovery::Stop,
                        "the connection was lost, and the stream has no key to go on by; run the job again to load it "
                        "from the start");
        WEIR_CHECK(start(m_after, token));
    }
    auto page = readPage(token);
    if (!page) {
        // What was decoded so far is read again behind the last page.
        m_decoder.reset();
        m_connection->abandon();
    }
    return page;
}

Result<std::optional<SourcePage>> PostgresqlSource::readPage(const CancelToken &token)
{
    if (token.isCancelled())
        return CancelToken::cancelled();
    if (!m_isCopyAnswered) {
        WEIR_TRY(const Reply copying, m_connection->finishCopyOut(token));
        if (!copying.isOk())
            return Unexpected{copying.error().error("reading rows")};
        m_isCopyAnswered = true;
    }
    bool hasMore = true;
    if (m_ahead) {
        WEIR_TRY([[maybe_unused]] const bool isTuple, m_decoder->add(*m_ahead));
        m_ahead.reset();
    }
    while (hasMore) {
        WEIR_TRY(const std::optional<std::string_view> message, m_connection->nextCopy(token));
        if (!message)
            return fail(ErrorCode::Unavailable, Recovery::Retry, "PostgreSQL ended the rows without their trailer");
        if (m_decoder->records() >= pageRowsMax || m_decoder->bytes() >= pageBytesMax) {
            if (*message != copyTrailer) {
                m_ahead = std::string(*message);
                break;
            }
        }
        WEIR_TRY(hasMore, m_decoder->add(*message));
    }
    if (!hasMore) {
        // The trailer is not the end: the statement may still fail, and then nothing of this page counts.
        WEIR_TRY(const std::optional<std::string_view> rest, m_connection->nextCopy(token));
        if (rest)
            return fail(ErrorCode::Internal, Recovery::Stop, "PostgreSQL sent rows behind their trailer");
        m_isAtEnd = true;
    }
    if (m_decoder->records() == 0) {
        m_connection.reset();
        return std::optional<SourcePage>();
    }
    const std::int64_t count = m_decoder->records();
    const std::string label = labelFor(m_after);
    m_rowsRead += count;
    Position here = positionHere();
    here.isAtEnd = m_isAtEnd;
    m_bytesRead += static_cast<std::int64_t>(m_decoder->bytes());
    SourcePage page = m_decoder->take();
    page.label = label;
    page.next = here.cursor();
    m_after = std::move(here);
    if (m_isAtEnd)
        m_connection.reset();
    return std::optional<SourcePage>(std::move(page));
}

Result<SourceChange> PostgresqlSource::changeSince(const Cursor &cursor, const CancelToken &token)
{
    if (cursor.text.empty())
        return SourceChange::None;
    WEIR_TRY(const Position position, Position::parse(cursor));
    if (m_options.query.empty() && position.tableOid != 0) {
        WEIR_CHECK(connect(token));
        WEIR_TRY(const TableName name, parseTableName(m_options.stream, m_settings.schema));
        WEIR_TRY(const std::optional<TableInfo> table, readTable(*m_connection, name, token));
        if (!table)
            return Unexpected{missingTable(*m_connection, name, token)};
        m_connection.reset();
        if (table->oid != position.tableOid)
            return SourceChange::Replaced;
    }
    return isIncremental() ? SourceChange::Grown : SourceChange::None;
}

} // namespace weir::postgresql
