// Memory of a comparison does not grow with its rows.

#include "tests/app/jobtesting.h"
#include "tests/support/sanitizers.h"

#include <sys/resource.h>

namespace weir::test {
namespace {

class ReconciliationMemory : public JobTest
{
protected:
    /// Largest resident set of any child so far, in MiB.
    static long childrenMib()
    {
        rusage usage{};
        getrusage(RUSAGE_CHILDREN, &usage);
        return usage.ru_maxrss / 1024;
    }

    /// The same rows in a file and, without Weir, in a table; a job that compares them.
    void prepare(int rows)
    {
        std::string csv = "id,name,amount\n";
        for (int id = 1; id <= rows; ++id)
            csv += fmt::format("K{:08},a name that makes the row about a hundred bytes long {},{}.25\n", static_cast<std::int64_t>(id) * 7919 % rows, id, id);
        m_folder.write("a.csv", csv);
        sql(fmt::format("CREATE TABLE t (id TEXT PRIMARY KEY, name TEXT, amount TEXT) WITHOUT ROWID; "
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {0}) "
                        "INSERT INTO t SELECT printf('K%08d', i * 7919 % {0}), "
                        "'a name that makes the row about a hundred bytes long ' || i, i || '.25' FROM n",
                        rows));
        m_folder.write("ws/jobs/job.json", fmt::format(R"({{"weir":1,"source":{{"file":"{}"}},"target":{{"place":"sqlite:{}#t",
            "mode":"upsert","key":["id"]}}}})",
                                                       m_folder.file("a.csv"), m_folder.file("t.db")));
    }
};

TEST_F(ReconciliationMemory, StaysWithinItsBudgetWhateverTheNumberOfRows)
{
    weir({"init", "ws"});
    constexpr int few = 1'000, many = 300'000;
    prepare(few);
    EXPECT_EQ(weir({"reconcile", "job"})["same"], few) << m_error;
    const long floor = childrenMib();

    sql("DROP TABLE t");
    prepare(many);
    sql("DELETE FROM t WHERE id = 'K00000100'; UPDATE t SET amount = '0' WHERE id = 'K00000200'; INSERT INTO t VALUES ('X', '', '')");
    const Json result = weir({"reconcile", "job"});
    EXPECT_EQ(m_exit, 4) << m_error;
    EXPECT_EQ(result["same"], many - 2);
    EXPECT_EQ(result["missing"], 1);
    EXPECT_EQ(result["extra"], 1);
    EXPECT_EQ(result["different"], 1);
    const long peak = childrenMib();
    RecordProperty("floorMib", static_cast<int>(floor));
    RecordProperty("peakMib", static_cast<int>(peak));
    RecordProperty("seconds", std::to_string(result["seconds"].get<double>()));
    if (!isSanitized) { // they keep freed memory from being used again
        EXPECT_LE(peak - floor, 64) << "MiB above a comparison of " << few << " rows (" << floor << ")";
    }
}

} // namespace
} // namespace weir::test
