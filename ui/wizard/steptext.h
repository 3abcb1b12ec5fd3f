#pragma once

#include "ui/wizard/mapfields.h"

#include <QCoreApplication>

namespace weir {

/// The words of transform steps: the same in the table, in the list of steps and in the names of undo.
class StepText
{
    Q_DECLARE_TR_FUNCTIONS(weir::StepText)

public:
    /// "Parse number"
    [[nodiscard]] static QString name(StepKind kind);
    /// "Parse number: currency, comma is thousands"
    [[nodiscard]] static QString summary(const TransformStep &step);
    /// "parse number, cut" for the table; "-" is left to the caller.
    [[nodiscard]] static QString transform(const MapField &field);
    /// Characters or digits are lost, on purpose.
    [[nodiscard]] static bool isLossy(const TransformStep &step);
};

} // namespace weir
