#include "ui/bridge/connectionqueries.h"

#include "core/base/redact.h"
#include "core/data/encoding.h"
#include "core/delivery/endpoints.h"
#include "core/secrets/secretstore.h"
#include "core/workspace/configfile.h"
#include "core/workspace/names.h"
#include "core/workspace/trash.h"
#include "ui/bridge/audittrail.h"
#include "ui/bridge/services.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace weir {

namespace {

constexpr qint64 sampleBytes = 64 * 1024;
constexpr int linesShown = 3;

std::string fileOf(const Workspace &workspace, const std::string &name)
{
    return workspace.path("connections/" + name + ".json");
}

Result<void> checkIsFree(const Workspace &workspace, const std::string &name)
{
    WEIR_CHECK(checkName("connection", name));
    if (access(fileOf(workspace, name).c_str(), F_OK) == 0)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, fmt::format("there is a connection called \"{}\" already",
                name));
    return {};
}

QString textOf(const Json &object, const char *member)
{
    return object.contains(member) && object[member].is_string() ? toQt(object[member].get<std::string>()) : QString();
}

/// Where it leads, for people: no member of these holds a secret.
QString summaryOf(const Json &object)
{
    const QString kind = textOf(object, "kind");
    if (kind == u"file")
        return textOf(object, "path");
    if (kind == u"sqlite")
        return textOf(object, "file");
    if (kind == u"http")
        return textOf(object, "baseUrl");
    const QString host = textOf(object, "host"), database = textOf(object, "database");
    return host.isEmpty() ? database : QStringLiteral("%1/%2").arg(host, database);
}

void countUse(std::vector<ConnectionItem> &items, const Workspace &workspace)
{
    const auto find = [&](const std::string &name) {
        const auto at = std::find_if(items.begin(), items.end(),
                                     [&](const ConnectionItem &each) { return each.name == toQt(name); });
        return at == items.end() ? nullptr : &*at;
    };
    for (const std::string &name : workspace.jobNames()) {
        const auto job = workspace.job(name, {});
        if (!job)
            continue;
        ConnectionItem *const source = find(job->sourceConnection), *const target = find(job->targetConnection);
        if (source)
            ++source->usedBySources;
        if (target)
            ++target->usedByTargets;
        for (ConnectionItem *used : {source, target}) {
            if (used && !used->jobs.contains(toQt(name)))
                used->jobs += toQt(name);
        }
    }
}

/// Writes the new name into the jobs that use the old one.
Result<void> followRename(const Workspace &workspace, const std::string &from, const std::string &to)
{
    for (const std::string &name : workspace.jobNames()) {
        const std::string file = workspace.path("jobs/" + name + ".json");
        auto object = readConfigFile(file);
        if (!object)
            continue; // it does not run before it is mended
        bool isChanged = false;
        for (const char *end : {"source", "target"}) {
            if (!object->contains(end) || !(*object)[end].is_object()
                || (*object)[end].value("connection", Json()) != Json(from))
                continue;
            (*object)[end]["connection"] = to;
            isChanged = true;
        }
        if (isChanged)
            WEIR_CHECK(saveConfigFile(file, *object));
    }
    return {};
}

Result<ConnectionTest> test(const Engine &core, const std::string &name, const CancelToken &token)
{
    WEIR_TRY(const Endpoint end, Endpoint::resolve(core, name, "", "", {}));
    if (!end.connector->test)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, fmt::format("connections of kind \"{}\" cannot be tested",
                end.connector->kind));
    ConnectionTest result;
    QElapsedTimer clock;
    clock.start();
    WEIR_TRY(std::vector<Finding> findings, end.connector->test(end.context, token));
    result.ms = clock.elapsed();
    for (Finding &finding : core.workspace->connectionFindings(*end.context.settings))
        findings.push_back(std::move(finding));
    for (const Finding &finding : findings) {
        result.isUsable = result.isUsable && finding.level != Finding::Level::Blocking;
        result.findings.push_back({static_cast<int>(finding.level), toQt(finding.code), toQt(redact(finding.detail))});
    }
    if (end.connector->listStreams && result.isUsable) {
        if (const auto streams = end.connector->listStreams(end.context, token))
            result.streams = static_cast<int>(streams->size());
    }
    return result;
}

ReadableLines linesOf(const QByteArray &bytes, const char *encoding)
{
    ReadableLines result;
    result.encoding = QLatin1String(encoding);
    auto decoder = Decoder::make(encoding);
    if (!decoder)
        return result;
    std::string text;
    result.damaged = decoder->decode({bytes.constData(), static_cast<std::size_t>(bytes.size())}, text, false);
    const QStringList lines = toQt(text).split(QLatin1Char('\n'));
    for (int i = 0; i < std::min<int>(linesShown, static_cast<int>(lines.size())); ++i)
        result.lines += lines[i].trimmed();
    return result;
}

} // namespace

QFuture<Result<std::vector<ConnectionItem>>> fetchConnections(EngineClient &engine)
{
    return engine.services().work([](const Engine &core) -> Result<std::vector<ConnectionItem>> {
        std::vector<ConnectionItem> items;
        for (const std::string &name : core.workspace->connectionNames()) {
            ConnectionItem item;
            item.name = toQt(name);
            if (const auto object = readConfigFile(fileOf(*core.workspace, name)); object && object->is_object()) {
                item.kind = textOf(*object, "kind");
                item.summary = summaryOf(*object);
            } else {
                item.test = ConnectionItem::Test::Failed;
                item.testText = object ? QStringLiteral("not an object") : toQt(redact(object.error().detail));
            }
            items.push_back(std::move(item));
        }
        countUse(items, *core.workspace);
        return items;
    });
}

QFuture<Result<QJsonObject>> readConnection(EngineClient &engine, const QString &name)
{
    return engine.services().work([name = name.toStdString()](const Engine &core) -> Result<QJsonObject> {
        WEIR_CHECK(checkName("connection", name));
        WEIR_TRY(const Json object, readConfigFile(fileOf(*core.workspace, name)));
        return QJsonDocument::fromJson(QByteArray::fromStdString(object.dump())).object();
    });
}

QFuture<Result<void>> saveConnection(EngineClient &engine, const QString &name, const QJsonObject &object, bool isNew)
{
    return engine.services().work([name = name.trimmed().toStdString(), object, isNew](const Engine &core) -> Result<void> {
        if (isNew)
            WEIR_CHECK(checkIsFree(*core.workspace, name));
        WEIR_TRY(const Json parsed, parseConfig(QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString(), name));
        WEIR_CHECK(core.workspace->saveConnection(name, parsed));
        return noteAction(core, isNew ? "connection added" : "connection changed", name, {});
    });
}

QFuture<Result<void>> renameConnection(EngineClient &engine, const QString &name, const QString &newName)
{
    return engine.services().work([from = name.toStdString(),
                                   to = newName.trimmed().toStdString()](const Engine &core) -> Result<void> {
        const Workspace &workspace = *core.workspace;
        WEIR_CHECK(checkName("connection", from));
        WEIR_CHECK(checkIsFree(workspace, to));
        const std::string before = fileOf(workspace, from), after = fileOf(workspace, to);
        if (link(before.c_str(), after.c_str()) != 0)
            return fail(ErrorCode::PermissionDenied, Recovery::Stop, fmt::format("{} cannot be written", after));
        WEIR_CHECK(followRename(workspace, from, to)); // both names work until every job knows the new one
        if (unlink(before.c_str()) != 0)
            return fail(ErrorCode::PermissionDenied, Recovery::Stop, fmt::format("{} cannot be removed", before));
        return noteAction(core, "connection renamed", to, "was " + from);
    });
}

QFuture<Result<QString>> duplicateConnection(EngineClient &engine, const QString &name)
{
    return engine.services().work([from = name.toStdString()](const Engine &core) -> Result<QString> {
        WEIR_CHECK(checkName("connection", from));
        WEIR_TRY(const Json object, readConfigFile(fileOf(*core.workspace, from)));
        std::string to = from + " copy";
        for (int number = 2; !checkIsFree(*core.workspace, to); ++number) {
            WEIR_CHECK(checkName("connection", to));
            to = fmt::format("{} copy {}", from, number);
        }
        WEIR_CHECK(saveConfigFile(fileOf(*core.workspace, to), object));
        WEIR_CHECK(noteAction(core, "connection duplicated", to, "from " + from));
        return toQt(to);
    });
}

QFuture<Result<QString>> deleteConnection(EngineClient &engine, const QString &name)
{
    return engine.services().work([name = name.toStdString()](const Engine &core) -> Result<QString> {
        const std::int64_t at = QDateTime::currentMSecsSinceEpoch();
        WEIR_TRY(const std::string id, moveToTrash(core.workspace->folder(), TrashKind::Connection, name, at));
        WEIR_CHECK(noteAction(core, "connection deleted", name, "in the trash for 30 days"));
        return toQt(id);
    });
}

QFuture<Result<ConnectionTest>> testConnection(EngineClient &engine, const QString &name, std::shared_ptr<CancelToken> token)
{
    return engine.services().work(
        [name = name.toStdString(), token = std::move(token)](const Engine &core) { return test(core, name, *token); });
}

QFuture<Result<QString>> footprintSql(EngineClient &engine, const QString &name)
{
    return engine.services().work([name = name.toStdString()](const Engine &core) -> Result<QString> {
        WEIR_TRY(const Endpoint end, Endpoint::resolve(core, name, "", "", {}));
        if (!end.connector->administratorSql)
            return QString();
        WEIR_TRY(const std::string sql, end.connector->administratorSql(end.context));
        return toQt(sql);
    });
}

QFuture<Result<QString>> storeSecret(EngineClient &engine, const QString &name, Secret value)
{
    auto kept = std::make_shared<Secret>(std::move(value));
    return engine.services().work([name = name.toStdString(), kept,
                                   keep = engine.secretKeeper()](const Engine &core) -> Result<QString> {
        WEIR_CHECK(checkSecretName(name));
        if (!keep)
            return fail(ErrorCode::Unavailable, Recovery::Stop, "this program has no place for secrets");
        WEIR_CHECK(keep(name, *kept));
        for (const auto &[place, holds] : core.secrets->where(name)) {
            if (holds)
                return toQt(place);
        }
        return QString();
    });
}

QFuture<Result<QString>> whereSecret(EngineClient &engine, const QString &name)
{
    return engine.services().work([name = name.toStdString()](const Engine &core) -> Result<QString> {
        WEIR_CHECK(checkSecretName(name));
        for (const auto &[place, holds] : core.secrets->where(name)) {
            if (holds)
                return toQt(place);
        }
        return QString();
    });
}

QFuture<Result<std::vector<ReadableLines>>> readableLines(EngineClient &engine, const QString &path)
{
    return engine.services().work([path](const Engine &core) -> Result<std::vector<ReadableLines>> {
        QFile file(QDir(toQt(core.workspace->folder())).absoluteFilePath(path));
        if (!file.open(QIODevice::ReadOnly))
            return fail(ErrorCode::NotFound, Recovery::Stop, fmt::format("{}: {}", path.toStdString(),
                    file.errorString().toStdString()));
        const QByteArray bytes = file.read(sampleBytes);
        const EncodingGuess guess = guessEncoding({bytes.constData(), static_cast<std::size_t>(bytes.size())});
        std::vector<ReadableLines> all;
        for (const char *encoding : {"UTF-8", "GB18030", "Big5", "Shift_JIS", "windows-1252"}) {
            ReadableLines lines = linesOf(bytes, encoding);
            lines.isGuess = guess.name.rfind(encoding, 0) == 0;
            all.push_back(std::move(lines));
        }
        return all;
    });
}

} // namespace weir
