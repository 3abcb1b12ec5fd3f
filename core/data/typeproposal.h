#pragma once

#include "core/data/type.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace weir {

/// The type that a new target column should get, and why.
struct TypeProposal
{
    Type type;
    std::string reason;    ///< "all 1,000 samples are whole numbers"
    std::int64_t seen = 0; ///< values that were not NULL
};

/// Looks at sample values of one text field and proposes the narrowest type that keeps every one exactly.
/// Leading zeros, 16 or more digits, ID-like values (12 or more digits, all equally long) and phone-like ones
/// (11 digits from 13 to 19, a plus sign) stay text; mixed date formats and other than ISO ones stay text;
/// `1` and `0` alone are int64, not bool, which takes `true` and `false` only; decimals keep their scale
/// (decimal without bounds when scales differ); numbers with an exponent are float64. Empty values count as
/// NULL. Text is proposed without a length.
///
/// Memory: constant. Thread-safety: none.
class TypeSampler
{
public:
    TypeSampler();
    TypeSampler(TypeSampler &&) noexcept;
    ~TypeSampler();
    void add(std::string_view value);
    /// "no samples" and text when there was no value.
    [[nodiscard]] TypeProposal proposal() const;

private:
    class State;
    std::unique_ptr<State> m_state;
};

} // namespace weir
