#include "core/connectors/sqlite/sqlitesource.h"

#include "core/base/hash.h"
#include "core/base/names.h"
#include "core/base/quantities.h"
#include "core/connectors/sqlite/sqlitecells.h"
#include "core/connectors/sqlite/sqlitetypesample.h"
#include "core/data/datetime.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <sqlite3.h>

namespace weir {

namespace {

constexpr std::int64_t pageRowsMax = 8'192;
constexpr std::size_t pageBytesMax = 1 << 20;
constexpr std::size_t brokenPerPageMax = 1'024;
constexpr std::size_t rawBytesMax = 1 << 20;
constexpr std::int64_t sampleRows = 1'000;
constexpr std::size_t tiesMax = 2'048;

// Writes into what is there, so that a key of text costs no allocation for each row.
void assignValue(SqliteValue &value, const SqliteStatement &statement, int column)
{
    sqlite3_stmt *handle = statement.handle();
    if (sqlite3_column_type(handle, column) == SQLITE_TEXT && std::holds_alternative<std::string>(value))
        std::get<std::string>(value).assign(statement.columnText(column));
    else
        value = valueOf(statement, column);
}

bool isSameValue(const SqliteValue &value, const SqliteStatement &statement, int column)
{
    sqlite3_stmt *handle = statement.handle();
    switch (sqlite3_column_type(handle, column)) {
    case SQLITE_INTEGER: {
        const auto *whole = std::get_if<std::int64_t>(&value);
        return whole && *whole == sqlite3_column_int64(handle, column);
    }
    case SQLITE_TEXT: {
        const auto *text = std::get_if<std::string>(&value);
        return text && *text == statement.columnText(column);
    }
    default:
        return value == valueOf(statement, column);
    }
}

} // namespace

SqliteSource::SqliteSource(std::string path, ReadOptions options)
    : m_path(std::move(path)), m_options(std::move(options))
{}

SqliteSource::~SqliteSource() { close(); }

void SqliteSource::close()
{
    m_rows = {};
    m_reader.reset();
    m_scan.reset();
    m_database.reset();
    m_isStarted = false;
    m_isAtEnd = false;
}

Result<SourceShape> SqliteSource::open(const Cursor &from, const SchemaPtr &pinned, const CancelToken &token)
{
    close();
    if (token.isCancelled())
        return CancelToken::cancelled();
    WEIR_TRY(SqliteCursor cursor, SqliteCursor::parse(from.text));
    WEIR_TRY(SqliteDatabase database, SqliteDatabase::open(m_path, SqliteDatabase::Access::Read));
    m_database = std::make_unique<SqliteDatabase>(std::move(database));
    m_database->setToken(token);
    // One snapshot for the schema, the sample and all pages.
    WEIR_CHECK(m_database->run("BEGIN"));
    WEIR_TRY(m_scan, SqliteScan::make(*m_database, m_options));
    WEIR_TRY(SourceShape shape, describe(pinned));
    if (!shape.canResume)
        cursor = {};
    if (!cursor.key.empty() && cursor.key.size() != m_scan->order().size())
        return fail(
            ErrorCode::SchemaMismatch, Recovery::Stop,
            fmt::format("the key of {} has changed since the last run, so reading cannot go on where it "
                        "stopped; start over with --again",
                        m_path));
    m_behind = cursor;
    m_rowsRead = 0;
    m_rowsLeft = m_options.rowsMax;
    WEIR_CHECK(start(m_behind));
    return shape;
}

Result<SourceShape> SqliteSource::describe(const SchemaPtr &pinned)
{
    SourceShape shape;
    shape.canResume = !m_scan->order().empty();
    shape.fingerprint = xxh128Hex(m_scan->identity());
    if (pinned)
        WEIR_CHECK(pin(pinned, shape));
    else
        WEIR_CHECK(propose(shape));
    shape.schema = m_schema;
    if (!shape.canResume)
        shape.findings.push_back(
            {Finding::Level::Warning,
             "noOrder",
             {},
             0,
             "there is no key to read by, so a broken load starts over; give one with --order-key"});
    else if (!m_scan->isStable())
        shape.findings.push_back(
            {Finding::Level::Note,
             "rowidOrder",
             {},
             0,
             "the table has no primary key and is read by its rowid, which VACUUM may change: do "
             "not VACUUM the file between a broken load and its resumption"});
    else if (!m_scan->isUnique() && !m_options.orderKey.empty())
        shape.findings.push_back(
            {Finding::Level::Note,
             "orderKey",
             {},
             0,
             "a broken load resumes by the order key; rows with equal keys must keep their order"});
    const auto &table = m_scan->table();
    if (table && table->kind == "table" && table->hasRowid && m_options.where.empty() &&
        m_behind.key.empty() && !m_scan->order().empty()) {
        const auto estimate = m_database->int64Of(
            fmt::format("SELECT max({}) FROM main.\"{}\"", m_scan->order().back().sql, table->name));
        const bool isRowid =
            !m_scan->isStable() || (!table->uniques.empty() && table->uniques[0].name == "PRIMARY KEY");
        if (estimate && isRowid && m_scan->order().size() == 1)
            shape.rowsEstimate = *estimate;
    }
    return shape;
}

Result<void> SqliteSource::pin(const SchemaPtr &pinned, SourceShape &shape)
{
    m_schema = pinned;
    m_fields.clear();
    const std::vector<SqliteColumn> &columns = m_scan->columns();
    std::vector<std::string> names;
    names.reserve(columns.size());
    for (const SqliteColumn &column : columns)
        names.push_back(column.name);
    for (const Field &field : pinned->fields()) {
        const auto name = std::find(names.begin(), names.end(), field.name);
        if (name == names.end()) {
            const std::string near = nearestName(field.name, names);
            return fail(ErrorCode::SchemaMismatch, Recovery::Stop,
                        fmt::format("the field \"{}\" is gone from {}{}", field.name, m_path,
                                    near.empty() ? "" : fmt::format("; was it renamed to \"{}\"?", near)));
        }
        m_fields.push_back(static_cast<std::size_t>(name - names.begin()));
        shape.proposals.push_back({field.type, "as in earlier runs"});
    }
    for (const std::string &name : names) {
        if (!pinned->indexOf(name))
            shape.findings.push_back(
                {Finding::Level::Note, "newField", name, 0,
                 fmt::format("the column \"{}\" is new since the first run and is not read", name)});
    }
    return {};
}

Result<void> SqliteSource::propose(SourceShape &shape)
{
    const std::vector<SqliteColumn> &columns = m_scan->columns();
    SqliteTypeSample sample(columns);
    const std::int64_t rows = m_options.scanAll ? -1 : sampleRows;
    const auto read = [&](bool isFromEnd) -> Result<void> {
        WEIR_TRY(SqliteStatement statement, m_database->prepare(m_scan->sampleSql(rows, isFromEnd)));
        for (;;) {
            WEIR_TRY(const bool hasRow, statement.step());
            if (!hasRow)
                return {};
            sample.add(statement);
        }
    };
    WEIR_CHECK(read(false));
    // From the other end as well, where an index gives it without sorting everything.
    const bool isIndexed = m_scan->table() && m_scan->table()->kind == "table" && !m_scan->isIncremental() &&
                           m_options.orderKey.empty();
    if (!m_options.scanAll && isIndexed)
        WEIR_CHECK(read(true));
    std::vector<Field> fields;
    m_fields.clear();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        SqliteTypeSample::Choice choice = sample.choose(i);
        const bool isNullable = !columns[i].isNotNull && columns[i].keyPlace == 0;
        fields.push_back({columns[i].name, choice.type, isNullable, columns[i].declared});
        if (!choice.doubt.empty())
            shape.findings.push_back(
                {Finding::Level::Warning, "mixedTypes", columns[i].name, 0, choice.doubt});
        shape.proposals.push_back({choice.type, std::move(choice.reason)});
        m_fields.push_back(i);
    }
    m_schema = std::make_shared<const Schema>(std::move(fields), m_scan->key());
    return {};
}

// Steps the lower bound back; times stay in the form the column has them, so that they compare as text.
Result<void> SqliteSource::applyOverlap(SqliteCursor &from) const
{
    if (m_options.overlap.empty() || !from.isEnd || from.key.empty())
        return {};
    WEIR_TRY(const std::chrono::milliseconds overlap, parseDuration(m_options.overlap));
    auto *text = std::get_if<std::string>(&from.key[0]);
    ParsedDateTime parsed;
    if (!text || parseDateTime(*text, parsed) || isSpecialTime(parsed.micros))
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format("the overlap needs a cursor field with dates or times as ISO text; \"{}\" holds {}",
                        m_options.cursorField, textOf(from.key[0])));
    SqliteTimeBuffer buffer;
    std::string earlier(sqliteTimeText(TypeKind::DateTime,
                                       parsed.micros - std::chrono::microseconds(overlap).count(), buffer));
    if (text->find(':') == std::string::npos) {
        earlier.resize(std::min(earlier.size(), text->size()));
    } else {
        // Same separator, as many digits behind the seconds, same offset behind them.
        const std::size_t separator = earlier.find(' ');
        earlier[separator] = (*text)[std::min(text->find_first_of(" Tt"), text->size() - 1)];
        const std::size_t zone = text->find_first_of("Zz+-", text->find(':'));
        const std::size_t point = text->find('.');
        const std::size_t digits = point == std::string::npos ? 0 : std::min(zone, text->size()) - point;
        earlier.resize(earlier.find('.') + std::min<std::size_t>(digits, 7));
        if (zone != std::string::npos)
            earlier += text->substr(zone);
    }
    *text = earlier;
    from.ties.clear();
    from.isTiesKnown = false;
    return {};
}

Result<void> SqliteSource::start(const SqliteCursor &from)
{
    if (!m_database->isInTransaction())
        WEIR_CHECK(m_database->run("BEGIN"));
    SqliteCursor lower = from;
    WEIR_CHECK(applyOverlap(lower));
    WEIR_TRY(m_rows, m_database->prepare(m_scan->selectSql(m_fields, lower)));
    m_bound = lower.key; // bound without a copy
    const int parameters = sqlite3_bind_parameter_count(m_rows.handle());
    for (int i = 0; i < parameters; ++i)
        bindValue(m_rows, i + 1, m_bound[static_cast<std::size_t>(i)]);
    m_at = from;
    m_at.isEnd = false;
    m_reader = std::make_unique<SqliteCellReader>(m_schema);
    m_toSkip = from.isEnd ? 0 : from.same;
    m_skipKey = from.key;
    m_seenTies = from.isEnd && lower.isTiesKnown ? from.ties : std::vector<std::uint64_t>();
    m_isAtEnd = false;
    m_isStarted = true;
    return {};
}

std::uint64_t SqliteSource::digestOfRow() const
{
    std::string bytes;
    const int count = sqlite3_column_count(m_rows.handle());
    for (int i = 0; i < count; ++i) {
        sqlite3_stmt *handle = m_rows.handle();
        const int type = sqlite3_column_type(handle, i);
        bytes += static_cast<char>(type);
        if (type == SQLITE_INTEGER || type == SQLITE_FLOAT) {
            char raw[8];
            if (type == SQLITE_INTEGER) {
                const sqlite3_int64 value = sqlite3_column_int64(handle, i);
                std::memcpy(raw, &value, sizeof raw);
            } else {
                const double value = sqlite3_column_double(handle, i);
                std::memcpy(raw, &value, sizeof raw);
            }
            bytes.append(raw, sizeof raw);
        } else if (type != SQLITE_NULL) {
            const void *data = sqlite3_column_blob(handle, i);
            const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle, i));
            bytes += fmt::format("{}:", size);
            if (data)
                bytes.append(static_cast<const char *>(data), size);
        }
    }
    return xxh3(bytes);
}

// True when an earlier reading has delivered the row at hand.
bool SqliteSource::isSeen()
{
    const auto first = static_cast<int>(m_fields.size());
    if (m_toSkip > 0) {
        bool isSame = true;
        for (std::size_t i = 0; isSame && i < m_skipKey.size(); ++i)
            isSame = isSameValue(m_skipKey[i], m_rows, first + static_cast<int>(i));
        m_toSkip = isSame ? m_toSkip - 1 : 0;
        if (isSame)
            return true;
    }
    if (!m_seenTies.empty()) {
        if (!isSameValue(m_skipKey[0], m_rows, first)) {
            m_seenTies.clear(); // the rows of the last value are over
            return false;
        }
        const auto tie = std::find(m_seenTies.begin(), m_seenTies.end(), digestOfRow());
        if (tie != m_seenTies.end()) {
            m_seenTies.erase(tie);
            return true;
        }
    }
    return false;
}

void SqliteSource::noteKey()
{
    const auto first = static_cast<int>(m_fields.size());
    const std::size_t count = m_scan->order().size();
    if (m_at.key.size() != count)
        m_at.key.resize(count), m_at.same = -1;
    bool isSame = m_at.same >= 0;
    if (m_scan->isIncremental()) {
        if (m_at.same < 0 || !isSameValue(m_at.key[0], m_rows, first)) {
            m_at.ties.clear();
            m_at.isTiesKnown = true;
        }
        if (m_at.isTiesKnown && m_at.ties.size() < tiesMax) {
            m_at.ties.push_back(digestOfRow());
        } else {
            m_at.ties.clear();
            m_at.isTiesKnown = false;
        }
    }
    for (std::size_t i = 0; i < count; ++i) {
        const int column = first + static_cast<int>(i);
        if (!m_scan->isUnique())
            isSame = isSame && isSameValue(m_at.key[i], m_rows, column);
        assignValue(m_at.key[i], m_rows, column);
    }
    m_at.same = m_scan->isUnique() ? 0 : isSame ? m_at.same + 1 : 1;
}

std::string SqliteSource::labelOf(const SqliteCursor &cursor) const
{
    if (cursor.key.empty())
        return m_rowsRead == 0 ? "first rows" : fmt::format("rows behind row {}", m_rowsRead);
    std::string label = "rows behind ";
    for (std::size_t i = 0; i < cursor.key.size(); ++i)
        label += fmt::format("{}{} {}", i == 0 ? "" : ", ", m_scan->order()[i].name, textOf(cursor.key[i]));
    return label;
}

Result<std::optional<SourcePage>> SqliteSource::read(const CancelToken &token)
{
    if (!m_database || !m_scan)
        return fail(ErrorCode::Internal, Recovery::Stop, "read() before open()");
    if (token.isCancelled())
        return CancelToken::cancelled();
    m_database->setToken(token);
    if (!m_isStarted)
        WEIR_CHECK(start(m_behind));
    if (m_isAtEnd)
        return std::optional<SourcePage>();
    SourcePage page;
    page.label = labelOf(m_behind);
    std::int64_t left = m_rowsLeft;
    while (m_reader->rows() < pageRowsMax && m_reader->bytes() < pageBytesMax &&
           page.broken.size() < brokenPerPageMax && left != 0) {
        const Result<bool> hasRow = m_rows.step();
        if (!hasRow) {
            // The same page can be asked for again: by a new statement, and a new snapshot if need be.
            Error trouble = hasRow.error();
            m_rows = {};
            m_database->rollback();
            m_isStarted = false;
            // Without an order there is no way back to where the page began.
            if (m_scan->order().empty() && m_rowsRead > 0 && trouble.recovery == Recovery::Retry)
                trouble.recovery = Recovery::Stop;
            return Unexpected{std::move(trouble)};
        }
        if (!*hasRow) {
            m_isAtEnd = true;
            break;
        }
        if (isSeen())
            continue;
        auto trouble = m_reader->add(m_rows);
        if (trouble) {
            BrokenRow broken;
            broken.index = m_reader->rows() + static_cast<std::int64_t>(page.broken.size());
            broken.error = *std::move(trouble);
            broken.raw = SqliteCellReader::rawRow(m_rows, *m_schema);
            if (broken.raw.size() > rawBytesMax) {
                broken.error.detail +=
                    fmt::format("; {} bytes in all, SHA-256 {}", broken.raw.size(), sha256Hex(broken.raw));
                broken.raw.resize(rawBytesMax);
            }
            broken.position = broken.index;
            page.broken.push_back(std::move(broken));
        }
        noteKey();
        left -= left > 0 ? 1 : 0;
    }
    if (left == 0)
        m_isAtEnd = true;
    const bool isEndNew =
        m_isAtEnd && left != 0 && m_scan->isIncremental() && !m_at.key.empty() && !m_behind.isEnd;
    page.rows = m_reader->take();
    if (page.recordCount() == 0 && !isEndNew)
        return std::optional<SourcePage>();
    m_rowsLeft = left;
    m_rowsRead += page.recordCount();
    if (m_scan->order().empty()) {
        page.next.text.clear();
    } else {
        m_at.isEnd = m_isAtEnd && left != 0 && m_scan->isIncremental();
        page.next.text = m_at.text();
        m_behind = m_at;
        m_at.isEnd = false;
    }
    return std::optional(std::move(page));
}

Result<SourceChange> SqliteSource::changeSince(const Cursor &, const CancelToken &)
{
    // A table cannot tell: whether it has to be loaded again is decided by isIncremental().
    return SourceChange::None;
}

} // namespace weir
