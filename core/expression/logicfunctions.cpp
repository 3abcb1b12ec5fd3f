#include "core/expression/functioncatalogue.h"

namespace weir {

std::vector<FunctionSpec> logicFunctions()
{
    const auto group = FunctionGroup::Logic;
    const auto special = NullRule::Special;
    return {
        {"if",
         group,
         special,
         1,
         "The second value where the condition is true, else the third (NULL when there is none). Only the "
         "branch taken is evaluated: a row error in the other does no harm.",
         "条件为真取第二个值，否则取第三个（没有则为 NULL）。只计算被选中的分支，另一分支的错误不影响该行。",
         {{"condition bool, then any, else any?", "any"}},
         {{"if(2 > 1, 'A', 'B')", "A"},
          {"if(null, 1, 2)", "2"},
          {"if(false, 1)", "NULL"},
          {"if(true, 1, 1 / 0)", "1"},
          {"case when 1 > 2 then 'a' when 2 > 1 then 'b' else 'c' end", "b"},
          {"case 'x' when 'y' then 1 when 'x' then 2 end", "2"}}},
        {"coalesce",
         group,
         special,
         1,
         "The first value that is not NULL. Later ones are evaluated only where they are needed.",
         "第一个非 NULL 的值；后面的值仅在需要时计算。",
         {{"x any...", "any"}},
         {{"coalesce(null, 'a', 'b')", "a"}, {"coalesce(null, null)", "NULL"}, {"coalesce(1, 1 / 0)", "1"}}},
        {"nullif",
         group,
         special,
         1,
         "The first value, but NULL where the two are equal.",
         "两值相等时为 NULL，否则为第一个值。",
         {{"x any, y any", "any"}},
         {{"nullif('N/A', 'N/A')", "NULL"}, {"nullif('7', 0)", "7"}, {"nullif('', '')", "NULL"}}},
    };
}

} // namespace weir
