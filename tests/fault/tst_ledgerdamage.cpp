// The ledger is deleted, truncated, overwritten or swapped for an old one between two runs of the built program: no row
// is lost or there twice, and the damaged file is still there afterwards.

#include "tests/fault/copyfixture.h"
#include "tests/support/places.h"

#include <csignal>
#include <functional>

namespace weir::test {
namespace {

namespace fs = std::filesystem;

constexpr int damages = 200;

struct Damage
{
    const char *name;
    std::function<void(const std::string &ledger, std::string old, std::mt19937_64 &)> inflict;
};

std::string bytesOf(const std::string &path)
{
    std::FILE *file = std::fopen(path.c_str(), "rb");
    std::string bytes;
    if (!file)
        return bytes;
    char buffer[65536];
    for (std::size_t got; (got = std::fread(buffer, 1, sizeof buffer, file)) > 0;)
        bytes.append(buffer, got);
    std::fclose(file);
    return bytes;
}

void put(const std::string &path, const std::string &bytes)
{
    std::FILE *file = std::fopen(path.c_str(), "wb");
    std::fwrite(bytes.data(), 1, bytes.size(), file);
    std::fclose(file);
}

void flip(const std::string &path, int bits, std::mt19937_64 &random)
{
    std::string bytes = bytesOf(path);
    for (int i = 0; i < bits && !bytes.empty(); ++i)
        bytes[random() % bytes.size()] ^= static_cast<char>(1 << (random() % 8));
    put(path, bytes);
}

const std::vector<Damage> &everyDamage()
{
    using R = std::mt19937_64 &;
    static const std::vector<Damage> all = {
        {"deleted", [](const std::string &l, const std::string &, R) { for (const char *c : {"", "-wal", "-shm"}) fs::remove(l + c); }},
        {"database deleted, log left", [](const std::string &l, const std::string &, R) { fs::remove(l); }},
        {"log deleted", [](const std::string &l, const std::string &, R) { fs::remove(l + "-wal"); fs::remove(l + "-shm"); }},
        {"shared memory deleted", [](const std::string &l, const std::string &, R) { fs::remove(l + "-shm"); }},
        {"truncated", [](const std::string &l, const std::string &, R r) { fs::resize_file(l, r() % (fs::file_size(l) + 1)); }},
        {"log truncated", [](const std::string &l, const std::string &, R r) { fs::resize_file(l + "-wal", r() % (fs::file_size(l + "-wal") + 1)); }},
        {"one bit of the database", [](const std::string &l, const std::string &, R r) { flip(l, 1, r); }},
        {"some bits of the database", [](const std::string &l, const std::string &, R r) { flip(l, 1 + static_cast<int>(r() % 40), r); }},
        {"one bit of the log", [](const std::string &l, const std::string &, R r) { flip(l + "-wal", 1, r); }},
        {"zeroed page", [](const std::string &l, const std::string &, R r) {
             std::string bytes = bytesOf(l);
             const std::size_t page = r() % (bytes.size() / 4096);
             bytes.replace(page * 4096, 4096, std::string(4096, '\0'));
             put(l, bytes);
         }},
        {"garbage header", [](const std::string &l, const std::string &, R r) {
             std::string bytes = bytesOf(l);
             for (std::size_t i = 0; i < 100; ++i)
                 bytes[i] = static_cast<char>(r());
             put(l, bytes);
         }},
        {"old backup", [](const std::string &l, const std::string &old, R) { fs::remove(l + "-wal"); fs::remove(l + "-shm"); put(l, old); }},
        {"old backup beside the new log", [](const std::string &l, const std::string &old, R) { put(l, old); }},
    };
    return all;
}

class LedgerDamage : public testing::Test
{
protected:
    /// A run that died in the middle, and a backup of the ledger from before it.
    void SetUp() override
    {
        m_copy.writeSource(m_folder.file("orders.csv"));
        CopyFixture::writeMapping(m_folder);
        fs::create_directory(m_folder.file("first"));
        CopyFixture::makeTarget(m_folder.file("first/t.db"));
        const auto first = [&](const char *kill) {
            return m_copy.copy(m_folder, m_folder.file("orders.csv"), m_folder.file("now/t.db"), m_folder.file("now/ws"),
                               {{"WEIR_STEP_KILL", kill}});
        };
        fs::rename(m_folder.file("first"), m_folder.file("now"));
        ASSERT_EQ(first("delivery.write.done:2").signal, SIGKILL);
        ASSERT_EQ(run(weirProgram(), {"backup", m_folder.file("old.db"), "--workspace", m_folder.file("now/ws")}).exitCode, 0);
        ASSERT_EQ(first("delivery.write.done:1").signal, SIGKILL);
        m_old = bytesOf(m_folder.file("old.db"));
        ASSERT_FALSE(m_old.empty());
        fs::rename(m_folder.file("now"), m_folder.file("first"));
        ASSERT_GT(fs::file_size(m_folder.file("first/ws/ledger.db-wal")), 0U);
    }
    /// The state after that run, at the same paths each time.
    void begin()
    {
        fs::remove_all(m_folder.file("now"));
        fs::copy(m_folder.file("first"), m_folder.file("now"), fs::copy_options::recursive);
    }
    /// 3: some of the rows in quarantine are this run's own.
    static bool isDone(const Finished &finished) { return finished.exitCode == 0 || finished.exitCode == 3; }
    Finished again()
    {
        return m_copy.copy(m_folder, m_folder.file("orders.csv"), m_folder.file("now/t.db"), m_folder.file("now/ws"));
    }

    TestFolder m_folder;
    CopyFixture m_copy;
    std::string m_old;
};

TEST_F(LedgerDamage, costsNoRowAndDoublesNone)
{
    const auto &kinds = everyDamage();
    std::map<std::string, int> replaced;
    for (int i = 0; i < damages; ++i) {
        const Damage &damage = kinds[static_cast<std::size_t>(i) % kinds.size()];
        std::mt19937_64 random(testSeed() + static_cast<std::uint64_t>(i));
        begin();
        const std::string ledger = m_folder.file("now/ws/ledger.db");
        damage.inflict(ledger, m_old, random);
        const std::string damaged = bytesOf(ledger);
        Finished finished = again();
        std::string where = fmt::format("{}, number {}, seed {}\n{}{}", damage.name, i, testSeed(), finished.out, finished.error);
        if (!isDone(finished)) {
            // It may stop and ask, but it must say where, have written nothing wrong, and go on once the file is away.
            ASSERT_TRUE(finished.exitCode == 1 || finished.exitCode == 2) << where;
            ASSERT_NE(finished.out.find("ledger"), std::string::npos) << where;
            ASSERT_EQ(bytesOf(ledger), damaged) << where;
            for (const char *companion : {"", "-wal", "-shm"})
                fs::remove(ledger + companion);
            finished = again();
            where += finished.out + finished.error;
            ++replaced["stopped"];
        }
        ASSERT_TRUE(isDone(finished)) << where;
        ASSERT_TRUE(m_copy.isExact(m_folder.file("now/t.db"))) << where;
        for (const auto &entry : fs::directory_iterator(m_folder.file("now/ws"))) {
            const std::string name = entry.path().filename().string();
            if (name.starts_with("ledger.corrupt-") && name.find("-wal") == std::string::npos && name.find("-shm") == std::string::npos) {
                ++replaced["corrupt"];
                ASSERT_EQ(bytesOf(entry.path().string()), damaged) << "the damaged file was changed: " << where;
                ASSERT_NE(finished.out.find(name), std::string::npos) << "nobody was told: " << where;
            }
        }
        if (i % 5 == 0) {
            const Finished checked = run(weirProgram(), {"check", "--workspace", m_folder.file("now/ws"), "--json"});
            ASSERT_EQ(checked.exitCode, 0) << where << checked.out;
        }
    }
    std::printf("%d damages: %d times the ledger was replaced, %d times the run stopped first\n", damages, replaced["corrupt"],
                replaced["stopped"]);
    EXPECT_GT(replaced["corrupt"], damages / 20);
}

/// The control: without a checkpoint in the target a lost ledger doubles rows. If this cannot be seen, nothing is proven.
TEST_F(LedgerDamage, controlWithoutTheTargetsCheckpointRowsAreDoubled)
{
    begin();
    for (const char *companion : {"", "-wal", "-shm"})
        fs::remove(m_folder.file("now/ws/ledger.db") + companion);
    CopyFixture::ask(m_folder.file("now/t.db"), "DELETE FROM weir_checkpoint");
    CopyFixture::ask(m_folder.file("now/t.db"), "DELETE FROM weir_skip");
    (void)again();
    EXPECT_FALSE(m_copy.isExact(m_folder.file("now/t.db")));
}

} // namespace
} // namespace weir::test
