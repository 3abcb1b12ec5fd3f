#include "core/data/jsonrecords.h"
#include "core/data/jsonwalker.h"

#include "core/data/encoding.h"

#include <fmt/format.h>
#include <map>
#include <utility>

namespace weir {

namespace {

constexpr std::size_t unknownNamesMax = 1000;
constexpr std::size_t valueBytesMax = 800; ///< 200 code points of 4 bytes

/// The node of \a path below \a root; nodes on the way are made.
JsonWanted &nodeOf(JsonWanted &root, const JsonPath &path)
{
    JsonWanted *node = &root;
    for (const std::string &name : path.members()) {
        JsonWanted *next = nullptr;
        for (JsonWanted &member : node->members) {
            if (member.key == name)
                next = &member;
        }
        node = next ? next : &node->addMember(name);
    }
    return *node;
}

} // namespace

class JsonRecordReader::State
{
public:
    State(SchemaPtr schema, const std::vector<JsonPath> &paths);

    std::optional<RowError> add(std::string_view record);
    RecordBatch take();
    [[nodiscard]] std::int64_t rows() const { return m_rows; }
    [[nodiscard]] std::size_t memorySize() const;
    [[nodiscard]] const std::vector<std::pair<std::string, std::int64_t>> &unknown() const
    {
        return m_unknown;
    }

private:
    void append(Column &column, const JsonToken &token) const;
    void countUnknown();
    [[nodiscard]] RowError broken(std::string_view record, RowCode code, const char *what,
                                  std::size_t at) const;

    SchemaPtr m_schema;
    JsonWanted m_wanted;
    std::vector<std::size_t> m_slotOf; ///< by field: fields of one path share a slot
    bool m_wantsWhole = false;
    JsonWalker m_walker;
    std::vector<JsonToken> m_tokens;
    std::vector<JsonMember> m_others;
    std::vector<Column> m_columns;
    std::int64_t m_rows = 0;
    std::vector<std::pair<std::string, std::int64_t>> m_unknown;
    std::map<std::string, std::size_t, std::less<>> m_unknownIndex;
    std::vector<std::size_t> m_unknownOrder; ///< by position in the record: the name that stood there last
};

JsonRecordReader::State::State(SchemaPtr schema, const std::vector<JsonPath> &paths)
    : m_schema(std::move(schema))
{
    assert(paths.size() == m_schema->size());
    int slots = 0;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        assert(m_schema->field(i).type.kind == TypeKind::Text ||
               m_schema->field(i).type.kind == TypeKind::Json);
        JsonWanted &node = nodeOf(m_wanted, paths[i]);
        if (node.slot < 0)
            node.slot = slots++;
        m_slotOf.push_back(static_cast<std::size_t>(node.slot));
        m_wantsWhole = m_wantsWhole || paths[i].members().empty();
        m_columns.emplace_back(m_schema->field(i).type.kind);
    }
    m_tokens.resize(static_cast<std::size_t>(slots));
    m_wanted.prepare();
}

std::optional<RowError> JsonRecordReader::State::add(std::string_view record)
{
    if (const char *error = m_walker.walk(record, m_wanted, m_tokens, &m_others))
        return broken(record, m_walker.isEncodingError() ? RowCode::BadEncoding : RowCode::BrokenRecord,
                      error, m_walker.errorAt());
    if (!m_wantsWhole && jsonKind(trimJson(record)) != JsonKind::Object)
        return broken(record, RowCode::BrokenRecord, "the record is no object", 0);
    for (std::size_t i = 0; i < m_columns.size(); ++i)
        append(m_columns[i], m_tokens[m_slotOf[i]]);
    ++m_rows;
    if (!m_others.empty())
        countUnknown();
    return std::nullopt;
}

void JsonRecordReader::State::append(Column &column, const JsonToken &token) const
{
    if (token.kind == JsonKind::Null)
        return column.appendNull();
    if (column.kind() == TypeKind::Json)
        return column.appendText(token.raw); // empty when absent
    if (token.kind == JsonKind::Absent)
        return column.appendNull();
    if (token.kind != JsonKind::String)
        return column.appendText(token.raw);
    const std::string_view inside = token.raw.substr(1, token.raw.size() - 2);
    if (!token.hasEscapes)
        return column.appendText(inside);
    (void)appendUnescaped(inside, column.openBytes()); // the walk has checked the escapes
    column.closeText();
}

void JsonRecordReader::State::countUnknown()
{
    for (std::size_t i = 0; i < m_others.size() && i < unknownNamesMax; ++i) {
        const std::string_view name = m_others[i].key;
        if (i == m_unknownOrder.size())
            m_unknownOrder.push_back(0);
        std::size_t index = m_unknownOrder[i];
        if (index >= m_unknown.size() || m_unknown[index].first != name) {
            const auto known = m_unknownIndex.find(name);
            if (known != m_unknownIndex.end()) {
                index = known->second;
            } else {
                if (m_unknown.size() == unknownNamesMax)
                    continue;
                index = m_unknown.size();
                m_unknown.emplace_back(name, 0);
                m_unknownIndex.emplace(name, index);
            }
            m_unknownOrder[i] = index;
        }
        ++m_unknown[index].second;
    }
}

RowError JsonRecordReader::State::broken(std::string_view record, RowCode code, const char *what,
                                         std::size_t at) const
{
    RowError error;
    error.row = m_rows;
    error.stage = Stage::Read;
    error.code = code;
    error.rule = code == RowCode::BadEncoding ? "UTF-8" : "strict JSON";
    error.detail = fmt::format("Broken record: {} (byte {} of the record).", what, at);
    std::string_view head = record.substr(0, valueBytesMax);
    std::int64_t points = 0;
    std::size_t size = 0;
    while (size < head.size() && (points += (static_cast<unsigned char>(head[size]) & 0xC0) != 0x80) <= 200)
        ++size;
    head = head.substr(0, size);
    while (!head.empty() && !isUtf8(head) && head.size() + 4 > size)
        head.remove_suffix(1); // a character cut by the limit
    if (isUtf8(head))
        error.value = head;
    return error;
}

RecordBatch JsonRecordReader::State::take()
{
    std::vector<ColumnPtr> columns;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        Column fresh(m_columns[i].kind());
        // The next batch is about as large; an eighth more spares it the last growth.
        fresh.reserve(m_rows, m_columns[i].bytes().size() / 8 * 9);
        columns.push_back(std::make_shared<Column>(std::exchange(m_columns[i], std::move(fresh))));
    }
    return {m_schema, std::move(columns), std::exchange(m_rows, 0)};
}

std::size_t JsonRecordReader::State::memorySize() const
{
    std::size_t bytes = 0;
    for (const Column &column : m_columns)
        bytes += column.memorySize();
    return bytes;
}

JsonRecordReader::JsonRecordReader(SchemaPtr schema, const std::vector<JsonPath> &paths)
    : m_state(std::make_unique<State>(std::move(schema), paths))
{}
JsonRecordReader::~JsonRecordReader() = default;

std::optional<RowError> JsonRecordReader::add(std::string_view record) { return m_state->add(record); }

std::int64_t JsonRecordReader::rows() const { return m_state->rows(); }

std::size_t JsonRecordReader::memorySize() const { return m_state->memorySize(); }

RecordBatch JsonRecordReader::take() { return m_state->take(); }

const std::vector<std::pair<std::string, std::int64_t>> &JsonRecordReader::unknownMembers() const
{
    return m_state->unknown();
}

} // namespace weir
