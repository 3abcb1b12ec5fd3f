// kill -9 while a file of the workspace is written: the next command works, with the old content, and leaves no litter.

#include "tests/support/commandline.h"

#include <csignal>
#include <filesystem>

namespace weir::test {
namespace {

class ConfigKill : public CommandLine
{
protected:
    void SetUp() override { m_folder.write("a.csv", "id,n\n1,10\n2,20\n"); }

    /// Runs until the \a pass-th file is written and not yet named.
    void killed(const std::vector<std::string> &arguments, int pass = 1)
    {
        const Finished done = raw(arguments, {{"WEIR_STEP_KILL", "file.replace.written:" + std::to_string(pass)}});
        ASSERT_EQ(done.signal, SIGKILL) << done.out << done.error;
        EXPECT_EQ(litter().size(), 1U) << "the control: there is something to clean up";
    }

    void works(const std::vector<std::string> &arguments)
    {
        const Finished done = raw(arguments);
        EXPECT_EQ(done.exitCode, 0) << done.out << done.error;
        EXPECT_EQ(litter(), std::vector<std::string>());
    }

    std::vector<std::string> litter() const
    {
        std::vector<std::string> files;
        for (const auto &entry : std::filesystem::recursive_directory_iterator(m_folder.path()))
            if (entry.path().extension() == ".tmp")
                files.push_back(entry.path().string());
        return files;
    }
};

TEST_F(ConfigKill, BetweenWritingAFileAndItsRenameLeavesTheOldOneAndNoLitter)
{
    killed({"init", "ws"});
    EXPECT_FALSE(std::filesystem::exists(m_folder.file("ws/workspace.json")));
    works({"init", "ws"});

    const std::vector<std::string> map{"map", "a.csv", "sqlite:t.db#t", "--name", "j", "--workspace", "ws"};
    killed(map);
    EXPECT_FALSE(std::filesystem::exists(m_folder.file("ws/jobs/j.json")));
    works({"status", "--workspace", "ws"});
    works(map);
    const std::string before = m_folder.read("ws/jobs/j.json");
    std::vector<std::string> again = map;
    again.insert(again.end(), {"--replace-file", "--key", "id"});
    killed(again);
    EXPECT_EQ(m_folder.read("ws/jobs/j.json"), before) << "the old one, whole";
    works({"run", "j", "--workspace", "ws"});
    works(again);
    EXPECT_NE(m_folder.read("ws/jobs/j.json"), before);

    const std::vector<std::string> connection{"connections", "add-http", "shop", "https://shop.example/api", "--workspace", "ws"};
    killed(connection);
    works({"connections", "list", "--workspace", "ws"});
    EXPECT_FALSE(std::filesystem::exists(m_folder.file("ws/connections/shop.json")));
    works(connection);
    EXPECT_TRUE(std::filesystem::exists(m_folder.file("ws/connections/shop.json")));
}

TEST_F(ConfigKill, AWorkspaceThatACopyWasMakingIsMadeByTheNextOne)
{
    const std::vector<std::string> copy{"copy", "a.csv", "sqlite:t.db#t", "--key", "id", "--workspace", "made"};
    killed(copy);
    works(copy);
    EXPECT_EQ(sql("SELECT count(*) FROM t"), "2\n");
}

TEST_F(ConfigKill, AFolderThatIsNoWorkspaceKeepsWhatLooksLikeLitter)
{
    m_folder.write("other.json.0123abcd.tmp", "somebody's");
    const Finished refused = raw({"init", m_folder.path()});
    EXPECT_EQ(refused.exitCode, 2) << refused.out;
    EXPECT_EQ(m_folder.read("other.json.0123abcd.tmp"), "somebody's");
}

} // namespace
} // namespace weir::test
