#pragma once

#include "tests/support/places.h"
#include "tests/support/program.h"
#include "tests/support/sqliteshell.h"
#include "tests/support/testfolder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace weir::test {

/// The built program in a workspace of the test's own, with SQLite files beside it.
class JobTest : public testing::Test
{
protected:
    using Json = nlohmann::json;

    /// Runs `weir` with --json and answers its object; the exit code goes to m_exit.
    Json weir(std::vector<std::string> arguments, const std::map<std::string, std::string> &environment = {})
    {
        for (const char *word : {"--workspace", "ws", "--json"})
            arguments.emplace_back(word);
        const Finished done = run(weirProgram(), arguments, environment, m_folder.path());
        m_exit = done.exitCode;
        m_signal = done.signal;
        m_error = done.error;
        const Json object = Json::parse(done.out, nullptr, false);
        EXPECT_TRUE(object.is_object() || done.signal != 0) << "no object on stdout: " << done.out << done.error;
        if (object.is_object() && object.contains("job") && object["job"].is_string())
            m_job = object["job"].get<std::string>();
        return object;
    }

    /// Rows of t.db as "a|b" joined by ";".
    std::string sql(const std::string &statement) { return rowsOf("t.db", statement); }
    std::string ledger(const std::string &statement) { return rowsOf("ws/ledger.db", statement); }
    std::string rowsOf(const std::string &file, const std::string &statement)
    {
        std::string rows = SqliteShell(m_folder.file(file)).run(statement);
        EXPECT_FALSE(rows.starts_with("error")) << statement << ": " << rows;
        if (rows.ends_with('\n'))
            rows.pop_back();
        for (char &c : rows)
            c = c == '\n' ? ';' : c;
        return rows;
    }

    TestFolder m_folder;
    std::string m_job; ///< of the last command that named one
    int m_exit = -1, m_signal = 0;
    std::string m_error;
};

} // namespace weir::test
