#pragma once

#include "tests/support/places.h"
#include "tests/support/program.h"
#include "tests/support/sqliteshell.h"
#include "tests/support/testfolder.h"

#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace weir::test {

/// The built program in a folder of its own, as a person or a script uses it.
class CommandLine : public testing::Test
{
protected:
    using Json = nlohmann::json;

    /// `weir` with exactly these words; the test's folder is the current one and the home.
    Finished raw(const std::vector<std::string> &arguments, std::map<std::string, std::string> environment = {},
                 const std::string &folder = {})
    {
        environment.emplace("HOME", m_folder.path());
        environment.emplace("XDG_DATA_HOME", m_folder.file("data"));
        Finished done = run(weirProgram(), arguments, environment, folder.empty() ? m_folder.path() : folder);
        m_exit = done.exitCode;
        m_error = done.error;
        return done;
    }

    /// The same with --json in the test's workspace "ws"; the one object of standard output.
    Json weir(std::vector<std::string> arguments, const std::map<std::string, std::string> &environment = {})
    {
        for (const char *word : {"--workspace", "ws", "--json"})
            arguments.emplace_back(word);
        const Finished done = raw(arguments, environment);
        const Json object = Json::parse(done.out, nullptr, false);
        EXPECT_TRUE(object.is_object()) << "no object on stdout: " << done.out << done.error;
        return object.is_object() ? object : Json::object();
    }

    /// A line of sh in the test's folder; $WEIR is the program.
    Finished shell(const std::string &line)
    {
        Finished done = run("/bin/sh", {"-c", line},
                            {{"WEIR", weirProgram()}, {"HOME", m_folder.path()}, {"XDG_DATA_HOME", m_folder.file("data")}},
                            m_folder.path());
        m_exit = done.exitCode;
        m_error = done.error;
        return done;
    }

    /// Rows of a SQLite file of the test's folder as "a|b" lines.
    std::string sql(const std::string &statement, const std::string &file = "t.db")
    {
        return SqliteShell(m_folder.file(file)).run(statement);
    }

    /// What, where, why, what next: an error object that a person can act on.
    static void expectError(const Json &object, const std::string &code, const std::vector<std::string> &parts)
    {
        ASSERT_TRUE(object.contains("error")) << object.dump();
        const Json &error = object["error"];
        EXPECT_EQ(error.value("code", ""), code) << object.dump();
        const std::string text = error.value("detail", "") + "\n" + error.value("next", "");
        for (const std::string &part : parts)
            EXPECT_NE(text.find(part), std::string::npos) << "\"" << part << "\" is not in: " << text;
        EXPECT_FALSE(error.value("next", "").empty()) << "what to do next is missing: " << object.dump();
    }

    TestFolder m_folder;
    int m_exit = -1;
    std::string m_error;
};

} // namespace weir::test
