#pragma once

#include "core/delivery/run.h"
#include "core/limits/endpointgate.h"

#include <memory>
#include <string>

namespace weir {

/// Both ends of a job, found in the workspace or parsed from the places as typed: connectors and what they are given.
/// Sources and targets are made from it on the thread that will use them.
struct Endpoints
{
    const ConnectorSpec *source = nullptr;
    ConnectionContext sourceContext;
    ReadOptions read;
    const ConnectorSpec *target = nullptr;
    ConnectionContext targetContext;
    WriteOptions write;
    std::string sourceLabel; ///< for people, without secrets
    std::string targetLabel;
    std::shared_ptr<EndpointGate> sourceGate; ///< of a database server or file; null: none, or the source has its own
    std::shared_ptr<EndpointGate> targetGate;
    bool isFileTarget = false;
    bool keepsTypes = false; ///< a file or an API: takes any field, in the type that the source gives it
    bool isPipe = false;     ///< the source is standard input: always new, never compared or resumed
    bool passesJson = false; ///< JSON to JSON without a mapping: records pass as written

    /// InvalidConfig names what is missing: the connection, the connector of its kind, or the ability to be a target.
    [[nodiscard]] static Result<Endpoints> resolve(const Engine &engine, const Job &job, const Parameters &parameters);

    [[nodiscard]] Result<std::unique_ptr<Source>> makeSource() const { return source->makeSource(sourceContext, read); }
    [[nodiscard]] Result<std::unique_ptr<Target>> makeTarget() const { return target->makeTarget(targetContext, write); }
};

/// One end alone, for `inspect`, `diff` and look-up tables.
struct Endpoint
{
    const ConnectorSpec *connector = nullptr;
    ConnectionContext context;
    std::string stream;
    std::string label;

    /// The limits of a database, shared by all who use it; null for kinds that need none or see to it themselves.
    [[nodiscard]] std::shared_ptr<EndpointGate> gate() const;
    /// Without a workspace in \a engine only places can be resolved, from the current folder.
    [[nodiscard]] static Result<Endpoint> resolve(const Engine &engine, const std::string &connection,
                                                  const std::string &place, const std::string &stream,
                                                  const Parameters &parameters);

    /// For databases named by a URL: takes the password from the secret that \a options ("passwordSecret") name, else
    /// from the one called \a usual ("source", "target") if there is one.
    void usePassword(const Engine &engine, const Json *options, const std::string &usual);
};

} // namespace weir
