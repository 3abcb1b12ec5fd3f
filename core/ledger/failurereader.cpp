#include "core/ledger/failurereader.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <memory>
#include <span>

namespace weir {

namespace {

using Which = FailureFilter::Which;

constexpr std::int64_t measuredMax = 1'000; ///< rows of a cause whose longest value is looked for

/// The states of a list; each is a stretch of the index exception_by_cause in order of id.
std::vector<const char *> statesOf(Which which)
{
    switch (which) {
    case Which::Open: return {"quarantined", "released"};
    case Which::Unknown: return {"unknown"};
    case Which::Compensated: return {"delivered"};
    case Which::SetAside: return {"quarantined"};
    }
    return {};
}

std::string stateList(Which which)
{
    return fmt::format("'{}'", fmt::join(statesOf(which), "', '"));
}

/// Whether a row is set aside matters to two lists; only they look at the row itself.
std::string asideCondition(Which which)
{
    return which == Which::Open ? " AND e.is_set_aside = 0" : which == Which::SetAside ? " AND e.is_set_aside = 1" : "";
}

/// Rows of the list and of cause c, from the counter or by index alone.
std::string rowsOfCause(Which which)
{
    // "+": by the small index of rows set aside, not by the one of all quarantined rows.
    static constexpr const char *aside = "(SELECT count(*) FROM exception_row e WHERE e.cause_id = c.id AND e.is_set_aside = 1 "
                                         "AND +e.state = 'quarantined')";
    static constexpr const char *byState = "(SELECT count(*) FROM exception_row e WHERE e.cause_id = c.id AND e.state = '{}')";
    switch (which) {
    case Which::Open: return fmt::format("c.rows_open + {} - {}", fmt::format(byState, "released"), aside);
    case Which::Unknown: return fmt::format(byState, "unknown");
    case Which::Compensated: return fmt::format(byState, "delivered");
    case Which::SetAside: return aside;
    }
    return {};
}

/// Ids of one state of a cause, ascending.
class IdStream
{
public:
    static Result<IdStream> open(Database &database, const FailureFilter &filter, const char *state, std::int64_t after,
                                 bool looksAtRow)
    {
        const std::string more = (looksAtRow ? asideCondition(filter.which) : "") + (filter.run ? " AND e.run_id = ?" : "");
        WEIR_TRY(Statement select,
                 database.prepare(fmt::format("SELECT e.id FROM exception_row e WHERE e.cause_id = ? AND e.state = '{}'{} AND "
                                              "e.id > ? ORDER BY e.id",
                                              state, more)));
        select.bind(filter.cause);
        if (filter.run)
            select.bind(*filter.run);
        select.bind(after);
        IdStream stream(std::move(select));
        WEIR_CHECK(stream.advance());
        return stream;
    }
    static Result<IdStream> setAside(Database &database, std::int64_t cause, std::int64_t after)
    {
        WEIR_TRY(Statement select, database.prepare("SELECT e.id FROM exception_row e WHERE e.cause_id = ? AND e.is_set_aside = "
                                                    "1 AND e.id > ? ORDER BY e.id"));
        select.bind(cause).bind(after);
        IdStream stream(std::move(select));
        WEIR_CHECK(stream.advance());
        return stream;
    }

    Result<void> advance()
    {
        WEIR_TRY(const bool hasRow, m_select.step());
        id = hasRow ? m_select.integer(0) : std::numeric_limits<std::int64_t>::max();
        return {};
    }

    std::int64_t id = 0; ///< the largest number there is at the end

private:
    explicit IdStream(Statement select) : m_select(std::move(select)) {}
    Statement m_select;
};

/// The rows of a list in order of id.
class ListWalk
{
public:
    static Result<ListWalk> open(Database &database, const FailureFilter &filter, std::int64_t after)
    {
        ListWalk walk;
        // Rows set aside are few: they are taken out of the index' rows, instead of looking at each row.
        const bool skipsAside = filter.which == Which::Open && !filter.run;
        for (const char *state : statesOf(filter.which)) {
            WEIR_TRY(IdStream stream, IdStream::open(database, filter, state, after, !skipsAside));
            walk.m_states.push_back(std::move(stream));
        }
        if (skipsAside) {
            WEIR_TRY(IdStream stream, IdStream::setAside(database, filter.cause.value_or(0), after));
            walk.m_aside.push_back(std::move(stream));
        }
        return walk;
    }

    /// Nothing at the end.
    Result<std::optional<std::int64_t>> next()
    {
        for (;;) {
            IdStream &stream = *std::min_element(m_states.begin(), m_states.end(),
                                                 [](const IdStream &a, const IdStream &b) { return a.id < b.id; });
            const std::int64_t id = stream.id;
            if (id == std::numeric_limits<std::int64_t>::max())
                return std::optional<std::int64_t>();
            WEIR_CHECK(stream.advance());
            bool isAside = false;
            for (IdStream &aside : m_aside) {
                while (aside.id < id)
                    WEIR_CHECK(aside.advance());
                isAside = aside.id == id;
            }
            if (!isAside)
                return std::optional(id);
        }
    }

private:
    std::vector<IdStream> m_states, m_aside;
};

constexpr const char *lineColumns = "e.id, e.cause_id, e.run_id, e.position, e.natural_key, e.value, e.detail, e.state, e.tries, e.at";

FailureLine readLine(const Statement &select)
{
    FailureLine line;
    line.id = select.integer(0);
    line.cause = select.integer(1);
    line.run = select.integer(2);
    line.position = select.text(3);
    line.naturalKey = select.text(4);
    line.value = select.text(5);
    line.detail = select.text(6);
    line.state = select.text(7);
    line.tries = select.integer(8);
    line.at = select.integer(9);
    return line;
}

} // namespace

Result<std::vector<FailureCause>> FailureReader::causes(const FailureFilter &filter)
{
    const std::string rows =
        filter.run ? fmt::format("(SELECT count(*) FROM exception_row e WHERE e.run_id = ?2 AND e.cause_id = c.id AND e.state IN "
                                 "({}){})",
                                 stateList(filter.which), asideCondition(filter.which))
                   : rowsOfCause(filter.which);
    WEIR_TRY(Statement select,
             m_database.prepare(fmt::format("SELECT * FROM (SELECT c.id, j.name, c.stage, c.code, c.field, c.rule, c.suggestion, "
                                            "c.sample, {} AS rows FROM cause c JOIN job j ON j.id = c.job_id WHERE (?1 IS NULL "
                                            "OR c.job_id = ?1) AND (?2 IS NULL OR ?2 > 0) AND (?3 IS NULL OR c.id = ?3)) WHERE "
                                            "rows > 0 ORDER BY rows DESC, 1",
                                            rows)));
    select.bind(filter.job).bind(filter.run).bind(filter.cause);
    std::vector<FailureCause> causes;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            break;
        FailureCause cause;
        cause.id = select.integer(0);
        std::string *const texts[] = {&cause.job, &cause.stage, &cause.code, &cause.field, &cause.rule, &cause.suggestion,
                                      &cause.sample};
        for (int i = 0; i < 7; ++i)
            *texts[i] = select.text(1 + i);
        cause.rows = select.integer(8);
        causes.push_back(std::move(cause));
    }
    for (FailureCause &cause : causes)
        WEIR_CHECK(describe(cause, filter));
    return causes;
}

/// Sample, first and last time, longest value: from the ends of the list, never from its middle.
Result<void> FailureReader::describe(FailureCause &cause, const FailureFilter &filter)
{
    FailureFilter own = filter;
    own.cause = cause.id;
    WEIR_TRY(const std::vector<FailureLine> first, page(own, 0, 1));
    if (!first.empty()) {
        cause.firstAt = cause.lastAt = first.front().at;
        cause.samplePosition = first.front().position;
        if (!first.front().value.empty())
            cause.sample = first.front().value;
    }
    for (const char *state : statesOf(filter.which)) {
        WEIR_TRY(Statement last, m_database.prepare("SELECT at FROM exception_row WHERE cause_id = ? AND state = ? ORDER BY id "
                                                    "DESC LIMIT 1"));
        WEIR_TRY(const bool hasRow, last.bind(cause.id).bind(state).step());
        if (hasRow)
            cause.lastAt = std::max(cause.lastAt, last.integer(0));
    }
    if (cause.code != "TooLong" || cause.rows > measuredMax)
        return {};
    WEIR_TRY(Statement longest, m_database.prepare(fmt::format("SELECT max(length(value)) FROM (SELECT e.value FROM exception_row "
                                                               "e WHERE e.cause_id = ? AND e.state IN ({}) LIMIT {})",
                                                               stateList(filter.which), measuredMax)));
    WEIR_TRY(const bool hasRow, longest.bind(cause.id).step());
    constexpr std::int64_t valueMax = 200; // longer values are kept shortened
    if (hasRow && longest.integer(0) < valueMax)
        cause.longest = longest.integer(0);
    return {};
}

Result<std::int64_t> FailureReader::count(const std::string &sql, const FailureFilter &filter)
{
    WEIR_TRY(Statement select, m_database.prepare(sql));
    WEIR_TRY(const bool hasRow, select.bind(filter.job).bind(filter.run).step());
    return hasRow ? select.integer(0) : 0;
}

Result<FailureCounts> FailureReader::counts(const FailureFilter &filter)
{
    FailureCounts counts;
    const std::pair<Which, std::int64_t *> parts[] = {{Which::Open, &counts.open},
                                                      {Which::Unknown, &counts.unknown},
                                                      {Which::Compensated, &counts.compensated},
                                                      {Which::SetAside, &counts.setAside}};
    for (const auto &[which, rows] : parts) {
        const std::string sql =
            filter.run ? fmt::format("SELECT count(*) FROM exception_row e JOIN cause c ON c.id = e.cause_id WHERE e.run_id = ?2 "
                                     "AND e.state IN ({}){} AND (?1 IS NULL OR c.job_id = ?1)",
                                     stateList(which), asideCondition(which))
                       : fmt::format("SELECT coalesce(sum({}), 0) FROM cause c WHERE (?1 IS NULL OR c.job_id = ?1) AND ?2 IS NULL",
                                     rowsOfCause(which));
        WEIR_TRY(*rows, count(sql, filter));
    }
    return counts;
}

Result<std::vector<FailureLine>> FailureReader::page(const FailureFilter &filter, std::int64_t after, std::int64_t max)
{
    std::vector<FailureLine> lines;
    for (const char *state : statesOf(filter.which)) {
        WEIR_TRY(Statement select,
                 m_database.prepare(fmt::format("SELECT {} FROM exception_row e WHERE e.cause_id = ? AND e.state = '{}'{}{} AND "
                                                "e.id > ? ORDER BY e.id LIMIT ?",
                                                lineColumns, state, asideCondition(filter.which),
                                                filter.run ? " AND e.run_id = ?" : "")));
        select.bind(filter.cause);
        if (filter.run)
            select.bind(*filter.run);
        select.bind(after).bind(max);
        for (;;) {
            WEIR_TRY(const bool hasRow, select.step());
            if (!hasRow)
                break;
            lines.push_back(readLine(select));
        }
    }
    std::sort(lines.begin(), lines.end(), [](const FailureLine &a, const FailureLine &b) { return a.id < b.id; });
    if (static_cast<std::int64_t>(lines.size()) > max)
        lines.resize(static_cast<std::size_t>(max));
    return lines;
}

Result<std::vector<std::int64_t>> FailureReader::ids(const FailureFilter &filter, std::int64_t after, std::int64_t max)
{
    std::vector<std::int64_t> ids;
    WEIR_TRY(ListWalk walk, ListWalk::open(m_database, filter, after));
    while (static_cast<std::int64_t>(ids.size()) < max) {
        WEIR_TRY(const auto id, walk.next());
        if (!id)
            break;
        ids.push_back(*id);
    }
    return ids;
}

Result<FailureReader::Anchors> FailureReader::anchors(const FailureFilter &filter, std::int64_t after, std::int64_t every,
                                                      std::int64_t rowsMax)
{
    Anchors anchors;
    anchors.last = after;
    WEIR_TRY(ListWalk walk, ListWalk::open(m_database, filter, after));
    while (anchors.rows < rowsMax) {
        WEIR_TRY(const auto id, walk.next());
        if (!id) {
            anchors.isEnd = true;
            break;
        }
        anchors.last = *id;
        if (++anchors.rows % every == 0)
            anchors.ids.push_back(*id);
    }
    return anchors;
}

Result<std::optional<FailureDetail>> FailureReader::row(std::int64_t id)
{
    WEIR_TRY(Statement select,
             m_database.prepare(fmt::format("SELECT {}, j.name, c.stage, c.code, c.field, c.rule, e.payload, e.is_raw, "
                                            "e.is_set_aside, v.number FROM exception_row e JOIN cause c ON c.id = e.cause_id JOIN "
                                            "job j ON j.id = c.job_id JOIN revision v ON v.id = e.revision_id WHERE e.id = ? AND "
                                            "e.state NOT IN ('provisional', 'void')",
                                            lineColumns)));
    WEIR_TRY(const bool hasRow, select.bind(id).step());
    if (!hasRow)
        return std::optional<FailureDetail>();
    FailureDetail detail;
    detail.line = readLine(select);
    std::string *const texts[] = {&detail.job, &detail.stage, &detail.code, &detail.field, &detail.rule, &detail.payload};
    for (int i = 0; i < 6; ++i)
        *texts[i] = select.text(10 + i);
    detail.isRaw = select.integer(16) != 0;
    detail.isSetAside = select.integer(17) != 0;
    detail.revision = select.integer(18);
    return std::optional(std::move(detail));
}

Result<std::optional<FailureExchange>> FailureReader::exchange(std::int64_t id)
{
    // A compensation's own request comes after the one that held the row first.
    WEIR_TRY(Statement select, m_database.prepare("SELECT d.what, d.request, d.response, d.at, d.rows, d.tries FROM exception_row e JOIN "
                                                  "dispatch d ON d.stream_id = e.stream_id AND d.generation = e.generation AND d.seq_last >= "
                                                  "e.seq AND d.seq_first <= e.seq AND d.slot IN (0, e.id) WHERE e.id = ? ORDER BY d.id DESC "
                                                  "LIMIT 1"));
    WEIR_TRY(const bool hasRow, select.bind(id).step());
    if (!hasRow)
        return std::optional<FailureExchange>();
    return std::optional(FailureExchange{select.text(0), select.text(1), select.text(2), select.integer(3), select.integer(4), select.integer(5)});
}

Result<std::vector<FailureMoment>> FailureReader::history(std::int64_t id)
{
    using Kind = FailureMoment::Kind;
    std::vector<FailureMoment> moments;
    const std::tuple<Kind, const char *> questions[] = {
        {Kind::Failed, "SELECT at, run_id, '' FROM exception_row WHERE id = ?"},
        {Kind::Edited, "SELECT v.at, 0, '' FROM event v JOIN exception_row e ON e.id = ?1 JOIN cause c ON c.id = e.cause_id WHERE "
                       "v.code = 'row.edited' AND v.job_id = c.job_id AND v.detail LIKE 'row ' || ?1 || ':%'"},
        {Kind::Compensation, "SELECT m.at, coalesce(m.run_id, 0), i.state FROM exception_row e JOIN manifest m ON m.job_id = "
                             "(SELECT job_id FROM cause WHERE id = e.cause_id) JOIN manifest_item i ON i.manifest_id = m.id AND "
                             "i.exception_id = e.id WHERE e.id = ?"},
    };
    for (const auto &[kind, sql] : questions) {
        WEIR_TRY(Statement select, m_database.prepare(sql));
        select.bind(id);
        for (;;) {
            WEIR_TRY(const bool hasRow, select.step());
            if (!hasRow)
                break;
            moments.push_back({kind, select.integer(0), select.integer(1), select.text(2)});
        }
    }
    std::stable_sort(moments.begin(), moments.end(), [](const FailureMoment &a, const FailureMoment &b) { return a.at < b.at; });
    return moments;
}

Result<std::optional<FailedRevisions>> FailureReader::revisions(std::int64_t job, std::optional<std::int64_t> cause)
{
    // Of the ends of each cause: rows of a cause are in order of time, and revisions are, too.
    WEIR_TRY(Statement select,
             m_database.prepare("SELECT min(v.number), max(v.number) FROM cause c JOIN exception_row e ON e.id IN (SELECT * FROM "
                                "(SELECT id FROM exception_row WHERE cause_id = c.id AND state = 'quarantined' ORDER BY id LIMIT "
                                "1) UNION ALL SELECT * FROM (SELECT id FROM exception_row WHERE cause_id = c.id AND state = "
                                "'quarantined' ORDER BY id DESC LIMIT 1)) JOIN revision v ON v.id = e.revision_id WHERE c.job_id "
                                "= ?1 AND (?2 IS NULL OR c.id = ?2)"));
    WEIR_TRY(const bool hasRow, select.bind(job).bind(cause).step());
    if (!hasRow || select.isNull(0))
        return std::optional<FailedRevisions>();
    FailedRevisions found{select.integer(0), select.integer(1), {}};
    WEIR_TRY(Statement definition, m_database.prepare("SELECT definition FROM revision WHERE job_id = ? AND number = ?"));
    WEIR_TRY(const bool hasDefinition, definition.bind(job).bind(found.last).step());
    if (hasDefinition)
        found.lastDefinition = definition.text(0);
    return std::optional(std::move(found));
}

} // namespace weir
