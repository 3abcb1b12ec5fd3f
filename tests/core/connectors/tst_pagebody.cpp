#include "core/connectors/http/pagebody.h"
#include "core/data/jsonwalker.h"

#include <gtest/gtest.h>
#include <random>

namespace weir {
namespace {

/// The page of \a text; the body lives as long as the fixture, as the views need.
class PageBodyTest : public testing::Test
{
protected:
    PageBody read(const std::string &text, const PageLayout &layout = {})
    {
        m_response = HttpResponse();
        m_response.status = 200;
        m_response.body.reserve(text.size() + jsonPadding);
        m_response.body = text;
        return readPageBody(m_response, layout);
    }
    static PageLayout at(const char *records, const char *next = nullptr)
    {
        PageLayout layout;
        layout.records = *JsonPath::parse(records);
        if (next)
            layout.next = *JsonPath::parse(next);
        return layout;
    }
    HttpResponse m_response;
};

TEST_F(PageBodyTest, findsRecordsNextAndTotalBelowNestedObjects)
{
    const PageBody page = read(R"({"data":{"meta":{"next":"/p?2"},"items":[{"next":"no"}],"total":7},"total":1})",
                               at("$.data.items", "$.data.meta.next"));
    EXPECT_EQ(page.kind, PageKind::Good) << page.why;
    EXPECT_EQ(page.records, R"([{"next":"no"}])");
    EXPECT_EQ(page.next, "/p?2");
    EXPECT_EQ(page.total, 7);
}

TEST_F(PageBodyTest, takesNamesAsTheyAreMeantNotAsTheyAreWritten)
{
    const PageBody page = read(R"({"it\u0065ms":[1],"a":{"n\u0065xt":"/x"}})", at("$.items", "$.a.next"));
    EXPECT_EQ(page.kind, PageKind::Good) << page.why;
    EXPECT_EQ(page.records, "[1]");
    EXPECT_EQ(page.next, "/x");
}

TEST_F(PageBodyTest, doesNotLookThroughValuesThatAreNoObjects)
{
    const PageBody page = read(R"({"items":[],"meta":[{"next":"/no"}]})", at("$.items", "$.meta.next"));
    EXPECT_EQ(page.kind, PageKind::Good) << page.why;
    EXPECT_FALSE(page.next.has_value());
    EXPECT_EQ(read(R"({"items":{"items":1}})", at("$.items.items")).kind, PageKind::NoRecords);
}

TEST_F(PageBodyTest, refusesAMemberThatStandsTwiceHoweverDeep)
{
    EXPECT_EQ(read(R"({"items":[],"items":[]})", at("$.items")).kind, PageKind::NotJson);
    EXPECT_EQ(read(R"({"items":[{"a":1,"a":2}]})", at("$.items")).kind, PageKind::NotJson);
    EXPECT_EQ(read(R"({"items":[{"a":1},{"a":2}]})", at("$.items")).kind, PageKind::Good);
}

/// Builds objects in which every value is known by its path.
class Tree
{
public:
    explicit Tree(std::uint64_t seed) : m_random(seed) {}
    std::string object(const std::string &path, int depth, std::vector<std::pair<std::string, std::string>> &leaves)
    {
        std::string text = "{";
        const int members = 1 + static_cast<int>(m_random() % 4);
        for (int i = 0; i < members; ++i) {
            const std::string name(1, static_cast<char>('a' + i));
            const std::string below = path + "." + name;
            const bool isLeaf = depth == 0 || m_random() % 2 == 0;
            const std::string value = isLeaf ? '"' + std::to_string(m_random() % 1000) + '"' : object(below, depth - 1, leaves);
            if (isLeaf)
                leaves.emplace_back(below, value.substr(1, value.size() - 2));
            text += (i == 0 ? "\"" : " ,\"") + name + "\": " + value;
        }
        return text + "}";
    }

private:
    std::mt19937_64 m_random;
};

TEST_F(PageBodyTest, findsEveryValueOfRandomObjectsByItsPath)
{
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Tree tree(seed);
    for (int i = 0; i < 200; ++i) {
        std::vector<std::pair<std::string, std::string>> leaves;
        const std::string text = R"({"items":[{}],"x":)" + tree.object("$.x", 4, leaves) + "}";
        for (const auto &[path, value] : leaves)
            EXPECT_EQ(read(text, at("$.items", path.c_str())).next, value) << path << " of " << text;
    }
}

} // namespace
} // namespace weir
