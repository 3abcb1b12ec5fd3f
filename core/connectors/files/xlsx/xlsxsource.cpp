#include "core/connectors/files/xlsx/xlsxsource.h"

#include "core/base/hash.h"
#include "core/base/names.h"
#include "core/connectors/files/xlsx/workbookhead.h"
#include "core/data/readerror.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

constexpr std::size_t pageBytes = 1 << 20;
constexpr std::int64_t pageRows = 8192;
constexpr std::size_t rawBytesMax = 1 << 20;

/// What of a broken row can be shown: its values, by their cells.
std::string rawOf(const SheetRow &row)
{
    std::string raw;
    for (const SheetCell &cell : row.cells) {
        if (raw.size() > rawBytesMax)
            break;
        raw += fmt::format("{}{}={}", raw.empty() ? "" : " | ", cellName(cell.column, row.number), row.textOf(cell));
    }
    return raw.substr(0, rawBytesMax);
}

} // namespace

XlsxSource::XlsxSource(std::string path, FileFormat format, ReadOptions options)
    : m_path(std::move(path)), m_format(std::move(format)), m_options(std::move(options))
{
    m_format.kind = FileKind::Xlsx;
}

Result<XlsxSource::Position> XlsxSource::Position::parse(const Cursor &cursor)
{
    const Json object = Json::parse(cursor.text, nullptr, false);
    const auto notOurs = [] {
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    "the stored position is not one in a workbook: the job's source was another one. --again starts over");
    };
    if (!object.is_object() || !object.contains("row") || !object.contains("sheet"))
        return notOurs();
    try {
        Position position;
        position.row = object.at("row").get<std::int64_t>();
        position.size = object.at("size").get<std::int64_t>();
        position.identity = object.at("file").get<std::string>();
        position.digest = object.at("digest").get<std::string>();
        position.sheet = object.at("sheet").get<std::string>();
        position.hasHeader = object.at("header").get<bool>();
        position.rowsBefore = object.at("before").get<std::int64_t>();
        position.firstColumn = object.at("column").get<int>();
        position.width = object.at("width").get<std::size_t>();
        if (position.row < 1 || position.firstColumn < 0 || position.width > SheetRows::columnsMax)
            return notOurs();
        return position;
    } catch (const Json::exception &) {
        return notOurs();
    }
}

std::string XlsxSource::digest() const
{
    std::string text;
    for (const std::string &name : {m_sheet.part, m_workbook.sharedStrings, m_workbook.styles}) {
        if (const ZipArchive::Entry *entry = m_archive->find(name))
            text += fmt::format("{:08x}.{}:", entry->crc, entry->bytes);
    }
    return text + (m_workbook.is1904 ? "1904" : "1900");
}

Cursor XlsxSource::cursorAt(std::int64_t row) const
{
    return {Json{{"row", row},
                 {"size", m_input->size()},
                 {"file", m_input->identity()},
                 {"digest", digest()},
                 {"sheet", m_sheet.name},
                 {"header", m_layout.hasHeader},
                 {"before", m_layout.linesBefore},
                 {"column", m_firstColumn},
                 {"width", m_layout.names.size()}}
                .dump(-1, ' ', false, Json::error_handler_t::replace)};
}

Result<void> XlsxSource::openWorkbook(const CancelToken &token)
{
    if (m_archive)
        return {};
    if (m_path == "-")
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    "a workbook cannot be read from a pipe: its directory stands at its end. Write it to a file first");
    WEIR_TRY(FileInput input, FileInput::open(m_path));
    m_input = std::make_unique<FileInput>(std::move(input));
    WEIR_TRY(ZipArchive archive, ZipArchive::open(*m_input));
    auto kept = std::make_unique<ZipArchive>(std::move(archive));
    WEIR_TRY(m_workbook, Workbook::read(*kept, token));
    m_archive = std::move(kept);
    return {};
}

Result<void> XlsxSource::takeSheet(const std::string &wanted, const CancelToken &token, std::vector<Finding> &findings)
{
    WEIR_TRY(m_sheet, chooseSheet(*m_archive, m_workbook, m_input->path(), wanted, token));
    if (!wanted.empty() || m_workbook.sheets.size() < 2)
        return {};
    constexpr std::size_t namesShownMax = 8;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < std::min(m_workbook.sheets.size(), namesShownMax); ++i)
        names.push_back(m_workbook.sheets[i].name);
    findings.push_back({Finding::Level::Note, "sheet", {}, std::ssize(m_workbook.sheets),
                        fmt::format("\"{}\" is read, the first visible sheet with content of {} ({}{}); --sheet names another",
                                    m_sheet.name, m_workbook.sheets.size(), fmt::join(names, ", "),
                                    m_workbook.sheets.size() > namesShownMax ? " …" : "")});
    return {};
}

bool XlsxSource::convert(const SheetRow &row, Values &values, RowError &error) const
{
    values.text.clear();
    values.cells.assign(m_layout.names.size(), {});
    if (row.defect != SheetRow::Defect::None) {
        error = row.defect == SheetRow::Defect::TooLarge
                    ? readError(RowCode::TooLarge, "64 MiB", fmt::format("row {} holds more than 64 MiB", row.number))
                    : readError(RowCode::BrokenRecord, "cell reference",
                                fmt::format("row {} names a cell twice, or one that is not in it", row.number));
        return false;
    }
    const CellValues converter(m_workbook, m_strings, m_format.isShown);
    for (const SheetCell &cell : row.cells) {
        const int column = cell.column - m_firstColumn;
        if (column < 0 || static_cast<std::size_t>(column) >= values.cells.size()) {
            error = readError(RowCode::Ragged, fmt::format("{} columns", values.cells.size()),
                              fmt::format("cell {} holds a value beside the table, which has the columns {} to {}",
                                          cellName(cell.column, row.number), cellName(m_firstColumn, 0),
                                          cellName(m_firstColumn + static_cast<int>(values.cells.size()) - 1, 0)));
            return false;
        }
        Values::Cell &value = values.cells[static_cast<std::size_t>(column)];
        value.begin = values.text.size();
        value.kind = converter.append(row, cell, values.text);
        value.length = values.text.size() - value.begin;
        value.style = cell.style;
        value.isSet = value.kind != CellValues::Kind::Hidden; // what shows nothing is empty
        if (value.kind == CellValues::Kind::Broken) {
            error = readError(RowCode::BrokenRecord, "shared text",
                              fmt::format("cell {} names text {} of the workbook's {}", cellName(cell.column, row.number),
                                          row.textOf(cell).substr(0, 20), m_strings.size()));
            error.field = m_layout.names[static_cast<std::size_t>(column)];
            return false;
        }
    }
    return true;
}

Result<SchemaPtr> XlsxSource::bindFields(const SchemaPtr &pinned)
{
    std::vector<std::string> wanted = m_options.select.empty() ? m_layout.names : m_options.select;
    if (pinned) {
        wanted.clear();
        for (const Field &field : pinned->fields())
            wanted.push_back(field.name);
    }
    std::vector<Field> fields;
    m_fieldOf.clear();
    for (const std::string &name : wanted) {
        const auto found = std::find(m_layout.names.begin(), m_layout.names.end(), name);
        if (found == m_layout.names.end()) {
            const std::string nearest = nearestName(name, m_layout.names);
            return fail(pinned ? ErrorCode::SchemaMismatch : ErrorCode::InvalidConfig, Recovery::Stop,
                        fmt::format("sheet {} of {} has no column \"{}\"{}{}", m_sheet.name, m_input->path(), name,
                                    pinned ? ", which earlier runs of this job read" : "",
                                    nearest.empty() ? "" : fmt::format("; did you mean \"{}\"?", nearest)));
        }
        m_fieldOf.push_back(static_cast<int>(found - m_layout.names.begin()));
        fields.push_back({name, TypeKind::Text, true, {}});
    }
    for (const std::string &name : m_layout.names) {
        if (pinned && m_options.select.empty() && !pinned->indexOf(name))
            m_layout.findings.push_back({Finding::Level::Warning, "newField", name, 0,
                                         fmt::format("the sheet has a new column \"{}\"", name)});
    }
    return pinned ? pinned : std::make_shared<const Schema>(std::move(fields));
}

Result<SourceShape> XlsxSource::open(const Cursor &from, const SchemaPtr &pinned, const CancelToken &token)
{
    if (token.isCancelled())
        return CancelToken::cancelled();
    WEIR_CHECK(openWorkbook(token));
    m_layout = {};
    SourceShape shape;
    std::optional<Position> at;
    if (!from.text.empty()) {
        WEIR_TRY(at, Position::parse(from));
        m_layout.hasHeader = at->hasHeader;
        m_layout.linesBefore = at->rowsBefore;
        m_layout.names.assign(at->width, {});
        m_firstColumn = at->firstColumn;
    }
    WEIR_CHECK(takeSheet(at ? at->sheet : m_format.sheet, token, shape.findings));
    WEIR_TRY(m_strings, SharedStrings::read(*m_archive, m_workbook.sharedStrings, token));
    WEIR_CHECK(detect(at.has_value(), token));
    WEIR_TRY(shape.schema, bindFields(pinned));
    m_schema = shape.schema;
    WEIR_CHECK(sample(shape, !at || !pinned, token));
    shape.findings.insert(shape.findings.begin(), m_layout.findings.begin(), m_layout.findings.end());
    shape.bytesTotal = m_input->size();
    shape.fingerprint = digest();
    WEIR_TRY(SheetRows rows, SheetRows::open(*m_archive, m_sheet.part));
    m_rows = std::make_unique<SheetRows>(std::move(rows));
    m_nextRow = std::max(at ? at->row : m_firstRow, m_firstRow);
    m_rowsLeft = m_options.rowsMax;
    if (!at)
        shape.start = cursorAt(m_firstRow);
    return shape;
}

void XlsxSource::appendRow(const Values &values)
{
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const Values::Cell &cell = values.cells[static_cast<std::size_t>(m_fieldOf[i])];
        const std::string_view text = values.of(cell);
        if (!cell.isSet || (m_format.nullText && text == *m_format.nullText))
            m_columns[i]->appendNull();
        else
            m_columns[i]->appendText(text);
    }
}

Result<std::optional<SourcePage>> XlsxSource::read(const CancelToken &token)
{
    if (token.isCancelled())
        return CancelToken::cancelled();
    SourcePage page;
    page.unit = PositionUnit::Row;
    page.label = "sheet " + m_sheet.name;
    m_columns.clear();
    for (std::size_t i = 0; i < m_fieldOf.size(); ++i)
        m_columns.push_back(std::make_shared<Column>(TypeKind::Text));
    std::int64_t records = 0;
    std::size_t bytes = 0;
    while (records < pageRows && bytes < pageBytes && records != m_rowsLeft) {
        WEIR_TRY(const SheetRow *row, m_rows->next(token));
        if (!row)
            break;
        if (row->number < m_nextRow || (row->cells.empty() && row->defect == SheetRow::Defect::None))
            continue;
        RowError error;
        if (convert(*row, m_values, error)) {
            appendRow(m_values);
            page.positions.push_back(row->number);
            bytes += m_values.text.size() + 8;
        } else {
            page.broken.push_back({records, std::move(error), rawOf(*row), row->number});
            bytes += page.broken.back().raw.size();
        }
        ++records;
        m_nextRow = row->number + 1;
    }
    if (records == 0)
        return std::optional<SourcePage>();
    if (m_rowsLeft > 0)
        m_rowsLeft -= records;
    std::vector<ColumnPtr> columns(m_columns.begin(), m_columns.end());
    page.rows = RecordBatch(m_schema, std::move(columns), static_cast<std::int64_t>(page.positions.size()));
    page.next = cursorAt(m_nextRow);
    return std::optional<SourcePage>(std::move(page));
}

std::int64_t XlsxSource::bytesRead() const
{
    const ZipArchive::Entry *entry = m_rows ? m_archive->find(m_sheet.part) : nullptr;
    if (!entry || entry->bytes == 0)
        return 0;
    return static_cast<std::int64_t>(static_cast<double>(m_input->size()) * static_cast<double>(m_rows->bytesRead())
                                     / static_cast<double>(entry->bytes));
}

Result<SourceChange> XlsxSource::changeSince(const Cursor &cursor, const CancelToken &token)
{
    WEIR_TRY(const Position at, Position::parse(cursor));
    WEIR_TRY(const FileInput input, FileInput::open(m_path));
    if (input.identity() == at.identity && input.size() == at.size)
        return SourceChange::None;
    WEIR_CHECK(openWorkbook(token));
    std::vector<Finding> ignored;
    if (auto chosen = takeSheet(at.sheet, token, ignored); !chosen)
        return chosen.error().code == ErrorCode::NotFound ? Result<SourceChange>(SourceChange::Replaced)
                                                          : Result<SourceChange>(Unexpected{chosen.error()});
    return digest() == at.digest ? SourceChange::None : SourceChange::Replaced;
}

} // namespace weir
