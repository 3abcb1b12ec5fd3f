// A secret that no place holds is asked for on a terminal, without echo, and nowhere else.

#include "tests/support/commandline.h"
#include "tests/support/httptestserver.h"
#include "tests/support/postgresqlserver.h"
#include "tests/support/terminalprogram.h"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

namespace weir::test {
namespace {

constexpr const char *secret = "s3cret-Kanarienvogel";

class Terminal : public CommandLine
{
protected:
    TerminalProgram onTerminal(const std::vector<std::string> &arguments)
    {
        return TerminalProgram(weirProgram(), arguments, {{"HOME", m_folder.path()}, {"XDG_DATA_HOME", m_folder.file("data")}},
                               m_folder.path());
    }

    /// Nothing that was written, in any file, holds the secret.
    void expectKeptNowhere() const
    {
        for (const auto &entry : std::filesystem::recursive_directory_iterator(m_folder.path())) {
            if (!entry.is_regular_file())
                continue;
            std::ostringstream bytes;
            bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
            EXPECT_EQ(bytes.str().find(secret), std::string::npos) << entry.path();
        }
    }

    static std::string orders() { return R"({"items":[{"id":1},{"id":2}]})"; }
    static std::vector<std::string> load(const HttpTestServer &api)
    {
        return {"copy", api.url("/orders"), "sqlite:t.db#t", "--key", "id", "--records", "$.items", "--bearer-secret", "shop-token"};
    }
};

TEST_F(Terminal, AMissingSecretIsAskedForWithoutEchoOnceForARun)
{
    const HttpTestServer api({good(orders())});
    TerminalProgram weir = onTerminal(load(api));
    ASSERT_TRUE(weir.shows("Secret \"shop-token\", which no place holds: "));
    EXPECT_FALSE(weir.hasEcho());
    weir.type(std::string(secret) + "\n");
    const Finished done = weir.wait();
    EXPECT_EQ(done.exitCode, 0) << done.error << done.out;
    EXPECT_TRUE(weir.hasEcho()) << "the terminal is left as it was";
    EXPECT_EQ(done.error.find(secret), std::string::npos) << done.error;
    EXPECT_EQ(done.error.find("no place holds"), done.error.rfind("no place holds")) << "asked more than once: " << done.error;
    EXPECT_NE(api.everythingReceived().find(fmt::format("Bearer {}", secret)), std::string::npos);
    EXPECT_EQ(sql("SELECT count(*) FROM t"), "2\n");
    expectKeptNowhere();
}

TEST_F(Terminal, WithJsonTheQuestionStaysOnTheTerminalAndTheObjectAlone)
{
    const HttpTestServer api({good(orders())});
    std::vector<std::string> words = load(api);
    words.emplace_back("--json");
    TerminalProgram weir = onTerminal(words);
    ASSERT_TRUE(weir.shows("shop-token"));
    weir.type(std::string(secret) + "\n");
    const Finished done = weir.wait();
    EXPECT_EQ(done.exitCode, 0) << done.error;
    EXPECT_EQ(Json::parse(done.out, nullptr, false).value("delivered", -1), 2) << done.out;
}

TEST_F(Terminal, WithoutATerminalNothingAsksAndTheErrorSaysHow)
{
    const HttpTestServer api({good(orders())});
    std::vector<std::string> words = load(api);
    words.emplace_back("--json");
    const Finished done = raw(words);
    EXPECT_EQ(m_exit, 2) << done.out;
    expectError(Json::parse(done.out), "NotFound", {"shop-token", "WEIR_SECRET_SHOP_TOKEN", "weir secrets set shop-token"});
    EXPECT_TRUE(api.requests().empty());
}

TEST_F(Terminal, AnEmptyAnswerAndCtrlCEndItAndLeaveTheTerminalAsItWas)
{
    const HttpTestServer api({good(orders())});
    TerminalProgram empty = onTerminal(load(api));
    ASSERT_TRUE(empty.shows("shop-token"));
    empty.type("\n");
    const Finished nothing = empty.wait();
    EXPECT_EQ(nothing.exitCode, 2) << nothing.error;
    EXPECT_NE(nothing.error.find("no value was given"), std::string::npos) << nothing.error;
    EXPECT_TRUE(empty.hasEcho());
    TerminalProgram broken = onTerminal(load(api));
    ASSERT_TRUE(broken.shows("shop-token"));
    broken.type("half\x03");
    const Finished stopped = broken.wait();
    EXPECT_EQ(stopped.exitCode, 130) << stopped.error << stopped.out;
    EXPECT_TRUE(broken.hasEcho());
    EXPECT_TRUE(api.requests().empty());
}

TEST_F(Terminal, APasswordIsAskedForWhenTheServerWantsOne)
{
    PostgresqlServer server;
    const std::string database = server.newDatabase();
    server.exec(fmt::format("CREATE ROLE etl LOGIN PASSWORD '{}'; GRANT ALL ON DATABASE {} TO etl", secret, database));
    server.exec("GRANT ALL ON SCHEMA public TO etl", database);
    m_folder.write("a.csv", "id,n\n1,10\n2,20\n");
    const std::string place = fmt::format("postgresql://etl@127.0.0.1:{}/{}#public.t", server.port(), database);
    const std::vector<std::string> copy{"copy", "a.csv", place, "--key", "id"};
    const Finished refused = raw(copy);
    EXPECT_EQ(m_exit, 2) << refused.error;
    EXPECT_NE(refused.error.find("--target-secret"), std::string::npos) << refused.error;
    TerminalProgram weir = onTerminal(copy);
    ASSERT_TRUE(weir.shows("Password of etl for"));
    weir.type(std::string(secret) + "\n");
    const Finished done = weir.wait();
    EXPECT_EQ(done.exitCode, 0) << done.error;
    EXPECT_EQ(done.error.find("Password of etl"), done.error.rfind("Password of etl")) << "asked more than once: " << done.error;
    EXPECT_EQ(server.value("SELECT count(*) FROM t", database), "2");
    expectKeptNowhere();
    TerminalProgram wrong = onTerminal({"copy", "a.csv", place, "--key", "id", "--again"});
    ASSERT_TRUE(wrong.shows("Password of etl"));
    wrong.type("wrong\n");
    EXPECT_EQ(wrong.wait().exitCode, 1) << "a wrong password is sign-in that will not heal by itself";
}

TEST_F(Terminal, TheVaultsPassphraseIsAskedForByCommandsThatNeedIt)
{
    raw({"init", "ws"});
    TerminalProgram set = onTerminal({"secrets", "set", "shop-token", "--workspace", "ws"});
    ASSERT_TRUE(set.shows("Value of shop-token: "));
    set.type(std::string(secret) + "\n");
    ASSERT_TRUE(set.shows("New passphrase of the vault: "));
    set.type("correct horse\n");
    ASSERT_TRUE(set.shows("The same again: "));
    set.type("correct horse\n");
    EXPECT_EQ(set.wait().exitCode, 0);
    expectKeptNowhere();
    const HttpTestServer api({good(orders())});
    std::vector<std::string> words = load(api);
    words.insert(words.end(), {"--workspace", "ws"});
    TerminalProgram weir = onTerminal(words);
    ASSERT_TRUE(weir.shows("Passphrase of the vault: "));
    weir.type("correct horse\n");
    const Finished done = weir.wait();
    EXPECT_EQ(done.exitCode, 0) << done.error;
    EXPECT_NE(api.everythingReceived().find(secret), std::string::npos);
}

} // namespace
} // namespace weir::test
