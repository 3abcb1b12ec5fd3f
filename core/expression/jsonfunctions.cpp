#include "core/expression/jsonfunctions.h"

#include "core/expression/functioncatalogue.h"

#include <fmt/format.h>

namespace weir {

namespace {

Prepared preparePath(const PrepareInput &input)
{
    auto state = std::make_shared<JsonPathState>();
    if (input.constants.size() > 1) {
        const std::string_view path = input.constants[1]->text(0);
        auto steps = parseJsonSteps(path);
        if (!steps)
            return PrepareError{
                1,
                fmt::format("\"{}\" is no path; write for example items[0].name or $['odd name']", path),
                {}};
        state->steps = *std::move(steps);
    }
    return std::shared_ptr<const CallState>(std::move(state));
}

/// Runs \a body(row, token) where there is a value at the path; elsewhere NULL.
template<typename Body>
void eachValue(const Call &call, Column &out, Body body)
{
    const auto &steps = call.state<JsonPathState>().steps;
    eachRow(call, out, [&](std::int64_t row) {
        const auto value = findInJson(call[0].text(row), steps);
        if (value && !value->empty())
            body(row, *value);
        else
            out.appendNull();
    });
}

void getKernel(const Call &call, Column &out)
{
    eachValue(call, out, [&](std::int64_t row, std::string_view token) {
        if (jsonKind(token) == JsonKind::Null)
            out.appendNull();
        else
            call.append(out, row, token);
    });
}

void arrayLengthKernel(const Call &call, Column &out)
{
    eachValue(call, out, [&](std::int64_t row, std::string_view token) {
        if (jsonKind(token) == JsonKind::Null)
            return out.appendNull();
        if (jsonKind(token) != JsonKind::Array)
            return call.fail(out, row, RowCode::NotConvertible, token, "json array",
                             "the JSON value is not an array");
        out.appendInt64(countElements(token));
    });
}

void typeKernel(const Call &call, Column &out)
{
    eachValue(call, out, [&](std::int64_t, std::string_view token) {
        switch (jsonKind(token)) {
        case JsonKind::String:
            return out.appendText("string");
        case JsonKind::Number:
            return out.appendText("number");
        case JsonKind::Bool:
            return out.appendText("bool");
        case JsonKind::Null:
            return out.appendText("null");
        case JsonKind::Object:
            return out.appendText("object");
        case JsonKind::Array:
            return out.appendText("array");
        case JsonKind::Absent:
            return out.appendNull();
        }
    });
}

void hasKernel(const Call &call, Column &out)
{
    const auto &steps = call.state<JsonPathState>().steps;
    eachRow(call, out,
            [&](std::int64_t row) { out.appendBool(findInJson(call[0].text(row), steps).has_value()); });
}

void quoteKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const std::size_t start = out.bytes().size();
        appendJsonString(call[0].text(row), out.openBytes());
        call.close(out, row, start);
    });
}

} // namespace

std::vector<FunctionSpec> jsonFunctions()
{
    const auto group = FunctionGroup::Json;
    const auto strict = NullRule::Strict;
    constexpr int cost = 10;
    return {
        {"json_get",
         group,
         strict,
         cost,
         "The JSON value at a path such as items[0].name ([-1] is the last element); NULL when it is absent "
         "or null. Text is parsed as JSON first.",
         "按路径（如 items[0].name，[-1] 为最后一个元素）取 JSON 值；不存在或为 null 时得 "
         "NULL。文本会先解析为 JSON。",
         {{"x json, path text!", "json", getKernel, preparePath}},
         {{"json_get('{\"a\":[1,{\"b\":1.50}]}', 'a[1].b')", "1.50"},
          {"json_get('{\"a\":[1,2]}', '$.a[-1]')", "2"},
          {"json_get('{}', 'a')", "NULL"},
          {"json_get('{', 'a')", "error: compile"}}},
        {"json_text",
         group,
         strict,
         cost,
         "As json_get, as text: strings decoded, everything else as written. Without a path the whole value.",
         "同 json_get，但返回文本：字符串解码，其他保持原样；不给路径则为整个值。",
         {{"x json", "text", jsonTextAtKernel, preparePath},
          {"x json, path text!", "text", jsonTextAtKernel, preparePath}},
         {{"json_text('{\"a\":\"x\\ny\"}', 'a')", "x\ny"},
          {"json_text('[1, 2]')", "[1, 2]"},
          {"json_text('{\"a\":null}', 'a')", "NULL"}}},
        {"json_array_length",
         group,
         strict,
         cost,
         "Number of elements of the array, which may be at a path; anything else is a row error.",
         "数组元素个数（可指定路径）；不是数组则报错。",
         {{"x json", "int64", arrayLengthKernel, preparePath},
          {"x json, path text!", "int64", arrayLengthKernel, preparePath}},
         {{"json_array_length('{\"a\":[1,[2,3]]}', 'a')", "2"},
          {"json_array_length('[]')", "0"},
          {"json_array_length('{}')", "error: NotConvertible"}}},
        {"json_type",
         group,
         strict,
         cost,
         "string, number, bool, null, object or array; NULL when absent.",
         "值的类型：string number bool null object array；不存在为 NULL。",
         {{"x json", "text", typeKernel, preparePath},
          {"x json, path text!", "text", typeKernel, preparePath}},
         {{"json_type('{\"a\":1}', 'a')", "number"}, {"json_type('[]')", "array"}}},
        {"json_has",
         group,
         strict,
         cost,
         "Whether there is a value, or null, at the path.",
         "路径处是否存在值（含 null）。",
         {{"x json, path text!", "bool", hasKernel, preparePath}},
         {{"json_has('{\"a\":null}', 'a')", "true"}, {"json_has('{\"a\":1}', 'b')", "false"}}},
        {"json_string",
         group,
         strict,
         3,
         "The text as a JSON string.",
         "将文本写成 JSON 字符串。",
         {{"x text", "json", quoteKernel}},
         {{"text(json_string('a\"b'))", "a\"b"}}},
    };
}

} // namespace weir
