#include "core/base/redact.h"

#include <gtest/gtest.h>
#include <random>

using namespace weir;

namespace {

/// Messages as drivers, servers and libraries write them. "canary" stands wherever a secret would.
const char *const leaky[] = {
    // libpq and PostgreSQL
    R"(could not parse connection string "postgresql://weir:canary@db.example/dw": invalid URI)",
    R"(invalid port number: "canary/x@db" in postgresql://weir:canary/x@db/dw)",
    "connection string: postgres://weir:p%40ss-canary@10.0.0.7:5432/dw?sslmode=verify-full",
    "postgresql://weir:p@s/s#canary@db.example/dw",
    "postgresql://weir:a?b=canary@db.example/dw failed",
    "jdbc:postgresql://db/dw?user=weir&password=canary&ssl=true",
    "host=db.example dbname=dw user=weir password=canary sslmode=require",
    "host=db password='it''s canary' dbname=dw",
    R"(host=db password='it\'s canary' dbname=dw)",
    "password = canary",
    "PGPASSWORD=canary psql -h db",
    "ERROR:  syntax error at or near \"x\" LINE 1: ALTER USER weir PASSWORD 'canary'",
    "STATEMENT:  CREATE ROLE weir WITH LOGIN PASSWORD 'canary' VALID UNTIL 'infinity'",
    "CREATE USER MAPPING FOR weir SERVER s OPTIONS (user 'weir', password 'canary')",
    "SELECT dblink_connect('host=db user=weir password=canary')",
    "could not connect: sslpassword=canary sslkey=client.key",
    "SCRAM-SHA-256 exchange failed: {\"password\":\"canary\"}",
    // MySQL and MariaDB
    "SET PASSWORD FOR 'weir'@'%' = PASSWORD('canary')",
    "CREATE USER 'weir'@'%' IDENTIFIED BY 'canary'",
    "GRANT ALL ON dw.* TO 'weir'@'%' identified by \"canary\"",
    "weir:canary@tcp(db.example:3306)/dw?parseTime=true: i/o timeout",
    "mysql://weir:canary@db.example:3306/dw",
    "mysql --user=weir --password=canary -h db",
    "mysqldump --password canary dw",
    "jdbc:mysql://db/dw?user=weir&password=can&ary-canary&useSSL=true",
    "CHANGE MASTER TO MASTER_USER='r', MASTER_PASSWORD='canary'",
    // ODBC, SQL Server, Oracle, DM
    "Driver={ODBC Driver 17 for SQL Server};Server=db;UID=weir;PWD=canary;",
    "Driver=FreeTDS;Server=db;UID=weir;PWD={ca;nary canary};Database=dw",
    "Server=tcp:db.database.windows.net,1433;User ID=weir;Password=ca;na&ry-canary",
    "Data Source=db;Password=a;b;canary;Encrypt=True",
    "Provider=SQLOLEDB;Persist Security Info=True;User Id=weir;Password=\"can;canary\";",
    "jdbc:sqlserver://db:1433;databaseName=dw;user=weir;password={canary};",
    "ALTER LOGIN weir WITH PASSWORD = N'canary'",
    "CREATE LOGIN weir WITH PASSWORD='canary', CHECK_POLICY=OFF",
    "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=canary==;EndpointSuffix=core.windows.net",
    "Endpoint=sb://ns/;SharedAccessKeyName=Root;SharedAccessKey=canary=",
    "ALTER USER weir IDENTIFIED BY \"canary\" REPLACE \"x\"",
    // SQLite, files
    "PRAGMA key = 'canary'",
    "file:shop.db?mode=ro&key=canary",
    "unzip: wrong passphrase: canary",
    // Kafka, Redis, MongoDB, AMQP
    "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" "
    "password=\"canary\";",
    "%3|1700|CONFWARN|rdkafka: sasl.password=canary is set",
    "ssl.keystore.password = canary",
    "redis://:canary@cache:6379/0 connection refused",
    "mongodb+srv://weir:canary@cluster0.example.net/dw?retryWrites=true",
    "amqps://weir:canary@mq.example/vhost",
    // HTTP requests and headers
    "GET /orders HTTP/1.1\r\nAuthorization: Bearer canary-token-4711\r\nAccept: */*",
    "Authorization: Basic d2VpcjpjYW5hcnk-canary",
    "authorization: bearer canary",
    "AUTHORIZATION: Digest username=\"w\", realm=\"r\", nonce=\"n\", response=\"canary\"",
    "Authorization: AWS4-HMAC-SHA256 Credential=AKIA/x, SignedHeaders=host, Signature=canary",
    "Proxy-Authorization: Basic canary",
    "curl -H 'Authorization: Token canary' https://shop.example/api",
    "X-Api-Key: canary",
    "x-auth-token: Bearer canary",
    "X-Shopify-Access-Token: canary",
    "PRIVATE-TOKEN: canary",
    "Cookie: theme=dark; sid=canary; lang=zh",
    "Set-Cookie: SESSIONID=canary; Path=/; HttpOnly",
    "headers={'Authorization': 'Bearer canary', 'Accept': 'application/json'}",
    "request failed with header Bearer canary-4711-long",
    "sent basic canary4711long==",
    "{\"headers\":{\"X-Api-Key\":[\"canary\"]}}",
    // URLs
    "GET https://shop.example/api/orders?page=2&access_token=canary&limit=50 -> 401",
    "https://shop.example/api?api_key=canary",
    "https://shop.example/api?apikey=canary#frag",
    "https://shop.example/api?key=canary",
    "https://shop.example/api?sig=canary&se=2026",
    "https://bucket.s3.amazonaws.com/x?X-Amz-Credential=canary&X-Amz-Signature=canary",
    "https://oapi.dingtalk.com/robot/send?access_token=canary",
    "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=canary",
    "https://acct.blob.core.windows.net/c?sv=2020&sig=canary%3D",
    "https://weir:canary@shop.example/api",
    "https://ghp_canary@github.com/acme/x.git",
    "https://canary@shop.example/api",
    "redirected to https://idp.example/cb?code=1&session_state=canary",
    "url=https%3A%2F%2Fweir%3Acanary%40shop.example%2Fapi",
    "next=%2Fapi%3Ftoken%3Dcanary%26page%3D2",
    "Error transferring https://shop.example/o?auth=canary - server replied: Unauthorized",
    "http://user:canary@proxy.example:3128 refused the tunnel",
    "socks5://user:canary@proxy:1080",
    "HTTPS_PROXY=http://user:canary@proxy:3128",
    // JSON bodies and structures
    R"({"error":"invalid_client","client_secret":"canary"})",
    R"({ "user": "weir", "password" : "can\"canary" , "remember": true })",
    R"({"message":"{\"password\":\"canary\",\"user\":\"weir\"}"})",
    R"("{\\\"token\\\":\\\"canary\\\"}")",
    R"({"refresh_token":"canary","expires_in":3600})",
    R"({"password":"canary)" /* cut off */,
    R"({"auth":{"type":"basic","value":"canary"}})",
    R"({"passwords":["canary","canary"]})",
    R"({"apiKey": 'canary'})",
    "{'password': b'canary'}",
    "{:password=>\"canary\", :user=>\"weir\"}",
    "params[password]=canary&params[user]=weir",
    "grant_type=client_credentials&client_id=x&client_secret=canary",
    "grant_type=password&username=weir&password=can%26canary",
    "login: user=weir, pwd=canary, retries=3",
    "token := canary",
    "secret => canary",
    // XML, YAML, INI
    "<login><user>weir</user><password>canary</password></login>",
    "<wsse:Password Type=\"PasswordText\">canary</wsse:Password>",
    "<add name=\"db\" connectionString=\"Server=db;Password=canary\" />",
    "database:\n  password: canary\n  host: db",
    "[client]\npassword=canary\n",
    "client-secret: \"canary\"",
    // known tokens and keys
    "could not verify eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.canary-signature",
    "Incorrect API key provided: sk-canary4711canary4711canary",
    "remote: Invalid username or password for ghp_canary4711canary4711canary4711",
    "slack said invalid_auth for xoxb-1234567890-canary4711",
    "charge failed with sk_live_canary4711canary",
    "glpat-canary4711canary4711 expired",
    "-----BEGIN PRIVATE KEY-----\nMIIEvQcanary\n-----END PRIVATE KEY-----",
    "-----BEGIN RSA PRIVATE KEY-----\ncanary (cut)",
    // prose
    "wrong password: canary",
    "invalid token 'canary'",
    "The supplied token \"canary\" has expired",
    "passphrase (\"canary\") does not fit",
    "Login failed, credentials=weir/canary",
    "PIN: canary",
    "smtp: 535 AUTH=canary rejected",
};

/// What people need in order to understand a failure stays as it is.
const char *const harmless[] = {
    "FATAL:  password authentication failed for user \"weir\"",
    "connection to server at \"10.0.0.7\", port 5432 failed: Connection refused",
    "fe_sendauth: no password supplied",
    "FATAL:  no pg_hba.conf entry for host \"10.0.0.7\", user \"weir\", database \"dw\", SSL off",
    "ERROR:  duplicate key value violates unique constraint \"orders_pkey\"",
    "Duplicate entry '17' for key 'orders.PRIMARY'",
    "ERROR:  column \"token\" of relation \"session\" does not exist",
    "ERROR:  relation \"public.orders\" does not exist at character 15",
    "ERROR 1406 (22001): Data too long for column 'customer' at row 17",
    "UNIQUE constraint failed: orders.order_id",
    "near \"FORM\": syntax error",
    "GET https://shop.example/api/orders?page=2&limit=50&since=2026-03-05T12:00:00Z -> 503",
    "https://shop.example:8443/users/a@b.example/orders",
    "postgresql://weir@db.example/dw",
    "mail to orders@shop.example bounced",
    "HTTP 401, WWW-Authenticate: Bearer realm=\"shop\"",
    "HTTP 429, Retry-After: 120",
    "unexpected token '<' at line 1",
    "SSL error: certificate verify failed (self-signed certificate in chain)",
    "jobs/orders.json: /target/mode: found \"upsrt\", allowed: append, upsert",
    "shop.csv:1412: 7 fields, expected 6",
    "sqlite:/data/shop.db#orders: database is locked",
    "2026-03-05T12:00:00Z run 12 of job orders: 2000 read, 1963 delivered",
    "订单.csv 第 12 行：列数不对",
    "author=weir; authority=db.example; monkey=1",
    "select id::text from orders where state = 'paid'",
};

} // namespace

TEST(RedactCorpusTest, NoSecretSurvives)
{
    EXPECT_GE(std::size(leaky), 100u);
    for (const char *message : leaky) {
        ASSERT_NE(std::string_view(message).find("canary"), std::string_view::npos) << message;
        const std::string clean = redact(message);
        EXPECT_EQ(clean.find("canary"), std::string::npos) << message << "\n -> " << clean;
        EXPECT_NE(clean.find("***"), std::string::npos) << message;
    }
}

TEST(RedactCorpusTest, WhatIsNotSecretStays)
{
    for (const char *message : harmless)
        EXPECT_EQ(redact(message), message);
}

TEST(RedactCorpusTest, TheRestOfAMessageStays)
{
    EXPECT_EQ(redact("host=db user=weir password=canary sslmode=require"),
              "host=db user=weir password=*** sslmode=require");
    EXPECT_EQ(redact("https://shop.example/o?page=2&token=canary&limit=50"),
              "https://shop.example/o?page=2&token=***&limit=50");
    EXPECT_EQ(redact("postgresql://weir:canary@db.example/dw failed"),
              "postgresql://weir:***@db.example/dw failed");
    EXPECT_EQ(redact("Access denied for user 'weir'@'db' (using password: YES)"),
              "Access denied for user 'weir'@'db' (using password: ***)");
    EXPECT_EQ(redact("Authorization: Bearer canary\r\nAccept: */*"), "Authorization: ***\r\nAccept: */*");
    EXPECT_EQ(redact(R"({"password":"canary","user":"weir"})"), R"({"password":"***","user":"weir"})");
    EXPECT_EQ(redact("PWD=canary;Database=dw"), "PWD=***;Database=dw");
}

TEST(RedactCorpusTest, RedactingTwiceChangesNothing)
{
    for (const char *message : leaky) {
        const std::string once = redact(message);
        EXPECT_EQ(redact(once), once) << message;
    }
}

TEST(RedactCorpusTest, AnyTextIsSurvived)
{
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const std::string_view pieces[] = {
        "password",  "=",  ":",   "'", "\"", "\\", "://",     "@",   "%3D",         "<",
        ">",         "--", "{",   "[", " ",  "\n", "Bearer ", "eyJ", "-----BEGIN ", "PRIVATE KEY-----",
        "%3a%2f%2f", "x",  "\xFF"};
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (int i = static_cast<int>(random() % 12); i >= 0; --i)
            text += pieces[random() % std::size(pieces)];
        const std::string clean = redact(text);
        EXPECT_LE(clean.size(), text.size() * 4 + 3);
    }
}

TEST(RedactCorpusTest, HostileLengthCostsNoTime)
{
    for (const char *piece :
         {"://a:", "a:b@", "password=", "'", "bearer ", "<password>", "--key ", "%3a%2f%2f"}) {
        std::string text;
        while (text.size() < 1'000'000)
            text += piece;
        const auto start = std::chrono::steady_clock::now();
        EXPECT_LT(redact(text).size(), 300'000u) << piece;
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5)) << piece;
    }
}
