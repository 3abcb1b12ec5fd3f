#include "tests/support/killtarget.h"

#include "tests/support/postgresqlserver.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <sqlite3.h>
#include <sstream>

namespace weir::test {

namespace {

std::string columns(const KillScenario &scenario, const char *amount, const char *name)
{
    return fmt::format("(id INTEGER{}, amount {} CHECK (amount >= 0), name {})",
                       scenario.mode == KillScenario::Mode::Append && scenario.target == KillScenario::Target::Postgresql
                           ? ""
                           : " PRIMARY KEY",
                       amount, name);
}

std::string insertOld()
{
    std::string values;
    for (const std::string &row : rowsBeforeReplace()) {
        const std::size_t bar = row.find('|');
        values += fmt::format("{}({}, 1, '{}')", values.empty() ? "" : ", ", row.substr(0, bar), row.substr(bar + 1));
    }
    return values;
}

class SqliteKillTarget final : public KillRig::Target
{
public:
    explicit SqliteKillTarget(const KillScenario &scenario) : m_scenario(scenario) {}
    std::string prepare(const TestFolder &folder) override
    {
        const std::string check = fmt::format("TEXT CHECK (length(name) <= {})", troubled::nameLengthMax);
        std::string sql = "CREATE TABLE orders " + columns(m_scenario, "REAL", check.c_str()) + " STRICT;";
        if (m_scenario.mode == KillScenario::Mode::Replace)
            sql += "INSERT INTO orders VALUES " + insertOld();
        query(folder, sql);
        return fmt::format(R"("place": "sqlite:{}#orders")", folder.file("t.db"));
    }
    std::multiset<std::string> rows(const TestFolder &folder) override
    {
        return query(folder, "SELECT id || '|' || name FROM orders");
    }

private:
    static std::multiset<std::string> query(const TestFolder &folder, const std::string &sql)
    {
        std::multiset<std::string> rows;
        sqlite3 *db = nullptr;
        sqlite3_open(folder.file("t.db").c_str(), &db);
        char *error = nullptr;
        sqlite3_exec(db, sql.c_str(),
                     [](void *list, int, char **values, char **) {
                         static_cast<std::multiset<std::string> *>(list)->emplace(values[0] ? values[0] : "NULL");
                         return 0;
                     },
                     &rows, &error);
        EXPECT_EQ(error, nullptr) << error;
        sqlite3_free(error);
        sqlite3_close(db);
        return rows;
    }
    const KillScenario m_scenario;
};

class PostgresqlKillTarget final : public KillRig::Target
{
public:
    explicit PostgresqlKillTarget(const KillScenario &scenario) : m_scenario(scenario) {}
    std::string prepare(const TestFolder &) override
    {
        const std::string name = fmt::format("varchar({})", troubled::nameLengthMax);
        std::string sql = "DROP SCHEMA IF EXISTS kills CASCADE; CREATE SCHEMA kills; CREATE TABLE kills.orders "
                          + columns(m_scenario, "numeric", name.c_str()) + ";";
        if (m_scenario.mode == KillScenario::Mode::Replace)
            sql += "INSERT INTO kills.orders VALUES " + insertOld();
        server().exec("SET client_min_messages = warning; " + sql);
        return fmt::format(R"("place": "postgresql://postgres@localhost:{}/postgres?host={}#kills.orders")", server().port(),
                           server().socketFolder());
    }
    std::multiset<std::string> rows(const TestFolder &) override
    {
        std::multiset<std::string> rows;
        for (const auto &row : server().query("SELECT id || '|' || name FROM kills.orders"))
            rows.insert(row.at(0));
        return rows;
    }

private:
    static PostgresqlServer &server()
    {
        static PostgresqlServer instance;
        return instance;
    }
    const KillScenario m_scenario;
};

class FileKillTarget final : public KillRig::Target
{
public:
    explicit FileKillTarget(const KillScenario &scenario)
        : m_scenario(scenario), m_name(scenario.target == KillScenario::Target::Csv ? "out.csv" : "out.ndjson")
    {}
    std::string prepare(const TestFolder &folder) override
    {
        if (m_scenario.mode == KillScenario::Mode::Replace) {
            std::string old = "id,amount,name\n";
            for (const std::string &row : rowsBeforeReplace())
                old += row.substr(0, row.find('|')) + ",1," + row.substr(row.find('|') + 1) + "\n";
            folder.write(m_name, old);
        }
        return fmt::format(R"("file": "{}")", folder.file(m_name));
    }
    std::multiset<std::string> rows(const TestFolder &folder) override
    {
        std::multiset<std::string> rows;
        std::istringstream lines(folder.read(m_name));
        const bool isCsv = m_scenario.target == KillScenario::Target::Csv;
        std::string line;
        if (isCsv)
            std::getline(lines, line);
        while (std::getline(lines, line))
            rows.insert(isCsv ? fromCsv(line) : fromJson(line));
        return rows;
    }

private:
    static std::string fromCsv(const std::string &line)
    {
        const std::size_t first = line.find(','), second = line.find(',', first + 1);
        if (second == std::string::npos)
            return "broken line: " + line;
        std::string name = line.substr(second + 1);
        std::erase(name, '"');
        return line.substr(0, first) + '|' + name;
    }
    static std::string fromJson(const std::string &line)
    {
        const auto row = nlohmann::json::parse(line, nullptr, false);
        if (!row.is_object() || !row.contains("id") || !row.contains("name"))
            return "broken line: " + line;
        return row["id"].dump() + '|' + row["name"].get<std::string>();
    }
    const KillScenario m_scenario;
    const char *m_name;
};

/// An API that takes many rows in one request, answers for each, and knows a key that it has seen (class D1).
class ApiKillTarget final : public KillRig::Target
{
public:
    std::string prepare(const TestFolder &folder) override
    {
        {
            const std::lock_guard lock(m_mutex);
            m_rows.clear();
            m_answers.clear();
        }
        folder.write("ws/connections/taker.json",
                     fmt::format(R"({{"weir": 1, "kind": "http", "baseUrl": "{}", "streams": {{"orders": {{"path": "/orders",
                         "write": {{"method": "POST", "bulk": true, "bulkMax": 100, "itemsAt": "orders", "resultsAt": "$.results",
                         "idempotencyHeader": "Idempotency-Key", "idempotencyWindow": "24h"}}}}}}}})",
                                 m_server->origin()));
        return R"("connection": "taker", "stream": "orders")";
    }
    std::multiset<std::string> rows(const TestFolder &) override
    {
        const std::lock_guard lock(m_mutex);
        return m_rows;
    }

private:
    using Json = nlohmann::json;

    void serve(const ServedRequest &request, ServerConnection &wire)
    {
        const std::lock_guard lock(m_mutex);
        std::string &answer = m_answers[std::string(request.header("idempotency-key"))];
        if (answer.empty())
            answer = take(Json::parse(request.body, nullptr, false));
        wire.send(answer);
    }
    std::string take(const Json &body)
    {
        Json results = Json::array();
        for (const Json &row : body.value("orders", Json::array())) {
            const std::string name = row.value("name", "");
            const bool isTaken = row["amount"].get<double>() >= 0 && name.size() <= troubled::nameLengthMax;
            results.push_back({{"status", isTaken ? 201 : 422}});
            if (isTaken)
                m_rows.insert(row["id"].dump() + '|' + name);
        }
        return answerText(207, Json{{"results", results}}.dump());
    }

    std::mutex m_mutex;
    std::multiset<std::string> m_rows;
    std::map<std::string, std::string> m_answers; ///< by idempotency key
    std::unique_ptr<LoopbackServer> m_server = std::move(
        *LoopbackServer::start([this](const ServedRequest &request, ServerConnection &wire) { serve(request, wire); }));
};

} // namespace

std::unique_ptr<KillRig::Target> KillRig::Target::make(const KillScenario &scenario)
{
    switch (scenario.target) {
    case KillScenario::Target::Sqlite: return std::make_unique<SqliteKillTarget>(scenario);
    case KillScenario::Target::Postgresql: return std::make_unique<PostgresqlKillTarget>(scenario);
    case KillScenario::Target::Api: return std::make_unique<ApiKillTarget>();
    default: return std::make_unique<FileKillTarget>(scenario);
    }
}

const std::multiset<std::string> &rowsBeforeReplace()
{
    static const std::multiset<std::string> rows{"9001|old", "9002|old", "9003|old"};
    return rows;
}

} // namespace weir::test
