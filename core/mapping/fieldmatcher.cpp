#include "core/mapping/fieldmatcher.h"

#include "core/mapping/aliastable.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <unordered_map>
#include <utf8proc.h>

namespace weir {

namespace {

constexpr std::size_t namesShownMax = 5;

using Meanings = std::unordered_map<std::string, std::size_t>; ///< folded name -> index of its alias group

Meanings loadMeanings()
{
    Meanings meanings;
    const std::span<const AliasGroup> groups = aliasGroups();
    for (std::size_t i = 0; i < groups.size(); ++i) {
        std::string_view names = groups[i].names;
        while (!names.empty()) {
            const std::size_t bar = names.find('|');
            meanings.emplace(foldedName(names.substr(0, bar)), i);
            names = bar == std::string_view::npos ? std::string_view() : names.substr(bar + 1);
        }
    }
    return meanings;
}

std::string joined(const Schema &schema, const std::vector<std::size_t> &fields)
{
    std::string text;
    const std::size_t shown = std::min(fields.size(), namesShownMax);
    for (std::size_t i = 0; i < shown; ++i)
        text += (i == 0 ? "" : i + 1 == fields.size() ? " and " : ", ") + schema.field(fields[i]).name;
    return shown < fields.size() ? fmt::format("{} and {} more", text, fields.size() - shown) : text;
}

/// Takes fields off both sides, one level of likeness after the other.
class Matcher
{
public:
    Matcher(const Schema &source, const Schema &target)
        : m_source(source), m_target(target), m_sourceDone(source.size()), m_targetDone(target.size())
    {}

    FieldMatching run()
    {
        level(MatchReason::Identical, [](const Field &field) { return std::optional(field.name); });
        level(MatchReason::CaseOrSeparator, [](const Field &field) {
            std::string folded = foldedName(field.name);
            return folded.empty() ? std::nullopt : std::optional(std::move(folded));
        });
        const Meanings meanings = loadMeanings();
        level(MatchReason::Alias, [&meanings](const Field &field) -> std::optional<std::string> {
            const auto found = meanings.find(foldedName(field.name));
            if (found == meanings.end())
                return std::nullopt;
            return std::string(aliasGroups()[found->second].meaning);
        });
        std::sort(m_result.matches.begin(), m_result.matches.end(),
                  [](const FieldMatch &a, const FieldMatch &b) { return a.target < b.target; });
        listRest(m_target, m_targetDone, m_result.targets, "no source field has this name or meaning");
        listRest(m_source, m_sourceDone, m_result.sources, "no target field has this name or meaning");
        return std::move(m_result);
    }

private:
    struct Candidates
    {
        std::vector<std::size_t> sources, targets;
    };

    /// Pairs the fields that \a likeness gives the same text, where there is one on each side.
    template<typename Likeness>
    void level(MatchReason reason, const Likeness &likeness)
    {
        std::map<std::string, Candidates> byText;
        collect(m_source, m_sourceDone, likeness, byText, &Candidates::sources);
        collect(m_target, m_targetDone, likeness, byText, &Candidates::targets);
        for (const auto &[text, candidates] : byText) {
            if (candidates.sources.empty() || candidates.targets.empty())
                continue;
            if (candidates.sources.size() == 1 && candidates.targets.size() == 1)
                match(candidates.sources.front(), candidates.targets.front(), reason, text);
            else
                leave(candidates);
        }
    }

    template<typename Likeness>
    static void collect(const Schema &schema, const std::vector<bool> &isDone, const Likeness &likeness,
                        std::map<std::string, Candidates> &byText, std::vector<std::size_t> Candidates::*side)
    {
        for (std::size_t i = 0; i < schema.size(); ++i) {
            if (isDone[i])
                continue;
            if (const std::optional<std::string> text = likeness(schema.field(i)))
                (byText[*text].*side).push_back(i);
        }
    }

    void match(std::size_t source, std::size_t target, MatchReason reason, const std::string &text)
    {
        const std::string &from = m_source.field(source).name, &to = m_target.field(target).name;
        std::string detail;
        switch (reason) {
        case MatchReason::Identical:
            detail = fmt::format("both are named {}", to);
            break;
        case MatchReason::CaseOrSeparator:
            detail = fmt::format("{} and {} differ in case, separators or width only", from, to);
            break;
        case MatchReason::Alias:
            detail = fmt::format("{} and {} both mean {}", from, to, text);
            break;
        case MatchReason::Words:
        case MatchReason::Position:
            break; // no level of this matcher
        }
        m_result.matches.push_back({source, target, reason, std::move(detail)});
        m_sourceDone[source] = true;
        m_targetDone[target] = true;
    }

    /// More than one pair is possible: all of them wait for a person, and no weaker level may decide it.
    void leave(const Candidates &candidates)
    {
        const std::string sources = joined(m_source, candidates.sources),
                          targets = joined(m_target, candidates.targets);
        const std::string detail = candidates.sources.size() > 1 && candidates.targets.size() > 1
                                       ? fmt::format("{} could each be {}: choose", sources, targets)
                                   : candidates.sources.size() > 1
                                       ? fmt::format("{} could both be {}: choose one", sources, targets)
                                       : fmt::format("{} could be {}: choose one", sources, targets);
        for (const std::size_t source : candidates.sources) {
            m_sourceDone[source] = true;
            m_result.sources.push_back({source, true, detail});
        }
        for (const std::size_t target : candidates.targets) {
            m_targetDone[target] = true;
            m_result.targets.push_back({target, true, detail});
        }
    }

    static void listRest(const Schema &schema, const std::vector<bool> &isDone,
                         std::vector<UnmatchedField> &list, const char *why)
    {
        for (std::size_t i = 0; i < schema.size(); ++i) {
            if (!isDone[i])
                list.push_back({i, false, why});
        }
        std::sort(list.begin(), list.end(),
                  [](const UnmatchedField &a, const UnmatchedField &b) { return a.field < b.field; });
    }

    const Schema &m_source;
    const Schema &m_target;
    std::vector<bool> m_sourceDone;
    std::vector<bool> m_targetDone;
    FieldMatching m_result;
};

} // namespace

std::string foldedName(std::string_view name)
{
    std::string composed(name);
    utf8proc_uint8_t *mapped = nullptr;
    const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
                                                        UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t *>(name.data()),
                                               static_cast<utf8proc_ssize_t>(name.size()), &mapped, options);
    if (size >= 0)
        composed.assign(reinterpret_cast<const char *>(mapped), static_cast<std::size_t>(size));
    std::free(mapped); // NOLINT: utf8proc allocates with malloc

    std::string folded;
    const auto *bytes = reinterpret_cast<const utf8proc_uint8_t *>(composed.data());
    for (std::size_t i = 0; i < composed.size();) {
        std::int32_t point = 0;
        const auto length =
            utf8proc_iterate(bytes + i, static_cast<utf8proc_ssize_t>(composed.size() - i), &point);
        if (length <= 0) {
            folded += composed[i++]; // not UTF-8: such bytes stand for themselves
            continue;
        }
        i += static_cast<std::size_t>(length);
        // LU … NO are the letters, marks and numbers of Unicode's general categories.
        const utf8proc_category_t category = utf8proc_category(point);
        if (category < UTF8PROC_CATEGORY_LU || category > UTF8PROC_CATEGORY_NO)
            continue;
        utf8proc_uint8_t encoded[4];
        const auto written = utf8proc_encode_char(
            static_cast<std::int32_t>(simplified(static_cast<char32_t>(point))), encoded);
        folded.append(reinterpret_cast<const char *>(encoded), static_cast<std::size_t>(written));
    }
    return folded;
}

FieldMatching explainMatches(const Schema &source, const Schema &target)
{
    return Matcher(source, target).run();
}

std::vector<FieldMatch> matchFields(const Schema &source, const Schema &target)
{
    return explainMatches(source, target).matches;
}

Mapping autoMap(const Schema &source, const Schema &target, bool acceptsAliasForRequired)
{
    Mapping mapping;
    for (const FieldMatch &match : matchFields(source, target)) {
        const Field &to = target.field(match.target);
        const bool isKey = std::find(target.key().begin(), target.key().end(), to.name) != target.key().end();
        if (match.reason == MatchReason::Alias && (isKey || !to.isNullable) && !acceptsAliasForRequired)
            continue;
        FieldMapping field;
        field.to = to.name;
        field.from = source.field(match.source).name;
        mapping.fields.push_back(std::move(field));
    }
    return mapping;
}

Mapping mapAll(const Schema &source)
{
    Mapping mapping;
    for (const Field &from : source.fields()) {
        FieldMapping field;
        field.to = from.name;
        field.from = from.name;
        mapping.fields.push_back(std::move(field));
    }
    return mapping;
}

} // namespace weir
