#include "core/connectors/files/jsonencoder.h"

namespace weir {

JsonEncoder::JsonEncoder(Form form, const Schema &fields) : m_form(form), m_rows(fields, form == Form::Lines) {}

bool JsonEncoder::encode(const RecordBatch &rows, std::int64_t row, bool isFirst, std::string &out,
                         RowError &error)
{
    const std::size_t start = out.size();
    if (m_form == Form::Array)
        out += isFirst ? "\n" : ",\n";
    if (!m_rows.append(rows, row, out, error)) {
        out.resize(start);
        return false;
    }
    if (m_form == Form::Lines)
        out += '\n';
    return true;
}

} // namespace weir
