#pragma once

#include "core/expression/expression.h"
#include "core/mapping/typefindings.h"

#include <optional>
#include <string>
#include <vector>

namespace weir {

/// What is known about the values behind one finding.
struct FindingEvidence
{
    Type type; ///< that the values could not become
    std::string
        sourceField; ///< name of the text field they come from as it is; empty: an expression, a path …
    std::vector<std::string> failing; ///< different values, at most findingValuesMax
    std::vector<std::string> good;    ///< values of the same source field that are no trouble
    std::string zone;
    LookupTables lookups;
};

constexpr std::size_t findingValuesMax = 500;

/// "29 values are longer than text(40); the longest has 57 characters".
[[nodiscard]] std::string findingSentence(const FieldFinding &finding, const Type &type);

/// A way out; empty when nothing would help. Expressions are tried on all of the evidence, see TypeFindings.
[[nodiscard]] std::string findingSuggestion(const FieldFinding &finding, const FindingEvidence &evidence);

/// The expression of a suggestion "map with …", the type of one "widen to …" or "use type …"; nothing for others.
[[nodiscard]] std::string suggestedExpression(const std::string &suggestion);
[[nodiscard]] std::optional<Type> suggestedType(const std::string &suggestion);

} // namespace weir
