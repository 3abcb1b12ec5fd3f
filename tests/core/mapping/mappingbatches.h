#pragma once

#include "core/data/conversion.h"
#include "core/data/recordbatch.h"
#include "core/mapping/mappingplan.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace weir::test {

using Cells = std::vector<std::optional<std::string>>;

/// "name type", "name type!" for not null, "name type native:varchar(20)".
inline Field fieldOf(std::string text)
{
    Field field;
    if (const std::size_t native = text.find(" native:"); native != std::string::npos) {
        field.nativeType = text.substr(native + 8);
        text.resize(native);
    }
    if (text.back() == '!') {
        field.isNullable = false;
        text.pop_back();
    }
    const std::size_t space = text.rfind(' ');
    field.name = text.substr(0, space);
    field.type = *parseType(text.substr(space + 1));
    return field;
}

inline SchemaPtr schemaOf(const std::vector<std::string> &fields, std::vector<std::string> key = {})
{
    std::vector<Field> list;
    for (const std::string &field : fields)
        list.push_back(fieldOf(field));
    return std::make_shared<const Schema>(std::move(list), std::move(key));
}

/// Rows from texts, converted to the fields' types; NULL where there is no text.
inline RecordBatch batchOf(const SchemaPtr &schema, const std::vector<Cells> &rows)
{
    std::vector<ColumnPtr> columns;
    for (std::size_t i = 0; i < schema->size(); ++i) {
        const TypeKind kind = schema->field(i).type.kind;
        auto column = std::make_shared<Column>(kind == TypeKind::Json ? TypeKind::Json : TypeKind::Text);
        for (const Cells &row : rows)
            row[i] ? column->appendText(*row[i]) : column->appendNull();
        ColumnPtr made = column;
        if (kind != TypeKind::Json && kind != TypeKind::Text) {
            ConversionOptions options;
            options.to = Type(kind);
            options.zone = "UTC";
            RowErrors errors;
            made = convert(made, Type(TypeKind::Text), options, errors);
            EXPECT_TRUE(errors.empty());
        }
        columns.push_back(made);
    }
    return {schema, std::move(columns), static_cast<std::int64_t>(rows.size())};
}

/// Every row as "a|b|NULL".
inline std::vector<std::string> rowsOf(const RecordBatch &batch)
{
    std::vector<std::string> rows;
    for (std::int64_t row = 0; row < batch.rows(); ++row) {
        std::string text;
        for (std::size_t i = 0; i < batch.schema()->size(); ++i) {
            text += i == 0 ? "" : "|";
            if (batch.column(i).isNull(row))
                text += "NULL";
            else
                appendAsText(batch.column(i), row, text);
        }
        rows.push_back(std::move(text));
    }
    return rows;
}

inline Mapping mappingOf(const std::string &json)
{
    Result<Mapping> mapping = Mapping::fromJson(Json::parse(json));
    EXPECT_TRUE(mapping) << mapping.error().detail;
    return *std::move(mapping);
}

inline MappingPlan planOf(const std::string &json, const MappingPlan::Inputs &inputs)
{
    auto compiled = MappingPlan::compile(mappingOf(json), inputs);
    if (const auto *findings = std::get_if<std::vector<MappingFinding>>(&compiled)) {
        for (const MappingFinding &finding : *findings)
            ADD_FAILURE() << finding.pointer << ": " << finding.detail;
        std::abort();
    }
    return std::get<MappingPlan>(std::move(compiled));
}

/// "0 TooLong name text(40) <value>" of each error.
inline std::vector<std::string> errorsOf(const RowErrors &errors)
{
    std::vector<std::string> lines;
    for (const RowError &error : errors)
        lines.push_back(std::to_string(error.row) + " " + std::string(rowCodeName(error.code)) + " " +
                        error.field + " [" + error.rule + "] " + error.value);
    return lines;
}

/// A test parameter's label as a name that GoogleTest takes.
inline std::string testName(std::string label)
{
    for (char &c : label) {
        if (!isalnum(static_cast<unsigned char>(c)))
            c = '_';
    }
    return label;
}

} // namespace weir::test
