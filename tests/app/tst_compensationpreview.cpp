// A preview tells the truth, and a row without a token is never called delivered.

#include "tests/app/compensationtesting.h"

namespace weir::test {
namespace {

class CompensationPreview : public CompensationTest
{
protected:
    static constexpr const char *places[] = {"SQLite", "PostgreSQL"};

    void exec(const std::string &statement)
    {
        if (m_place == Place::Postgresql)
            return server().exec(statement);
        EXPECT_EQ(sql(statement), "") << statement;
    }
    std::string value(const std::string &query)
    {
        if (m_place == Place::Sqlite)
            return sql(query);
        std::string text;
        for (const auto &row : server().query(query)) {
            text += text.empty() ? "" : ";";
            for (std::size_t i = 0; i < row.size(); ++i)
                text += (i > 0 ? "|" : "") + row.at(i);
        }
        return text;
    }
    void startAnew()
    {
        std::filesystem::remove_all(m_folder.file("ws"));
        for (const char *name : {"t.db", "t.db-wal", "t.db-shm"})
            std::filesystem::remove(m_folder.file(name));
    }

    /// A table that refuses rows in every way a database has.
    void makeStrictTable(Place place, bool hasTrigger)
    {
        m_place = place;
        weir({"init", "ws"});
        if (place == Place::Postgresql)
            exec("DROP TABLE IF EXISTS public.orders, public.parents, public.weir_checkpoint, public.weir_skip CASCADE");
        exec("CREATE TABLE parents (id INTEGER PRIMARY KEY)");
        exec("INSERT INTO parents VALUES (1)");
        exec("CREATE TABLE orders (id INTEGER PRIMARY KEY, n INTEGER NOT NULL CHECK (n < 1000), v INTEGER, "
             "p INTEGER REFERENCES parents(id), u INTEGER UNIQUE, "
             "q INTEGER REFERENCES parents(id) DEFERRABLE INITIALLY DEFERRED)");
        if (hasTrigger && place == Place::Sqlite)
            exec("CREATE TRIGGER no13 BEFORE INSERT ON orders WHEN NEW.n = 13 BEGIN SELECT RAISE(ABORT, 'thirteen'); END");
        if (hasTrigger && place == Place::Postgresql)
            exec("CREATE OR REPLACE FUNCTION no13() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.n = 13 THEN "
                 "RAISE EXCEPTION 'thirteen'; END IF; RETURN NEW; END $$; "
                 "CREATE TRIGGER no13 BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION no13()");
    }
    void writeStrictJob(bool isFixed, const std::string &mode, const std::string &version)
    {
        std::string fields;
        for (const char *name : {"id", "n", "v", "p", "u", "q"}) {
            const bool isFixedField = isFixed && name == std::string("n");
            fields += fmt::format(R"({}{{"to":"{}",{},"type":"int64"}})", fields.empty() ? "" : ",", name,
                                  isFixedField ? R"x("expr":"replace(n, '#', '')")x" : fmt::format(R"("from":"{}")", name));
        }
        m_folder.write("ws/jobs/job.json",
                       fmt::format(R"({{"weir":1,"source":{{"file":"{}"}},"target":{{"place":"{}","mode":"{}"{}{}}},
                           "mapping":{{"fields":[{}]}},"policy":{{"stopAfter":"never"}}}})",
                                   m_folder.file("a.csv"), targetPlace(), mode, mode == "append" ? "" : R"(,"key":["id"])",
                                   version.empty() ? "" : fmt::format(R"(,"version":"{}")", version), fields));
    }
    /// absent; equal, older, newer, differs; refused by check, foreign key, deferred foreign key, another unique index and
    /// trigger; the mapping still fails; NULL; one key twice; and rows around them.
    void writeMixedRows()
    {
        std::string csv = "id,n,v,p,u,q\n";
        for (int id = 101; id <= 120; ++id)
            csv += fmt::format("{},#{},5,1,{},1\n", id, id, id);
        csv += "1,#1,5,1,1,1\n2,#2,5,1,2,1\n3,#3,5,1,3,1\n4,#4,5,1,4,1\n5,#5,5,1,5,1\n6,#2000,5,1,6,1\n7,#7,5,99,7,1\n"
               "8,#8,5,1,8,98\n9,#9,5,1,1,1\n10,x,5,1,10,1\n11,#13,5,1,11,1\n12,,5,1,12,1\n14,#14,5,1,14,1\n14,#15,5,1,15,1\n";
        for (int id = 121; id <= 140; ++id)
            csv += fmt::format("{},#{},5,1,{},1\n", id, id, id);
        m_folder.write("a.csv", csv);
    }
    static constexpr const char *faster = "INSERT INTO orders (id, n, v, p, u, q) VALUES (2, 2, 5, 1, 2, 1), (3, 30, 1, 1, 3, 1), "
                                          "(4, 40, 9, 1, 4, 1), (5, 50, 5, 1, 5, 1)";
};

TEST_F(CompensationPreview, IsWhatTheCompensationThenDoesFieldByField)
{
    for (const Place place : {Place::Sqlite, Place::Postgresql}) {
        for (const std::string mode : {"upsert", "append"}) {
            for (const std::string version : {"", "v"}) {
                for (const bool hasTrigger : {false, true}) {
                    if (mode == "append" && !version.empty())
                        continue; // rows that are only added have no version to compare
                    SCOPED_TRACE(fmt::format("{} {} version \"{}\" {}", places[static_cast<int>(place)], mode, version,
                                             hasTrigger ? "with a trigger" : "without triggers"));
                    makeStrictTable(place, hasTrigger);
                    writeMixedRows();
                    writeStrictJob(false, mode, version);
                    weir({"run", "job"});
                    ASSERT_EQ(m_exit, 3) << m_error;
                    exec(faster);
                    writeStrictJob(true, mode, version);
                    const std::string rowsBefore = value("SELECT * FROM orders ORDER BY id");
                    const std::string booksBefore = value("SELECT job, stream, seq, settled FROM weir_skip ORDER BY seq") +
                                                    value("SELECT stream, epoch, seq, totals FROM weir_checkpoint ORDER BY 1");
                    const Json preview = compensate({"--preview"});
                    EXPECT_EQ(m_exit, 3) << m_error;
                    EXPECT_EQ(value("SELECT * FROM orders ORDER BY id"), rowsBefore);
                    EXPECT_EQ(value("SELECT job, stream, seq, settled FROM weir_skip ORDER BY seq") +
                                  value("SELECT stream, epoch, seq, totals FROM weir_checkpoint ORDER BY 1"),
                              booksBefore);
                    const Json result = compensate();
                    EXPECT_EQ(m_exit, 3) << m_error;
                    expectSameFigures(preview, result);
                    EXPECT_EQ(preview["causes"], result["causes"]);
                    const bool isUpsert = mode == "upsert", isVersioned = !version.empty();
                    const int refused = hasTrigger ? 7 : 6; // check, two foreign keys, unique, mapping, NULL, trigger
                    // Added twice: four that another program was faster with, and one of the twins.
                    EXPECT_EQ(result["selected"], 54);
                    EXPECT_EQ(result["stillFails"], isUpsert ? refused : refused + 5) << result.dump();
                    EXPECT_EQ(result["blocked"], !isUpsert ? 0 : isVersioned ? 1 : 3) << result.dump();
                    EXPECT_EQ(result["targetNewer"], isVersioned ? 1 : 0) << result.dump();
                    EXPECT_EQ(value("SELECT count(*) FROM orders"), hasTrigger ? "46" : "47");
                    startAnew();
                }
            }
        }
    }
}

TEST_F(CompensationPreview, LeavesNoByteInTheFileAndMakesNoTable)
{
    prepare(Place::Sqlite, "id,n\n1,#1\n2,#2\n", "id INTEGER PRIMARY KEY, n INTEGER");
    writeJob(false, "upsert");
    weir({"run", "job"});
    exec("DROP TABLE weir_checkpoint; DROP TABLE weir_skip");
    writeJob(true, "upsert");
    const std::string before = m_folder.read("t.db");
    const Json preview = compensate({"--preview"});
    expectFigures(preview, 2, 0, 0, 0, 0, 2);
    EXPECT_EQ(m_folder.read("t.db"), before);
    const Json result = compensate();
    expectSameFigures(preview, result);
    EXPECT_EQ(sql("SELECT count(*) FROM orders"), "0");
}

TEST_F(CompensationPreview, ARowWhoseTokenIsGoneIsNeverCalledDelivered)
{
    for (const Place place : {Place::Sqlite, Place::Postgresql}) {
        SCOPED_TRACE(places[static_cast<int>(place)]);
        prepare(place, "id,n\n1,1\n2,#2\n3,#3\n4,#4\n", "id INTEGER PRIMARY KEY, n INTEGER");
        writeJob(false, "upsert");
        weir({"run", "job"});
        ASSERT_EQ(m_exit, 3) << m_error;
        exec("DELETE FROM weir_skip WHERE seq = 2");
        exec("INSERT INTO orders VALUES (3, 3)"); // as another compensation would have left it
        exec("UPDATE weir_skip SET settled = 'another' WHERE seq = 3");
        writeJob(true, "upsert");
        const Json preview = compensate({"--preview"});
        const Json result = compensate();
        EXPECT_EQ(m_exit, 3) << m_error;
        expectFigures(result, 3, 1, 0, 1, 0, 1);
        expectSameFigures(preview, result);
        for (const Json &told : {preview, result}) {
            const auto why = told["why"].get<std::string>();
            EXPECT_NE(why.find("1 of the rows have no token in the target any more"), std::string::npos) << why;
            EXPECT_NE(why.find("weir reset job"), std::string::npos) << why;
        }
        EXPECT_EQ(ledger("SELECT state FROM exception_row ORDER BY seq"), "quarantined;delivered;delivered");
        EXPECT_EQ(targetRows(), (std::vector<std::string>{"1|1", "3|3", "4|4"}));
        exec("DROP TABLE weir_skip");
        expectFigures(compensate({"--preview"}), 1, 0, 0, 0, 0, 1);
        expectFigures(compensate(), 1, 0, 0, 0, 0, 1);
        EXPECT_EQ(ledger("SELECT count(*) FROM exception_row WHERE state = 'quarantined'"), "1");
        startAnew();
    }
}

TEST_F(CompensationPreview, APreviewOfAJobCountsWhatTheTargetWouldRefuse)
{
    for (const Place place : {Place::Sqlite, Place::Postgresql}) {
        for (const std::string mode : {"upsert", "append", "update"}) {
            SCOPED_TRACE(fmt::format("{} {}", places[static_cast<int>(place)], mode));
            makeStrictTable(place, false);
            writeMixedRows();
            exec(faster);
            writeStrictJob(true, mode, "");
            const Json preview = weir({"preview", "job"});
            EXPECT_EQ(m_exit, 3) << m_error;
            EXPECT_EQ(preview["tried"], true);
            EXPECT_EQ(value(place == Place::Sqlite ? "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'weir_%'"
                                                   : "SELECT count(*) FROM pg_class WHERE relname LIKE 'weir_%' AND relkind = 'r'"),
                      "0");
            EXPECT_EQ(value("SELECT count(*) FROM orders"), "4");
            weir({"run", "job"});
            // The twins count as superseded or as updated, as the batches fall.
            const auto figure = [&](const char *name) { return preview[name].get<int>(); };
            EXPECT_EQ(fmt::format("{}|{}|{}|{}", figure("wouldInsert"), figure("wouldUpdate") + figure("superseded"),
                                  figure("unchanged"), figure("wouldQuarantine")),
                      ledger("SELECT sum(rows_inserted), sum(rows_updated + rows_superseded), sum(rows_unchanged), "
                             "sum(rows_quarantined) FROM batch"));
            startAnew();
        }
    }
}

} // namespace
} // namespace weir::test
