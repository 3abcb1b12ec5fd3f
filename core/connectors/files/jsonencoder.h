#pragma once

#include "core/connectors/files/rowencoder.h"
#include "core/data/jsonrow.h"

#include <string>

namespace weir {

/// Writes one JSON object per row (JsonRowWriter): as lines (NDJSON) or as elements of an array.
class JsonEncoder final : public RowEncoder
{
public:
    enum class Form : std::uint8_t { Lines, Array };

    JsonEncoder(Form form, const Schema &fields);

    [[nodiscard]] std::string header() const override { return m_form == Form::Array ? "[" : ""; }
    [[nodiscard]] std::string closing() const override { return m_form == Form::Array ? "\n]\n" : ""; }
    [[nodiscard]] bool encode(const RecordBatch &rows, std::int64_t row, bool isFirst, std::string &out,
                              RowError &error) override;

private:
    Form m_form;
    JsonRowWriter m_rows;
};

} // namespace weir
