#include "app/weir/previewreport.h"

#include "app/weir/texts.h"
#include "core/base/redact.h"
#include "core/data/personaldata.h"
#include "core/data/type.h"

#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

Json valuesObject(const DryRunRow::Values &values)
{
    Json object = Json::object();
    for (const auto &[name, value] : values)
        object[name] = value ? Json(maskPersonal(*value)) : Json();
    return object;
}

std::string valuesText(const DryRunRow::Values &values)
{
    std::string text;
    for (const auto &[name, value] : values)
        text += fmt::format("{}{}={}", text.empty() ? "" : "  ", name, value ? maskPersonal(*value) : "NULL");
    return text;
}

std::string fixOf(const DryRunCause &cause)
{
    return cause.suggestion.empty() ? suggestedFix(rowCodeName(cause.code), cause.field, cause.rule) : cause.suggestion;
}

void printCauses(const Output &output, const DryRun &result)
{
    if (result.causes.empty())
        return;
    std::vector<std::vector<std::string>> table{{"ROWS", "STAGE", "CODE", "FIELD", "RULE", "SAMPLE", "FIRST AT", "WHAT HELPS"}};
    for (const DryRunCause &cause : result.causes)
        table.push_back({groupedNumber(cause.rows), std::string(stageName(cause.stage)), std::string(rowCodeName(cause.code)),
                         cause.field, cause.rule, maskPersonal(cause.sample), cause.position, fixOf(cause)});
    output.line("would be quarantined:\n" + tableText(table));
}

void printTarget(const Output &output, const DryRun &result)
{
    if (result.createsTarget) {
        std::string columns;
        for (const Field &field : result.columns->fields())
            columns += fmt::format("{}{} {}", columns.empty() ? "" : ", ", field.name, typeText(field.type));
        output.line(fmt::format("{} does not exist and would be created: {}", result.target, columns));
    }
    for (const std::string &made : result.footprint)
        output.line("the first run would also make " + made);
    const bool empties = result.mode == WriteMode::Replace || result.mode == WriteMode::Mirror;
    if (empties && result.targetRows > 0)
        output.line(fmt::format("{} holds {} rows now, which mode {} would take the place of", result.target,
                                groupedNumber(result.targetRows), writeModeName(result.mode)));
}

} // namespace

void printFindings(const Output &output, const std::vector<Finding> &findings)
{
    for (const Finding &finding : findings)
        output.line(fmt::format("{}: {}{}", levelName(finding.level), finding.field.empty() ? "" : finding.field + ": ",
                                redact(finding.detail)));
}

Json findingsArray(const std::vector<Finding> &findings)
{
    Json list = Json::array();
    for (const Finding &finding : findings)
        list.push_back({{"level", levelName(finding.level)}, {"code", finding.code}, {"field", finding.field},
                        {"count", finding.count}, {"detail", redact(finding.detail)}});
    return list;
}

void printDryRun(const Output &output, const std::string &job, const DryRun &r)
{
    output.line(fmt::format("{}: dry run, nothing was written\n{} -> {}, mode {}{}", job, r.source, r.target,
                            writeModeName(r.mode), r.key.empty() ? "" : fmt::format(", key {}", fmt::join(r.key, ", "))));
    printFindings(output, r.findings);
    for (const MappingFinding &warning : r.warnings)
        output.line(fmt::format("warning: {}", warning.detail));
    for (const std::string &field : r.unmatchedSource)
        output.line(fmt::format("warning: field \"{}\" of the source matches no column of the target and would not be written", field));
    printTarget(output, r);
    for (const DryRunRow &row : r.rows)
        output.line(fmt::format("\n{} ({})\n  before  {}{}", row.position, row.outcome, valuesText(row.before),
                                row.after.empty() ? "" : "\n  after   " + valuesText(row.after)));
    output.line("");
    output.line(fmt::format("read {} ({}) = would insert {} + update {} + leave unchanged {} + supersede {} + filter {} + quarantine {}",
                            groupedNumber(r.read), r.isWhole ? "all rows of the source" : "a sample from the beginning; --rows, --time",
                            groupedNumber(r.inserts), groupedNumber(r.updates), groupedNumber(r.unchanged),
                            groupedNumber(r.superseded), groupedNumber(r.filteredSum()), groupedNumber(r.quarantined)));
    for (const auto &[name, rows] : r.filtered)
        output.line(fmt::format("filtered by \"{}\": {}", name, groupedNumber(rows)));
    printCauses(output, r);
    if (!r.isTargetAsked && r.createsTarget == false)
        output.line("The target was not asked which of the rows it holds already.");
    output.line(r.isTried ? "The rows were written to the target on trial, batch by batch, and taken back: what it refuses is counted."
                          : "What only the target can refuse (checks, foreign keys, triggers) shows when it runs.");
}

Json dryRunObject(const std::string &job, const DryRun &r)
{
    Json causes = Json::array();
    for (const DryRunCause &cause : r.causes)
        causes.push_back({{"stage", stageName(cause.stage)}, {"code", rowCodeName(cause.code)}, {"field", cause.field},
                          {"rule", cause.rule}, {"rows", cause.rows}, {"sample", maskPersonal(cause.sample)}, {"position", cause.position},
                          {"suggestion", fixOf(cause)}});
    Json rows = Json::array();
    for (const DryRunRow &row : r.rows)
        rows.push_back({{"position", row.position}, {"outcome", row.outcome}, {"before", valuesObject(row.before)},
                        {"after", row.after.empty() ? Json() : valuesObject(row.after)}});
    Json warnings = Json::array();
    for (const MappingFinding &warning : r.warnings)
        warnings.push_back({{"pointer", warning.pointer}, {"field", warning.field}, {"detail", warning.detail}});
    Json columns = Json::array();
    for (const Field &field : r.columns->fields())
        columns.push_back({{"name", field.name}, {"type", typeText(field.type)}});
    Json object{{"job", job}, {"dryRun", true}, {"source", r.source}, {"target", r.target}, {"guarantee", guaranteeName(r.guarantee)},
                {"mode", writeModeName(r.mode)}, {"key", r.key}, {"read", r.read}, {"wouldInsert", r.inserts},
                {"wouldUpdate", r.updates}, {"unchanged", r.unchanged}, {"superseded", r.superseded},
                {"filtered", r.filteredSum()}, {"wouldQuarantine", r.quarantined}, {"whole", r.isWhole},
                {"targetAsked", r.isTargetAsked}, {"tried", r.isTried}, {"createsTarget", r.createsTarget}, {"footprint", r.footprint},
                {"seconds", std::round(r.seconds * 1000) / 1000}};
    object["filters"] = r.filtered;
    object["columns"] = std::move(columns);
    object["causes"] = std::move(causes);
    object["rows"] = std::move(rows);
    object["findings"] = findingsArray(r.findings);
    object["warnings"] = std::move(warnings);
    object["unmatchedSource"] = r.unmatchedSource;
    return object;
}

} // namespace weir
