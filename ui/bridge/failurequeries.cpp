#include "ui/bridge/failurequeries.h"

#include "core/base/accountname.h"
#include "core/compensation/exceptionexport.h"
#include "core/compensation/manifestbooks.h"
#include "core/delivery/endpoints.h"
#include "core/ledger/books.h"
#include "core/ledger/failurereader.h"
#include "ui/bridge/masking.h"
#include "ui/bridge/services.h"
#include "ui/text/format.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

namespace weir {

namespace {

struct FailureText
{
    Q_DECLARE_TR_FUNCTIONS(failures)
};

/// The job's number in the ledger; nothing: it has not run yet.
Result<std::optional<std::int64_t>> ledgerJob(LedgerReader &reader, const QString &name)
{
    WEIR_TRY(Statement select, reader.database().prepare("SELECT id FROM job WHERE name = ?"));
    const std::string text = name.toStdString();
    WEIR_TRY(const bool hasRow, select.bind(text).step());
    return hasRow ? std::optional<std::int64_t>(select.integer(0)) : std::nullopt;
}

/// Nothing when the job named has not run.
Result<std::optional<FailureFilter>> filterOf(LedgerReader &reader, const FailureChoice &choice)
{
    FailureFilter filter;
    filter.which = static_cast<FailureFilter::Which>(choice.which);
    if (!choice.job.isEmpty()) {
        WEIR_TRY(filter.job, ledgerJob(reader, choice.job));
        if (!filter.job)
            return std::optional<FailureFilter>();
    }
    if (choice.run > 0)
        filter.run = choice.run;
    if (choice.cause > 0)
        filter.cause = choice.cause;
    return std::optional(filter);
}

CauseItem itemOf(const FailureCause &cause)
{
    CauseItem item;
    item.id = cause.id;
    item.job = toQt(cause.job);
    item.stage = toQt(cause.stage);
    item.code = toQt(cause.code);
    item.field = toQt(cause.field);
    item.rule = toQt(cause.rule);
    item.rows = cause.rows;
    item.sample = masked(toQt(cause.sample));
    item.samplePosition = toQt(cause.samplePosition);
    item.suggestion = toQt(cause.suggestion);
    item.longest = cause.longest;
    item.firstSeen = timeOf(cause.firstAt);
    item.lastSeen = timeOf(cause.lastAt);
    return item;
}

FailedRowItem itemOf(const FailureLine &line)
{
    FailedRowItem item;
    item.id = line.id;
    item.cause = line.cause;
    item.run = line.run;
    item.position = toQt(line.position);
    item.key = masked(toQt(line.naturalKey));
    item.value = masked(toQt(line.value));
    item.detail = masked(toQt(line.detail));
    item.state = toQt(line.state);
    item.tries = static_cast<int>(line.tries);
    item.at = timeOf(line.at);
    return item;
}

QString sentenceOf(const FailureMoment &moment)
{
    const QString time = timeText(timeOf(moment.at));
    switch (moment.kind) {
    case FailureMoment::Kind::Failed: return FailureText::tr("%1: failed in run %2").arg(time).arg(moment.run);
    case FailureMoment::Kind::Edited: return FailureText::tr("%1: values edited").arg(time);
    case FailureMoment::Kind::Compensation: break;
    }
    const QString outcome = moment.outcome == "delivered" ? FailureText::tr("delivered")
                            : moment.outcome == "already" ? FailureText::tr("was in the target already")
                            : moment.outcome == "fails"   ? FailureText::tr("failed again")
                            : moment.outcome == "blocked" ? FailureText::tr("not written")
                                                          : FailureText::tr("going on");
    return FailureText::tr("%1: compensation, %2").arg(time, outcome);
}

FailedRowDetail detailOf(const FailureDetail &found)
{
    FailedRowDetail detail;
    detail.row = itemOf(found.line);
    detail.job = toQt(found.job);
    detail.stage = toQt(found.stage);
    detail.code = toQt(found.code);
    detail.field = toQt(found.field);
    detail.rule = toQt(found.rule);
    detail.isSetAside = found.isSetAside;
    detail.revision = found.revision;
    const auto payload = nlohmann::ordered_json::parse(found.payload, nullptr, false);
    if (found.isRaw || !payload.is_object()) {
        detail.raw = masked(toQt(found.payload));
        return detail;
    }
    for (const auto &[name, value] : payload.items()) {
        const QString text = value.is_null() ? QStringLiteral("NULL") : toQt(value.is_string() ? value.get<std::string>() : value.dump());
        const QString shown = masked(text);
        detail.values.push_back({toQt(name), shown, value.is_null(), shown != text});
    }
    return detail;
}

/// What leaves the program is masked; a masked cell that comes back as it was stands for the value kept.
std::string exportMask(std::string_view, const std::string &value)
{
    return masked(toQt(value)).toStdString();
}

} // namespace

QFuture<Result<FailureOverview>> failureOverview(EngineClient &engine, const FailureChoice &choice)
{
    const QStringList jobs = engine.jobNames();
    return engine.services().read([choice, jobs](LedgerReader &reader) -> Result<FailureOverview> {
        FailureOverview overview;
        overview.jobs = jobs;
        WEIR_TRY(auto filter, filterOf(reader, choice));
        if (!filter)
            return overview;
        filter->cause.reset();
        FailureReader failures(reader.database());
        WEIR_TRY(const auto causes, failures.causes(*filter));
        for (const FailureCause &cause : causes)
            overview.causes.push_back(itemOf(cause));
        WEIR_TRY(const FailureCounts counts, failures.counts(*filter));
        overview.open = counts.open;
        overview.unknown = counts.unknown;
        overview.compensated = counts.compensated;
        overview.setAside = counts.setAside;
        overview.everFailed = counts.open + counts.unknown + counts.compensated + counts.setAside;
        return overview;
    });
}

QFuture<Result<std::vector<FailedRowItem>>> failedRows(EngineClient &engine, const FailureChoice &choice, qint64 after, int max)
{
    return engine.services().read([choice, after, max](LedgerReader &reader) -> Result<std::vector<FailedRowItem>> {
        std::vector<FailedRowItem> items;
        WEIR_TRY(const auto filter, filterOf(reader, choice));
        if (!filter)
            return items;
        WEIR_TRY(const auto lines, FailureReader(reader.database()).page(*filter, after, max));
        for (const FailureLine &line : lines)
            items.push_back(itemOf(line));
        return items;
    });
}

QFuture<Result<RowAnchors>> rowAnchors(EngineClient &engine, const FailureChoice &choice, qint64 after, int every, int rowsMax)
{
    return engine.services().read([=](LedgerReader &reader) -> Result<RowAnchors> {
        WEIR_TRY(const auto filter, filterOf(reader, choice));
        if (!filter)
            return RowAnchors{{}, 0, true};
        WEIR_TRY(const auto found, FailureReader(reader.database()).anchors(*filter, after, every, rowsMax));
        return RowAnchors{{found.ids.begin(), found.ids.end()}, found.last, found.isEnd};
    });
}

QFuture<Result<std::optional<FailedRowDetail>>> failedRow(EngineClient &engine, qint64 id)
{
    return engine.services().read([id](LedgerReader &reader) -> Result<std::optional<FailedRowDetail>> {
        FailureReader failures(reader.database());
        WEIR_TRY(const auto found, failures.row(id));
        if (!found)
            return std::optional<FailedRowDetail>();
        FailedRowDetail detail = detailOf(*found);
        WEIR_TRY(const auto history, failures.history(id));
        for (const FailureMoment &moment : history)
            detail.history << sentenceOf(moment);
        WEIR_TRY(const auto exchange, failures.exchange(id));
        if (exchange)
            detail.exchange = {masked(toQt(exchange->what + "\n\n" + exchange->request)), masked(toQt(exchange->response)), exchange->rows};
        return std::optional(std::move(detail));
    });
}

QFuture<Result<qint64>> markRows(EngineClient &engine, const QString &job, qint64 cause, const std::vector<qint64> &rows,
                                 RowAction action, const QString &reason)
{
    CompensationSelection selection;
    if (cause > 0)
        selection.cause = cause;
    selection.rows.assign(rows.begin(), rows.end());
    const books::RowMark mark{static_cast<books::RowMark::Action>(action), reason.toStdString(), accountName(), job.toStdString()};
    return engine.services().work([selection, mark, job](const Engine &services) -> Result<qint64> {
        return services.ledger->call([&](Database &database) -> Result<qint64> {
            WEIR_TRY(Statement select, database.prepare("SELECT id FROM job WHERE name = ?"));
            WEIR_TRY(const bool hasRow, select.bind(mark.job).step());
            if (!hasRow)
                return fail(ErrorCode::NotFound, Recovery::Stop, "job \"" + mark.job + "\" has not run yet, so it has no rows");
            WEIR_TRY(const StreamRecord stream, books::openStream(database, select.integer(0), "main"));
            WEIR_TRY(const std::int64_t count, books::markRows(database, stream.id, selection, mark, services.clock->wallMs()));
            return qint64{count};
        });
    });
}

namespace {

/// An API that only takes rows cannot be compared with anything.
bool saysHowItIsRead(const Endpoint &end)
{
    const Json &settings = *end.context.settings;
    const auto streams = settings.find("streams");
    if (streams == settings.end() || !streams->contains(end.stream))
        return false;
    const Json &stream = (*streams)[end.stream];
    return stream.contains("records") || stream.contains("paging");
}

} // namespace

QFuture<Result<UnknownWays>> unknownWays(EngineClient &engine, const QString &job)
{
    return engine.services().work([job = job.toStdString()](const Engine &services) -> Result<UnknownWays> {
        UnknownWays ways;
        ways.mayMark = true;
        WEIR_TRY(const Job definition, services.workspace->job(job, {}));
        WEIR_TRY(const Endpoint end, Endpoint::resolve(services, definition.targetConnection, definition.targetPlace,
                                                       definition.write.stream, {}));
        const bool isFile = end.connector->kind == "file";
        const bool isPipe = isFile && end.context.settings->value("path", "") == "-";
        ways.mayCheck = end.connector->makeSource && !isPipe && (end.connector->kind != "http" || saysHowItIsRead(end));
        // A database takes a row for which it holds a token; a row without an answer has none. What a pipe took is gone.
        ways.maySendAgain = (isFile && !isPipe) || end.connector->kind == "http";
        return ways;
    });
}

QFuture<Result<qint64>> exportFailedRows(EngineClient &engine, const FailureChoice &choice, const QString &path)
{
    return engine.services().read([choice, path = path.toStdString()](LedgerReader &reader) -> Result<qint64> {
        ExportRequest request;
        WEIR_TRY(request.job, ledgerJob(reader, choice.job));
        if (choice.cause > 0)
            request.cause = choice.cause;
        if (choice.run > 0)
            request.run = choice.run;
        request.path = path;
        request.mask = exportMask;
        request.leavesOutSetAside = true;
        WEIR_TRY(const std::int64_t rows, exportOpenRows(&reader, request));
        return qint64{rows};
    });
}

} // namespace weir
