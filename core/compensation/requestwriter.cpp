#include "core/compensation/requestwriter.h"

#include "core/base/pause.h"
#include "core/base/step.h"

#include <algorithm>

namespace weir {

namespace {

using Kind = books::ItemOutcome::Kind;

constexpr int triesMax = 4;
constexpr std::chrono::milliseconds firstPause{200};

} // namespace

RequestWriter::RequestWriter(Target &target, Ledger &ledger, const Clock &clock, const Books &books, CancelToken token)
    : m_target(target), m_ledger(ledger), m_clock(clock), m_books(books), m_token(std::move(token))
{}

Result<books::ItemOutcome> RequestWriter::deliver(const RecordBatch &batch, const books::QuarantinedRow &row)
{
    const RecordBatch parts[] = {batch};
    WEIR_TRY(WriteReport report, send({parts, 1}, row));
    books::ItemOutcome outcome{row.id, Kind::Delivered, {}, true};
    auto end = books::DispatchEnd::Accepted;
    if (!report.refused.empty()) {
        outcome.kind = Kind::Fails;
        outcome.error = std::move(report.refused.front());
        end = books::DispatchEnd::Rejected;
    } else if (report.isUnknown) {
        outcome.kind = Kind::Unknown;
        outcome.error.stage = Stage::Send;
        outcome.error.code = RowCode::UnknownOutcome;
        outcome.error.detail = report.response;
        end = books::DispatchEnd::Unknown;
    }
    step("compensation.request.answered");
    WEIR_CHECK(book(outcome, end, report.response));
    return outcome;
}

/// H1 to H3 of delivery §4 for one row, tried again where that cannot write twice.
Result<WriteReport> RequestWriter::send(const WriteBatch &batch, const books::QuarantinedRow &row)
{
    for (int attempt = 1;; ++attempt) {
        WEIR_TRY(const auto open, m_ledger.call([&](Database &database) { return books::openDispatchOf(database, m_books.stream, row.id); }));
        WriteReport refused;
        const std::int64_t seqs[] = {row.seq};
        WEIR_TRY(auto ready, m_target.dispatch(batch, seqs, open ? &open->dispatch : nullptr, refused.refused, m_token));
        if (!refused.refused.empty())
            return refused;
        if (!ready)
            return fail(ErrorCode::Internal, Recovery::Stop, "the target makes no request of a row");
        const books::DispatchRecord record{m_books.stream, row.generation, m_books.run, row.seq, row.seq, row.id, std::move(*ready)};
        WEIR_CHECK(m_ledger.call([&](Database &database) { return books::openDispatch(database, record, m_clock.wallMs()); }));
        step("compensation.request.recorded");
        Checkpoint none;
        Result<WriteReport> report = m_target.write(batch, {}, none, m_token);
        if (report)
            return report;
        const bool mayHaveHappened = report.error().mayHaveHappened || open.has_value();
        if (!mayHaveHappened)
            WEIR_CHECK(m_ledger.call([&](Database &database) { return books::dropDispatch(database, m_books.stream, row.id); }));
        const bool isLast = attempt == triesMax || report.error().recovery != Recovery::Retry;
        if (isLast && mayHaveHappened && report.error().code != ErrorCode::Cancelled) {
            WriteReport unknown;
            unknown.isUnknown = true;
            unknown.response = report.error().detail;
            return unknown;
        }
        if (isLast)
            return report;
        WEIR_CHECK(pauseFor(std::max<std::chrono::milliseconds>(firstPause * (1 << attempt), report.error().retryAfter), m_token));
    }
}

/// H4: what became of the request and of the row is known together.
Result<void> RequestWriter::book(const books::ItemOutcome &outcome, books::DispatchEnd end, const std::string &response)
{
    return m_ledger.call([&](Database &database) -> Result<void> {
        books::ItemOutcome item = outcome;
        item.isBooked = false;
        WEIR_CHECK(books::settleItems(database, m_books.job, m_books.manifest, m_books.revision, {item}));
        return books::closeDispatch(database, m_books.stream, end, response, outcome.id);
    });
}

} // namespace weir
