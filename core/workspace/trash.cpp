#include "core/workspace/trash.h"

#include "core/base/atomicfile.h"
#include "core/workspace/names.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace weir {

namespace {

namespace fs = std::filesystem;

struct KindNames
{
    const char *word;
    const char *folder;
};
constexpr std::array<KindNames, 3> kinds = {{{"job", "jobs"}, {"connection", "connections"}, {"draft", "drafts"}}};
constexpr std::int64_t dayMs = 24LL * 3'600 * 1'000;

const KindNames &namesOf(TrashKind kind)
{
    return kinds[static_cast<std::size_t>(kind)];
}

std::string placeOf(const std::string &folder, TrashKind kind, std::string_view name)
{
    return fmt::format("{}/{}/{}.json", folder, namesOf(kind).folder, name);
}

std::string trashFile(const std::string &folder, const std::string &id)
{
    return fmt::format("{}/trash/{}.json", folder, id);
}

/// "job@1767225600000@orders": no name holds an @.
std::optional<TrashEntry> entryOf(const std::string &id)
{
    const auto first = id.find('@'), second = id.find('@', first + 1);
    if (first == std::string::npos || second == std::string::npos)
        return std::nullopt;
    TrashEntry entry;
    entry.id = id;
    entry.name = id.substr(second + 1);
    const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                   [&](const KindNames &each) { return id.substr(0, first) == each.word; });
    const char *const end = id.data() + second;
    const auto number = std::from_chars(id.data() + first + 1, end, entry.deletedAtMs);
    if (kind == kinds.end() || number.ptr != end || number.ec != std::errc() || !checkName(kind->word, entry.name))
        return std::nullopt;
    entry.kind = static_cast<TrashKind>(kind - kinds.begin());
    return entry;
}

} // namespace

Result<std::string> moveToTrash(const std::string &folder, TrashKind kind, std::string_view name, std::int64_t nowMs)
{
    WEIR_CHECK(checkName(namesOf(kind).word, name));
    const std::string from = placeOf(folder, kind, name);
    if (access(from.c_str(), F_OK) != 0)
        return fail(ErrorCode::NotFound, Recovery::Stop, fmt::format("{} \"{}\" does not exist", namesOf(kind).word, name));
    if (mkdir((folder + "/trash").c_str(), 0700) != 0 && errno != EEXIST)
        return systemFailure(folder + "/trash", "make the folder");
    std::string id = fmt::format("{}@{}@{}", namesOf(kind).word, nowMs, name);
    while (access(trashFile(folder, id).c_str(), F_OK) == 0)
        id = fmt::format("{}@{}@{}", namesOf(kind).word, ++nowMs, name);
    if (rename(from.c_str(), trashFile(folder, id).c_str()) != 0)
        return systemFailure(from, "move to the trash");
    return id;
}

Result<void> restoreFromTrash(const std::string &folder, const std::string &id)
{
    const auto entry = entryOf(id);
    if (!entry || access(trashFile(folder, id).c_str(), F_OK) != 0)
        return fail(ErrorCode::NotFound, Recovery::Stop, "it is not in the trash any more");
    const std::string to = placeOf(folder, entry->kind, entry->name);
    // A link is refused where a file of that name is: nothing is ever written over.
    if (link(trashFile(folder, id).c_str(), to.c_str()) != 0) {
        if (errno == EEXIST)
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        fmt::format("another {} is called \"{}\" now; rename it first", namesOf(entry->kind).word,
                                    entry->name));
        return systemFailure(to, "restore");
    }
    if (unlink(trashFile(folder, id).c_str()) != 0)
        return systemFailure(to, "take out of the trash");
    return {};
}

std::vector<TrashEntry> listTrash(const std::string &folder)
{
    std::vector<TrashEntry> entries;
    std::error_code failed;
    for (fs::directory_iterator at(folder + "/trash", failed), end; !failed && at != end; at.increment(failed)) {
        if (at->path().extension() != ".json")
            continue;
        if (auto entry = entryOf(at->path().stem().string()))
            entries.push_back(*std::move(entry));
    }
    std::sort(entries.begin(), entries.end(), [](const TrashEntry &left, const TrashEntry &right) {
        return left.deletedAtMs != right.deletedAtMs ? left.deletedAtMs > right.deletedAtMs : left.id < right.id;
    });
    return entries;
}

int purgeTrash(const std::string &folder, std::int64_t nowMs)
{
    int removed = 0;
    for (const TrashEntry &entry : listTrash(folder)) {
        if (nowMs - entry.deletedAtMs > trashDays * dayMs)
            removed += unlink(trashFile(folder, entry.id).c_str()) == 0 ? 1 : 0;
    }
    return removed;
}

} // namespace weir
