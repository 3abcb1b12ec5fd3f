#include "core/connectors/postgresql/connection.h"

#include "core/base/redact.h"

#include <charconv>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

namespace weir::postgresql {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds cancelSlice{100};

std::string fieldOf(const PGresult *result, int field)
{
    const char *text = PQresultErrorField(result, field);
    return text ? text : "";
}

} // namespace

bool Reply::isOk() const
{
    switch (PQresultStatus(m_result.get())) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_COPY_IN:
    case PGRES_COPY_OUT:
    case PGRES_EMPTY_QUERY: return true;
    default: return false;
    }
}

ServerError Reply::error() const
{
    ServerError error;
    error.sqlState = fieldOf(m_result.get(), PG_DIAG_SQLSTATE);
    error.message = fieldOf(m_result.get(), PG_DIAG_MESSAGE_PRIMARY);
    error.detail = fieldOf(m_result.get(), PG_DIAG_MESSAGE_DETAIL);
    error.context = fieldOf(m_result.get(), PG_DIAG_CONTEXT);
    error.table = fieldOf(m_result.get(), PG_DIAG_TABLE_NAME);
    error.column = fieldOf(m_result.get(), PG_DIAG_COLUMN_NAME);
    error.constraint = fieldOf(m_result.get(), PG_DIAG_CONSTRAINT_NAME);
    if (error.message.empty())
        error.message = PQresultErrorMessage(m_result.get());
    return error;
}

std::string_view Reply::text(int row, int column) const
{
    if (row >= rows() || column >= columns())
        return {};
    return {PQgetvalue(m_result.get(), row, column),
            static_cast<std::size_t>(PQgetlength(m_result.get(), row, column))};
}

std::int64_t Reply::int64(int row, int column) const
{
    const std::string_view digits = text(row, column);
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

std::int64_t Reply::affected() const
{
    const std::string_view tag = PQcmdTuples(const_cast<PGresult *>(m_result.get()));
    std::int64_t count = -1;
    std::from_chars(tag.data(), tag.data() + tag.size(), count);
    return count;
}

Parameters &Parameters::text(std::string_view value)
{
    m_values.push_back({std::string(value), {}, false, false});
    return *this;
}

Parameters &Parameters::null()
{
    m_values.push_back({{}, {}, true, false});
    return *this;
}

Parameters &Parameters::binary(std::string_view bytes)
{
    m_values.push_back({{}, bytes, false, true});
    return *this;
}

Parameters::Arrays Parameters::arrays() const
{
    Arrays arrays;
    for (const Value &value : m_values) {
        const char *bytes = value.isBinary ? value.bytes.data() : value.owned.c_str();
        arrays.values.push_back(value.isNull ? nullptr : bytes);
        arrays.lengths.push_back(static_cast<int>(value.isBinary ? value.bytes.size() : value.owned.size()));
        arrays.formats.push_back(value.isBinary ? 1 : 0);
    }
    return arrays;
}

Connection::~Connection()
{
    abandon();
}

void Connection::abandon()
{
    PQfreemem(m_copied);
    m_copied = nullptr;
    if (isOpen() && PQtransactionStatus(m_connection) == PQTRANS_ACTIVE && isPeerAnswering()) {
        if (PGcancel *cancel = PQgetCancel(m_connection)) {
            char ignored[256];
            PQcancel(cancel, ignored, sizeof ignored);
            PQfreeCancel(cancel);
        }
    }
    PQfinish(m_connection);
    m_connection = nullptr;
}

bool Connection::isInTransaction() const
{
    const PGTransactionStatusType status = PQtransactionStatus(m_connection);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

bool Connection::isPeerAnswering() const
{
#ifdef __linux__
    tcp_info info{};
    socklen_t size = sizeof info;
    if (getsockopt(PQsocket(m_connection), IPPROTO_TCP, TCP_INFO, &info, &size) == 0)
        return info.tcpi_retransmits == 0 && info.tcpi_backoff == 0;
#endif
    return true;
}

Unexpected Connection::lost(std::string_view what)
{
    std::string text = m_connection ? PQerrorMessage(m_connection) : "it was closed before";
    for (char &c : text) {
        if (c == '\n' || c == '\t')
            c = ' ';
    }
    while (text.ends_with(' '))
        text.pop_back();
    abandon();
    return fail(ErrorCode::Unavailable, Recovery::Retry,
                escapeControls(redact(fmt::format("PostgreSQL, {}: the connection is lost: {}", what, text))));
}

Connection::Deadline Connection::deadlineFor(Patience patience) const
{
    return steady_clock::now() + (patience == Patience::Control ? m_timeouts.control : m_timeouts.data);
}

Result<bool> Connection::waitForSocket(short events, const CancelToken &token, Deadline deadline, milliseconds grace)
{
    std::optional<Deadline> cancelledAt;
    for (;;) {
        const auto now = steady_clock::now();
        if (token.isCancelled()) {
            if (!cancelledAt)
                cancelledAt = now;
            if (now - *cancelledAt >= grace) {
                abandon();
                return CancelToken::cancelled();
            }
        }
        const auto left = std::chrono::duration_cast<milliseconds>(deadline - now);
        pollfd wait{PQsocket(m_connection), events, 0};
        const int ready = poll(&wait, 1, static_cast<int>(std::clamp(left, milliseconds{0}, cancelSlice).count()));
        if (ready > 0)
            return true;
        if (ready < 0 && errno != EINTR)
            return lost("waiting");
        if (left <= milliseconds{0})
            return false;
    }
}

Result<void> Connection::flush(const CancelToken &token, Deadline deadline)
{
    for (;;) {
        const int state = PQflush(m_connection);
        if (state == 0)
            return {};
        if (state < 0) {
            // The server's reason for hanging up may already be here.
            PQconsumeInput(m_connection);
            return lost("sending");
        }
        WEIR_TRY(const bool isReady, waitForSocket(POLLIN | POLLOUT, token, deadline, {}));
        if (!isReady) {
            abandon();
            return fail(ErrorCode::Timeout, Recovery::Retry, "PostgreSQL takes no more data");
        }
        // What the server says meanwhile must be taken, or both sides wait for each other.
        if (!PQconsumeInput(m_connection))
            return lost("sending");
    }
}

Result<Reply> Connection::await(const CancelToken &token, Patience patience)
{
    const Deadline deadline = deadlineFor(patience);
    const milliseconds grace = patience == Patience::Commit ? m_timeouts.commitGrace : milliseconds{0};
    WEIR_CHECK(flush(token, deadline));
    Reply reply;
    bool hasFailed = false;
    for (;;) {
        while (PQisBusy(m_connection)) {
            WEIR_TRY(const bool isReady, waitForSocket(POLLIN, token, deadline, grace));
            if (!isReady) {
                abandon();
                return fail(ErrorCode::Timeout, Recovery::Retry, "PostgreSQL did not answer in time");
            }
            if (!PQconsumeInput(m_connection))
                break; // getResult has the text
        }
        PGresult *result = PQgetResult(m_connection);
        if (!result)
            break;
        const ExecStatusType status = PQresultStatus(result);
        Reply next(result);
        if (!hasFailed) {
            hasFailed = !next.isOk();
            reply = std::move(next);
        }
        if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT)
            return reply;
        if (PQstatus(m_connection) == CONNECTION_BAD)
            break;
    }
    if (PQstatus(m_connection) == CONNECTION_BAD || !reply.raw())
        return lost("waiting for an answer");
    return reply;
}

Result<Reply> Connection::afterSending(bool wasSent, const CancelToken &token, Patience patience)
{
    if (!wasSent)
        return lost("sending a statement");
    return await(token, patience);
}

Result<Reply> Connection::send(const std::string &sql, const CancelToken &token, Patience patience)
{
    if (!isOpen())
        return lost("sending a statement");
    return afterSending(PQsendQuery(m_connection, sql.c_str()) == 1, token, patience);
}

Result<void> Connection::begin(const std::string &sql, const Parameters &parameters, const CancelToken &token)
{
    if (!isOpen())
        return lost("sending a statement");
    const Parameters::Arrays arrays = parameters.arrays();
    const int sent = PQsendQueryParams(m_connection, sql.c_str(), parameters.count(), nullptr, arrays.values.data(),
                                       arrays.lengths.data(), arrays.formats.data(), 0);
    if (sent != 1)
        return lost("sending a statement");
    return flush(token, deadlineFor(Patience::Control));
}

Result<Reply> Connection::finish(const CancelToken &token)
{
    if (!isOpen())
        return lost("waiting for an answer");
    return await(token, Patience::Commit);
}

Result<std::optional<Reply>> Connection::awaitFor(milliseconds slice, const CancelToken &token)
{
    if (!isOpen())
        return lost("waiting for an answer");
    const Deadline deadline = steady_clock::now() + slice;
    while (PQisBusy(m_connection)) {
        WEIR_TRY(const bool isReady, waitForSocket(POLLIN, token, deadline, {}));
        if (!isReady)
            return std::optional<Reply>();
        if (!PQconsumeInput(m_connection))
            return lost("waiting for an answer");
    }
    WEIR_TRY(Reply reply, await(token, Patience::Control));
    return std::optional<Reply>(std::move(reply));
}

Result<Reply> Connection::send(const std::string &sql, const Parameters &parameters, const CancelToken &token,
                               Patience patience, bool isBinaryReply)
{
    if (!isOpen())
        return lost("sending a statement");
    const Parameters::Arrays arrays = parameters.arrays();
    const int sent = PQsendQueryParams(m_connection, sql.c_str(), parameters.count(), nullptr, arrays.values.data(),
                                       arrays.lengths.data(), arrays.formats.data(), isBinaryReply ? 1 : 0);
    return afterSending(sent == 1, token, patience);
}

Result<Reply> Connection::sendPrepared(const std::string &name, const std::string &sql, const Parameters &parameters,
                                       const CancelToken &token, Patience patience)
{
    if (!isOpen())
        return lost("sending a statement");
    if (std::find(m_prepared.begin(), m_prepared.end(), name) == m_prepared.end()) {
        const int sent = PQsendPrepare(m_connection, name.c_str(), sql.c_str(), 0, nullptr);
        WEIR_TRY(Reply prepared, afterSending(sent == 1, token, Patience::Control));
        if (!prepared.isOk())
            return prepared;
        m_prepared.push_back(name);
    }
    const Parameters::Arrays arrays = parameters.arrays();
    const int sent = PQsendQueryPrepared(m_connection, name.c_str(), parameters.count(), arrays.values.data(),
                                         arrays.lengths.data(), arrays.formats.data(), 0);
    return afterSending(sent == 1, token, patience);
}

Result<Reply> Connection::describe(const std::string &sql, const CancelToken &token)
{
    if (!isOpen())
        return lost("sending a statement");
    WEIR_TRY(Reply prepared,
             afterSending(PQsendPrepare(m_connection, "", sql.c_str(), 0, nullptr) == 1, token, Patience::Control));
    if (!prepared.isOk())
        return prepared;
    return afterSending(PQsendDescribePrepared(m_connection, "") == 1, token, Patience::Control);
}

Result<Reply> Connection::run(std::string_view what, const std::string &sql, const CancelToken &token)
{
    WEIR_TRY(Reply reply, send(sql, token));
    if (!reply.isOk())
        return Unexpected{reply.error().error(what)};
    return reply;
}

Result<Reply> Connection::run(std::string_view what, const std::string &sql, const Parameters &parameters,
                              const CancelToken &token)
{
    WEIR_TRY(Reply reply, send(sql, parameters, token));
    if (!reply.isOk())
        return Unexpected{reply.error().error(what)};
    return reply;
}

Result<Reply> Connection::beginCopyIn(const std::string &sql, const CancelToken &token)
{
    return send(sql, Parameters(), token, Patience::Data);
}

Result<void> Connection::putCopy(std::string_view bytes, const CancelToken &token)
{
    const Deadline deadline = deadlineFor(Patience::Data);
    for (;;) {
        const int state = PQputCopyData(m_connection, bytes.data(), static_cast<int>(bytes.size()));
        if (state < 0)
            return lost("sending rows");
        WEIR_CHECK(flush(token, deadline));
        if (state > 0)
            return {};
    }
}

Result<Reply> Connection::endCopyIn(const CancelToken &token)
{
    const Deadline deadline = deadlineFor(Patience::Data);
    for (;;) {
        const int state = PQputCopyEnd(m_connection, nullptr);
        if (state < 0)
            return lost("sending rows");
        if (state > 0)
            break;
        WEIR_CHECK(flush(token, deadline));
    }
    return await(token, Patience::Data);
}

Result<Reply> Connection::finishCopyOut(const CancelToken &token)
{
    if (!isOpen())
        return lost("reading rows");
    return await(token, Patience::Data);
}

Result<std::optional<std::string_view>> Connection::nextCopy(const CancelToken &token)
{
    PQfreemem(m_copied);
    m_copied = nullptr;
    if (!isOpen())
        return lost("reading rows");
    const Deadline deadline = deadlineFor(Patience::Data);
    for (;;) {
        const int size = PQgetCopyData(m_connection, &m_copied, 1);
        if (size > 0)
            return std::optional<std::string_view>({m_copied, static_cast<std::size_t>(size)});
        if (size < 0)
            break;
        WEIR_TRY(const bool isReady, waitForSocket(POLLIN, token, deadline, {}));
        if (!isReady) {
            abandon();
            return fail(ErrorCode::Timeout, Recovery::Retry, "PostgreSQL sent no rows in time");
        }
        if (!PQconsumeInput(m_connection))
            return lost("reading rows");
    }
    WEIR_TRY(const Reply end, await(token, Patience::Data));
    if (!end.isOk())
        return Unexpected{end.error().error("reading rows")};
    return std::optional<std::string_view>();
}

} // namespace weir::postgresql
