#pragma once

#include "tests/conformance/stage.h"

#include <algorithm>
#include <fstream>
#include <functional>

namespace weir::test {

/// A connector's row in the target suite. A new connector adds one to targetCases() and nothing else.
struct TargetCase
{
    std::string name;
    /// A place for the stream "orders", which does not exist yet.
    std::function<Stage()> prepare;
    /// What other programs find there: one "1|name|12.50" a row, by id.
    std::function<std::vector<std::string>(const Stage &)> dump;
    bool isUpsertable = true;
    struct Trouble
    {
        const char *sentence;
        std::function<void(Stage &)> spoil;
        ErrorCode code;
        Recovery recovery;
    };
    std::vector<Trouble> troubles;
};

inline void PrintTo(const TargetCase &one, std::ostream *out)
{
    *out << one.name;
}

inline std::vector<std::string> linesOf(const std::string &text)
{
    std::vector<std::string> lines;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    std::sort(lines.begin(), lines.end());
    return lines;
}

inline Stage fileTargetStage(const std::string &name)
{
    Stage stage("file");
    stage.settings["path"] = stage.folder->file(name);
    return stage;
}

/// Values of the suite hold no delimiter, so a line splits plainly.
inline std::vector<std::string> dumpTable(const Stage &stage, char delimiter)
{
    std::ifstream file(stage.settings.value("path", ""));
    std::string text{std::istreambuf_iterator<char>(file), {}};
    const std::size_t head = text.find('\n');
    text.erase(0, head == std::string::npos ? text.size() : head + 1);
    std::replace(text.begin(), text.end(), delimiter, '|');
    return linesOf(text);
}

inline std::vector<std::string> dumpJson(const Stage &stage, bool isArray)
{
    std::ifstream file(stage.settings.value("path", ""));
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    std::vector<std::string> rows;
    const auto add = [&](const Json &row) {
        const Json &amount = row["amount"];
        rows.push_back(fmt::format("{}|{}|{}", row["id"].dump(), row["name"].get<std::string>(), fmt::format("{:.2f}", amount.get<double>())));
    };
    if (isArray) {
        // As long as it is not complete, the closing bracket is missing.
        const std::string whole = text.find(']') == std::string::npos && !text.empty() ? text + "]" : text;
        for (const Json &row : Json::parse(whole.empty() ? "[]" : whole))
            add(row);
    } else {
        for (const std::string &line : linesOf(text))
            add(Json::parse(line));
    }
    std::sort(rows.begin(), rows.end());
    return rows;
}

inline Stage postgresqlTargetStage()
{
    Stage stage("postgresql");
    stage.settings = sharedServer().settings(sharedServer().newDatabase());
    stage.write.stream = "orders";
    return stage;
}

inline std::vector<std::string> dumpPostgresql(const Stage &stage)
{
    const std::string database = stage.settings.value("database", "");
    if (sharedServer().value("SELECT to_regclass('orders') IS NULL", database) == "t")
        return {};
    std::vector<std::string> rows;
    for (const auto &row : sharedServer().query("SELECT id, name, amount FROM orders", database))
        rows.push_back(fmt::format("{}", fmt::join(row, "|")));
    std::sort(rows.begin(), rows.end());
    return rows;
}

inline Stage sqliteTargetStage()
{
    Stage stage("sqlite");
    stage.settings["file"] = stage.folder->file("a.db");
    stage.write.stream = "orders";
    return stage;
}

inline std::vector<std::string> dumpSqlite(const Stage &stage)
{
    SqliteShell shell(stage.settings.value("file", ""));
    if (shell.run("SELECT count(*) FROM sqlite_schema WHERE name = 'orders'") == "0\n")
        return {};
    return linesOf(shell.run("SELECT id, name, amount FROM orders"));
}

inline std::vector<TargetCase::Trouble> fileTargetTroubles()
{
    return {{"the folder is missing", [](Stage &s) { s.settings["path"] = s.folder->file("no/where.csv"); },
             ErrorCode::NotFound, Recovery::Stop},
            {"a file of somebody else stands there",
             [](Stage &s) {
                 std::ofstream(s.settings.value("path", "")) << "id,name,amount\n1,theirs,1\n";
             },
             ErrorCode::InvalidConfig, Recovery::Stop}};
}

inline std::vector<TargetCase::Trouble> postgresqlTargetTroubles()
{
    const auto overTcp = [](Stage &s, const char *user) {
        s.settings = sharedServer().tcpSettings(s.settings.value("database", ""), user, "pw");
    };
    return {{"nobody listens", [=](Stage &s) { overTcp(s, "writer"); s.settings["port"] = 1; }, ErrorCode::Unavailable,
             Recovery::Retry},
            {"the password is wrong",
             [=](Stage &s) {
                 sharedServer().exec("DROP ROLE IF EXISTS foreigner; CREATE ROLE foreigner LOGIN PASSWORD 'other'");
                 overTcp(s, "foreigner");
             },
             ErrorCode::Unauthenticated, Recovery::Stop},
            {"the account may not create",
             [=](Stage &s) {
                 sharedServer().exec(fmt::format("DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN PASSWORD 'right-{}'",
                                                 canary));
                 overTcp(s, "guest");
             },
             ErrorCode::PermissionDenied, Recovery::Stop},
            {"the database is missing", [](Stage &s) { s.settings["database"] = "nowhere"; }, ErrorCode::NotFound,
             Recovery::Stop}};
}

/// Every target connector of this build.
inline std::vector<TargetCase> targetCases()
{
    std::vector<TargetCase> cases;
    for (const char *name : {"a.csv", "a.tsv"})
        cases.push_back({name, [name] { return fileTargetStage(name); },
                         [name](const Stage &s) { return dumpTable(s, std::string_view(name) == "a.csv" ? ',' : '\t'); },
                         false, fileTargetTroubles()});
    for (const char *name : {"a.ndjson", "a.json"})
        cases.push_back({name, [name] { return fileTargetStage(name); },
                         [name](const Stage &s) { return dumpJson(s, std::string_view(name) == "a.json"); }, false,
                         fileTargetTroubles()});
    cases.push_back({"sqlite", sqliteTargetStage, dumpSqlite, true,
                     {{"the folder is missing", [](Stage &s) { s.settings["file"] = s.folder->file("no/where.db"); },
                       ErrorCode::NotFound, Recovery::Stop},
                      {"it is no database",
                       [](Stage &s) { s.settings["file"] = s.folder->write("x.db", std::string(4096, 'x')); },
                       ErrorCode::StorageCorrupt, Recovery::Stop}}});
    cases.push_back({"postgresql", postgresqlTargetStage, dumpPostgresql, true, postgresqlTargetTroubles()});
    return cases;
}

} // namespace weir::test
