#include "core/workspace/workspace.h"
#include "tests/support/testfolder.h"

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <sys/stat.h>

using namespace weir;
namespace fs = std::filesystem;

namespace {

/// A workspace in a folder of its own, with one connection and one job.
class WorkspaceTest : public testing::Test
{
protected:
    static constexpr const char *connectionText =
        R"({ "weir": 1, "kind": "postgresql", "host": { "env": "WEIR_TEST_HOST", "default": "localhost" },
  "port": { "env": "WEIR_TEST_PORT", "default": 5432 },
  "database": "dw", "password": { "secret": "dw-password" } }
)";
    static constexpr const char *jobText =
        R"({ "weir": 1, "source": { "connection": "shop", "where": { "param": "day" } },
  "target": { "connection": "dw", "stream": "orders", "key": ["id"] } }
)";

    void SetUp() override
    {
        for (const char *name : {"WEIR_TEST_HOST", "WEIR_TEST_PORT", "WEIR_WORKSPACE_ID"})
            unsetenv(name);
        auto made = Workspace::init(at("ws"), "Shop");
        ASSERT_TRUE(made) << made.error().detail;
        m_workspace.emplace(*std::move(made));
        m_root.write("ws/connections/dw.json", connectionText);
        m_root.write("ws/connections/shop.json",
                     R"({ "weir": 1, "kind": "file", "path": "data/orders.csv" })");
        m_root.write("ws/jobs/orders.json", jobText);
    }
    [[nodiscard]] std::string at(std::string_view name) const { return m_root.file(name); }
    [[nodiscard]] static mode_t mode(const std::string &path)
    {
        struct stat info = {};
        EXPECT_EQ(stat(path.c_str(), &info), 0) << path;
        return info.st_mode & 07777;
    }

    test::TestFolder m_root;
    std::optional<Workspace> m_workspace;
};

} // namespace

TEST_F(WorkspaceTest, AnewOneIsPrivateAndComplete)
{
    EXPECT_EQ(m_workspace->name(), "Shop");
    EXPECT_FALSE(m_workspace->id().isNil());
    EXPECT_EQ(mode(at("ws")), 0700u);
    EXPECT_EQ(mode(at("ws/workspace.json")), 0600u);
    for (const char *name : {"connections", "jobs", "keys", "spool", "log", "tmp", "locks"})
        EXPECT_EQ(mode(at("ws") + '/' + name), 0700u) << name;
    const auto again = Workspace::open(at("ws"));
    ASSERT_TRUE(again) << again.error().detail;
    EXPECT_EQ(again->id(), m_workspace->id());
    EXPECT_EQ(again->path("ledger.db"), at("ws/ledger.db"));
}

TEST_F(WorkspaceTest, AFolderWithAnythingInItIsRefused)
{
    const auto twice = Workspace::init(at("ws"), "Shop");
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().code, ErrorCode::InvalidConfig);
    EXPECT_NE(twice.error().detail.find("is a workspace already"), std::string::npos);
    fs::create_directory(at("full"));
    m_root.write("full/letter.txt", "x");
    const auto full = Workspace::init(at("full"), "Shop");
    ASSERT_FALSE(full);
    EXPECT_NE(full.error().detail.find("not empty"), std::string::npos);
    EXPECT_FALSE(Workspace::init(at("full/letter.txt"), "Shop"));
    fs::create_directory(at("empty"));
    EXPECT_TRUE(Workspace::init(at("empty"), ""));
    EXPECT_EQ(mode(at("empty")), 0700u);
    EXPECT_TRUE(Workspace::init(at("deep/er/still"), ""));
}

TEST_F(WorkspaceTest, AParentThatEverybodyMayWriteIsRefused)
{
    fs::create_directory(at("open"));
    ASSERT_EQ(chmod(at("open").c_str(), 0777), 0);
    const auto made = Workspace::init(at("open/ws"), "");
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::PermissionDenied);
    EXPECT_NE(made.error().detail.find("chmod o-w"), std::string::npos);
    ASSERT_EQ(chmod(at("open").c_str(), 01777), 0);
    ASSERT_TRUE(Workspace::init(at("open/ws"), "")) << "a sticky folder such as /tmp is fine";
    ASSERT_EQ(chmod(at("open").c_str(), 0777), 0);
    EXPECT_FALSE(Workspace::open(at("open/ws")));
    ASSERT_EQ(chmod(at("ws").c_str(), 0777), 0);
    EXPECT_FALSE(Workspace::open(at("ws")));
}

TEST_F(WorkspaceTest, ItIsFoundUpwards)
{
    fs::create_directories(at("ws/jobs/sub/folder"));
    EXPECT_EQ(Workspace::find(at("ws/jobs/sub/folder")), at("ws"));
    EXPECT_EQ(Workspace::find(at("ws")), at("ws"));
    EXPECT_EQ(Workspace::find(at("")), std::nullopt);
    const auto missing = Workspace::open(at("elsewhere"));
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_NE(missing.error().detail.find("weir init"), std::string::npos);
}

TEST_F(WorkspaceTest, TheEnvironmentPinsItsId)
{
    setenv("WEIR_WORKSPACE_ID", "3f2b8c1e-9d47-4f0a-8f53-0c6f4a1d2e77", 1);
    const auto pinned = Workspace::open(at("ws"));
    ASSERT_TRUE(pinned);
    EXPECT_EQ(pinned->id().text(), "3f2b8c1e-9d47-4f0a-8f53-0c6f4a1d2e77");
    setenv("WEIR_WORKSPACE_ID", "mine", 1);
    const auto wrong = Workspace::open(at("ws"));
    ASSERT_FALSE(wrong);
    EXPECT_NE(wrong.error().detail.find("WEIR_WORKSPACE_ID"), std::string::npos);
}

TEST_F(WorkspaceTest, JobIdsComeFromTheNameUnlessWritten)
{
    Job job;
    job.name = "orders";
    EXPECT_EQ(m_workspace->jobId(job), Uuid::named(m_workspace->id(), "job:orders"));
    job.id = "3f2b8c1e-9d47-4f0a-8f53-0c6f4a1d2e77";
    EXPECT_EQ(m_workspace->jobId(job).text(), *job.id);
}

TEST_F(WorkspaceTest, NamesAreListedSorted)
{
    m_root.write("ws/jobs/a.json", "{}");
    m_root.write("ws/jobs/a.json.1234.tmp", "{}");
    m_root.write("ws/jobs/.hidden.json", "{}");
    EXPECT_EQ(m_workspace->jobNames(), (std::vector<std::string>{"a", "orders"}));
    EXPECT_EQ(m_workspace->connectionNames(), (std::vector<std::string>{"dw", "shop"}));
}

TEST_F(WorkspaceTest, ValuesThatDifferByPlaceAreResolved)
{
    auto connection = m_workspace->connection("dw", {});
    ASSERT_TRUE(connection) << connection.error().detail;
    EXPECT_EQ((*connection)["host"], "localhost");
    EXPECT_EQ((*connection)["port"], 5432);
    setenv("WEIR_TEST_HOST", "db.example", 1);
    setenv("WEIR_TEST_PORT", "6000", 1);
    connection = m_workspace->connection("dw", {});
    ASSERT_TRUE(connection);
    EXPECT_EQ((*connection)["host"], "db.example");
    EXPECT_EQ((*connection)["port"], 6000) << "converted to the type the schema wants";
    setenv("WEIR_TEST_PORT", "many", 1);
    connection = m_workspace->connection("dw", {});
    ASSERT_FALSE(connection);
    EXPECT_EQ(connection.error().detail,
              at("ws/connections/dw.json") +
                  ": /port: the value of environment WEIR_TEST_PORT must be a number");
    setenv("WEIR_TEST_PORT", "70000", 1);
    connection = m_workspace->connection("dw", {});
    ASSERT_FALSE(connection);
    EXPECT_NE(connection.error().detail.find("(from environment WEIR_TEST_PORT)"), std::string::npos);

    const auto unset = m_workspace->job("orders", {});
    ASSERT_FALSE(unset);
    EXPECT_EQ(unset.error().code, ErrorCode::InvalidConfig);
    EXPECT_EQ(unset.error().detail.find(at("ws/jobs/orders.json") + ": /source/where: the parameter day"),
              0u);
    const auto job = m_workspace->job("orders", {{"day", "d = '2026-03-05'"}});
    ASSERT_TRUE(job);
    EXPECT_EQ(job->read.where, "d = '2026-03-05'");
}

TEST_F(WorkspaceTest, ASecretIsNeverTakenFromAnOrdinaryValue)
{
    m_root.write("ws/connections/dw.json",
                 R"({ "weir": 1, "kind": "postgresql", "database": { "env": "WEIR_SECRET_DB" } })");
    const auto connection = m_workspace->connection("dw", {});
    ASSERT_FALSE(connection);
    EXPECT_NE(connection.error().detail.find("/database: secrets are not values"), std::string::npos);
}

TEST_F(WorkspaceTest, EachValueIsShownWithItsOrigin)
{
    setenv("WEIR_TEST_HOST", "db.example", 1);
    const auto values = m_workspace->showConfig("orders", {{"day", "true"}});
    ASSERT_TRUE(values) << values.error().detail;
    std::map<std::string, std::string> byPointer;
    for (const ConfigValue &value : *values)
        byPointer[fs::path(value.file).stem().string() + value.pointer] =
            value.value + " from " + value.origin;
    EXPECT_EQ(byPointer["orders/source/where"], "\"true\" from param day");
    EXPECT_EQ(byPointer["orders/target/key/0"], "\"id\" from file");
    EXPECT_EQ(byPointer["dw/host"], "\"db.example\" from environment WEIR_TEST_HOST");
    EXPECT_EQ(byPointer["dw/port"], "5432 from default (WEIR_TEST_PORT is not set)");
    EXPECT_EQ(byPointer["dw/password"], "\"dw-password\" from secret store");
    EXPECT_EQ(byPointer["shop/path"], "\"data/orders.csv\" from file");
}

TEST_F(WorkspaceTest, SavingWithoutAChangeIsNoDifference)
{
    const auto written = fs::last_write_time(at("ws/jobs/orders.json"));
    const auto job = m_workspace->job("orders", {{"day", "x"}});
    ASSERT_TRUE(job);
    ASSERT_TRUE(m_workspace->saveJob(*job));
    EXPECT_EQ(m_root.read("ws/jobs/orders.json"), jobText) << "layout and references stay";
    EXPECT_EQ(fs::last_write_time(at("ws/jobs/orders.json")), written);
    ASSERT_TRUE(m_workspace->saveConnection("dw", Json::parse(connectionText)));
    EXPECT_EQ(m_root.read("ws/connections/dw.json"), connectionText);
}

TEST_F(WorkspaceTest, SavingReplacesTheFileAsAWhole)
{
    Job job = *m_workspace->job("orders", {{"day", "x"}});
    job.title = "订单";
    ASSERT_TRUE(m_workspace->saveJob(job));
    EXPECT_EQ(mode(at("ws/jobs/orders.json")), 0600u);
    EXPECT_NE(m_root.read("ws/jobs/orders.json").find("\"title\": \"订单\""), std::string::npos);
    EXPECT_NE(m_root.read("ws/jobs/orders.json").find("\"param\": \"day\""), std::string::npos);
    std::size_t files = 0;
    for ([[maybe_unused]] const auto &entry : fs::directory_iterator(at("ws/jobs")))
        ++files;
    EXPECT_EQ(files, 1u) << "nothing is left beside it";
    ASSERT_EQ(chmod(at("ws/jobs").c_str(), 0500), 0);
    job.title = "again";
    if (geteuid() != 0) {
        EXPECT_FALSE(m_workspace->saveJob(job));
        EXPECT_NE(m_root.read("ws/jobs/orders.json").find("订单"), std::string::npos);
    }
    ASSERT_EQ(chmod(at("ws/jobs").c_str(), 0700), 0);
}

TEST_F(WorkspaceTest, AWrongObjectIsNotSaved)
{
    const auto saved = m_workspace->saveConnection("new", Json::parse(R"({ "weir": 1, "kind": "sqlite" })"));
    ASSERT_FALSE(saved);
    EXPECT_NE(saved.error().detail.find("lacks \"file\""), std::string::npos);
    EXPECT_FALSE(fs::exists(at("ws/connections/new.json")));
}

TEST_F(WorkspaceTest, NamesCannotLeadOutOfTheFolder)
{
    for (const char *name : {"", ".", "..", "../x", "a/b", "a\\b", ".hidden", "-rf", "a\nb", "con", "COM1.x",
                             "a.", "a ", "a#b", "@a", "a:b", "\xFF\xFE"}) {
        SCOPED_TRACE(name);
        EXPECT_FALSE(m_workspace->job(name, {}));
        EXPECT_FALSE(m_workspace->saveConnection(name, Json::parse(connectionText)));
        Job job;
        job.name = name;
        EXPECT_FALSE(m_workspace->saveJob(job));
    }
    EXPECT_TRUE(m_workspace->saveConnection("订单 2.v1", Json::parse(connectionText)));
}

TEST_F(WorkspaceTest, AMissingOneIsNamedWithTheNearest)
{
    const auto job = m_workspace->job("order", {});
    ASSERT_FALSE(job);
    EXPECT_NE(job.error().detail.find("did you mean \"orders\"?"), std::string::npos);
}

TEST_F(WorkspaceTest, OnlyRegularFilesInsideAreRead)
{
    m_root.write("secret.json", connectionText);
    fs::create_symlink(at("secret.json"), at("ws/connections/link.json"));
    const auto link = m_workspace->connection("link", {});
    ASSERT_FALSE(link);
    EXPECT_NE(link.error().detail.find("leads out of the workspace"), std::string::npos);
    fs::create_symlink(at("ws/connections/dw.json"), at("ws/connections/inner.json"));
    EXPECT_TRUE(m_workspace->connection("inner", {})) << "mounted folders link inside themselves";
    ASSERT_EQ(mkfifo(at("ws/connections/fifo.json").c_str(), 0600), 0);
    const auto fifo = m_workspace->connection("fifo", {});
    ASSERT_FALSE(fifo);
    EXPECT_NE(fifo.error().detail.find("not a regular file"), std::string::npos);
}

TEST_F(WorkspaceTest, DevicesAreNoFilesAndOutsidePathsAreSaid)
{
    m_root.write("ws/connections/device.json", R"({ "weir": 1, "kind": "file", "path": "/dev/zero" })");
    const auto device = m_workspace->connection("device", {});
    ASSERT_FALSE(device);
    EXPECT_NE(device.error().detail.find("/path: /dev/zero is a device"), std::string::npos);

    const auto findingsOf = [&](const char *path) {
        return m_workspace->connectionFindings(Json{{"kind", "file"}, {"path", path}}).size();
    };
    EXPECT_EQ(findingsOf("data/orders.csv"), 0u);
    EXPECT_EQ(findingsOf("-"), 0u);
    EXPECT_EQ(findingsOf("../orders.csv"), 1u);
    EXPECT_EQ(findingsOf("data/../../orders.csv"), 1u);
    EXPECT_EQ(findingsOf("/srv/orders.csv"), 1u);
    fs::create_directory_symlink(m_root.path(), at("ws/way-out"));
    EXPECT_EQ(findingsOf("way-out/orders.csv"), 1u);
}

TEST_F(WorkspaceTest, AConnectionCanBeRemoved)
{
    EXPECT_TRUE(m_workspace->removeConnection("dw"));
    const auto twice = m_workspace->removeConnection("dw");
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().code, ErrorCode::NotFound);
}
