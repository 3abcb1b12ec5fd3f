#include "core/mapping/schemadrift.h"

#include "core/base/hash.h"
#include "core/base/names.h"
#include "core/data/conversion.h"
#include "core/expression/lexer.h"
#include "core/mapping/conversionadvice.h"
#include "core/mapping/fieldmatcher.h"

#include <algorithm>
#include <fmt/format.h>

namespace weir {

namespace {

struct NativeRank
{
    std::string_view name;
    int family;
    int rank;
};

/// Number types that one kind of ours holds, by what they can hold.
constexpr NativeRank nativeRanks[] = {
    {"tinyint", 1, 0},   {"smallint", 1, 1},         {"int2", 1, 1},
    {"mediumint", 1, 2}, {"integer", 1, 3},          {"int", 1, 3},
    {"int4", 1, 3},      {"bigint", 1, 4},           {"int8", 1, 4},
    {"real", 2, 0},      {"float4", 2, 0},           {"float", 2, 0},
    {"float8", 2, 1},    {"double precision", 2, 1}, {"double", 2, 1},
};

const NativeRank *rankOf(const std::string &native)
{
    const std::string lower = lowerAscii(native);
    for (const NativeRank &rank : nativeRanks) {
        if (rank.name == lower)
            return &rank;
    }
    return nullptr;
}

std::string typeWords(const Field &field)
{
    const std::string type = typeText(field.type);
    return field.nativeType.empty() || field.nativeType == type
               ? type
               : fmt::format("{} ({})", field.nativeType, type);
}

/// True when \a expression names \a field as a value (not as a function or a member behind a point).
bool names(const std::string &expression, const std::string &field)
{
    const auto cut = tokenize(expression);
    const Tokens *tokens = std::get_if<Tokens>(&cut);
    if (!tokens)
        return expression.find(field) != std::string::npos; // cannot be read: better named once too often
    const auto isSymbol = [&](std::size_t i, std::string_view symbol) {
        return (*tokens)[i].kind == TokenKind::Symbol && (*tokens)[i].value == symbol;
    };
    for (std::size_t i = 0; i + 1 < tokens->size(); ++i) {
        const Token &token = (*tokens)[i];
        const bool isName =
            token.kind == TokenKind::Quoted || (token.kind == TokenKind::Name && !isSymbol(i + 1, "("));
        if (isName && (i == 0 || !isSymbol(i - 1, ".")) && lowerAscii(token.value) == lowerAscii(field))
            return true;
    }
    return false;
}

std::vector<std::string> usersOf(DriftSide side, const std::string &field, const Mapping &mapping)
{
    std::vector<std::string> users;
    for (const FieldMapping &mapped : mapping.fields) {
        const bool isUsed =
            side == DriftSide::Target
                ? mapped.to == field
                : (mapped.from && (*mapped.from == field || mapped.from->starts_with(field + '.'))) ||
                      (mapped.expr && names(*mapped.expr, field));
        if (isUsed)
            users.push_back(mapped.to);
    }
    for (const FilterRule &filter : mapping.filters) {
        if (side == DriftSide::Source && names(filter.drop, field))
            users.push_back("filter " + filter.name);
    }
    return users;
}

DriftKind typeDrift(DriftSide side, const Field &before, const Field &after)
{
    if (before.type == after.type) {
        const NativeRank *was = rankOf(before.nativeType), *is = rankOf(after.nativeType);
        if (was && is && was->family == is->family && was->rank != is->rank)
            return is->rank > was->rank ? DriftKind::Widened : DriftKind::Narrowed;
        return DriftKind::NativeChanged;
    }
    if (before.type.kind == after.type.kind)
        return isAtLeastAsWide(after.type, before.type) ? DriftKind::Widened : DriftKind::Narrowed;
    const bool growsToDecimal = before.type.kind == TypeKind::Int64 && after.type.kind == TypeKind::Decimal;
    // A source column that becomes text may hold anything from now on; a target column that does takes all it
    // took.
    if ((side == DriftSide::Target || growsToDecimal) && isLossless(before.type, after.type))
        return DriftKind::Widened;
    return DriftKind::TypeChanged;
}

DriftVerdict verdictOf(DriftSide side, DriftKind kind)
{
    switch (kind) {
    case DriftKind::Added:
        return side == DriftSide::Source ? DriftVerdict::Ask : DriftVerdict::Continue;
    case DriftKind::BecameRequired:
        return side == DriftSide::Source ? DriftVerdict::Continue : DriftVerdict::Pause;
    case DriftKind::Widened:
    case DriftKind::BecameNullable:
    case DriftKind::NativeChanged:
        return DriftVerdict::Continue;
    case DriftKind::Removed:
    case DriftKind::Narrowed:
    case DriftKind::TypeChanged:
    case DriftKind::KeyChanged:
        break;
    }
    return DriftVerdict::Pause;
}

const char *phraseOf(DriftKind kind)
{
    switch (kind) {
    case DriftKind::Widened:
        return "was widened";
    case DriftKind::Narrowed:
        return "was narrowed";
    case DriftKind::TypeChanged:
        return "changed its type";
    default:
        return "is declared in other words";
    }
}

/// Compares two schemas of one side.
class Comparison
{
public:
    Comparison(DriftSide side, const Schema &before, const Schema &after, const Mapping &mapping)
        : m_side(side), m_before(before), m_after(after), m_mapping(mapping)
    {}

    SchemaDrift run()
    {
        m_drift.before = schemaFingerprint(m_before);
        m_drift.after = schemaFingerprint(m_after);
        for (std::size_t i = 0; i < m_before.size(); ++i) {
            const Field &field = m_before.field(i);
            if (const std::optional<std::size_t> now = m_after.indexOf(field.name))
                compareField(field, m_after.field(*now));
            else
                reportRemoved(i);
        }
        for (const Field &field : m_after.fields()) {
            if (!m_before.indexOf(field.name))
                reportAdded(field);
        }
        if (m_before.key() != m_after.key())
            reportKey();
        return std::move(m_drift);
    }

private:
    [[nodiscard]] std::string subject(const std::string &field) const
    {
        return fmt::format("{} field \"{}\"", m_side == DriftSide::Source ? "source" : "target", field);
    }

    void report(DriftChange change, const std::string &sentence)
    {
        change.verdict = verdictOf(m_side, change.kind);
        if (!change.field.empty())
            change.affected = usersOf(m_side, change.field, m_mapping);
        change.sentence = sentence;
        if (!change.affected.empty())
            change.sentence += fmt::format("; used by {}", fmt::join(change.affected, ", "));
        m_drift.verdict = std::max(m_drift.verdict, change.verdict);
        m_drift.changes.push_back(std::move(change));
    }

    void compareField(const Field &before, const Field &after)
    {
        DriftChange change;
        change.field = before.name;
        change.before = typeWords(before);
        change.after = typeWords(after);
        if (before.type != after.type || before.nativeType != after.nativeType) {
            change.kind = typeDrift(m_side, before, after);
            report(change, fmt::format("{} {}: {} is {} now", subject(before.name), phraseOf(change.kind),
                                       change.before, change.after));
        }
        if (before.isNullable == after.isNullable)
            return;
        change.kind = after.isNullable ? DriftKind::BecameNullable : DriftKind::BecameRequired;
        change.before = before.isNullable ? "nullable" : "not null";
        change.after = after.isNullable ? "nullable" : "not null";
        report(change, fmt::format("{} {}", subject(before.name),
                                   after.isNullable ? "may be NULL now" : "must have a value now"));
    }

    void reportRemoved(std::size_t index)
    {
        const Field &field = m_before.field(index);
        DriftChange change;
        change.kind = DriftKind::Removed;
        change.field = field.name;
        change.before = typeWords(field);
        change.renamedTo = newNameOf(index);
        std::string sentence = fmt::format("{} ({}) is gone", subject(field.name), change.before);
        if (!change.renamedTo.empty())
            sentence += fmt::format(", perhaps renamed to \"{}\"", change.renamedTo);
        report(std::move(change), sentence);
    }

    void reportAdded(const Field &field)
    {
        DriftChange change;
        change.kind = DriftKind::Added;
        change.field = field.name;
        change.after = typeWords(field);
        const bool needsValue = m_side == DriftSide::Target && !field.isNullable;
        const std::string sentence =
            fmt::format("{} ({}) is new{}", subject(field.name), change.after,
                        needsValue ? " and must have a value unless it has a default" : "");
        report(std::move(change), sentence);
    }

    void reportKey()
    {
        DriftChange change;
        change.kind = DriftKind::KeyChanged;
        change.before = fmt::format("{}", fmt::join(m_before.key(), ", "));
        change.after = fmt::format("{}", fmt::join(m_after.key(), ", "));
        for (const std::vector<std::string> *key : {&m_before.key(), &m_after.key()}) {
            for (const std::string &name : *key) {
                for (std::string &user : usersOf(m_side, name, m_mapping)) {
                    if (std::find(change.affected.begin(), change.affected.end(), user) ==
                        change.affected.end())
                        change.affected.push_back(std::move(user));
                }
            }
        }
        const std::string sentence =
            fmt::format("{} key was ({}), is ({}) now", m_side == DriftSide::Source ? "source" : "target",
                        change.before, change.after);
        report(std::move(change), sentence);
    }

    /// The new field that looks like field \a index of before: same kind, and like it in name or standing in
    /// its place.
    [[nodiscard]] std::string newNameOf(std::size_t index) const
    {
        const Field &gone = m_before.field(index);
        std::vector<std::string> candidates;
        for (const Field &field : m_after.fields()) {
            if (!m_before.indexOf(field.name) && field.type.kind == gone.type.kind)
                candidates.push_back(field.name);
        }
        for (const std::string &name : candidates) {
            if (foldedName(name) == foldedName(gone.name))
                return name;
        }
        if (std::string near = nearestName(gone.name, candidates); !near.empty())
            return near;
        const bool hasHeir =
            standsInPlace(index) &&
            std::find(candidates.begin(), candidates.end(), m_after.field(index).name) != candidates.end();
        return hasHeir ? m_after.field(index).name : std::string();
    }

    /// Field \a index of after is where that of before was: as many fields, or the same ones in front of it and new ones
    /// behind.
    [[nodiscard]] bool standsInPlace(std::size_t index) const
    {
        if (index >= m_after.size() || m_after.size() < m_before.size())
            return false;
        if (m_after.size() == m_before.size())
            return true;
        for (std::size_t i = 0; i < index; ++i) {
            if (m_before.field(i).name != m_after.field(i).name)
                return false;
        }
        return true;
    }

    const DriftSide m_side;
    const Schema &m_before;
    const Schema &m_after;
    const Mapping &m_mapping;
    SchemaDrift m_drift;
};

} // namespace

std::string schemaFingerprint(const Schema &schema)
{
    std::vector<std::string> lines;
    for (const Field &field : schema.fields()) {
        // Lengths in front keep names with odd characters apart.
        lines.push_back(fmt::format("{}:{}{}:{}{}:{}{}", field.name.size(), field.name,
                                    typeText(field.type).size(), typeText(field.type),
                                    field.nativeType.size(), field.nativeType, field.isNullable ? '?' : '!'));
    }
    std::sort(lines.begin(), lines.end());
    for (const std::string &name : schema.key())
        lines.push_back(fmt::format("key {}:{}", name.size(), name));
    return xxh128Hex(fmt::format("{}", fmt::join(lines, "\n")));
}

SchemaDrift compareSchemas(DriftSide side, const Schema &before, const Schema &after, const Mapping &mapping)
{
    return Comparison(side, before, after, mapping).run();
}

} // namespace weir
