#include "core/reports/receipt.h"

#include "core/base/hash.h"
#include "core/data/personaldata.h"
#include "core/ledger/runreader.h"
#include "core/reports/reporttext.h"
#include "core/workspace/joblock.h"
#include "core/workspace/workspace.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

std::string memberOf(const Json &object, const char *name)
{
    const auto at = object.find(name);
    return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

/// "orders of shop" for a connection, else the place.
std::string labelOf(const Json &end)
{
    const std::string connection = memberOf(end, "connection"), stream = memberOf(end, "stream");
    if (!connection.empty())
        return publicLabel(stream.empty() ? connection : fmt::format("{} of {}", stream, connection));
    const std::string file = memberOf(end, "file");
    return publicLabel(file.empty() ? memberOf(end, "place") : file);
}

/// A value of the canonical text is one line.
std::string lineOf(std::string text)
{
    for (char &c : text) {
        if (c == '\n' || c == '\r')
            c = ' ';
    }
    return text;
}

std::string windowText(const Receipt &receipt, ReportLanguage language)
{
    const std::string zone = reportZone(receipt.startedAt);
    if (!receipt.endedAt)
        return fmt::format("{} – … ({})", reportTime(receipt.startedAt), zone);
    return fmt::format("{} – {} ({}){}{}", reportTime(receipt.startedAt), reportTime(*receipt.endedAt), zone,
                       ReportWords{", ", "，用时 "}.in(language),
                       reportDuration(*receipt.endedAt - receipt.startedAt, language));
}

} // namespace

std::string Receipt::canonical() const
{
    std::string text = "weir-receipt 1\n";
    const auto add = [&](std::string_view name, const auto &value) { text += fmt::format("{}={}\n", name, value); };
    add("run", run);
    add("job", lineOf(job));
    add("title", lineOf(title));
    add("kind", kind);
    add("state", state);
    add("final", isFinal ? 1 : 0);
    add("source", lineOf(source));
    add("target", lineOf(target));
    add("mode", mode);
    add("guarantee", guarantee);
    add("revision", revision);
    add("definition", revisionHash);
    add("startedAt", startedAt);
    add("endedAt", endedAt ? std::to_string(*endedAt) : std::string());
    add("read", read);
    add("delivered", delivered());
    add("inserted", inserted);
    add("updated", updated);
    add("unchanged", unchanged);
    add("superseded", superseded);
    add("split", isSplitExact ? "exact" : "merged");
    add("filtered", filtered);
    add("quarantined", quarantined);
    add("unknown", unknown);
    add("pending", pending);
    return text;
}

std::string Receipt::hash() const
{
    return sha256Hex(canonical());
}

Result<Receipt> receiptOf(LedgerReader &ledger, const Workspace &workspace, std::int64_t run)
{
    WEIR_TRY(const std::optional<RunDetails> found, RunReader(ledger).details(run));
    if (!found)
        return fail(ErrorCode::NotFound, Recovery::Stop, fmt::format("there is no run {} in the ledger", run));
    const RunRow &row = found->run;
    Receipt receipt;
    receipt.run = run;
    receipt.job = row.job;
    receipt.kind = row.kind;
    const bool isBrokenOff = !row.isFinal && !JobLock::isHeld(workspace.lockPath(row.job));
    receipt.state = isBrokenOff ? "interrupted" : row.state;
    receipt.isFinal = row.isFinal;
    receipt.guarantee = row.guarantee;
    receipt.target = publicLabel(row.target);
    receipt.revision = found->revision;
    receipt.revisionHash = sha256Hex(found->definition);
    const Json definition = Json::parse(found->definition, nullptr, false);
    if (definition.is_object()) {
        receipt.title = maskPersonal(memberOf(definition, "title"));
        receipt.source = labelOf(definition.value("source", Json::object()));
        const Json target = definition.value("target", Json::object());
        const bool hasKey = target.contains("key") && !target["key"].empty();
        receipt.mode = target.value("mode", hasKey ? "upsert" : "append");
        if (receipt.target.empty())
            receipt.target = labelOf(target);
    }
    receipt.startedAt = row.startedAt;
    receipt.endedAt = row.endedAt;
    receipt.read = row.read;
    receipt.inserted = row.inserted;
    receipt.updated = row.updated;
    receipt.unchanged = row.unchanged;
    receipt.superseded = row.superseded;
    receipt.filtered = row.filtered;
    receipt.quarantined = row.quarantined;
    receipt.unknown = row.unknown;
    receipt.pending = row.pending;
    receipt.isSplitExact = found->isSplitExact;
    return receipt;
}

std::string receiptText(const Receipt &r, ReportLanguage language)
{
    const auto word = [&](std::string_view english, std::string_view chinese) {
        return ReportWords{english, chinese}.in(language);
    };
    const std::string name = r.title.empty() ? maskPersonal(r.job) : r.title;
    std::string text = fmt::format("{} · {} · {} {}\n", word("Weir receipt", "Weir 回执"), name, word("run", "运行"), r.run);
    text += fmt::format("{}{}\n", word("State: ", "状态："), stateWord(r.state, language));
    if (!r.isFinal)
        text += fmt::format("{}\n", word("This run has not ended; the figures are those of now.", "该运行尚未结束，以下为当前数字。"));
    text += fmt::format("{}{} → {}\n", word("From, to: ", "来源 → 目标："), r.source, r.target);
    text += fmt::format("{}{}\n", word("Window: ", "时间："), windowText(r, language));
    text += fmt::format("{} {} = {} {} + {} {} + {} {} + {} {} + {} {}   {}\n", word("read", "读取"), groupedNumber(r.read),
                        word("delivered", "已送达"), groupedNumber(r.delivered()), word("filtered", "已过滤"),
                        groupedNumber(r.filtered), word("quarantined", "已隔离"), groupedNumber(r.quarantined),
                        word("unknown", "未知"), groupedNumber(r.unknown), word("pending", "待处理"), groupedNumber(r.pending),
                        r.balances() ? word("✓ every row is accounted for", "✓ 每一行都去向明确")
                                     : word("✗ NOT BALANCED", "✗ 行数不平"));
    text += fmt::format("{} {} = {} {} + {} {} + {} {} + {} {}{}\n", word("delivered", "已送达"), groupedNumber(r.delivered()),
                        word("inserted", "新增"), groupedNumber(r.inserted), word("updated", "更新"), groupedNumber(r.updated),
                        word("unchanged", "无变化"), groupedNumber(r.unchanged), word("superseded", "被同批后一行覆盖"),
                        groupedNumber(r.superseded),
                        r.isSplitExact ? "" : word(" (updated may include inserted and unchanged)", "（“更新”可能包含新增和无变化的行）"));
    text += fmt::format("{}{}{} {}\n", word("Written by: ", "写入方式："), writeModeWord(r.mode, language),
                        word(", mapping revision", "，映射版本"), r.revision);
    if (!r.guarantee.empty())
        text += fmt::format("{} {}{}{}\n", word("Guarantee", "保证等级"), r.guarantee, word(": ", "："),
                            guaranteeSentence(r.guarantee, language));
    text += fmt::format("{}{}", word("Check digits (SHA-256 of this receipt's canonical text): ", "校验码（回执规范文本的 SHA-256）："),
                        r.shortHash());
    return text;
}

Json receiptObject(const Receipt &r, ReportLanguage language)
{
    return {{"run", r.run},
            {"job", r.job},
            {"title", r.title.empty() ? Json() : Json(r.title)},
            {"kind", r.kind},
            {"state", r.state},
            {"final", r.isFinal},
            {"source", r.source},
            {"target", r.target},
            {"mode", r.mode},
            {"guarantee", r.guarantee},
            {"guaranteeSentence", guaranteeSentence(r.guarantee, language)},
            {"revision", r.revision},
            {"definitionHash", r.revisionHash},
            {"startedAt", r.startedAt},
            {"endedAt", r.endedAt ? Json(*r.endedAt) : Json()},
            {"seconds", r.endedAt ? Json(static_cast<double>(*r.endedAt - r.startedAt) / 1'000) : Json()},
            {"zone", reportZone(r.startedAt)},
            {"read", r.read},
            {"delivered", r.delivered()},
            {"inserted", r.inserted},
            {"updated", r.updated},
            {"unchanged", r.unchanged},
            {"superseded", r.superseded},
            {"split", r.isSplitExact ? "exact" : "merged"},
            {"filtered", r.filtered},
            {"quarantined", r.quarantined},
            {"unknown", r.unknown},
            {"pending", r.pending},
            {"balanced", r.balances()},
            {"canonical", r.canonical()},
            {"hash", r.hash()},
            {"shortHash", r.shortHash()},
            {"text", receiptText(r, language)}};
}

} // namespace weir
