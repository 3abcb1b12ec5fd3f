#pragma once

#include "core/connectors/connectorspec.h"
#include "core/connectors/files/fileformat.h"
#include "core/connectors/files/rowencoder.h"

#include <memory>
#include <string>
#include <string_view>

namespace weir {

/// Writes rows to standard output: class D3, because nobody can say afterwards what the reader of the pipe
/// got. No sidecar, no resuming; a closed pipe ends the run.
class StdoutTarget final : public Target
{
public:
    explicit StdoutTarget(FileFormat format, int descriptor = 1);

    [[nodiscard]] Result<TargetShape> describe(const CancelToken &token) override;
    [[nodiscard]] Result<void> create(const Schema &schema, const CancelToken &token) override;
    [[nodiscard]] Result<void> prepare(const SchemaPtr &columns, WriteMode mode,
                                       const std::vector<std::string> &key, const std::string &versionField,
                                       const CancelToken &token) override;
    [[nodiscard]] Result<Fenced> fence(const Claim &claim, const CancelToken &token) override;
    [[nodiscard]] Result<WriteReport> write(const WriteBatch &batch, std::span<const Skipped> skipped,
                                            Checkpoint &next, const CancelToken &token) override;
    [[nodiscard]] Result<void> complete(Checkpoint &next, const CancelToken &token) override;
    [[nodiscard]] Result<SettleReport> settle(const WriteBatch &batch, const Settlement &settlement,
                                              const CancelToken &token) override;
    [[nodiscard]] Result<std::vector<Standing>> lookUp(const RecordBatch &batch,
                                                       const CancelToken &token) override;
    [[nodiscard]] Result<void> forget(const Uuid &job, const CancelToken &token) override;

private:
    [[nodiscard]] Result<void> send(std::string_view bytes, const CancelToken &token);

    FileFormat m_format;
    int m_descriptor;
    std::unique_ptr<RowEncoder> m_encoder;
    std::int64_t m_rows = 0;
    bool m_hasHeader = false;
};

} // namespace weir
