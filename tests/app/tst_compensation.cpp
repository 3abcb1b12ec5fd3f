// `weir compensate` and what a person does to rows in quarantine.

#include "tests/app/compensationtesting.h"
#include "tests/support/places.h"

#include <thread>

namespace weir::test {
namespace {

class Compensation : public CompensationTest
{
protected:
    std::string causes() { return ledger("SELECT code, field, rows_open FROM cause WHERE rows_open > 0 ORDER BY id"); }
};

TEST_F(Compensation, PreviewSaysWhatHappensAndTwiceChangesNothing)
{
    prepare(Place::Sqlite, "id,n\n1,1\n2,#2\n3,#3\n4,#4\n5,x\n6,#6\n", "id INTEGER PRIMARY KEY, n INTEGER");
    writeJob(false, "upsert");
    weir({"run", "job"});
    ASSERT_EQ(m_exit, 3) << m_error;
    sql("INSERT INTO orders VALUES (3, 3), (4, 40)"); // another program was faster: once the same, once not
    writeJob(true, "upsert");
    const Json preview = compensate({"--preview"});
    EXPECT_EQ(m_exit, 3);
    expectFigures(preview, 5, 2, 0, 1, 1, 1);
    EXPECT_EQ(preview["preview"], true);
    EXPECT_TRUE(preview["run"].is_null());
    EXPECT_EQ(sql("SELECT count(*) FROM orders"), "3") << "a preview writes nothing";
    const Json result = compensate();
    EXPECT_EQ(m_exit, 3);
    expectSameFigures(preview, result);
    EXPECT_EQ(sql("SELECT id, n FROM orders ORDER BY id"), "1|1;2|2;3|3;4|40;6|6");
    const Json again = compensate();
    expectFigures(again, 2, 0, 0, 0, 1, 1);
    EXPECT_EQ(sql("SELECT count(*) FROM orders"), "5");
    const Json forced = compensate({"--overwrite"});
    expectFigures(forced, 2, 0, 1, 0, 1, 0);
    EXPECT_EQ(sql("SELECT n FROM orders WHERE id = 4"), "4");
    weir({"check"});
    EXPECT_EQ(m_exit, 0) << m_error;
}

TEST_F(Compensation, NothingLeftOpenIsExitZeroAndTheObjectIsTheContract)
{
    prepare(Place::Sqlite, "id,n\n1,1\n2,#2\n");
    writeJob(false, "append");
    weir({"run", "job"});
    writeJob(true, "append");
    const Json result = compensate();
    EXPECT_EQ(m_exit, 0);
    std::vector<std::string> names;
    for (const auto &[name, value] : result.items())
        names.push_back(name);
    EXPECT_EQ(names, (std::vector<std::string>{"alreadyThere", "blocked", "causes", "inserted", "job", "manifest", "preview",
                                               "run", "selected", "stillFails", "targetNewer", "unknown", "updated", "why"}));
    expectFigures(compensate(), 0, 0, 0, 0, 0, 0);
    EXPECT_EQ(m_exit, 0);
    EXPECT_EQ(targetRows(), (std::vector<std::string>{"1|1", "2|2"}));
    const Json status = weir({"status", "job"});
    EXPECT_EQ(m_exit, 0);
}

TEST_F(Compensation, RowsThatFailAgainGoBackWithANewCause)
{
    prepare(Place::Sqlite, "id,n\n1,1\n2,#200\n3,#3\n", "id INTEGER PRIMARY KEY, n INTEGER CHECK (n < 100)");
    writeJob(false, "upsert");
    weir({"run", "job"});
    EXPECT_EQ(causes(), "NotANumber|n|2");
    writeJob(true, "upsert");
    const Json result = compensate();
    EXPECT_EQ(m_exit, 3);
    expectFigures(result, 2, 1, 0, 0, 1, 0);
    EXPECT_EQ(result["causes"][0]["code"], "Check");
    EXPECT_EQ(causes().substr(0, 5), "Check");
    EXPECT_EQ(ledger("SELECT tries, state FROM exception_row ORDER BY seq"), "2|quarantined;1|delivered");
    sql("CREATE TABLE wide (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO wide SELECT * FROM orders; DROP TABLE orders; "
        "ALTER TABLE wide RENAME TO orders");
    expectFigures(compensate(), 1, 1, 0, 0, 0, 0);
    EXPECT_EQ(m_exit, 0);
    EXPECT_EQ(sql("SELECT n FROM orders WHERE id = 2"), "200");
}

TEST_F(Compensation, RowsAreChosenByCauseRunKeyAndTimeOfFailure)
{
    prepare(Place::Sqlite, "id,n\n1,#1\n2,#2\ntwo,3\n", "id INTEGER PRIMARY KEY, n INTEGER");
    writeJob(false, "upsert");
    const Json first = weir({"run", "job"});
    m_folder.write("a.csv", "id,n\n1,#1\n2,#2\ntwo,3\n4,#4\n");
    const Json second = weir({"run", "job"});
    ASSERT_NE(first["run"], second["run"]);
    const auto selected = [&](std::vector<std::string> flags) {
        flags.push_back("--preview");
        return compensate(std::move(flags))["selected"].get<int>();
    };
    const std::string cause = ledger("SELECT id FROM cause WHERE field = 'id'");
    EXPECT_EQ(selected({}), 4);
    EXPECT_EQ(selected({"--cause", cause}), 1);
    EXPECT_EQ(selected({"--run", first["run"].dump()}), 3);
    EXPECT_EQ(selected({"--run", second["run"].dump()}), 1);
    EXPECT_EQ(selected({"--key", "2"}), 1);
    EXPECT_EQ(selected({"--key", "99"}), 0);
    EXPECT_EQ(selected({"--from", "2020-01-01", "--to", "2021-01-01"}), 0);
    EXPECT_EQ(selected({"--from", "2020-01-01"}), 4);
    ledger("UPDATE exception_row SET at = 1577880000000 WHERE seq = 1"); // 2020-01-01T12:00Z
    EXPECT_EQ(selected({"--from", "2020-01-01T11:00:00Z", "--to", "2020-01-01T12:00:01Z"}), 1);
    EXPECT_EQ(selected({"--to", "2020-01-01T12:00:00Z"}), 0) << "--to is exclusive";
    writeJob(true, "upsert");
    expectFigures(compensate({"--key", "2"}), 1, 1, 0, 0, 0, 0);
    EXPECT_EQ(sql("SELECT id FROM orders"), "2");
}

TEST_F(Compensation, ANewerRowOfTheTargetIsNotOverwritten)
{
    for (const Place place : {Place::Sqlite, Place::Postgresql}) {
        prepare(place, "id,n,v\n1,#1,5\n2,#2,5\n3,#3,5\n", "id INTEGER PRIMARY KEY, n INTEGER, v INTEGER");
        writeJob(false, "upsert", "v");
        weir({"run", "job"});
        ASSERT_EQ(m_exit, 3) << m_error;
        const std::string insert = "INSERT INTO orders (id, n, v) VALUES (1, 10, 9), (2, 20, 1)"; // newer, older
        if (place == Place::Sqlite)
            sql(insert);
        else
            server().exec(insert);
        writeJob(true, "upsert", "v");
        const Json preview = compensate({"--preview"});
        const Json result = compensate();
        EXPECT_EQ(m_exit, 3);
        expectFigures(result, 3, 1, 1, 0, 0, 0);
        EXPECT_EQ(result["targetNewer"], 1);
        expectSameFigures(preview, result);
        EXPECT_EQ(targetRows(), (std::vector<std::string>{"1|10", "2|2", "3|3"}));
        std::filesystem::remove_all(m_folder.file("ws"));
        std::filesystem::remove(m_folder.file("t.db"));
    }
}

TEST_F(Compensation, GoesOnBesideASyncOfTheSameJob)
{
    constexpr int total = 60'000, bad = 600;
    for (const Place place : {Place::Sqlite, Place::Postgresql}) {
        std::string csv = "id,n\n";
        for (int id = 1; id <= bad; ++id)
            csv += fmt::format("{},#{}\n", id, id);
        prepare(place, csv);
        writeJob(false, "append");
        weir({"run", "job"});
        ASSERT_EQ(m_exit, 3) << m_error;
        for (int id = bad + 1; id <= total; ++id)
            csv += fmt::format("{},{}\n", id, id);
        m_folder.write("a.csv", csv);
        writeJob(true, "append");
        Finished sync;
        std::thread other([&] {
            sync = run(weirProgram(), {"run", "job", "--workspace", "ws", "--json", "--commit-rows", "500"}, {}, m_folder.path());
        });
        const Json result = compensate();
        other.join();
        EXPECT_EQ(sync.exitCode, 0) << sync.out << sync.error;
        expectFigures(result, bad, bad, 0, 0, 0, 0);
        const auto found = targetRows();
        EXPECT_EQ(found.size(), static_cast<std::size_t>(total));
        EXPECT_EQ(std::set<std::string>(found.begin(), found.end()).size(), static_cast<std::size_t>(total));
        weir({"check"});
        EXPECT_EQ(m_exit, 0) << m_error;
        std::filesystem::remove_all(m_folder.file("ws"));
        std::filesystem::remove(m_folder.file("t.db"));
    }
}

TEST_F(Compensation, EditedValuesComeBackFromNdjsonAndFromASpreadsheet)
{
    prepare(Place::Sqlite, "id,n\n1,one\n2,two\n3,three\n");
    writeJob(false, "append");
    weir({"run", "job"});
    weir({"failures", "job", "--export", "bad.ndjson"});
    std::string text = m_folder.read("bad.ndjson");
    text.replace(text.find("\"n\":\"one\""), 9, "\"n\":\"11\"");
    m_folder.write("edited.ndjson", text.substr(0, text.find('\n') + 1));
    expectFigures(compensate({"--from-file", "edited.ndjson"}), 1, 1, 0, 0, 0, 0);
    EXPECT_EQ(m_exit, 0) << m_error;

    weir({"failures", "job", "--export", "bad.csv"});
    text = m_folder.read("bad.csv");
    text.replace(text.rfind("two"), 3, "22");
    m_folder.write("bad.csv", text);
    const Json edited = weir({"failures", "job", "--from-file", "bad.csv"});
    EXPECT_EQ(m_exit, 0) << m_error;
    EXPECT_EQ(edited["edited"], 1) << "the row that nobody touched is left out";
    expectFigures(compensate(), 2, 1, 0, 0, 1, 0);
    EXPECT_EQ(targetRows(), (std::vector<std::string>{"1|11", "2|22"}));
    EXPECT_NE(ledger("SELECT detail FROM event WHERE code = 'row.edited'").find("\"two\""), std::string::npos)
        << "what was read is kept";
    m_folder.write("wrong.ndjson", "{\"row\": 3, \"values\": {\"m\": \"1\"}}\n");
    const Json wrong = compensate({"--from-file", "wrong.ndjson"});
    EXPECT_EQ(m_exit, 2);
    EXPECT_NE(wrong["error"]["detail"].get<std::string>().find("line 1"), std::string::npos) << wrong.dump();
}

TEST_F(Compensation, SpreadsheetsGetNoFormulasAndGiveEveryTextBackExactly)
{
    const std::vector<std::string> texts = {"=1+1", "+cmd|'x'!A1", "-2+3", "@SUM(A1)", "'=already", "''=twice", "＝wide",
                                            "a;b", "line\nbreak", "quote\"d", "-5", "'plain", "\ttab", ""};
    std::string csv = "id,n,t\n";
    for (std::size_t i = 0; i < texts.size(); ++i) {
        std::string quoted;
        for (const char c : texts[i])
            quoted += std::string(c == '"' ? 2 : 1, c);
        csv += fmt::format("{},x,\"{}\"\n", i + 1, quoted);
    }
    prepare(Place::Sqlite, csv);
    writeJob(false, "append");
    weir({"run", "job"});
    ASSERT_EQ(m_exit, 3) << m_error;
    weir({"failures", "job", "--export", "bad.csv"});
    const std::string text = m_folder.read("bad.csv");
    for (const char *formula : {",=1", ",+cmd", ",@SUM", ",-2+3", ",＝wide"})
        EXPECT_EQ(text.find(formula), std::string::npos) << formula;
    const auto payload = [&](std::size_t seq) {
        return Json::parse(ledger(fmt::format("SELECT payload FROM exception_row WHERE seq = {}", seq)), nullptr, false);
    };
    // Every row is touched in another column: the texts pass through the file and back.
    std::string touched = text;
    for (std::size_t at = 0; (at = touched.find(",x,", at)) != std::string::npos; at += 3)
        touched.replace(at, 3, ",7777,");
    ASSERT_NE(touched, text);
    m_folder.write("edited.csv", touched);
    EXPECT_EQ(weir({"failures", "job", "--from-file", "edited.csv"})["edited"], texts.size()) << m_error;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        EXPECT_EQ(payload(i + 1)["t"], texts[i]);
        EXPECT_EQ(payload(i + 1)["n"], "7777");
    }
    EXPECT_EQ(compensate()["inserted"], texts.size());
}

TEST_F(Compensation, RowsSetAsideWaitAndDiscardedRowsStayCounted)
{
    prepare(Place::Sqlite, "id,n\n1,1\n2,#2\n3,#3\n4,#4\n", "id INTEGER PRIMARY KEY, n INTEGER");
    writeJob(false, "upsert");
    weir({"run", "job"});
    EXPECT_EQ(weir({"failures", "job", "--key", "2", "--set-aside"})["setAside"], 1) << m_error;
    EXPECT_EQ(weir({"failures", "job", "--key", "3", "--discard", "agreed with sales"})["discarded"], 1) << m_error;
    writeJob(true, "upsert");
    expectFigures(compensate(), 1, 1, 0, 0, 0, 0);
    const Json balance = weir({"reconcile", "job"});
    EXPECT_EQ(m_exit, 3) << balance.dump();
    EXPECT_EQ(balance["differences"][0]["explanation"], "set aside (NotANumber in n, line 3)");
    EXPECT_EQ(balance["differences"][1]["explanation"], "discarded (NotANumber in n, line 4)");
    EXPECT_EQ(weir({"failures", "job", "--restore"})["restored"], 1);
    expectFigures(compensate(), 1, 1, 0, 0, 0, 0);
    EXPECT_EQ(weir({"failures", "job", "--restore"})["restored"], 0) << "a discarded row never comes back";
    EXPECT_EQ(ledger("SELECT state FROM exception_row ORDER BY seq"), "delivered;discarded;delivered");
    EXPECT_EQ(ledger("SELECT sum(rows_quarantined) FROM batch"), "3") << "nobody makes a row disappear from the balance";
    EXPECT_NE(ledger("SELECT action, detail FROM audit").find("rows.discarded|agreed with sales"), std::string::npos);
    weir({"failures", "job", "--discard", ""});
    EXPECT_NE(ledger("SELECT count(*) FROM audit WHERE detail = '' AND action = 'rows.discarded'"), "1");
    weir({"check"});
    EXPECT_EQ(m_exit, 0) << m_error;
}

TEST_F(Compensation, RowsWhoseCopyWasLostAreReadAgainFromTheFile)
{
    prepare(Place::Sqlite, "id,n\n1,1\n2,#2\n3,3\n4,#4\n");
    writeJob(false, "append");
    weir({"run", "job"});
    for (const char *name : {"ws/ledger.db", "ws/ledger.db-wal", "ws/ledger.db-shm"})
        std::filesystem::remove(m_folder.file(name));
    weir({"run", "job"});
    ASSERT_EQ(ledger("SELECT c.code, count(*) FROM exception_row e JOIN cause c ON c.id = e.cause_id"), "PayloadLost|2") << m_error;
    writeJob(true, "append");
    const Json preview = compensate({"--preview"});
    const Json result = compensate();
    expectFigures(result, 2, 2, 0, 0, 0, 0);
    expectSameFigures(preview, result);
    EXPECT_EQ(targetRows(), (std::vector<std::string>{"1|1", "2|2", "3|3", "4|4"}));
}

TEST_F(Compensation, RowsWhoseCopyWasLostAreFoundInADatabaseByTheirKeyIfItIsThereOnce)
{
    prepare(Place::Sqlite, "", "id INTEGER PRIMARY KEY, n INTEGER");
    SqliteShell(m_folder.file("s.db")).run("CREATE TABLE s (id INTEGER, n TEXT); INSERT INTO s VALUES (1,'1'), (2,'#2'), (3,'3'), (4,'#4')");
    const auto write = [&](bool isFixed) {
        writeJob(isFixed, "upsert");
        std::string job = m_folder.read("ws/jobs/job.json");
        const std::string file = "\"file\":\"" + m_folder.file("a.csv") + "\"";
        job.replace(job.find(file), file.size(), "\"place\":\"sqlite:" + m_folder.file("s.db") + "#s\"");
        m_folder.write("ws/jobs/job.json", job);
    };
    write(false);
    weir({"run", "job"});
    ASSERT_EQ(m_exit, 3) << m_error;
    for (const char *name : {"ws/ledger.db", "ws/ledger.db-wal", "ws/ledger.db-shm"})
        std::filesystem::remove(m_folder.file(name));
    SqliteShell(m_folder.file("s.db")).run("INSERT INTO s VALUES (4, '#44')");
    weir({"run", "job"});
    ASSERT_EQ(ledger("SELECT c.code, count(*) FROM exception_row e JOIN cause c ON c.id = e.cause_id WHERE c.code = 'PayloadLost'"),
              "PayloadLost|2")
        << m_error;
    write(true);
    const Json preview = compensate({"--preview", "--cause", "1"});
    const Json result = compensate({"--cause", "1"});
    EXPECT_EQ(m_exit, 3) << "key 4 is there twice: which of them it was cannot be told";
    expectFigures(result, 2, 1, 0, 0, 1, 0);
    expectSameFigures(preview, result);
    EXPECT_EQ(result["causes"][0]["code"], "PayloadLost");
    EXPECT_EQ(sql("SELECT n FROM orders WHERE id = 2"), "2");
}

TEST_F(Compensation, LostRowsThatTheSourceCannotNameAreNamed)
{
    prepare(Place::Sqlite, "id,n\n1,1\n2,#2\n");
    writeJob(false, "append");
    weir({"run", "job"});
    for (const char *name : {"ws/ledger.db", "ws/ledger.db-wal", "ws/ledger.db-shm"})
        std::filesystem::remove(m_folder.file(name));
    weir({"run", "job"});
    m_folder.write("a.csv", "id,n\n7,7\n8,8\n");
    writeJob(true, "append");
    const Json result = compensate();
    EXPECT_EQ(m_exit, 3);
    expectFigures(result, 1, 0, 0, 0, 1, 0);
    EXPECT_EQ(result["causes"][0]["code"], "PayloadLost");
    EXPECT_EQ(targetRows(), (std::vector<std::string>{"1|1"})) << "a row of another file is no copy";
}

} // namespace
} // namespace weir::test
