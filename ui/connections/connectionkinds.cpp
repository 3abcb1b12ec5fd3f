#include "ui/connections/connectionkinds.h"

#include <QCoreApplication>

#include <algorithm>

namespace weir {

const std::vector<ConnectionKind> &connectionKinds()
{
    using Kind = ConnectionField::Kind;
    static const std::vector<ConnectionKind> kinds = {
        {"file", QT_TRANSLATE_NOOP("connections", "File"),
         QT_TRANSLATE_NOOP("connections", "CSV, Excel, JSON or JSON lines on this computer"), Icon::FileSpreadsheet,
         {{"path", QT_TRANSLATE_NOOP("connections", "File"), Kind::File, true, "orders.csv"},
          {"dialect.encoding", QT_TRANSLATE_NOOP("connections", "Encoding"), Kind::Encoding},
          {"dialect.delimiter", QT_TRANSLATE_NOOP("connections", "Delimiter"), Kind::Text, false, ","},
          {"zone", QT_TRANSLATE_NOOP("connections", "Time zone"), Kind::Text, false, "Asia/Shanghai"}}},
        {"sqlite", QT_TRANSLATE_NOOP("connections", "SQLite"), QT_TRANSLATE_NOOP("connections", "A database in one file"),
         Icon::Database,
         {{"file", QT_TRANSLATE_NOOP("connections", "Database file"), Kind::File, true, "warehouse.db"},
          {"zone", QT_TRANSLATE_NOOP("connections", "Time zone"), Kind::Text, false, "Asia/Shanghai"}}},
        {"postgresql", QT_TRANSLATE_NOOP("connections", "PostgreSQL"),
         QT_TRANSLATE_NOOP("connections", "A database server"), Icon::Database,
         {{"host", QT_TRANSLATE_NOOP("connections", "Host"), Kind::Text, false, "db.example.com"},
          {"port", QT_TRANSLATE_NOOP("connections", "Port"), Kind::Number, false, "5432"},
          {"database", QT_TRANSLATE_NOOP("connections", "Database"), Kind::Text, true},
          {"user", QT_TRANSLATE_NOOP("connections", "User"), Kind::Text},
          {"password", QT_TRANSLATE_NOOP("connections", "Password"), Kind::Secret},
          {"tls", QT_TRANSLATE_NOOP("connections", "TLS"), Kind::Choice, false, "",
           "verify-full verify-ca require prefer allow disable"},
          {"schema", QT_TRANSLATE_NOOP("connections", "Schema"), Kind::Text, false, "public"},
          {"checkpointSchema", QT_TRANSLATE_NOOP("connections", "Schema of Weir's tables"), Kind::Text},
          {"limits.inFlight", QT_TRANSLATE_NOOP("connections", "Connections at once"), Kind::Number},
          {"zone", QT_TRANSLATE_NOOP("connections", "Time zone"), Kind::Text, false, "Asia/Shanghai"}}},
        {"http", QT_TRANSLATE_NOOP("connections", "REST API"),
         QT_TRANSLATE_NOOP("connections", "JSON over HTTP, page by page"), Icon::Globe,
         {{"baseUrl", QT_TRANSLATE_NOOP("connections", "URL"), Kind::Text, true, "https://shop.example/api/v2"},
          {"auth.token", QT_TRANSLATE_NOOP("connections", "Bearer token"), Kind::Secret},
          {"limits.requestsPerSecond", QT_TRANSLATE_NOOP("connections", "Requests per second, at most"), Kind::Number,
           false, "5"},
          {"limits.inFlight", QT_TRANSLATE_NOOP("connections", "Requests at once, at most"), Kind::Number, false, "4"},
          {"limits.totalTimeout", QT_TRANSLATE_NOOP("connections", "Time-out"), Kind::Text, false, "30s"},
          {"zone", QT_TRANSLATE_NOOP("connections", "Time zone"), Kind::Text, false, "Asia/Shanghai"}}},
    };
    return kinds;
}

const ConnectionKind *findConnectionKind(const QString &kind)
{
    const auto &kinds = connectionKinds();
    const auto at = std::find_if(kinds.begin(), kinds.end(),
                                 [&](const ConnectionKind &each) { return kind == QLatin1String(each.kind); });
    return at == kinds.end() ? nullptr : &*at;
}

QString connectionText(const char *text)
{
    return QCoreApplication::translate("connections", text);
}

} // namespace weir
