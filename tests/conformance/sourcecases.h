#pragma once

#include "tests/conformance/stage.h"
#include "tests/support/workbookfile.h"

#include <functional>

namespace weir::test {

/// A connector's row in the source suite. A new connector adds one to sourceCases() and nothing else.
struct SourceCase
{
    std::string name;
    /// A stream of \a rows records with the fields id (1, 2, …), name and note, each about \a bytes long; enough pages
    /// for several borders when there are `rows` of them.
    std::function<Stage(int rows, int bytes)> prepare;
    int rows = 20'000;
    /// Ways to make a stage unusable, with what opening or reading it must answer.
    struct Trouble
    {
        const char *sentence;
        std::function<void(Stage &)> spoil;
        ErrorCode code;
        Recovery recovery;
    };
    std::vector<Trouble> troubles;
};

inline void PrintTo(const SourceCase &one, std::ostream *out)
{
    *out << one.name;
}

inline std::string nameOf(int id)
{
    return id % 7 == 0 ? fmt::format("王小明, \"{}\" 😀", id) : fmt::format("row {}", id);
}

inline std::string noteOf(int id, int bytes)
{
    return std::string(static_cast<std::size_t>(bytes), static_cast<char>('a' + id % 26));
}

inline Stage fileStage(const std::string &name, int rows, int bytes)
{
    Stage stage("file");
    const bool isJson = name.ends_with("json");
    const char delimiter = name.ends_with("tsv") ? '\t' : ',';
    std::string text = isJson ? (name.ends_with(".json") ? "[" : "") : fmt::format("id{0}name{0}note\n", delimiter);
    for (int id = 1; id <= rows; ++id) {
        if (isJson) {
            if (name.ends_with(".json") && id > 1)
                text += ',';
            text += Json{{"id", id}, {"name", nameOf(id)}, {"note", id % 3 ? Json(noteOf(id, bytes)) : Json()}}.dump();
            text += '\n';
            continue;
        }
        std::string quoted = nameOf(id);
        for (std::size_t at = 0; (at = quoted.find('"', at)) != std::string::npos; at += 2)
            quoted.insert(at, 1, '"');
        text += fmt::format("{0}{1}\"{2}\"{1}{3}\n", id, delimiter, quoted, id % 3 ? noteOf(id, bytes) : "");
    }
    if (name.ends_with(".json"))
        text += ']';
    stage.settings["path"] = stage.folder->write(name, text);
    return stage;
}

inline Stage workbookStage(int rows, int bytes)
{
    Stage stage("file");
    WorkbookFile book;
    book.setStored();
    std::string xml = sheetRow(1, inlineCell("A1", "id") + inlineCell("B1", "name") + inlineCell("C1", "note"));
    for (int id = 1; id <= rows; ++id)
        xml += sheetRow(id + 1, numberCell(fmt::format("A{}", id + 1), std::to_string(id)) +
                                    sharedCell(fmt::format("B{}", id + 1), book.shared(nameOf(id))) +
                                    (id % 3 ? inlineCell(fmt::format("C{}", id + 1), noteOf(id, bytes)) : ""));
    book.addSheet("Orders", xml);
    stage.settings["path"] = stage.folder->file("a.xlsx");
    book.save(stage.folder->file("a.xlsx"));
    return stage;
}

inline Stage sqliteStage(int rows, int bytes)
{
    Stage stage("sqlite");
    stage.settings["file"] = stage.folder->file("a.db");
    stage.read.stream = "orders";
    SqliteShell(stage.folder->file("a.db"))
        .run(fmt::format("CREATE TABLE orders (id INTEGER PRIMARY KEY, name TEXT, note TEXT);"
                         "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {0}) "
                         "INSERT INTO orders SELECT i, iif(i % 7, 'row ' || i, '王小明, \"' || i || '\" 😀'), "
                         "iif(i % 3, replace(hex(zeroblob({1})), '00', char(97 + i % 26)), NULL) FROM n WHERE {0} > 0",
                         rows, bytes));
    return stage;
}

inline Stage postgresqlStage(int rows, int bytes)
{
    Stage stage("postgresql");
    const std::string database = sharedServer().newDatabase();
    stage.settings = sharedServer().settings(database);
    stage.read.stream = "orders";
    sharedServer().exec(fmt::format("CREATE TABLE orders (id int PRIMARY KEY, name text, note text);"
                                    "INSERT INTO orders SELECT i, CASE WHEN i % 7 = 0 THEN '王小明, \"' || i || '\" 😀' "
                                    "ELSE 'row ' || i END, CASE WHEN i % 3 <> 0 THEN repeat(chr(97 + i % 26), {1}) END "
                                    "FROM generate_series(1, {0}) AS i; ANALYZE orders",
                                    rows, bytes),
                        database);
    return stage;
}

inline Stage httpStage(const std::string &kind, int rows, int perPage)
{
    Stage stage("http");
    struct Served
    {
        FakeApi api;
        HttpTestServer server;
        Served(const std::string &kind, int rows, int perPage)
            : api(kind, rows, perPage),
              server([this](const ServedRequest &request, ServerConnection &wire) { api.serve(request, wire); })
        {}
    };
    auto served = std::make_shared<Served>(kind, rows, perPage);
    stage.settings = {{"kind", "http"},
                      {"baseUrl", served->server.origin()},
                      {"auth", {{"type", "bearer"}, {"token", {{"secret", "token"}}}}},
                      {"streams", {{"orders", {{"path", "/orders"}, {"records", "$.items"}, {"paging", served->api.paging()}}}}}};
    stage.read.stream = "orders";
    stage.server = std::move(served);
    return stage;
}

inline std::vector<SourceCase::Trouble> fileTroubles()
{
    return {{"the file is missing", [](Stage &s) { s.settings["path"] = s.folder->file("none.csv"); }, ErrorCode::NotFound,
             Recovery::Stop},
            {"it is a folder", [](Stage &s) { s.settings["path"] = s.folder->path(); s.read.format =
                                                  std::make_shared<const Json>(Json{{"format", "csv"}}); },
             ErrorCode::InvalidConfig, Recovery::Stop}};
}

inline std::vector<SourceCase::Trouble> sqliteTroubles()
{
    return {{"the file is missing", [](Stage &s) { s.settings["file"] = s.folder->file("none.db"); }, ErrorCode::NotFound,
             Recovery::Stop},
            {"the table is missing", [](Stage &s) { s.read.stream = "nothing"; }, ErrorCode::NotFound, Recovery::Stop},
            {"it is no database", [](Stage &s) { s.settings["file"] = s.folder->write("x.db", std::string(4096, 'x')); },
             ErrorCode::StorageCorrupt, Recovery::Stop}};
}

inline std::vector<SourceCase::Trouble> postgresqlTroubles()
{
    const auto overTcp = [](Stage &s, const char *user) {
        const Json tcp = sharedServer().tcpSettings(s.settings.value("database", ""), user, "pw");
        s.settings = tcp;
    };
    return {{"nobody listens", [=](Stage &s) { overTcp(s, "reader"); s.settings["port"] = 1; }, ErrorCode::Unavailable,
             Recovery::Retry},
            {"the password is wrong",
             [=](Stage &s) {
                 sharedServer().exec("DROP ROLE IF EXISTS stranger; CREATE ROLE stranger LOGIN PASSWORD 'other'");
                 overTcp(s, "stranger");
             },
             ErrorCode::Unauthenticated, Recovery::Stop},
            {"the account may not read",
             [=](Stage &s) {
                 const std::string database = s.settings.value("database", "");
                 sharedServer().exec(fmt::format("DROP ROLE IF EXISTS nosy; CREATE ROLE nosy LOGIN PASSWORD 'right-{}'",
                                                 canary));
                 overTcp(s, "nosy");
                 s.read.query = "SELECT * FROM orders";
                 s.read.stream.clear();
             },
             ErrorCode::PermissionDenied, Recovery::Stop},
            {"the database is missing", [](Stage &s) { s.settings["database"] = "nowhere"; }, ErrorCode::NotFound,
             Recovery::Stop},
            {"the table is missing", [](Stage &s) { s.read.stream = "nothing"; }, ErrorCode::NotFound, Recovery::Stop}};
}

inline std::vector<SourceCase::Trouble> httpTroubles()
{
    const auto answers = [](Stage &s, HttpTestServer::Answer answer) {
        auto server = std::make_shared<HttpTestServer>(std::vector<HttpTestServer::Answer>{std::move(answer)});
        s.settings["baseUrl"] = server->origin();
        s.read.format = std::make_shared<const Json>(Json{{"retry", "none"}});
        s.server = std::move(server);
    };
    // Servers like to send a refused token back.
    const std::string echo = fmt::format("{{\"error\":\"token right-{} is not known\"}}", canary);
    return {{"nobody listens",
             [](Stage &s) {
                 s.settings["baseUrl"] = "http://127.0.0.1:1";
                 s.read.format = std::make_shared<const Json>(Json{{"retry", "none"}});
             },
             ErrorCode::Unavailable, Recovery::Retry},
            {"the token is wrong", [=](Stage &s) { answers(s, status(401, echo)); }, ErrorCode::Unauthenticated,
             Recovery::Stop},
            {"the token may not read", [=](Stage &s) { answers(s, status(403, echo)); }, ErrorCode::PermissionDenied,
             Recovery::Stop},
            {"the endpoint is missing", [=](Stage &s) { answers(s, status(404, echo)); }, ErrorCode::NotFound, Recovery::Stop},
            {"too many requests", [=](Stage &s) { answers(s, status(429, echo)); }, ErrorCode::RateLimited, Recovery::Retry},
            {"the server is broken", [=](Stage &s) { answers(s, status(500, echo)); }, ErrorCode::Unavailable,
             Recovery::Retry},
            {"an error with status 200", [=](Stage &s) { answers(s, good(echo)); }, ErrorCode::SchemaMismatch,
             Recovery::Stop},
            {"the stream is not configured", [](Stage &s) { s.read.stream = "nothing"; }, ErrorCode::InvalidConfig,
             Recovery::Stop}};
}

/// Every source connector of this build; HTTP once for each kind of paging.
inline std::vector<SourceCase> sourceCases()
{
    std::vector<SourceCase> cases;
    for (const char *name : {"a.csv", "a.tsv", "a.ndjson", "a.json"})
        cases.push_back({name, [name](int rows, int bytes) { return fileStage(name, rows, bytes); }, 20'000, fileTroubles()});
    cases.push_back({"a.xlsx", workbookStage, 20'000, fileTroubles()});
    cases.push_back({"sqlite", sqliteStage, 20'000, sqliteTroubles()});
    cases.push_back({"postgresql", postgresqlStage, 20'000, postgresqlTroubles()});
    for (const std::string &kind : pagingKinds())
        cases.push_back({"http " + kind, [kind](int rows, int) { return httpStage(kind, rows, 100); }, 450, httpTroubles()});
    return cases;
}

} // namespace weir::test
