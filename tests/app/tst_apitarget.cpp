// Rows into an API that fails in every way: with a key (D1), with an address of its own (D2) and with neither (D3). Each row
// arrives at most once, and whatever cannot be known is said, exactly. Played against the built program.

#include "tests/support/places.h"
#include "tests/support/weirfixture.h"

#include "core/drill/loopbackserver.h"

#include <csignal>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <set>

namespace weir::test {
namespace {

using Json = nlohmann::json;

constexpr int rows = 12, troubledRow = 5;

/// What the API does with the request for the row of trouble, the first time.
struct Fault
{
    std::string name;
    bool isTaken = false;    ///< the API stored the row before it failed
    bool isCertain = false;  ///< the answer says that nothing was stored, or how it ended
    bool isRejected = false; ///< the row is bad
    std::function<void(ServerConnection &)> answer;
};

const std::vector<Fault> &faults()
{
    static const auto send = [](int status, std::string body, std::vector<std::string> headers = {}, std::string type = "application/json") {
        return [=](ServerConnection &wire) { wire.send(answerText(status, body, headers, type)); };
    };
    static const auto reset = [](ServerConnection &wire) { wire.reset(); };
    static const auto cut = [](ServerConnection &wire) {
        wire.send("HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"id\"");
        wire.close();
    };
    static const auto silence = [](ServerConnection &wire) { wire.pause(std::chrono::seconds(20)); };
    static const std::vector<Fault> list{
        {"ResetUnseen", false, false, false, reset},
        {"ResetAfterTaking", true, false, false, reset},
        {"CutAnswerAfterTaking", true, false, false, cut},
        {"SilenceAfterTaking", true, false, false, silence},
        {"Silence", false, false, false, silence},
        {"Error500AfterTaking", true, false, false, send(500, "{}")},
        {"Error502", false, false, false, send(502, "bad gateway", {}, "text/plain")},
        {"Error504AfterTaking", true, false, false, send(504, "{}")},
        {"Busy503", false, true, false, send(503, "{}", {"Retry-After: 1"})},
        {"TooMany429", false, true, false, send(429, "{}", {"Retry-After: 1"})},
        {"TooEarly425", false, true, false, send(425, "{}")},
        {"Bad400", false, true, true, send(400, R"({"error": "bad amount"})")},
        {"Bad422", false, true, true, send(422, R"({"error": "bad amount"})")},
        {"TooLarge413", false, true, true, send(413, "{}")},
    };
    return list;
}

class Taker
{
public:
    /// \a knowsKeys: an API that answers a key it has seen as it did the first time (class D1).
    explicit Taker(bool knowsKeys) : m_knowsKeys(knowsKeys) {}

    void spoil(int row, Fault fault) { m_faults[row] = std::move(fault); }
    [[nodiscard]] std::string origin() const { return m_server->origin(); }
    [[nodiscard]] std::multiset<int> taken() const
    {
        const std::lock_guard lock(m_mutex);
        return m_taken;
    }
    [[nodiscard]] std::vector<std::string> paths() const
    {
        const std::lock_guard lock(m_mutex);
        return m_paths;
    }
    [[nodiscard]] int requests() const { return m_server->requests(); }

private:
    void serve(const ServedRequest &request, ServerConnection &wire)
    {
        std::function<void(ServerConnection &)> answer;
        {
            const std::lock_guard lock(m_mutex);
            answer = answerTo(request);
        }
        answer(wire);
    }
    std::function<void(ServerConnection &)> answerTo(const ServedRequest &request)
    {
        const auto created = [](ServerConnection &wire) { wire.send(answerText(201, "{}")); };
        if (request.method == "GET") {
            const int id = std::stoi(request.path.substr(request.path.rfind('/') + 1));
            if (!m_taken.contains(id))
                return [](ServerConnection &wire) { wire.send(answerText(404, "{}")); };
            return [id](ServerConnection &wire) { wire.send(answerText(200, fmt::format(R"({{"id": {}, "name": "n{}"}})", id, id))); };
        }
        m_paths.push_back(request.path);
        const int id = Json::parse(request.body, nullptr, false).value("id", -1);
        const std::string key(request.header("idempotency-key"));
        if (m_knowsKeys && !key.empty() && !m_keys.insert(key).second)
            return created;
        const auto fault = m_faults.find(id);
        if (fault == m_faults.end()) {
            take(request, id);
            return created;
        }
        const Fault now = fault->second;
        if (!now.isRejected)
            m_faults.erase(fault);
        if (now.isTaken)
            take(request, id);
        else
            m_keys.erase(key);
        return now.answer;
    }
    /// A row with an address of its own is replaced by itself.
    void take(const ServedRequest &request, int id)
    {
        if (request.method == "PUT")
            m_taken.erase(id);
        m_taken.insert(id);
    }

    const bool m_knowsKeys;
    mutable std::mutex m_mutex;
    std::multiset<int> m_taken;
    std::vector<std::string> m_paths;
    std::set<std::string> m_keys;
    std::map<int, Fault> m_faults;
    std::unique_ptr<LoopbackServer> m_server = std::move(
        *LoopbackServer::start([this](const ServedRequest &request, ServerConnection &wire) { serve(request, wire); }));
};

class ApiTarget : public WeirFixture
{
protected:
    ApiTarget() : WeirFixture(weirProgram()) {}

    /// \a write: the "write" object of the stream.
    void prepare(const Taker &api, const std::string &write, const std::string &mode = "append")
    {
        EXPECT_EQ(run(weirProgram(), {"init", m_folder.file("ws")}, {}, m_folder.path()).exitCode, 0);
        m_folder.write("ws/connections/api.json",
                       fmt::format(R"({{"weir": 1, "kind": "http", "baseUrl": "{}", "limits": {{"idleTimeout": "2500ms"}},
                           "streams": {{"orders": {{"path": "/orders", "write": {}}}}}}})", api.origin(), write));
        std::string csv = "id,name\n";
        for (int id = 1; id <= rows; ++id)
            csv += fmt::format("{},n{}\n", id, id);
        m_folder.write("rows.csv", csv);
        m_folder.write("ws/jobs/send.json",
                       fmt::format(R"({{"weir": 1, "source": {{"file": "{}"}}, "target": {{"connection": "api", "stream": "orders", "mode": "{}",
                           "types": {{"id": "int64"}}}},
                           "policy": {{"stopAfter": "never"}}}})", m_folder.file("rows.csv"), mode));
    }
    /// The job's books over all of its runs.
    std::int64_t booked(const std::string &column)
    {
        return std::stoll(sql(fmt::format("SELECT sum(rows_{}) FROM batch", column), "ws/ledger.db"));
    }
    void expectSound()
    {
        const Json checked = weir({"check"});
        EXPECT_EQ(m_exit, 0) << checked.dump();
        EXPECT_EQ(booked("inserted") + booked("updated") + booked("quarantined") + booked("unknown"), booked("read"));
        EXPECT_EQ(sql("SELECT count(*) FROM exception_row WHERE state = 'provisional'", "ws/ledger.db"), "0");
        EXPECT_EQ(sql("SELECT count(*) FROM dispatch WHERE state = 'open'", "ws/ledger.db"), "0");
        EXPECT_EQ(sql("SELECT count(*) FROM exception_row WHERE state = 'unknown'", "ws/ledger.db"), std::to_string(booked("unknown")));
    }
    static void expectAtMostOnce(const Taker &api)
    {
        const auto taken = api.taken();
        for (int id = 1; id <= rows; ++id)
            EXPECT_LE(taken.count(id), 1U) << "row " << id << " was written twice";
    }
};

constexpr const char *byKey = R"({"method": "POST", "idempotencyHeader": "Idempotency-Key", "idempotencyWindow": "24h"})";
constexpr const char *byAddress = R"({"method": "PUT", "path": "/orders/{id}"})";
constexpr const char *byNothing = R"({"method": "POST"})";

class ApiFault : public ApiTarget, public testing::WithParamInterface<Fault>
{};

TEST_P(ApiFault, WithAKeyOrAnAddressEveryRowArrivesOnce)
{
    for (const char *write : {byKey, byAddress}) {
        Taker api(true);
        api.spoil(troubledRow, GetParam());
        prepare(api, write);
        const Json done = weir({"run", "send"});
        EXPECT_EQ(m_exit, GetParam().isRejected ? 3 : 0) << done.dump() << m_error;
        const auto taken = api.taken();
        for (int id = 1; id <= rows; ++id)
            EXPECT_EQ(taken.count(id), id == troubledRow && GetParam().isRejected ? 0U : 1U) << "row " << id;
        EXPECT_EQ(booked("unknown"), 0);
        EXPECT_EQ(booked("quarantined"), GetParam().isRejected ? 1 : 0);
        expectSound();
        std::filesystem::remove_all(m_folder.file("ws"));
    }
}

TEST_P(ApiFault, WithNeitherARowIsUnknownOnlyWhereNobodyCanKnow)
{
    Taker api(false);
    api.spoil(troubledRow, GetParam());
    prepare(api, byNothing);
    const Json done = weir({"run", "send"});
    const bool isUnknown = !GetParam().isCertain;
    EXPECT_EQ(m_exit, isUnknown || GetParam().isRejected ? 3 : 0) << done.dump() << m_error;
    EXPECT_EQ(booked("unknown"), isUnknown ? 1 : 0);
    EXPECT_EQ(booked("quarantined"), GetParam().isRejected ? 1 : 0);
    EXPECT_EQ(booked("read"), rows);
    expectAtMostOnce(api);
    const auto taken = api.taken();
    for (int id = 1; id <= rows; ++id) {
        if (id != troubledRow) {
            EXPECT_EQ(taken.count(id), 1U) << "row " << id;
        }
    }
    expectSound();
}

INSTANTIATE_TEST_SUITE_P(Every, ApiFault, testing::ValuesIn(faults()), [](const auto &fault) { return fault.param.name; });

/// One kill, at most one unknown row, counted; nothing twice, nothing lost.
TEST_F(ApiTarget, KilledAnywhereWithNeitherKeyNorAddressLeavesAtMostOneUnknownRow)
{
    for (const char *step : {"delivery.dispatch.recorded", "http.write.begin", "http.write.answered", "delivery.dispatch.answered",
                             "delivery.ledger.acknowledged", "delivery.batch.sealed"}) {
        Taker api(false);
        prepare(api, byNothing);
        const int pass = std::string_view(step) == "delivery.batch.sealed" ? 1 : 7;
        (void)weir({"run", "send"}, {{"WEIR_STEP_KILL", fmt::format("{}:{}", step, pass)}});
        EXPECT_EQ(m_signal, SIGKILL) << step;
        const Json done = weir({"run", "send"});
        EXPECT_TRUE(m_exit == 0 || m_exit == 3) << step << done.dump() << m_error;
        expectAtMostOnce(api);
        EXPECT_EQ(booked("read"), rows) << step;
        EXPECT_LE(booked("unknown"), 1) << step;
        EXPECT_EQ(booked("inserted") + booked("unknown"), rows) << step;
        const auto missing = rows - static_cast<std::int64_t>(api.taken().size());
        EXPECT_TRUE(missing == 0 || missing == booked("unknown")) << step << ": " << missing << " rows are lost";
        expectSound();
        std::filesystem::remove_all(m_folder.file("ws"));
    }
}

/// The control: without the entry made before the request left, the same kill writes a row twice.
TEST_F(ApiTarget, WithoutTheEntryBeforeTheFirstByteTheSameKillWritesARowTwice)
{
    Taker api(false);
    prepare(api, byNothing);
    (void)weir({"run", "send"}, {{"WEIR_STEP_KILL", "http.write.answered:7"}});
    ASSERT_EQ(m_signal, SIGKILL);
    sql("DELETE FROM dispatch", "ws/ledger.db");
    (void)weir({"run", "send"});
    EXPECT_EQ(api.taken().count(7), 2U);
}

TEST_F(ApiTarget, KilledBehindAFailureGoesOnWithTheSameRequest)
{
    for (const char *write : {byKey, byAddress}) {
        Taker api(true);
        api.spoil(troubledRow, faults()[1]);
        prepare(api, write);
        (void)weir({"run", "send"}, {{"WEIR_STEP_KILL", "delivery.dispatch.failed"}});
        EXPECT_EQ(m_signal, SIGKILL);
        const Json done = weir({"run", "send"});
        EXPECT_EQ(m_exit, 0) << done.dump();
        const auto taken = api.taken();
        for (int id = 1; id <= rows; ++id)
            EXPECT_EQ(taken.count(id), 1U) << "row " << id;
        expectSound();
        std::filesystem::remove_all(m_folder.file("ws"));
    }
}

TEST_F(ApiTarget, ALookUpSettlesWhatWasNotAnswered)
{
    for (const bool isTaken : {true, false}) {
        Taker api(false);
        api.spoil(troubledRow, faults()[isTaken ? 1 : 0]);
        prepare(api, R"({"method": "POST", "lookup": "/orders/{id}"})");
        const Json done = weir({"run", "send"});
        EXPECT_EQ(m_exit, 0) << done.dump();
        const auto taken = api.taken();
        for (int id = 1; id <= rows; ++id)
            EXPECT_EQ(taken.count(id), 1U) << "row " << id;
        EXPECT_EQ(booked("unknown"), 0);
        expectSound();
        std::filesystem::remove_all(m_folder.file("ws"));
    }
}

/// What a person must put right stops the job; no row is blamed for it.
TEST_F(ApiTarget, WhatAPersonMustPutRightStopsTheJobAndBlamesNoRow)
{
    const std::vector<std::pair<std::string, std::function<void(ServerConnection &)>>> answers{
        {"401", [](ServerConnection &wire) { wire.send(answerText(401, "{}")); }},
        {"403", [](ServerConnection &wire) { wire.send(answerText(403, "{}")); }},
        {"405", [](ServerConnection &wire) { wire.send(answerText(405, "{}")); }},
        {"302", [](ServerConnection &wire) { wire.send(answerText(302, "", {"Location: http://127.0.0.1:1/elsewhere"})); }},
        {"sign-in", [](ServerConnection &wire) { wire.send(answerText(200, "<html>Sign in</html>", {}, "text/html")); }},
    };
    for (const auto &[what, answer] : answers) {
        Taker api(false);
        api.spoil(troubledRow, {what, false, true, false, answer});
        prepare(api, byNothing);
        const Json failed = weir({"run", "send"});
        EXPECT_TRUE(m_exit == 1 || m_exit == 2) << what << failed.dump();
        EXPECT_EQ(failed["state"], "failed") << what;
        EXPECT_EQ(sql("SELECT count(*) FROM exception_row", "ws/ledger.db"), "0") << what;
        const Json done = weir({"run", "send"});
        EXPECT_EQ(m_exit, 0) << what << done.dump();
        EXPECT_EQ(api.taken().size(), static_cast<std::size_t>(rows)) << what;
        expectAtMostOnce(api);
        expectSound();
        std::filesystem::remove_all(m_folder.file("ws"));
    }
}

/// An API that answers 200 whatever happened, and says in the body what did.
TEST_F(ApiTarget, ACodeInTheBodyTellsWhetherARowWasTaken)
{
    Taker api(false);
    api.spoil(troubledRow, {"code", false, true, true, [](ServerConnection &wire) { wire.send(answerText(200, R"({"code": 7})")); }});
    for (int id = 1; id <= rows; ++id) {
        if (id != troubledRow)
            api.spoil(id, {"fine", true, true, false, [](ServerConnection &wire) { wire.send(answerText(200, R"({"code": 0})")); }});
    }
    prepare(api, R"({"method": "POST", "successField": "code", "successValue": "0"})");
    const Json done = weir({"run", "send"});
    EXPECT_EQ(m_exit, 3) << done.dump();
    EXPECT_EQ(booked("inserted"), rows - 1);
    EXPECT_EQ(booked("quarantined"), 1);
    expectSound();
}

TEST_F(ApiTarget, AnAnswerThatIsNotFinalIsAskedForUntilItIs)
{
    Taker api(false);
    api.spoil(troubledRow, {"later", true, true, false, [](ServerConnection &wire) {
                  wire.send(answerText(202, "{}", {fmt::format("Location: /orders/{}", troubledRow)}));
              }});
    prepare(api, byNothing);
    const Json done = weir({"run", "send"});
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_EQ(booked("inserted"), rows);
    expectAtMostOnce(api);
    expectSound();
}

/// A refused row is corrected and delivered; its request has no answer: with a key it is settled, with nothing it is unknown and
/// stays so until a person says what became of it.
TEST_F(ApiTarget, ACompensationIsSettledByTheSameRules)
{
    for (const char *write : {byKey, byNothing}) {
        Taker api(true);
        api.spoil(troubledRow, faults()[12]);
        prepare(api, write);
        (void)weir({"run", "send"});
        ASSERT_EQ(m_exit, 3);
        ASSERT_EQ(booked("quarantined"), 1);
        api.spoil(troubledRow, faults()[1]); // taken, and no answer
        const Json done = weir({"compensate", "send"});
        const bool isKnown = write == std::string_view(byKey);
        EXPECT_EQ(m_exit, isKnown ? 0 : 3) << done.dump();
        EXPECT_EQ(done.value("inserted", -1), isKnown ? 1 : 0) << done.dump();
        EXPECT_EQ(done.value("unknown", -1), isKnown ? 0 : 1) << done.dump();
        EXPECT_EQ(api.taken().size(), static_cast<std::size_t>(rows));
        expectAtMostOnce(api);
        const Json again = weir({"compensate", "send"});
        EXPECT_EQ(again.value("selected", -1), 0) << "an unknown row is not sent again by itself: " << again.dump();
        expectAtMostOnce(api);
        const Json checked = weir({"check"});
        EXPECT_EQ(m_exit, 0) << checked.dump();
        std::filesystem::remove_all(m_folder.file("ws"));
    }
}

TEST_F(ApiTarget, ACompensationKilledAnywhereSendsNothingTwice)
{
    for (const char *step : {"compensation.request.recorded", "http.write.begin", "http.write.answered", "compensation.request.answered",
                             "compensation.batch.settled"}) {
        Taker api(false);
        api.spoil(troubledRow, faults()[12]);
        prepare(api, byNothing);
        (void)weir({"run", "send"});
        ASSERT_EQ(m_exit, 3);
        api.spoil(troubledRow, {"fine", true, true, false, [](ServerConnection &wire) { wire.send(answerText(201, "{}")); }});
        (void)weir({"compensate", "send"}, {{"WEIR_STEP_KILL", step}});
        EXPECT_EQ(m_signal, SIGKILL) << step;
        (void)weir({"compensate", "send"});
        expectAtMostOnce(api);
        const std::string state = sql("SELECT state FROM exception_row", "ws/ledger.db");
        EXPECT_TRUE(state == "delivered" || state == "unknown") << step << ": " << state;
        EXPECT_TRUE(api.taken().contains(troubledRow) || state == "unknown") << step << ": the row is lost";
        const Json checked = weir({"check"});
        EXPECT_EQ(m_exit, 0) << checked.dump();
        std::filesystem::remove_all(m_folder.file("ws"));
    }
}

TEST_F(ApiTarget, NoValueCanChangeWhereARequestGoes)
{
    Taker api(false);
    prepare(api, R"({"method": "PUT", "path": "/orders/{name}"})");
    m_folder.write("rows.csv", "id,name\n1,../admin\n2,.\n3,\n4,a/b?c=d#e\n5,//evil.example/x\n6,..\n");
    const Json done = weir({"run", "send"});
    EXPECT_EQ(m_exit, 3) << done.dump();
    EXPECT_EQ(booked("quarantined"), 3) << "dots alone and nothing are no part of a path";
    EXPECT_EQ(api.paths(), std::vector<std::string>({"/orders/..%2Fadmin", "/orders/a%2Fb%3Fc%3Dd%23e", "/orders/%2F%2Fevil.example%2Fx"}))
        << "the others are one part, encoded";
}

TEST_F(ApiTarget, ASettingThatCannotWorkIsSaidBeforeARequestIsSent)
{
    Taker api(false);
    for (const auto &[write, said] : std::vector<std::pair<std::string, std::string>>{
             {R"({"method": "PUT", "path": "/orders/{nr}"})", "nr"},
             {R"({"method": "POST", "path": "//evil.example/x"})", "must begin with one"},
             {R"({"method": "POST", "path": "/x", "resultsAt": "$.r"})", "bulk"},
             {R"({"method": "POST", "idempotencyWindow": "1h"})", "idempotencyHeader"},
             {R"({"method": "POST", "bulk": true, "path": "/o/{id}"})", "many rows"}}) {
        prepare(api, write);
        const Json refused = weir({"run", "send"});
        EXPECT_EQ(m_exit, 2) << write << refused.dump();
        EXPECT_NE(refused.dump().find(said), std::string::npos) << write << refused.dump();
        std::filesystem::remove_all(m_folder.file("ws"));
    }
    EXPECT_EQ(api.requests(), 0);
}

} // namespace
} // namespace weir::test
