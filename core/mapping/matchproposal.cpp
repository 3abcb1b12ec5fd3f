#include "core/mapping/matchproposal.h"

#include "core/data/conversion.h"
#include "core/mapping/namewords.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

namespace weir {

namespace {

constexpr double sameMin = 0.95, likelyMin = 0.75, guessMin = 0.5;
constexpr double fitsForSame = 0.99;
constexpr double identicalLikeness = 1.0, foldedLikeness = 0.97, aliasLikeness = 0.88, wordsLikeness = 0.9;
constexpr double guessMax = 0.74; ///< what is no more than a guess, however alike the names are

MatchLevel levelOf(double score, std::optional<double> fits)
{
    if (score >= sameMin)
        return fits.value_or(1) >= fitsForSame ? MatchLevel::Same : MatchLevel::Likely;
    return score >= likelyMin ? MatchLevel::Likely : score >= guessMin ? MatchLevel::Guess : MatchLevel::None;
}

double likenessOf(MatchReason reason)
{
    switch (reason) {
    case MatchReason::Identical:
        return identicalLikeness;
    case MatchReason::CaseOrSeparator:
        return foldedLikeness;
    case MatchReason::Alias:
        return aliasLikeness;
    default:
        return wordsLikeness;
    }
}

class Proposer
{
public:
    Proposer(const Schema &source, const Schema &target, const MatchOptions &options)
        : m_source(source), m_target(target), m_options(options), m_isTaken(source.size()), m_proposals(target.size())
    {}

    std::vector<TargetProposal> run()
    {
        const FieldMatching matching = explainMatches(m_source, m_target);
        for (const FieldMatch &match : matching.matches)
            add(match.source, match.target, match.reason, likenessOf(match.reason), match.detail);
        addAccepted();
        addAmbiguous(matching);
        for (std::size_t target = 0; target < m_target.size(); ++target) {
            TargetProposal &proposal = m_proposals[target];
            if (!proposal.candidates.empty() && proposal.candidates.front().level >= MatchLevel::Likely)
                m_isTaken[proposal.candidates.front().source] = true;
        }
        addByWords();
        for (std::size_t target = 0; target < m_target.size(); ++target)
            finish(target);
        return std::move(m_proposals);
    }

private:
    void add(std::size_t source, std::size_t target, MatchReason reason, double likeness, std::string detail)
    {
        MatchCandidate candidate;
        candidate.source = source;
        candidate.reason = reason;
        candidate.detail = std::move(detail);
        candidate.fits = m_options.fits ? m_options.fits(source, target) : std::nullopt;
        candidate.score = likeness * candidate.fits.value_or(1);
        candidate.level = levelOf(candidate.score, candidate.fits);
        if (reason == MatchReason::Identical)
            candidate.level = std::max(candidate.level, MatchLevel::Likely);
        if (candidate.level != MatchLevel::None)
            m_proposals[target].candidates.push_back(std::move(candidate));
    }

    /// Pairs that a person accepted before, where nothing stronger was found on either side.
    void addAccepted()
    {
        for (const auto &[from, to] : m_options.accepted) {
            const auto source = m_source.indexOf(from), target = m_target.indexOf(to);
            if (!source || !target || !m_proposals[*target].candidates.empty() || isMatched(*source))
                continue;
            add(*source, *target, MatchReason::Alias, aliasLikeness, fmt::format("{} was mapped to {} before", from, to));
        }
    }

    [[nodiscard]] bool isMatched(std::size_t source) const
    {
        return std::any_of(m_proposals.begin(), m_proposals.end(), [source](const TargetProposal &proposal) {
            return !proposal.candidates.empty() && proposal.candidates.front().source == source;
        });
    }

    /// Fields that several partners were found for: each of them is a guess.
    void addAmbiguous(const FieldMatching &matching)
    {
        for (const UnmatchedField &target : matching.targets) {
            if (!target.isAmbiguous)
                continue;
            for (const UnmatchedField &source : matching.sources) {
                if (source.isAmbiguous && source.detail == target.detail)
                    add(source.field, target.field, MatchReason::CaseOrSeparator, guessMax, target.detail);
            }
        }
    }

    struct Pair
    {
        std::size_t source = 0, target = 0;
        double likeness = 0;
        bool isComplete = false;
    };

    void addByWords()
    {
        std::vector<std::vector<std::string>> sources, targets;
        for (const Field &field : m_source.fields())
            sources.push_back(nameWords(field.name));
        for (const Field &field : m_target.fields())
            targets.push_back(nameWords(field.name));
        std::vector<Pair> pairs;
        for (std::size_t target = 0; target < targets.size(); ++target) {
            if (!m_proposals[target].candidates.empty() && m_proposals[target].candidates.front().level >= MatchLevel::Likely)
                continue;
            for (std::size_t source = 0; source < sources.size(); ++source) {
                const double likeness = m_isTaken[source] ? 0 : wordLikeness(sources[source], targets[target]);
                const bool isComplete = likeness > 0 && haveSameWords(sources[source], targets[target]);
                if (likeness * wordsLikeness >= guessMin)
                    pairs.push_back({source, target, isComplete ? likeness * wordsLikeness
                                                                : std::min(guessMax, likeness * wordsLikeness), isComplete});
            }
        }
        // What two fields could be by all their words, neither is.
        std::map<std::size_t, int> bySource, byTarget;
        for (const Pair &pair : pairs) {
            bySource[pair.source] += pair.isComplete;
            byTarget[pair.target] += pair.isComplete;
        }
        for (const Pair &pair : pairs) {
            const bool isOpen = pair.isComplete && (bySource[pair.source] > 1 || byTarget[pair.target] > 1);
            if (isKnown(pair))
                continue;
            add(pair.source, pair.target, MatchReason::Words, isOpen ? std::min(guessMax, pair.likeness) : pair.likeness,
                fmt::format("{} and {} {}", m_source.field(pair.source).name, m_target.field(pair.target).name,
                            pair.isComplete ? "are made of the same words" : "share some words only"));
        }
    }

    [[nodiscard]] bool isKnown(const Pair &pair) const
    {
        const auto &candidates = m_proposals[pair.target].candidates;
        return std::any_of(candidates.begin(), candidates.end(),
                           [&](const MatchCandidate &candidate) { return candidate.source == pair.source; });
    }

    void finish(std::size_t target)
    {
        TargetProposal &proposal = m_proposals[target];
        std::stable_sort(proposal.candidates.begin(), proposal.candidates.end(),
                         [](const MatchCandidate &a, const MatchCandidate &b) {
                             return a.level != b.level ? a.level > b.level : a.score > b.score;
                         });
        if (proposal.candidates.size() > matchCandidatesMax)
            proposal.candidates.resize(matchCandidatesMax);
        if (proposal.candidates.empty())
            return;
        const MatchLevel level = proposal.candidates.front().level;
        const bool needsPerson = isRequiredField(m_target, m_target.field(target), m_options.targetDefaults);
        const bool isFree = m_filled.find(proposal.candidates.front().source) == m_filled.end();
        proposal.isFilled = isFree && (level == MatchLevel::Same || (level == MatchLevel::Likely && !needsPerson));
        if (proposal.isFilled)
            m_filled.insert(proposal.candidates.front().source);
    }

    const Schema &m_source;
    const Schema &m_target;
    const MatchOptions &m_options;
    std::vector<bool> m_isTaken; ///< source fields that something better than words has a place for
    std::set<std::size_t> m_filled;
    std::vector<TargetProposal> m_proposals;
};

} // namespace

std::vector<TargetProposal> proposeMatches(const Schema &source, const Schema &target, const MatchOptions &options)
{
    return Proposer(source, target, options).run();
}

std::vector<TargetProposal> proposeByPosition(const Schema &source, const Schema &target, const MatchOptions &options)
{
    std::vector<TargetProposal> proposals(target.size());
    for (std::size_t i = 0; i < std::min(source.size(), target.size()); ++i) {
        MatchCandidate candidate;
        candidate.source = i;
        candidate.reason = MatchReason::Position;
        candidate.fits = options.fits ? options.fits(i, i) : std::nullopt;
        candidate.score = guessMax * candidate.fits.value_or(1);
        candidate.level = std::min(MatchLevel::Guess, levelOf(candidate.score, candidate.fits));
        candidate.detail = fmt::format("{} and {} both are field {}", source.field(i).name, target.field(i).name, i + 1);
        proposals[i].candidates.push_back(std::move(candidate));
    }
    return proposals;
}

bool isRequiredField(const Schema &target, const Field &field, const std::vector<std::string> &targetDefaults)
{
    const auto holds = [&field](const std::vector<std::string> &names) {
        return std::find(names.begin(), names.end(), field.name) != names.end();
    };
    return holds(target.key()) || (!field.isNullable && !holds(targetDefaults));
}

std::optional<double> shareThatFits(const RecordBatch &rows, std::size_t column, const Type &to)
{
    const Column &values = rows.column(column);
    const std::int64_t seen = values.size() - values.nullCount();
    if (seen == 0)
        return std::nullopt;
    const Type &from = rows.schema()->field(column).type;
    if (!isConvertible(from, to))
        return 0.0;
    ConversionOptions options;
    options.to = to;
    options.zone = "UTC"; // which zone is a question of its own
    RowErrors errors;
    [[maybe_unused]] const ColumnPtr made = convert(rows.sharedColumn(column), from, options, errors);
    return 1.0 - static_cast<double>(errors.size()) / static_cast<double>(seen);
}

MatchCandidate withFits(const MatchCandidate &candidate, double fits)
{
    MatchCandidate known = candidate;
    const double before = candidate.fits.value_or(1);
    if (before <= 0)
        return known;
    known.fits = fits;
    known.score = candidate.score / before * fits;
    known.level = levelOf(known.score, known.fits);
    if (candidate.reason == MatchReason::Identical)
        known.level = std::max(known.level, MatchLevel::Likely);
    return known;
}

std::string_view matchLevelName(MatchLevel level)
{
    switch (level) {
    case MatchLevel::Guess:
        return "guess";
    case MatchLevel::Likely:
        return "likely";
    case MatchLevel::Same:
        return "same";
    case MatchLevel::None:
        break;
    }
    return "none";
}

} // namespace weir
