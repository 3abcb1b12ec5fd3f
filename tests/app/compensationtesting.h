#pragma once

#include "tests/app/jobtesting.h"
#include "tests/support/postgresqlserver.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

namespace weir::test {

/// Job "job" from a.csv to a target, with a mapping that can be corrected. Values of n like "#7" are no numbers until it is.
class CompensationTest : public JobTest
{
protected:
    enum class Place { Sqlite, Postgresql, File };

    static PostgresqlServer &server()
    {
        static PostgresqlServer instance;
        return instance;
    }

    void prepare(Place place, const std::string &csv, const std::string &columns = "id INTEGER, n INTEGER")
    {
        m_place = place;
        weir({"init", "ws"});
        m_folder.write("a.csv", csv);
        if (place == Place::Sqlite)
            sql("CREATE TABLE orders (" + columns + ")");
        if (place == Place::Postgresql)
            server().exec("DROP TABLE IF EXISTS public.orders, public.weir_checkpoint, public.weir_skip; CREATE TABLE public.orders (" +
                          columns + ")");
    }
    void writeJob(bool isFixed, const std::string &mode, const std::string &version = "")
    {
        const std::string expression = isFixed ? R"x("expr":"replace(n, '#', '')","type":"int64")x" : R"x("from":"n","type":"int64")x";
        const std::string more = version.empty() ? "" : R"(,{"to":")" + version + R"(","from":")" + version + R"(","type":"int64"})";
        m_folder.write("ws/jobs/job.json",
                       fmt::format(R"({{"weir":1,"source":{{"file":"{}"}},"target":{{"place":"{}","mode":"{}"{}{}}},
                           "mapping":{{"fields":[{{"to":"id","from":"id","type":"int64"}},{{"to":"n",{}}}{}]}},
                           "policy":{{"stopAfter":"never"}}}})",
                                   m_folder.file("a.csv"), targetPlace(), mode, mode == "append" ? "" : R"(,"key":["id"])",
                                   version.empty() ? "" : fmt::format(R"(,"version":"{}")", version), expression, more));
    }
    std::string targetPlace() const
    {
        switch (m_place) {
        case Place::Sqlite: return "sqlite:" + m_folder.file("t.db") + "#orders";
        case Place::Postgresql:
            return fmt::format("postgresql://postgres@localhost:{}/postgres?host={}#public.orders", server().port(),
                               server().socketFolder());
        case Place::File: return m_folder.file("out.ndjson");
        }
        return {};
    }

    /// Every row of the target as "id|n", sorted.
    std::vector<std::string> targetRows()
    {
        std::vector<std::string> found;
        if (m_place == Place::Sqlite) {
            std::istringstream lines(SqliteShell(m_folder.file("t.db")).run("SELECT id, n FROM orders"));
            for (std::string line; std::getline(lines, line);)
                found.push_back(line);
        } else if (m_place == Place::Postgresql) {
            for (const auto &row : server().query("SELECT id, n FROM public.orders"))
                found.push_back(row.at(0) + "|" + row.at(1));
        } else {
            std::istringstream lines(m_folder.read("out.ndjson"));
            for (std::string line; std::getline(lines, line);) {
                const Json row = Json::parse(line, nullptr, false);
                found.push_back(row.is_object() ? row["id"].dump() + "|" + row["n"].dump() : "broken: " + line);
            }
        }
        std::sort(found.begin(), found.end());
        return found;
    }

    Json compensate(std::vector<std::string> flags = {}, const std::map<std::string, std::string> &environment = {})
    {
        flags.insert(flags.begin(), {"compensate", "job"});
        return weir(std::move(flags), environment);
    }

    static void expectFigures(const Json &r, int selected, int inserted, int updated, int alreadyThere, int stillFails, int blocked)
    {
        EXPECT_EQ(r["selected"], selected) << r.dump();
        EXPECT_EQ(r["inserted"], inserted) << r.dump();
        EXPECT_EQ(r["updated"], updated) << r.dump();
        EXPECT_EQ(r["alreadyThere"], alreadyThere) << r.dump();
        EXPECT_EQ(r["stillFails"], stillFails) << r.dump();
        EXPECT_EQ(r["blocked"], blocked) << r.dump();
    }
    static void expectSameFigures(const Json &preview, const Json &result)
    {
        for (const char *name : {"selected", "inserted", "updated", "alreadyThere", "stillFails", "blocked", "targetNewer", "unknown"})
            EXPECT_EQ(preview[name], result[name]) << name << "\n" << preview.dump() << "\n" << result.dump();
    }

    Place m_place = Place::Sqlite;
};

} // namespace weir::test
