#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace weir {

/// Names that mean one thing. Separators and case are free, see foldedName(); no name is in two groups.
struct AliasGroup
{
    std::string_view meaning; ///< for the reason shown to people: "customer"
    std::string_view names;   ///< separated by '|', English first, then Chinese
};

/// The bilingual alias list: business words of orders, stock, people, money and time.
[[nodiscard]] std::span<const AliasGroup> aliasGroups();

/// The simplified form of a traditional character that is common in field names; the character itself
/// otherwise.
[[nodiscard]] char32_t simplified(char32_t character);

} // namespace weir
