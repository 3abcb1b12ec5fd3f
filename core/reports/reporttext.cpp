#include "core/reports/reporttext.h"

#include "core/base/redact.h"
#include "core/data/personaldata.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <fmt/format.h>
#include <iterator>

namespace weir {

namespace {

struct Named
{
    std::string_view name;
    ReportWords words;
};

template<std::size_t size>
std::string_view wordIn(const std::array<Named, size> &table, std::string_view name, ReportLanguage language,
                        std::string_view other)
{
    const auto at = std::find_if(table.begin(), table.end(), [&](const Named &one) { return one.name == name; });
    return at == table.end() ? other : at->words.in(language);
}

constexpr std::array<Named, 6> guarantees = {{
    {"A", {"Every row takes effect once, even after a crash or power cut.", "即使程序崩溃或断电，每一行也只生效一次。"}},
    {"B", {"Every row appears once for readers that see committed messages only.", "对于只读取已提交消息的消费者，每一行只出现一次。"}},
    {"C", {"Every row is in the file once.", "每一行在文件中只出现一次。"}},
    {"D1", {"Every row takes effect once, as long as the target remembers our request ids.", "在目标保留请求编号期间，每一行只生效一次。"}},
    {"D2", {"The target ends in the right state, without duplicates.", "目标最终状态正确，没有重复。"}},
    {"D3", {"Weir never writes a row twice on its own. A row without an answer is shown as unknown.",
            "Weir 不会自行重复发送；未收到响应的行会显示为“结果未知”。"}},
}};

constexpr std::array<Named, 18> states = {{
    {"created", {"Queued", "排队中"}},
    {"starting", {"Running", "运行中"}},
    {"running", {"Running", "运行中"}},
    {"throttled", {"Slowed by rate limit", "限流降速中"}},
    {"circuit_open", {"Paused for recovery", "熔断中，等待恢复"}},
    {"offline", {"Waiting for network", "等待网络"}},
    {"pausing", {"Pausing", "正在暂停"}},
    {"paused", {"Paused", "已暂停"}},
    {"stopping", {"Stopping", "正在停止"}},
    {"stopped", {"Stopped by you", "已手动停止"}},
    {"stalled", {"Stalled, rows kept", "已停滞，数据已保留"}},
    {"completed", {"Completed", "已完成"}},
    {"completed_quarantined", {"Completed, with rows in quarantine", "已完成，有隔离行"}},
    {"completed_unknown", {"Completed, with unknown rows", "已完成，有结果未知的行"}},
    {"failed", {"Failed", "失败"}},
    {"interrupted", {"Interrupted, can resume", "已中断，可续传"}},
    {"unbalanced", {"Rows unaccounted for", "行数不平"}},
    {"fenced", {"Taken over by another Weir", "已被另一个 Weir 接管"}},
}};

constexpr std::array<Named, 5> modes = {{
    {"append", {"Insert only", "仅追加"}},
    {"upsert", {"Insert or update", "新增或更新"}},
    {"update", {"Update only", "仅更新"}},
    {"replace", {"Replace all", "整表替换"}},
    {"mirror", {"Mirror: rows gone from the source are deleted", "镜像：来源中已没有的行会被删除"}},
}};

std::string localTime(std::int64_t ms, const char *format)
{
    const std::time_t seconds = static_cast<std::time_t>(ms / 1000);
    std::tm local{};
    if (!localtime_r(&seconds, &local))
        return "?";
    std::array<char, 40> text{};
    return {text.data(), std::strftime(text.data(), text.size(), format, &local)};
}

} // namespace

ReportLanguage reportLanguageFromName(std::string_view name)
{
    return name.starts_with("zh") ? ReportLanguage::Chinese : ReportLanguage::English;
}

std::string reportTime(std::int64_t ms)
{
    return localTime(ms, "%Y-%m-%d %H:%M:%S");
}

std::string reportZone(std::int64_t ms)
{
    std::string offset = localTime(ms, "%z");
    if (offset.size() == 5)
        offset.insert(3, ":");
    return "UTC" + offset;
}

std::string reportDuration(std::int64_t ms, ReportLanguage language)
{
    const bool isChinese = language == ReportLanguage::Chinese;
    const std::int64_t seconds = ms / 1'000;
    if (seconds < 60)
        return fmt::format("{:.1f} {}", static_cast<double>(ms) / 1'000, isChinese ? "秒" : "s");
    if (seconds < 3'600)
        return fmt::format("{} {} {} {}", seconds / 60, isChinese ? "分" : "min", seconds % 60, isChinese ? "秒" : "s");
    return fmt::format("{} {} {} {}", seconds / 3'600, isChinese ? "小时" : "h", seconds / 60 % 60, isChinese ? "分" : "min");
}

std::string_view guaranteeSentence(std::string_view guarantee, ReportLanguage language)
{
    return wordIn(guarantees, guarantee, language, {});
}

std::string_view stateWord(std::string_view state, ReportLanguage language)
{
    return wordIn(states, state, language, state);
}

std::string_view writeModeWord(std::string_view mode, ReportLanguage language)
{
    return wordIn(modes, mode, language, mode);
}

std::string publicLabel(std::string_view place)
{
    std::string label(place);
    // The query of a URL: from its "?" to the "#" that names the table, or to the end of the word.
    const std::size_t scheme = label.find("://");
    const std::size_t query = scheme == std::string::npos ? scheme : label.find('?', scheme);
    if (query != std::string::npos) {
        const std::size_t end = std::min(label.find_first_of("# ", query), label.size());
        label.erase(query, end - query);
    }
    return maskPersonal(escapeControls(redact(label)));
}

} // namespace weir
