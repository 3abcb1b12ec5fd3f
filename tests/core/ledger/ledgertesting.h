#pragma once

#include "core/ledger/books.h"
#include "core/ledger/ledger.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <string>

namespace weir::test {

constexpr std::int64_t testNow = 1'772'712'000'000; ///< 2026-03-05 12:00 UTC

template<typename T>
testing::AssertionResult isGood(const Result<T> &result)
{
    if (result)
        return testing::AssertionSuccess();
    return testing::AssertionFailure() << errorCodeName(result.error().code) << ": " << result.error().detail;
}

inline Ledger::Options ledgerOptions(const std::string &path, bool isInline = true)
{
    Ledger::Options options;
    options.path = path;
    options.workspaceId = "11111111-2222-3333-4444-555555555555";
    options.isInline = isInline;
    return options;
}

inline ExceptionRecord badRow(std::int64_t seq)
{
    ExceptionRecord row;
    row.seq = seq;
    row.error = {0, Stage::Map, RowCode::NotANumber, "amount", "abc", "decimal", "\"abc\" is no number"};
    row.position = fmt::format("line {}", seq + 1);
    row.naturalKey = fmt::format("id={}", seq);
    row.payload = fmt::format(R"({{"id":{},"amount":"abc"}})", seq);
    return row;
}

/// A job with one stream and one run in a ledger, delivered batch by batch.
class TestBooks
{
public:
    JobRecord job;
    StreamRecord stream;
    std::int64_t run = 0;
    Checkpoint at;

    /// Everything up to the first batch, as a run does it.
    static Result<TestBooks> begin(Ledger &ledger, const std::string &name = "orders")
    {
        TestBooks books;
        WEIR_CHECK(ledger.call([&](Database &database) -> Result<void> {
            const Uuid id = Uuid::named(Uuid(), name);
            WEIR_TRY(books.job, books::registerJob(database, id, name, R"({"weir":1})", "ann", testNow));
            WEIR_TRY(books.stream, books::openStream(database, books.job.id, "main"));
            RunStart start;
            start.job = books.job.id;
            start.revision = books.job.revisionId;
            start.holder = Uuid::named(id, "holder");
            start.target = "table orders";
            WEIR_TRY(books.run, books::beginRun(database, start, testNow));
            books.at = books.stream.checkpoint;
            return {};
        }));
        return books;
    }

    /// The batch of the next \a rows rows, the last \a bad of which are quarantined and the \a filtered before them
    /// dropped by a rule.
    [[nodiscard]] BatchRecord batch(std::int64_t rows, std::int64_t bad = 0, std::int64_t filtered = 0) const
    {
        BatchRecord record;
        record.stream = stream.id;
        record.run = run;
        record.seqFirst = at.seq + 1;
        record.counts.read = rows;
        record.counts.inserted = rows - bad - filtered;
        record.counts.quarantined = bad;
        if (filtered > 0)
            record.counts.filtered["test orders"] = filtered;
        record.positionFrom = fmt::format("line {}", at.seq + 2);
        record.positionTo = fmt::format("line {}", at.seq + rows + 1);
        record.checkpoint = at;
        record.checkpoint.seq += rows;
        record.checkpoint.cursor.text = fmt::format("byte {}", record.checkpoint.seq * 20);
        record.checkpoint.totals += record.counts;
        return record;
    }
    [[nodiscard]] std::vector<ExceptionRecord> badRows(const BatchRecord &record) const
    {
        std::vector<ExceptionRecord> rows;
        for (std::int64_t seq = record.checkpoint.seq - record.counts.quarantined + 1; seq <= record.checkpoint.seq; ++seq)
            rows.push_back(badRow(seq));
        return rows;
    }
    Result<void> recordBad(Database &database, const BatchRecord &record) const
    {
        return books::recordProvisional(database, job.id, stream.id, at.generation, run, job.revisionId, badRows(record),
                                        testNow);
    }
    /// Two ledger commits: the provisional rows, then the batch.
    Result<void> deliver(Ledger &ledger, std::int64_t rows, std::int64_t bad = 0, std::int64_t filtered = 0)
    {
        const BatchRecord record = batch(rows, bad, filtered);
        if (bad > 0)
            WEIR_CHECK(ledger.call([&](Database &database) { return recordBad(database, record); }));
        WEIR_CHECK(ledger.call([&](Database &database) { return books::commitBatch(database, record); }));
        at = record.checkpoint;
        return {};
    }
};

inline std::int64_t number(Database &database, const std::string &sql)
{
    const auto value = database.scalar(sql);
    return value && *value ? **value : -1;
}

/// The content of every table as text, to compare two moments.
inline std::string dump(Database &database)
{
    std::string all;
    auto tables = database.prepare("SELECT t.name, group_concat('quote(\"' || c.name || '\")', '||''|''||') FROM sqlite_schema t, "
                                   "pragma_table_info(t.name) c WHERE t.type = 'table' GROUP BY t.name ORDER BY t.name");
    while (tables && *tables->step()) {
        auto rows = database.prepare(fmt::format("SELECT {} FROM \"{}\" ORDER BY 1", tables->text(1), tables->text(0)));
        all += tables->text(0) + '\n';
        while (rows && *rows->step())
            all += "  " + rows->text(0) + '\n';
    }
    return all;
}

} // namespace weir::test
