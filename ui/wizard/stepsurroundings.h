#pragma once

#include "core/mapping/mapping.h"
#include "core/mapping/transformsteps.h"
#include "ui/bridge/crosswalkqueries.h"

#include <QStringList>

#include <functional>
#include <vector>

namespace weir {

/// What a transform step may refer to, and whom it may ask.
struct StepSurroundings
{
    QStringList fields; ///< of the source
    std::vector<LookupDeclaration> lookups;
    EngineClient *engine = nullptr;
    std::function<FieldCheckAsk()> rows; ///< where codes come from

    [[nodiscard]] const LookupDeclaration *find(const std::string &name) const
    {
        for (const LookupDeclaration &declaration : lookups) {
            if (declaration.name == name)
                return &declaration;
        }
        return nullptr;
    }
};

} // namespace weir
