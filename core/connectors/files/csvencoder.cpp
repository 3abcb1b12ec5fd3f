#include "core/connectors/files/csvencoder.h"

#include "core/base/names.h"
#include "core/data/conversion.h"
#include "core/data/jsontext.h"

#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

bool hasByteOrderMark(const FileFormat &format)
{
    const std::string name = lowerAscii(format.encoding.value_or(""));
    return name == "utf-8-sig" || name == "utf-8 with bom" || name == "utf-8-bom";
}

} // namespace

CsvEncoder::CsvEncoder(const FileFormat &format, SchemaPtr fields, std::vector<int> columns)
    : m_fields(std::move(fields)),
      m_columns(std::move(columns)),
      m_delimiter(format.delimiter.value_or(format.kind == FileKind::Tsv ? '\t' : ',')),
      m_quote(format.quote.value_or('"')),
      m_hasHeader(format.hasHeader.value_or(true)),
      m_hasByteOrderMark(hasByteOrderMark(format)),
      m_nullText(format.nullText.value_or(""))
{
    for (const char c : {m_delimiter, m_quote, '\n', '\r'})
        m_isSpecial[static_cast<unsigned char>(c)] = true;
}

std::string CsvEncoder::header() const
{
    std::string line(m_hasByteOrderMark ? byteOrderMark : "");
    if (!m_hasHeader)
        return line;
    for (std::size_t i = 0; i < m_fields->size(); ++i) {
        if (i > 0)
            line += m_delimiter;
        appendQuotedIfNeeded(m_fields->field(i).name, line);
    }
    line += '\n';
    return line;
}

bool CsvEncoder::needsQuotes(std::string_view text) const
{
    if (text.empty() || text == "\\N" || text == m_nullText)
        return true;
    for (const char c : text) {
        if (m_isSpecial[static_cast<unsigned char>(c)])
            return true;
    }
    return text.substr(0, byteOrderMark.size()) == byteOrderMark;
}

void CsvEncoder::appendQuotedIfNeeded(std::string_view text, std::string &out) const
{
    if (!needsQuotes(text)) {
        out += text;
        return;
    }
    out += m_quote;
    for (std::size_t quote = text.find(m_quote); quote != std::string_view::npos;
         quote = text.find(m_quote)) {
        out.append(text.substr(0, quote + 1));
        out += m_quote;
        text.remove_prefix(quote + 1);
    }
    out += text;
    out += m_quote;
}

void CsvEncoder::appendNull(std::string &out) const
{
    if (!m_nullText.empty())
        out += m_nullText;
    else if (m_columns.size() == 1)
        out += "\\N"; // a blank line would be no record
}

bool CsvEncoder::encode(const RecordBatch &rows, std::int64_t row, bool, std::string &out, RowError &error)
{
    const std::size_t start = out.size();
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        if (i > 0)
            out += m_delimiter;
        const Column *column =
            m_columns[i] < 0 ? nullptr : &rows.column(static_cast<std::size_t>(m_columns[i]));
        if (!column || column->isNull(row)) {
            appendNull(out);
            continue;
        }
        if (column->kind() == TypeKind::Text) {
            appendQuotedIfNeeded(column->text(row), out);
            continue;
        }
        m_scratch.clear();
        if (column->kind() != TypeKind::Json) {
            appendAsText(*column, row, m_scratch);
            appendQuotedIfNeeded(m_scratch, out);
            continue;
        }
        const std::string_view token = column->text(row);
        if (token.empty() || token == "null") {
            appendNull(out);
        } else {
            appendJsonAsText(token, m_scratch);
            appendQuotedIfNeeded(m_scratch, out);
        }
    }
    if (out.find('\0', start) != std::string::npos) {
        out.resize(start);
        error.stage = Stage::Write;
        error.code = RowCode::NotConvertible;
        error.rule = "csv";
        error.detail = "the row holds a NUL character, which no CSV file can hold";
        return false;
    }
    out += '\n';
    return true;
}

} // namespace weir
