#pragma once

#include "tests/support/program.h"
#include "tests/support/sqliteshell.h"
#include "tests/support/testfolder.h"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace weir::test {

/// Runs the program \a binary with --json in a workspace of the test's own.
class WeirFixture : public testing::Test
{
protected:
    explicit WeirFixture(std::string binary) : m_binary(std::move(binary)) {}

    using Json = nlohmann::json;

    /// The arguments with those that every call has.
    [[nodiscard]] static std::vector<std::string> words(std::vector<std::string> arguments, const std::string &workspace = "ws")
    {
        for (const std::string &word : {std::string("--workspace"), workspace, std::string("--json")})
            arguments.push_back(word);
        return arguments;
    }

    /// The object on stdout; the exit code goes to m_exit, stderr to m_error.
    Json weir(std::vector<std::string> arguments, const std::map<std::string, std::string> &environment = {})
    {
        return object(run(m_binary, words(std::move(arguments)), environment, m_folder.path()));
    }

    Json object(const Finished &done)
    {
        m_exit = done.exitCode;
        m_signal = done.signal;
        m_error = done.error;
        const Json object = Json::parse(done.out, nullptr, false);
        EXPECT_TRUE(object.is_object() || done.signal != 0) << "no object on stdout: " << done.out << done.error;
        return object;
    }

    [[nodiscard]] Child start(std::vector<std::string> arguments, const std::map<std::string, std::string> &environment = {})
    {
        return Child(m_binary, words(std::move(arguments)), environment, m_folder.path());
    }

    /// Of t.db: "a|b;c|d".
    std::string sql(const std::string &statement, const char *file = "t.db")
    {
        std::string lines = SqliteShell(m_folder.file(file)).run(statement);
        EXPECT_EQ(lines.find("error: "), std::string::npos) << lines;
        if (!lines.empty())
            lines.pop_back();
        std::replace(lines.begin(), lines.end(), '\n', ';');
        return lines;
    }

    /// "id,n" and rows (id, 1) from \a first to \a last.
    static std::string csv(int first, int last)
    {
        std::string text = "id,n\n";
        for (int id = first; id <= last; ++id)
            text += fmt::format("{},1\n", id);
        return text;
    }

    void expectSound()
    {
        const Json check = weir({"check"});
        EXPECT_EQ(m_exit, 0) << check.dump();
    }

    static void expectFigures(const Json &run, int read, int delivered, int quarantined)
    {
        EXPECT_EQ(run.value("read", -1), read) << run.dump();
        EXPECT_EQ(run.value("delivered", -1), delivered) << run.dump();
        EXPECT_EQ(run.value("quarantined", -1), quarantined) << run.dump();
        EXPECT_EQ(run.value("balanced", false), true) << run.dump();
    }

    static std::string detail(const Json &object)
    {
        return object.contains("error") ? object["error"].value("detail", "") : std::string();
    }

    [[nodiscard]] static std::string notes(const Json &object)
    {
        return object.contains("notes") ? object["notes"].dump() : std::string();
    }

    const std::string m_binary;
    TestFolder m_folder;
    int m_exit = -1, m_signal = 0;
    std::string m_error;
};

} // namespace weir::test
