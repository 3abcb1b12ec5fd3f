#include "tests/support/rows.h"

#include "core/data/conversion.h"
#include "core/data/datetime.h"
#include "core/data/number.h"

#include <cstdlib>

namespace weir::test {

namespace {

void check(bool isFine)
{
    if (!isFine)
        std::abort();
}

void append(Column &column, const std::string &value)
{
    bool flag = false;
    double number = 0;
    std::int64_t whole = 0;
    std::int32_t days = 0;
    ParsedDateTime when;
    switch (column.kind()) {
    case TypeKind::Bool: check(!parseBool(value, flag)); return column.appendBool(flag);
    case TypeKind::Int64: check(!parseInt64(value, whole)); return column.appendInt64(whole);
    case TypeKind::Float64: check(!parseFloat64(value, number)); return column.appendDouble(number);
    case TypeKind::Date: check(!parseDate(value, days)); return column.appendDays(days);
    case TypeKind::Time: check(!parseTime(value, whole)); return column.appendInt64(whole);
    case TypeKind::DateTime:
    case TypeKind::Timestamp: check(!parseDateTime(value, when)); return column.appendInt64(when.micros);
    case TypeKind::Decimal:
    case TypeKind::Text:
    case TypeKind::Json:
    case TypeKind::Bytes: return column.appendText(value);
    }
}

} // namespace

RecordBatch makeRows(const SchemaPtr &schema, const std::vector<std::vector<Value>> &rows)
{
    std::vector<ColumnPtr> columns;
    for (std::size_t i = 0; i < schema->size(); ++i) {
        auto column = std::make_shared<Column>(schema->field(i).type.kind);
        for (const auto &row : rows) {
            check(row.size() == schema->size());
            if (row[i])
                append(*column, *row[i]);
            else
                column->appendNull();
        }
        columns.push_back(std::move(column));
    }
    return {schema, std::move(columns), static_cast<std::int64_t>(rows.size())};
}

SchemaPtr makeSchema(std::string_view fields, std::vector<std::string> key)
{
    std::vector<Field> list;
    while (!fields.empty()) {
        std::size_t end = fields.find(", ");
        const std::string_view one = fields.substr(0, end);
        const std::size_t space = one.rfind(' ');
        auto type = parseType(one.substr(space + 1));
        check(type.has_value());
        list.push_back({std::string(one.substr(0, space)), *type, true, {}});
        fields = end == std::string_view::npos ? std::string_view() : fields.substr(end + 2);
    }
    return std::make_shared<Schema>(std::move(list), std::move(key));
}

std::vector<std::string> rowTexts(const RecordBatch &rows)
{
    std::vector<std::string> texts;
    for (std::int64_t row = 0; row < rows.rows(); ++row) {
        std::string text;
        for (std::size_t i = 0; i < rows.schema()->size(); ++i) {
            text += i == 0 ? "" : "|";
            if (rows.column(i).isNull(row))
                text += "NULL";
            else
                appendAsText(rows.column(i), row, text);
        }
        texts.push_back(std::move(text));
    }
    return texts;
}

} // namespace weir::test
