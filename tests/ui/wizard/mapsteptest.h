#pragma once

#include "tests/ui/wizard/mapstepworld.h"

#include <string>

namespace weir::test {

inline const std::string messy = sourceDirectory() + "/resources/samples/orders_messy.csv";

/// The mapping step over the messy sample and a table that is there.
class MapStepTest : public MapStepWorld
{
protected:
    void openMessy()
    {
        open(messy, lookAt(messy),
             tableOf({{"order_id", "text(20)!"}, {"customer_name", "text(40)"}, {"amount", "decimal(12,2)"},
                      {"order_date", "date"}, {"id_card", "text(18)"}, {"quantity", "int64"}, {"状态", "text(10)"},
                      {"region", "text(20)!"}}));
    }
    [[nodiscard]] bool isWholeChecked() const
    {
        for (const MapField &field : m_rows->fields()) {
            if (field.isMapped() && (!field.isWhole || field.isStale))
                return false;
        }
        return true;
    }
};

} // namespace weir::test
