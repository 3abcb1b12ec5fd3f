#include "ui/bridge/targetqueries.h"

#include "core/connectors/files/xlsx/workbookwriter.h"
#include "core/data/conversion.h"
#include "core/data/personaldata.h"
#include "core/data/spreadsheet.h"
#include "core/delivery/endpoints.h"
#include "core/reports/reporttext.h"
#include "core/survey/fieldprofile.h"
#include "ui/bridge/audittrail.h"
#include "ui/bridge/jobdefinition.h"
#include "ui/bridge/services.h"
#include "ui/bridge/surveyqueries.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QSaveFile>

#include <algorithm>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::size_t cellBytesMax = 2'000; ///< of a value in the grid

/// The target of a job, read as a source.
struct TargetPlace
{
    Job job;
    Endpoint end;

    [[nodiscard]] bool isPostgresql() const { return end.connector->kind == "postgresql"; }
    [[nodiscard]] bool isDatabase() const { return isPostgresql() || end.connector->kind == "sqlite"; }

    [[nodiscard]] static Result<TargetPlace> of(const Engine &engine, const QString &name)
    {
        TargetPlace place;
        WEIR_TRY(place.job, jobDefinition(engine, name.toStdString()));
        const Job &job = place.job;
        WEIR_TRY(place.end, Endpoint::resolve(engine, job.targetConnection, job.targetPlace, job.write.stream, {}));
        if (place.job.targetConnection.empty())
            place.end.usePassword(engine, place.job.write.format.get(), "target");
        const ConnectorSpec &connector = *place.end.connector;
        const bool isPipe = connector.kind == "file" && place.end.context.settings->value("path", "") == "-";
        if (!connector.makeSource || isPipe)
            return fail(ErrorCode::InvalidConfig, Recovery::Stop, fmt::format("{} cannot be read back", connector.title));
        return place;
    }

    [[nodiscard]] Result<std::unique_ptr<Source>> source(ReadOptions read) const
    {
        if (read.query.empty())
            read.stream = end.stream;
        read.format = job.write.format;
        return end.connector->makeSource(end.context, read);
    }
};

std::string sqlQuoted(std::string_view text, char quote)
{
    std::string out(1, quote);
    for (const char c : text) {
        if (c == '\0')
            break;
        out += c;
        if (c == quote)
            out += quote;
    }
    return out + quote;
}

/// `"schema"."table"` for a stream as jobs name it.
std::string tableName(const TargetPlace &place)
{
    const std::string &stream = place.end.stream;
    const std::size_t point = place.isPostgresql() ? stream.find('.') : std::string::npos;
    if (point == std::string::npos)
        return sqlQuoted(stream, '"');
    return sqlQuoted(stream.substr(0, point), '"') + "." + sqlQuoted(stream.substr(point + 1), '"');
}

std::vector<std::string> keyValues(const QString &text, std::size_t fields)
{
    if (fields <= 1)
        return {text.trimmed().toStdString()};
    std::vector<std::string> values;
    for (const QString &part : text.split(QLatin1Char(',')))
        values.push_back(part.trimmed().toStdString());
    return values;
}

std::string valueText(const Column &column, std::int64_t row)
{
    if (column.isNull(row))
        return "NULL";
    std::string text;
    appendAsText(column, row, text);
    return text;
}

Result<SchemaPtr> schemaOf(const TargetPlace &place, const CancelToken &token)
{
    WEIR_TRY(const std::unique_ptr<Source> source, place.source({}));
    WEIR_TRY(const SourceShape shape, source->open({}, nullptr, token));
    return shape.schema;
}

/// Fields by which a row of the target is found: the job's key, else the table's, else its first field.
std::vector<std::string> keyOf(const Job &job, const SchemaPtr &schema)
{
    if (!job.key.empty())
        return job.key;
    if (!schema->key().empty())
        return schema->key();
    return schema->fields().empty() ? std::vector<std::string>() : std::vector<std::string>{schema->fields().front().name};
}

/// Which columns of \a schema hold \a key, as far as they are there.
std::vector<std::size_t> indexesOf(const Schema &schema, const std::vector<std::string> &key)
{
    std::vector<std::size_t> indexes;
    for (const std::string &name : key) {
        for (std::size_t i = 0; i < schema.fields().size(); ++i) {
            if (schema.fields()[i].name == name)
                indexes.push_back(i);
        }
    }
    return indexes;
}

bool hasKey(const RecordBatch &rows, std::int64_t row, const std::vector<std::size_t> &fields,
            const std::vector<std::string> &wanted)
{
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (i < wanted.size() && valueText(rows.column(fields[i]), row) != wanted[i])
            return false;
    }
    return !fields.empty();
}

void addRow(TargetRows &found, const RecordBatch &rows, std::int64_t row, bool showsValues)
{
    QStringList cells;
    for (std::size_t i = 0; i < rows.schema()->fields().size(); ++i) {
        const std::string value = cutText(valueText(rows.column(i), row), cellBytesMax);
        const std::string masked = maskPersonal(value);
        found.hasMasked = found.hasMasked || masked != value;
        cells.append(toQt(showsValues ? value : masked));
    }
    found.rows.push_back(std::move(cells));
}

bool isNumberType(const Type &type)
{
    return type.kind == TypeKind::Int64 || type.kind == TypeKind::Float64 || type.kind == TypeKind::Decimal;
}

/// The condition for the rows with that key. A database that is strict about types refuses to compare a number with a word:
/// then no row can have it.
std::string conditionOf(const Schema &schema, const std::vector<std::string> &key, const std::vector<std::string> &wanted)
{
    std::string condition;
    for (const std::size_t index : indexesOf(schema, key)) {
        const Field &field = schema.fields()[index];
        const auto at = static_cast<std::size_t>(std::find(key.begin(), key.end(), field.name) - key.begin());
        if (at >= wanted.size())
            continue;
        if (isNumberType(field.type) && !isPlainNumber(wanted[at]))
            return "1 = 0";
        condition += fmt::format("{}{} = {}", condition.empty() ? "" : " AND ", sqlQuoted(field.name, '"'),
                                 sqlQuoted(wanted[at], '\''));
    }
    return condition.empty() ? "1 = 0" : condition;
}

Result<TargetRows> readRows(const TargetPlace &place, const TargetAsk &ask, const CancelToken &token)
{
    TargetRows found;
    found.label = toQt(publicLabel(place.end.label));
    const bool asksDatabase = !ask.key.trimmed().isEmpty() && place.isDatabase();
    SchemaPtr known; // before reading, where the question depends on it
    if (place.job.key.empty() || asksDatabase) {
        WEIR_TRY(known, schemaOf(place, token));
    }
    const std::vector<std::string> key = keyOf(place.job, known);
    for (const std::string &field : key)
        found.key.append(toQt(field));
    std::vector<std::string> wanted;
    if (!ask.key.trimmed().isEmpty())
        wanted = keyValues(ask.key, key.size());
    ReadOptions read;
    if (asksDatabase)
        read.where = conditionOf(*known, key, wanted);
    // One more than is shown tells whether there are more; a file is searched to its end.
    read.rowsMax = wanted.empty() || asksDatabase ? targetRowsMax + 1 : -1;
    WEIR_TRY(const std::unique_ptr<Source> source, place.source(read));
    WEIR_TRY(const SourceShape shape, source->open({}, nullptr, token));
    for (const Field &field : shape.schema->fields()) {
        found.columns.append(toQt(field.name));
        found.isNumber.push_back(isNumberType(field.type));
    }
    const std::vector<std::size_t> fields = indexesOf(*shape.schema, key);
    while (!found.hasMore) {
        WEIR_TRY(const std::optional<SourcePage> page, source->read(token));
        if (!page)
            break;
        for (std::int64_t row = 0; row < page->rows.rows() && !found.hasMore; ++row) {
            if (!wanted.empty() && !asksDatabase && !hasKey(page->rows, row, fields, wanted))
                continue;
            found.hasMore = found.rows.size() >= targetRowsMax;
            if (!found.hasMore)
                addRow(found, page->rows, row, !ask.reason.isEmpty());
        }
    }
    return found;
}

Result<std::int64_t> countRows(const TargetPlace &place, const CancelToken &token)
{
    ReadOptions read;
    if (place.isDatabase())
        read.query = fmt::format("SELECT count(*) AS n FROM {}", tableName(place));
    WEIR_TRY(const std::unique_ptr<Source> source, place.source(read));
    WEIR_CHECK(source->open({}, nullptr, token));
    std::int64_t rows = 0;
    for (;;) {
        WEIR_TRY(const std::optional<SourcePage> page, source->read(token));
        if (!page)
            return rows;
        if (place.isDatabase() && page->rows.rows() > 0)
            return std::stoll("0" + valueText(page->rows.column(0), 0));
        rows += page->recordCount();
    }
}

/// A file for people that rows go into; what is not finished leaves none.
class RowsFile
{
public:
    virtual ~RowsFile() = default;
    [[nodiscard]] virtual Result<void> begin(const Schema &schema) = 0;
    [[nodiscard]] virtual Result<void> add(const RecordBatch &rows) = 0;
    [[nodiscard]] virtual Result<void> finish() = 0;
};

class CsvRowsFile final : public RowsFile
{
public:
    explicit CsvRowsFile(const QString &path) : m_file(path) {}

    [[nodiscard]] Result<void> begin(const Schema &schema) override
    {
        if (!m_file.open(QIODevice::WriteOnly) || !m_file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
            return trouble(ErrorCode::PermissionDenied);
        std::string head = "\xEF\xBB\xBF";
        for (std::size_t i = 0; i < schema.size(); ++i)
            head += (i == 0 ? "" : ",") + spreadsheetCell(schema.field(i).name);
        return write(head + "\r\n");
    }
    [[nodiscard]] Result<void> add(const RecordBatch &rows) override
    {
        std::string lines;
        for (std::int64_t row = 0; row < rows.rows(); ++row) {
            for (std::size_t i = 0; i < rows.schema()->size(); ++i) {
                const Column &column = rows.column(i);
                lines += i == 0 ? "" : ",";
                lines += column.isNull(row) ? std::string() : spreadsheetCell(maskPersonal(valueText(column, row)));
            }
            lines += "\r\n";
        }
        return write(lines);
    }
    [[nodiscard]] Result<void> finish() override { return m_file.commit() ? Result<void>() : trouble(ErrorCode::StorageFull); }

private:
    [[nodiscard]] Result<void> write(const std::string &text)
    {
        const auto size = static_cast<qint64>(text.size());
        return m_file.write(text.data(), size) == size ? Result<void>() : trouble(ErrorCode::StorageFull);
    }
    [[nodiscard]] Result<void> trouble(ErrorCode code) const
    {
        return fail(code, Recovery::Stop, fmt::format("{}: {}", m_file.fileName().toStdString(), m_file.errorString().toStdString()));
    }
    QSaveFile m_file;
};

class WorkbookRowsFile final : public RowsFile
{
public:
    explicit WorkbookRowsFile(WorkbookWriter writer) : m_writer(std::move(writer)) {}

    [[nodiscard]] Result<void> begin(const Schema &schema) override
    {
        for (const Field &field : schema.fields())
            m_writer.addText(field.name);
        return m_writer.endRow();
    }
    [[nodiscard]] Result<void> add(const RecordBatch &rows) override
    {
        for (std::int64_t row = 0; row < rows.rows(); ++row) {
            for (std::size_t i = 0; i < rows.schema()->size(); ++i) {
                const Column &column = rows.column(i);
                if (column.isNull(row))
                    m_writer.addEmpty();
                else if (isNumberType(rows.schema()->field(i).type))
                    m_writer.addNumber(valueText(column, row));
                else
                    m_writer.addText(maskPersonal(valueText(column, row)));
            }
            WEIR_CHECK(m_writer.endRow());
        }
        return {};
    }
    [[nodiscard]] Result<void> finish() override { return m_writer.finish(); }

private:
    WorkbookWriter m_writer;
};

Result<std::unique_ptr<RowsFile>> rowsFile(const QString &path)
{
    if (!isWorkbook(path))
        return std::unique_ptr<RowsFile>(std::make_unique<CsvRowsFile>(path));
    WEIR_TRY(WorkbookWriter writer, WorkbookWriter::create(path.toStdString()));
    return std::unique_ptr<RowsFile>(std::make_unique<WorkbookRowsFile>(std::move(writer)));
}

Result<qint64> writeRows(const TargetPlace &place, const QString &path, const CancelToken &token)
{
    WEIR_TRY(const std::unique_ptr<Source> source, place.source({}));
    WEIR_TRY(const SourceShape shape, source->open({}, nullptr, token));
    WEIR_TRY(const std::unique_ptr<RowsFile> file, rowsFile(path));
    WEIR_CHECK(file->begin(*shape.schema));
    qint64 rows = 0;
    for (;;) {
        WEIR_TRY(const std::optional<SourcePage> page, source->read(token));
        if (!page)
            break;
        if (!page->broken.empty()) // an export that leaves rows out would not be the target's rows
            return fail(ErrorCode::SchemaMismatch, Recovery::Stop,
                        fmt::format("{} of the target cannot be read: {}; nothing was exported",
                                    page->brokenPositionText(page->broken.front()), page->broken.front().error.detail));
        WEIR_CHECK(file->add(page->rows));
        rows += page->rows.rows();
    }
    WEIR_CHECK(file->finish());
    return rows;
}

} // namespace

QFuture<Result<TargetRows>> targetRows(EngineClient &engine, const TargetAsk &ask, const CancelToken &token)
{
    return engine.services().work([ask, token](const Engine &services) -> Result<TargetRows> {
        // Before anything is shown, so that nothing is shown that the audit log does not know of.
        const std::string reason = "rows of the target: " + ask.reason.toStdString();
        if (!ask.reason.isEmpty())
            WEIR_CHECK(noteAction(services, "values.show", ask.job.toStdString(), reason));
        WEIR_TRY(const TargetPlace place, TargetPlace::of(services, ask.job));
        return readRows(place, ask, token);
    });
}

QFuture<Result<qint64>> targetRowCount(EngineClient &engine, const QString &job, const CancelToken &token)
{
    return engine.services().work([job, token](const Engine &services) -> Result<qint64> {
        WEIR_TRY(const TargetPlace place, TargetPlace::of(services, job));
        WEIR_TRY(const std::int64_t rows, countRows(place, token));
        return qint64{rows};
    });
}

QFuture<Result<qint64>> exportTarget(EngineClient &engine, const QString &job, const QString &path, const CancelToken &token)
{
    return engine.services().work([job, path, token](const Engine &services) -> Result<qint64> {
        WEIR_TRY(const TargetPlace place, TargetPlace::of(services, job));
        return writeRows(place, path, token);
    });
}

} // namespace weir
