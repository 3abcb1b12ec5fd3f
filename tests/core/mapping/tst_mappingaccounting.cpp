#include "mappingbatches.h"

#include <map>
#include <random>

using namespace weir;
using namespace weir::test;

namespace {

const SchemaPtr source = schemaOf({"row int64", "a text", "b text", "c text"});

/// A mapping of random fields and filters over a, b and c; the first field carries the row's number.
std::string randomMapping(std::mt19937 &random)
{
    const std::vector<std::string> fields = {
        R"j("from":"a","type":"int64")j",
        R"j("from":"a","type":"text(3)")j",
        R"j("from":"a","type":"text(2)","onTooLong":"cut")j",
        R"j("from":"b","type":"decimal(6,2)","default":"0")j",
        R"j("from":"b")j",
        R"j("from":"c","type":"date")j",
        R"j("expr":"int(a) / int(b)")j",
        R"j("expr":"coalesce(a, b) || c")j",
        R"j("value":"x")j",
        R"j("value":null)j",
    };
    const std::vector<std::string> filters = {"a is null",     "a = b",       "int(b) > 5",
                                              "length(c) > 6", "c like '2%'", "a is null and false",
                                              "int(a) % 2 = 0"};
    const auto pick = [&](std::size_t count) {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
    };
    std::string json = R"j({"fields":[{"to":"row","from":"row"})j";
    for (std::size_t i = 0, count = 1 + pick(5); i < count; ++i)
        json += ",{\"to\":\"f" + std::to_string(i) + "\"," + fields[pick(fields.size())] + "}";
    json += "],\"filters\":[";
    for (std::size_t i = 0, count = pick(4); i < count; ++i)
        json += (i ? "," : "") + std::string("{\"name\":\"rule ") + std::to_string(i) + "\",\"drop\":\"" +
                filters[pick(filters.size())] + "\"}";
    return json + "]}";
}

RecordBatch randomBatch(std::mt19937 &random)
{
    const std::vector<std::optional<std::string>> values = {std::nullopt,
                                                            "",
                                                            "0",
                                                            "1",
                                                            "7",
                                                            "12.50",
                                                            "12.505",
                                                            "abc",
                                                            "堰堰堰堰",
                                                            "1e3",
                                                            "2026-01-01",
                                                            "2026-02-30",
                                                            "99999999999999999999"};
    std::vector<Cells> rows(std::uniform_int_distribution<std::size_t>(0, 60)(random));
    for (std::size_t row = 0; row < rows.size(); ++row) {
        rows[row].push_back(std::to_string(row));
        for (int i = 0; i < 3; ++i)
            rows[row].push_back(
                values[std::uniform_int_distribution<std::size_t>(0, values.size() - 1)(random)]);
    }
    return batchOf(source, rows);
}

/// Empty when every source row is in exactly one place and in order; else what is wrong.
std::string audit(const RecordBatch &batch, const MappedRows &mapped, std::size_t filters)
{
    std::map<std::int64_t, int> places;
    const std::int64_t kept = mapped.rows.rows();
    if (!mapped.origin.empty() && static_cast<std::int64_t>(mapped.origin.size()) != kept)
        return "origin has another size than rows";
    std::int64_t last = -1;
    for (std::int64_t i = 0; i < kept; ++i) {
        const std::int64_t row = mapped.origin.empty() ? i : mapped.origin[static_cast<std::size_t>(i)];
        if (row <= last)
            return "origin does not ascend";
        last = row;
        ++places[row];
        if (mapped.rows.column(0).int64s()[static_cast<std::size_t>(i)] != row)
            return "row " + std::to_string(row) + " carries the values of another row";
    }
    last = -1;
    for (const RowError &error : mapped.rejected) {
        if (error.row <= last)
            return "rejected does not ascend";
        last = error.row;
        ++places[error.row];
    }
    last = -1;
    for (const FilteredRow &filtered : mapped.filtered) {
        if (filtered.row <= last || static_cast<std::size_t>(filtered.filter) >= filters)
            return "filtered does not ascend, or names no filter";
        last = filtered.row;
        ++places[filtered.row];
    }
    for (std::int64_t row = 0; row < batch.rows(); ++row) {
        if (places[row] != 1)
            return "row " + std::to_string(row) + " is in " + std::to_string(places[row]) + " places";
    }
    return static_cast<std::int64_t>(places.size()) == batch.rows()
               ? ""
               : "a row that does not exist is accounted for";
}

} // namespace

TEST(MappingAccounting, EverySourceRowIsInExactlyOnePlace)
{
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    std::int64_t kept = 0, rejected = 0, filtered = 0;
    for (int round = 0; round < 400; ++round) {
        const std::string json = randomMapping(random);
        MappingPlan::Inputs inputs;
        inputs.source = source;
        const MappingPlan plan = planOf(json, inputs);
        const RecordBatch batch = randomBatch(random);
        const MappedRows mapped = plan.apply(batch);
        ASSERT_EQ(audit(batch, mapped, plan.filterNames().size()), "") << json;
        kept += mapped.rows.rows();
        rejected += static_cast<std::int64_t>(mapped.rejected.size());
        filtered += static_cast<std::int64_t>(mapped.filtered.size());

        // The same rows one by one have the same fate.
        std::map<std::int64_t, std::string> together;
        const std::vector<std::string> texts = rowsOf(mapped.rows);
        for (std::size_t i = 0; i < texts.size(); ++i)
            together[mapped.origin.empty() ? static_cast<std::int64_t>(i) : mapped.origin[i]] = texts[i];
        for (std::int64_t row = 0; row < std::min<std::int64_t>(batch.rows(), 5); ++row) {
            const MappedRows alone = plan.apply(batch.slice(row, 1));
            const auto found = together.find(row);
            ASSERT_EQ(alone.rows.rows() == 1, found != together.end()) << json;
            ASSERT_EQ(found == together.end() ? "" : rowsOf(alone.rows)[0],
                      found == together.end() ? "" : found->second)
                << json;
        }
    }
    EXPECT_GT(kept, 500);
    EXPECT_GT(rejected, 500);
    EXPECT_GT(filtered, 500);
}

TEST(MappingAccounting, TheAuditNoticesLostDoubledAndSwappedRows)
{
    MappingPlan::Inputs inputs;
    inputs.source = source;
    const MappingPlan plan =
        planOf(R"j({"fields":[{"to":"row","from":"row"},{"to":"a","from":"a","type":"int64"}],
                                         "filters":[{"name":"f","drop":"b = 'drop'"}]})j",
               inputs);
    const RecordBatch batch = batchOf(source, {{"0", "1", "", ""},
                                               {"1", "x", "", ""},
                                               {"2", "2", "drop", ""},
                                               {"3", "3", "", ""},
                                               {"4", "4", "", ""}});
    const MappedRows good = plan.apply(batch);
    ASSERT_EQ(audit(batch, good, 1), "");

    MappedRows lostRow = good;
    lostRow.rejected.clear();
    EXPECT_EQ(audit(batch, lostRow, 1), "row 1 is in 0 places");
    MappedRows doubled = good;
    doubled.filtered.push_back({4, 0});
    EXPECT_EQ(audit(batch, doubled, 1), "row 4 is in 2 places");
    MappedRows swapped = good;
    const std::vector<std::int32_t> other = {1, 0, 2};
    swapped.rows = good.rows.gather(other);
    EXPECT_EQ(audit(batch, swapped, 1), "row 0 carries the values of another row");
    MappedRows withoutOrigin = good;
    withoutOrigin.origin.clear();
    EXPECT_NE(audit(batch, withoutOrigin, 1), "");
    MappedRows wrongFilter = good;
    wrongFilter.filtered[0].filter = 1;
    EXPECT_NE(audit(batch, wrongFilter, 1), "");
}
