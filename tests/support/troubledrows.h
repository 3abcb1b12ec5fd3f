#pragma once

#include "core/drill/loopbackserver.h"

#include <memory>
#include <set>
#include <string>

namespace weir::test {

/// Rows (id, amount, name) with every kind of trouble, the same from a CSV file and from a paged API: amounts that are no
/// number, negative ones that a CHECK refuses, names longer than the column, rows for a filter, and ids that come twice.
namespace troubled {

enum class Keys {
    None,    ///< equal ids stay two rows
    Refused, ///< append into a unique key: the second row of an id is refused
    Merged,  ///< upsert: the last row of an id wins
};

constexpr int ids = 1000;
constexpr int nameLengthMax = 24;

[[nodiscard]] int rows();
[[nodiscard]] std::string csv();
/// Serves GET /orders?page=1 … as {"items":[…],"next":"/orders?page=2" or null}, 100 rows a page.
[[nodiscard]] std::unique_ptr<LoopbackServer> serve();

/// Where the rows must end; rows as "id|name".
struct Ends
{
    std::multiset<std::string> rows;
    int delivered = 0; ///< with superseded ones
    int filtered = 0;
    int quarantined = 0;
};

/// \a isChecked: the target refuses negative amounts and long names.
[[nodiscard]] Ends ends(Keys keys, bool isChecked);
/// After everything but the filtered rows was delivered, long names cut when \a isChecked.
[[nodiscard]] Ends endsWhenHealed(Keys keys, bool isChecked);

} // namespace troubled
} // namespace weir::test
