#include "core/expression/codepoints.h"
#include "core/expression/functioncatalogue.h"

#include <algorithm>
#include <array>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/format.h>
#include <pcre2.h>

namespace weir {

namespace {

/// Bounds of one pattern and of one row's search (SR-44, SR-45).
constexpr std::size_t patternBytesMax = 1000;
constexpr std::uint32_t depthLimit = 2'000, heapLimitKib = 16 << 10, nestingMax = 64;
/// PCRE2 counts its steps anew at each place where a match may begin, so a long text gets fewer of them at
/// each: a row takes searchStepsMax in all.
constexpr std::size_t searchStepsMax = 30'000'000, matchLimitMin = 50, matchLimitMax = 200'000;

struct CodeFree
{
    void operator()(pcre2_code *code) const { pcre2_code_free(code); }
};
struct ContextFree
{
    void operator()(pcre2_match_context *context) const { pcre2_match_context_free(context); }
};
struct DataFree
{
    void operator()(pcre2_match_data *data) const { pcre2_match_data_free(data); }
};

std::string pcreMessage(int code)
{
    std::array<PCRE2_UCHAR, 200> text{};
    pcre2_get_error_message(code, text.data(), text.size());
    return reinterpret_cast<const char *>(text.data());
}

/// A compiled pattern. Immutable; searching needs a match block of its own.
class Pattern final : public CallState
{
public:
    std::unique_ptr<pcre2_code, CodeFree> code;
    std::unique_ptr<pcre2_match_context, ContextFree> context;
    std::uint32_t groups = 0;
    std::uint32_t group = 0; ///< that regex_extract wants
};

Prepared preparePattern(const PrepareInput &input)
{
    const std::string_view text = input.constants[1]->text(0);
    if (text.size() > patternBytesMax)
        return PrepareError{1, fmt::format("a pattern of more than {} bytes", patternBytesMax), {}};
    auto pattern = std::make_shared<Pattern>();
    const std::unique_ptr<pcre2_compile_context, void (*)(pcre2_compile_context *)> options(
        pcre2_compile_context_create(nullptr), pcre2_compile_context_free);
    pattern->context.reset(pcre2_match_context_create(nullptr));
    if (!options || !pattern->context)
        return PrepareError{1, "not enough memory for the pattern", {}};
    pcre2_set_parens_nest_limit(options.get(), nestingMax);
    int error = 0;
    PCRE2_SIZE at = 0;
    constexpr std::uint32_t flags = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
    pattern->code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), flags, &error,
                                      &at, options.get()));
    if (!pattern->code)
        return PrepareError{
            1, fmt::format("the pattern is wrong at its byte {}: {}", at + 1, pcreMessage(error)), {}};
    pcre2_set_depth_limit(pattern->context.get(), depthLimit);
    pcre2_set_heap_limit(pattern->context.get(), heapLimitKib);
    pcre2_pattern_info(pattern->code.get(), PCRE2_INFO_CAPTURECOUNT, &pattern->groups);
    return std::shared_ptr<const CallState>(std::move(pattern));
}

Prepared prepareExtract(const PrepareInput &input)
{
    Prepared prepared = preparePattern(input);
    if (std::holds_alternative<PrepareError>(prepared))
        return prepared;
    const auto made = std::get<std::shared_ptr<const CallState>>(prepared);
    const auto &pattern = static_cast<const Pattern &>(*made);
    // Without a group number: the first group, or the whole match when there is none.
    std::int64_t group = pattern.groups > 0 ? 1 : 0;
    if (input.constants.size() > 2)
        group = input.constants[2]->int64s()[0];
    if (group < 0 || group > static_cast<std::int64_t>(pattern.groups))
        return PrepareError{2, fmt::format("the pattern has {} groups", pattern.groups), {}};
    std::const_pointer_cast<Pattern>(std::static_pointer_cast<const Pattern>(made))->group =
        static_cast<std::uint32_t>(group);
    return prepared;
}

/// Searches one pattern in the rows of one call.
class Search
{
public:
    explicit Search(const Call &call)
        : m_call(call),
          m_pattern(call.state<Pattern>()),
          m_data(pcre2_match_data_create_from_pattern(m_pattern.code.get(), nullptr)),
          m_context(pcre2_match_context_copy(m_pattern.context.get()))
    {}

    enum class Found : std::uint8_t { Yes, No, Failed };

    /// Looks in \a text from \a start on, which is 0 in the first search of a row: that one checks the whole
    /// text for UTF-8. Failed: the row has its error and its NULL in \a out.
    Found find(Column &out, std::int64_t row, std::string_view text, std::size_t start, bool notEmpty = false)
    {
        if (!m_data || !m_context) {
            m_call.fail(out, row, RowCode::Expression, {}, "memory", "not enough memory for the search");
            return Found::Failed;
        }
        std::uint32_t flags = notEmpty ? PCRE2_NOTEMPTY_ATSTART | PCRE2_ANCHORED : 0;
        if (start > 0)
            flags |= PCRE2_NO_UTF_CHECK;
        const std::size_t limit =
            std::clamp(searchStepsMax / std::max<std::size_t>(1, text.size()), matchLimitMin, matchLimitMax);
        pcre2_set_match_limit(m_context.get(), static_cast<std::uint32_t>(limit));
        const int result = pcre2_match(m_pattern.code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()),
                                       text.size(), start, flags, m_data.get(), m_context.get());
        if (result >= 0)
            return Found::Yes;
        if (result == PCRE2_ERROR_NOMATCH)
            return Found::No;
        const bool isLimit = result == PCRE2_ERROR_MATCHLIMIT || result == PCRE2_ERROR_DEPTHLIMIT ||
                             result == PCRE2_ERROR_HEAPLIMIT;
        if (isLimit)
            m_call.fail(out, row, RowCode::Expression, text, "regex limit",
                        "the pattern takes too many steps on this text; write it without nested repetition");
        else
            m_call.fail(out, row, RowCode::BadEncoding, {}, "regex", "the text is not valid UTF-8");
        return Found::Failed;
    }
    /// Bytes of \a group in the text of the last match; first > second: the group took no part.
    [[nodiscard]] std::pair<std::size_t, std::size_t> bounds(std::uint32_t group) const
    {
        const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(m_data.get());
        if (ends[2 * group] == PCRE2_UNSET)
            return {1, 0};
        return {ends[2 * group], ends[2 * group + 1]};
    }

    /// Calls \a each(begin, end) for every match in \a text; false: the row has failed.
    template<typename Each>
    bool findAll(Column &out, std::int64_t row, std::string_view text, Each each)
    {
        std::size_t at = 0;
        bool wasEmpty = false;
        for (std::int64_t searches = 0; at <= text.size(); ++searches) {
            // A row with many matches pays for them.
            constexpr std::int64_t searchesFree = 64, stepsPerSearch = 16;
            if (searches > searchesFree && !m_call.charge(out, row, stepsPerSearch))
                return false;
            const Found found = find(out, row, text, at, wasEmpty);
            if (found == Found::Failed)
                return false;
            if (found == Found::No) {
                if (!wasEmpty)
                    return true;
                wasEmpty = false;
                if (at == text.size())
                    return true;
                at += pointSize(text, at);
                continue;
            }
            const auto [begin, end] = bounds(0);
            // \K in a look-ahead may give a match that begins behind its end.
            if (begin > end || begin < at)
                return true;
            each(begin, end);
            wasEmpty = begin == end;
            at = end;
        }
        return true;
    }

private:
    const Call &m_call;
    const Pattern &m_pattern;
    std::unique_ptr<pcre2_match_data, DataFree> m_data;
    std::unique_ptr<pcre2_match_context, ContextFree> m_context; ///< with the limit of the row
};

void matchKernel(const Call &call, Column &out)
{
    Search search(call);
    eachRow(call, out, [&](std::int64_t row) {
        const auto found = search.find(out, row, call[0].text(row), 0);
        if (found != Search::Found::Failed)
            out.appendBool(found == Search::Found::Yes);
    });
}

void extractKernel(const Call &call, Column &out)
{
    Search search(call);
    const std::uint32_t group = call.state<Pattern>().group;
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view text = call[0].text(row);
        const auto found = search.find(out, row, text, 0);
        if (found == Search::Found::Failed)
            return;
        const auto [begin, end] =
            found == Search::Found::Yes ? search.bounds(group) : std::pair<std::size_t, std::size_t>{1, 0};
        if (begin > end)
            out.appendNull();
        else
            call.append(out, row, text.substr(begin, end - begin));
    });
}

void countKernel(const Call &call, Column &out)
{
    Search search(call);
    eachRow(call, out, [&](std::int64_t row) {
        std::int64_t count = 0;
        if (search.findAll(out, row, call[0].text(row), [&](std::size_t, std::size_t) { ++count; }))
            out.appendInt64(count);
    });
}

/// Appends \a replacement with $0 … $9 as the groups of the last match, $$ as a dollar sign.
void appendReplacement(const Search &search, std::uint32_t groups, std::string_view text,
                       std::string_view replacement, std::string &out)
{
    for (std::size_t i = 0; i < replacement.size(); ++i) {
        const char next = i + 1 < replacement.size() ? replacement[i + 1] : '\0';
        if (replacement[i] != '$' || (next != '$' && (next < '0' || next > '9'))) {
            out += replacement[i];
            continue;
        }
        ++i;
        const auto group = static_cast<std::uint32_t>(next - '0');
        if (next == '$')
            out += '$';
        else if (group <= groups)
            if (const auto [begin, end] = search.bounds(group); begin <= end)
                out.append(text.substr(begin, end - begin));
    }
}

void replaceKernel(const Call &call, Column &out)
{
    Search search(call);
    const std::uint32_t groups = call.state<Pattern>().groups;
    std::string result;
    constexpr std::size_t bytesMax = 64 << 20; // beyond every output limit; close() refuses what is too long
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view text = call[0].text(row);
        std::size_t done = 0;
        result.clear();
        const bool isDone = search.findAll(out, row, text, [&](std::size_t begin, std::size_t end) {
            if (result.size() > bytesMax)
                return;
            result.append(text.substr(done, begin - done));
            appendReplacement(search, groups, text, call[2].text(row), result);
            done = end;
        });
        if (!isDone)
            return;
        result.append(text.substr(done));
        call.append(out, row, result);
    });
}

} // namespace

std::vector<FunctionSpec> regexFunctions()
{
    const auto group = FunctionGroup::Regex;
    const auto strict = NullRule::Strict;
    constexpr int cost = 2000;
    return {
        {"regex_match",
         group,
         strict,
         cost,
         "Whether the pattern (PCRE2) occurs; ^ and $ bind it to the ends. A search that takes too many "
         "steps is a row error.",
         "文本中是否有匹配正则（PCRE2）的部分；用 ^ 和 $ 限定首尾。匹配步数过多时该行报错。",
         {{"x text, pattern text!", "bool", matchKernel, preparePattern}},
         {{"regex_match('A-12', '^[A-Z]-\\d+$')", "true"},
          {"regex_match('北京', '^\\p{Han}+$')", "true"},
          {"regex_match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '^(a+)+$')", "error: Expression"}}},
        {"regex_extract",
         group,
         strict,
         cost,
         "The first match, or a group of it (the first one if not said); NULL when there is none.",
         "第一个匹配，或其中的分组（默认第一个分组）；没有匹配则为 NULL。",
         {{"x text, pattern text!, group int64?!", "text", extractKernel, prepareExtract}},
         {{"regex_extract('订单 A-12', '[A-Z]-\\d+')", "A-12"},
          {"regex_extract('k=v', '(\\w)=(\\w)', 2)", "v"},
          {"regex_extract('x', '\\d')", "NULL"}}},
        {"regex_replace",
         group,
         strict,
         cost,
         "Every match replaced; $1 … $9 stand for groups, $0 for the match, $$ for a dollar sign.",
         "替换所有匹配；$1…$9 为分组，$0 为整个匹配，$$ 为美元符号。",
         {{"x text, pattern text!, replacement text", "text", replaceKernel, preparePattern}},
         {{"regex_replace('2026/3/5', '(\\d+)/(\\d+)/(\\d+)', '$3.$2.$1')", "5.3.2026"},
          {"regex_replace('a1b22', '\\d+', '#')", "a#b#"}}},
        {"regex_count",
         group,
         strict,
         cost,
         "How often the pattern occurs.",
         "匹配的次数。",
         {{"x text, pattern text!", "int64", countKernel, preparePattern}},
         {{"regex_count('a1b22', '\\d')", "3"}}},
    };
}

} // namespace weir
