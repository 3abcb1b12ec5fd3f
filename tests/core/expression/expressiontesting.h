#pragma once

#include "core/data/conversion.h"
#include "core/expression/expression.h"

#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace weir::test {

/// A look-up table in memory: key, then one value per column.
class TestTable final : public LookupTable
{
public:
    TestTable(std::vector<std::string> columns, std::vector<std::vector<std::optional<std::string>>> rows)
        : m_columns(std::move(columns)), m_rows(std::move(rows))
    {}
    [[nodiscard]] std::int64_t find(std::string_view key) const override
    {
        for (std::size_t i = 0; i < m_rows.size(); ++i) {
            if (m_rows[i][0] == key)
                return static_cast<std::int64_t>(i);
        }
        return -1;
    }
    [[nodiscard]] int column(std::string_view name) const override
    {
        if (name.empty())
            return 1;
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            if (m_columns[i] == name)
                return static_cast<int>(i);
        }
        return -1;
    }
    [[nodiscard]] std::optional<std::string_view> value(std::int64_t row, int column) const override
    {
        const auto &value = m_rows[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)];
        return value ? std::optional<std::string_view>(*value) : std::nullopt;
    }
    [[nodiscard]] std::int64_t size() const override { return static_cast<std::int64_t>(m_rows.size()); }
    [[nodiscard]] std::vector<std::string> nearest(std::string_view, int) const override { return {}; }

private:
    std::vector<std::string> m_columns;
    std::vector<std::vector<std::optional<std::string>>> m_rows;
};

/// The look-up table `units` of the documented examples.
inline LookupTables exampleTables()
{
    return {{"units",
             std::make_shared<TestTable>(
                 std::vector<std::string>{"code", "chinese", "english"},
                 std::vector<std::vector<std::optional<std::string>>>{
                     {"PCS", "件", "piece"}, {"KG", "公斤", "kilogram"}, {"M", std::nullopt, "metre"}})}};
}

using Cell = std::optional<std::string>;

/// A batch whose values are given as text and converted to the fields' types; an empty Cell is NULL.
inline RecordBatch batchOf(const std::vector<Field> &fields, const std::vector<std::vector<Cell>> &rows)
{
    std::vector<ColumnPtr> columns;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        auto text = std::make_shared<Column>(TypeKind::Text);
        for (const auto &row : rows) {
            if (row[i])
                text->appendText(*row[i]);
            else
                text->appendNull();
        }
        ConversionOptions options;
        options.to = fields[i].type;
        options.emptyIsNull = false;
        RowErrors errors;
        ColumnPtr column = convert(text, TypeKind::Text, options, errors);
        EXPECT_TRUE(errors.empty()) << "the test's own value of " << fields[i].name << " is wrong";
        columns.push_back(column);
    }
    return {std::make_shared<Schema>(fields), columns, static_cast<std::int64_t>(rows.size())};
}

/// Value \a row of \a column as text, "NULL" for NULL.
inline std::string cellText(const Column &column, std::int64_t row)
{
    if (column.isNull(row))
        return "NULL";
    std::string text;
    appendAsText(column, row, text);
    return text;
}

inline ExpressionContext contextOf(SchemaPtr fields = nullptr)
{
    ExpressionContext context;
    context.fields = std::move(fields);
    context.lookups = exampleTables();
    return context;
}

/// The values of \a expression for the rows of \a batch: as cellText(), "error: <RowCode>" for rows that
/// failed, "error: compile" alone when it cannot be compiled.
inline std::vector<std::string> resultsOf(std::string_view expression, const RecordBatch &batch,
                                          ExpressionContext context, RowErrors *errorsOut = nullptr)
{
    context.fields = batch.schema();
    auto compiled = Expression::compile(expression, context);
    if (std::holds_alternative<ExpressionError>(compiled))
        return {"error: compile"};
    RowErrors errors;
    const ColumnPtr column = std::get<Expression>(compiled).evaluate(batch, errors);
    EXPECT_EQ(column->size(), batch.rows());
    EXPECT_EQ(column->kind(), std::get<Expression>(compiled).type().kind);
    std::vector<std::string> results;
    for (std::int64_t row = 0; row < column->size(); ++row)
        results.push_back(cellText(*column, row));
    for (const RowError &error : errors) {
        std::string &result = results[static_cast<std::size_t>(error.row)];
        EXPECT_EQ(result, "NULL") << "a failed row has a value in " << expression;
        result = "error: " + std::string(rowCodeName(error.code));
    }
    if (errorsOut)
        *errorsOut = std::move(errors);
    return results;
}

/// The value of an expression that reads no fields.
inline std::string resultOf(std::string_view expression)
{
    const RecordBatch oneRow(std::make_shared<Schema>(), {}, 1);
    return resultsOf(expression, oneRow, contextOf()).front();
}

} // namespace weir::test
