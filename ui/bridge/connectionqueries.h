#pragma once

#include "core/base/canceltoken.h"
#include "core/base/result.h"
#include "core/secrets/secret.h"
#include "ui/bridge/values.h"

#include <QFuture>
#include <QJsonObject>

#include <memory>

namespace weir {

class EngineClient;

/// What a test of a connection found.
struct ConnectionTest
{
    struct Line
    {
        int level = 0; ///< 0 note, 1 warning, 2 blocking
        QString code, detail;
    };
    std::vector<Line> findings;
    bool isUsable = true;
    qint64 ms = 0;
    int streams = -1; ///< tables, endpoints, files; -1: not listed
};

/// The first lines of a file, read in one encoding.
struct ReadableLines
{
    QString encoding;
    QStringList lines; ///< at most three
    qint64 damaged = 0; ///< bytes that mean nothing in it
    bool isGuess = false; ///< what the content looks like
};

// Connections of the workspace. Their files hold names of secrets, never secrets.

/// By name, without results of tests.
[[nodiscard]] QFuture<Result<std::vector<ConnectionItem>>> fetchConnections(EngineClient &engine);
/// The file's object as written.
[[nodiscard]] QFuture<Result<QJsonObject>> readConnection(EngineClient &engine, const QString &name);
/// Checks and writes. \a isNew: InvalidConfig when the name is taken.
[[nodiscard]] QFuture<Result<void>> saveConnection(EngineClient &engine, const QString &name, const QJsonObject &object,
                                                   bool isNew);
/// Jobs that name it are changed with it.
[[nodiscard]] QFuture<Result<void>> renameConnection(EngineClient &engine, const QString &name, const QString &newName);
[[nodiscard]] QFuture<Result<QString>> duplicateConnection(EngineClient &engine, const QString &name);
/// Answers what restoreDeleted() takes. Jobs that name it stay and cannot run.
[[nodiscard]] QFuture<Result<QString>> deleteConnection(EngineClient &engine, const QString &name);

/// Connects. Cancelled when \a token fires.
[[nodiscard]] QFuture<Result<ConnectionTest>> testConnection(EngineClient &engine, const QString &name,
        std::shared_ptr<CancelToken> token);
/// SQL for an administrator, so that Weir's account needs no CREATE; empty: this kind needs none.
[[nodiscard]] QFuture<Result<QString>> footprintSql(EngineClient &engine, const QString &name);

/// Puts a secret into the first place that can be written; answers that place for people. It is never read back.
[[nodiscard]] QFuture<Result<QString>> storeSecret(EngineClient &engine, const QString &name, Secret value);
/// Where a secret is kept; empty: nowhere yet.
[[nodiscard]] QFuture<Result<QString>> whereSecret(EngineClient &engine, const QString &name);

/// The beginning of a file in each encoding that may be meant.
[[nodiscard]] QFuture<Result<std::vector<ReadableLines>>> readableLines(EngineClient &engine, const QString &path);

} // namespace weir
