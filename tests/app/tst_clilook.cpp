// Commands that only look: inspect, map, preview, validate, copy --dry-run. They write nothing but the job file that was
// asked for.

#include "tests/support/commandline.h"
#include "tests/support/httptestserver.h"
#include "tests/support/postgresqlserver.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <set>

namespace weir::test {
namespace {

class CliLook : public CommandLine
{
protected:
    std::set<std::string> filesHere() const
    {
        std::set<std::string> files;
        for (const auto &entry : std::filesystem::recursive_directory_iterator(m_folder.path()))
            files.insert(entry.path().string());
        return files;
    }

    static Json byName(const Json &list, const std::string &name, const char *member = "name")
    {
        for (const Json &entry : list)
            if (entry.value(member, "") == name)
                return entry;
        return Json::object();
    }

    static std::set<std::string> codes(const Json &object)
    {
        std::set<std::string> codes;
        for (const Json &finding : object["findings"])
            codes.insert(finding["code"].get<std::string>() + ":" + finding["field"].get<std::string>());
        return codes;
    }

    /// The damage that spreadsheets do, and what exports look like.
    void writeDamagedFile()
    {
        std::string csv = "Sales report of March\n\norder_id,zip code,barcode,order date,amount,note,,note\n";
        for (int i = 0; i < 40; ++i) {
            const int id = i == 39 ? 7 : i; // one order number stands there twice
            csv += fmt::format("{},{},{},{},{}.50,{},x,y\n", id, i < 4 ? 1234 + i : 10234 + i, fmt::format("{}0000", 690123456789012LL + i),
                               46000 + i, i, i == 5 ? "#N/A" : i == 6 ? "1.1E+17" : i == 7 ? "caf\u00c3\u00a9" : "fine");
        }
        csv += "Total,,,,790.00,,,\n";
        m_folder.write("damaged.csv", csv);
    }
};

TEST_F(CliLook, InspectShowsTypesExamplesAndTheDamageInAFile)
{
    writeDamagedFile();
    const auto before = filesHere();
    const Finished done = raw({"inspect", "damaged.csv", "--json"});
    EXPECT_EQ(m_exit, 0) << done.error;
    const Json object = Json::parse(done.out);
    EXPECT_EQ(object["rows"], 41) << done.out;
    EXPECT_TRUE(object["whole"].get<bool>());
    const Json amount = byName(object["fields"], "amount");
    EXPECT_EQ(amount["values"], 41);
    EXPECT_FALSE(amount["reason"].get<std::string>().empty());
    EXPECT_EQ(byName(object["fields"], "order_id")["distinct"], 40) << done.out;
    const std::set<std::string> found = codes(object);
    for (const char *code : {"titleLines:", "totalRow:order_id", "headerBlank:", "headerDoubled:", "roundedNumber:barcode", "serialDate:order date",
                             "lostZeros:zip code", "spreadsheetError:note", "damagedNumber:note", "mojibake:note", "duplicateKey:order_id"})
        EXPECT_TRUE(found.contains(code) || std::any_of(found.begin(), found.end(), [&](const std::string &one) { return one.starts_with(code); }))
            << code << " is missing in " << object["findings"].dump();
    EXPECT_EQ(filesHere(), before) << "inspect wrote something";

    const Finished text = raw({"inspect", "damaged.csv"});
    EXPECT_NE(text.out.find("FIELD"), std::string::npos);
    EXPECT_NE(text.out.find("spreadsheet"), std::string::npos);
}

TEST_F(CliLook, InspectOfACleanFileFindsNoDamage)
{
    m_folder.write("clean.csv", "id,name\n1,Ann\n2,Bob\n3,Cy\n");
    const Json object = Json::parse(raw({"inspect", "clean.csv", "--json"}).out);
    for (const Json &finding : object["findings"])
        EXPECT_EQ(finding["level"], "note") << finding.dump();
}

TEST_F(CliLook, InspectTakesTheFlagsOfFiles)
{
    m_folder.write("a.txt", "x\ny\nid;name\n1;Ann\n2;NA\n");
    Json object = Json::parse(raw({"inspect", "a.txt", "--format", "csv", "--delimiter", ";", "--header-row", "3", "--null", "NA", "--json"}).out);
    EXPECT_EQ(m_exit, 0) << m_error;
    EXPECT_EQ(object["fields"].size(), 2U) << object.dump();
    EXPECT_EQ(byName(object["fields"], "name")["nulls"], 1) << object.dump();
    object = Json::parse(raw({"inspect", "a.txt", "--format", "csv", "--delimiter", ";", "--skip", "3", "--no-header", "--rows", "1", "--json"}).out);
    EXPECT_EQ(object["rows"], 1) << object.dump();
    EXPECT_FALSE(object["whole"].get<bool>());
    EXPECT_EQ(object["fields"][0]["examples"][0], "1");
}

TEST_F(CliLook, InspectListsTheStreamsOfADatabase)
{
    sql("CREATE TABLE orders (id INTEGER PRIMARY KEY, n TEXT) STRICT; INSERT INTO orders VALUES (1, 'a'), (2, NULL); CREATE TABLE other (x)");
    Json object = Json::parse(raw({"inspect", "sqlite:t.db", "--json"}).out, nullptr, false);
    EXPECT_EQ(m_exit, 0) << m_error;
    EXPECT_EQ(byName(object["streams"], "orders")["kind"], "table") << object.dump();
    object = Json::parse(raw({"inspect", "sqlite:t.db#orders", "--json"}).out, nullptr, false);
    EXPECT_EQ(object["key"], Json::array({"id"}));
    EXPECT_EQ(byName(object["fields"], "n")["nulls"], 1) << object.dump();
    EXPECT_EQ(byName(object["fields"], "id")["type"], "int64");
    const Finished wrong = raw({"inspect", "sqlite:t.db#ordes", "--json"});
    EXPECT_EQ(m_exit, 2);
    expectError(Json::parse(wrong.out), "NotFound", {"ordes", "orders"});
}

TEST_F(CliLook, InspectReadsAnApi)
{
    const HttpTestServer api(good(R"({"items":[{"id":1,"customer":{"name":"Ann"}},{"id":2}]})"));
    const Json object = Json::parse(raw({"inspect", api.url("/orders"), "--records", "$.items", "--json"}).out, nullptr, false);
    EXPECT_EQ(m_exit, 0) << m_error;
    EXPECT_EQ(object["rows"], 2) << object.dump();
    EXPECT_EQ(byName(object["fields"], "customer")["nulls"], 1) << object.dump();
}

TEST_F(CliLook, MapMatchesByNameAndMeaningAndWritesAJobThatRuns)
{
    weir({"init", "ws"});
    m_folder.write("orders.csv", "Order ID,客户,amount,remark\n1,Ann,10.50,x\n2,Bob,7,y\n");
    sql("CREATE TABLE orders (order_id INTEGER PRIMARY KEY, customer TEXT, amount TEXT, region TEXT) STRICT");
    const Json proposal = weir({"map", "orders.csv", "sqlite:t.db#orders", "--name", "orders", "--mode", "upsert", "--key", "order_id"});
    EXPECT_EQ(m_exit, 0) << proposal.dump();
    EXPECT_EQ(byName(proposal["fields"], "order_id", "to")["from"], "Order ID") << proposal.dump();
    EXPECT_EQ(byName(proposal["fields"], "customer", "to")["from"], "客户");
    for (const Json &field : proposal["fields"])
        EXPECT_FALSE(field["reason"].get<std::string>().empty()) << field.dump();
    EXPECT_EQ(byName(proposal["unmatchedSource"], "remark")["name"], "remark");
    EXPECT_EQ(byName(proposal["unmatchedTarget"], "region")["name"], "region");
    EXPECT_TRUE(proposal["blocking"].is_null());
    EXPECT_EQ(proposal["preview"]["wouldInsert"], 2);
    EXPECT_EQ(proposal["file"], m_folder.file("ws/jobs/orders.json"));
    EXPECT_EQ(sql("SELECT count(*) FROM orders"), "0\n");
    weir({"validate"});
    EXPECT_EQ(m_exit, 0);
    weir({"map", "orders.csv", "sqlite:t.db#orders", "--name", "orders"});
    EXPECT_EQ(m_exit, 2) << "an existing job file was replaced";
    const Json run = weir({"run", "orders"});
    EXPECT_EQ(m_exit, 0) << run.dump();
    EXPECT_EQ(sql("SELECT order_id, customer, amount FROM orders"), "1|Ann|10.50\n2|Bob|7\n");
}

TEST_F(CliLook, MapTakesTheKeyOfTheTableUnlessToldHowToWrite)
{
    raw({"init", "ws"});
    sql("CREATE TABLE orders (order_id INTEGER PRIMARY KEY, customer TEXT) STRICT");
    m_folder.write("orders.csv", "order_id,customer\n1,Ann\n");
    const Json proposal = weir({"map", "orders.csv", "sqlite:t.db#orders", "--print"});
    EXPECT_EQ(m_exit, 0) << proposal.dump();
    EXPECT_EQ(proposal["definition"]["target"]["key"], Json::array({"order_id"})) << proposal.dump();
    EXPECT_NE(proposal["definition"]["target"].value("mode", "upsert"), "append");
    const Json appended = weir({"map", "orders.csv", "sqlite:t.db#orders", "--print", "--mode", "append"});
    EXPECT_FALSE(appended["definition"]["target"].contains("key")) << appended.dump();
}

TEST_F(CliLook, MapProposesAFilterForATotalRowWhichIsThenCountedUnderThatRule)
{
    raw({"init", "ws"});
    m_folder.write("orders.csv", "order id,amount\n1,10.50\n2,7\n3,\n合计,17.50\n");
    const Json proposal = weir({"map", "orders.csv", "sqlite:t.db#orders", "--key", "order id", "--name", "orders", "--filter", "amount is not null"});
    EXPECT_EQ(m_exit, 0) << proposal.dump();
    ASSERT_EQ(proposal["filters"].size(), 1U) << proposal.dump();
    EXPECT_EQ(proposal["filters"][0]["drop"], "[order id] = '合计'");
    const Json written = Json::parse(m_folder.read("ws/jobs/orders.json"))["mapping"]["filters"];
    EXPECT_EQ(byName(written, "total row")["drop"], "[order id] = '合计'") << written.dump();
    EXPECT_FALSE(byName(written, "--filter").empty()) << "the filter that was asked for is lost: " << written.dump();
    EXPECT_EQ(proposal["preview"]["filters"]["total row"], 1) << proposal["preview"].dump();
    EXPECT_EQ(byName(proposal["fields"], "order id", "to")["type"], "int64") << "the total spoils no type: " << proposal["fields"].dump();
    const Json run = weir({"run", "orders"});
    EXPECT_EQ(m_exit, 0) << run.dump();
    EXPECT_EQ(run["read"], 4);
    EXPECT_EQ(run["filtered"], 2) << run.dump();
    EXPECT_EQ(run["delivered"], 2);
    EXPECT_EQ(sql("SELECT rule || '=' || rows FROM filter_count ORDER BY rule", "ws/ledger.db"), "--filter=1\ntotal row=1\n");
    EXPECT_EQ(sql("SELECT \"order id\" FROM orders"), "1\n2\n");
}

TEST_F(CliLook, MapProposesNoFilterForARowThatOnlyLooksLikeATotal)
{
    m_folder.write("a.csv", "id,name\n1,Ann\n2,Bo\n3,Total\n");
    const Json proposal = Json::parse(raw({"map", "a.csv", "sqlite:t.db#a", "--json"}).out, nullptr, false);
    EXPECT_EQ(proposal["filters"], Json::array()) << proposal.dump();
    EXPECT_FALSE(proposal["definition"]["mapping"].contains("filters")) << proposal["definition"].dump();
    const Json given = Json::parse(raw({"map", "a.csv", "sqlite:t.db#a", "--map", "m.json", "--json"}).out, nullptr, false);
    EXPECT_EQ(m_exit, 2);
    expectError(given, "InvalidConfig", {"--map", "weir copy --map"});
}

TEST_F(CliLook, MapPrintsWhereThereIsNoWorkspace)
{
    m_folder.write("a.csv", "id,zip\n1,01234\n2,99999\n");
    const auto before = filesHere();
    const Json proposal = Json::parse(raw({"map", "a.csv", "sqlite:t.db#a", "--key", "id", "--json"}).out, nullptr, false);
    EXPECT_EQ(m_exit, 0) << m_error;
    EXPECT_TRUE(proposal["file"].is_null());
    EXPECT_EQ(byName(proposal["fields"], "zip", "to")["type"], "text") << "leading zeros stay: " << proposal.dump();
    EXPECT_EQ(byName(proposal["fields"], "id", "to")["type"], "int64");
    EXPECT_EQ(proposal["definition"]["target"]["create"], "ifMissing") << proposal.dump();
    EXPECT_EQ(filesHere(), before);
}

TEST_F(CliLook, PreviewCountsWhatARunWouldDoAndWritesNothing)
{
    weir({"init", "ws"});
    m_folder.write("a.csv", "id,n,name\n1,10,same\n2,20,new value\n3,30,new row\n4,x,bad number\n5,50,drop me\n3,31,again\n");
    sql("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, name TEXT) STRICT; INSERT INTO t VALUES (1, 10, 'same'), (2, 20, 'old value')");
    m_folder.write("ws/jobs/j.json", fmt::format(R"j({{"weir":1,"source":{{"file":"{}"}},
        "target":{{"place":"sqlite:{}#t","mode":"upsert","key":["id"]}},
        "mapping":{{"fields":[{{"to":"id","from":"id"}},{{"to":"n","from":"n"}},{{"to":"name","from":"name"}}],
                    "filters":[{{"name":"dropped","drop":"starts_with(name, 'drop')"}}]}}}})j",
                                                  m_folder.file("a.csv"), m_folder.file("t.db")));
    const auto before = filesHere();
    const Json preview = weir({"preview", "j"});
    EXPECT_EQ(m_exit, 3) << preview.dump();
    EXPECT_EQ(preview["read"], 6) << preview.dump();
    EXPECT_EQ(preview["wouldInsert"], 1);
    EXPECT_EQ(preview["wouldUpdate"], 1);
    EXPECT_EQ(preview["unchanged"], 1);
    EXPECT_EQ(preview["superseded"], 1);
    EXPECT_EQ(preview["filtered"], 1);
    EXPECT_EQ(preview["wouldQuarantine"], 1);
    EXPECT_EQ(preview["causes"][0]["code"], "NotANumber");
    EXPECT_EQ(preview["causes"][0]["field"], "n");
    EXPECT_FALSE(preview["causes"][0]["suggestion"].get<std::string>().empty());
    EXPECT_EQ(preview["rows"][0]["before"]["id"], "1") << preview["rows"].dump();
    EXPECT_EQ(preview["rows"][0]["after"]["n"], "10");
    EXPECT_EQ(preview["rows"][0]["outcome"], "unchanged");
    EXPECT_FALSE(preview["footprint"].empty()) << "the two tables are announced";
    EXPECT_EQ(filesHere(), before) << "preview wrote something";
    EXPECT_EQ(sql("SELECT name FROM sqlite_master"), "t\n") << "not even the checkpoint tables";

    const Json run = weir({"run", "j"});
    EXPECT_EQ(m_exit, 3);
    for (const auto &[said, done] : std::map<std::string, std::string>{{"wouldInsert", "inserted"}, {"wouldUpdate", "updated"},
             {"unchanged", "unchanged"}, {"superseded", "superseded"}, {"filtered", "filtered"}, {"wouldQuarantine", "quarantined"}})
        EXPECT_EQ(preview[said], run[done]) << said;
}

TEST_F(CliLook, PreviewAsksPostgresqlWithoutMakingATable)
{
    PostgresqlServer server;
    const std::string database = server.newDatabase();
    server.exec("CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t VALUES (1, 10), (2, 0)", database);
    m_folder.write("a.csv", "id,n\n1,10\n2,20\n3,30\n");
    const std::string place = fmt::format("postgresql://postgres@localhost:{}/{}?host={}#public.t", server.port(), database, server.socketFolder());
    const Finished done = raw({"copy", "a.csv", place, "--key", "id", "--dry-run", "--json"});
    EXPECT_EQ(m_exit, 0) << done.out;
    const Json object = Json::parse(done.out, nullptr, false);
    EXPECT_EQ(object["wouldInsert"], 1) << done.out;
    EXPECT_EQ(object["wouldUpdate"], 1);
    EXPECT_EQ(object["unchanged"], 1);
    EXPECT_EQ(server.value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", database), "1");
}

TEST_F(CliLook, ADryRunOfCopyNeedsNoWorkspaceAndMakesNoTable)
{
    m_folder.write("a.csv", "id,n\n1,10\n1,11\n");
    const auto before = filesHere();
    Json object = Json::parse(raw({"copy", "a.csv", "sqlite:t.db#t", "--key", "id", "--dry-run", "--json"}).out, nullptr, false);
    EXPECT_EQ(m_exit, 0) << m_error;
    EXPECT_TRUE(object["createsTarget"].get<bool>()) << object.dump();
    EXPECT_EQ(object["wouldInsert"], 1);
    EXPECT_EQ(object["superseded"], 1);
    object = Json::parse(raw({"copy", "a.csv", "sqlite:t.db#t", "--key", "id", "--mode", "append", "--dry-run", "--json"}).out, nullptr, false);
    EXPECT_EQ(m_exit, 3);
    EXPECT_EQ(object["causes"][0]["code"], "DuplicateKey") << object.dump();
    EXPECT_EQ(filesHere(), before);
}

TEST_F(CliLook, PreviewListsEveryFindingOfAMappingThatCannotWork)
{
    weir({"init", "ws"});
    m_folder.write("a.csv", "id,n\n1,10\n");
    sql("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL) STRICT");
    m_folder.write("ws/jobs/j.json", fmt::format(R"({{"weir":1,"source":{{"file":"{}"}},"target":{{"place":"sqlite:{}#t"}},
        "mapping":{{"fields":[{{"to":"id","from":"idd"}},{{"to":"nn","from":"n"}}]}}}})",
                                                  m_folder.file("a.csv"), m_folder.file("t.db")));
    const Json preview = weir({"preview", "j"});
    EXPECT_EQ(m_exit, 2);
    expectError(preview, "InvalidConfig", {"/mapping/fields/0", "/mapping/fields/1", "idd", "nn"});
}

TEST_F(CliLook, ValidateAcceptsWhatTheDemoAndMapWrite)
{
    weir({"init", "ws"});
    const Json valid = weir({"validate"});
    EXPECT_EQ(m_exit, 0) << valid.dump();
    EXPECT_TRUE(valid["valid"].get<bool>());
    m_folder.write("ws/jobs/lost.json", R"({"weir":1,"source":{"connection":"nowhere","stream":"x"},"target":{"place":"sqlite:t.db#t"}})");
    const Json lost = weir({"validate"});
    EXPECT_EQ(m_exit, 2);
    EXPECT_EQ(lost["findings"][0]["pointer"], "/source/connection") << lost.dump();
}

} // namespace
} // namespace weir::test
