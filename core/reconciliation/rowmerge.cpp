#include "core/reconciliation/rowmerge.h"

#include <algorithm>
#include <fmt/format.h>

namespace weir {

using namespace comparison;

namespace {

constexpr std::size_t fieldsMax = 50;
constexpr std::size_t valueBytesMax = 200;

std::optional<std::string> shortened(std::optional<std::string> text)
{
    if (!text || text->size() <= valueBytesMax)
        return text;
    std::size_t end = valueBytesMax;
    while (end > 0 && (static_cast<unsigned char>((*text)[end]) & 0xC0) == 0x80)
        --end;
    text->resize(end);
    return *text + "…";
}

} // namespace

RowMerge::RowMerge(const ComparisonSetup &setup, const CanonicalRows &canonical, ReadBorder border, bool replacesByKey,
                   ReconcileResult &result)
    : m_setup(setup), m_canonical(canonical), m_border(border), m_replacesByKey(replacesByKey), m_result(result)
{}

Result<void> RowMerge::Head::advance()
{
    WEIR_TRY(isThere, side->next(row));
    return {};
}

Result<void> RowMerge::run(ExternalSort &source, ExternalSort &target, ExternalSort &ledger)
{
    m_source.side = &source;
    m_target.side = &target;
    m_ledger.side = &ledger;
    for (Head *head : {&m_source, &m_target, &m_ledger})
        WEIR_CHECK(head->advance());
    constexpr std::int64_t groupsPerReport = 16'384;
    for (std::int64_t groups = 0; m_source.isThere || m_target.isThere; ++groups) {
        if (groups % groupsPerReport == 0) {
            if (m_setup.token.isCancelled())
                return CancelToken::cancelled();
            if (m_setup.observer)
                m_setup.observer({"compare", groups});
        }
        Group group;
        group.key = !m_target.isThere || (m_source.isThere && m_source.row.key < m_target.row.key) ? m_source.row.key
                                                                                                     : m_target.row.key;
        WEIR_CHECK(readGroup(group));
        judge(group);
    }
    return {};
}

Result<void> RowMerge::keep(std::vector<Kept> &rows, const SortedRow &row) const
{
    if (rows.size() >= rowsOfOneKeyMax)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("more than {} rows with key {} are not the same on both sides: rows cannot be matched by this "
                                "key. Give the job a key that tells rows apart, or use --depth count",
                                rowsOfOneKeyMax, m_canonical.keyText(row.key)));
    rows.push_back({std::string(row.row), std::string(row.note), row.number});
    return {};
}

/// Rows of one key from all sides; equal rows are counted and gone, the others are kept.
Result<void> RowMerge::readGroup(Group &group)
{
    WEIR_CHECK(readHeld(group));
    while (m_source.has(group.key) && m_source.row.kind == Filtered) {
        group.filter = std::string(m_source.row.note);
        WEIR_CHECK(m_source.advance());
    }
    const bool isAsRead = group.key.starts_with(asReadMark);
    while (m_source.has(group.key) && m_source.row.kind == Rejected) {
        if (isAsRead) { // any number of broken records may be alike, and no row of the target is their partner
            const Kept row{{}, std::string(m_source.row.note), m_source.row.number};
            add(Difference::Kind::Missing, group, explain(group, row.number), &row, nullptr);
        } else {
            WEIR_CHECK(keep(group.rejected, m_source.row));
        }
        WEIR_CHECK(m_source.advance());
    }
    while (m_target.has(group.key) && m_target.row.kind == NotComparable) {
        WEIR_CHECK(keep(group.notComparable, m_target.row));
        WEIR_CHECK(m_target.advance());
    }
    // NULL equals nothing: rows with it in their key replace each other nowhere.
    if (m_replacesByKey && !hasNullPart(group.key))
        return readSuperseding(group);
    return pairEqual(group);
}

Result<void> RowMerge::readHeld(Group &group)
{
    while (m_ledger.isThere && m_ledger.row.key < group.key)
        WEIR_CHECK(m_ledger.advance());
    while (m_ledger.has(group.key)) {
        group.held = std::string(m_ledger.row.note);
        ++group.heldRows;
        WEIR_CHECK(m_ledger.advance());
    }
    return {};
}

/// The last row of the source counts; the target is expected to have one.
Result<void> RowMerge::readSuperseding(Group &group)
{
    bool hasRow = false;
    Kept last;
    while (m_source.has(group.key)) {
        m_result.superseded += hasRow;
        if (!hasRow || m_source.row.number > last.number)
            last = {std::string(m_source.row.row), {}, m_source.row.number};
        hasRow = true;
        WEIR_CHECK(m_source.advance());
    }
    while (m_target.has(group.key)) {
        if (hasRow && m_target.row.row == last.row) {
            ++m_result.same;
            hasRow = false;
        } else {
            WEIR_CHECK(keep(group.present, m_target.row));
        }
        WEIR_CHECK(m_target.advance());
    }
    if (hasRow)
        group.mapped.push_back(std::move(last));
    return {};
}

/// Each row counts: both sides are in order of their values, so equal ones meet.
Result<void> RowMerge::pairEqual(Group &group)
{
    for (;;) {
        const bool hasSource = m_source.has(group.key), hasTarget = m_target.has(group.key);
        if (!hasSource && !hasTarget)
            return {};
        const int order = !hasSource ? 1 : !hasTarget ? -1 : m_source.row.row.compare(m_target.row.row);
        m_result.same += order == 0;
        if (order < 0)
            WEIR_CHECK(keep(group.mapped, m_source.row));
        if (order > 0)
            WEIR_CHECK(keep(group.present, m_target.row));
        if (order <= 0)
            WEIR_CHECK(m_source.advance());
        if (order >= 0)
            WEIR_CHECK(m_target.advance());
    }
}

/// Why the source's record of that number is not in the target as it is.
std::string RowMerge::explain(Group &group, std::int64_t number) const
{
    if (number > m_border.spooledTo)
        return "not yet read";
    if (number > m_border.readTo)
        return "pending";
    if (group.heldRows > 0) {
        --group.heldRows;
        return group.held;
    }
    return m_border.hasChanged ? "changed since the run" : "";
}

void RowMerge::judge(Group &group)
{
    using Kind = Difference::Kind;
    std::size_t mapped = 0, rejected = 0, present = 0;
    for (const Kept &row : group.notComparable) {
        const bool hasPartner = mapped < group.mapped.size();
        add(Kind::NotComparable, group, row.note, hasPartner ? &group.mapped[mapped] : nullptr, nullptr);
        mapped += hasPartner;
    }
    for (; mapped < group.mapped.size() && present < group.present.size(); ++mapped, ++present)
        add(Kind::Different, group, explain(group, group.mapped[mapped].number), &group.mapped[mapped],
            &group.present[present]);
    // The mapping refuses the source's row now, the target holds one of its key: an older or an edited one.
    for (; rejected < group.rejected.size() && present < group.present.size(); ++rejected, ++present)
        add(Kind::Different, group, explain(group, group.rejected[rejected].number), nullptr, nullptr);
    for (; mapped < group.mapped.size(); ++mapped)
        add(Kind::Missing, group, explain(group, group.mapped[mapped].number), &group.mapped[mapped], nullptr);
    for (; rejected < group.rejected.size(); ++rejected)
        add(Kind::Missing, group, explain(group, group.rejected[rejected].number), &group.rejected[rejected], nullptr);
    for (; present < group.present.size(); ++present) {
        std::string why = group.filter ? fmt::format("filtered ({})", *group.filter)
                          : m_border.hasChanged ? "changed since the run"
                                                : "";
        add(Kind::Extra, group, std::move(why), nullptr, &group.present[present]);
    }
}

std::string RowMerge::keyText(const Group &group, const Kept *source) const
{
    if (!group.key.starts_with(asReadMark))
        return m_canonical.keyText(group.key);
    return source ? source->note : std::string();
}

void RowMerge::add(Difference::Kind kind, const Group &group, std::string explanation, const Kept *source,
                   const Kept *target)
{
    using Kind = Difference::Kind;
    std::int64_t *const counts[] = {&m_result.missing, &m_result.extra, &m_result.different, &m_result.notComparable};
    ++*counts[static_cast<std::size_t>(kind)];
    if (kind != Kind::NotComparable)
        ++(explanation.empty() ? m_result.unexplained : m_result.explained);
    // What is unexplained must be seen: it takes the place of what is explained when there is no more room.
    if (m_result.differences.size() >= ReconcileResult::differencesMax) {
        ++m_result.differencesOmitted;
        if (!explanation.empty() || m_explainedKept == 0)
            return;
        const auto last = std::find_if(m_result.differences.rbegin(), m_result.differences.rend(),
                                       [](const Difference &d) { return !d.explanation.empty(); });
        m_result.differences.erase(std::next(last).base());
        --m_explainedKept;
    }
    Difference difference;
    difference.kind = kind;
    difference.key = keyText(group, source);
    difference.explanation = std::move(explanation);
    m_explainedKept += !difference.explanation.empty();
    if (kind == Kind::Different && source && target) {
        for (CanonicalRows::Change &change : m_canonical.changes(source->row, target->row)) {
            if (difference.fields.size() < fieldsMax)
                difference.fields.push_back(
                    {std::move(change.field), shortened(std::move(change.source)), shortened(std::move(change.target))});
        }
    }
    m_result.differences.push_back(std::move(difference));
}

} // namespace weir
