#pragma once

#include "core/mapping/mapping.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir {

enum class StepKind : std::uint8_t {
    Trim,        ///< trim(x)
    ParseNumber, ///< decimal(x), int(x), float(x), number_cn(x), after taking away what surrounds the number
    ParseDate,   ///< date(x), date(x, 'pattern'), date_cn(x); datetime, time, timestamp likewise
    MapValues,   ///< map(x, 'from', 'to', …)
    Default,     ///< last: the field's default; elsewhere coalesce(x, 'text')
    Combine,     ///< concat_ws('separator', x, field, …)
    Split,       ///< split_part(x, 'delimiter', n)
    Cut,         ///< left(x, n); n = 0: to the target's length ("onTooLong": "cut"). Loses characters
    Round,       ///< round(x, n). Loses digits
    Crosswalk,   ///< lookup('table', x), lookup_or('table', x, 'otherwise')
};
constexpr int stepKindCount = 10;

/// What a comma in a number is.
enum class CommaMeaning : std::uint8_t { None, Thousands, Decimal };

/// One named step of a field's transform. Which members count depends on the kind.
struct TransformStep
{
    StepKind kind = StepKind::Trim;
    bool isOn = true; ///< off: kept in the list, does nothing

    TypeKind makes = TypeKind::Decimal; ///< ParseNumber: Decimal, Int64, Float64; ParseDate: Date, DateTime, Time, Timestamp
    bool isChinese = false;     ///< ParseNumber: number_cn(); ParseDate: date_cn()
    bool stripsCurrency = false; ///< ParseNumber: blanks and ¥ ￥ $ € £ 元
    bool isHalfWidth = false;   ///< ParseNumber: full-width digits first
    CommaMeaning commas = CommaMeaning::None;
    std::string mark;           ///< ParseNumber, ParseDate: values without this text are read plainly
    std::string text;           ///< ParseDate: pattern (empty: ISO) · Default: value · Combine: separator · Split: delimiter ·
                                ///< Crosswalk: table
    int number = 0;             ///< Split: part, from 1 · Cut: characters · Round: digits behind the point
    std::vector<std::pair<std::string, std::string>> pairs; ///< MapValues: from, to
    std::optional<std::string> otherwise;                   ///< MapValues, Crosswalk: for values without entry
    std::vector<std::string> fields;                        ///< Combine: fields behind this one
    std::string column;                                     ///< Crosswalk: empty: the declared value column

    bool operator==(const TransformStep &) const = default;
};

/// A source field and what is done to it, first step first.
struct Transform
{
    std::string from;
    std::vector<TransformStep> steps;

    bool operator==(const Transform &) const = default;
};

/// The steps of \a field, if they are steps: then writeTransform() gives the same field again. Nothing for constants,
/// for fields without a source, and for expressions that a person wrote otherwise.
[[nodiscard]] std::optional<Transform> readTransform(const FieldMapping &field);

/// Sets from or expr, default and onTooLong of \a field; leaves the rest. Steps that are off are left out.
void writeTransform(const Transform &transform, FieldMapping &field);

/// The expression of the steps, Default at the end and Cut to the target's length left out; just the field's name
/// when there is nothing to do.
[[nodiscard]] std::string transformExpression(const Transform &transform);

/// A text literal, a field's name as expressions take it ("order no" in quotes, paths by points).
[[nodiscard]] std::string textLiteral(std::string_view text);
[[nodiscard]] std::string fieldReference(std::string_view name);

/// "date", "decimal" …: the function that makes values of \a kind from text.
[[nodiscard]] std::string_view conversionFunction(TypeKind kind);

} // namespace weir
