#pragma once

#include "core/base/canceltoken.h"
#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/result.h"
#include "core/connectors/source.h"
#include "core/connectors/target.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace weir {

class SecretStore;
class CallMeter;
class EndpointLimits;

/// One connection as a connector sees it: settings with all { "env" } and { "param" } values resolved, and the
/// services it may use. Pointers outlive everything made from the context.
struct ConnectionContext
{
    std::string name;                    ///< of the connection, or the place as typed
    std::shared_ptr<const Json> settings; ///< the connection file's object, checked against its schema
    std::string baseFolder;              ///< relative file paths start here
    const SecretStore *secrets = nullptr;
    EndpointLimits *limits = nullptr;    ///< shared by all jobs of the process that use this endpoint; may be null
    const Clock *clock = &Clock::system();
    std::shared_ptr<CallMeter> meter;    ///< watches the calls of whoever makes several for one page; may be null
    bool isInteractive = false;          ///< a person can be asked (for a password)
};

/// How to read a stream: the "source" object of a job, or the flags of `copy`.
struct ReadOptions
{
    std::string stream;              ///< table, endpoint or empty for a file
    std::vector<std::string> select; ///< only these fields; empty: all
    std::string where;               ///< SQL condition for databases
    std::string query;               ///< SQL text instead of a table
    std::vector<std::string> orderKey; ///< resumes a query
    std::string cursorField;         ///< incremental
    std::string overlap;             ///< duration text, "10m"
    std::string cursorParam;         ///< query parameter of an API that takes the cursor's value
    std::int64_t rowsMax = -1;       ///< stop after so many records; -1: all
    bool rawJson = false;            ///< JSON sources: every field as the raw token (file to file as written)
    bool scanAll = false;            ///< propose types from the whole content, not a sample
    std::shared_ptr<const Json> format; ///< file dialect or API paging overrides; null: as the connection says
};

struct WriteOptions
{
    std::string stream;
    std::shared_ptr<const Json> format;
    std::string checkpointSchema; ///< PostgreSQL; empty: the target's schema
    bool mayReplaceFile = false;  ///< --mode replace on a file
};

struct StreamInfo
{
    std::string name;
    std::string kind; ///< "table", "view", "endpoint", "file"
    std::int64_t rowsEstimate = -1;
};

/// A kind of connection: how to recognise it, what it takes, and how to make its sources and targets.
struct ConnectorSpec
{
    std::string kind;  ///< "file", "sqlite", "postgresql", "http"
    std::string title; ///< for people
    std::function<Result<std::unique_ptr<Source>>(const ConnectionContext &, const ReadOptions &)> makeSource;
    std::function<Result<std::unique_ptr<Target>>(const ConnectionContext &, const WriteOptions &)> makeTarget; ///< may be null
    std::function<Result<std::vector<StreamInfo>>(const ConnectionContext &, const CancelToken &)> listStreams;
    /// Connects and reports what a person should know (version, rights, footprint); empty means fine.
    std::function<Result<std::vector<Finding>>(const ConnectionContext &, const CancelToken &)> test;
    /// The SQL an administrator runs so that an account without CREATE can be used; null where there is none.
    std::function<Result<std::string>(const ConnectionContext &)> administratorSql;
};

} // namespace weir
