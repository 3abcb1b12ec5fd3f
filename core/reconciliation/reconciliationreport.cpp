#include "core/reconciliation/reconciliationreport.h"

#include "core/base/atomicfile.h"
#include "core/base/hash.h"
#include "core/base/names.h"
#include "core/data/spreadsheet.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <fmt/format.h>

namespace weir {

namespace {

using Kind = Difference::Kind;

struct KnownWord
{
    std::string_view word;
    ReportWords text;
};

/// The closed list of explanations, in the order of architecture: reasons of a person first.
constexpr std::array<KnownWord, 11> explanations = {{
    {"quarantined", {"in quarantine", "在隔离区中"}},
    {"set aside", {"set aside", "已搁置"}},
    {"discarded", {"discarded", "已放弃"}},
    {"filtered", {"filtered by a rule", "被规则过滤"}},
    {"unknown", {"outcome unknown", "结果未知"}},
    {"superseded", {"replaced by a later row", "被同键后一行覆盖"}},
    {"delivered with edited values", {"delivered with edited values", "以修改后的值送达"}},
    {"pending", {"waiting to be delivered", "待写入"}},
    {"not yet read", {"not yet read", "尚未读取"}},
    {"changed since the run", {"changed since the run", "运行后有变化"}},
    {"unexplained", {"unexplained", "未解释"}},
}};

std::string_view explanationText(std::string_view word, ReportLanguage language)
{
    const auto *const at = std::find_if(explanations.begin(), explanations.end(), [&](const KnownWord &k) { return k.word == word; });
    return at == explanations.end() ? word : at->text.in(language);
}

constexpr ReportWords kindNames[] = {{"Missing in target", "目标缺失"},
                               {"Extra in target", "目标多余"},
                               {"Different", "不同"},
                               {"Not comparable", "无法比较"}};
constexpr ReportWords depthNames[] = {{"count", "数量"}, {"keys", "主键"}, {"values", "逐值"}};

std::string timeText(std::int64_t ms)
{
    const std::time_t seconds = static_cast<std::time_t>(ms / 1000);
    std::tm local{};
    if (!localtime_r(&seconds, &local))
        return "?";
    std::array<char, 40> text{};
    return std::string(text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S %z", &local));
}

std::string detailOf(std::string_view explanation)
{
    const std::size_t at = explanation.find(" (");
    return at == std::string_view::npos ? std::string() : std::string(explanation.substr(at));
}

constexpr std::string_view head = R"(<!DOCTYPE html>
<html lang="{0}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{1}</title><style>
body{{font:14px/1.5 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#18212b;margin:32px auto;max-width:1000px;padding:0 16px}}
h1{{font-size:22px;margin:0 0 4px}}h2{{font-size:16px;margin:24px 0 8px}}p{{margin:4px 0}}
table{{border-collapse:collapse;width:100%}}th,td{{text-align:left;vertical-align:top;padding:4px 12px 4px 0;border-bottom:1px solid #d5dbe3}}
th{{font-weight:600;color:#4b5766}}.n{{text-align:right}}.m{{font-family:Consolas,"DejaVu Sans Mono",monospace;word-break:break-all}}
.s{{font-size:16px;padding:8px 12px;border-left:4px solid #0a5c41;background:#e3f4ec;margin:16px 0}}
.s.w{{border-color:#a35200;background:#fff1de}}.s.e{{border-color:#8a0f0f;background:#fce8e6}}.q{{color:#4b5766}}
</style></head><body>
)";

/// Builds the page for people.
class HtmlReport
{
public:
    explicit HtmlReport(const ReconciliationReport &report) : m_report(report), m_result(report.result) {}

    std::string text()
    {
        const std::string title = fmt::format("{} – {}", word("Reconciliation", "对账报告"), name());
        m_out = fmt::format(head, m_report.language == ReportLanguage::Chinese ? "zh-CN" : "en", htmlText(title));
        m_out += fmt::format("<h1>{}</h1>\n", htmlText(title));
        facts();
        sentence();
        buckets();
        differences();
        m_out += fmt::format("<p class=\"q\">{}: <span class=\"m\">{}</span></p>\n</body></html>\n",
                             word("SHA-256 of figures and differences", "数字与差异的 SHA-256"),
                             sha256Hex(reconciliationCsv(m_report)));
        return std::move(m_out);
    }

private:
    std::string_view word(std::string_view english, std::string_view chinese) const
    {
        return ReportWords{english, chinese}.in(m_report.language);
    }
    std::string name() const { return m_report.title.empty() ? m_result.job : m_report.title; }

    void fact(std::string_view label, const std::string &value)
    {
        if (!value.empty())
            m_out += fmt::format("<tr><th>{}</th><td>{}</td></tr>\n", label, htmlText(value));
    }
    void facts()
    {
        m_out += "<table>\n";
        fact(word("Job", "任务"), m_result.job);
        fact(word("Source", "来源"), m_report.source);
        fact(word("Target", "目标"), m_report.target);
        fact(word("Compared", "核对时间"), timeText(m_report.at));
        fact(word("Depth", "深度"), std::string(depthNames[static_cast<std::size_t>(m_result.depth)].in(m_report.language)));
        fact(word("Duration", "用时"), fmt::format("{:.1f} s", m_result.seconds));
        fact(word("Mapping revision", "映射版本"), m_report.revision > 0 ? std::to_string(m_report.revision) : "");
        fact(word("Report made by", "报告生成人"), m_report.madeBy);
        m_out += "</table>\n";
    }

    /// "37 missing: 37 in quarantine, 0 unexplained"
    std::string kindSentence(Kind kind, std::int64_t rows) const
    {
        std::string text;
        std::int64_t kept = 0, unexplained = 0;
        for (const auto &[explanation, count] : explanationCounts(m_result, kind)) {
            kept += count;
            if (explanation == "unexplained")
                unexplained = count;
            else
                text += fmt::format("{} {}{}", groupedNumber(count), explanationText(explanation, m_report.language), word(", ", "，"));
        }
        if (kept < rows)
            text += fmt::format("{} {}{}", groupedNumber(rows - kept), word("not listed", "未列出"), word(", ", "，"));
        return fmt::format("{} {}{}{}{} {}", groupedNumber(rows), kindNames[static_cast<std::size_t>(kind)].in(m_report.language),
                           word(": ", "："), text, groupedNumber(unexplained), word("unexplained", "未解释"));
    }
    void sentence()
    {
        const std::int64_t counts[] = {m_result.missing, m_result.extra, m_result.different};
        std::string text;
        for (int kind = 0; kind < 3; ++kind) {
            if (counts[kind] > 0)
                text += fmt::format("<p>{}</p>", htmlText(kindSentence(static_cast<Kind>(kind), counts[kind])));
        }
        if (text.empty() && m_result.notComparable == 0)
            text = fmt::format("<p>{}</p>", htmlText(fmt::format(fmt::runtime(word("Source and target agree: {} rows.",
                                                                                   "来源与目标一致：{} 行。")),
                                                                 groupedNumber(m_result.same))));
        else if (text.empty())
            text = fmt::format("<p>{} {}</p>", groupedNumber(m_result.notComparable), kindNames[3].in(m_report.language));
        const char *tone = m_result.unexplained > 0                                        ? " e"
                           : counts[0] + counts[1] + counts[2] + m_result.notComparable > 0 ? " w"
                                                                                            : "";
        m_out += fmt::format("<div class=\"s{}\">{}</div>\n", tone, text);
    }

    void bucket(std::string_view label, std::int64_t rows)
    {
        m_out += fmt::format("<tr><td>{}</td><td class=\"n\">{}</td></tr>\n", label, groupedNumber(rows));
    }
    void buckets()
    {
        m_out += "<table>\n";
        bucket(word("Rows expected in the target", "目标应有行数"), m_result.rowsSource);
        bucket(word("Rows in the target", "目标现有行数"), m_result.rowsTarget);
        bucket(word("Same", "一致"), m_result.same);
        const std::int64_t counts[] = {m_result.missing, m_result.extra, m_result.different, m_result.notComparable};
        for (int kind = 0; kind < 4; ++kind)
            bucket(kindNames[kind].in(m_report.language), counts[kind]);
        bucket(word("Not expected: filtered by your rules", "不要求：被规则过滤"), m_result.filtered);
        bucket(word("Not expected: replaced by a later row of their key", "不要求：被同键后一行覆盖"), m_result.superseded);
        m_out += "</table>\n";
    }

    void differences()
    {
        if (m_result.differences.empty())
            return;
        m_out += fmt::format("<h2>{}</h2>\n<table>\n<tr><th>{}</th><th>{}</th><th>{}</th><th>{}</th><th>{}</th><th>{}</th></tr>\n",
                             word("Differences", "差异"), word("Kind", "类别"), word("Key", "主键"), word("Field", "字段"),
                             word("Source", "来源"), word("Target", "目标"), word("Explanation", "解释"));
        for (const Difference &difference : m_result.differences) {
            if (difference.fields.empty())
                line(difference, {});
            for (const Difference::Field &field : difference.fields)
                line(difference, field);
        }
        m_out += "</table>\n";
        if (m_result.differencesOmitted > 0)
            m_out += fmt::format("<p class=\"q\">{} {}</p>\n", groupedNumber(m_result.differencesOmitted),
                                 word("more differences were counted and are not listed", "处差异已计数，未列出"));
    }
    void line(const Difference &difference, const Difference::Field &field)
    {
        const std::string explanation = difference.kind == Kind::NotComparable
            ? difference.explanation
            : std::string(explanationText(explanationWord(difference.explanation), m_report.language)) + detailOf(difference.explanation);
        m_out += fmt::format("<tr><td>{}</td><td class=\"m\">{}</td><td>{}</td><td class=\"m\">{}</td><td class=\"m\">{}</td>"
                             "<td>{}</td></tr>\n",
                             kindNames[static_cast<std::size_t>(difference.kind)].in(m_report.language),
                             htmlText(difference.key), htmlText(field.name), htmlText(field.source.value_or("")),
                             htmlText(field.target.value_or("")), htmlText(explanation));
    }

    const ReconciliationReport &m_report;
    const ReconcileResult &m_result;
    std::string m_out;
};

} // namespace

std::string_view explanationWord(std::string_view explanation)
{
    return explanation.empty() ? "unexplained" : explanation.substr(0, explanation.find(" ("));
}

std::vector<std::pair<std::string, std::int64_t>> explanationCounts(const ReconcileResult &result, Difference::Kind kind)
{
    std::vector<std::pair<std::string, std::int64_t>> counts;
    for (const Difference &difference : result.differences) {
        if (difference.kind != kind)
            continue;
        const std::string word(explanationWord(difference.explanation));
        const auto at = std::find_if(counts.begin(), counts.end(), [&](const auto &count) { return count.first == word; });
        if (at == counts.end())
            counts.emplace_back(word, 1);
        else
            ++at->second;
    }
    std::stable_sort(counts.begin(), counts.end(), [](const auto &a, const auto &b) {
        const bool isLastA = a.first == "unexplained", isLastB = b.first == "unexplained";
        return isLastA != isLastB ? isLastB : a.second > b.second;
    });
    return counts;
}

std::string reconciliationHtml(const ReconciliationReport &report)
{
    return HtmlReport(report).text();
}

std::string reconciliationCsv(const ReconciliationReport &report)
{
    const ReconcileResult &r = report.result;
    std::string text = "\xEF\xBB\xBFkind,key,field,source,target,explanation,rows\r\n";
    const std::pair<const char *, std::int64_t> buckets[] = {{"same", r.same}, {"missing", r.missing}, {"extra", r.extra},
                                                             {"different", r.different}, {"notComparable", r.notComparable}};
    for (const auto &[name, rows] : buckets)
        text += fmt::format("{},,,,,,{}\r\n", name, rows);
    const auto line = [&](const Difference &difference, const Difference::Field &field, int rows) {
        text += fmt::format("{},{},{},{},{},{},{}\r\n", differenceKindName(difference.kind), spreadsheetCell(difference.key),
                            spreadsheetCell(field.name), spreadsheetCell(field.source.value_or("")),
                            spreadsheetCell(field.target.value_or("")),
                            spreadsheetCell(difference.explanation.empty() ? "unexplained" : difference.explanation), rows);
    };
    for (const Difference &difference : r.differences) {
        if (difference.fields.empty())
            line(difference, {}, 1);
        for (std::size_t i = 0; i < difference.fields.size(); ++i)
            line(difference, difference.fields[i], i == 0 ? 1 : 0);
    }
    return text;
}

Result<void> writeReconciliationReport(const ReconciliationReport &report, const std::string &path)
{
    const std::string name = lowerAscii(path);
    if (name.ends_with(".html") || name.ends_with(".htm"))
        return replaceFile(path, reconciliationHtml(report));
    if (name.ends_with(".csv"))
        return replaceFile(path, reconciliationCsv(report));
    return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                fmt::format("{} is no name of a report; it ends in .html or .csv", path));
}

} // namespace weir
