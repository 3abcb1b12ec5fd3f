#include "core/connectors/http/pagebody.h"

#include "core/base/names.h"
#include "core/base/redact.h"
#include "core/data/jsonwalker.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <map>

namespace weir {

namespace {

constexpr std::array totalNames = {"total", "total_count", "totalCount", "count"};
/// Members that commonly hold the URL of the next page; looked for only when paging is not configured.
constexpr std::array nextPaths = {"next",
                                  "next_url",
                                  "nextUrl",
                                  "next_page_url",
                                  "nextPageUrl",
                                  "next_page",
                                  "nextPage",
                                  "nextLink",
                                  "links.next",
                                  "paging.next",
                                  "pagination.next",
                                  "meta.next",
                                  "links.next.href",
                                  "_links.next.href",
                                  "paging.next.link",
                                  "pagination.next_url",
                                  "meta.next_url"};
constexpr std::array moreNames = {"has_more",   "hasMore",         "has_next",
                                  "hasNext",    "hasNextPage",     "next_cursor",
                                  "nextCursor", "next_page_token", "nextPageToken"};
constexpr std::size_t textMax = 200;

std::vector<std::string> split(std::string_view dotted)
{
    std::vector<std::string> parts;
    for (;;) {
        const std::size_t dot = dotted.find('.');
        parts.emplace_back(dotted.substr(0, dot));
        if (dot == std::string_view::npos)
            return parts;
        dotted.remove_prefix(dot + 1);
    }
}

std::string plainText(const JsonToken &token)
{
    std::string text;
    appendJsonAsText(token.raw, text);
    return text;
}

bool isEmptyValue(const JsonToken &token)
{
    return token.kind == JsonKind::Absent || token.kind == JsonKind::Null || token.raw == "\"\"" ||
           token.raw == "[]" || token.raw == "{}" || token.raw == "false" || token.raw == "0";
}

std::string shortText(std::string_view text) { return redact(escapeControls(text.substr(0, textMax))); }

bool isHtml(const HttpResponse &response)
{
    std::string_view body = response.body;
    if (body.starts_with("\xEF\xBB\xBF"))
        body.remove_prefix(3);
    body = trimJson(body);
    return body.starts_with('<') ||
           (lowerAscii(response.header("content-type")).find("text/html") != std::string::npos &&
            !body.starts_with('{') && !body.starts_with('['));
}

bool looksLikeUrl(std::string_view text)
{
    return text.starts_with("http://") || text.starts_with("https://") || text.starts_with('/') ||
           text.starts_with('?');
}

/// One reading of a page.
class Skeleton
{
public:
    Skeleton(const HttpResponse &response, const PageLayout &layout)
        : m_document(trimJson(response.body)), m_layout(layout)
    {}

    PageBody read()
    {
        if (m_document.starts_with("\xEF\xBB\xBF"))
            m_document = trimJson(m_document.substr(3));
        if (!walkAll())
            return m_page;
        if (!findRecords())
            return m_page;
        m_page.kind = PageKind::Good;
        findNext();
        findTotal();
        collectMembers();
        return m_page;
    }

private:
    using Members = std::vector<std::pair<std::string, JsonToken>>;

    /// Checks the whole document and keeps its outermost members. A page is megabytes: nothing walks it again.
    bool walkAll()
    {
        JsonWanted root;
        root.slot = 0;
        root.prepare();
        m_tokens.resize(1);
        std::vector<JsonMember> members;
        if (const char *trouble = m_walker.walk(m_document, root, m_tokens, &members)) {
            m_page.why = fmt::format("it is not JSON: {} at byte {} of {}", trouble, m_walker.errorAt(),
                                     m_document.size());
            return false;
        }
        m_root = m_tokens[0];
        for (const JsonMember &member : members)
            m_top.emplace_back(member.key, member.value);
        m_membersAt.emplace(m_root.raw.data(), m_top);
        return true;
    }

    /// Members of an object of the document, which is walked when it is first asked for.
    const Members &membersOf(const JsonToken &object)
    {
        const auto [known, isNew] = m_membersAt.try_emplace(object.raw.data());
        if (!isNew)
            return known->second;
        JsonWanted nothing;
        nothing.prepare();
        std::vector<JsonToken> none;
        std::vector<JsonMember> members;
        if (!m_walker.walk(object.raw, nothing, none, &members)) {
            for (const JsonMember &member : members)
                known->second.emplace_back(member.key, member.value);
        }
        return known->second;
    }

    JsonToken find(const std::vector<std::string> &path)
    {
        JsonToken at = m_root;
        for (const std::string &name : path) {
            if (at.kind != JsonKind::Object)
                return {};
            const Members &members = membersOf(at);
            const auto found = std::find_if(members.begin(), members.end(),
                                            [&](const auto &member) { return member.first == name; });
            if (found == members.end())
                return {};
            at = found->second;
        }
        return at;
    }

    bool noRecords(std::string why)
    {
        m_page.kind = PageKind::NoRecords;
        m_page.why = std::move(why);
        findError(m_top, true);
        if (!m_page.errorMember.empty())
            m_page.why += fmt::format("; the API says {}", m_page.errorMember);
        return false;
    }

    bool findRecords()
    {
        if (m_layout.records) {
            m_path = m_layout.records->members();
            const JsonToken found = find(m_path);
            if (found.kind != JsonKind::Array)
                return noRecords(fmt::format("{} is {}, records were expected there",
                                             m_layout.records->text(),
                                             found.kind == JsonKind::Absent ? "absent" : "no array"));
            return takeRecords(found);
        }
        if (m_root.kind == JsonKind::Array)
            return takeRecords(m_root);
        if (m_root.kind != JsonKind::Object)
            return noRecords("it is neither an object nor an array");
        std::vector<std::pair<std::vector<std::string>, JsonToken>> arrays = arraysBelow({}, m_top);
        if (arrays.empty()) {
            for (const auto &[name, value] : m_top) {
                if (value.kind != JsonKind::Object)
                    continue;
                for (auto &entry : arraysBelow({name}, membersOf(value)))
                    arrays.push_back(std::move(entry));
            }
        }
        if (arrays.size() != 1) {
            std::vector<std::string> names;
            names.reserve(arrays.size());
            for (const auto &[path, token] : arrays)
                names.push_back(fmt::format("$.{}", fmt::join(path, ".")));
            return noRecords(
                names.empty()
                    ? std::string(
                          "it holds no array of records; say where they are with \"records\" (--records)")
                    : fmt::format("it holds several arrays ({}); say which with \"records\" (--records)",
                                  fmt::join(names, ", ")));
        }
        m_path = arrays.front().first;
        return takeRecords(arrays.front().second);
    }

    static std::vector<std::pair<std::vector<std::string>, JsonToken>>
    arraysBelow(const std::vector<std::string> &parent, const Members &members)
    {
        std::vector<std::pair<std::vector<std::string>, JsonToken>> arrays;
        for (const auto &[name, value] : members) {
            if (value.kind != JsonKind::Array || name == "errors" || name == "links" || name == "warnings")
                continue;
            const std::string_view inside = trimJson(value.raw.substr(1));
            if (!inside.starts_with('{') && !inside.starts_with(']'))
                continue; // an array of texts or numbers is no list of records
            std::vector<std::string> path = parent;
            path.push_back(name);
            arrays.emplace_back(std::move(path), value);
        }
        return arrays;
    }

    bool takeRecords(const JsonToken &array)
    {
        m_page.records = array.raw;
        m_page.recordsPath = "$";
        for (const std::string &name : m_path)
            m_page.recordsPath += fmt::format("['{}']", name);
        return true;
    }

    void takeNext(const JsonToken &token)
    {
        if (token.kind == JsonKind::Absent)
            return;
        m_page.isNextUsable = token.kind != JsonKind::Object && token.kind != JsonKind::Array;
        if (token.kind == JsonKind::Null || token.raw == "false" || !m_page.isNextUsable)
            m_page.next = std::string();
        else
            m_page.next = plainText(token);
    }

    void findNext()
    {
        if (m_layout.next)
            return takeNext(find(m_layout.next->members()));
        for (const auto &[name, value] : m_top) {
            if (std::find(moreNames.begin(), moreNames.end(), name) != moreNames.end() &&
                !isEmptyValue(value))
                m_page.hasMore = name;
        }
        if (!m_layout.findsPaging || m_root.kind != JsonKind::Object)
            return;
        std::vector<std::vector<std::string>> paths = {{"@odata.nextLink"}, {"odata.nextLink"}};
        for (const char *dotted : nextPaths)
            paths.push_back(split(dotted));
        for (const std::vector<std::string> &path : paths) {
            const JsonToken found = find(path);
            if (found.kind != JsonKind::String || !looksLikeUrl(plainText(found)))
                continue;
            takeNext(found);
            m_page.nextPath = "$";
            for (const std::string &name : path)
                m_page.nextPath += fmt::format("['{}']", name);
            return;
        }
    }

    static std::optional<std::int64_t> wholeNumber(const JsonToken &token)
    {
        const std::string text = token.kind == JsonKind::Number || token.kind == JsonKind::String
                                     ? plainText(token)
                                     : std::string();
        std::int64_t value = 0;
        const auto [last, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (text.empty() || error != std::errc() || last != text.data() + text.size() || value < 0)
            return std::nullopt;
        return value;
    }

    void findTotal()
    {
        if (m_layout.hasNoTotal)
            return;
        if (m_layout.total) {
            m_page.total = wholeNumber(find(m_layout.total->members()));
            return;
        }
        if (m_path.empty())
            return; // nothing stands beside the records of a bare array
        std::vector<std::string> parent(m_path.begin(), m_path.end() - 1);
        for (const char *name : totalNames) {
            std::vector<std::string> path = parent;
            path.emplace_back(name);
            m_page.total = wholeNumber(find(path));
            m_page.isTotalCount = std::string_view(name) == "count";
            if (m_page.total)
                return;
        }
    }

    void findError(const Members &members, bool isAnyMessage)
    {
        for (const auto &[name, value] : members) {
            const std::string lower = lowerAscii(name);
            const bool isError =
                lower == "error" || lower == "errors" || lower == "error_message" || lower == "errormessage";
            const bool isMessage = isAnyMessage && (lower == "message" || lower == "msg" ||
                                                    lower == "detail" || lower == "code" || lower == "title");
            if ((isError || isMessage) && !isEmptyValue(value)) {
                m_page.errorMember = fmt::format("{}: {}", name, shortText(plainText(value)));
                if (isError)
                    return;
            }
        }
    }

    void collectMembers()
    {
        const auto add = [&](const std::string &prefix, const Members &members) {
            for (const auto &[name, value] : members) {
                if (value.kind != JsonKind::Null && value.raw.data() != m_page.records.data())
                    m_page.members.push_back(prefix + name);
            }
        };
        add("", m_top);
        findError(m_top, false);
        if (m_path.size() > 1) {
            const JsonToken parent = find({m_path.begin(), m_path.end() - 1});
            const Members &members = membersOf(parent);
            add(fmt::format("{}.", m_path[m_path.size() - 2]), members);
            if (m_page.errorMember.empty())
                findError(members, false);
        }
    }

    std::string_view m_document;
    const PageLayout &m_layout;
    PageBody m_page;
    JsonWalker m_walker;
    std::vector<JsonToken> m_tokens;
    JsonToken m_root;
    Members m_top;
    std::map<const char *, Members> m_membersAt; ///< by the first byte of the object
    std::vector<std::string> m_path;             ///< of the records
};

} // namespace

PageBody readPageBody(const HttpResponse &response, const PageLayout &layout)
{
    PageBody page;
    if (isHtml(response)) {
        page.kind = PageKind::Html;
        page.why = "it is a web page, not data: usually a sign-in page";
        return page;
    }
    if (layout.isLines) {
        page.records = response.body;
        page.recordsPath = "$";
        const std::string_view first = trimJson(page.records.substr(0, page.records.find('\n')));
        page.kind =
            trimJson(page.records).empty() || isStrictJson(first) ? PageKind::Good : PageKind::NotJson;
        page.why = page.kind == PageKind::Good ? "" : "its first line is not JSON";
        return page;
    }
    return Skeleton(response, layout).read();
}

} // namespace weir
