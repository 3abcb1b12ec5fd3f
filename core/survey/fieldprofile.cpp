#include "core/survey/fieldprofile.h"

#include "core/base/hash.h"
#include "core/base/names.h"
#include "core/data/conversion.h"
#include "core/data/encoding.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::size_t exampleBytes = 60;

std::vector<std::string> namesOf(const Schema &schema)
{
    std::vector<std::string> names;
    for (const Field &field : schema.fields())
        names.push_back(field.name);
    return names;
}

bool isText(TypeKind kind)
{
    return kind == TypeKind::Text || kind == TypeKind::Json;
}

} // namespace

std::string cutText(std::string_view text, std::size_t bytesMax)
{
    if (text.size() <= bytesMax)
        return std::string(text);
    std::size_t end = bytesMax;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return std::string(text.substr(0, end)) + "…";
}

bool isKeyLikeName(std::string_view name)
{
    static constexpr std::array<std::string_view, 12> endings = {"id",   "_no", "-no", " no",    "number", "nr",
                                                                 "key",  "sku", "编号", "单号", "号码",   "主键"};
    const std::string lower = lowerAscii(name);
    return lower == "no" || std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) {
        return std::string_view(lower).ends_with(ending);
    });
}

StreamProfiler::StreamProfiler(SchemaPtr schema) : m_schema(std::move(schema)), m_checkup(namesOf(*m_schema))
{
    for (const Field &field : m_schema->fields()) {
        FieldState &state = m_fields.emplace_back();
        state.profile.name = field.name;
        state.profile.type = field.type;
        state.profile.nativeType = field.nativeType;
        state.isText = isText(field.type.kind);
        state.isKeyLike = isKeyLikeName(field.name);
    }
}

void StreamProfiler::addValue(FieldState &field, std::size_t index, std::string_view value)
{
    FieldProfile &profile = field.profile;
    ++profile.values;
    profile.empty += value.empty();
    profile.longest = std::max(profile.longest, static_cast<std::int64_t>(value.size()));
    if (static_cast<std::int64_t>(value.size()) > profile.longestCharacters)
        profile.longestCharacters = std::max(profile.longestCharacters, codePointCount(value));
    const std::uint64_t hash = xxh3(value);
    field.hashes.push_back(hash);
    if (profile.examples.size() < FieldProfile::examplesMax && !value.empty()) {
        std::string example = cutText(value, exampleBytes);
        if (std::find(profile.examples.begin(), profile.examples.end(), example) == profile.examples.end())
            profile.examples.push_back(std::move(example));
    }
    if (field.isKeyLike && !field.seen.insert(hash).second && ++field.doubled == 1)
        field.doubledExample = cutText(value, exampleBytes);
    if (field.isText)
        m_checkup.add(index, value);
}

void StreamProfiler::add(const RecordBatch &rows)
{
    std::string text;
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        const Column &column = rows.column(i);
        for (std::int64_t row = 0; row < rows.rows(); ++row) {
            text.clear();
            if (!column.isNull(row))
                appendAsText(column, row, text);
            // An absent JSON member is a NULL of a table.
            const bool isAbsent = column.kind() == TypeKind::Json && !column.isNull(row) && text.empty() && column.text(row) != "\"\"";
            if (column.isNull(row) || isAbsent)
                ++m_fields[i].profile.nulls;
            else
                addValue(m_fields[i], i, text);
        }
    }
}

std::vector<FieldProfile> StreamProfiler::profiles(const std::vector<FieldProposal> &proposals) const
{
    const std::vector<FieldProposal> seen = m_checkup.proposals();
    std::vector<FieldProfile> profiles;
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        FieldProfile profile = m_fields[i].profile;
        std::vector<std::uint64_t> hashes = m_fields[i].hashes;
        std::sort(hashes.begin(), hashes.end());
        profile.distinct = std::unique(hashes.begin(), hashes.end()) - hashes.begin();
        const bool isTold = i < proposals.size();
        profile.proposed = isTold ? proposals[i].type : m_fields[i].isText ? seen[i].type : profile.type;
        profile.reason = isTold ? proposals[i].reason : m_fields[i].isText ? seen[i].reason : std::string();
        if (profile.reason.empty() && !profile.nativeType.empty())
            profile.reason = fmt::format("the source says {}", profile.nativeType);
        profiles.push_back(std::move(profile));
    }
    return profiles;
}

std::vector<Finding> StreamProfiler::findings() const
{
    std::vector<Finding> findings = m_checkup.findings();
    for (const FieldState &field : m_fields) {
        // A foreign key repeats its values all the time; a key that is damaged repeats a few.
        const bool isNearlyKey = field.doubled > 0 && field.doubled * 20 <= field.profile.values;
        if (isNearlyKey)
            findings.push_back({Finding::Level::Warning, "duplicateKey", field.profile.name, field.doubled,
                                fmt::format("{} of {} values stand there more than once (\"{}\"): used as a key, the later row "
                                            "would replace the earlier one",
                                            field.doubled, field.profile.values, field.doubledExample)});
    }
    return findings;
}

} // namespace weir
