#pragma once

#include "core/connectors/files/rowencoder.h"

#include <string>
#include <vector>

namespace weir {

/// Writes one JSON object per row: as lines (NDJSON) or as elements of an array. Json fields are written as
/// they are, absent ones (empty) are left out, NULL is null; whole, decimal and floating numbers are numbers
/// with the digits they have, everything else a string in its exact text form.
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
    [[nodiscard]] bool appendValue(const Column &column, std::int64_t row, std::string &out);

    Form m_form;
    std::vector<std::string> m_keys; ///< "name": as it is written
    std::string m_scratch;
};

} // namespace weir
