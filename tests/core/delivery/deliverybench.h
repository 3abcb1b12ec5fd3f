#pragma once

#include "core/delivery/batchdelivery.h"
#include "core/ledger/books.h"
#include "core/ledger/ledgercheck.h"
#include "core/ledger/ledgerreader.h"
#include "tests/support/manualclock.h"
#include "tests/support/modeltarget.h"
#include "tests/support/testfolder.h"

#include <gtest/gtest.h>

namespace weir::test {

/// One job with its ledger (inline, so that every entry is durable when it returns), a model target and a manual clock.
/// run() is what Run does, without threads: the source is a list of ids that can be read again from any row.
struct DeliveryBench
{
    DeliveryBench()
    {
        Ledger::Options options;
        options.path = folder.file("ledger.db");
        options.isInline = true;
        options.freeBytesMin = 0;
        options.clock = &clock;
        ledger = std::move(*Ledger::open(std::move(options)));
        jobUuid = Uuid::random();
    }

    struct Outcome
    {
        RunState state = RunState::Created; ///< Created: start() failed
        std::string reason;
        std::optional<Error> error;
        std::int64_t run = 0;
        std::vector<RunState> waits; ///< states shown while it waited
        std::chrono::nanoseconds waited{0};
    };

    /// Ids of the source; a negative one is a row that the mapping rejects.
    std::vector<std::int64_t> source;
    std::int64_t pageRows = 10;
    std::int64_t filterEvery = 0; ///< each n-th row is dropped by the filter "odd"
    std::function<void(BatchDelivery &)> onEachStep = [](BatchDelivery &) {};
    std::function<void(DeliverySettings &)> adjust = [](DeliverySettings &) {};
    std::optional<bool> stopAtStep; ///< set while running: true pause, false stop

    bool isSpooled = false; ///< pages are kept as an API's would be; segments are files of folder
    std::map<std::int64_t, std::int64_t> spooledBy; ///< first seq of a page to the run that read it

    /// S6 for a page that is read for the first time.
    void spool(MappedPage &page, const DeliverySettings &s)
    {
        if (!isSpooled)
            return;
        if (!spooledBy.contains(page.seqFirst)) {
            SpoolRecord record;
            record.seqFirst = page.seqFirst;
            record.records = page.page.recordCount();
            record.run = s.run;
            record.segment = std::to_string(page.seqFirst) + ".seg";
            folder.write(record.segment, "raw");
            (void)ledger->call([&](Database &database) {
                return books::recordSpoolPage(database, s.stream.id, 1, record, 1);
            });
            spooledBy[page.seqFirst] = s.run;
        }
        page.run = spooledBy[page.seqFirst];
        page.isSpooled = true;
    }

    MappedPage page(std::int64_t first, std::int64_t run) const
    {
        static const SchemaPtr schema =
            std::make_shared<const Schema>(std::vector<Field>{{"id", TypeKind::Int64, true, {}}});
        const std::int64_t last = std::min<std::int64_t>(first + pageRows - 1, static_cast<std::int64_t>(source.size()));
        Column all(TypeKind::Int64), good(TypeKind::Int64);
        MappedPage page;
        std::int32_t row = 0;
        for (std::int64_t seq = first; seq <= last; ++seq, ++row) {
            const std::int64_t id = source[static_cast<std::size_t>(seq - 1)];
            all.appendInt64(id);
            if (filterEvery > 0 && seq % filterEvery == 0) {
                page.mapped.filtered.push_back({row, 0});
            } else if (id < 0) {
                page.mapped.rejected.push_back({row, Stage::Map, RowCode::NotANumber, "id", std::to_string(id), "int64", ""});
            } else {
                good.appendInt64(id);
                page.mapped.origin.push_back(row);
            }
        }
        const std::int64_t kept = good.size();
        page.page.rows = RecordBatch(schema, {std::make_shared<const Column>(std::move(all))}, row);
        page.mapped.rows = RecordBatch(schema, {std::make_shared<const Column>(std::move(good))}, kept);
        if (kept == row)
            page.mapped.origin.clear();
        page.page.label = "row";
        page.page.next.text = "after " + std::to_string(last);
        page.seqFirst = first;
        page.run = run;
        return page;
    }

    DeliverySettings settings()
    {
        DeliverySettings s;
        const Uuid holder = Uuid::random();
        (void)ledger->call([&](Database &database) -> Result<void> {
            WEIR_TRY(const JobRecord job, books::registerJob(database, jobUuid, "bench", "{}", "test", 1));
            s.job = job.id;
            s.revision = job.revisionId;
            s.claim.epochAtLeast = job.epoch;
            WEIR_TRY(s.stream, books::openStream(database, job.id, "main"));
            RunStart start;
            start.job = job.id;
            start.revision = job.revisionId;
            start.holder = holder;
            WEIR_TRY(s.run, books::beginRun(database, start, 1));
            return {};
        });
        s.claim.job = jobUuid;
        s.claim.stream = "main";
        s.claim.holder = holder;
        s.claim.run = s.run;
        s.filterNames = {"odd"};
        s.pace.rowsMax = 50;
        s.spoolFolder = folder.path();
        s.stopAfter.kind = StopAfter::Kind::Never;
        adjust(s);
        return s;
    }

    Outcome run(ModelTarget &target)
    {
        DeliverySettings s = settings();
        Outcome outcome;
        outcome.run = s.run;
        BatchDelivery delivery(target, *ledger, clock, s, CancelToken());
        if (auto started = delivery.start(); !started) {
            outcome.error = started.error();
            close(s.run, RunState::Failed);
            return outcome;
        }
        takenBack = delivery.rowsTakenBack();
        std::int64_t next = delivery.committed().seq + 1;
        using Kind = delivery::Wish::Kind;
        delivery::Wish wish = delivery.step(delivery::Tick{});
        for (int steps = 0; wish.kind != Kind::Finished && steps < 1'000'000; ++steps) {
            onEachStep(delivery);
            if (stopAtStep) {
                wish = delivery.step(delivery::StopRequested{*std::exchange(stopAtStep, std::nullopt)});
            } else if (wish.kind == Kind::Page && next <= static_cast<std::int64_t>(source.size())) {
                MappedPage arrived = page(next, s.run);
                next += arrived.page.recordCount();
                spool(arrived, s);
                wish = delivery.step(delivery::PageArrived{std::move(arrived)});
            } else if (wish.kind == Kind::Page) {
                wish = delivery.step(delivery::SourceEnded{});
            } else {
                if (wish.kind == Kind::Wait) {
                    outcome.waits.push_back(delivery.state());
                    const auto by = std::max<std::chrono::nanoseconds>(wish.until - clock.monotonic(), std::chrono::nanoseconds(1));
                    outcome.waited += by;
                    clock.advance(by);
                }
                wish = delivery.step(delivery::Tick{});
            }
        }
        outcome.state = delivery.outcome()->state;
        outcome.reason = delivery.outcome()->reason;
        outcome.error = delivery.outcome()->error;
        closed = close(s.run, outcome.state);
        return outcome;
    }

    books::ClosedRun close(std::int64_t run, RunState state)
    {
        return *ledger->call([&](Database &database) { return books::closeRun(database, run, state, {}, 2); });
    }

    /// Every invariant of `weir check`, as one text; empty: clean.
    std::string check()
    {
        auto reader = LedgerReader::open(folder.file("ledger.db"));
        if (!reader)
            return reader.error().detail;
        const auto findings = checkLedger(*reader);
        if (!findings)
            return findings.error().detail;
        std::string text;
        for (const LedgerFinding &finding : *findings)
            text += finding.invariant + ": " + finding.where + ": " + finding.detail + "\n";
        return text;
    }

    std::int64_t number(const std::string &sql) { return ledger->database().scalar(sql)->value_or(-1); }

    /// Rows that a correct delivery of the whole source leaves in an append table.
    std::vector<std::int64_t> expected(const std::set<std::int64_t> &bad = {}) const
    {
        std::vector<std::int64_t> rows;
        for (std::size_t i = 0; i < source.size(); ++i) {
            const bool isFiltered = filterEvery > 0 && static_cast<std::int64_t>(i + 1) % filterEvery == 0;
            if (!isFiltered && source[i] >= 0 && !bad.contains(source[i]))
                rows.push_back(source[i]);
        }
        return rows;
    }

    void fill(std::int64_t count)
    {
        source.clear();
        for (std::int64_t i = 1; i <= count; ++i)
            source.push_back(i);
    }

    TestFolder folder;
    ManualClock clock;
    std::unique_ptr<Ledger> ledger;
    Uuid jobUuid;
    books::ClosedRun closed;
    std::int64_t takenBack = 0;
};

} // namespace weir::test
