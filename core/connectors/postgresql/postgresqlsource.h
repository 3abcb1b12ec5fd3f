#pragma once

#include "core/connectors/connectorspec.h"
#include "core/connectors/postgresql/copydecoder.h"
#include "core/connectors/postgresql/sourceplan.h"

#include <memory>
#include <optional>
#include <string>

namespace weir::postgresql {

/// A table, view or query of a PostgreSQL server as a source: one snapshot (REPEATABLE READ, READ ONLY), read in key
/// order by COPY … (FORMAT binary), resumable behind the last key (delivery C3–C5, C8).
///
/// With a cursor field rows come in the order (cursor field, key), and a later run reads on from there, or from an
/// overlap before it.
class PostgresqlSource final : public Source
{
public:
    PostgresqlSource(Settings settings, ReadOptions options, const SecretStore *secrets, Timeouts timeouts = {});
    ~PostgresqlSource() override;

    [[nodiscard]] Result<SourceShape> open(const Cursor &from, const SchemaPtr &pinned,
                                           const CancelToken &token) override;
    [[nodiscard]] Result<std::optional<SourcePage>> read(const CancelToken &token) override;
    /// None or Replaced for a table (by its oid); Grown for an incremental one: only reading tells.
    [[nodiscard]] Result<SourceChange> changeSince(const Cursor &cursor, const CancelToken &token) override;
    [[nodiscard]] bool isIncremental() const override { return !m_options.cursorField.empty(); }
    [[nodiscard]] std::int64_t bytesRead() const override { return m_bytesRead; }

    static constexpr std::int64_t pageRowsMax = 8'192;
    static constexpr std::size_t pageBytesMax = std::size_t{1} << 20;

private:
    [[nodiscard]] Result<void> connect(const CancelToken &token);
    [[nodiscard]] Result<void> start(const std::optional<Position> &after, const CancelToken &token);
    [[nodiscard]] Result<std::optional<SourcePage>> readPage(const CancelToken &token);
    [[nodiscard]] Position positionHere() const;
    [[nodiscard]] std::string labelFor(const std::optional<Position> &after) const;

    Settings m_settings;
    ReadOptions m_options;
    const SecretStore *m_secrets = nullptr;
    Timeouts m_timeouts;
    std::unique_ptr<Connection> m_connection;
    SchemaPtr m_pinned;
    SourcePlan m_plan;
    std::unique_ptr<CopyDecoder> m_decoder;
    std::optional<Position> m_after; ///< behind the last page given out; where a lost connection goes on
    std::optional<std::string> m_ahead; ///< the message after the last page, taken to know whether there is one
    std::int64_t m_rowsRead = 0;
    std::int64_t m_bytesRead = 0;
    bool m_isAtEnd = false;
    bool m_isCopyAnswered = false; ///< the server said that rows follow
};

} // namespace weir::postgresql
