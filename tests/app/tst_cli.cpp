// The contract of the command line (architecture, "Command line"): commands, exit codes, names of JSON members, where
// workspaces and secrets are looked for. Played against the built program.

#include "tests/support/commandline.h"
#include "tests/support/places.h"

#include <fcntl.h>
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>

namespace weir::test {
namespace {

class Cli : public CommandLine
{};

const std::vector<std::string> commands = {"init",   "demo",     "copy",       "inspect",   "map",         "validate", "preview",
                                           "run",    "status",   "runs",       "failures",  "attempts",    "pause",    "stop",
                                           "reset",  "forget",   "compensate", "reconcile", "check",       "backup",   "connections",
                                           "secrets", "receipt",  "docs"};

TEST_F(Cli, EveryCommandHasHelpWithExamples)
{
    const Finished overview = raw({"--help"});
    EXPECT_EQ(m_exit, 0);
    EXPECT_NE(overview.out.find("Examples:"), std::string::npos);
    for (const std::string &command : commands) {
        EXPECT_NE(overview.out.find("\n  " + command), std::string::npos) << command;
        const Finished help = raw({command, "--help"});
        EXPECT_EQ(m_exit, 0) << command;
        EXPECT_NE(help.out.find("Examples:"), std::string::npos) << command;
        EXPECT_NE(help.out.find("weir " + command), std::string::npos) << command;
        EXPECT_EQ(help.error, "") << command;
    }
}

TEST_F(Cli, AnUnknownFlagIsExitTwoAndNamesTheNearestOne)
{
    for (const std::string &command : commands) {
        const Finished done = raw({command, "--workspaec", "x", "--json"});
        EXPECT_EQ(m_exit, 2) << command;
        const Json object = Json::parse(done.out, nullptr, false);
        ASSERT_TRUE(object.is_object()) << command << ": " << done.out;
        expectError(object, "InvalidConfig", {"did you mean --workspace?", "--help"});
    }
    const Finished flag = raw({"copy", "a.csv", "sqlite:t.db#t", "--moed", "append"});
    EXPECT_EQ(m_exit, 2);
    EXPECT_NE(flag.error.find("did you mean --mode?"), std::string::npos) << flag.error;
    EXPECT_EQ(flag.out, "");
}

TEST_F(Cli, AnUnknownCommandIsExitTwoAndNamesTheNearestOne)
{
    const Finished done = raw({"cpoy", "a.csv", "b.csv"});
    EXPECT_EQ(m_exit, 2);
    EXPECT_NE(done.error.find("did you mean copy?"), std::string::npos) << done.error;
}

TEST_F(Cli, VersionIsOneLine)
{
    const Finished done = raw({"--version"});
    EXPECT_EQ(m_exit, 0);
    EXPECT_EQ(done.out.rfind("weir ", 0), 0U);
    EXPECT_EQ(std::count(done.out.begin(), done.out.end(), '\n'), 1);
}

void expectRunMembers(const nlohmann::json &run)
{
    const std::map<std::string, std::string> types = {
        {"job", "string"}, {"run", "number"}, {"state", "string"}, {"guarantee", "string"}, {"read", "number"},
        {"delivered", "number"}, {"inserted", "number"}, {"updated", "number"}, {"unchanged", "number"}, {"superseded", "number"},
        {"split", "string"}, {"filtered", "number"}, {"quarantined", "number"}, {"unknown", "number"}, {"pending", "number"},
        {"balanced", "boolean"}, {"retries", "number"}, {"seconds", "number"}, {"rowsPerSecond", "number"}, {"workspace", "string"},
        {"target", "string"}, {"causes", "array"}, {"causesOmitted", "number"}};
    for (const auto &[name, type] : types) {
        ASSERT_TRUE(run.contains(name)) << name << " is missing: " << run.dump();
        EXPECT_EQ(run[name].type_name(), type) << name;
    }
    for (const char *name : {"reason", "resumedFrom"})
        EXPECT_TRUE(run.contains(name)) << name;
}

TEST_F(Cli, CopyAnswersEveryMemberWithItsType)
{
    m_folder.write("a.csv", "id,amount\n1,10\n2,x\n");
    sql("CREATE TABLE t (id INTEGER PRIMARY KEY, amount INTEGER) STRICT");
    const Json run = weir({"copy", "a.csv", "sqlite:t.db#t", "--key", "id"});
    EXPECT_EQ(m_exit, 3);
    expectRunMembers(run);
    EXPECT_EQ(run["state"], "completed_quarantined");
    EXPECT_EQ(run["read"], 2);
    EXPECT_EQ(run["inserted"], 1);
    EXPECT_EQ(run["quarantined"], 1);
    EXPECT_EQ(run["guarantee"], "A");
    ASSERT_EQ(run["causes"].size(), 1U);
    const Json &cause = run["causes"][0];
    for (const char *name : {"id", "stage", "code", "field", "rule", "rows", "sample"})
        EXPECT_TRUE(cause.contains(name)) << name;
    EXPECT_EQ(cause["code"], "NotANumber");
    EXPECT_EQ(cause["field"], "amount");
}

TEST_F(Cli, ARunThatFailsAnswersItsMembersAndTheError)
{
    weir({"init", "ws"});
    m_folder.write("ws/jobs/orders.json", fmt::format(R"({{"weir":1,"source":{{"file":"{}"}},"target":{{"place":"sqlite:{}#t"}}}})",
                                                      m_folder.file("gone.csv"), m_folder.file("t.db")));
    const Json run = weir({"run", "orders"});
    EXPECT_EQ(m_exit, 2);
    EXPECT_EQ(run["job"], "orders");
    EXPECT_EQ(run["state"], "failed");
    expectError(run, "NotFound", {"gone.csv"});
}

TEST_F(Cli, ExitZeroWhenEveryRowIsDeliveredOrFiltered)
{
    m_folder.write("a.csv", "id,n\n1,1\n2,2\n");
    const Json run = weir({"copy", "a.csv", "sqlite:t.db#t", "--filter", "n < 2"});
    EXPECT_EQ(m_exit, 0);
    EXPECT_EQ(run["delivered"], 1) << run.dump();
    EXPECT_EQ(run["filtered"], 1);
}

TEST_F(Cli, ExitOneWhenItStopsAndWillNotHealByItself)
{
    m_folder.write("a.csv", "id,n\n1,1\n2,2\n");
    weir({"copy", "a.csv", "sqlite:t.db#t"});
    m_folder.write("a.csv", "id,n\n8,1\n9,2\n10,3\n");
    const Json run = weir({"copy", "a.csv", "sqlite:t.db#t"});
    EXPECT_EQ(m_exit, 1);
    expectError(run, "SchemaMismatch", {"--on-replaced load"});
    EXPECT_EQ(sql("SELECT id FROM t"), "1\n2\n");
}

TEST_F(Cli, ExitTwoForUsageAndConfiguration)
{
    weir({"init", "ws"});
    const Json run = weir({"run", "no-such-job"});
    EXPECT_EQ(m_exit, 2);
    expectError(run, "NotFound", {"no-such-job"});
}

TEST_F(Cli, ExitThreeWithQuarantinedRowsAndZeroBelowTheLimit)
{
    m_folder.write("a.csv", "id,n\n1,1\n2,x\n");
    sql("CREATE TABLE t (id INTEGER, n INTEGER) STRICT; CREATE TABLE u (id INTEGER, n INTEGER) STRICT;"
        "CREATE TABLE v (id INTEGER, n INTEGER) STRICT");
    weir({"copy", "a.csv", "sqlite:t.db#t"});
    EXPECT_EQ(m_exit, 3);
    weir({"copy", "a.csv", "sqlite:t.db#u", "--max-quarantined", "1"});
    EXPECT_EQ(m_exit, 0);
    weir({"copy", "a.csv", "sqlite:t.db#v", "--max-quarantined", "49%"});
    EXPECT_EQ(m_exit, 3);
    expectError(weir({"copy", "a.csv", "sqlite:t.db#v", "--max-quarantined", "many"}), "InvalidConfig", {"--max-quarantined", "2%"});
    EXPECT_EQ(m_exit, 2);
}

TEST_F(Cli, ExitFourForDifferencesAndAFailedCheck)
{
    m_folder.write("a.csv", "id,n\n1,1\n2,2\n");
    const Json run = weir({"copy", "a.csv", "sqlite:t.db#t", "--key", "id"});
    sql("DELETE FROM t WHERE id = 2");
    const Json compared = weir({"reconcile", run["job"].get<std::string>()});
    EXPECT_EQ(m_exit, 4);
    EXPECT_EQ(compared["missing"], 1);
    EXPECT_EQ(compared["unexplained"], 1);
    for (const char *name : {"job", "depth", "source", "target", "same", "missing", "extra", "different", "notComparable", "explained",
                             "unexplained", "compensated", "seconds", "differences", "differencesOmitted"})
        EXPECT_TRUE(compared.contains(name)) << name;
}

TEST_F(Cli, ExitFiveWhenTheBooksDoNotBalance)
{
    std::string rows = "id\n";
    for (int id = 1; id <= 200'000; ++id)
        rows += fmt::format("{}\n", id);
    m_folder.write("a.csv", rows);
    const std::vector<std::string> copy{"copy", "a.csv", "sqlite:t.db#t", "--key", "id", "--commit-rows", "100",
                                        "--workspace", "ws", "--json"};
    Child running(weirProgram(), copy, {}, m_folder.path());
    // In the middle of the run the books begin to refuse what the target has committed.
    const std::string ledger = m_folder.file("ws/ledger.db");
    ASSERT_TRUE(within(std::chrono::seconds(30), [&] {
        sqlite3 *db = nullptr;
        if (sqlite3_open_v2(ledger.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) {
            sqlite3_close(db);
            return false;
        }
        sqlite3_busy_timeout(db, 5'000);
        const bool isDone = sqlite3_exec(db, "CREATE TRIGGER no_batch BEFORE INSERT ON main.batch BEGIN SELECT RAISE(ABORT, "
                                             "'the books refuse'); END",
                                         nullptr, nullptr, nullptr) == SQLITE_OK;
        sqlite3_close(db);
        return isDone;
    }));
    const Finished done = running.wait();
    const Json run = Json::parse(done.out, nullptr, false);
    EXPECT_EQ(done.exitCode, 5) << done.out << done.error;
    ASSERT_TRUE(run.is_object()) << done.out;
    EXPECT_EQ(run["state"], "unbalanced");
    EXPECT_FALSE(run["balanced"].get<bool>());
    expectError(run, "Internal", {"do not run again"});
    sql("DROP TRIGGER no_batch", "ws/ledger.db");
    weir({"copy", "a.csv", "sqlite:t.db#t", "--key", "id"});
    EXPECT_EQ(m_exit, 0);
    EXPECT_EQ(sql("SELECT count(*), count(DISTINCT id) FROM t"), "200000|200000\n");
}

TEST_F(Cli, ExitSeventyFiveWhenTheJobIsBusy)
{
    m_folder.write("a.csv", "id\n1\n");
    const Json first = weir({"copy", "a.csv", "sqlite:t.db#t"});
    const std::string lock = m_folder.file("ws/locks/" + first["job"].get<std::string>() + ".lock");
    const int held = open(lock.c_str(), O_RDWR | O_CLOEXEC);
    ASSERT_GE(held, 0) << lock;
    struct flock range{};
    range.l_type = F_WRLCK;
    ASSERT_EQ(fcntl(held, F_OFD_SETLK, &range), 0);
    const Json second = weir({"copy", "a.csv", "sqlite:t.db#t", "--again"});
    EXPECT_EQ(m_exit, 75) << second.dump();
    close(held);
    EXPECT_EQ(sql("SELECT count(*) FROM t"), "1\n");
}

/// Waits until the run holds its job, then sends \a signal and waits for the end.
std::string interrupted(const char *signal)
{
    return fmt::format("mkfifo pipe go; exec 3<>go; (i=0; echo id; while [ $i -lt 100 ]; do i=$((i+1)); echo $i; done; read wait < go) > pipe & "
                       "$WEIR copy - sqlite:t.db#t --format csv --workspace ws --json --events ev < pipe > out & weir=$!; "
                       "n=0; until grep -q . ws/locks/*.lock 2>/dev/null || [ $n -gt 600 ]; do n=$((n+1)); sleep 0.05; done; "
                       "kill -{} $weir; wait $weir; code=$?; echo >&3; wait; cat out; exit $code",
                       signal);
}

TEST_F(Cli, ExitOneHundredThirtyAfterCtrlC)
{
    const Finished done = shell(interrupted("INT"));
    EXPECT_EQ(m_exit, 130) << done.out << done.error;
    const Json object = Json::parse(done.out, nullptr, false);
    ASSERT_TRUE(object.is_object()) << done.out << done.error;
    EXPECT_TRUE(object["balanced"].get<bool>());
}

TEST_F(Cli, ExitOneHundredFortyThreeAfterTerm)
{
    const Finished done = shell(interrupted("TERM"));
    EXPECT_EQ(m_exit, 143) << done.out << done.error;
}

TEST_F(Cli, ExitOneHundredFortyOneWhenTheReaderOfStandardOutputHasGone)
{
    std::string csv = "id,text\n";
    for (int i = 0; i < 200'000; ++i)
        csv += fmt::format("{},some words that fill the pipe\n", i);
    m_folder.write("a.csv", csv);
    shell("($WEIR copy a.csv - --format ndjson --workspace ws; echo $? > code) | head -n 1");
    EXPECT_EQ(m_folder.read("code"), "141\n") << m_error;
}

TEST_F(Cli, SeveralJobsAllRunAndTheWorstCodeWins)
{
    weir({"init", "ws"});
    const auto job = [&](const std::string &name, const std::string &file) {
        m_folder.write("ws/jobs/" + name + ".json",
                       fmt::format(R"({{"weir":1,"tags":["all"],"source":{{"file":"{}"}},"target":{{"place":"sqlite:{}#{}","create":"ifMissing"}}}})",
                                   m_folder.file(file), m_folder.file("t.db"), name));
    };
    m_folder.write("good.csv", "id,n\n1,1\n");
    m_folder.write("bad.csv", "id,n\n1,x\n");
    sql("CREATE TABLE bad (id INTEGER, n INTEGER) STRICT");
    job("good", "good.csv");
    job("bad", "bad.csv");
    job("gone", "gone.csv");
    Json runs = weir({"run", "good", "bad"});
    EXPECT_EQ(m_exit, 3);
    ASSERT_EQ(runs["runs"].size(), 2U);
    for (const Json &run : runs["runs"])
        expectRunMembers(run);
    runs = weir({"run", "gone", "bad", "good"});
    EXPECT_EQ(m_exit, 2);
    ASSERT_EQ(runs["runs"].size(), 3U) << runs.dump();
    EXPECT_TRUE(runs["runs"][0].contains("error"));
    runs = weir({"run", "gone", "good", "--fail-fast"});
    EXPECT_EQ(m_exit, 2);
    runs = weir({"run", "--tag", "all"});
    EXPECT_EQ(runs["runs"].size(), 3U) << runs.dump();
    EXPECT_EQ(weir({"run", "--tag", "none"})["error"]["code"], "NotFound");
}

TEST_F(Cli, SeveralSourcesAreEachAJobOfTheirOwn)
{
    m_folder.write("a.csv", "id\n1\n");
    m_folder.write("b.csv", "id\n2\n");
    const Json runs = weir({"copy", "a.csv", "b.csv", "sqlite:t.db#t"});
    EXPECT_EQ(m_exit, 0);
    ASSERT_EQ(runs["runs"].size(), 2U) << runs.dump();
    EXPECT_NE(runs["runs"][0]["job"], runs["runs"][1]["job"]);
    EXPECT_EQ(sql("SELECT id FROM t ORDER BY id"), "1\n2\n");
}

TEST_F(Cli, SecretsAreLookedForInOneOrder)
{
    weir({"init", "ws"});
    std::filesystem::create_directory(m_folder.file("creds"));
    m_folder.write("creds/dw-password", "from the folder");
    const Json where = weir({"secrets", "where", "dw-password"},
                            {{"WEIR_SECRET_DW_PASSWORD", "from the environment"}, {"CREDENTIALS_DIRECTORY", m_folder.file("creds")}});
    EXPECT_EQ(m_exit, 0);
    ASSERT_GE(where["places"].size(), 4U) << where.dump();
    const std::vector<std::string> order = {"WEIR_SECRET_DW_PASSWORD", "creds", "/run/secrets", "vault"};
    std::size_t at = 0;
    for (const Json &place : where["places"]) {
        if (at < order.size() && place["place"].get<std::string>().find(order[at]) != std::string::npos)
            ++at;
    }
    EXPECT_EQ(at, order.size()) << "not in order: " << where.dump();
    EXPECT_TRUE(where["places"][0]["holds"].get<bool>());
    EXPECT_TRUE(where["places"][1]["holds"].get<bool>());
    EXPECT_EQ(where.dump().find("from the"), std::string::npos) << "values are never shown";
}

TEST_F(Cli, APasswordInAUrlIsRefusedAndSaysHowElse)
{
    for (const char *place : {"postgresql://etl:hunter2secret@db/dw#public.orders", "postgresql://etl@db/dw?password=hunter2secret#t",
                              "https://shop.example/orders?access_token=hunter2secret"}) {
        m_folder.write("a.csv", "id\n1\n");
        const bool isApi = std::string(place).starts_with("https");
        const Json refused = isApi ? weir({"copy", place, "sqlite:t.db#t"}) : weir({"copy", "a.csv", place});
        EXPECT_EQ(m_exit, 2) << place;
        expectError(refused, "InvalidConfig", {"secret"});
        EXPECT_EQ((refused.dump() + m_error).find("hunter2secret"), std::string::npos) << "the password is repeated";
    }
    EXPECT_FALSE(std::filesystem::exists(m_folder.file("t.db")));
}

TEST_F(Cli, PlaceholdersTakeTheirValueFromEnvironmentAndParameter)
{
    weir({"init", "ws"});
    m_folder.write("2026-03-05.csv", "id\n1\n");
    m_folder.write("ws/connections/db.json", R"({"weir":1,"kind":"sqlite","file":{"env":"DB_FILE"}})");
    m_folder.write("ws/jobs/daily.json",
                   R"({"weir":1,"source":{"file":{"param":"file"}},"target":{"connection":"db","stream":"t","create":"ifMissing"}})");
    Json run = weir({"run", "daily"});
    EXPECT_EQ(m_exit, 2);
    expectError(run, "InvalidConfig", {"daily.json", "/source/file", "--param file="});
    const std::string file = m_folder.file("2026-03-05.csv");
    run = weir({"run", "daily", "--param", "file=" + file});
    EXPECT_EQ(m_exit, 2);
    expectError(run, "InvalidConfig", {"db.json", "/file", "DB_FILE"});
    run = weir({"run", "daily", "--param", "file=" + file}, {{"DB_FILE", m_folder.file("t.db")}});
    EXPECT_EQ(m_exit, 0) << run.dump();
    EXPECT_EQ(sql("SELECT id FROM t"), "1\n");

    const Json shown = weir({"run", "daily", "--param", "file=" + file, "--show-config", "--stop-after", "7"},
                            {{"DB_FILE", m_folder.file("t.db")}});
    EXPECT_EQ(m_exit, 0);
    std::map<std::string, std::string> origins;
    for (const Json &value : shown["config"])
        origins[value["pointer"]] = value["origin"];
    EXPECT_EQ(origins["/source/file"], "param file") << shown.dump();
    EXPECT_EQ(origins["/file"], "environment DB_FILE");
    EXPECT_EQ(origins["/kind"], "connection");
    EXPECT_EQ(origins["/target/stream"], "job");
    EXPECT_EQ(origins["/policy/stopAfter"], "flag --stop-after");
    EXPECT_EQ(origins["/policy/onBadRow"], "default");
    EXPECT_EQ(sql("SELECT count(*) FROM t"), "1\n") << "showing runs nothing";
}

TEST_F(Cli, TheWorkspaceIsNamedOrFoundUpwards)
{
    weir({"init", "ws"});
    std::filesystem::create_directories(m_folder.file("ws/notes/deep"));
    Json status = Json::parse(raw({"status", "--json"}, {{"WEIR_WORKSPACE", m_folder.file("ws")}}).out, nullptr, false);
    EXPECT_EQ(m_exit, 0);
    EXPECT_TRUE(status.is_object());
    raw({"status", "--json"}, {}, m_folder.file("ws/notes/deep"));
    EXPECT_EQ(m_exit, 0) << m_error;
    std::filesystem::create_directory(m_folder.file("elsewhere"));
    status = Json::parse(raw({"status", "--json"}, {}, m_folder.file("elsewhere")).out, nullptr, false);
    EXPECT_EQ(m_exit, 2);
    expectError(status, "NotFound", {"weir init", "WEIR_WORKSPACE"});
}

TEST_F(Cli, CopyAloneFallsBackToTheFolderOfTheUsersData)
{
    std::filesystem::create_directory(m_folder.file("elsewhere"));
    m_folder.write("elsewhere/a.csv", "id\n1\n");
    const Finished done = raw({"copy", "a.csv", "sqlite:t.db#t", "--json"}, {}, m_folder.file("elsewhere"));
    EXPECT_EQ(m_exit, 0) << done.error;
    EXPECT_EQ(Json::parse(done.out)["workspace"], m_folder.file("data/weir"));
    EXPECT_TRUE(std::filesystem::exists(m_folder.file("data/weir/workspace.json")));
}

TEST_F(Cli, OnlyTheOwnerMayReadWhatItMakes)
{
    m_folder.write("a.csv", "id\n1\n");
    weir({"copy", "a.csv", "sqlite:t.db#t"});
    weir({"copy", "a.csv", "out.ndjson", "--events", "ev"});
    std::vector<std::string> open;
    const auto note = [&](const std::filesystem::path &path) {
        const auto rights = std::filesystem::status(path).permissions();
        if ((rights & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) != std::filesystem::perms::none)
            open.push_back(path.string());
    };
    for (const auto &entry : std::filesystem::recursive_directory_iterator(m_folder.file("ws")))
        note(entry.path());
    for (const char *name : {"ws", "t.db", "out.ndjson", "ev"})
        note(m_folder.file(name));
    EXPECT_TRUE(open.empty()) << open.front() << " and " << open.size() - 1 << " more";
}

} // namespace
} // namespace weir::test
