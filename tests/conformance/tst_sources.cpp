// What every source promises (core/connectors/source.h), connector by connector: see sourcecases.h for a new one.

#include "tests/conformance/sourcecases.h"
#include "tests/support/sanitizers.h"

#include <chrono>
#include <fstream>
#include <random>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace weir::test {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto cancelMax = 1'500ms; ///< a second, and slack for a busy machine

class SourceConformance : public testing::TestWithParam<SourceCase>
{
protected:
    static std::unique_ptr<Source> open(const Stage &stage)
    {
        auto source = stage.makeSource();
        EXPECT_TRUE(source) << source.error().detail;
        return source ? *std::move(source) : nullptr;
    }
    static void expectRows(const StreamReading &reading, int first, int last)
    {
        ASSERT_FALSE(reading.error) << reading.error->detail;
        ASSERT_EQ(reading.rows.size(), static_cast<std::size_t>(last - first + 1));
        for (int id = first; id <= last; ++id) {
            const std::string start = fmt::format("{}|{}|", id, nameOf(id));
            const std::string &row = reading.rows[static_cast<std::size_t>(id - first)];
            const bool isApi = GetParam().name.starts_with("http"); // makes its own names
            ASSERT_TRUE(row.starts_with(isApi ? fmt::format("{}|", id) : start)) << row;
        }
    }
};

std::int64_t residentBytes()
{
    std::int64_t pages = 0;
    std::ifstream statm("/proc/self/statm");
    statm >> pages >> pages;
    return pages * sysconf(_SC_PAGESIZE);
}

TEST_P(SourceConformance, EveryCursorGivesExactlyTheRest)
{
    const int rows = GetParam().rows;
    const Stage stage = GetParam().prepare(rows, 40);
    const StreamReading whole = readStream(*open(stage));
    expectRows(whole, 1, rows);
    ASSERT_GE(whole.borders.size(), 2U) << "one page shows nothing";
    EXPECT_TRUE(whole.shape.canResume);
    for (const auto &[cursor, before] : whole.borders) {
        SCOPED_TRACE(cursor.text);
        const StreamReading rest = readStream(*open(stage), cursor, whole.shape.schema);
        ASSERT_FALSE(rest.error) << rest.error->detail;
        ASSERT_EQ(rest.rows, std::vector<std::string>(whole.rows.begin() + static_cast<std::ptrdiff_t>(before),
                                                      whole.rows.end()));
    }
    if (!whole.shape.start.text.empty()) {
        EXPECT_EQ(readStream(*open(stage), whole.shape.start, whole.shape.schema).rows, whole.rows);
    }
}

TEST_P(SourceConformance, ASourceOpenedTwiceStartsAgain)
{
    const Stage stage = GetParam().prepare(60, 10);
    const auto source = open(stage);
    const StreamReading first = readStream(*source);
    expectRows(first, 1, 60);
    EXPECT_EQ(readStream(*source).rows, first.rows);
    const auto change = source->changeSince(first.borders.back().first, {});
    ASSERT_TRUE(change) << change.error().detail;
    EXPECT_NE(*change, SourceChange::Replaced);
}

TEST_P(SourceConformance, AnEmptyStreamHasNoRowAndNoError)
{
    const Stage stage = GetParam().prepare(0, 0);
    const StreamReading reading = readStream(*open(stage));
    EXPECT_FALSE(reading.error) << reading.error->detail;
    EXPECT_TRUE(reading.rows.empty());
}

TEST_P(SourceConformance, ACancelledCallEndsWithinASecondAtEveryPage)
{
    const int rows = GetParam().rows;
    const Stage stage = GetParam().prepare(rows, 40);
    const StreamReading whole = readStream(*open(stage));
    CancelToken stop;
    stop.cancel();
    const auto opened = open(stage)->open({}, nullptr, stop);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::Cancelled);
    for (std::size_t pages = 0; pages < whole.borders.size(); ++pages) {
        const auto source = open(stage);
        ASSERT_TRUE(source->open({}, nullptr, {}));
        Cursor last;
        for (std::size_t i = 0; i < pages; ++i) {
            auto page = source->read({});
            ASSERT_TRUE(page && *page);
            last = (*page)->next;
        }
        const auto start = steady_clock::now();
        const auto page = source->read(stop);
        EXPECT_LT(steady_clock::now() - start, cancelMax);
        ASSERT_FALSE(page) << "page " << pages << " came although it was cancelled";
        EXPECT_EQ(page.error().code, ErrorCode::Cancelled);
        const std::size_t before = pages == 0 ? 0 : whole.borders[pages - 1].second;
        const StreamReading rest = readStream(*open(stage), last, whole.shape.schema);
        ASSERT_FALSE(rest.error) << rest.error->detail;
        EXPECT_EQ(rest.rows.size(), whole.rows.size() - before) << "what was cancelled was not read";
    }
}

TEST_P(SourceConformance, CancellingAtAnyMomentGivesAPageOrCancelled)
{
    const unsigned seed = std::random_device()();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937 random(seed);
    const int rows = GetParam().rows;
    const Stage stage = GetParam().prepare(rows, 40);
    for (int round = 0; round < 6; ++round) {
        const auto source = open(stage);
        const CancelToken stop;
        const auto delay = std::chrono::microseconds(random() % 8'000);
        std::thread canceller([&] {
            const CancelToken never;
            never.waitFor(std::chrono::duration_cast<std::chrono::milliseconds>(delay));
            stop.cancel();
        });
        const StreamReading reading = readStream(*source, {}, nullptr, stop);
        canceller.join();
        if (reading.error) {
            EXPECT_EQ(reading.error->code, ErrorCode::Cancelled) << reading.error->detail;
        }
        const Cursor last = reading.borders.empty() ? Cursor() : reading.borders.back().first;
        const StreamReading rest = readStream(*open(stage), last);
        ASSERT_FALSE(rest.error) << rest.error->detail;
        EXPECT_EQ(reading.rows.size() + rest.rows.size(), static_cast<std::size_t>(rows));
    }
}

TEST_P(SourceConformance, TheSchemaIsFoundAndAPinnedOneHolds)
{
    const Stage stage = GetParam().prepare(60, 10);
    const StreamReading reading = readStream(*open(stage));
    ASSERT_FALSE(reading.error) << reading.error->detail;
    const SchemaPtr schema = reading.shape.schema;
    ASSERT_TRUE(schema);
    ASSERT_EQ(schema->size(), 3U);
    EXPECT_EQ(schema->field(0).name, "id");
    EXPECT_EQ(schema->field(1).name, "name");
    ASSERT_EQ(reading.shape.proposals.size(), 3U);
    EXPECT_EQ(reading.shape.proposals[0].type.kind, TypeKind::Int64) << typeText(reading.shape.proposals[0].type);
    for (const FieldProposal &proposal : reading.shape.proposals)
        EXPECT_FALSE(proposal.reason.empty());

    std::vector<Field> fields = {schema->field(0), schema->field(1), schema->field(1)};
    fields[2].name = "gone";
    const auto missing = open(stage)->open({}, std::make_shared<const Schema>(fields), {});
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::SchemaMismatch);
    EXPECT_EQ(missing.error().recovery, Recovery::Stop);
    EXPECT_NE(missing.error().detail.find("gone"), std::string::npos) << missing.error().detail;

    fields.resize(2);
    const auto fewer = std::make_shared<const Schema>(fields, schema->key());
    const StreamReading narrow = readStream(*open(stage), {}, fewer);
    ASSERT_FALSE(narrow.error) << narrow.error->detail;
    EXPECT_EQ(narrow.rows.at(0), fmt::format("1|{}", nameOf(1)));
    EXPECT_TRUE(std::any_of(narrow.shape.findings.begin(), narrow.shape.findings.end(),
                            [](const Finding &finding) { return finding.code == "newField"; }))
        << "a field that is left out is said";
}

TEST_P(SourceConformance, ErrorsHaveTheirCodeAndNoSecret)
{
    for (const SourceCase::Trouble &trouble : GetParam().troubles) {
        SCOPED_TRACE(trouble.sentence);
        Stage stage = GetParam().prepare(3, 3);
        trouble.spoil(stage);
        std::optional<Error> error;
        if (auto source = stage.makeSource(); !source)
            error = source.error();
        else
            error = readStream(**source).error;
        ASSERT_TRUE(error);
        EXPECT_EQ(errorCodeName(error->code), errorCodeName(trouble.code)) << error->detail;
        EXPECT_EQ(error->recovery, trouble.recovery) << error->detail;
        EXPECT_EQ(error->detail.find(canary), std::string::npos) << error->detail;
        EXPECT_GT(error->detail.size(), 10U);
    }
}

TEST_P(SourceConformance, AnAccountWithoutTheRightIsToldSo)
{
    const Stage stage = GetParam().prepare(3, 3);
    const std::string file = stage.settings.value("path", stage.settings.value("file", ""));
    if (file.empty())
        return; // servers have this among their troubles
    chmod(file.c_str(), 0);
    const pid_t child = fork();
    if (child == 0) {
        // Root may read everything.
        if (geteuid() == 0 && (chmod(stage.folder->path().c_str(), 0755) != 0 || setuid(65534) != 0))
            _exit(2);
        const StreamReading reading = readStream(**stage.makeSource());
        _exit(reading.error && reading.error->code == ErrorCode::PermissionDenied
                      && reading.error->recovery == Recovery::Stop
                  ? 0
                  : 1);
    }
    int ended = 0;
    waitpid(child, &ended, 0);
    EXPECT_EQ(ended, 0);
}

TEST_P(SourceConformance, ABigStreamIsReadInConstantMemory)
{
    const bool isApi = GetParam().name.starts_with("http");
    const int rows = isApi ? 20'000 : 48'000;
    const Stage stage = GetParam().prepare(rows, 1'000);
    const auto source = open(stage);
    ASSERT_TRUE(source->open({}, nullptr, {}));
    std::int64_t count = 0;
    std::int64_t atFirst = 0, most = 0;
    for (;;) {
        auto page = source->read({});
        ASSERT_TRUE(page) << page.error().detail;
        if (!*page)
            break;
        count += (*page)->recordCount();
        const std::int64_t now = residentBytes();
        if (atFirst == 0)
            atFirst = now;
        most = std::max(most, now);
    }
    EXPECT_EQ(count, rows);
    // The sanitizers keep freed memory from being used again, up to 256 MiB: there only the reading itself is checked.
    if (!isSanitized) {
        EXPECT_LT(most - atFirst, 24 << 20) << "of about 32 MiB that were read";
    }
}

INSTANTIATE_TEST_SUITE_P(All, SourceConformance, testing::ValuesIn(sourceCases()),
                         [](const testing::TestParamInfo<SourceCase> &info) {
                             std::string name = info.param.name;
                             for (char &letter : name)
                                 letter = std::isalnum(static_cast<unsigned char>(letter)) ? letter : '_';
                             return name;
                         });

} // namespace

} // namespace weir::test
