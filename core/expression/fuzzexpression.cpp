#include "core/expression/fuzzexpression.h"

#include "core/data/conversion.h"
#include "core/expression/expression.h"

#include <memory>
#include <vector>

namespace weir {

namespace {

struct FuzzField
{
    const char *name;
    TypeKind kind;
    std::vector<const char *> values; ///< null: NULL
};

RecordBatch makeFuzzBatch()
{
    const std::vector<FuzzField> fields = {
        {"t", TypeKind::Text, {"北京 abc 12", "", nullptr, "2026-03-05", "-1.50"}},
        {"客户", TypeKind::Text, {"a@b.c", "ＡＢ１", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa!", nullptr, "1,234.50元"}},
        {"i", TypeKind::Int64, {"0", "-1", "9223372036854775807", "-9223372036854775808", nullptr}},
        {"d", TypeKind::Decimal, {"1.10", "-0.5", "99999999999999999999999999999999999999", nullptr, "0"}},
        {"f", TypeKind::Float64, {"0.5", "-1e300", "NaN", "Infinity", nullptr}},
        {"b", TypeKind::Bool, {"true", "false", nullptr, "true", "false"}},
        {"day", TypeKind::Date, {"2026-03-05", "infinity", nullptr, "-0043-03-15", "290000-12-31"}},
        {"clock", TypeKind::Time, {"00:00", "24:00", nullptr, "10:20:30.5", "23:59"}},
        {"local",
         TypeKind::DateTime,
         {"2026-03-29T02:30:00", "infinity", nullptr, "1969-12-31T23:59:59.999999", "2026-01-31"}},
        {"moment",
         TypeKind::Timestamp,
         {"2026-03-05T02:00:00Z", "-infinity", nullptr, "1969-12-31T23:59:59Z", "2026-10-25T00:30:00Z"}},
        {"j", TypeKind::Json, {R"({"a":[1,{"b":"x\n"}],"c":null})", "null", nullptr, "[1,2]", R"("text")"}},
    };
    std::vector<Field> schema;
    std::vector<ColumnPtr> columns;
    std::int64_t rows = 0;
    for (const FuzzField &field : fields) {
        auto text = std::make_shared<Column>(TypeKind::Text);
        for (const char *value : field.values) {
            if (value)
                text->appendText(value);
            else
                text->appendNull();
        }
        ConversionOptions options;
        options.to = field.kind;
        RowErrors ignored;
        rows = text->size();
        columns.push_back(convert(text, TypeKind::Text, options, ignored));
        schema.push_back({field.name, field.kind, true, {}});
    }
    return {std::make_shared<Schema>(std::move(schema)), std::move(columns), rows};
}

} // namespace

void fuzzExpression(std::string_view bytes)
{
    static const RecordBatch batch = makeFuzzBatch();
    ExpressionContext context;
    context.fields = batch.schema();
    context.zone = "Europe/Berlin";
    context.stepsMax = 100'000;
    context.outputMax = 64 << 10;
    auto compiled = Expression::compile(bytes, context);
    if (const auto *error = std::get_if<ExpressionError>(&compiled)) {
        (void)error->caret(bytes);
        return;
    }
    RowErrors errors;
    const ColumnPtr column = std::get<Expression>(compiled).evaluate(batch, errors);
    std::string text;
    for (std::int64_t row = 0; row < column->size(); ++row)
        appendAsText(*column, row, text);
}

} // namespace weir
