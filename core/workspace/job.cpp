#include "core/workspace/job.h"

#include "core/base/quantities.h"
#include "core/base/uuid.h"
#include "core/workspace/jsonschema.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

/// What toJson() compares with, to keep what has not changed.
struct Job::Origin
{
    Json written; ///< the file's object, env and param objects included
    Json spelled; ///< every member spelled out, as read
};

namespace {

template<typename Value>
struct Named
{
    Value value;
    std::string_view name;
};

constexpr std::array<Named<OnReplaced>, 4> onReplacedNames = {{{OnReplaced::ByMode, ""},
                                                               {OnReplaced::Load, "load"},
                                                               {OnReplaced::Fail, "fail"},
                                                               {OnReplaced::Skip, "skip"}}};
constexpr std::array<Named<OnDrift>, 4> onDriftNames = {
    {{OnDrift::Ask, "ask"}, {OnDrift::Ignore, "ignore"}, {OnDrift::Add, "add"}, {OnDrift::Stop, "stop"}}};

template<typename Names, typename Value>
std::string_view nameOf(const Names &names, Value value)
{
    for (const auto &entry : names) {
        if (entry.value == value)
            return entry.name;
    }
    return {};
}

template<typename Names, typename Value>
void readName(const Names &names, const Json &object, const char *member, Value &value)
{
    const std::string text = object.value(member, std::string());
    for (const auto &entry : names) {
        if (entry.name == text)
            value = entry.value;
    }
}

/// Members of a source or target that are not about the format of what is read or written.
constexpr std::array otherMembers = {
    "connection", "file", "place", "stream",  "select", "where", "query",      "orderKey",        "cursor",
    "scan",       "mode", "key",   "version", "create", "types", "checkpoint", "checkpointSchema"};

std::shared_ptr<const Json> readFormat(const Json &side)
{
    Json format = Json::object();
    for (const auto &[name, value] : side.items()) {
        if (std::find(otherMembers.begin(), otherMembers.end(), name) == otherMembers.end())
            format[name] = value;
    }
    return format.empty() ? nullptr : std::make_shared<const Json>(std::move(format));
}

std::vector<std::string> readList(const Json &object, const char *member)
{
    return object.contains(member) ? object[member].get<std::vector<std::string>>()
                                   : std::vector<std::string>();
}

/// Writes members of one object: with everything spelled out, or without what equals its default.
class MemberWriter
{
public:
    explicit MemberWriter(bool spelled) : m_spelled(spelled) {}

    template<typename Value>
    void add(const char *name, const Value &value, bool isDefault)
    {
        if (m_spelled || !isDefault)
            m_object[name] = value;
    }
    void text(const char *name, const std::string &value)
    {
        if (!value.empty())
            m_object[name] = value;
    }
    void list(const char *name, const std::vector<std::string> &value)
    {
        if (!value.empty())
            m_object[name] = value;
    }
    void object(const char *name, Json value)
    {
        if (!value.empty())
            m_object[name] = std::move(value);
    }
    void format(const std::shared_ptr<const Json> &format)
    {
        if (!format)
            return;
        for (const auto &[name, value] : format->items())
            m_object[name] = value;
    }
    void place(const std::string &connection, const std::string &place, const std::string &stream)
    {
        if (!connection.empty())
            m_object["connection"] = connection;
        else
            m_object[isUrlPlace(place) ? "place" : "file"] = place;
        text("stream", connection.empty() ? std::string() : stream);
    }
    [[nodiscard]] Json take() { return std::move(m_object); }

private:
    static bool isUrlPlace(const std::string &place)
    {
        return place.find("://") != std::string::npos || place.starts_with("sqlite:");
    }

    bool m_spelled;
    Json m_object = Json::object();
};

Json sourceJson(const Job &job, bool spelled)
{
    MemberWriter cursor(spelled);
    cursor.text("field", job.read.cursorField);
    cursor.text("overlap", job.read.overlap);
    cursor.text("param", job.read.cursorParam);

    MemberWriter source(spelled);
    source.place(job.sourceConnection, job.sourcePlace, job.read.stream);
    source.list("select", job.read.select);
    source.text("where", job.read.where);
    source.text("query", job.read.query);
    source.list("orderKey", job.read.orderKey);
    source.object("cursor", cursor.take());
    source.add("scan", job.read.scanAll, !job.read.scanAll);
    source.format(job.read.format);
    return source.take();
}

/// "text" for all columns alone; else by column, "*" for all others.
Json typesJson(const Job &job)
{
    if (job.types.empty())
        return job.allText ? Json("text") : Json();
    Json types = Json::object();
    if (job.allText)
        types["*"] = "text";
    for (const auto &[column, type] : job.types)
        types[column] = typeText(type);
    return types;
}

Json targetJson(const Job &job, bool spelled)
{
    MemberWriter target(spelled);
    target.place(job.targetConnection, job.targetPlace, job.write.stream);
    target.add("mode", writeModeName(job.mode),
               job.mode == (job.key.empty() ? WriteMode::Append : WriteMode::Upsert));
    target.list("key", job.key);
    target.text("version", job.versionField);
    target.add("create", job.createIfMissing ? "ifMissing" : "never", !job.createIfMissing);
    target.object("types", typesJson(job));
    target.add("checkpoint", job.checkpointInLedger ? "ledger" : "target", !job.checkpointInLedger);
    target.text("checkpointSchema", job.write.checkpointSchema);
    target.format(job.write.format);
    return target.take();
}

Json policyJson(const Job &job, bool spelled)
{
    const Job standard;
    MemberWriter retry(spelled);
    retry.add("preset", job.retryPreset, job.retryPreset == standard.retryPreset);
    retry.add("giveUpAfter", durationText(job.giveUpAfter), job.giveUpAfter == standard.giveUpAfter);

    MemberWriter policy(spelled);
    policy.add("onBadRow", job.quarantinesBadRows ? "quarantine" : "stop", job.quarantinesBadRows);
    const std::string stop = stopAfterText(job.stopAfter);
    const Json stopValue =
        job.stopAfter.kind == StopAfter::Kind::Rows ? Json(job.stopAfter.rows) : Json(stop);
    policy.add("stopAfter", stopValue, stop == stopAfterText(standard.stopAfter));
    policy.object("retry", retry.take());
    policy.text("onReplaced", std::string(nameOf(onReplacedNames, job.onReplaced)));
    policy.add("onDrift", nameOf(onDriftNames, job.onDrift), job.onDrift == OnDrift::Ask);
    return policy.take();
}

Json jobJson(const Job &job, bool spelled)
{
    MemberWriter object(spelled);
    object.add("weir", 1, false);
    object.text("id", job.id.value_or(std::string()));
    object.text("title", job.title);
    object.list("tags", job.tags);
    object.add("source", sourceJson(job, spelled), false);
    object.add("target", targetJson(job, spelled), false);
    if (job.hasMapping || job.mapping.written || !job.mapping.filters.empty()) {
        Json mapping = job.mapping.toJson();
        if (!job.hasMapping)
            mapping.erase("fields"); // filters alone: fields are matched by name
        object.add("mapping", std::move(mapping), false);
    }
    object.text("zone", job.zone);
    object.object("policy", policyJson(job, spelled));
    if (job.schedule)
        object.add("schedule", *job.schedule, false);
    return object.take();
}

/// \a written with what differs between \a before and \a after taken over. Members of \a written that neither
/// knows stay; new members come only if they are in \a brief, which leaves defaults out.
Json mergeChanges(const Json &written, const Json &before, const Json &after, const Json &brief)
{
    if (before == after)
        return written;
    if (written.is_array() && after.is_array() && written.size() == after.size() &&
        before.size() == after.size()) {
        Json merged = Json::array();
        for (std::size_t i = 0; i < written.size(); ++i)
            merged.push_back(mergeChanges(written[i], before[i], after[i], after[i]));
        return merged;
    }
    if (!written.is_object() || !before.is_object() || !after.is_object())
        return brief.is_object() ? brief : after;
    Json merged = Json::object();
    for (const auto &[name, value] : written.items()) {
        const bool was = before.contains(name), is = after.contains(name);
        if (was && is)
            merged[name] = mergeChanges(value, before[name], after[name],
                                        brief.contains(name) ? brief[name] : after[name]);
        else if (is)
            merged[name] = after[name];
        else if (!was)
            merged[name] = value;
    }
    for (const auto &[name, value] : brief.items()) {
        if (!merged.contains(name))
            merged[name] = value;
    }
    return merged;
}

Unexpected wrong(const std::string &file, std::string_view pointer, std::string_view detail)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop, fmt::format("{}: {}: {}", file, pointer, detail));
}

/// Runs \a parse on a member's text and puts file and pointer before its error.
template<typename Parse>
auto parsedAt(const std::string &file, std::string_view pointer, Parse parse) -> decltype(parse())
{
    auto value = parse();
    if (!value)
        return wrong(file, pointer, value.error().detail);
    return value;
}

void readPlace(const Json &side, std::string &connection, std::string &place, std::string &stream)
{
    connection = side.value("connection", std::string());
    place = side.value("file", side.value("place", std::string()));
    stream = side.value("stream", std::string());
}

Result<void> readSource(const Json &source, const std::string &file, Job &job)
{
    readPlace(source, job.sourceConnection, job.sourcePlace, job.read.stream);
    job.read.select = readList(source, "select");
    job.read.where = source.value("where", std::string());
    job.read.query = source.value("query", std::string());
    job.read.orderKey = readList(source, "orderKey");
    job.read.scanAll = source.value("scan", false);
    job.read.format = readFormat(source);
    if (!job.read.query.empty() && !job.read.where.empty())
        return wrong(file, "/source/where",
                     "has no effect beside \"query\"; put the condition into the query");
    const auto cursor = source.find("cursor");
    if (cursor == source.end())
        return {};
    job.read.cursorField = cursor->value("field", std::string());
    job.read.overlap = cursor->value("overlap", std::string());
    job.read.cursorParam = cursor->value("param", std::string());
    if (!job.read.overlap.empty())
        WEIR_CHECK(parsedAt(file, "/source/cursor/overlap", [&] { return parseDuration(job.read.overlap); }));
    return {};
}

Result<void> readTypes(const Json &types, const std::string &file, Job &job)
{
    if (types.is_string()) {
        if (types != "text")
            return wrong(file, "/target/types", "must be \"text\" or types by column");
        job.allText = true;
        return {};
    }
    for (const auto &[column, type] : types.items()) {
        const std::string pointer = "/target/types/" + pointerToken(column);
        const std::string &text = type.get_ref<const std::string &>();
        if (column == "*") {
            if (text != "text")
                return wrong(file, pointer, "must be \"text\"");
            job.allText = true;
            continue;
        }
        WEIR_TRY(job.types[column], parsedAt(file, pointer, [&] { return parseType(text); }));
    }
    return {};
}

Result<void> readTarget(const Json &target, const std::string &file, Job &job)
{
    readPlace(target, job.targetConnection, job.targetPlace, job.write.stream);
    job.key = readList(target, "key");
    job.mode = job.key.empty() ? WriteMode::Append : WriteMode::Upsert;
    if (const auto mode = target.find("mode"); mode != target.end())
        job.mode = writeModeFromName(mode->get_ref<const std::string &>()).value_or(job.mode);
    job.versionField = target.value("version", std::string());
    job.createIfMissing = target.value("create", std::string()) == "ifMissing";
    job.checkpointInLedger = target.value("checkpoint", std::string()) == "ledger";
    job.write.checkpointSchema = target.value("checkpointSchema", std::string());
    job.write.format = readFormat(target);
    if (const auto types = target.find("types"); types != target.end())
        WEIR_CHECK(readTypes(*types, file, job));
    for (std::size_t i = 0; i < job.key.size(); ++i) {
        if (std::find(job.key.begin(), job.key.begin() + static_cast<std::ptrdiff_t>(i), job.key[i]) !=
            job.key.begin() + static_cast<std::ptrdiff_t>(i))
            return wrong(file, fmt::format("/target/key/{}", i),
                         fmt::format("\"{}\" stands twice", job.key[i]));
    }
    return {};
}

Result<void> readPolicy(const Json &policy, const std::string &file, Job &job)
{
    job.quarantinesBadRows = policy.value("onBadRow", std::string()) != "stop";
    if (const auto stop = policy.find("stopAfter"); stop != policy.end()) {
        const std::string text = stop->is_string() ? stop->get<std::string>() : stop->dump();
        WEIR_TRY(job.stopAfter, parsedAt(file, "/policy/stopAfter", [&] { return parseStopAfter(text); }));
    }
    readName(onReplacedNames, policy, "onReplaced", job.onReplaced);
    readName(onDriftNames, policy, "onDrift", job.onDrift);
    const auto retry = policy.find("retry");
    if (retry == policy.end())
        return {};
    job.retryPreset = retry->value("preset", job.retryPreset);
    if (const auto giveUp = retry->find("giveUpAfter"); giveUp != retry->end()) {
        WEIR_TRY(const auto after, parsedAt(file, "/policy/retry/giveUpAfter", [&] {
                     return parseDuration(giveUp->get_ref<const std::string &>());
                 }));
        job.giveUpAfter = std::chrono::ceil<std::chrono::seconds>(after);
    }
    return {};
}

} // namespace

Result<Job> Job::fromJson(const Json &object, const std::string &name, const std::string &file,
                          const Json *written)
{
    if (const auto findings = JsonSchema::published("job").check(object); !findings.empty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, findingText(file, findings));
    Job job;
    job.name = name;
    job.title = object.value("title", std::string());
    job.tags = readList(object, "tags");
    if (const auto id = object.find("id"); id != object.end()) {
        job.id = id->get<std::string>();
        if (!Uuid::parse(*job.id))
            return wrong(file, "/id", "must be a UUID, such as 3f2b8c1e-9d47-4f0a-8f53-0c6f4a1d2e77");
    }
    WEIR_CHECK(readSource(object["source"], file, job));
    WEIR_CHECK(readTarget(object["target"], file, job));
    if (const auto mapping = object.find("mapping"); mapping != object.end()) {
        auto parsed = Mapping::fromJson(*mapping, "/mapping");
        if (!parsed)
            return fail(parsed.error().code, parsed.error().recovery, file + ": " + parsed.error().detail);
        job.mapping = *std::move(parsed);
        job.hasMapping = mapping->contains("fields");
    }
    job.zone = object.value("zone", std::string());
    if (const auto policy = object.find("policy"); policy != object.end())
        WEIR_CHECK(readPolicy(*policy, file, job));
    if (const auto schedule = object.find("schedule"); schedule != object.end())
        job.schedule = std::make_shared<const Json>(*schedule);
    job.origin = std::make_shared<const Origin>(Origin{written ? *written : object, jobJson(job, true)});
    return job;
}

Json Job::toJson() const
{
    const Json brief = jobJson(*this, false);
    return origin ? mergeChanges(origin->written, origin->spelled, jobJson(*this, true), brief) : brief;
}

std::string stopAfterText(const StopAfter &stop)
{
    if (stop.kind == StopAfter::Kind::Never)
        return "never";
    return stop.kind == StopAfter::Kind::Rows ? std::to_string(stop.rows) : fmt::format("{}%", stop.percent);
}

Result<StopAfter> parseStopAfter(std::string_view text)
{
    StopAfter stop;
    if (text == "never") {
        stop.kind = StopAfter::Kind::Never;
        return stop;
    }
    const bool isPercent = text.ends_with('%');
    const char *end = text.data() + text.size() - (isPercent ? 1 : 0);
    if (isPercent) {
        const auto [at, code] = std::from_chars(text.data(), end, stop.percent);
        if (code == std::errc() && at == end && stop.percent > 0 && stop.percent <= 100)
            return stop;
    } else {
        stop.kind = StopAfter::Kind::Rows;
        const auto [at, code] = std::from_chars(text.data(), end, stop.rows);
        if (code == std::errc() && at == end && stop.rows > 0)
            return stop;
    }
    return fail(
        ErrorCode::InvalidConfig, Recovery::Stop,
        fmt::format(
            "\"{}\" is not a limit of bad rows: write a number of rows such as 1000, a share such as 5%, "
            "or never",
            text.substr(0, 40)));
}

} // namespace weir
