#pragma once

#include "core/connectors/builtin/builtinconnectors.h"
#include "core/connectors/connectorspec.h"
#include "core/secrets/secretstore.h"
#include "tests/support/fakeapi.h"
#include "tests/support/postgresqlserver.h"
#include "tests/support/rows.h"
#include "tests/support/sqliteshell.h"
#include "tests/support/testfolder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace weir::test {

/// A word that is part of every password and token of the suite; no text of an error may hold it.
inline constexpr std::string_view canary = "canary7Q9x";

/// The only secret store of the suite: every name has the same value.
inline std::unique_ptr<SecretStore> storeOf(std::string value)
{
    struct OneSecret final : SecretBackend
    {
        std::string value;
        std::string place() const override { return "test"; }
        Result<Secret> read(std::string_view) const override { return Secret(value); }
        bool has(std::string_view) const override { return true; }
    };
    auto backend = std::make_unique<OneSecret>();
    backend->value = std::move(value);
    std::vector<std::unique_ptr<SecretBackend>> backends;
    backends.push_back(std::move(backend));
    return std::make_unique<SecretStore>(std::move(backends));
}

/// One stream somewhere, with all that keeps it there: what a case of the suite works on.
struct Stage
{
    explicit Stage(const char *kind) : spec(findConnector(kind)) {}

    std::unique_ptr<TestFolder> folder = std::make_unique<TestFolder>();
    std::unique_ptr<SecretStore> secrets = storeOf("right-" + std::string(canary));
    const ConnectorSpec *spec;
    Json settings = Json::object();
    ReadOptions read;
    WriteOptions write;
    std::shared_ptr<void> server; ///< what answers, if anything

    [[nodiscard]] ConnectionContext context() const
    {
        ConnectionContext context;
        context.name = "stage";
        context.settings = std::make_shared<const Json>(settings);
        context.baseFolder = folder->path();
        context.secrets = secrets.get();
        return context;
    }
    [[nodiscard]] Result<std::unique_ptr<Source>> makeSource() const { return spec->makeSource(context(), read); }
    [[nodiscard]] Result<std::unique_ptr<Target>> makeTarget() const { return spec->makeTarget(context(), write); }
};

/// The server that all PostgreSQL cases of a program share, each in a database of its own.
inline PostgresqlServer &sharedServer()
{
    static PostgresqlServer server;
    return server;
}

/// Rows as the suite reads them.
struct StreamReading
{
    std::vector<std::string> rows; ///< "1|row 1|…"
    std::vector<std::pair<Cursor, std::size_t>> borders; ///< cursor and rows before it
    SourceShape shape;
    std::optional<Error> error;
};

inline StreamReading readStream(Source &source, const Cursor &from = {}, const SchemaPtr &pinned = nullptr,
                                const CancelToken &token = {})
{
    StreamReading reading;
    auto shape = source.open(from, pinned, token);
    if (!shape) {
        reading.error = shape.error();
        return reading;
    }
    reading.shape = *std::move(shape);
    for (;;) {
        auto page = source.read(token);
        if (!page) {
            reading.error = page.error();
            return reading;
        }
        if (!*page)
            return reading;
        // What only reading shows (a member of a JSON record) counts as much as what opening showed.
        reading.shape.findings.insert(reading.shape.findings.end(), (*page)->findings.begin(), (*page)->findings.end());
        for (std::string &row : rowTexts((*page)->rows))
            reading.rows.push_back(std::move(row));
        for (const BrokenRow &broken : (*page)->broken)
            reading.rows.push_back("broken: " + broken.error.detail);
        reading.borders.emplace_back((*page)->next, reading.rows.size());
    }
}

} // namespace weir::test
