#include "core/compensation/editedrows.h"

#include "core/base/names.h"
#include "core/data/spreadsheet.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

Unexpected wrongAt(const std::string &path, std::size_t line, const std::string &what)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop, fmt::format("{}, line {}: {}; nothing was written", path, line, what));
}

Unexpected unknownField(const std::string &path, std::size_t line, const std::string &name,
                        const std::vector<std::string> &fields)
{
    const std::string nearest = nearestName(name, fields);
    return wrongAt(path, line, fmt::format("the source has no field \"{}\"{}", name,
                                           nearest.empty() ? "" : fmt::format(", did you mean \"{}\"?", nearest)));
}

/// Collects edits of one file.
class EditReader
{
public:
    EditReader(LedgerReader &ledger, std::int64_t job, const std::string &path, std::vector<std::string> fields,
               const ValueMask &mask)
        : m_ledger(ledger), m_job(job), m_path(path), m_fields(std::move(fields)), m_mask(mask)
    {}

    Result<void> readNdjson(std::istream &file);
    Result<void> readCsv(std::istream &file);
    [[nodiscard]] EditedRows take() { return std::move(m_edits); }

private:
    struct Column ///< of a spreadsheet
    {
        std::size_t cell = 0;
        std::string field;
    };
    Result<ExceptionRow> openRow(std::size_t line, std::int64_t id);
    Result<std::vector<Column>> columns(const std::vector<std::string> &head);
    Result<void> addCells(std::size_t line, const std::vector<std::string> &cells, const std::vector<Column> &columns);
    Result<void> add(std::size_t line, std::int64_t id, const Json &payload);
    [[nodiscard]] bool isUntouched(const ExceptionRow &row, const std::string &field, const Json &value) const;

    LedgerReader &m_ledger;
    std::int64_t m_job;
    const std::string &m_path;
    std::vector<std::string> m_fields;
    const ValueMask &m_mask;
    EditedRows m_edits;
};

Json payloadOf(const ExceptionRow &row)
{
    Json payload = row.isRaw ? Json::object() : Json::parse(row.payload, nullptr, false);
    return payload.is_object() ? payload : Json::object();
}

Result<ExceptionRow> EditReader::openRow(std::size_t line, std::int64_t id)
{
    WEIR_TRY(const auto row, m_ledger.openRow(m_job, id));
    if (!row)
        return wrongAt(m_path, line, fmt::format("row {} is no open quarantined row of this job", id));
    return *row;
}

Result<void> EditReader::add(std::size_t line, std::int64_t id, const Json &payload)
{
    m_edits[id] = payload.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (m_edits.size() > editedRowsMax)
        return wrongAt(m_path, line, fmt::format("at most {} rows at once", editedRowsMax));
    return {};
}

/// A masked value that comes back as it was shown.
bool EditReader::isUntouched(const ExceptionRow &row, const std::string &field, const Json &value) const
{
    return m_mask && value.is_string() && value == exportCells(row, {field}, m_mask).front();
}

Result<void> EditReader::readNdjson(std::istream &file)
{
    std::string text;
    for (std::size_t line = 1; std::getline(file, text); ++line) {
        if (text.find_first_not_of(" \t\r") == std::string::npos)
            continue;
        const Json object = Json::parse(text, nullptr, false);
        if (!object.is_object() || !object.contains("row") || !object["row"].is_number_integer() ||
            !object.contains("values") || !object["values"].is_object())
            return wrongAt(m_path, line, "expected {\"row\": id, \"values\": {…}} as `weir failures JOB --export FILE` writes it");
        const auto id = object["row"].get<std::int64_t>();
        WEIR_TRY(const ExceptionRow row, openRow(line, id));
        Json payload = payloadOf(row);
        for (const auto &[name, value] : object["values"].items()) {
            if (std::find(m_fields.begin(), m_fields.end(), name) == m_fields.end())
                return unknownField(m_path, line, name, m_fields);
            if (!isUntouched(row, name, value))
                payload[name] = value;
        }
        WEIR_CHECK(add(line, id, payload));
    }
    return {};
}

/// The next record of RFC 4180; false at the end. \a lines counts the lines it takes.
bool nextRecord(std::istream &file, char delimiter, std::vector<std::string> &cells, std::size_t &lines)
{
    cells.assign(1, {});
    bool isQuoted = false, hasAny = false;
    for (char c = 0; file.get(c); hasAny = true) {
        lines += c == '\n';
        if (isQuoted) {
            if (c != '"')
                cells.back() += c;
            else if (file.peek() == '"')
                cells.back() += static_cast<char>(file.get());
            else
                isQuoted = false;
        } else if (c == '"' && cells.back().empty()) {
            isQuoted = true;
        } else if (c == delimiter) {
            cells.emplace_back();
        } else if (c == '\n') {
            return true;
        } else if (c != '\r' || file.peek() != '\n') {
            cells.back() += c;
        }
    }
    return hasAny;
}

Result<std::vector<EditReader::Column>> EditReader::columns(const std::vector<std::string> &head)
{
    std::vector<Column> found;
    const std::vector<std::string> &known = exportColumns();
    bool hasId = false;
    for (std::size_t i = 0; i < head.size(); ++i) {
        const std::string name(withoutGuard(head[i]));
        // A field of the source may be called like a column of the export: those come first.
        const bool isOfExport = i < known.size() && known[i] == name;
        hasId = hasId || (isOfExport && i == 0);
        if (isOfExport)
            continue;
        if (std::find(m_fields.begin(), m_fields.end(), name) == m_fields.end())
            return unknownField(m_path, 1, name, m_fields);
        found.push_back({i, name});
    }
    if (!hasId)
        return wrongAt(m_path, 1, "the first column must be \"row\", as `weir failures JOB --export FILE.csv` writes it");
    return found;
}

Result<void> EditReader::addCells(std::size_t line, const std::vector<std::string> &cells, const std::vector<Column> &columns)
{
    std::int64_t id = 0;
    const std::string &text = cells.front();
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), id);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size())
        return wrongAt(m_path, line, fmt::format("\"{}\" is no number of a row", text));
    WEIR_TRY(const ExceptionRow row, openRow(line, id));
    Json payload = payloadOf(row);
    bool isChanged = false;
    for (const Column &column : columns) {
        if (column.cell >= cells.size())
            continue;
        const std::string value(withoutGuard(cells[column.cell]));
        // As it was shown: masked, or with --show-values as it is.
        if (value == exportCells(row, {column.field}, m_mask).front() || value == exportCells(row, {column.field}).front())
            continue;
        payload[column.field] = value.empty() ? Json() : Json(value);
        isChanged = true;
    }
    return isChanged ? add(line, id, payload) : Result<void>();
}

Result<void> EditReader::readCsv(std::istream &file)
{
    std::string start;
    for (char c = 0; start.size() < 8 && file.get(c);)
        start += c;
    file.clear();
    const std::size_t mark = start.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    file.seekg(static_cast<std::streamoff>(mark));
    const std::size_t at = start.find_first_of(",;\t", mark);
    const char delimiter = at == std::string::npos ? ',' : start[at];
    std::size_t lines = 1;
    std::vector<std::string> cells;
    if (!nextRecord(file, delimiter, cells, lines))
        return {};
    WEIR_TRY(const std::vector<Column> named, columns(cells));
    for (std::size_t line = lines; nextRecord(file, delimiter, cells, lines); line = lines) {
        if (cells.size() > 1 || !cells.front().empty())
            WEIR_CHECK(addCells(line, cells, named));
    }
    return {};
}

} // namespace

Result<EditedRows> readEditedRows(LedgerReader &ledger, std::int64_t job, const std::string &path,
                                  const ValueMask &mask)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return fail(ErrorCode::NotFound, Recovery::Stop, fmt::format("cannot read {}", path));
    WEIR_TRY(std::vector<std::string> fields, sourceFieldNames(ledger, job));
    EditReader reader(ledger, job, path, std::move(fields), mask);
    const bool isCsv = lowerAscii(path).ends_with(".csv");
    WEIR_CHECK(isCsv ? reader.readCsv(file) : reader.readNdjson(file));
    EditedRows edits = reader.take();
    if (edits.empty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("{} holds no {}", path,
                                isCsv ? "changed row: change values in the columns behind \"detail\"; those before are for reading"
                                      : "rows"));
    return edits;
}

} // namespace weir
