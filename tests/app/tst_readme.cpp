// What README.md and demo.sh tell people to type, typed.

#include "tests/support/commandline.h"

#include <fmt/format.h>
#include <fstream>
#include <sstream>

namespace weir::test {
namespace {

class Readme : public CommandLine
{
protected:
    static std::vector<std::string> linesOf(const std::string &file)
    {
        std::vector<std::string> lines;
        std::ifstream text(std::string(sourceDirectory()) + "/" + file);
        for (std::string line; std::getline(text, line);)
            lines.push_back(line);
        return lines;
    }

    /// The commands in the code blocks under \a heading.
    static std::vector<std::string> commandsUnder(const std::string &heading)
    {
        std::vector<std::string> commands;
        bool isThere = false, isCode = false;
        for (const std::string &line : linesOf("README.md")) {
            if (line.starts_with("## "))
                isThere = line == heading;
            else if (line.starts_with("```"))
                isCode = !isCode;
            else if (isThere && isCode && !line.empty() && !line.starts_with('#'))
                commands.push_back(line);
        }
        return commands;
    }

    /// Runs \a commands in one shell; "code command" for each.
    std::vector<std::string> play(const std::vector<std::string> &commands)
    {
        std::string script = "PATH=$(dirname \"$WEIR\"):$PATH\n";
        for (std::size_t i = 0; i < commands.size(); ++i)
            script += fmt::format("{}\necho \"{} $?\" >> codes\n", commands[i], i);
        m_all = shell(script);
        std::vector<std::string> results;
        std::istringstream codes(m_folder.read("codes"));
        for (std::size_t i = 0, code = 0; codes >> i >> code;)
            results.push_back(fmt::format("{} {}", code, commands.at(i)));
        return results;
    }

    Finished m_all;
};

TEST_F(Readme, TheFirstWalkWorksAsWritten)
{
    const std::vector<std::string> commands = commandsUnder("## A first walk");
    ASSERT_GT(commands.size(), 12U);
    const std::vector<std::string> results = play(commands);
    ASSERT_EQ(results.size(), commands.size()) << m_all.error;
    int grown = 0;
    for (const std::string &result : results) {
        // From the bad row on until it is corrected, what reads the file says so.
        grown += result.find(">> orders.csv") != std::string::npos;
        const bool tellsBadRow = grown > 0 && (result.find("--key order_id") != std::string::npos || result.ends_with("weir preview orders")
                                               || result.ends_with("weir run orders"));
        const bool isMap = result.find("weir map") != std::string::npos;
        EXPECT_EQ(result.substr(0, result.find(' ')), tellsBadRow && !isMap ? "3" : "0") << result << "\n" << m_all.out << m_all.error;
    }
    EXPECT_EQ(sql("SELECT order_id, amount FROM orders", "shop.db"), "1|10.50\n2|7.00\n3|9.90\n4|3.20\n");
    const Finished reconciled = shell("WEIR_WORKSPACE=~/weir $WEIR reconcile orders");
    EXPECT_EQ(reconciled.exitCode, 3) << "as the text behind the commands says: " << reconciled.out;
}

TEST_F(Readme, TheCommandsForConnectionsAreAccepted)
{
    raw({"init", "ws"});
    std::string joined;
    for (const std::string &line : commandsUnder("## Databases, APIs and passwords"))
        joined += line.ends_with('\\') ? line.substr(0, line.size() - 1) : line + "\n";
    std::istringstream lines(joined);
    std::string add;
    for (std::string line; std::getline(lines, line);)
        add = line.find("add-http") != std::string::npos ? line : add;
    ASSERT_NE(add, "");
    const std::vector<std::string> results = play({"export WEIR_WORKSPACE=ws", add, "weir validate"});
    ASSERT_EQ(results.size(), 3U) << m_all.error;
    for (const std::string &result : results)
        EXPECT_TRUE(result.starts_with("0 ")) << result << m_all.out << m_all.error;
}

TEST_F(Readme, WhatTheDemoScriptOffersAtItsEndWorks)
{
    raw({"demo", m_folder.file("a demo")});
    ASSERT_EQ(m_exit, 0) << m_error;
    std::vector<std::string> commands{"weir=\"$WEIR\"", "at=" + m_folder.file("a\\ demo")};
    for (const std::string &line : linesOf("demo.sh")) {
        if (line.starts_with("  $weir "))
            commands.push_back("eval \"$(cat <<TEXT\n" + line + "\nTEXT\n)\"");
    }
    ASSERT_GT(commands.size(), 5U);
    commands[1] = "at=$(printf '%s' '" + m_folder.file("a demo") + "' | sed 's/ /\\\\ /g')";
    for (const std::string &result : play(commands))
        EXPECT_TRUE(result.starts_with("0 ")) << result << m_all.out << m_all.error;
    EXPECT_EQ(sql("SELECT count(*) FROM items", "a demo/items.db"), "500\n");
}

} // namespace
} // namespace weir::test
