#include "tests/support/killtarget.h"

#include "core/ledger/ledgercheck.h"
#include "core/workspace/workspace.h"

#include <algorithm>
#include <csignal>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sqlite3.h>
#include <sstream>

namespace weir::test {

namespace {

using Json = nlohmann::json;
using From = KillScenario::From;
using Mode = KillScenario::Mode;
using Play = KillScenario::Play;
using To = KillScenario::Target;

constexpr int commitRows = 300;

LoopbackServer &api()
{
    static const std::unique_ptr<LoopbackServer> server = troubled::serve();
    return *server;
}

/// One number, or a list of them, of the ledger.
std::vector<std::int64_t> ledgerNumbers(const TestFolder &folder, const std::string &sql)
{
    std::vector<std::int64_t> numbers;
    sqlite3 *db = nullptr;
    sqlite3_open_v2(folder.file("ws/ledger.db").c_str(), &db, SQLITE_OPEN_READONLY, nullptr);
    sqlite3_busy_timeout(db, 10'000);
    char *error = nullptr;
    sqlite3_exec(db, sql.c_str(),
                 [](void *list, int, char **values, char **) {
                     static_cast<std::vector<std::int64_t> *>(list)->push_back(values[0] ? std::atoll(values[0]) : 0);
                     return 0;
                 },
                 &numbers, &error);
    EXPECT_EQ(error, nullptr) << error << " in " << sql;
    sqlite3_free(error);
    sqlite3_close(db);
    return numbers;
}

} // namespace

const std::vector<KillScenario> &killScenarios()
{
    static const std::vector<KillScenario> list{
        {"SqliteAppend", To::Sqlite, From::Csv, Mode::Append, Play::Run},
        {"SqliteUpsertFromApi", To::Sqlite, From::Api, Mode::Upsert, Play::Run},
        {"SqliteReplace", To::Sqlite, From::Csv, Mode::Replace, Play::Run},
        {"SqliteAgain", To::Sqlite, From::Csv, Mode::Upsert, Play::Again},
        {"SqliteCompensation", To::Sqlite, From::Csv, Mode::Upsert, Play::Compensate},
        {"PostgresqlAppend", To::Postgresql, From::Csv, Mode::Append, Play::Run},
        {"PostgresqlAppendFromApi", To::Postgresql, From::Api, Mode::Append, Play::Run},
        {"PostgresqlUpsert", To::Postgresql, From::Csv, Mode::Upsert, Play::Run},
        {"PostgresqlReplace", To::Postgresql, From::Csv, Mode::Replace, Play::Run},
        {"PostgresqlCompensation", To::Postgresql, From::Csv, Mode::Append, Play::Compensate},
        {"NdjsonAppend", To::Ndjson, From::Csv, Mode::Append, Play::Run},
        {"NdjsonCompensation", To::Ndjson, From::Csv, Mode::Append, Play::Compensate},
        {"CsvAppendFromApi", To::Csv, From::Api, Mode::Append, Play::Run},
        {"CsvReplace", To::Csv, From::Csv, Mode::Replace, Play::Run},
        {"ApiAppend", To::Api, From::Csv, Mode::Append, Play::Run},
        {"ApiAppendFromApi", To::Api, From::Api, Mode::Append, Play::Run},
        {"ApiCompensation", To::Api, From::Csv, Mode::Append, Play::Compensate},
    };
    return list;
}

KillRig::KillRig(const KillScenario &scenario, std::string program)
    : m_scenario(scenario), m_program(std::move(program)), m_target(Target::make(scenario))
{}

KillRig::~KillRig() = default;

bool KillRig::isDatabase() const
{
    return m_scenario.target == To::Sqlite || m_scenario.target == To::Postgresql;
}

bool KillRig::isChecked() const
{
    return isDatabase() || m_scenario.target == To::Api;
}

troubled::Keys KillRig::keys() const
{
    if (m_scenario.mode == Mode::Upsert)
        return troubled::Keys::Merged;
    const bool hasKey = isDatabase() && !(m_scenario.target == To::Postgresql && m_scenario.mode == Mode::Append);
    return hasKey ? troubled::Keys::Refused : troubled::Keys::None;
}

std::string KillRig::job(const TestFolder &folder, bool isHealed) const
{
    const std::string source = m_scenario.from == From::Csv ? fmt::format(R"("file": "{}")", folder.file("orders.csv"))
                                                            : R"("connection": "shop", "stream": "orders")";
    const char *mode = m_scenario.mode == Mode::Append ? "append" : m_scenario.mode == Mode::Upsert ? "upsert" : "replace";
    const std::string key = m_scenario.mode == Mode::Upsert ? R"(, "key": ["id"])" : "";
    const char *amount = isHealed ? R"x("expr": "decimal(replace(replace(amount, 'abc', '0'), '-', ''))")x" : R"("from": "amount")";
    const std::string name = isChecked() && isHealed
                                 ? fmt::format(R"x("type": "text({})", "onTooLong": "cut")x", troubled::nameLengthMax)
                                 : R"("type": "text")";
    return fmt::format(R"x({{"weir": 1, "source": {{{}}}, "target": {{@TARGET@, "mode": "{}"{}}},
        "mapping": {{"fields": [{{"to": "id", "from": "id", "type": "int64"}}, {{"to": "amount", {}, "type": "decimal"}},
                                {{"to": "name", "from": "name", {}}}],
                     "filters": [{{"name": "drops", "drop": "starts_with(name, 'drop')"}}]}},
        "policy": {{"stopAfter": "never"}}}})x",
                       source, mode, key, amount, name);
}

void KillRig::prepare(const TestFolder &folder)
{
    const auto workspace = Workspace::init(folder.file("ws"), "kills");
    ASSERT_TRUE(workspace) << workspace.error().detail;
    if (m_scenario.from == From::Csv)
        folder.write("orders.csv", troubled::csv());
    else
        folder.write("ws/connections/shop.json",
                     fmt::format(R"({{"weir": 1, "kind": "http", "baseUrl": "{}", "streams": {{"orders": {{"path": "/orders",
                         "records": "$.items", "paging": {{"type": "nextUrl", "next": "$.next"}}, "key": ["id"]}}}}}})",
                                 api().origin()));
    const std::string target = m_target->prepare(folder);
    const auto write = [&](bool isHealed) {
        std::string text = job(folder, isHealed);
        folder.write("ws/jobs/orders.json", text.replace(text.find("@TARGET@"), 8, target));
    };
    write(false);
    if (m_scenario.play == Play::Run)
        return;
    const Finished first = run(m_program, {"run", "orders", "--workspace", folder.file("ws"), "--json"}, {}, folder.path());
    ASSERT_EQ(first.exitCode, 3) << first.out << first.error;
    write(m_scenario.play == Play::Compensate);
}

Finished KillRig::play(const TestFolder &folder, const std::string &kill)
{
    std::vector<std::string> words{m_scenario.play == Play::Compensate ? "compensate" : "run", "orders"};
    if (m_scenario.play != Play::Compensate)
        words.insert(words.end(), {"--commit-rows", std::to_string(commitRows)});
    if (m_scenario.play == Play::Again && !kill.empty())
        words.emplace_back("--again");
    if (m_scenario.mode == Mode::Replace && isDatabase())
        words.insert(words.end(), {"--yes-replace", std::to_string(rowsBeforeReplace().size())});
    words.insert(words.end(), {"--json", "--workspace", folder.file("ws")});
    std::map<std::string, std::string> environment{{"WEIR_STEP_TRACE", folder.file("trace")}};
    if (!kill.empty())
        environment["WEIR_STEP_KILL"] = kill;
    return run(m_program, words, environment, folder.path());
}

std::vector<std::string> KillRig::passed(const TestFolder &folder)
{
    std::vector<std::string> names;
    std::istringstream lines(folder.read("trace"));
    for (std::string name; std::getline(lines, name);)
        names.push_back(name);
    m_seen.insert(names.begin(), names.end());
    return names;
}

std::vector<KillRig::Passed> KillRig::steps()
{
    const TestFolder folder = TestFolder::inMemory();
    prepare(folder);
    const Finished done = play(folder, m_scenario.play == Play::Again ? "none" : "");
    EXPECT_TRUE(done.exitCode == 0 || done.exitCode == 3) << done.exitCode << done.out << done.error;
    std::vector<Passed> steps;
    for (const std::string &name : passed(folder)) {
        const auto known = std::find_if(steps.begin(), steps.end(), [&](const Passed &step) { return step.step == name; });
        if (known == steps.end())
            steps.push_back({name, 1});
        else
            ++known->passes;
    }
    if (m_scenario.play == Play::Run && m_scenario.from == From::Csv)
        m_borders = ledgerNumbers(folder, "SELECT seq_last FROM batch ORDER BY seq_last");
    return steps;
}

int KillRig::expectExactAfter(const std::vector<std::string> &kills)
{
    const TestFolder folder = TestFolder::inMemory();
    prepare(folder);
    std::string after;
    int struck = 0;
    m_commitsBeforeKill = -1;
    for (const std::string &kill : kills) {
        after += (after.empty() ? "kill at " : ", then ") + kill;
        const Finished killed = play(folder, kill);
        EXPECT_TRUE(killed.signal == SIGKILL || killed.exitCode == 0 || killed.exitCode == 3 || struck > 0)
            << after << ": exit " << killed.exitCode << killed.out << killed.error;
        struck += killed.signal == SIGKILL;
        const auto names = passed(folder);
        if (kills.size() == 1)
            m_commitsBeforeKill = std::count(names.begin(), names.end(),
                                             isDatabase() ? "target.commit.done" : "delivery.ledger.acknowledged");
        if (m_scenario.mode == Mode::Replace && killed.signal == SIGKILL) {
            const auto rows = m_target->rows(folder);
            EXPECT_TRUE(rows == rowsBeforeReplace() || rows == troubled::ends(keys(), isChecked()).rows)
                << after << ": a half replaced target with " << rows.size() << " rows";
        }
    }
    finish(folder, after);
    return struck;
}

void KillRig::finish(const TestFolder &folder, const std::string &after)
{
    const Finished last = play(folder, {});
    passed(folder);
    const Json object = Json::parse(last.out, nullptr, false);
    const bool isThere = last.exitCode == 1 && m_scenario.from == From::Api
                         && last.out.find("has already delivered the whole source") != std::string::npos;
    ASSERT_TRUE(last.exitCode == 0 || last.exitCode == 3 || isThere) << after << ": " << last.exitCode << last.out << last.error;
    expectRows(folder, after);
    expectBooks(folder, after);
    if (m_commitsBeforeKill > 0 && !m_borders.empty()) {
        const auto commits = std::min<std::size_t>(static_cast<std::size_t>(m_commitsBeforeKill), m_borders.size());
        EXPECT_LE(object.value("read", -1), m_borders.back() - m_borders[commits - 1])
            << after << ": what was committed was read again";
    }
}

void KillRig::expectRows(const TestFolder &folder, const std::string &after)
{
    const auto want = m_scenario.play == Play::Compensate ? troubled::endsWhenHealed(keys(), isChecked())
                                                          : troubled::ends(keys(), isChecked());
    const auto found = m_target->rows(folder);
    std::vector<std::string> lost, twice;
    std::set_difference(want.rows.begin(), want.rows.end(), found.begin(), found.end(), std::back_inserter(lost));
    std::set_difference(found.begin(), found.end(), want.rows.begin(), want.rows.end(), std::back_inserter(twice));
    EXPECT_TRUE(lost.empty()) << after << ": " << lost.size() << " rows are lost, the first is " << lost.front();
    EXPECT_TRUE(twice.empty()) << after << ": " << twice.size() << " rows too many, the first is " << twice.front();
}

void KillRig::expectBooks(const TestFolder &folder, const std::string &after)
{
    const auto want = troubled::ends(keys(), isChecked());
    const auto number = [&](const std::string &sql) {
        const auto numbers = ledgerNumbers(folder, sql);
        return numbers.empty() ? -1 : numbers.front();
    };
    const std::string present = " FROM batch WHERE generation = (SELECT max(generation) FROM batch)";
    EXPECT_EQ(number("SELECT sum(rows_read)" + present), troubled::rows()) << after;
    EXPECT_EQ(number("SELECT sum(rows_inserted + rows_updated + rows_unchanged + rows_superseded)" + present), want.delivered)
        << after;
    EXPECT_EQ(number("SELECT sum(rows_filtered)" + present), want.filtered) << after;
    EXPECT_EQ(number("SELECT sum(rows_quarantined)" + present), want.quarantined) << after;
    EXPECT_EQ(number("SELECT count(*) FROM exception_row WHERE state = 'provisional'"), 0) << after;
    const auto open = m_scenario.play == Play::Compensate
                          ? troubled::endsWhenHealed(keys(), isChecked()).quarantined
                          : want.quarantined;
    EXPECT_EQ(number("SELECT count(*) FROM exception_row WHERE state = 'quarantined' AND generation = "
                     "(SELECT max(generation) FROM batch)"), open) << after;
    EXPECT_EQ(number("SELECT count(*) FROM run WHERE rows_read <> rows_inserted + rows_updated + rows_unchanged + "
                     "rows_superseded + rows_filtered + rows_quarantined + rows_unknown + rows_pending"), 0) << after;
    auto reader = LedgerReader::open(folder.file("ws/ledger.db"));
    ASSERT_TRUE(reader) << after << reader.error().detail;
    const auto findings = checkLedger(*reader);
    ASSERT_TRUE(findings) << after << findings.error().detail;
    for (const LedgerFinding &finding : *findings)
        ADD_FAILURE() << after << ": weir check: " << finding.invariant << ": " << finding.where << ": " << finding.detail;
}

} // namespace weir::test
