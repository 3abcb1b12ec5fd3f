#include "core/compensation/editedrows.h"

#include "core/base/names.h"
#include "core/data/encoding.h"
#include "core/data/rowpayload.h"
#include "core/data/spreadsheet.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <unordered_map>

namespace weir {

namespace {

using Why = RefusedEdit::Why;

constexpr std::size_t recordBytesMax = 16u << 20; ///< of a record; more is a quote that is never closed
constexpr std::size_t linesPerNotice = 200;

/// One record of RFC 4180.
struct CsvRecord
{
    std::vector<std::string> cells;
    std::size_t line = 1; ///< where it begins
    bool isOpen = false;  ///< its last quote is never closed
    [[nodiscard]] bool isBlank() const
    {
        return std::all_of(cells.begin(), cells.end(), [](const std::string &cell) { return cell.empty(); });
    }
};

class CsvRecords
{
public:
    CsvRecords(std::istream &file, char delimiter) : m_file(file), m_delimiter(delimiter) {}

    /// False at the end.
    bool next(CsvRecord &record)
    {
        record.cells.assign(1, {});
        record.line = m_line;
        record.isOpen = false;
        bool hasAny = false;
        std::size_t bytes = 0;
        for (char c = 0; m_file.get(c); hasAny = true) {
            m_line += c == '\n';
            std::string &cell = record.cells.back();
            if (++bytes > recordBytesMax) {
                record.isOpen = true;
                return true;
            }
            if (record.isOpen) {
                if (c != '"')
                    cell += c;
                else if (m_file.peek() == '"')
                    cell += static_cast<char>(m_file.get());
                else
                    record.isOpen = false;
            } else if (c == '"' && cell.empty()) {
                record.isOpen = true;
            } else if (c == m_delimiter) {
                record.cells.emplace_back();
            } else if (c == '\n') {
                return true;
            } else if (c != '\r' || m_file.peek() != '\n') {
                cell += c;
            }
        }
        return hasAny;
    }

private:
    std::istream &m_file;
    char m_delimiter;
    std::size_t m_line = 1;
};

/// Collects what one file says.
class EditReader
{
public:
    EditReader(LedgerReader &ledger, std::int64_t job, const Schema &fields, const EditReading &how)
        : m_ledger(ledger), m_job(job), m_how(how)
    {
        for (const Field &field : fields.fields()) {
            m_names.push_back(field.name);
            m_fields.push_back(std::make_shared<const Schema>(std::vector<Field>{field}));
        }
    }

    Result<void> readNdjson(std::istream &file, double bytes);
    Result<void> readCsv(std::istream &file, double bytes);
    Result<void> readTyped(const std::vector<TypedValue> &values);
    [[nodiscard]] EditedFile take();

private:
    struct Column ///< of a spreadsheet
    {
        std::size_t cell = 0, field = 0;
    };
    struct Seen ///< a row that the file holds
    {
        std::size_t line = 0;
        std::vector<std::size_t> changed; ///< fields
        bool isRefused = false;
    };

    Result<bool> goesOn(std::istream &file, double bytes, std::size_t records) const;
    void refuse(RefusedEdit edit);
    /// The row, if it may be edited; refuses the line otherwise.
    Result<std::optional<ExceptionRow>> openRow(std::size_t line, std::int64_t id);
    bool isTwice(std::size_t line, std::int64_t id);
    std::optional<std::vector<Column>> columns(const CsvRecord &head);
    Result<void> addObject(std::size_t line, const std::string &text);
    Result<void> addCells(const CsvRecord &record, const std::vector<Column> &columns, std::size_t width);
    bool hasRoom(const CsvRecord &record, const ExportCells &cells, std::int64_t id, const std::vector<Column> &columns,
                 std::size_t width);
    /// Puts a changed value into \a payload; false: refused.
    bool change(Json &payload, std::size_t line, std::int64_t id, std::size_t field, const std::string &before, Json value);
    void keep(std::size_t line, const ExceptionRow &row, const Json &payload, std::vector<std::size_t> changed);
    [[nodiscard]] std::string shown(const std::string &field, const std::string &value) const;

    LedgerReader &m_ledger;
    std::int64_t m_job;
    const EditReading &m_how;
    std::vector<std::string> m_names;
    std::vector<SchemaPtr> m_fields; ///< each alone
    std::unordered_map<std::int64_t, Seen> m_seen;
    EditedFile m_found;
    bool m_isOver = false; ///< the whole file is refused
};

std::string EditReader::shown(const std::string &field, const std::string &value) const
{
    return m_how.mask ? m_how.mask(field, value) : value;
}

Result<bool> EditReader::goesOn(std::istream &file, double bytes, std::size_t records) const
{
    if (m_isOver)
        return false;
    if (records % linesPerNotice == 0) {
        if (m_how.token.isCancelled())
            return CancelToken::cancelled();
        if (m_how.progress && bytes > 0)
            m_how.progress(static_cast<double>(file.tellg()) / bytes);
    }
    return true;
}

void EditReader::refuse(RefusedEdit edit)
{
    if (edit.isWholeFile()) {
        m_isOver = true;
        m_found = {};
        m_seen.clear();
    }
    ++m_found.refusedLines;
    if (m_found.refused.size() < EditedFile::refusedMax)
        m_found.refused.push_back(std::move(edit));
}

/// Nobody knows which of two lines is meant: neither is taken.
bool EditReader::isTwice(std::size_t line, std::int64_t id)
{
    const auto seen = m_seen.find(id);
    if (seen == m_seen.end()) {
        m_seen[id] = {line, {}, true}; // until it is known to be good
        return false;
    }
    Seen &first = seen->second;
    if (!first.isRefused) {
        first.isRefused = true;
        if (m_found.edits.erase(id) == 0)
            --m_found.unchanged;
        refuse({Why::Twice, first.line, id, {}, {}, std::to_string(line)});
    }
    refuse({Why::Twice, line, id, {}, {}, std::to_string(first.line)});
    return true;
}

Result<std::optional<ExceptionRow>> EditReader::openRow(std::size_t line, std::int64_t id)
{
    if (isTwice(line, id))
        return std::optional<ExceptionRow>();
    WEIR_TRY(auto row, m_ledger.row(m_job, id));
    if (!row)
        refuse({Why::UnknownRow, line, id, {}, std::to_string(id), {}});
    else if (row->state != "quarantined" && row->state != "released")
        refuse({Why::NotOpen, line, id, {}, {}, row->state});
    else if (row->isSetAside)
        refuse({Why::SetAside, line, id, {}, {}, {}});
    else
        return row;
    return std::optional<ExceptionRow>();
}

bool EditReader::change(Json &payload, std::size_t line, std::int64_t id, std::size_t field, const std::string &before,
                        Json value)
{
    const std::string &name = m_names[field];
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    const bool isOfFile = line > 0;
    if (isOfFile && hasLostDigits(before, text)) {
        refuse({Why::DigitsLost, line, id, name, text, shown(name, before)});
        return false;
    }
    const std::string alone[] = {Json{{name, value}}.dump(-1, ' ', false, Json::error_handler_t::replace)};
    if (!value.is_null() && !decodePayloads(m_fields[field], alone)) {
        refuse({Why::NotAValue, line, id, name, shown(name, text), typeText(m_fields[field]->field(0).type)});
        return false;
    }
    payload[name] = std::move(value);
    return true;
}

void EditReader::keep(std::size_t line, const ExceptionRow &row, const Json &payload, std::vector<std::size_t> changed)
{
    Seen &seen = m_seen[row.id];
    seen.isRefused = false;
    if (changed.empty()) {
        ++m_found.unchanged;
        return;
    }
    m_found.edits[row.id] = payload.dump(-1, ' ', false, Json::error_handler_t::replace);
    seen.changed = std::move(changed);
    if (m_found.edits.size() > editedRowsMax)
        refuse({Why::TooMany, line, row.id, {}, {}, std::to_string(editedRowsMax)});
}

Result<void> EditReader::addObject(std::size_t line, const std::string &text)
{
    const Json object = Json::parse(text, nullptr, false);
    if (!object.is_object() || !object.contains("row") || !object["row"].is_number_integer() ||
        !object.contains("values") || !object["values"].is_object()) {
        refuse({Why::BrokenLine, line, 0, {}, {}, "no {\"row\": id, \"values\": {…}}"});
        return {};
    }
    const auto id = object["row"].get<std::int64_t>();
    for (const auto &member : object["values"].items()) {
        if (std::find(m_names.begin(), m_names.end(), member.key()) == m_names.end()) {
            refuse({Why::UnknownField, line, id, member.key(), {}, nearestName(member.key(), m_names)});
            return {};
        }
    }
    WEIR_TRY(const auto row, openRow(line, id));
    if (!row)
        return {};
    const ExportCells cells(*row);
    Json payload = cells.values();
    std::vector<std::size_t> changed;
    for (const auto &[name, value] : object["values"].items()) {
        const auto old = payload.find(name);
        const bool isMasked = value.is_string() && value == cells.field(name, m_how.mask);
        if (isMasked || (old == payload.end() ? value.is_null() : *old == value))
            continue;
        const auto field = static_cast<std::size_t>(std::find(m_names.begin(), m_names.end(), name) - m_names.begin());
        if (!change(payload, line, id, field, cells.field(name), value))
            return {};
        changed.push_back(field);
    }
    keep(line, *row, payload, std::move(changed));
    return {};
}

Result<void> EditReader::readNdjson(std::istream &file, double bytes)
{
    std::string text;
    for (std::size_t line = 1; std::getline(file, text); ++line) {
        WEIR_TRY(const bool goes, goesOn(file, bytes, line));
        if (!goes)
            return {};
        if (text.find_first_not_of(" \t\r") == std::string::npos)
            continue;
        if (!isUtf8(text))
            refuse({Why::NotUtf8, line, 0, {}, {}, {}});
        else
            WEIR_CHECK(addObject(line, text));
    }
    return {};
}

std::optional<std::vector<EditReader::Column>> EditReader::columns(const CsvRecord &head)
{
    std::vector<Column> found;
    const std::vector<std::string> &known = exportColumns();
    for (std::size_t i = 0; i < head.cells.size(); ++i) {
        const std::string name(withoutGuard(head.cells[i]));
        // A field of the source may be called like a column of the export: those come first.
        if ((i < known.size() && known[i] == name) || (name.empty() && i + 1 == head.cells.size()))
            continue;
        if (i == 0) {
            refuse({Why::NotAnExport, head.line, 0, name, {}, {}});
            return std::nullopt;
        }
        const auto field = std::find(m_names.begin(), m_names.end(), name);
        if (field == m_names.end()) {
            refuse({Why::UnknownField, head.line, 0, name, {}, nearestName(name, m_names)});
            return std::nullopt;
        }
        found.push_back({i, static_cast<std::size_t>(field - m_names.begin())});
    }
    return found;
}

/// A line may end early where nothing stood (spreadsheets leave such cells out), and must not go on behind the head.
bool EditReader::hasRoom(const CsvRecord &record, const ExportCells &cells, std::int64_t id,
                         const std::vector<Column> &columns, std::size_t width)
{
    bool hasAll = true;
    for (std::size_t i = width; i < record.cells.size(); ++i)
        hasAll = hasAll && record.cells[i].empty();
    for (const Column &column : columns)
        hasAll = hasAll && (column.cell < record.cells.size() || cells.field(m_names[column.field]).empty());
    if (!hasAll)
        refuse({Why::BrokenLine, record.line, id, {}, {}, fmt::format("{} cells instead of {}", record.cells.size(), width)});
    return hasAll;
}

Result<void> EditReader::addCells(const CsvRecord &record, const std::vector<Column> &columns, std::size_t width)
{
    std::int64_t id = 0;
    const std::string &text = record.cells.front();
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), id);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) {
        refuse({Why::UnknownRow, record.line, 0, {}, text, {}});
        return {};
    }
    WEIR_TRY(const auto row, openRow(record.line, id));
    if (!row)
        return {};
    const ExportCells cells(*row);
    if (!hasRoom(record, cells, id, columns, width))
        return {};
    Json payload = cells.values();
    std::vector<std::size_t> changed;
    for (const Column &column : columns) {
        if (column.cell >= record.cells.size())
            continue;
        const std::string &name = m_names[column.field];
        const std::string value(withoutGuard(record.cells[column.cell]));
        const std::string before = cells.field(name);
        // As it was shown: masked, or as it is.
        if (value == before || (m_how.mask && value == m_how.mask(name, before)))
            continue;
        if (!change(payload, record.line, id, column.field, before, value.empty() ? Json() : Json(value)))
            return {};
        changed.push_back(column.field);
    }
    const std::size_t known = std::min(exportColumns().size(), record.cells.size());
    for (std::size_t i = 1; changed.empty() && i < known; ++i) {
        const std::string value(withoutGuard(record.cells[i]));
        const std::string before = cells.column(i);
        if (value == before || value == cells.column(i, m_how.mask) || hasLostDigits(before, value))
            continue;
        refuse({Why::ReadOnly, record.line, id, exportColumns()[i], shown(row->field, value), row->field});
        return {};
    }
    keep(record.line, *row, payload, std::move(changed));
    return {};
}

Result<void> EditReader::readCsv(std::istream &file, double bytes)
{
    std::string start;
    for (char c = 0; start.size() < 8 && file.get(c);)
        start += c;
    file.clear();
    const std::size_t mark = start.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    file.seekg(static_cast<std::streamoff>(mark));
    const std::size_t at = start.find_first_of(",;\t", mark);
    CsvRecords records(file, at == std::string::npos ? ',' : start[at]);
    CsvRecord record;
    std::optional<std::vector<Column>> named;
    std::size_t width = 0;
    for (std::size_t count = 1; records.next(record); ++count) {
        const bool isText = std::all_of(record.cells.begin(), record.cells.end(),
                                        [](const std::string &cell) { return isUtf8(cell); });
        if (record.isOpen)
            refuse({Why::OpenQuote, record.line, 0, {}, {}, {}});
        else if (!isText)
            refuse({Why::NotUtf8, record.line, 0, {}, {}, {}});
        WEIR_TRY(const bool goes, goesOn(file, bytes, count));
        if (!goes)
            return {};
        if (count == 1) {
            named = columns(record);
            width = record.cells.size();
        } else if (!record.isBlank()) {
            WEIR_CHECK(addCells(record, *named, width));
        }
        if (m_isOver)
            return {};
    }
    if (!named && !m_isOver)
        refuse({Why::NotAnExport, 1, 0, {}, {}, {}});
    return {};
}

/// Values of one row follow each other.
Result<void> EditReader::readTyped(const std::vector<TypedValue> &values)
{
    for (auto first = values.begin(), next = first; first != values.end(); first = next) {
        next = std::find_if(first, values.end(), [&](const TypedValue &value) { return value.row != first->row; });
        WEIR_TRY(const auto row, openRow(0, first->row));
        if (!row)
            continue;
        const ExportCells cells(*row);
        Json payload = cells.values();
        std::vector<std::size_t> changed;
        bool isGood = true;
        for (auto typed = first; typed != next && isGood; ++typed) {
            const auto name = std::find(m_names.begin(), m_names.end(), typed->field);
            const Json value = typed->value ? Json(*typed->value) : Json();
            const auto field = static_cast<std::size_t>(name - m_names.begin());
            if (name == m_names.end()) {
                refuse({Why::UnknownField, 0, first->row, typed->field, {}, nearestName(typed->field, m_names)});
                return {};
            }
            if (const auto old = payload.find(typed->field); old == payload.end() ? value.is_null() : *old == value)
                continue;
            isGood = change(payload, 0, first->row, field, {}, value);
            changed.push_back(field);
        }
        if (isGood)
            keep(0, *row, payload, std::move(changed));
    }
    return {};
}

EditedFile EditReader::take()
{
    std::vector<std::int64_t> rows(m_names.size());
    for (const auto &[id, seen] : m_seen) {
        for (const std::size_t field : seen.changed)
            rows[field] += !seen.isRefused;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i] > 0)
            m_found.fields.emplace_back(m_names[i], rows[i]);
    }
    std::sort(m_found.refused.begin(), m_found.refused.end(),
              [](const RefusedEdit &a, const RefusedEdit &b) { return a.line < b.line; });
    return std::move(m_found);
}

} // namespace

std::string RefusedEdit::text() const
{
    switch (why) {
    case Why::NotUtf8:
        return "the text is not UTF-8 (a spreadsheet may have saved it in another encoding): save it as \"CSV UTF-8\"";
    case Why::NotAnExport:
        return "the first column must be \"row\", as `weir failures JOB --export FILE.csv` writes it";
    case Why::UnknownField:
        return fmt::format("the source has no field \"{}\"{}", field,
                           other.empty() ? "" : fmt::format(", did you mean \"{}\"?", other));
    case Why::OpenQuote: return "a quote that is opened here is never closed";
    case Why::TooMany: return fmt::format("at most {} rows at once", other);
    case Why::BrokenLine:
        return fmt::format("{}; expected what `weir failures JOB --export FILE` writes", other);
    case Why::UnknownRow:
        return row == 0 ? fmt::format("\"{}\" is no number of a row", value)
                        : fmt::format("row {} is no row of this job", row);
    case Why::NotOpen:
        return fmt::format("row {} is no open quarantined row of this job: it is {}", row, other);
    case Why::SetAside: return fmt::format("row {} is set aside: restore it first", row);
    case Why::Twice: return fmt::format("row {} stands in line {}, too: keep one", row, other);
    case Why::NotAValue:
        return fmt::format("row {}, field \"{}\": \"{}\" is no value of the field's type {}", row, field, value,
                           other);
    case Why::DigitsLost:
        return fmt::format("row {}, field \"{}\": a spreadsheet made {} of {}; open the file with the column as text",
                           row, field, value, other);
    case Why::ReadOnly:
        return fmt::format("row {}: only the column \"{}\" was changed, which is for reading; change the columns behind "
                           "\"detail\"",
                           row, field);
    }
    return {};
}

Result<EditedFile> inspectEditedRows(LedgerReader &ledger, std::int64_t job, const std::string &path, const EditReading &how)
{
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file)
        return fail(ErrorCode::NotFound, Recovery::Stop, fmt::format("cannot read {}", path));
    const auto bytes = static_cast<double>(file.tellg());
    file.seekg(0);
    WEIR_TRY(const Schema fields, sourceFields(ledger, job));
    EditReader reader(ledger, job, fields, how);
    WEIR_CHECK(lowerAscii(path).ends_with(".csv") ? reader.readCsv(file, bytes) : reader.readNdjson(file, bytes));
    return reader.take();
}

Result<EditedFile> inspectTypedValues(LedgerReader &ledger, std::int64_t job, const std::vector<TypedValue> &values)
{
    WEIR_TRY(const Schema fields, sourceFields(ledger, job));
    const EditReading how;
    EditReader reader(ledger, job, fields, how);
    std::vector<TypedValue> byRow = values;
    std::stable_sort(byRow.begin(), byRow.end(), [](const TypedValue &a, const TypedValue &b) { return a.row < b.row; });
    WEIR_CHECK(reader.readTyped(byRow));
    return reader.take();
}

Result<EditedRows> readEditedRows(LedgerReader &ledger, std::int64_t job, const std::string &path, const ValueMask &mask)
{
    EditReading how;
    how.mask = mask;
    WEIR_TRY(EditedFile found, inspectEditedRows(ledger, job, path, how));
    if (!found.refused.empty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("{}, line {}: {}; nothing was written", path, found.refused.front().line,
                                found.refused.front().text()));
    if (found.edits.empty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("{} holds no changed row: change {}", path,
                                lowerAscii(path).ends_with(".csv")
                                    ? "values in the columns behind \"detail\"; those before are for reading"
                                    : "members of \"values\""));
    return std::move(found.edits);
}

} // namespace weir
