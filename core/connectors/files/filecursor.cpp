#include "core/connectors/files/filecursor.h"

#include "core/base/hash.h"
#include "core/base/json.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

constexpr std::size_t headBytesMax = 64 << 10;

Unexpected notOurs()
{
    return fail(
        ErrorCode::InvalidConfig, Recovery::Stop,
        "the stored position is not one in a file: the job's source was another one. --again starts over");
}

} // namespace

Cursor FileCursor::cursor() const
{
    // Assembled by hand: every value is a number, hex or already JSON, and pages make one each.
    std::string text = fmt::format(R"({{"o":{},"l":{},"n":{},"h":"{}","t":"{}","s":{},"f":"{}")", offset,
                                   line, headBytes, headHash, tailHash, size, identity);
    if (incompleteLine > 0)
        text += fmt::format(R"(,"i":{},"q":{})", incompleteLine, isOpenQuote);
    if (!decided.empty())
        text += ",\"d\":" + decided;
    text += '}';
    return {std::move(text)};
}

Result<FileCursor> FileCursor::parse(const Cursor &cursor)
{
    const Json object = Json::parse(cursor.text, nullptr, false);
    if (!object.is_object())
        return notOurs();
    FileCursor result;
    const std::pair<const char *, std::int64_t *> numbers[] = {
        {"o", &result.offset}, {"l", &result.line}, {"n", &result.headBytes}, {"s", &result.size}};
    for (const auto &[name, value] : numbers) {
        const auto member = object.find(name);
        if (member == object.end() || !member->is_number_integer() || member->get<std::int64_t>() < 0)
            return notOurs();
        *value = member->get<std::int64_t>();
    }
    const std::pair<const char *, std::string *> texts[] = {
        {"h", &result.headHash}, {"t", &result.tailHash}, {"f", &result.identity}};
    for (const auto &[name, value] : texts) {
        const auto member = object.find(name);
        if (member == object.end() || !member->is_string())
            return notOurs();
        *value = member->get<std::string>();
    }
    if (const auto member = object.find("i"); member != object.end() && member->is_number_integer())
        result.incompleteLine = member->get<std::int64_t>();
    if (const auto member = object.find("q"); member != object.end() && member->is_boolean())
        result.isOpenQuote = member->get<bool>();
    if (const auto member = object.find("d"); member != object.end())
        result.decided = member->dump();
    return result;
}

Result<void> FileCursor::noteHead(const FileInput &input)
{
    WEIR_TRY(const std::string head, input.readAt(0, headBytesMax));
    headBytes = static_cast<std::int64_t>(head.size());
    headHash = xxh128Hex(head);
    size = input.size();
    identity = input.identity();
    return {};
}

Result<SourceChange> FileCursor::compare(const FileInput &input) const
{
    if (input.identity() == identity && input.size() == size)
        return SourceChange::None;
    if (input.size() < offset || input.size() < headBytes)
        return SourceChange::Replaced;
    WEIR_TRY(const std::string head, input.readAt(0, static_cast<std::size_t>(headBytes)));
    if (xxh128Hex(head) != headHash)
        return SourceChange::Replaced;
    const std::int64_t tailBytes = std::min<std::int64_t>(offset, FileWindow::historyBytes);
    WEIR_TRY(const std::string tail, input.readAt(offset - tailBytes, static_cast<std::size_t>(tailBytes)));
    if (xxh128Hex(tail) != tailHash)
        return SourceChange::Replaced;
    return input.size() > std::max(size, offset) ? SourceChange::Grown : SourceChange::None;
}

Result<std::int64_t> FileCursor::lineEndToSkip(const FileInput &input) const
{
    if (incompleteLine <= 0 || input.size() <= offset)
        return std::int64_t{0};
    WEIR_TRY(const std::string next, input.readAt(offset, 4));
    if (!isOpenQuote) {
        // Also as UTF-16, whose line ends are two bytes each.
        for (const std::string_view lineEnd :
             {std::string_view("\r\0\n\0", 4), std::string_view("\0\r\0\n", 4), std::string_view("\n\0", 2),
              std::string_view("\0\n", 2), std::string_view("\r\n", 2), std::string_view("\n", 1),
              std::string_view("\r", 1)}) {
            if (next.rfind(lineEnd, 0) == 0)
                return static_cast<std::int64_t>(lineEnd.size());
        }
    }
    return fail(
        ErrorCode::SchemaMismatch, Recovery::Stop,
        fmt::format(
            "the last row of {} (line {}) was incomplete when it was read, and has since gone on: it was "
            "delivered as it stood then. Correct that row in the target, then start over with --again, "
            "or let the file's writer end each row with a line end",
            input.path(), incompleteLine));
}

} // namespace weir
