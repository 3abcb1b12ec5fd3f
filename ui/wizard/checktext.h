#pragma once

#include "ui/text/statetext.h"
#include "ui/wizard/mapfields.h"

#include <QCoreApplication>

namespace weir {

/// How the mapping table says what it knows about a field: badges, and sentences for tooltips and screen readers.
class CheckText
{
    Q_DECLARE_TR_FUNCTIONS(weir::CheckText)

public:
    [[nodiscard]] static StateLook badge(const MapField &field);
    /// "29 of 2,000 values are longer than 40 characters. Longest: 57."
    [[nodiscard]] static QString sentence(const MapField &field);
    [[nodiscard]] static StateLook match(const MapField &field);
    [[nodiscard]] static QString matchSentence(const MapField &field);
    /// Why Next has to wait for it.
    [[nodiscard]] static QString blocker(const MapField &field);
    /// "Widen the target to text(80)"
    [[nodiscard]] static QString fix(const MapField &field, const FieldFix &fix);
    /// What it does to the values that do not fit.
    [[nodiscard]] static QString fixHint(const FieldFix &fix);
    /// What the source cell says: a field, a constant, "2 suggestions".
    [[nodiscard]] static QString source(const MapField &field);
    /// "98.6 %"; 100 % only when it is all.
    [[nodiscard]] static QString share(double part);

private:
    [[nodiscard]] static QString counted(const MapField &field);
    [[nodiscard]] static QString failing(const MapField &field);
    [[nodiscard]] static QString failingSentence(const MapField &field);
    [[nodiscard]] static QString reason(MatchReason reason);
    /// What a reading makes of the doubtful value: "2026-04-03", "1230".
    [[nodiscard]] static QString readAs(const MapField &field, const TransformStep &step);
};

} // namespace weir
