#include "core/workspace/job.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace weir;
using namespace std::chrono_literals;

namespace {

/// The job of the architecture's example, with everything else a job may say.
constexpr const char *fullJob = R"json({
  "weir": 1, "title": "Orders to warehouse", "tags": ["nightly"], "id": "3f2b8c1e-9d47-4f0a-8f53-0c6f4a1d2e77",
  "source": { "connection": "shop-api", "stream": "orders", "select": ["id", "amount"],
              "cursor": { "overlap": "10m", "field": "updated_at", "param": "since" }, "records": "$.items" },
  "target": { "connection": "dw", "stream": "public.orders", "mode": "upsert", "key": ["order_id"],
              "version": "updated_at", "create": "ifMissing", "checkpoint": "ledger", "checkpointSchema": "weir" },
  "mapping": { "fields": [ { "to": "order_id", "from": "id", "type": "int64" },
                           { "to": "region", "value": "CN" } ],
               "filters": [ { "name": "test orders", "drop": "starts_with(order_no, 'TEST-')" } ] },
  "zone": "Asia/Shanghai",
  "policy": { "onBadRow": "quarantine", "stopAfter": "5%", "onReplaced": "load", "onDrift": "stop",
              "retry": { "giveUpAfter": "1440m", "preset": "standard" } },
  "schedule": { "zone": "Asia/Shanghai", "cron": "0 2 * * *", "later": [1, { "x": null }] } })json";

constexpr const char *leastJob =
    R"({ "weir": 1, "source": { "file": "in.csv", "delimiter": ";", "header": false }, "target": { "file": "out.csv" } })";

Job jobOf(const std::string &text)
{
    auto job = Job::fromJson(Json::parse(text), "orders", "jobs/orders.json");
    EXPECT_TRUE(job) << (job ? "" : job.error().detail);
    return job ? *std::move(job) : Job();
}

std::string errorOf(const std::string &text)
{
    const auto job = Job::fromJson(Json::parse(text), "orders", "jobs/orders.json");
    return job ? "no error" : job.error().detail;
}

std::string with(const char *text, const char *pointer, Json value)
{
    Json object = Json::parse(text);
    object[Json::json_pointer(pointer)] = std::move(value);
    return object.dump();
}

} // namespace

TEST(JobTest, EveryMemberIsRead)
{
    const Job job = jobOf(fullJob);
    EXPECT_EQ(job.name, "orders");
    EXPECT_EQ(job.title, "Orders to warehouse");
    EXPECT_EQ(job.id, "3f2b8c1e-9d47-4f0a-8f53-0c6f4a1d2e77");
    EXPECT_EQ(job.tags, std::vector<std::string>{"nightly"});
    EXPECT_EQ(job.sourceConnection, "shop-api");
    EXPECT_EQ(job.read.stream, "orders");
    EXPECT_EQ(job.read.cursorField, "updated_at");
    EXPECT_EQ(job.read.overlap, "10m");
    EXPECT_EQ(job.read.cursorParam, "since");
    EXPECT_EQ(job.read.select, (std::vector<std::string>{"id", "amount"}));
    ASSERT_TRUE(job.read.format);
    EXPECT_EQ(job.read.format->dump(), R"({"records":"$.items"})");
    EXPECT_EQ(job.targetConnection, "dw");
    EXPECT_EQ(job.write.stream, "public.orders");
    EXPECT_EQ(job.mode, WriteMode::Upsert);
    EXPECT_EQ(job.key, std::vector<std::string>{"order_id"});
    EXPECT_EQ(job.versionField, "updated_at");
    EXPECT_TRUE(job.createIfMissing);
    EXPECT_TRUE(job.checkpointInLedger);
    EXPECT_EQ(job.write.checkpointSchema, "weir");
    EXPECT_TRUE(job.hasMapping);
    EXPECT_EQ(job.mapping.fields.size(), 2u);
    EXPECT_EQ(job.zone, "Asia/Shanghai");
    EXPECT_TRUE(job.quarantinesBadRows);
    EXPECT_EQ(job.stopAfter.kind, StopAfter::Kind::Percent);
    EXPECT_EQ(job.giveUpAfter, 24h);
    EXPECT_EQ(job.onReplaced, OnReplaced::Load);
    EXPECT_EQ(job.onDrift, OnDrift::Stop);
    ASSERT_TRUE(job.schedule);
    EXPECT_EQ((*job.schedule)["cron"], "0 2 * * *");
}

TEST(JobTest, WhatIsNotWrittenHasItsDefault)
{
    const Job job = jobOf(leastJob);
    EXPECT_EQ(job.sourcePlace, "in.csv");
    EXPECT_EQ(job.targetPlace, "out.csv");
    EXPECT_EQ(job.mode, WriteMode::Append);
    EXPECT_FALSE(job.createIfMissing);
    EXPECT_FALSE(job.hasMapping);
    EXPECT_EQ(job.stopAfter.percent, 5.0);
    EXPECT_EQ(job.retryPreset, "standard");
    EXPECT_EQ(job.onReplaced, OnReplaced::ByMode);
    EXPECT_EQ(job.onDrift, OnDrift::Ask);
    EXPECT_EQ(job.read.format->dump(), R"({"delimiter":";","header":false})");
    const Job keyed = jobOf(with(leastJob, "/target/key", {"id"}));
    EXPECT_EQ(keyed.mode, WriteMode::Upsert) << "a key makes upsert the default";
}

TEST(JobTest, SavingWithoutAChangeIsTheSameJson)
{
    for (const char *text : {fullJob, leastJob})
        EXPECT_EQ(jobOf(text).toJson().dump(), Json::parse(text).dump());
}

TEST(JobTest, AChangeTouchesNothingElse)
{
    Job job = jobOf(fullJob);
    job.mode = WriteMode::Append;
    job.giveUpAfter = 2h;
    job.versionField.clear();
    Json expected = Json::parse(fullJob);
    expected["target"]["mode"] = "append";
    expected["target"].erase("version");
    expected["policy"]["retry"]["giveUpAfter"] = "2h";
    EXPECT_EQ(job.toJson().dump(), expected.dump());

    Job least = jobOf(leastJob);
    least.key = {"id"};
    least.mode = WriteMode::Upsert;
    least.onDrift = OnDrift::Ignore;
    EXPECT_EQ(least.toJson().dump(),
              R"({"weir":1,"source":{"file":"in.csv","delimiter":";","header":false},)"
              R"("target":{"file":"out.csv","key":["id"]},"policy":{"onDrift":"ignore"}})");
}

TEST(JobTest, ReferencesSurviveAChangeElsewhere)
{
    const Json written = Json::parse(R"({"weir":1,"source":{"connection":"a","stream":{"param":"table"}},)"
                                     R"("target":{"connection":{"env":"DW","default":"dw"}}})");
    const Json resolved =
        Json::parse(R"({"weir":1,"source":{"connection":"a","stream":"t1"},"target":{"connection":"dw"}})");
    auto job = Job::fromJson(resolved, "orders", "jobs/orders.json", &written);
    ASSERT_TRUE(job);
    EXPECT_EQ(job->toJson().dump(), written.dump());
    job->title = "Orders";
    Json expected = written;
    expected["title"] = "Orders";
    EXPECT_EQ(job->toJson().dump(), expected.dump());
}

TEST(JobTest, AJobMadeInMemoryReadsBackAsItself)
{
    Job job;
    job.name = "copy-orders-orders-4f9561e8";
    job.sourcePlace = "/data/orders.csv";
    job.targetPlace = "sqlite:/data/shop.db#orders";
    job.createIfMissing = true;
    job.stopAfter = {StopAfter::Kind::Rows, 1000, 0};
    const Json object = job.toJson();
    EXPECT_EQ(object.dump(),
              R"({"weir":1,"source":{"file":"/data/orders.csv"},"target":)"
              R"({"place":"sqlite:/data/shop.db#orders","create":"ifMissing"},"policy":{"stopAfter":1000}})");
    EXPECT_EQ(jobOf(object.dump()).toJson().dump(), object.dump());
}

TEST(JobTest, WhatASchemaCannotSayIsCheckedToo)
{
    const std::pair<std::string, const char *> rows[] = {
        {with(leastJob, "/id", std::string(36, 'x')), "/id: must be a UUID"},
        {with(leastJob, "/policy/stopAfter", "0%"), "/policy/stopAfter: \"0%\" is not a limit of bad rows"},
        {with(leastJob, "/policy/stopAfter", "some"), "/policy/stopAfter: \"some\""},
        {with(leastJob, "/policy/retry/giveUpAfter", "1 day"),
         "/policy/retry/giveUpAfter: \"1 day\" is not a duration"},
        {with(fullJob, "/source/cursor/overlap", "soon"),
         "/source/cursor/overlap: \"soon\" is not a duration"},
        {with(fullJob, "/target/key", {"a", "b", "a"}), "/target/key/2: \"a\" stands twice"},
        {with(fullJob, "/mapping/fields/0/type", "decimal(,"), "/mapping/fields/0/type"},
    };
    for (const auto &[text, says] : rows) {
        SCOPED_TRACE(text);
        EXPECT_EQ(errorOf(text).rfind(std::string("jobs/orders.json: ") + says, 0), 0u) << errorOf(text);
    }
}

TEST(JobTest, ChosenTypesAreReadAndWritten)
{
    const Job text = jobOf(with(leastJob, "/target/types", "text"));
    EXPECT_TRUE(text.allText && text.types.empty());
    EXPECT_EQ(text.toJson()["target"]["types"], "text");
    Job some = jobOf(with(leastJob, "/target/types", {{"*", "text"}, {"amount", "decimal(12,2)"}}));
    EXPECT_TRUE(some.allText);
    EXPECT_EQ(typeText(some.types.at("amount")), "decimal(12,2)");
    some.origin = nullptr; // as made by copy
    EXPECT_EQ(some.toJson()["target"]["types"].dump(), R"json({"*":"text","amount":"decimal(12,2)"})json");
    const std::string wrongType = errorOf(with(leastJob, "/target/types", {{"a", "deciml"}}));
    EXPECT_NE(wrongType.find("/target/types/a: "), std::string::npos) << wrongType;
    const std::string wrongText = errorOf(with(leastJob, "/target/types", "int64"));
    EXPECT_NE(wrongText.find("/target/types: "), std::string::npos) << wrongText;
}

TEST(JobTest, FlagsOfCopySurviveARevision)
{
    Job job;
    job.sourcePlace = "https://shop.example/api/orders";
    job.read.stream = "orders";
    job.targetPlace = "postgresql://u@h/db#orders";
    job.read.format = std::make_shared<const Json>(Json::parse(
        R"({"records":"$.items","pageParam":"page","firstPage":0,"bearerSecret":"shop","rate":2.5,"allowHttp":true,)"
        R"("headers":[["X-Api-Key","{secret:NAME}"]]})"));
    job.write.format = std::make_shared<const Json>(Json{{"passwordSecret", "dw"}});
    const Json object = job.toJson();
    const Job again = jobOf(object.dump());
    EXPECT_EQ(*again.read.format, *job.read.format);
    EXPECT_EQ(*again.write.format, *job.write.format);
    EXPECT_EQ(again.toJson().dump(), object.dump());
}

TEST(JobTest, StopAfterReadsBackAsWritten)
{
    for (const char *text : {"1000", "5%", "0.5%", "100%", "never", "1"})
        EXPECT_EQ(stopAfterText(*parseStopAfter(text)), text);
    for (const char *text : {"", "%", "-1", "0", "101%", "5 %", "always", "1e3"})
        EXPECT_FALSE(parseStopAfter(text)) << text;
}
