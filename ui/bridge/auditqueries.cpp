#include "ui/bridge/auditqueries.h"

#include "core/ledger/historyreader.h"
#include "ui/bridge/services.h"

#include <QSaveFile>

namespace weir {

namespace {

constexpr int exportPage = 1'000;

AuditFilter filterOf(const AuditChoice &choice)
{
    return {choice.isSystem ? AuditList::System : AuditList::Actions, choice.text.toStdString(), choice.action.toStdString(), choice.since.isValid()
            ? choice.since.toMSecsSinceEpoch() : 0};
}

/// A cell that a spreadsheet would take for a formula is made text (SR-64).
QByteArray cell(const QString &text)
{
    QString safe = text;
    if (!safe.isEmpty() && QStringLiteral("=+-@\t\r").contains(safe.front()))
        safe.prepend('\'');
    return '"' + safe.replace('"', QLatin1String("\"\"")).toUtf8() + '"';
}

QString isoTime(std::int64_t ms)
{
    const QDateTime at = timeOf(ms).toLocalTime();
    return at.toOffsetFromUtc(at.offsetFromUtc()).toString(Qt::ISODateWithMs);
}

} // namespace

QFuture<Result<AuditPageRows>> fetchAudit(EngineClient &engine, const AuditChoice &choice, qint64 before, int max)
{
    return engine.services().read([filter = filterOf(choice), before, max](LedgerReader &reader) -> Result<AuditPageRows> {
        HistoryReader history(reader);
        AuditPageRows page;
        WEIR_TRY(const std::vector<AuditRow> rows, history.audit(filter, before, max));
        for (const AuditRow &row : rows)
            page.items.push_back({row.id, timeOf(row.at), toQt(row.who), toQt(row.action), toQt(row.subject),
                                  toQt(row.detail)});
        WEIR_TRY(page.total, history.auditCount(filter));
        WEIR_TRY(const std::vector<std::string> actions, history.auditActions(filter.list));
        for (const std::string &action : actions)
            page.actions += toQt(action);
        return page;
    });
}

QFuture<Result<qint64>> exportAudit(EngineClient &engine, const AuditChoice &choice, const QString &path)
{
    return engine.services().read([filter = filterOf(choice), path](LedgerReader &reader) -> Result<qint64> {
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            return fail(ErrorCode::PermissionDenied, Recovery::Stop,
                        path.toStdString() + ": " + file.errorString().toStdString());
        file.write("\xEF\xBB\xBF" "number,time,who,action,object,detail\r\n");
        HistoryReader history(reader);
        qint64 count = 0;
        std::int64_t before = 0;
        for (;;) {
            WEIR_TRY(const std::vector<AuditRow> rows, history.audit(filter, before, exportPage));
            for (const AuditRow &row : rows) {
                file.write(QByteArray::number(static_cast<qint64>(row.id)) + ',' + cell(isoTime(row.at)) + ',' + cell(toQt(row.who)) + ',' + cell(toQt(row.action))
                           + ',' + cell(toQt(row.subject)) + ',' + cell(toQt(row.detail)) + "\r\n");
                before = row.id;
                ++count;
            }
            if (static_cast<int>(rows.size()) < exportPage)
                break;
        }
        if (!file.commit())
            return fail(ErrorCode::PermissionDenied, Recovery::Stop,
                        path.toStdString() + ": " + file.errorString().toStdString());
        return count;
    });
}

} // namespace weir
