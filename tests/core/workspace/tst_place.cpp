#include "core/base/hash.h"
#include "core/workspace/place.h"
#include "tests/support/testfolder.h"

#include <filesystem>
#include <gtest/gtest.h>

using namespace weir;

namespace {

struct Accepted
{
    const char *text;
    const char *kind;
    const char *stream;
    const char *canonical;
    const char *stem;
    const char *settings;
};

const Accepted accepted[] = {
    {"orders.csv", "file", "", "/work/here/orders.csv", "orders",
     R"({"weir":1,"kind":"file","path":"/work/here/orders.csv"})"},
    {"./in/../orders 2026.NDJSON", "file", "", "/work/here/orders 2026.NDJSON", "orders-2026",
     R"({"weir":1,"kind":"file","path":"/work/here/orders 2026.NDJSON"})"},
    {"/data/a#b.csv", "file", "", "/data/a#b.csv", "a-b",
     R"({"weir":1,"kind":"file","path":"/data/a#b.csv"})"},
    {"订单.csv", "file", "", "/work/here/订单.csv", "订单",
     R"({"weir":1,"kind":"file","path":"/work/here/订单.csv"})"},
    {"-", "file", "", "-", "pipe", R"({"weir":1,"kind":"file","path":"-"})"},
    {"@shop-api#orders", "", "orders", "@shop-api#orders", "orders", "null"},
    {"@dw#public.orders", "", "public.orders", "@dw#public.orders", "orders", "null"},
    {"@dw", "", "", "@dw", "dw", "null"},
    {"sqlite:shop.db#orders", "sqlite", "orders", "sqlite:/work/here/shop.db#orders", "orders",
     R"({"weir":1,"kind":"sqlite","file":"/work/here/shop.db"})"},
    {"sqlite:/data/shop.db", "sqlite", "", "sqlite:/data/shop.db#", "shop",
     R"({"weir":1,"kind":"sqlite","file":"/data/shop.db"})"},
    {"postgresql://u@DB.example/dw#public.orders", "postgresql", "public.orders",
     "postgresql://db.example:5432/dw#public.orders", "orders",
     R"({"weir":1,"kind":"postgresql","host":"DB.example","port":5432,"database":"dw","user":"u"})"},
    {"postgres://other@db.example:5432/dw#public.orders", "postgresql", "public.orders",
     "postgresql://db.example:5432/dw#public.orders", "orders",
     R"({"weir":1,"kind":"postgresql","host":"db.example","port":5432,"database":"dw","user":"other"})"},
    {"postgresql:///dw?host=/run/"
     "pg&schema=sales&sslmode=verify-full&sslrootcert=ca.pem&connectTimeout=5#orders",
     "postgresql", "orders", "postgresql:///run/pg:5432/dw#sales.orders", "orders",
     R"({"weir":1,"kind":"postgresql","schema":"sales","tls":"verify-full","sslrootcert":"ca.pem",)"
     R"("connectTimeout":"5s","host":"/run/pg","port":5432,"database":"dw"})"},
    {"postgresql://[::1]:5433/d%20w#Order%20Lines", "postgresql", "Order Lines",
     "postgresql://[::1]:5433/d w#Order Lines", "Order-Lines",
     R"({"weir":1,"kind":"postgresql","host":"::1","port":5433,"database":"d w"})"},
    {"mysql://u@h/db#orders", "mysql", "orders", "mysql://h:3306/db#orders", "orders",
     R"({"weir":1,"kind":"mysql","host":"h","port":3306,"database":"db","user":"u"})"},
    {"https://Shop.example:443/api/orders?status=paid&page=2&limit=50", "http", "orders",
     "https://shop.example/api/orders?status=paid", "orders",
     R"({"weir":1,"kind":"http","baseUrl":"https://shop.example","streams":{"orders":)"
     R"({"path":"/api/orders?status=paid&page=2&limit=50"}}})"},
    {"http://127.0.0.1:8080", "http", "127-0-0-1", "http://127.0.0.1:8080/", "127-0-0-1",
     R"({"weir":1,"kind":"http","baseUrl":"http://127.0.0.1:8080","streams":{"127-0-0-1":{"path":"/"}}})"},
};

struct Refused
{
    const char *text;
    const char *says;
};

/// Each holds the word canary where a secret might be.
const Refused refused[] = {
    {"postgresql://u:canary@h/db#t", "--source-secret"},
    {"postgresql://u:canary/x@h/db#t", "passwords"},
    {"postgresql://u:canary#x@h/db", "passwords"},
    {"postgresql://u:12/canary@h#t", "passwords"},
    {"postgresql://u:12?canary@h/db#t", "unknown parameter"},
    {"postgresql://h/db?password=canary#t", "--source-secret"},
    {"postgresql://h/db?sslpassword=canary#t", "--source-secret"},
    {"postgresql://h/db?passfile=canary#t", "unknown parameter \"passfile\""},
    {"postgresql://h/db?service=canary#t", "unknown parameter \"service\""},
    {"postgresql://h/db?options=canary#t", "unknown parameter \"options\""},
    {"postgresql://h/db?sslmod=canary#t", "did you mean \"sslmode\"?"},
    {"postgresql://h/db?sslmode=canary#t", "verify-full"},
    {"postgresql://h/db?connectTimeout=soon#t", "not a duration"},
    {"postgresql://h:99999/db", "65535"},
    {"postgresql://h#t", "no database"},
    {"postgresql://h/d%0Ab#t", "control character"},
    {"postgresql://h/d%zzb#t", "%25"},
    {"mysql://u:canary@h/db", "--source-secret"},
    {"mysql://h/db?init_command=canary", "unknown parameter \"init_command\""},
    {"https://u@h/api", "--bearer-secret"},
    {"https://u:canary@h/api", "cannot be part of a place"},
    {"https://h/api?token=canary", "--bearer-secret"},
    {"https://h/api?X-Amz-Signature=canary", "--bearer-secret"},
    {"https://h/api?q=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.canary", "--bearer-secret"},
    {"https://h/api#orders", "--records"},
    {"https:///api", "no host"},
    {"postgrseql://h/db", "did you mean \"postgresql\"?"},
    {"ftp://h/x.csv", "no kind of place"},
    {"://h", "begins with its kind"},
    {"shop.db", "sqlite:FILE#TABLE"},
    {"sqlite:///shop.db#t", "sqlite:FILE#TABLE"},
    {"sqlite:shop.db?vfs=canary#t", "no parameters"},
    {"sqlite:#t", "names its file"},
    {"@../../etc/passwd", "must not hold"},
    {"@", "must not be empty"},
    {"", "a place is"},
    {"a\nb.csv", "control characters"},
};

} // namespace

TEST(PlaceTest, EachPlaceIsReadAsWritten)
{
    for (const Accepted &row : accepted) {
        SCOPED_TRACE(row.text);
        const auto place = Place::parse(row.text, "/work/here");
        ASSERT_TRUE(place) << place.error().detail;
        EXPECT_EQ(place->kind, row.kind);
        EXPECT_EQ(place->stream, row.stream);
        EXPECT_EQ(place->canonical, row.canonical);
        EXPECT_EQ(place->stem, row.stem);
        EXPECT_EQ(place->settings.dump(), Json::parse(row.settings).dump());
    }
}

TEST(PlaceTest, WhatCannotBeAPlaceIsRefusedWithoutEchoingSecrets)
{
    for (const Refused &row : refused) {
        SCOPED_TRACE(row.text);
        const auto place = Place::parse(row.text, "/work/here");
        ASSERT_FALSE(place);
        EXPECT_EQ(place.error().code, ErrorCode::InvalidConfig);
        EXPECT_NE(place.error().detail.find(row.says), std::string::npos) << place.error().detail;
        EXPECT_EQ(place.error().detail.find("canary"), std::string::npos) << place.error().detail;
    }
}

TEST(PlaceTest, AFileIsTheSameThroughALink)
{
    const test::TestFolder folder;
    folder.write("orders.csv", "a\n1\n");
    std::filesystem::create_symlink(folder.file("orders.csv"), folder.file("link.csv"));
    EXPECT_EQ(Place::parse("link.csv", folder.path())->canonical,
              Place::parse("orders.csv", folder.path())->canonical);
}

TEST(PlaceTest, CopyJobsAreNamedAfterBothPlaces)
{
    const Place source = *Place::parse("orders.csv", "/work/here");
    const Place target = *Place::parse("postgresql://u@db.example/dw#public.orders", "/work/here");
    EXPECT_EQ(copyJobName(source, target), "copy-orders-orders-4f9561e8");
    const std::string both =
        std::string("/work/here/orders.csv") + '\0' + "postgresql://db.example:5432/dw#public.orders";
    EXPECT_EQ(copyJobName(source, target), "copy-orders-orders-" + sha256Hex(both).substr(0, 8));
    const Place otherUser =
        *Place::parse("postgresql://v@DB.EXAMPLE:5432/dw?connectTimeout=3s#public.orders", "/");
    EXPECT_EQ(copyJobName(source, otherUser), copyJobName(source, target));
    const Place otherTable = *Place::parse("postgresql://u@db.example/dw#archive.orders", "/");
    EXPECT_NE(copyJobName(source, otherTable), copyJobName(source, target));
}
