#include "core/connectors/files/filesidecar.h"

#include "core/base/json.h"
#include "core/base/step.h"
#include "core/data/schemajson.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

namespace weir {

namespace {

constexpr std::int64_t sidecarBytesMax = 16 << 20;

Unexpected systemFailure(std::string_view what, const std::string &path)
{
    const int error = errno;
    const bool isFull = error == ENOSPC || error == EDQUOT;
    return fail(isFull                              ? ErrorCode::StorageFull
                : error == EACCES || error == EPERM ? ErrorCode::PermissionDenied
                                                    : ErrorCode::Unavailable,
                Recovery::Stop, fmt::format("cannot {} {}: {}", what, path, std::strerror(error)));
}

Unexpected damaged(const std::string &path)
{
    return fail(
        ErrorCode::StorageCorrupt, Recovery::Stop,
        fmt::format(
            "{} is no sidecar of Weir, or it is damaged; without it nobody knows which rows the file holds. "
            "Move both files away, or replace them with --mode replace",
            path));
}

Json rangesJson(const SeqRanges &ranges)
{
    Json array = Json::array();
    for (const auto &[first, last] : ranges.ranges())
        array.push_back(Json::array({first, last}));
    return array;
}

SeqRanges rangesFrom(const Json &object)
{
    SeqRanges ranges;
    const auto member = object.find("skips");
    if (member == object.end() || !member->is_array())
        return ranges;
    for (const Json &range : *member) {
        if (range.is_array() && range.size() == 2 && range[0].is_number_integer() &&
            range[1].is_number_integer())
            ranges.add(range[0].get<std::int64_t>(), range[1].get<std::int64_t>());
    }
    return ranges;
}

Json checkpointJson(const Checkpoint &checkpoint)
{
    return Json{{"generation", checkpoint.generation},
                {"epoch", checkpoint.epoch},
                {"holder", checkpoint.holder.text()},
                {"seq", checkpoint.seq},
                {"cursor", checkpoint.cursor.text},
                {"rowsPastCursor", checkpoint.rowsPastCursor},
                {"isComplete", checkpoint.isComplete},
                {"totals", checkpoint.totals.json()},
                {"targetIdentity", checkpoint.targetIdentity},
                {"revision", checkpoint.revision},
                {"run", checkpoint.run},
                {"workspace", checkpoint.workspace.text()},
                {"state", checkpoint.state}};
}

std::optional<Checkpoint> checkpointFrom(const Json &object)
{
    Checkpoint result;
    const std::pair<const char *, std::int64_t *> numbers[] = {
        {"generation", &result.generation},         {"epoch", &result.epoch},       {"seq", &result.seq},
        {"rowsPastCursor", &result.rowsPastCursor}, {"revision", &result.revision}, {"run", &result.run}};
    for (const auto &[name, value] : numbers) {
        const auto member = object.find(name);
        if (member == object.end() || !member->is_number_integer())
            return std::nullopt;
        *value = member->get<std::int64_t>();
    }
    std::string totals, holder, workspace;
    const std::pair<const char *, std::string *> texts[] = {{"holder", &holder},
                                                            {"cursor", &result.cursor.text},
                                                            {"totals", &totals},
                                                            {"workspace", &workspace},
                                                            {"targetIdentity", &result.targetIdentity},
                                                            {"state", &result.state}};
    for (const auto &[name, value] : texts) {
        const auto member = object.find(name);
        if (member == object.end() || !member->is_string())
            return std::nullopt;
        *value = member->get<std::string>();
    }
    const auto isComplete = object.find("isComplete");
    const auto sums = Totals::fromJson(totals);
    if (!sums || isComplete == object.end() || !isComplete->is_boolean())
        return std::nullopt;
    result.isComplete = isComplete->get<bool>();
    result.totals = *sums;
    result.holder = Uuid::parse(holder).value_or(Uuid{});
    result.workspace = Uuid::parse(workspace).value_or(Uuid{});
    return result;
}

Result<void> writeWhole(int file, std::string_view bytes, const std::string &path)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return systemFailure("write", path);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (fsync(file) != 0)
        return systemFailure("sync", path);
    return {};
}

} // namespace

void SeqRanges::add(std::int64_t first, std::int64_t last)
{
    // Almost always behind everything: rows are skipped in order.
    auto after = m_ranges.end();
    while (after != m_ranges.begin() && std::prev(after)->first > first)
        --after;
    after = m_ranges.insert(after, {first, last});
    if (after != m_ranges.begin() && std::prev(after)->second + 1 >= first)
        --after;
    for (auto next = std::next(after); next != m_ranges.end() && next->first <= after->second + 1;) {
        after->second = std::max(after->second, next->second);
        next = m_ranges.erase(next);
    }
}

std::vector<std::int64_t> SeqRanges::seqs() const
{
    std::vector<std::int64_t> seqs;
    for (const auto &[first, last] : m_ranges) {
        for (std::int64_t seq = first; seq <= last; ++seq)
            seqs.push_back(seq);
    }
    return seqs;
}

void SeqRanges::removeAfter(std::int64_t last)
{
    while (!m_ranges.empty() && m_ranges.back().first > last)
        m_ranges.pop_back();
    if (!m_ranges.empty())
        m_ranges.back().second = std::min(m_ranges.back().second, last);
}

std::string FileState::text() const
{
    Json object{{"length", length}, {"tail", tailHash}};
    if (!skips.ranges().empty())
        object["skips"] = rangesJson(skips);
    return object.dump();
}

std::optional<FileState> FileState::parse(std::string_view text)
{
    const Json object = Json::parse(text, nullptr, false);
    if (!object.is_object() || !object.contains("length") || !object.contains("tail") ||
        !object["length"].is_number_integer() || !object["tail"].is_string() ||
        object["length"].get<std::int64_t>() < 0)
        return std::nullopt;
    FileState state;
    state.length = object["length"].get<std::int64_t>();
    state.tailHash = object["tail"].get<std::string>();
    state.skips = rangesFrom(object);
    return state;
}

Result<std::optional<FileSidecar>> FileSidecar::load(const std::string &path)
{
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0 && errno == ENOENT)
        return std::optional<FileSidecar>();
    if (file < 0)
        return systemFailure("open", path);
    struct stat status = {};
    std::string text;
    if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size <= sidecarBytesMax) {
        text.resize(static_cast<std::size_t>(status.st_size));
        text.resize(static_cast<std::size_t>(std::max<ssize_t>(pread(file, text.data(), text.size(), 0), 0)));
    }
    ::close(file);
    const Json object = Json::parse(text, nullptr, false);
    if (!object.is_object() || object.value("weirSidecar", 0) != 1 || !object.contains("fields"))
        return damaged(path);
    FileSidecar sidecar;
    const auto job = object.contains("job") && object["job"].is_string()
                         ? Uuid::parse(object["job"].get<std::string>())
                         : std::nullopt;
    const auto fields = schemaFromJson(object["fields"].dump());
    if (!job || !fields)
        return damaged(path);
    sidecar.job = *job;
    sidecar.fields = std::make_shared<const Schema>(*fields);
    sidecar.stream = object.value("stream", std::string());
    sidecar.format = object.value("format", std::string());
    sidecar.skips = rangesFrom(object);
    if (const auto checkpoint = object.find("checkpoint");
        checkpoint != object.end() && checkpoint->is_object()) {
        sidecar.checkpoint = checkpointFrom(*checkpoint);
        if (!sidecar.checkpoint)
            return damaged(path);
    }
    return std::optional<FileSidecar>(std::move(sidecar));
}

Result<void> FileSidecar::store(const std::string &path) const
{
    Json object{{"weirSidecar", 1},
                {"job", job.text()},
                {"stream", stream},
                {"format", format},
                {"fields", Json::parse(schemaToJson(*fields))},
                {"checkpoint", checkpoint ? checkpointJson(*checkpoint) : Json()},
                {"skips", rangesJson(skips)}};
    const std::string temp = path + ".tmp";
    ::unlink(temp.c_str()); // of a process that died while it wrote one
    const int file = ::open(temp.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0)
        return systemFailure("create", temp);
    auto written =
        writeWhole(file, object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n", temp);
    ::close(file);
    WEIR_CHECK(std::move(written));
    step("file.sidecar.synced");
    if (::rename(temp.c_str(), path.c_str()) != 0)
        return systemFailure("rename", temp);
    WEIR_CHECK(syncFolderOf(path));
    step("file.sidecar.written");
    return {};
}

Result<void> syncFolderOf(const std::string &path)
{
    const std::size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
    const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        return systemFailure("open", folder);
    const bool isSynced = fsync(file) == 0;
    const int error = errno;
    ::close(file);
    errno = error;
    // Some network file systems cannot sync folders and say so; everything else is a failure.
    if (!isSynced && error != EINVAL)
        return systemFailure("sync", folder);
    return {};
}

} // namespace weir
