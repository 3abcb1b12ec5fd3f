#include "core/data/jsonrow.h"

#include "core/data/conversion.h"
#include "core/data/jsontext.h"

#include <cmath>

namespace weir {

JsonRowWriter::JsonRowWriter(const Schema &fields, bool isOneLine) : m_isOneLine(isOneLine)
{
    for (const Field &field : fields.fields()) {
        appendJsonString(field.name, m_keys.emplace_back());
        m_keys.back() += ':';
    }
}

bool JsonRowWriter::appendValue(const Column &column, std::int64_t row, std::string &out)
{
    switch (column.kind()) {
    case TypeKind::Text:
        appendJsonString(column.text(row), out);
        return true;
    case TypeKind::Json: {
        // A token may hold line ends between its parts; in a line it must not.
        const std::string_view token = column.text(row);
        if (!m_isOneLine || token.find_first_of("\r\n") == std::string_view::npos) {
            out += token;
            return true;
        }
        for (const char c : token)
            out += c == '\n' || c == '\r' ? ' ' : c;
        return true;
    }
    case TypeKind::Float64:
        if (!std::isfinite(column.doubles()[static_cast<std::size_t>(row)]))
            return false;
        [[fallthrough]];
    case TypeKind::Bool:
    case TypeKind::Int64:
    case TypeKind::Decimal:
        appendAsText(column, row, out);
        return true;
    case TypeKind::Bytes:
    case TypeKind::Date:
    case TypeKind::Time:
    case TypeKind::DateTime:
    case TypeKind::Timestamp:
        break;
    }
    m_scratch.clear();
    appendAsText(column, row, m_scratch);
    appendJsonString(m_scratch, out);
    return true;
}

bool JsonRowWriter::append(const RecordBatch &rows, std::int64_t row, std::string &out, RowError &error)
{
    const std::size_t start = out.size();
    out += '{';
    bool isFirstMember = true;
    for (std::size_t i = 0; i < m_keys.size(); ++i) {
        const Column &column = rows.column(i);
        const bool isNull = column.isNull(row);
        if (!isNull && column.kind() == TypeKind::Json && column.text(row).empty())
            continue; // absent
        if (!isFirstMember)
            out += ',';
        isFirstMember = false;
        out += m_keys[i];
        if (isNull) {
            out += "null";
        } else if (!appendValue(column, row, out)) {
            out.resize(start);
            error.stage = Stage::Write;
            error.code = RowCode::NotConvertible;
            error.field = rows.schema()->field(i).name;
            error.rule = "json";
            error.detail = "JSON has no number for infinity and not-a-number; make the field text to keep it";
            return false;
        }
    }
    out += '}';
    return true;
}

} // namespace weir
