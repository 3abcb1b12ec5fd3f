#include "core/connectors/http/pathtemplate.h"

#include "core/base/names.h"
#include "core/connectors/http/url.h"
#include "core/data/conversion.h"

#include <algorithm>
#include <fmt/format.h>

namespace weir {

Result<PathTemplate> PathTemplate::parse(std::string_view text)
{
    const auto bad = [&](std::string_view why) {
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, fmt::format("the path \"{}\" {}", text, why));
    };
    if (!text.starts_with('/') || text.starts_with("//"))
        return bad("must begin with one \"/\": scheme and host are the connection's");
    if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c <= ' ' || c >= 0x7F || c == '\\' || c == '#'; }))
        return bad("holds a character that no path may have; write it percent-encoded");
    PathTemplate path;
    path.m_text = text;
    path.m_literals.emplace_back();
    while (!text.empty()) {
        const std::size_t open = text.find_first_of("{}");
        path.m_literals.back() += text.substr(0, open);
        if (open == std::string_view::npos)
            break;
        const std::size_t close = text.find('}', open);
        if (text[open] == '}' || close == std::string_view::npos || close == open + 1)
            return bad("has a brace without a field's name: write {id}");
        path.m_fields.emplace_back(text.substr(open + 1, close - open - 1));
        path.m_literals.emplace_back();
        text.remove_prefix(close + 1);
    }
    return path;
}

Result<void> PathTemplate::bind(const Schema &columns)
{
    m_indexes.clear();
    std::vector<std::string> names;
    for (const Field &field : columns.fields())
        names.push_back(field.name);
    for (const std::string &field : m_fields) {
        const auto index = columns.indexOf(field);
        if (!index) {
            const std::string near = nearestName(field, names);
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        fmt::format("the path \"{}\" names the field \"{}\", which the mapping does not deliver{}", m_text, field,
                                    near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)));
        }
        m_indexes.push_back(*index);
    }
    return {};
}

bool PathTemplate::append(const RecordBatch &rows, std::int64_t row, std::string &out, RowError &error) const
{
    for (std::size_t i = 0; i < m_literals.size(); ++i) {
        out += m_literals[i];
        if (i == m_fields.size())
            break;
        const Column &column = rows.column(m_indexes[i]);
        std::string value;
        if (!column.isNull(row))
            appendAsText(column, row, value);
        if (value.empty() || value == "." || value == "..") {
            error.stage = Stage::Send;
            error.code = value.empty() ? RowCode::MissingRequired : RowCode::Rejected;
            error.field = m_fields[i];
            error.value = value;
            error.rule = m_text;
            error.detail = value.empty() ? "the path of the request needs this value" : "this value cannot be a part of a path";
            return false;
        }
        out += percentEncode(value);
    }
    return true;
}

} // namespace weir
