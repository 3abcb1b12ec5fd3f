// Never silently altered: several hundred values at every border go from each source to each target through the built
// program. Each arrives equal, as readers see it that share no code with the engine, or its row is in quarantine with a
// code that fits.

#include "tests/conformance/fidelityplaces.h"
#include "tests/support/places.h"
#include "tests/support/program.h"

#include <gtest/gtest.h>
#include <set>

namespace weir::test {

namespace {

using Json = nlohmann::json;

const char *const kinds[] = {"csv", "ndjson", "json", "sqlite", "postgresql"};

struct Pair
{
    std::string from;
    std::string to;
};

void PrintTo(const Pair &pair, std::ostream *out)
{
    *out << pair.from << " to " << pair.to;
}

bool isFile(const std::string &kind)
{
    return kind == "csv" || kind == "ndjson" || kind == "json";
}

/// Files of text, and SQLite, know JSON only as text: as that it comes out.
bool hasTextOnly(const std::string &kind)
{
    return kind == "csv" || kind == "sqlite";
}

/// One difference between what a source holds and what a target got.
struct Difference
{
    int id = 0;
    std::string text;
};

/// \a refused: id and code of the rows in quarantine.
std::vector<Difference> compare(const FidelityContent &source, const FidelityContent &target,
                                const std::map<int, std::string> &refused)
{
    std::vector<Difference> differences;
    const auto brief = [](const std::string &text) { return text.size() > 80 ? text.substr(0, 80) + "…" : text; };
    for (const auto &[id, value] : source) {
        const auto found = target.find(id);
        if (found == target.end()) {
            if (!refused.contains(id))
                differences.push_back({id, fmt::format("\"{}\" is nowhere", brief(value.second))});
            continue;
        }
        if (refused.contains(id))
            differences.push_back({id, fmt::format("\"{}\" is delivered and in quarantine", brief(value.second))});
        const auto &[column, text] = found->second;
        if (column != value.first)
            differences.push_back({id, fmt::format("{} \"{}\" became {} \"{}\"", value.first, brief(value.second), column,
                                                   brief(text))});
        else if (canonicalValue(column, text) != canonicalValue(column, value.second))
            differences.push_back({id, fmt::format("{} \"{}\" became \"{}\"", column, brief(value.second), brief(text))});
    }
    for (const auto &[id, value] : target) {
        if (!source.contains(id))
            differences.push_back({id, fmt::format("\"{}\" came from nowhere", brief(value.second))});
    }
    return differences;
}

/// What --zone UTC makes of a time: a moment has a local time there, a local time is a moment.
std::string underUtc(char column, std::string text)
{
    if (column == 'l' && text.ends_with('Z'))
        text.pop_back();
    else if (column == 's' && text.size() == std::string_view("2026-03-05T10:20:30").size() && text[10] == 'T')
        text += 'Z';
    return text;
}

/// Codes with which a value of a column may be refused.
bool isFittingCode(char column, const std::string &code)
{
    static const std::map<char, std::set<std::string>> codes = {
        {'t', {"BadEncoding", "NotConvertible", "BrokenRecord"}},
        {'i', {"NotANumber", "OutOfRange", "LosesPrecision", "NotConvertible"}},
        {'n', {"NotANumber", "OutOfRange", "LosesPrecision", "NotConvertible"}},
        {'f', {"NotANumber", "OutOfRange", "LosesPrecision", "NotConvertible"}},
        {'b', {"NotABool", "OutOfRange", "NotConvertible"}},
        {'d', {"NotADate", "OutOfRange", "NotConvertible"}},
        {'h', {"NotATime", "OutOfRange", "LosesPrecision", "NotConvertible"}},
        {'l', {"NotADate", "OutOfRange", "LosesPrecision", "NotConvertible"}},
        {'s', {"NotADate", "OutOfRange", "LosesPrecision", "NotConvertible"}},
        {'y', {"NotConvertible"}},
        {'j', {"NotConvertible", "BrokenRecord", "BadEncoding"}}};
    return codes.at(column).contains(code);
}

class Fidelity : public testing::TestWithParam<Pair>
{
protected:
    static PostgresqlServer &server()
    {
        static PostgresqlServer shared;
        return shared;
    }
    /// The place as typed, made ready; as a source also filled.
    std::string place(const std::string &kind, bool isSource)
    {
        const std::string stem = isSource ? "from" : "to";
        if (kind == "sqlite") {
            if (isSource)
                fillSqlite(m_folder.file(stem + ".db"), boundaryValues());
            return "sqlite:" + stem + ".db#orders";
        }
        if (kind == "postgresql") {
            std::string &database = isSource ? m_fromDatabase : m_toDatabase;
            database = server().newDatabase();
            if (isSource)
                fillPostgresql(server().connectionString(database), boundaryValues());
            return fmt::format("postgresql://postgres@localhost:{}/{}?host={}#public.orders", server().port(), database,
                               server().socketFolder());
        }
        const std::string file = m_folder.file(stem + "." + kind);
        if (isSource)
            writeFile(file, kind == "csv" ? csvOf(boundaryValues()) : jsonOf(boundaryValues(), kind == "json"));
        return stem + "." + kind;
    }
    FidelityContent content(const std::string &kind, bool isSource)
    {
        const std::string stem = m_folder.file(isSource ? "from" : "to");
        if (kind == "sqlite")
            return readSqlite(stem + ".db");
        if (kind == "postgresql")
            return readPostgresql(server().connectionString(isSource ? m_fromDatabase : m_toDatabase));
        if (isSource) { // what was written, byte by byte
            FidelityContent all;
            for (std::size_t i = 0; i < boundaryValues().size(); ++i)
                all[static_cast<int>(i) + 1] = {boundaryValues()[i].column, boundaryValues()[i].text};
            return all;
        }
        return kind == "csv" ? readCsv(readFile(stem + ".csv")) : readJson(readFile(stem + "." + kind), hasTextOnly(GetParam().from));
    }
    Json weir(std::vector<std::string> arguments)
    {
        for (const char *word : {"--workspace", "ws", "--json"})
            arguments.emplace_back(word);
        const Finished done = run(weirProgram(), arguments, {}, m_folder.path());
        m_exit = done.exitCode;
        Json object = Json::parse(done.out, nullptr, false);
        EXPECT_TRUE(object.is_object()) << done.out << done.error;
        return object;
    }
    std::map<int, std::string> refused(const std::string &job)
    {
        std::map<int, std::string> codes;
        weir({"failures", job, "--export", "bad.ndjson"});
        std::ifstream lines(m_folder.file("bad.ndjson"));
        for (std::string line; std::getline(lines, line);) {
            const Json row = Json::parse(line);
            std::string id;
            if (row["values"].contains("id"))
                id = row["values"]["id"].is_string() ? row["values"]["id"].get<std::string>() : row["values"]["id"].dump();
            else if (row.contains("raw"))
                id = row["raw"].get<std::string>();
            id.erase(0, std::min(id.find_first_of("0123456789"), id.size()));
            codes[std::atoi(id.c_str())] = row["code"].get<std::string>();
        }
        return codes;
    }

    TestFolder m_folder;
    std::string m_fromDatabase, m_toDatabase;
    int m_exit = -1;
};

TEST_P(Fidelity, EveryValueArrivesEqualOrIsInQuarantine)
{
    const auto &[from, to] = GetParam();
    ASSERT_GE(boundaryValues().size(), 300U);
    std::vector<std::string> words = {"copy", place(from, true), place(to, false), "--mode", "append", "--stop-after", "never"};
    if (isFile(from) && !isFile(to)) {
        words.emplace_back("--types");
        words.emplace_back(fidelityTypes);
        words.emplace_back("--zone"); // of times without one
        words.emplace_back("UTC");
    }
    if (from == "csv") {
        for (const char *word : {"--encoding", "utf-8", "--delimiter", ","})
            words.emplace_back(word);
    }
    const Json done = weir(words);
    ASSERT_TRUE(m_exit == 0 || m_exit == 3) << done.dump();
    FidelityContent source = content(from, true);
    if (isFile(from) && !isFile(to)) {
        for (auto &[id, value] : source)
            value.second = underUtc(value.first, value.second);
    }
    const FidelityContent target = content(to, false);
    const std::map<int, std::string> codes = refused(done["job"].get<std::string>());

    EXPECT_EQ(done["read"], source.size());
    EXPECT_EQ(done["delivered"], target.size());
    EXPECT_EQ(done["quarantined"], codes.size());
    for (const Difference &difference : compare(source, target, codes))
        ADD_FAILURE() << "row " << difference.id << ": " << difference.text;
    for (const auto &[id, code] : codes) {
        ASSERT_TRUE(id > 0 && id <= static_cast<int>(boundaryValues().size())) << id << " " << code;
        const BoundaryValue &value = boundaryValues()[static_cast<std::size_t>(id) - 1];
        EXPECT_TRUE(value.mayBeRefused) << "row " << id << " " << value.column << " \"" << value.text.substr(0, 80)
                                        << "\" was refused: " << code;
        EXPECT_TRUE(isFittingCode(value.column, code)) << "row " << id << " " << value.column << " " << code;
    }
    EXPECT_GE(target.size(), source.size() * 6 / 10) << "most values fit everywhere";
}

std::vector<Pair> allPairs()
{
    std::vector<Pair> pairs;
    for (const char *from : kinds) {
        for (const char *to : kinds)
            pairs.push_back({from, to});
    }
    return pairs;
}

INSTANTIATE_TEST_SUITE_P(All, Fidelity, testing::ValuesIn(allPairs()), [](const testing::TestParamInfo<Pair> &info) {
    return info.param.from + "_to_" + info.param.to;
});

// The negative control: copies that lose something, as other tools do it. The comparer must see each.
TEST(FidelityControl, EveryDeliberateChangeIsFlagged)
{
    const std::vector<std::pair<BoundaryValue, std::string>> losses = {
        {{'n', "0.1"}, "0.1000000000000000055511151231257827"}, {{'n', "12345678901234567890"}, "12345678901234567000"},
        {{'n', "1.005"}, "1.01"}, {{'i', "9007199254740993"}, "9007199254740992"}, {{'t', "00123"}, "123"},
        {{'t', "12345678901234567890"}, "1.2345678901234567e19"}, {{'t', "trail  "}, "trail"}, {{'t', "é"}, "e\u0301"},
        {{'t', "王小明"}, "???"}, {{'t', "a\r\nb"}, "a\nb"}, {{'t', "😀"}, "\uFFFD"}, {{'f', "0.30000000000000004"}, "0.3"},
        {{'f', "5e-324"}, "0"}, {{'d', "2026-03-05"}, "2026-05-03"}, {{'d', "infinity"}, "9999-12-31"},
        {{'h', "12:34:56.123456"}, "12:34:56.123"}, {{'l', "2026-03-29T02:30:00"}, "2026-03-29T03:30:00"},
        {{'l', "2026-03-05T10:20:30.000001"}, "2026-03-05T10:20:30"}, {{'s', "2026-03-05T10:20:30+08:00"}, "2026-03-05T10:20:30Z"},
        {{'b', "true"}, "false"}, {{'y', "\\x00ff"}, "00"}, {{'j', "{\"a\":1.00}"}, "{\"a\":1.0}"},
        {{'j', "{\"a\":12345678901234567890}"}, "{\"a\":1.2345678901234567e19}"}, {{'j', "{\"b\":1,\"a\":2}"}, "{\"a\":2,\"b\":1}"}};
    FidelityContent source, altered;
    int id = 0;
    for (const auto &[value, loss] : losses) {
        source[++id] = {value.column, value.text};
        altered[id] = {value.column, loss};
    }
    source[++id] = {'t', ""};
    altered[id] = {'-', ""}; // empty text became NULL
    source[++id] = {'t', "lost"};
    EXPECT_EQ(compare(source, altered, {}).size(), losses.size() + 2);
    EXPECT_TRUE(compare(source, source, {}).empty());
    altered[++id] = {'t', "twice"};
    EXPECT_EQ(compare(source, altered, {}).size(), losses.size() + 3);
}

// Equal spellings are no difference.
TEST(FidelityControl, EqualValuesInOtherSpellingsAreNotFlagged)
{
    const std::pair<char, std::pair<const char *, const char *>> equals[] = {
        {'n', {"1.00", "1"}}, {'n', {"1e3", "1000"}}, {'f', {"1e22", "10000000000000000000000"}}, {'b', {"t", "true"}},
        {'l', {"2026-03-05 10:20:30.500000", "2026-03-05T10:20:30.5"}},
        {'s', {"2026-03-05 02:20:30+00", "2026-03-05T10:20:30+08:00"}}, {'h', {"10:20", "10:20:00.000"}},
        {'y', {"\\xAB", "ab"}}, {'j', {"{\"a\" : 1 }", "{\"a\":1}"}}};
    for (const auto &[column, spellings] : equals)
        EXPECT_EQ(canonicalValue(column, spellings.first), canonicalValue(column, spellings.second)) << spellings.first;
}

} // namespace

} // namespace weir::test
