#pragma once

#include "core/connectors/files/filetarget.h"

#include <gtest/gtest.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace weir::test {

inline const Uuid thisJob = *Uuid::parse("00000000-0000-4000-8000-000000000001");
inline const Uuid otherJob = *Uuid::parse("00000000-0000-4000-8000-000000000002");

inline SchemaPtr textSchema(const std::vector<std::string> &names, TypeKind kind = TypeKind::Text)
{
    std::vector<Field> fields;
    for (const std::string &name : names)
        fields.push_back({name, kind, true, {}});
    return std::make_shared<const Schema>(std::move(fields));
}

using Cell = std::optional<std::string>;

inline RecordBatch batchOf(const SchemaPtr &schema, const std::vector<std::vector<Cell>> &rows)
{
    std::vector<ColumnPtr> columns;
    for (std::size_t i = 0; i < schema->size(); ++i) {
        auto column = std::make_shared<Column>(schema->field(i).type.kind);
        for (const auto &row : rows) {
            if (row[i])
                column->appendText(*row[i]);
            else
                column->appendNull();
        }
        columns.push_back(column);
    }
    return {schema, columns, static_cast<std::int64_t>(rows.size())};
}

inline Claim claimOf(const std::optional<Checkpoint> &known = {}, const Uuid &job = thisJob)
{
    Claim claim;
    claim.job = job;
    claim.stream = "main";
    claim.holder = Uuid::random();
    claim.run = 1;
    claim.known = known;
    return claim;
}

/// The ledger's side of a job that writes rows "seq,text" into one file.
class Job
{
public:
    explicit Job(std::string path, Json format = {}, WriteMode mode = WriteMode::Append)
        : m_path(std::move(path)), m_format(std::move(format)), m_mode(mode)
    {
        restart();
    }

    /// A new process: everything in memory is gone.
    void restart()
    {
        target.reset();
        WriteOptions options;
        options.mayReplaceFile = m_mode == WriteMode::Replace;
        target = std::make_unique<FileTarget>(m_path, *FileFormat::make(m_path, nullptr, &m_format), options);
    }
    Result<Fenced> start(std::int64_t newGeneration = 0)
    {
        WEIR_CHECK(target->prepare(schema, m_mode, {}, {}, {}));
        Claim claim = claimOf(known);
        claim.newGeneration = newGeneration;
        WEIR_TRY(Fenced fenced, target->fence(claim, {}));
        at = newGeneration > 0 ? Checkpoint() : fenced.checkpoint.value_or(Checkpoint());
        if (newGeneration > 0)
            at.generation = newGeneration;
        at.targetIdentity = fenced.targetIdentity;
        return fenced;
    }
    /// Writes the next \a rows rows; the ledger has not heard of it yet.
    Result<WriteReport> write(int rows, const std::vector<std::int64_t> &skips = {})
    {
        std::vector<std::vector<Cell>> cells;
        std::vector<Skipped> skipped;
        for (const std::int64_t seq : skips)
            skipped.push_back({seq, "TooLong", "line 1", ""});
        for (int i = 0; i < rows; ++i)
            cells.push_back({std::to_string(at.seq + i + 1), "row"});
        const RecordBatch batch = batchOf(schema, cells);
        Checkpoint next = at;
        next.seq += rows + static_cast<std::int64_t>(skips.size());
        next.cursor.text = "at " + std::to_string(next.seq);
        next.totals.read = next.seq;
        next.totals.quarantined += static_cast<std::int64_t>(skips.size());
        WEIR_TRY(WriteReport report, target->write({std::span(&batch, 1), rows}, skipped, next, {}));
        if (report.refused.empty())
            at = next;
        return report;
    }
    Result<void> acknowledge()
    {
        known = at;
        return target->acknowledged(at);
    }
    Result<void> complete()
    {
        WEIR_CHECK(target->complete(at, {}));
        return acknowledge();
    }

    std::unique_ptr<FileTarget> target;
    std::optional<Checkpoint> known; ///< what the ledger holds
    Checkpoint at;
    SchemaPtr schema = textSchema({"seq", "text"});

private:
    std::string m_path;
    Json m_format;
    WriteMode m_mode;
};

inline std::string rowsUpTo(int last)
{
    std::string text = "seq,text\n";
    for (int i = 1; i <= last; ++i)
        text += std::to_string(i) + ",row\n";
    return text;
}

#define ASSERT_OK(expression)                                                                                \
    do {                                                                                                     \
        const auto result = (expression);                                                                    \
        ASSERT_TRUE(result) << result.error().detail;                                                        \
    } while (false)

} // namespace weir::test
