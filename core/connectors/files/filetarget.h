#pragma once

#include "core/connectors/connectorspec.h"
#include "core/connectors/files/fileformat.h"
#include "core/connectors/files/ownedfile.h"
#include "core/connectors/files/rowencoder.h"

#include <memory>
#include <string>
#include <vector>

namespace weir {

/// Makes the encoder for a file with columns \a fields that gets batches of schema \a batch. InvalidConfig
/// when the batches have a column that the file does not have.
[[nodiscard]] Result<std::unique_ptr<RowEncoder>>
makeEncoder(const FileFormat &format, const SchemaPtr &fields, const SchemaPtr &batch);

/// Appends rows to a file that Weir alone owns: class C of delivery §4. The ledger's and the sidecar's
/// (length, tail hash) are the truth; whatever stands behind that length was never acknowledged and is cut
/// off by fence().
///
/// Replace mode loads into `<file>.part`, which complete() renames over the file. Upsert, update and mirror
/// are refused: a file has no keys. Everything as in Target; the error of an existing file that is not ours
/// is InvalidConfig, of one that someone else has changed SchemaMismatch.
class FileTarget final : public Target
{
public:
    FileTarget(std::string path, FileFormat format, WriteOptions options);

    [[nodiscard]] Result<TargetShape> describe(const CancelToken &token) override;
    [[nodiscard]] Result<void> create(const Schema &schema, const CancelToken &token) override;
    [[nodiscard]] Result<void> prepare(const SchemaPtr &columns, WriteMode mode,
                                       const std::vector<std::string> &key, const std::string &versionField,
                                       const CancelToken &token) override;
    [[nodiscard]] Result<Fenced> fence(const Claim &claim, const CancelToken &token) override;
    [[nodiscard]] Result<WriteReport> write(const WriteBatch &batch, std::span<const Skipped> skipped,
                                            Checkpoint &next, const CancelToken &token) override;
    [[nodiscard]] Result<void> acknowledged(const Checkpoint &checkpoint) override;
    [[nodiscard]] Result<void> complete(Checkpoint &next, const CancelToken &token) override;
    [[nodiscard]] Result<SettleReport> settle(const WriteBatch &batch, const Settlement &settlement,
                                              const CancelToken &token) override;
    [[nodiscard]] Result<std::vector<Standing>> lookUp(const RecordBatch &batch,
                                                       const CancelToken &token) override;
    [[nodiscard]] Result<void> forget(const Uuid &job, const CancelToken &token) override;

private:
    [[nodiscard]] std::string partPath() const { return m_path + ".part"; }
    [[nodiscard]] static std::string sidecarPath(const std::string &file) { return file + ".weir"; }

    [[nodiscard]] Fenced withoutFile(const Claim &claim, std::string why);
    [[nodiscard]] Result<void> checkReady() const;
    [[nodiscard]] Result<Fenced> fenceAppend(const Claim &claim);
    [[nodiscard]] Result<Fenced> fenceReplace(const Claim &claim);
    /// Opens \a path and stands at the newest state that the ledger or the sidecar knows and the file still
    /// holds.
    [[nodiscard]] Result<Fenced> standIn(const std::string &path, const Claim &claim, bool mayCreate);
    [[nodiscard]] Result<std::optional<Checkpoint>> chooseState(const Claim &claim);
    [[nodiscard]] Result<void> takeOver(const Claim &claim, Fenced &fenced);
    [[nodiscard]] Result<void> bindEncoder();
    [[nodiscard]] Result<void> appendRows(const WriteBatch &batch, RowErrors &refused,
                                          const CancelToken &token);
    [[nodiscard]] Result<void> appendHeader();

    std::string m_path;
    FileFormat m_format;
    WriteOptions m_options;
    WriteMode m_mode = WriteMode::Append;
    SchemaPtr m_columns; ///< of the batches
    std::unique_ptr<RowEncoder> m_encoder;
    OwnedFile m_file;
    FileSidecar m_sidecar; ///< as it is or will be on disk
    std::string m_absence; ///< why there is no file to write to after fence(), for people
    std::int64_t m_headerBytes = 0;
    bool m_isCompensation =
        false; ///< fenced as "comp:…": the checkpoint in the sidecar stays the main stream's
};

} // namespace weir
