#include "core/base/canceltoken.h"
#include "core/base/redact.h"
#include "core/secrets/environmentsecrets.h"
#include "core/secrets/foldersecrets.h"
#include "core/secrets/secretstore.h"
#include "tests/support/testfolder.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <ostream>
#include <sstream>
#include <sys/stat.h>

using namespace weir;

namespace {

template<typename T, typename = void>
constexpr bool isPrintable = false;
template<typename T>
constexpr bool
    isPrintable<T, std::void_t<decltype(std::declval<std::ostream &>() << std::declval<const T &>())>> = true;

static_assert(isPrintable<std::string>);
static_assert(!isPrintable<Secret>, "a secret must not reach a log by accident");
static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);

/// A place in memory that counts nothing and knows its own name.
class MemorySecrets final : public SecretBackend
{
public:
    MemorySecrets(std::string place, bool isWritable) : m_place(std::move(place)), m_isWritable(isWritable) {}

    [[nodiscard]] std::string place() const override { return m_place; }
    [[nodiscard]] Result<Secret> read(std::string_view name) const override
    {
        if (m_isBroken)
            return fail(ErrorCode::Unavailable, Recovery::Stop, "broken");
        const auto at = values.find(name);
        if (at == values.end())
            return fail(ErrorCode::NotFound, Recovery::Stop, "none");
        return Secret(at->second);
    }
    [[nodiscard]] bool has(std::string_view name) const override { return values.find(name) != values.end(); }
    [[nodiscard]] bool isWritable() const override { return m_isWritable; }
    [[nodiscard]] Result<void> write(std::string_view name, const Secret &value) override
    {
        values.insert_or_assign(std::string(name), std::string(value.reveal()));
        return {};
    }
    [[nodiscard]] Result<void> remove(std::string_view name) override
    {
        values.erase(std::string(name));
        return {};
    }
    [[nodiscard]] std::vector<std::string> names() const override
    {
        std::vector<std::string> names;
        for (const auto &[name, value] : values)
            names.push_back(name);
        return names;
    }

    std::map<std::string, std::string, std::less<>> values;
    bool m_isBroken = false;

private:
    std::string m_place;
    bool m_isWritable;
};

/// A store of three places; the second and third can be written to.
struct ThreePlaces
{
    ThreePlaces()
    {
        std::vector<std::unique_ptr<SecretBackend>> backends;
        for (int i = 0; i < 3; ++i) {
            auto place = std::make_unique<MemorySecrets>("place " + std::to_string(i + 1), i > 0);
            places[i] = place.get();
            backends.push_back(std::move(place));
        }
        store = std::make_unique<SecretStore>(std::move(backends));
    }
    MemorySecrets *places[3] = {};
    std::unique_ptr<SecretStore> store;
};

std::string valueOf(const SecretStore &store, std::string_view name)
{
    const auto secret = store.read(name);
    return secret ? std::string(secret->reveal()) : "error: " + secret.error().detail;
}

} // namespace

TEST(SecretTest, MovingLeavesNothingBehind)
{
    Secret first("canary");
    Secret second(std::move(first));
    EXPECT_EQ(second.reveal(), "canary");
    EXPECT_TRUE(first.isEmpty()); // NOLINT: what a moved secret holds is the point
    first = std::move(second);
    EXPECT_EQ(first.reveal(), "canary");
    EXPECT_TRUE(second.isEmpty()); // NOLINT
    EXPECT_EQ(first.clone().reveal(), "canary");
    EXPECT_TRUE(Secret("").isEmpty());
}

TEST(SecretStoreTest, TheFirstPlaceThatHoldsItWins)
{
    ThreePlaces three;
    three.places[2]->values["a"] = "third";
    EXPECT_EQ(valueOf(*three.store, "a"), "third");
    three.places[1]->values["a"] = "second";
    EXPECT_EQ(valueOf(*three.store, "a"), "second");
    three.places[0]->values["a"] = "first";
    EXPECT_EQ(valueOf(*three.store, "a"), "first");
    const auto where = three.store->where("a");
    ASSERT_EQ(where.size(), 3u);
    EXPECT_EQ(where[0], std::make_pair(std::string("place 1"), true));
    three.places[1]->values.clear();
    EXPECT_EQ(three.store->where("a")[1], std::make_pair(std::string("place 2"), false));
}

TEST(SecretStoreTest, APlaceThatFailsIsNotPassedOver)
{
    ThreePlaces three;
    three.places[1]->values["a"] = "second";
    three.places[2]->values["a"] = "third";
    three.places[1]->m_isBroken = true;
    EXPECT_EQ(valueOf(*three.store, "a"), "error: broken");
}

TEST(SecretStoreTest, WhatIsMissingIsExplained)
{
    const ThreePlaces three;
    const auto secret = three.store->read("dw-password");
    ASSERT_FALSE(secret);
    EXPECT_EQ(secret.error().code, ErrorCode::NotFound);
    EXPECT_EQ(secret.error().detail,
              "no place for secrets holds \"dw-password\"; looked in: place 1, place 2, place 3; set it "
              "with: weir secrets set dw-password");
    EXPECT_EQ(redact(secret.error().detail), secret.error().detail) << "a name is no secret and must stay readable";
}

TEST(SecretStoreTest, APersonIsAskedForWhatNoPlaceHoldsOnceEach)
{
    std::vector<std::string> asked;
    const auto answer = [&](const std::string &what) -> Result<Secret> {
        asked.push_back(what);
        if (asked.size() == 3)
            return CancelToken::cancelled();
        return Secret("typed");
    };
    std::vector<std::unique_ptr<SecretBackend>> places;
    const SecretStore store(std::move(places), answer);
    ASSERT_TRUE(store.canAsk());
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(valueOf(store, "shop"), "typed");
    EXPECT_EQ(valueOf(store, "other"), "typed");
    EXPECT_EQ(asked.size(), 2U) << "each once";
    EXPECT_EQ(store.read("third").error().code, ErrorCode::Cancelled);
    EXPECT_EQ(valueOf(store, "third"), "typed") << "an answer that did not come is asked for again";
    const SecretStore silent{std::vector<std::unique_ptr<SecretBackend>>()};
    EXPECT_FALSE(silent.canAsk());
    EXPECT_EQ(silent.ask("shop").error().code, ErrorCode::NotFound);
}

TEST(SecretStoreTest, WritingAndRemovingUseTheWritablePlaces)
{
    ThreePlaces three;
    ASSERT_TRUE(three.store->write("a", Secret("value")));
    EXPECT_TRUE(three.places[0]->values.empty());
    EXPECT_EQ(three.places[1]->values["a"], "value");
    EXPECT_FALSE(three.store->write("a", Secret("")));
    three.places[0]->values["b"] = three.places[2]->values["a"] = "x";
    EXPECT_EQ(three.store->names(), (std::vector<std::string>{"a", "b"}));
    ASSERT_TRUE(three.store->remove("a"));
    EXPECT_TRUE(three.places[1]->values.empty() && three.places[2]->values.empty());
    EXPECT_FALSE(three.store->remove("a"));
    const auto readOnly = three.store->remove("b");
    ASSERT_FALSE(readOnly);
    EXPECT_NE(readOnly.error().detail.find("comes from place 1; remove it there"), std::string::npos);
}

TEST(SecretStoreTest, NamesCannotLeadElsewhere)
{
    ThreePlaces three;
    for (const char *name : {"", ".", "..", "../x", "a/b", "a b", "a\nb", "a=b", "a\\b", ".x"}) {
        SCOPED_TRACE(name);
        EXPECT_FALSE(checkSecretName(name));
        EXPECT_FALSE(three.store->read(name));
        EXPECT_FALSE(three.store->write(name, Secret("x")));
        EXPECT_FALSE(FolderSecrets("/").has(name));
    }
    EXPECT_FALSE(checkSecretName(std::string(201, 'a')));
    for (const char *name : {"dw-password", "a.b_c", "7", "仓库"})
        EXPECT_TRUE(checkSecretName(name)) << name;
}

TEST(EnvironmentSecretsTest, TheyAreTakenOutOfTheEnvironment)
{
    setenv("WEIR_SECRET_DW_PASSWORD", "canary-4711", 1);
    setenv("WEIR_SECRET_EMPTY", "", 1);
    setenv("WEIR_SECRETARY", "stays", 1);
    // what the process shows of itself is the block it was started with; here, where setenv put the value
    const char *stood = std::getenv("WEIR_SECRET_DW_PASSWORD");
    const std::size_t size = std::string_view(stood).size();
    const auto taken = EnvironmentSecrets::take();
    EXPECT_EQ(std::string_view(stood, size), std::string(size, '\0')) << "overwritten where it stood";
    EXPECT_EQ(std::getenv("WEIR_SECRET_DW_PASSWORD"), nullptr);
    EXPECT_EQ(std::getenv("WEIR_SECRET_EMPTY"), nullptr);
    EXPECT_STREQ(std::getenv("WEIR_SECRETARY"), "stays");
    EXPECT_TRUE(taken->has("dw-password"));
    EXPECT_TRUE(taken->has("DW.password"));
    EXPECT_FALSE(taken->has("empty"));
    EXPECT_EQ(taken->read("dw-password")->reveal(), "canary-4711");
    EXPECT_EQ(taken->placeOf("dw-password"), "environment WEIR_SECRET_DW_PASSWORD");
    EXPECT_EQ(taken->names(), std::vector<std::string>{"DW_PASSWORD"});
    EXPECT_FALSE(taken->isWritable());
    EXPECT_FALSE(EnvironmentSecrets::take()->has("dw-password")) << "gone for everybody after us";
}

TEST(EnvironmentSecretsTest, ChildrenDoNotGetThem)
{
    setenv("WEIR_SECRET_DW_PASSWORD", "canary-4711", 1);
    const auto taken = EnvironmentSecrets::take();
    std::unique_ptr<FILE, int (*)(FILE *)> child(popen("env", "r"), &pclose);
    std::string output;
    char buffer[4096];
    for (std::size_t count; (count = fread(buffer, 1, sizeof buffer, child.get())) > 0;)
        output.append(buffer, count);
    EXPECT_NE(output.find("PATH="), std::string::npos) << "the child did print its environment";
    EXPECT_EQ(output.find("canary-4711"), std::string::npos);
}

TEST(FolderSecretsTest, OneFileIsOneSecret)
{
    const test::TestFolder folder;
    folder.write("dw-password", "canary\n");
    folder.write("windows", "canary\r\n");
    folder.write("two-lines", "a\nb\n\n");
    folder.write("empty", "\n");
    folder.write("large", std::string(64 * 1024 + 1, 'x'));
    folder.write(".hidden", "x");
    std::filesystem::create_directory(folder.file("folder"));
    const FolderSecrets secrets(folder.path());
    EXPECT_EQ(secrets.read("dw-password")->reveal(), "canary");
    EXPECT_EQ(secrets.read("windows")->reveal(), "canary");
    EXPECT_EQ(secrets.read("two-lines")->reveal(), "a\nb\n");
    EXPECT_EQ(secrets.read("empty").error().code, ErrorCode::InvalidConfig);
    EXPECT_EQ(secrets.read("large").error().code, ErrorCode::InvalidConfig);
    EXPECT_EQ(secrets.read("missing").error().code, ErrorCode::NotFound);
    EXPECT_FALSE(secrets.has("folder"));
    EXPECT_FALSE(secrets.has("missing"));
    EXPECT_EQ(secrets.names().size(), 5u);
    EXPECT_FALSE(FolderSecrets("/no/such/folder").has("a"));
    EXPECT_TRUE(FolderSecrets("/no/such/folder").names().empty());
}

TEST(SecretStoreTest, ANormalProgramLooksInTheDocumentedOrder)
{
    const test::TestFolder folder;
    folder.write("dw-password", "from credentials");
    setenv("CREDENTIALS_DIRECTORY", folder.path().c_str(), 1);
    setenv("WEIR_SECRET_DW_PASSWORD", "from environment", 1);
    SecretStore::Options options;
    options.vaultPath = folder.file("vault.weir");
    auto keychain = std::make_unique<MemorySecrets>("keychain", true);
    keychain->values["dw-password"] = "from keychain";
    options.keychain = std::move(keychain);
    const auto store = SecretStore::make(std::move(options));
    unsetenv("CREDENTIALS_DIRECTORY");
    std::vector<std::string> places;
    for (const auto &[place, has] : store->where("dw-password"))
        places.push_back(place + (has ? " +" : ""));
    EXPECT_EQ(places, (std::vector<std::string>{"environment WEIR_SECRET_DW_PASSWORD +",
                                                folder.file("dw-password") + " +", "/run/secrets/dw-password",
                                                "keychain +", "vault " + folder.file("vault.weir")}));
    EXPECT_EQ(valueOf(*store, "dw-password"), "from environment");
    EXPECT_EQ(std::getenv("WEIR_SECRET_DW_PASSWORD"), nullptr);
}
