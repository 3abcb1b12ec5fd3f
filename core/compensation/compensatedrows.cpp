#include "core/compensation/compensatedrows.h"

#include "core/data/rowpayload.h"

#include <map>

namespace weir {

namespace {

using Kind = books::ItemOutcome::Kind;
using Outcome = CompensatedRow::Outcome;

Outcome outcomeOf(Kind kind, bool isMapped, Standing standing)
{
    switch (kind) {
    case Kind::Already: return Outcome::AlreadyThere;
    case Kind::Fails:
    case Kind::Unknown: return Outcome::StillFails;
    case Kind::Blocked:
        return !isMapped                           ? Outcome::Filtered
               : standing == Standing::TargetNewer ? Outcome::TargetNewer
               : standing == Standing::Differs     ? Outcome::Differs
                                                   : Outcome::TokenMissing;
    case Kind::Delivered: break;
    }
    return standing == Standing::Absent  ? Outcome::Inserted
           : standing == Standing::Equal ? Outcome::AlreadyThere
                                         : Outcome::Updated;
}

} // namespace

std::vector<CompensatedRow> compensatedRows(const std::vector<books::QuarantinedRow> &rows, const RecordBatch &mapped,
                                            const std::vector<std::size_t> &origin, const std::vector<Standing> &standings,
                                            const std::vector<books::ItemOutcome> &outcomes)
{
    std::map<std::int64_t, const books::ItemOutcome *> byId;
    for (const books::ItemOutcome &outcome : outcomes)
        byId[outcome.id] = &outcome;
    std::vector<std::size_t> mappedAs(rows.size(), origin.size());
    for (std::size_t i = 0; i < origin.size(); ++i)
        mappedAs[origin[i]] = i;
    std::vector<CompensatedRow> told;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CompensatedRow &row = told.emplace_back();
        row.id = rows[i].id;
        row.key = rows[i].naturalKey;
        row.position = rows[i].position;
        row.field = rows[i].field;
        row.before = rows[i].value;
        const bool isMapped = mappedAs[i] < origin.size();
        if (isMapped) {
            if (const auto field = mapped.schema()->indexOf(row.field)) {
                const std::size_t fields[] = {*field};
                row.after = naturalKeyText(mapped, static_cast<std::int64_t>(mappedAs[i]), fields);
            }
        }
        const auto found = byId.find(row.id);
        row.outcome = outcomeOf(found == byId.end() ? Kind::Delivered : found->second->kind, isMapped,
                                isMapped ? standings[mappedAs[i]] : Standing::Absent);
        if (row.outcome != Outcome::StillFails)
            continue;
        const RowError &error = found->second->error;
        row.code = rowCodeName(error.code);
        row.rule = error.rule;
        row.detail = error.detail;
        if (!error.field.empty())
            row.field = error.field;
        if (!error.value.empty())
            row.before = error.value;
    }
    return told;
}

} // namespace weir
