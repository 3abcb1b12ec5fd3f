#include "core/secrets/vault.h"
#include "tests/support/testfolder.h"

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace weir;
namespace fs = std::filesystem;

namespace {

/// A vault in a folder of its own with a key file, which opens at once; passphrases cost 50 ms each.
class VaultTest : public testing::Test
{
protected:
    void SetUp() override { ASSERT_TRUE(Vault::makeKeyFile(m_folder.file("key"))); }

    [[nodiscard]] std::string path() const { return m_folder.file("vault.weir"); }
    [[nodiscard]] Vault withKeyFile(const char *name = "key") const
    {
        VaultUnlocking unlocking;
        unlocking.keyFile = m_folder.file(name);
        return Vault(path(), std::move(unlocking));
    }
    [[nodiscard]] Vault withPassphrase(std::string passphrase, int *asked = nullptr) const
    {
        VaultUnlocking unlocking;
        unlocking.askPassphrase = [passphrase, asked](bool) -> Result<Secret> {
            if (asked)
                ++*asked;
            return Secret(passphrase);
        };
        return Vault(path(), std::move(unlocking));
    }
    [[nodiscard]] nlohmann::ordered_json content() const
    {
        return nlohmann::ordered_json::parse(m_folder.read("vault.weir"));
    }
    [[nodiscard]] static mode_t mode(const std::string &path)
    {
        struct stat info = {};
        EXPECT_EQ(stat(path.c_str(), &info), 0);
        return info.st_mode & 07777;
    }

    test::TestFolder m_folder;
};

std::string valueOf(const Vault &vault, std::string_view name)
{
    const auto secret = vault.read(name);
    return secret ? std::string(secret->reveal()) : "error";
}

ErrorCode errorOf(const Vault &vault, std::string_view name)
{
    const auto secret = vault.read(name);
    return secret ? ErrorCode::Internal : secret.error().code;
}

} // namespace

TEST_F(VaultTest, WhatIsWrittenIsReadByAnotherProgram)
{
    Vault vault = withKeyFile();
    EXPECT_FALSE(vault.has("dw-password"));
    EXPECT_EQ(errorOf(vault, "dw-password"), ErrorCode::NotFound);
    const std::string binary("a\0b\xFF\n", 5);
    ASSERT_TRUE(vault.write("dw-password", Secret("canary-4711")));
    ASSERT_TRUE(vault.write("binary", Secret(binary)));
    ASSERT_TRUE(vault.write("仓库", Secret(std::string(60'000, 'x'))));
    const Vault other = withKeyFile();
    EXPECT_EQ(valueOf(other, "dw-password"), "canary-4711");
    EXPECT_EQ(valueOf(other, "binary"), binary);
    EXPECT_EQ(valueOf(other, "仓库").size(), 60'000u);
    EXPECT_EQ(other.names(), (std::vector<std::string>{"binary", "dw-password", "仓库"}));
    ASSERT_TRUE(vault.write("dw-password", Secret("changed")));
    EXPECT_EQ(valueOf(other, "dw-password"), "changed") << "the file is read anew";
    ASSERT_TRUE(vault.remove("binary"));
    EXPECT_FALSE(other.has("binary"));
    EXPECT_EQ(vault.remove("binary").error().code, ErrorCode::NotFound);
}

TEST_F(VaultTest, TheFileIsPrivateAndHoldsNoPlaintext)
{
    Vault vault = withKeyFile();
    ASSERT_TRUE(vault.write("dw-password", Secret("canary-4711")));
    ASSERT_TRUE(vault.write("other", Secret("canary-4711")));
    EXPECT_EQ(mode(path()), 0600u);
    EXPECT_EQ(mode(m_folder.file("key")), 0600u);
    const std::string text = m_folder.read("vault.weir");
    for (const char *form : {"canary", "Y2FuYXJ5", "NhbmFye", "jYW5hcn", "63616e617279"})
        EXPECT_EQ(text.find(form), std::string::npos) << form;
    const auto secrets = content()["secrets"];
    EXPECT_NE(secrets["dw-password"]["box"], secrets["other"]["box"]) << "equal secrets look different";
    EXPECT_NE(secrets["dw-password"]["nonce"], secrets["other"]["nonce"]);
    const std::string nonce = secrets["other"]["nonce"];
    ASSERT_TRUE(vault.write("other", Secret("canary-4711")));
    EXPECT_NE(content()["secrets"]["other"]["nonce"], nonce) << "a nonce serves once";
}

TEST_F(VaultTest, EveryChangeOfTheFileIsNoticed)
{
    ASSERT_TRUE(withKeyFile().write("a", Secret("secret-a")));
    const std::string older = m_folder.read("vault.weir");
    ASSERT_TRUE(withKeyFile().write("b", Secret("secret-b")));
    const auto good = content();
    const auto readAfter = [&](const nlohmann::ordered_json &object) {
        m_folder.write("vault.weir", object.dump());
        return errorOf(withKeyFile(), "a");
    };
    EXPECT_EQ(readAfter(good), ErrorCode::Internal) << "unchanged, it opens";

    auto swapped = good;
    std::swap(swapped["secrets"]["a"], swapped["secrets"]["b"]);
    EXPECT_EQ(readAfter(swapped), ErrorCode::StorageCorrupt);
    auto removed = good;
    removed["secrets"].erase("b");
    EXPECT_EQ(readAfter(removed), ErrorCode::StorageCorrupt);
    auto restored = good;
    restored["secrets"]["a"] = nlohmann::ordered_json::parse(older)["secrets"]["a"];
    restored["secrets"]["b"] = restored["secrets"]["a"];
    EXPECT_EQ(readAfter(restored), ErrorCode::StorageCorrupt);
    auto otherKind = good;
    otherKind["key"]["kind"] = "passphrase";
    EXPECT_EQ(readAfter(otherKind), ErrorCode::StorageCorrupt);
    auto later = good;
    later["weirVault"] = 2;
    EXPECT_EQ(readAfter(later), ErrorCode::StorageCorrupt);
    m_folder.write("vault.weir", "{");
    EXPECT_EQ(errorOf(withKeyFile(), "a"), ErrorCode::StorageCorrupt);
}

TEST_F(VaultTest, EveryFlippedBitIsNoticed)
{
    ASSERT_TRUE(withKeyFile().write("a", Secret("secret-a")));
    const auto good = content();
    const nlohmann::ordered_json::json_pointer members[] = {
        nlohmann::ordered_json::json_pointer("/key/nonce"), nlohmann::ordered_json::json_pointer("/key/box"),
        nlohmann::ordered_json::json_pointer("/secrets/a/nonce"),
        nlohmann::ordered_json::json_pointer("/secrets/a/box"),
        nlohmann::ordered_json::json_pointer("/seal")};
    for (const auto &member : members) {
        const std::string text = good[member];
        for (std::size_t i = 0; i < text.size(); ++i) {
            auto flipped = good;
            std::string changed = text;
            changed[i] = text[i] == 'A' ? 'B' : 'A';
            flipped[member] = changed;
            m_folder.write("vault.weir", flipped.dump());
            const ErrorCode code = errorOf(withKeyFile(), "a");
            // the key's own box tells a wrong key from an altered one no better than any AEAD can
            EXPECT_TRUE(code == ErrorCode::StorageCorrupt || code == ErrorCode::Unauthenticated)
                << member.to_string() << " at " << i << " went unnoticed";
        }
    }
}

TEST_F(VaultTest, APassphraseOpensItAndAWrongOneLeavesNoTrace)
{
    int asked = 0;
    Vault vault = withPassphrase("correct horse", &asked);
    ASSERT_TRUE(vault.write("a", Secret("secret-a")));
    EXPECT_EQ(valueOf(vault, "a"), "secret-a");
    EXPECT_EQ(asked, 1) << "once unlocked it stays so";
    EXPECT_EQ(content()["key"]["memoryMiB"], 64);
    EXPECT_EQ(content()["key"]["passes"], 3);
    EXPECT_EQ(valueOf(withPassphrase("correct horse"), "a"), "secret-a");

    const std::string before = m_folder.read("vault.weir");
    const auto written = fs::last_write_time(path());
    int wrongAsked = 0;
    Vault wrong = withPassphrase("wrong", &wrongAsked);
    EXPECT_EQ(errorOf(wrong, "a"), ErrorCode::Unauthenticated);
    EXPECT_EQ(wrongAsked, 3);
    EXPECT_FALSE(wrong.write("a", Secret("overwritten")));
    EXPECT_FALSE(wrong.remove("a"));
    EXPECT_EQ(m_folder.read("vault.weir"), before);
    EXPECT_EQ(fs::last_write_time(path()), written);
}

TEST_F(VaultTest, WithoutAnybodyToAskItSaysHowToUnlock)
{
    ASSERT_TRUE(withPassphrase("correct horse").write("a", Secret("secret-a")));
    setenv("WEIR_VAULT_PASSPHRASE", "correct horse", 1); // never looked at
    const Vault vault(path(), {});
    EXPECT_TRUE(vault.has("a")) << "names need no key";
    const auto secret = vault.read("a");
    ASSERT_FALSE(secret);
    EXPECT_EQ(secret.error().code, ErrorCode::Unauthenticated);
    EXPECT_NE(secret.error().detail.find("WEIR_VAULT_KEY_FILE"), std::string::npos);
    Vault fresh(m_folder.file("new.weir"), {});
    EXPECT_FALSE(fresh.write("a", Secret("x")));
    EXPECT_FALSE(fs::exists(m_folder.file("new.weir")));
}

TEST_F(VaultTest, AnotherKeyFileDoesNotOpenIt)
{
    ASSERT_TRUE(withKeyFile().write("a", Secret("secret-a")));
    ASSERT_TRUE(Vault::makeKeyFile(m_folder.file("other")));
    EXPECT_FALSE(Vault::makeKeyFile(m_folder.file("other"))) << "a key file is never overwritten";
    EXPECT_EQ(errorOf(withKeyFile("other"), "a"), ErrorCode::Unauthenticated);
    EXPECT_EQ(errorOf(withKeyFile("missing"), "a"), ErrorCode::NotFound);
    EXPECT_EQ(errorOf(withPassphrase("x"), "a"), ErrorCode::Unauthenticated);
    ASSERT_EQ(chmod(m_folder.file("key").c_str(), 0640), 0);
    const auto shared = withKeyFile().read("a");
    ASSERT_FALSE(shared);
    EXPECT_EQ(shared.error().code, ErrorCode::PermissionDenied);
    EXPECT_NE(shared.error().detail.find("chmod 600"), std::string::npos);
}

TEST_F(VaultTest, HostileCostsAreRefused)
{
    ASSERT_TRUE(withPassphrase("correct horse").write("a", Secret("secret-a")));
    const auto good = content();
    for (const auto &[member, value] : {std::pair("memoryMiB", 1'000'000), std::pair("passes", 1'000'000),
                                        std::pair("memoryMiB", 0), std::pair("passes", -1)}) {
        auto hostile = good;
        hostile["key"][member] = value;
        m_folder.write("vault.weir", hostile.dump());
        EXPECT_EQ(errorOf(withPassphrase("correct horse"), "a"), ErrorCode::StorageCorrupt)
            << member << value;
    }
}

TEST_F(VaultTest, WritersInSeveralProcessesLoseNothing)
{
    ASSERT_TRUE(withKeyFile().write("first", Secret("x")));
    constexpr int writers = 4, each = 8;
    std::vector<pid_t> children;
    for (int writer = 0; writer < writers; ++writer) {
        const pid_t pid = fork();
        if (pid == 0) {
            Vault vault = withKeyFile();
            bool isFine = true;
            for (int i = 0; i < each; ++i)
                isFine = vault.write("w" + std::to_string(writer) + "-" + std::to_string(i), Secret("v")) &&
                         isFine;
            _exit(isFine ? 0 : 1);
        }
        children.push_back(pid);
    }
    for (const pid_t pid : children) {
        int status = 0;
        ASSERT_EQ(waitpid(pid, &status, 0), pid);
        EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(withKeyFile().names().size(), std::size_t{1 + writers * each});
}

TEST_F(VaultTest, ALinkIsNotFollowed)
{
    ASSERT_TRUE(withKeyFile().write("a", Secret("secret-a")));
    fs::rename(path(), m_folder.file("moved.weir"));
    fs::create_symlink(m_folder.file("moved.weir"), path());
    EXPECT_EQ(errorOf(withKeyFile(), "a"), ErrorCode::InvalidConfig);
}
