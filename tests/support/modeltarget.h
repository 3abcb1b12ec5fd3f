#pragma once

#include "core/connectors/target.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace weir::test {

/// What a ModelTarget holds; it outlives connections, and a copy of it is a backup.
struct ModelWorld
{
    std::vector<std::int64_t> rows; ///< ids in the order they were written; an append table without a key
    std::optional<Checkpoint> checkpoint;
    std::map<std::int64_t, Skipped> skips;
    std::string identity = "table 1";
    bool isEmptied = false;
};

/// What happens to one call.
enum class Fault : std::uint8_t {
    None,
    LostBefore,   ///< no answer, nothing happened
    LostAfter,    ///< no answer, but it was committed
    Throttled,    ///< asked to slow down, with Retry-After of 2 s
    Refused,      ///< no permission: a person must act
};

/// A transactional target in memory that keeps to the contract of Target, with faults and rows it refuses: the model
/// that BatchDelivery is tested against. Rows have one Int64 field, their id.
class ModelTarget final : public Target
{
public:
    explicit ModelTarget(ModelWorld &world) : world(world) {}

    ModelWorld &world;
    std::set<std::int64_t> bad;       ///< ids it refuses
    bool namesRows = true;            ///< says which row; false: only that one of them is bad
    bool isUpsert = false;            ///< equal ids inside one batch: the last one wins
    bool comparesSeq = true;          ///< false: a mutant that forgets to compare under the lock
    std::function<Fault(int call)> onWrite = [](int) { return Fault::None; };
    std::function<Fault(int call)> onFence = [](int) { return Fault::None; };
    std::function<Fault(int call)> onComplete = [](int) { return Fault::None; };
    std::function<void()> beforeCommit = [] {};
    int writes = 0, fences = 0, completions = 0;
    std::int64_t rowsSent = 0;
    std::vector<std::int64_t> batchEnds; ///< seq after each commit

    Result<TargetShape> describe(const CancelToken &) override { return TargetShape{}; }
    Result<void> create(const Schema &, const CancelToken &) override { return {}; }
    Result<void> prepare(const SchemaPtr &, WriteMode, const std::vector<std::string> &, const std::string &,
                         const CancelToken &) override
    {
        return {};
    }

    Result<Fenced> fence(const Claim &claim, const CancelToken &) override
    {
        if (const Fault fault = onFence(++fences); fault != Fault::None)
            return failure(fault);
        Fenced fenced;
        fenced.checkpoint = world.checkpoint;
        fenced.targetIdentity = world.identity;
        fenced.targetIsEmpty = world.rows.empty() || world.isEmptied;
        if (!claim.isFirst && (!world.checkpoint || world.checkpoint->holder != claim.holder))
            return fail(ErrorCode::Conflict, Recovery::Stop, "fenced: another run holds the stream");
        Checkpoint mine = world.checkpoint.value_or(Checkpoint{});
        if (mine.generation == 0)
            mine.generation = 1;
        if (claim.newGeneration > mine.generation) {
            const std::int64_t epoch = mine.epoch;
            mine = Checkpoint{};
            mine.generation = claim.newGeneration;
            mine.epoch = epoch;
        }
        if (claim.isFirst)
            mine.epoch = std::max(mine.epoch, claim.epochAtLeast) + 1;
        mine.holder = claim.holder;
        mine.targetIdentity = world.identity;
        world.checkpoint = mine;
        m_seq = mine.seq;
        m_holder = claim.holder;
        m_isOpen = true;
        fenced.epoch = mine.epoch;
        for (const auto &[seq, skip] : world.skips)
            fenced.openSkips.push_back(skip);
        return fenced;
    }

    Result<WriteReport> write(const WriteBatch &batch, std::span<const Skipped> skipped, Checkpoint &next,
                              const CancelToken &) override
    {
        rowsSent += batch.rows;
        const Fault fault = onWrite(++writes);
        if (fault == Fault::LostBefore || fault == Fault::Throttled || fault == Fault::Refused)
            return failure(fault);
        if (!m_isOpen)
            return failure(Fault::LostBefore);
        if (comparesSeq && (world.checkpoint->holder != m_holder || world.checkpoint->seq != m_seq))
            return fail(ErrorCode::Conflict, Recovery::Stop, "fenced: the checkpoint moved");
        WriteReport report;
        const std::vector<std::int64_t> ids = idsOf(batch);
        for (std::size_t i = 0; i < ids.size() && report.refused.empty(); ++i) {
            if (bad.contains(ids[i]))
                report.refused.push_back({namesRows ? static_cast<std::int64_t>(i) : -1, Stage::Write, RowCode::Check, "id",
                                          std::to_string(ids[i]), "check", "the target refuses it"});
        }
        if (!report.refused.empty())
            return report;
        beforeCommit();
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const bool isHeld = isUpsert && std::find(ids.begin() + static_cast<std::ptrdiff_t>(i) + 1, ids.end(), ids[i]) != ids.end();
            if (isHeld) {
                ++report.superseded;
            } else if (isUpsert && std::find(world.rows.begin(), world.rows.end(), ids[i]) != world.rows.end()) {
                ++report.updated;
            } else {
                ++report.inserted;
                world.rows.push_back(ids[i]);
            }
        }
        for (const Skipped &skip : skipped)
            world.skips[skip.seq] = skip;
        next.totals.inserted += report.inserted;
        next.totals.updated += report.updated;
        next.totals.superseded += report.superseded;
        next.epoch = world.checkpoint->epoch;
        world.checkpoint = next;
        m_seq = next.seq;
        batchEnds.push_back(next.seq);
        if (fault == Fault::LostAfter)
            return failure(fault);
        return report;
    }

    Result<void> complete(Checkpoint &next, const CancelToken &) override
    {
        const Fault fault = onComplete(++completions);
        if (fault != Fault::None && fault != Fault::LostAfter)
            return failure(fault);
        next.isComplete = true;
        world.checkpoint = next;
        if (fault == Fault::LostAfter)
            return failure(fault);
        return {};
    }

    Result<SettleReport> settle(const WriteBatch &, const Settlement &, const CancelToken &) override
    {
        return fail(ErrorCode::Internal, Recovery::Stop, "the model compensates nothing");
    }
    Result<std::vector<Standing>> lookUp(const RecordBatch &batch, const CancelToken &) override
    {
        return std::vector<Standing>(static_cast<std::size_t>(batch.rows()), Standing::Absent);
    }
    Result<void> forget(const Uuid &, const CancelToken &) override { return {}; }

    [[nodiscard]] static std::vector<std::int64_t> idsOf(const WriteBatch &batch)
    {
        std::vector<std::int64_t> ids;
        for (const RecordBatch &part : batch.parts) {
            const auto values = part.column(0).int64s();
            ids.insert(ids.end(), values.begin(), values.end());
        }
        return ids;
    }

private:
    Unexpected failure(Fault fault)
    {
        m_isOpen = false;
        switch (fault) {
        case Fault::Throttled:
            return fail(ErrorCode::RateLimited, Recovery::Retry, "slow down", std::chrono::seconds(2));
        case Fault::Refused: return fail(ErrorCode::PermissionDenied, Recovery::Stop, "not allowed");
        default: return fail(ErrorCode::Unavailable, Recovery::Retry, "the connection is gone");
        }
    }

    std::int64_t m_seq = 0;
    Uuid m_holder;
    bool m_isOpen = false;
};

} // namespace weir::test
