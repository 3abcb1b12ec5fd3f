#include "core/base/hash.h"
#include "core/base/uuid.h"

#include <gtest/gtest.h>

#include <fmt/format.h>
#include <set>
#include <string>

using namespace weir;

TEST(Hash, KnownVectors)
{
    // xxHash's own test values; FIPS 180-4; RFC 4231 case 2; RFC 4648 section 10
    EXPECT_EQ(fmt::format("{:016x}", xxh3("")), "2d06800538d394c2");
    EXPECT_EQ(fmt::format("{:016x}", xxh3("abc")), "78af5f94892f3950");
    EXPECT_EQ(xxh128Hex(""), "99aa06d3014798d86001c324468d497f");
    EXPECT_EQ(xxh128Hex("abc"), "06b05ab6733a618578af5f94892f3950");
    EXPECT_EQ(sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    std::string mac;
    for (const unsigned char byte : hmacSha256("Jefe", "what do ya want for nothing?"))
        mac += fmt::format("{:02x}", byte);
    EXPECT_EQ(mac, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    const std::pair<const char *, const char *> base32Cases[] = {
        {"", ""},         {"f", "MY"},         {"fo", "MZXQ"},
        {"foo", "MZXW6"}, {"foob", "MZXW6YQ"}, {"foobar", "MZXW6YTBOI"}};
    for (const auto &[bytes, text] : base32Cases)
        EXPECT_EQ(base32(bytes), text);
    EXPECT_EQ(base32(std::string(20, '\xFF')), std::string(32, '7')) << "160 bits are 32 letters";
}

TEST(Uuid, NamedOnesAreTheSameOnEveryMachine)
{
    const auto dns = Uuid::parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    ASSERT_TRUE(dns);
    EXPECT_EQ(Uuid::named(*dns, "python.org").text(), "886313e1-3b8a-5372-9b90-0c9aee199e5d");
    EXPECT_EQ(Uuid::named(*dns, "job:orders").text(), "b705a894-88dd-502b-ac0d-f3e1bd13da2d");
    EXPECT_NE(Uuid::named(*dns, "a"), Uuid::named(*dns, "b"));
    // 55, 56 and 64 bytes with the space: the borders of SHA-1's padding
    for (const std::size_t size : {std::size_t{39}, std::size_t{40}, std::size_t{48}, std::size_t{1000}})
        EXPECT_EQ(Uuid::named(*dns, std::string(size, 'x')).text()[14], '5') << size;
}

TEST(Uuid, RandomOnesDifferAndAreVersion4)
{
    std::set<std::string> texts;
    for (int i = 0; i < 1000; ++i) {
        const std::string text = Uuid::random().text();
        ASSERT_EQ(text[14], '4');
        ASSERT_NE(std::string("89ab").find(text[19]), std::string::npos);
        ASSERT_TRUE(texts.insert(text).second);
    }
}

TEST(Uuid, ParsesItsOwnTextAndNothingElse)
{
    const Uuid uuid = Uuid::random();
    EXPECT_EQ(Uuid::parse(uuid.text()), uuid);
    EXPECT_EQ(Uuid::parse("6BA7B810-9DAD-11D1-80B4-00C04FD430C8")->text(),
              "6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    EXPECT_TRUE(Uuid().isNil());
    EXPECT_FALSE(uuid.isNil());
    for (const char *bad : {"", "6ba7b8109dad11d180b400c04fd430c8", "6ba7b810-9dad-11d1-80b4-00c04fd430c",
                            "{6ba7b810-9dad-11d1-80b4-00c04fd430c8}", "6ba7b810-9dad-11d1-80b4-00c04fd430cg",
                            "6ba7b810-9dad-11d1-80b4+00c04fd430c8"})
        EXPECT_FALSE(Uuid::parse(bad)) << bad;
}
