#include "core/connectors/http/httpconnector.h"

#include "core/base/redact.h"
#include "core/connectors/http/httpsource.h"
#include "core/connectors/http/httpstream.h"
#include "core/connectors/http/httptarget.h"
#include "core/connectors/http/qthttptransport.h"
#include "core/limits/endpointlimits.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

Result<std::unique_ptr<HttpClient>> makeClient(const ConnectionContext &context, HttpConnection &connection)
{
    const std::string key = connection.profile.base.origin();
    std::shared_ptr<EndpointGate> gate =
        context.limits ? context.limits->gate(key, connection.limits)
                       : std::make_shared<EndpointGate>(*context.clock, connection.limits);
    WEIR_TRY(std::unique_ptr<HttpTransport> transport, makeQtHttpTransport(std::move(connection.profile)));
    return std::make_unique<HttpClient>(std::move(transport), std::move(gate), std::move(connection.auth),
                                        *context.clock, context.meter);
}

Result<std::unique_ptr<Source>> makeSource(const ConnectionContext &context, const ReadOptions &options)
{
    WEIR_TRY(HttpStream stream, HttpStream::read(context, options));
    WEIR_TRY(std::unique_ptr<HttpClient> client, makeClient(context, stream.connection));
    return std::unique_ptr<Source>(
        std::make_unique<HttpSource>(std::move(stream), std::move(client), *context.clock));
}

Result<std::unique_ptr<Target>> makeTarget(const ConnectionContext &context, const WriteOptions &options)
{
    WEIR_TRY(HttpWrite write, HttpWrite::read(context, options));
    WEIR_TRY(std::unique_ptr<HttpClient> client, makeClient(context, write.connection));
    return std::unique_ptr<Target>(std::make_unique<HttpTarget>(std::move(write), std::move(client), *context.clock));
}

Result<std::vector<StreamInfo>> listStreams(const ConnectionContext &context, const CancelToken &)
{
    std::vector<StreamInfo> streams;
    if (const auto configured = context.settings->find("streams"); configured != context.settings->end()) {
        for (const auto &[name, stream] : configured->items())
            streams.push_back({name, "endpoint", -1});
    }
    return streams;
}

/// One request, and what a person should know about the answer.
Result<std::vector<Finding>> test(const ConnectionContext &context, const CancelToken &token)
{
    ReadOptions options;
    if (const auto streams = context.settings->find("streams");
        streams != context.settings->end() && !streams->empty())
        options.stream = streams->begin().key();
    WEIR_TRY(HttpStream stream, HttpStream::read(context, options));
    const Url url = stream.first;
    const bool isEncrypted = url.isSecure();
    WEIR_TRY(const std::unique_ptr<HttpClient> client, makeClient(context, stream.connection));
    WEIR_TRY(const HttpResponse answer, client->get(url, token));
    std::vector<Finding> findings;
    const auto note = [&](Finding::Level level, const char *code, std::string detail) {
        findings.push_back({level, code, "", 0, std::move(detail)});
    };
    const PageVerdict verdict = judgeStatus(answer, retryAfterOf(answer, context.clock->wall()));
    if (verdict.kind != PageVerdict::Kind::Counts) {
        note(Finding::Level::Blocking, "status", client->withoutSecrets(verdict.error.detail));
        return findings;
    }
    note(Finding::Level::Note, "reached",
         fmt::format("{} answered {} in {} ms, {} bytes", redact(url.text()), answer.status,
                     answer.total.count(), answer.body.size()));
    if (!isEncrypted)
        note(Finding::Level::Warning, "notEncrypted", "the connection is not encrypted");
    HttpResponse padded = answer;
    padded.body.reserve(padded.body.size() + 64);
    PageLayout layout;
    layout.isLines = stream.isLines;
    layout.records = stream.records;
    const PageBody page = readPageBody(padded, layout);
    if (page.kind == PageKind::Html)
        note(Finding::Level::Blocking, "signInPage",
             "the API answered with a web page, usually a sign-in page: check \"auth\" and the URL");
    else if (page.kind != PageKind::Good && !context.settings->value("streams", Json::object()).empty())
        note(Finding::Level::Blocking, "notAPage",
             client->withoutSecrets(fmt::format("the answer is no page of records: {}", page.why)));
    return findings;
}

} // namespace

ConnectorSpec httpConnector()
{
    ConnectorSpec spec;
    spec.kind = "http";
    spec.title = "HTTP API";
    spec.makeSource = makeSource;
    spec.makeTarget = makeTarget;
    spec.listStreams = listStreams;
    spec.test = test;
    return spec;
}

} // namespace weir
