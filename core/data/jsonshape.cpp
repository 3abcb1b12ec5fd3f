#include "core/data/jsonrecords.h"
#include "core/data/jsonwalker.h"
#include "core/data/number.h"

#include <map>

namespace weir {

namespace {

constexpr std::size_t fieldsMax = 10'000;

} // namespace

class JsonShape::State
{
public:
    void add(std::string_view record);
    [[nodiscard]] SchemaPtr schema(bool rawTokens) const;
    [[nodiscard]] std::vector<TypeProposal> proposals() const;
    [[nodiscard]] std::int64_t records() const { return m_records; }

private:
    struct Member
    {
        std::string name;
        TypeSampler sampler;
        bool isNested = false;
        bool hasQuotedNumbers = false;
        std::int64_t seen = 0;
    };
    Member *memberOf(std::string_view name);
    void addValue(Member &member, const JsonToken &value);

    JsonWalker m_walker;
    JsonWanted m_nothing;
    std::vector<JsonToken> m_tokens;
    std::vector<JsonMember> m_found;
    std::vector<Member> m_members;
    std::map<std::string, std::size_t, std::less<>> m_index;
    std::int64_t m_records = 0;
    std::string m_document;
    std::string m_decoded;
};

JsonShape::State::Member *JsonShape::State::memberOf(std::string_view name)
{
    if (const auto known = m_index.find(name); known != m_index.end())
        return &m_members[known->second];
    if (m_members.size() == fieldsMax)
        return nullptr;
    m_index.emplace(name, m_members.size());
    Member &member = m_members.emplace_back();
    member.name = name;
    return &member;
}

void JsonShape::State::addValue(Member &member, const JsonToken &value)
{
    switch (value.kind) {
    case JsonKind::Null:
    case JsonKind::Absent:
        return;
    case JsonKind::Object:
    case JsonKind::Array:
        member.isNested = true;
        break;
    case JsonKind::Number:
    case JsonKind::Bool:
        member.sampler.add(value.raw);
        break;
    case JsonKind::String: {
        m_decoded.clear();
        appendJsonAsText(value.raw, m_decoded);
        // Who writes quotes around a number means a text: an id, a code.
        double number = 0;
        bool isTrue = false;
        member.hasQuotedNumbers =
            member.hasQuotedNumbers || !parseFloat64(m_decoded, number) || !parseBool(m_decoded, isTrue);
        member.sampler.add(m_decoded);
        break;
    }
    }
    ++member.seen;
}

void JsonShape::State::add(std::string_view record)
{
    m_document.reserve(record.size() + jsonPadding);
    m_document.assign(record);
    ++m_records;
    if (m_walker.walk(m_document, m_nothing, m_tokens, &m_found))
        return;
    for (const JsonMember &found : m_found) {
        if (Member *member = memberOf(found.key))
            addValue(*member, found.value);
    }
}

SchemaPtr JsonShape::State::schema(bool rawTokens) const
{
    std::vector<Field> fields;
    for (const Member &member : m_members)
        fields.push_back(
            {member.name, member.isNested || rawTokens ? TypeKind::Json : TypeKind::Text, true, {}});
    return std::make_shared<Schema>(std::move(fields));
}

std::vector<TypeProposal> JsonShape::State::proposals() const
{
    std::vector<TypeProposal> proposals;
    for (const Member &member : m_members) {
        TypeProposal proposal = member.sampler.proposal();
        if (member.isNested)
            proposal = {TypeKind::Json, "some values are objects or arrays", member.seen};
        else if (member.hasQuotedNumbers && proposal.type.kind != TypeKind::Text)
            proposal = {TypeKind::Text, "the values stand in quotes", member.seen};
        proposals.push_back(std::move(proposal));
    }
    return proposals;
}

JsonShape::JsonShape() : m_state(std::make_unique<State>()) {}
JsonShape::~JsonShape() = default;

void JsonShape::add(std::string_view record) { m_state->add(record); }

SchemaPtr JsonShape::schema(bool rawTokens) const { return m_state->schema(rawTokens); }

std::vector<TypeProposal> JsonShape::proposals() const { return m_state->proposals(); }

std::int64_t JsonShape::records() const { return m_state->records(); }

} // namespace weir
