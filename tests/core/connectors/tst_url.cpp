#include "core/connectors/http/addressclass.h"
#include "core/connectors/http/contentcoding.h"
#include "core/connectors/http/inflate.h"
#include "core/connectors/http/url.h"
#include "tests/support/httptestserver.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace weir;

TEST(UrlTest, KeepsWhatItRead)
{
    const Url url = *Url::parse("HTTPS://Shop.Example:443/api/v2/../orders?page=1&q=a%20b#top");
    EXPECT_EQ(url.text(), "https://shop.example/api/orders?page=1&q=a%20b");
    EXPECT_EQ(url.origin(), "https://shop.example:443");
    EXPECT_EQ(url.authority(), "shop.example");
    EXPECT_EQ(Url::parse("http://[::1]:8080")->origin(), "http://[::1]:8080");
    EXPECT_EQ(Url::parse("http://[::1]:8080")->host, "::1");
}

TEST(UrlTest, RefusesWhatCouldBeMisread)
{
    for (const char *text : {"",
                             "shop.example",
                             "file:///etc/passwd",
                             "ftp://shop.example/",
                             "data:text/plain,x",
                             "qrc:/x",
                             "https://",
                             "https://user:pw@shop.example/",
                             "https://shop.example@evil.example/",
                             "https://shop.example:0/",
                             "https://shop.example:99999/",
                             "https://shop.example:8o/",
                             "https://shop example/",
                             "https://shop.example/a b",
                             "https://shop.example/\r\nX: y",
                             "https://shop.example\\@evil.example/",
                             "https://①②⑦.⓪.⓪.①/",
                             "https://[::1/",
                             "https://[evil.example]/",
                             "https://shop.example/{id}",
                             "javascript:alert(1)",
                             "//evil.example/x"}) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(Url::parse(text));
    }
}

TEST(UrlTest, ErrorsHoldNoPassword)
{
    const auto url = Url::parse("https://user:hunter2@shop.example/");
    ASSERT_FALSE(url);
    EXPECT_EQ(url.error().detail.find("hunter2"), std::string::npos);
}

TEST(UrlTest, ResolvesReferencesAsRfc3986Does)
{
    const Url base = *Url::parse("http://a/b/c/d;p?q");
    const std::pair<const char *, const char *> rows[] = {
        {"g", "http://a/b/c/g"},
        {"./g", "http://a/b/c/g"},
        {"g/", "http://a/b/c/g/"},
        {"/g", "http://a/g"},
        {"//g", "http://g/"},
        {"?y", "http://a/b/c/d;p?y"},
        {"g?y", "http://a/b/c/g?y"},
        {"#s", "http://a/b/c/d;p?q"},
        {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
        {"", "http://a/b/c/d;p?q"},
        {".", "http://a/b/c/"},
        {"..", "http://a/b/"},
        {"../g", "http://a/b/g"},
        {"../../g", "http://a/g"},
        {"../../../g", "http://a/g"},
        {"https://g/x", "https://g/x"},
        {"?page=2#x", "http://a/b/c/d;p?page=2"},
    };
    for (const auto &[reference, expected] : rows) {
        SCOPED_TRACE(reference);
        const auto url = base.resolve(reference);
        ASSERT_TRUE(url) << url.error().detail;
        EXPECT_EQ(url->text(), expected);
    }
}

TEST(UrlTest, SpellingsOfOtherPlacesNeverKeepTheOrigin)
{
    const Url base = *Url::parse("https://shop.example/api/orders");
    for (const char *reference :
         {"//evil.example/x", "https://evil.example/", "http://shop.example/", "https://shop.example:8443/",
          "HTTPS://EVIL.example", "https://shop.example.evil.example/", "https://127.0.0.1/",
          "https://0x7f000001/", "https://127.1/", "https://2130706433/", "https://[::1]/",
          "https://[::ffff:127.0.0.1]/", "https://169.254.169.254/latest/meta-data", "//shop.example:444"}) {
        SCOPED_TRACE(reference);
        const auto url = base.resolve(reference);
        EXPECT_TRUE(!url || url->origin() != base.origin());
    }
    for (const char *reference :
         {"\\\\evil.example\\x", "https:\\\\evil.example", "/\\evil.example", "javascript:x", "file:///x",
          "https://shop.example@evil.example", "\thttps://evil.example", "ht\ntps://evil.example"})
        EXPECT_FALSE(base.resolve(reference)) << reference;
}

TEST(UrlTest, ParametersAreReplacedInPlaceAndEncoded)
{
    Url url = *Url::parse("https://h/x?page=1&size=10&page=9");
    url.setParameter("page", "2&x=3");
    EXPECT_EQ(url.query, "page=2%26x%3D3&size=10");
    url.setParameter("since", "2026-01-01T00:00:00+08:00");
    EXPECT_EQ(url.parameter("since"), "2026-01-01T00:00:00+08:00");
    url.removeParameter("page");
    EXPECT_EQ(url.query, "size=10&since=2026-01-01T00%3A00%3A00%2B08%3A00");
    EXPECT_EQ(url.parameter("absent"), "");
}

TEST(AddressClassTest, EachAddressLivesWhereItLives)
{
    const std::pair<const char *, AddressClass> rows[] = {
        {"8.8.8.8", AddressClass::Public},
        {"127.0.0.1", AddressClass::Loopback},
        {"127.255.0.9", AddressClass::Loopback},
        {"::1", AddressClass::Loopback},
        {"::ffff:127.0.0.1", AddressClass::Loopback},
        {"64:ff9b::7f00:1", AddressClass::Loopback},
        {"2002:7f00:1::", AddressClass::Loopback},
        {"10.1.2.3", AddressClass::Private},
        {"172.16.0.1", AddressClass::Private},
        {"172.32.0.1", AddressClass::Public},
        {"192.168.1.1", AddressClass::Private},
        {"100.64.0.1", AddressClass::Private},
        {"fd00::1", AddressClass::Private},
        {"169.254.169.254", AddressClass::LinkLocal},
        {"fe80::1%eth0", AddressClass::LinkLocal},
        {"224.0.0.1", AddressClass::Multicast},
        {"ff02::1", AddressClass::Multicast},
        {"0.0.0.0", AddressClass::Unspecified},
        {"::", AddressClass::Unspecified},
        {"255.255.255.255", AddressClass::Unspecified},
        {"2606:4700::1111", AddressClass::Public},
        {"127.1", AddressClass::Invalid},
        {"localhost", AddressClass::Invalid},
        {"", AddressClass::Invalid},
    };
    for (const auto &[text, kind] : rows)
        EXPECT_EQ(addressClass(text), kind) << text;
}

namespace {

std::string bytesOf(std::initializer_list<int> values)
{
    std::string out;
    for (const int value : values)
        out += static_cast<char>(value);
    return out;
}

/// gzip of "hello hello hello hello\n": one block with fixed codes and a back reference.
const std::string helloPacked =
    bytesOf({0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xcb, 0x48, 0xcd, 0xc9, 0xc9,
             0x57, 0xc8, 0x40, 0x27, 0xb9, 0x00, 0x00, 0x88, 0x59, 0x0b, 0x18, 0x00, 0x00, 0x00});

/// gzip of rowsText(): one block with codes of its own.
const std::string rowsPacked = bytesOf(
    {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x6d, 0x95, 0x49, 0x6a, 0x9e, 0x41, 0x0c,
     0x44, 0xf7, 0x39, 0x45, 0xf8, 0xd6, 0x5e, 0x68, 0x6a, 0x0d, 0xff, 0x6d, 0x0c, 0x76, 0x20, 0x64, 0x30,
     0x38, 0x09, 0x59, 0x18, 0xdf, 0x3d, 0x26, 0x18, 0x43, 0x89, 0xda, 0x17, 0xad, 0xd6, 0x2b, 0xa9, 0xf4,
     0x72, 0x7d, 0x7d, 0xb8, 0x6e, 0x72, 0x77, 0xfd, 0xbc, 0xff, 0xf1, 0x78, 0xdd, 0xae, 0xe7, 0xa7, 0xbf,
     0x9f, 0xe5, 0xba, 0xbb, 0x9e, 0xbe, 0x5d, 0xb7, 0x2f, 0xf7, 0xdf, 0x7f, 0x3d, 0xbe, 0x7e, 0x7a, 0xf9,
     0x2f, 0x19, 0x1d, 0x10, 0xe9, 0xbb, 0xe8, 0xf7, 0xf3, 0x9f, 0x0f, 0x4d, 0x7b, 0x83, 0x26, 0x88, 0xa6,
     0x4e, 0x81, 0x66, 0x58, 0xb1, 0xac, 0xc4, 0x62, 0x49, 0x5e, 0x3a, 0x73, 0x40, 0x64, 0x87, 0x89, 0x34,
     0x40, 0xe4, 0xc9, 0xea, 0x85, 0x3b, 0x7e, 0x7c, 0xc8, 0x53, 0x7e, 0x0c, 0x44, 0xc9, 0xda, 0xb3, 0x52,
     0x10, 0xb5, 0xb2, 0x7a, 0x3a, 0x48, 0x5c, 0x45, 0xc8, 0x5b, 0x2a, 0x0b, 0xb9, 0x31, 0xe8, 0x86, 0xcc,
     0x35, 0x82, 0xda, 0x17, 0xb5, 0x88, 0xb2, 0x16, 0x3b, 0x17, 0xf7, 0x61, 0xe0, 0xab, 0x17, 0xf8, 0x0f,
     0xf2, 0x50, 0xb2, 0x24, 0x96, 0x3f, 0xec, 0xb1, 0x34, 0x44, 0x6f, 0xcd, 0x3e, 0x76, 0x02, 0xd9, 0xbb,
     0xd1, 0x2e, 0x23, 0x75, 0xb9, 0xcd, 0x88, 0x79, 0x23, 0xfd, 0xa0, 0xf4, 0x6d, 0x90, 0x7e, 0x04, 0xb5,
     0xd2, 0x74, 0xcd, 0x7c, 0xb3, 0xb1, 0x50, 0x47, 0xfc, 0xc7, 0x68, 0x97, 0x48, 0xff, 0x14, 0x1d, 0xd6,
     0x29, 0xc4, 0x9f, 0x74, 0xf0, 0x7b, 0x90, 0x7e, 0x16, 0xa3, 0xdf, 0x8a, 0xf4, 0xcb, 0xe8, 0x3e, 0x96,
     0x23, 0xfe, 0xa2, 0x4d, 0xe6, 0x59, 0xb3, 0x1f, 0x8c, 0xfe, 0x29, 0xa4, 0x3f, 0x42, 0xf3, 0x26, 0x1a,
     0xf1, 0x0f, 0xb5, 0x32, 0x64, 0x4d, 0xbf, 0x18, 0xfb, 0x99, 0xdb, 0x9a, 0x7e, 0x69, 0xda, 0xa7, 0xc5,
     0x9a, 0x7f, 0xa5, 0x33, 0xab, 0x79, 0xd6, 0x62, 0x72, 0x0b, 0x62, 0xa9, 0x86, 0xfa, 0x89, 0x0e, 0xa8,
     0xd3, 0xcd, 0x1c, 0xb3, 0xbd, 0xe6, 0x41, 0x4b, 0xa2, 0x05, 0x7a, 0x8c, 0x4e, 0x6d, 0xe5, 0x0a, 0xa0,
     0xa4, 0x3b, 0x90, 0xb5, 0x12, 0x28, 0x9b, 0x5a, 0x3a, 0xcb, 0x85, 0x4a, 0xba, 0x9e, 0x47, 0x97, 0x0d,
     0x4d, 0x83, 0x36, 0x7c, 0xa7, 0x90, 0x27, 0xcd, 0xe3, 0x15, 0x43, 0xc2, 0x73, 0xc8, 0x6a, 0xe5, 0x90,
     0xd2, 0x73, 0xf2, 0x56, 0x65, 0xa5, 0x9a, 0xb0, 0xcf, 0xa9, 0xa2, 0x11, 0xe6, 0x42, 0x7b, 0x75, 0x34,
     0xc2, 0x42, 0x18, 0xb9, 0x39, 0xb2, 0x32, 0x92, 0xfa, 0xd0, 0x89, 0x3e, 0x58, 0x0a, 0xb7, 0xb5, 0xd1,
     0x08, 0x2b, 0xa1, 0x37, 0x58, 0x6a, 0x65, 0x2e, 0x6d, 0x35, 0x0d, 0x7d, 0xb0, 0x51, 0x3a, 0xc0, 0x27,
     0xd0, 0x08, 0x17, 0xba, 0x0e, 0x91, 0xeb, 0x14, 0x2b, 0xb7, 0xb5, 0x7d, 0x47, 0x3d, 0xdd, 0xd5, 0xb7,
     0x2a, 0xa8, 0x73, 0x7e, 0x90, 0x6d, 0x9d, 0x84, 0x58, 0x23, 0xfc, 0x0f, 0x06, 0x8b, 0x5a, 0xd7, 0x02,
     0x09, 0x00, 0x00});

std::string rowsText()
{
    std::string text;
    for (int i = 0; i < 60; ++i)
        text +=
            fmt::format("{{\"id\":{},\"name\":\"row {}\",\"ok\":{}}}\n", i * 7919 % 1000, i * i, i % 3 != 0);
    return text;
}

} // namespace

TEST(InflateTest, FixedAndDynamicCodesComeBackWhole)
{
    EXPECT_EQ(*gunzip(helloPacked, 100), "hello hello hello hello\n");
    EXPECT_EQ(*gunzip(rowsPacked, 10'000), rowsText());
    for (std::size_t size = 0; size < rowsPacked.size(); ++size)
        EXPECT_FALSE(gunzip(std::string_view(rowsPacked).substr(0, size), 10'000)) << size;
    for (std::size_t at = 10; at < rowsPacked.size(); ++at) {
        std::string damaged = rowsPacked;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x04);
        EXPECT_FALSE(gunzip(damaged, 10'000)) << at;
    }
}

TEST(InflateTest, StoredBlocksComeBackWhole)
{
    const std::string text(200'000, 'x');
    EXPECT_EQ(*gunzip(test::gzipStored(text), text.size()), text);
    EXPECT_EQ(*gunzip(test::gzipStored("") + test::gzipStored("ab"), 100), "ab")
        << "two members are one text";
}

TEST(InflateTest, EveryCutOfAStreamIsNoticed)
{
    const std::string whole = test::gzipStored("{\"items\":[1,2,3]}");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto text = gunzip(std::string_view(whole).substr(0, size), 1'000);
        ASSERT_FALSE(text) << size;
        EXPECT_EQ(text.error().recovery, Recovery::Retry);
    }
    EXPECT_TRUE(gunzip(whole, 1'000));
}

TEST(InflateTest, ADamagedByteIsNoticed)
{
    const std::string whole = test::gzipStored("{\"items\":[1,2,3]}");
    for (std::size_t at = 10; at < whole.size(); ++at) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x01);
        EXPECT_FALSE(gunzip(damaged, 1'000)) << at;
    }
}

TEST(InflateTest, MoreThanAllowedIsRefused)
{
    const auto text = gunzip(test::gzipStored(std::string(2'000, 'x')), 1'999);
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().recovery, Recovery::Stop);
}

TEST(InflateTest, NoiseNeverCrashes)
{
    std::uint64_t state = 88'172'645'463'325'252ULL;
    const auto next = [&state] {
        state ^= state << 13;
        state ^= state >> 7;
        return state ^= state << 17;
    };
    for (int round = 0; round < 5'000; ++round) {
        std::string noise("\x1F\x8B\x08\0\0\0\0\0\0\x03", 10);
        for (std::uint64_t size = next() % 200; size > 0; --size)
            noise += static_cast<char>(next());
        (void)gunzip(noise, 1U << 16);
        (void)inflateZlib("\x78\x9C" + noise.substr(10), 1U << 16);
    }
}

TEST(UrlTest, AHostWithAnEmptyPartIsNone)
{
    for (const char *text : {"https://shop.example../x", "https://shop..example/x", "https://../x", "https://./x"})
        EXPECT_FALSE(Url::parse(text)) << text;
    EXPECT_EQ(Url::parse("https://shop.example./x")->host, "shop.example");
}

TEST(ContentCodingTest, WhatNobodyAskedForIsRefused)
{
    EXPECT_EQ(*decodeContent("", "x", {}), "x");
    EXPECT_EQ(*decodeContent("GZIP", test::gzipStored("abc"), {}), "abc");
    const auto text = decodeContent("br", "x", {});
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().recovery, Recovery::Stop);
}
