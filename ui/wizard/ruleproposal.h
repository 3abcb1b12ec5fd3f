#pragma once

#include "ui/wizard/wizardmodel.h"

namespace weir {

/// Lets follow from what was seen what nobody has chosen: whether the table is new, key and mode. Does nothing until both
/// ends were looked at.
void proposeRules(WizardModel &model);

/// Name of the table that the source's rows would go to: "orders" for orders.csv.
[[nodiscard]] QString tableNameFor(const WizardModel &model);

/// How a field stands as key: its values among the rows looked at.
struct KeyEvidence
{
    bool isUnique = false; ///< every row has a value, and no value comes twice
    qint64 rows = 0;
    qint64 repeated = 0;   ///< rows beyond the first of each value
    qint64 missing = 0;    ///< rows without a value
};
[[nodiscard]] KeyEvidence keyEvidence(const SourceLook &source, const std::string &sourceField);

/// Source field that \a target gets its value from as it is or converted; empty: none.
[[nodiscard]] std::string sourceFieldOf(const Job &job, const std::string &target);

} // namespace weir
