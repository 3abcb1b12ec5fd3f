#include "core/reconciliation/canonicalrows.h"

#include "core/data/decimal.h"
#include "core/data/rowpayload.h"

#include <nlohmann/json.hpp>

namespace weir {

namespace {

struct CanonicalValue
{
    char tag = 0; ///< 0: NULL
    std::string_view text;
};

/// Takes the first value off \a bytes.
CanonicalValue takeValue(std::string_view &bytes)
{
    CanonicalValue value;
    value.tag = bytes.front();
    std::size_t at = 1, length = 0;
    for (int shift = 0; at < bytes.size(); shift += 7) {
        const auto byte = static_cast<unsigned char>(bytes[at++]);
        length |= static_cast<std::size_t>(byte & 0x7F) << shift;
        if (byte < 0x80)
            break;
    }
    value.text = bytes.substr(at, length);
    bytes.remove_prefix(std::min(bytes.size(), at + length));
    return value;
}

/// Text form for people: bytes as \x and hex digits, as elsewhere.
std::optional<std::string> shown(const CanonicalValue &value)
{
    constexpr char bytesTag = 5;
    if (value.tag == 0)
        return std::nullopt;
    if (value.tag != bytesTag)
        return std::string(value.text);
    static constexpr const char *digits = "0123456789abcdef";
    std::string text = "\\x";
    for (const char c : value.text) {
        text += digits[static_cast<unsigned char>(c) >> 4];
        text += digits[static_cast<unsigned char>(c) & 15];
    }
    return text;
}

/// Builds a document in which numbers are their canonical decimal text behind a mark that no string can start with.
/// NOLINTNEXTLINE(bugprone-exception-escape): the base is the library's
class JsonBuilder : public nlohmann::json_sax<nlohmann::json>
{
public:
    using Value = nlohmann::json;

    bool null() override { return put(nullptr); }
    bool boolean(bool value) override { return put(value); }
    bool number_integer(number_integer_t value) override { return number(std::to_string(value)); }
    bool number_unsigned(number_unsigned_t value) override { return number(std::to_string(value)); }
    bool number_float(number_float_t, const string_t &text) override { return number(text); }
    bool string(string_t &value) override { return put("s" + value); }
    bool binary(binary_t &) override { return false; }
    bool start_object(std::size_t) override { return open(Value::object()); }
    bool start_array(std::size_t) override { return open(Value::array()); }
    bool key(string_t &value) override
    {
        m_keys.back() = value;
        return true;
    }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t, const std::string &, const nlohmann::detail::exception &) override { return false; }

    [[nodiscard]] const Value &document() const { return m_document; }

private:
    bool number(std::string_view text)
    {
        std::string canonical;
        if (appendDecimal(text, canonical))
            return put("n" + std::string(text));
        return put("n" + std::string(withoutTrailingZeros(canonical)));
    }
    bool put(Value value)
    {
        if (m_open.empty())
            m_document = std::move(value);
        else if (m_open.back().is_array())
            m_open.back().push_back(std::move(value));
        else
            m_open.back()[m_keys.back()] = std::move(value);
        return true;
    }
    bool open(Value value)
    {
        m_open.push_back(std::move(value));
        m_keys.emplace_back();
        return true;
    }
    bool close()
    {
        Value value = std::move(m_open.back());
        m_open.pop_back();
        m_keys.pop_back();
        return put(std::move(value));
    }

    Value m_document;
    std::vector<Value> m_open;
    std::vector<std::string> m_keys;
};

void appendJson(const nlohmann::json &value, std::string &out)
{
    if (value.is_string()) {
        const auto &text = value.get_ref<const std::string &>();
        if (text.front() == 'n')
            out.append(text, 1);
        else
            out += nlohmann::json(text.substr(1)).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        return;
    }
    if (!value.is_structured()) {
        out += value.dump();
        return;
    }
    const bool isObject = value.is_object();
    out += isObject ? '{' : '[';
    bool isFirst = true;
    for (const auto &[key, member] : value.items()) {
        if (!std::exchange(isFirst, false))
            out += ',';
        if (isObject)
            out += nlohmann::json(key).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + ':';
        appendJson(member, out);
    }
    out += isObject ? '}' : ']';
}

void appendValue(const Column &column, std::int64_t row, std::string &out)
{
    if (column.kind() != TypeKind::Json || column.isNull(row) || column.text(row).empty()) {
        appendCanonicalValue(column, row, out);
        return;
    }
    Column one(TypeKind::Json);
    const std::string text = canonicalJson(column.text(row));
    if (text == "null")
        one.appendNull();
    else
        one.appendText(text);
    appendCanonicalValue(one, 0, out);
}

} // namespace

std::string canonicalJson(std::string_view text)
{
    JsonBuilder builder;
    if (!nlohmann::json::sax_parse(text, &builder))
        return std::string(text);
    std::string out;
    appendJson(builder.document(), out);
    return out;
}

bool hasNullPart(std::string_view key)
{
    while (!key.empty()) {
        if (takeValue(key).tag == 0)
            return true;
    }
    return false;
}

CanonicalRows::CanonicalRows(SchemaPtr schema, std::vector<std::size_t> keyFields)
    : m_schema(std::move(schema)), m_keyFields(std::move(keyFields))
{}

bool CanonicalRows::appendKey(const RecordBatch &rows, std::int64_t row, std::string &out) const
{
    bool isWhole = true;
    for (const std::size_t field : m_keyFields) {
        isWhole = isWhole && !rows.column(field).isNull(row);
        appendValue(rows.column(field), row, out);
    }
    return isWhole;
}

bool CanonicalRows::appendKey(const std::vector<ColumnPtr> &keyColumns, std::int64_t row, std::string &out) const
{
    bool isWhole = true;
    for (const ColumnPtr &column : keyColumns) {
        isWhole = isWhole && !column->isNull(row);
        appendValue(*column, row, out);
    }
    return isWhole;
}

void CanonicalRows::appendRow(const RecordBatch &rows, std::int64_t row, std::string &out) const
{
    for (std::size_t i = 0; i < m_schema->size(); ++i)
        appendValue(rows.column(i), row, out);
}

std::string CanonicalRows::keyText(std::string_view key) const
{
    std::string out;
    for (const std::size_t field : m_keyFields) {
        if (key.empty())
            break;
        if (m_keyFields.size() > 1)
            out += (out.empty() ? "" : ",") + m_schema->field(field).name + "=";
        out += shown(takeValue(key)).value_or("NULL");
    }
    return out;
}

std::vector<CanonicalRows::Change> CanonicalRows::changes(std::string_view source, std::string_view target) const
{
    std::vector<Change> changes;
    for (const Field &field : m_schema->fields()) {
        if (source.empty() || target.empty())
            break;
        const CanonicalValue before = takeValue(source), after = takeValue(target);
        if (before.tag != after.tag || before.text != after.text)
            changes.push_back({field.name, shown(before), shown(after)});
    }
    return changes;
}

} // namespace weir
