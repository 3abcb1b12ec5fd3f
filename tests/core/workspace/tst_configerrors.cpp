#include "core/workspace/configfile.h"
#include "core/workspace/workspace.h"
#include "tests/support/places.h"
#include "tests/support/testfolder.h"

#include <filesystem>
#include <gtest/gtest.h>

using namespace weir;

namespace {

std::string deep(int levels)
{
    return std::string(static_cast<std::size_t>(levels), '[') +
           std::string(static_cast<std::size_t>(levels), ']');
}

struct Unreadable
{
    const char *sentence;
    std::string text;
    const char *says;
};

const Unreadable unreadable[] = {
    {"a syntax error has line and column", "{\n  \"weir\": 1,\n  \"kind\" \"file\"\n}",
     "x.json:3:15: not JSON"},
    {"columns count characters", "{\n  \"名\" 1\n}", "x.json:2:7: not JSON"},
    {"one comma too many is explained", "{\n  \"weir\": 1,\n}", "a comma before it is one too many?"},
    {"an empty file is no JSON", "", "x.json:1:1: not JSON"},
    {"a name that stands twice", R"({ "weir": 1, "a": { "weir": 2, "weir": 3 } })", "\"weir\" stands twice"},
    {"too deep is refused before parsing", deep(65), "x.json:1:65: nested deeper than 64 levels"},
    {"hostile depth does not exhaust the stack", std::string(1'000'000, '['), "nested deeper than 64 levels"},
    {"brackets in texts do not nest", "\"" + std::string(100, '[') + "\" x", "not JSON"},
    {"too large", std::string(configBytesMax + 1, ' '), "larger than 16 MiB"},
    {"numbers out of range", "{ \"a\": 1e999 }", "not JSON"},
    {"invalid UTF-8", "{ \"a\": \"\xC3\x28\" }", "not JSON"},
    {"the text read last is not quoted", R"({ "password": "canary" "b" })", "x.json:1:26: not JSON"},
};

struct Wrong
{
    const char *sentence;
    const char *text;
    const char *pointer;
    const char *says;
};

const Wrong wrong[] = {
    {"an unknown name comes with the nearest", R"({"weir":1,"kind":"sqlite","fiel":"a.db","file":"a.db"})",
     "/fiel", "did you mean \"file\"?"},
    {"without a near one the known names are listed", R"({"weir":1,"kind":"sqlite","file":"a.db","xyzzy":1})",
     "/xyzzy", "known here: $schema, weir"},
    {"what is missing is named", R"({"weir":1,"kind":"sqlite"})", "", "lacks \"file\""},
    {"the kind decides", R"({"weir":1,"kind":"postgres","database":"d"})", "/kind",
     "found \"postgres\", allowed: file, sqlite, postgresql, http; did you mean \"postgresql\"?"},
    {"without a kind the choice is listed", R"({"kind":7})", "/kind", "found 7, allowed: file, sqlite"},
    {"a later format version is refused", R"({"weir":2,"kind":"sqlite","file":"a"})", "/weir",
     "found 2, must be 1"},
    {"the wrong type", R"({"weir":1,"kind":"postgresql","database":"d","port":"x"})", "/port",
     "found \"x\", must be a whole number"},
    {"below the least", R"({"weir":1,"kind":"postgresql","database":"d","port":0})", "/port",
     "must be at least 1"},
    {"above the most", R"({"weir":1,"kind":"postgresql","database":"d","port":70000})", "/port",
     "at most 65535"},
    {"a value outside its set", R"({"weir":1,"kind":"postgresql","database":"d","tls":"verify"})", "/tls",
     "found \"verify\", allowed: verify-full"},
    {"a password in a file is refused and not quoted",
     R"({"weir":1,"kind":"postgresql","database":"d","password":"canary"})", "/password",
     "found a text, must be an object"},
    {"a token in a file is refused and not quoted",
     R"({"weir":1,"kind":"http","baseUrl":"https://h","auth":{"type":"bearer","token":"canary"}})",
     "/auth/token", "found a text, must be an object"},
    {"a credential header is refused and not quoted",
     R"({"weir":1,"kind":"http","baseUrl":"https://h","headers":{"Accept":"x","X-Api-Key":"canary"}})",
     "/headers/X-Api-Key", "a secret cannot stand in a file"},
    {"a secret needs its name", R"({"weir":1,"kind":"postgresql","database":"d","password":{}})", "/password",
     "lacks \"secret\""},
    {"a secret is no reference",
     R"({"weir":1,"kind":"postgresql","database":"d","password":{"env":"PGPASSWORD"}})", "/password",
     "lacks \"secret\""},
    {"an unknown way to sign in",
     R"({"weir":1,"kind":"http","baseUrl":"https://h","auth":{"type":"baerer"}})", "/auth/type",
     "did you mean \"bearer\"?"},
    {"an unknown paging",
     R"({"weir":1,"kind":"http","baseUrl":"https://h","streams":{"o":{"path":"/o","paging":{"type":"page"}}}})",
     "/streams/o/paging/type",
     "allowed: none, pageNumber, offset, cursor, nextUrl, linkHeader, keyset, timeWindow"},
    {"paging without its parts",
     R"({"weir":1,"kind":"http","baseUrl":"https://h","streams":{"a/b":{"path":"/o","paging":{"type":"nextUrl"}}}})",
     "/streams/a~1b/paging", "lacks \"next\""},
    {"a reference with too much in it", R"({"weir":1,"kind":"sqlite","file":{"env":"A","param":"b"}})",
     "/file/param", "unknown name"},
    {"an unknown mode", R"({"weir":1,"source":{"file":"a"},"target":{"file":"b","mode":"upsrt"}})",
     "/target/mode",
     "found \"upsrt\", allowed: append, upsert, update, replace, mirror; did you mean \"upsert\"?"},
    {"a source of no kind", R"({"weir":1,"source":{"stream":"a"},"target":{"file":"b"}})", "/source",
     "lacks"},
    {"a key that is no list", R"({"weir":1,"source":{"file":"a"},"target":{"file":"b","key":"id"}})",
     "/target/key", "found \"id\", must be a list"},
    {"an entry of a list", R"({"weir":1,"source":{"file":"a"},"target":{"file":"b","key":["id",7]}})",
     "/target/key/1", "found 7, must be a text"},
    {"policy words", R"({"weir":1,"source":{"file":"a"},"target":{"file":"b"},"policy":{"onBadRow":"skip"}})",
     "/policy/onBadRow", "allowed: quarantine, stop"},
    {"a job is an object", R"([1])", "", "found a list, must be an object"},
    {"what no schema can say is found too",
     R"({"weir":1,"source":{"file":"a"},"target":{"file":"b"},"policy":{"stopAfter":"200%"}})", "",
     "/policy/stopAfter"},
    {"a workspace's id", R"({"weir":1,"id":"x","name":"w"})", "/id", "is too short"},
};

} // namespace

TEST(ConfigErrorsTest, WhatIsNoJsonIsExplainedByLineAndColumn)
{
    for (const Unreadable &row : unreadable) {
        SCOPED_TRACE(row.sentence);
        const auto parsed = parseConfig(row.text, "x.json");
        ASSERT_FALSE(parsed);
        EXPECT_EQ(parsed.error().code, ErrorCode::InvalidConfig);
        EXPECT_NE(parsed.error().detail.find(row.says), std::string::npos) << parsed.error().detail;
        EXPECT_EQ(parsed.error().detail.find("canary"), std::string::npos) << parsed.error().detail;
    }
}

TEST(ConfigErrorsTest, AByteOrderMarkIsNoError)
{
    EXPECT_TRUE(parseConfig("\xEF\xBB\xBF{ \"a\": [] }", "x.json"));
    EXPECT_TRUE(parseConfig(deep(64), "x.json")) << "the deepest that is allowed";
}

TEST(ConfigErrorsTest, WhatIsWrongIsExplainedByPointer)
{
    const test::TestFolder folder;
    for (const Wrong &row : wrong) {
        SCOPED_TRACE(row.sentence);
        const bool isWorkspace = std::string_view(row.text).find("\"id\":\"x\"") != std::string_view::npos;
        const auto findings = validateFile(folder.write(isWorkspace ? "workspace.json" : "x.json", row.text));
        ASSERT_TRUE(findings) << findings.error().detail;
        ASSERT_FALSE(findings->empty());
        EXPECT_EQ(findings->front().pointer, row.pointer) << findings->front().detail;
        EXPECT_NE(findings->front().detail.find(row.says), std::string::npos) << findings->front().detail;
        for (const ConfigFinding &finding : *findings)
            EXPECT_EQ(finding.detail.find("canary"), std::string::npos) << finding.detail;
    }
}

TEST(ConfigErrorsTest, EverythingWrongIsListedAtOnce)
{
    const test::TestFolder folder;
    const auto findings = validateFile(
        folder.write("x.json", R"({"weir":1,"kind":"postgresql","prot":1,"database":5,"tls":"x"})"));
    ASSERT_TRUE(findings);
    EXPECT_EQ(findings->size(), 3u);
    const std::string text = findingText("x.json", *findings);
    EXPECT_EQ(text, "x.json: /prot: unknown name; did you mean \"port\"? (and 2 more)");
}

TEST(ConfigErrorsTest, FilesWithoutFaultPass)
{
    const test::TestFolder folder;
    for (
        const char *text :
        {R"({"weir":1,"kind":"file","path":"a.csv","format":"csv","dialect":{"delimiter":";","header":false}})",
         R"({"weir":1,"kind":"postgresql","host":{"env":"H"},"database":"d","password":{"secret":"p"},"tls":"verify-full"})",
         R"({"weir":1,"kind":"http","baseUrl":"https://h/v2","auth":{"type":"bearer","token":{"secret":"t"}},
              "limits":{"requestsPerSecond":5,"inFlight":4},"headers":{"X-Api-Key":{"secret":"k"},"Accept":"x"},"streams":{"orders":{"path":"/orders","records":"$.items",
              "paging":{"type":"offset","param":"offset","limitParam":"limit","limit":500},"key":["order_id"]}}})",
         R"({"weir":1,"source":{"file":"a"},"target":{"file":"b"},"policy":{"stopAfter":{"env":"N","default":10}}})",
         R"({"weir":1,"source":{"file":"a"},"target":{"file":"b","mode":{"param":"m"}}})"}) {
        const auto findings = validateFile(folder.write("x.json", text));
        ASSERT_TRUE(findings);
        EXPECT_TRUE(findings->empty()) << findingText(text, *findings);
    }
    EXPECT_FALSE(validateFile(folder.file("missing.json")));
}

TEST(ConfigErrorsTest, PublishedSchemasAreTheOnesInTheProgram)
{
    for (const char *name : {"workspace", "connection", "job"}) {
        const std::string path = test::sourceDirectory() + "/resources/schemas/" + name + ".schema.json";
        const auto onDisk = readConfigFile(path);
        ASSERT_TRUE(onDisk) << onDisk.error().detail;
        EXPECT_TRUE(*onDisk == Json::parse(JsonSchema::publishedText(name))) << name;
        EXPECT_TRUE(JsonSchema::parse(JsonSchema::publishedText(name)));
    }
    EXPECT_FALSE(JsonSchema::parse(R"({ "pattern": "x" })")) << "a keyword outside the subset";
    EXPECT_FALSE(JsonSchema::parse(R"({ "properties": { "a": { "$ref": "#/$defs/none" } } })"));
}
