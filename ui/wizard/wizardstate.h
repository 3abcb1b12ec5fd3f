#pragma once

#include "core/workspace/job.h"
#include "ui/bridge/wizardvalues.h"

#include <QString>

#include <cstdint>
#include <set>
#include <string>

namespace weir {

enum class WizardStepId : std::uint8_t { Source, Target, Map, Rules, Check };
constexpr int wizardStepCount = 5;

/// Where rows go, as the second step offers it.
enum class TargetPlaceKind : std::uint8_t { Warehouse, File, Connection };

/// Everything a person decided in the wizard: what undo takes back and a draft keeps. A value.
struct WizardState
{
    Job job; ///< source and target may be missing; hasMapping once step 3 was seen

    std::string sample; ///< name of the bundled sample that is the source ("clean", "messy", "items"); empty: none
    TargetPlaceKind targetPlace = TargetPlaceKind::Warehouse;
    bool isTargetChosen = false; ///< false: the target follows the source's proposal
    bool createsTable = true;    ///< false: the table named in the job exists and is used
    bool isKeyChosen = false;    ///< false: the key follows from uniqueness and from the target's own

    /// Step 3. isMatched: the automatic match was made for this source and target; later visits leave the mapping alone.
    bool isMatched = false;
    std::set<std::string> confirmed; ///< target fields whose match a person confirmed or made
    std::set<std::string> letGo;     ///< target fields whose values that do not fit a person lets go to quarantine

    std::string lastSeen; ///< of the source, see lastSeenText(); empty: never

    bool isCheckSkipped = false; ///< "Run without checking" was chosen

    std::string editedJob;      ///< name of the saved job that is being edited; empty: a new one
    std::int64_t revision = 0;  ///< of that job when editing began

    /// One JSON object without the job, for a draft; fromText() takes what it knows and leaves the rest as it is.
    [[nodiscard]] std::string toText(WizardStepId step) const;
    void fromText(const std::string &text, WizardStepId &step);
};

} // namespace weir
