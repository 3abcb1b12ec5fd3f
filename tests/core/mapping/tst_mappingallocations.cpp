#include "mappingbatches.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::int64_t> allocations{0};

} // namespace

#pragma GCC diagnostic ignored "-Wmismatched-new-delete" // both are replaced, together
// NOLINTBEGIN: the replaceable allocation functions, to count how often they are called
void *operator new(std::size_t size)
{
    ++allocations;
    if (void *memory = std::malloc(size))
        return memory;
    throw std::bad_alloc();
}
void operator delete(void *memory) noexcept { std::free(memory); }
void operator delete(void *memory, std::size_t) noexcept { std::free(memory); }
// NOLINTEND

using namespace weir;
using namespace weir::test;

namespace {

RecordBatch manyRows(const SchemaPtr &schema, int count)
{
    std::vector<Cells> rows;
    for (int i = 0; i < count; ++i) {
        rows.push_back(
            {std::to_string(i), "a name that does not fit into a small string, " + std::to_string(i),
             i % 3 == 0 ? std::nullopt : std::optional<std::string>("12.50"), "2026-03-05 10:20:30"});
    }
    return batchOf(schema, rows);
}

std::int64_t allocationsOf(const MappingPlan &plan, const RecordBatch &rows)
{
    const std::int64_t before = allocations;
    const MappedRows mapped = plan.apply(rows);
    const std::int64_t after = allocations;
    EXPECT_TRUE(mapped.rejected.empty());
    return after - before;
}

} // namespace

TEST(MappingAllocations, DoNotGrowWithTheRowsOnTheGoodPath)
{
    MappingPlan::Inputs inputs;
    inputs.source = schemaOf({"id text", "name text", "amount text", "at text"});
    inputs.zone = "UTC";
    const MappingPlan plan = planOf(R"j({"fields":[
        {"to":"id","from":"id","type":"int64"}, {"to":"name","from":"name","type":"text(80)"},
        {"to":"amount","from":"amount","type":"decimal(12,2)","default":"0"}, {"to":"at","from":"at","type":"timestamp"},
        {"to":"label","expr":"upper(name)"}, {"to":"origin","value":"a constant that is no small string"} ],
        "filters":[{"name":"some","drop":"id like '%7'"}]})j",
                                    inputs);
    const RecordBatch few = manyRows(inputs.source, 512), many = manyRows(inputs.source, 8192);
    (void)plan.apply(few); // zones and the like are loaded once
    const std::int64_t forFew = allocationsOf(plan, few), forMany = allocationsOf(plan, many);
    // Sixteen times the rows cost a few more doublings of buffers.
    EXPECT_LT(forMany, forFew + 200) << forFew << " for 512 rows, " << forMany << " for 8,192";
    EXPECT_LT(forMany, 1000);
}
