#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// The words of a field's name, folded as by foldedName(): "CustName_2" gives cust, name, 2. A change from small to
/// capital letters, from letters to digits and every separator ends a word; each Han character is a word.
[[nodiscard]] std::vector<std::string> nameWords(std::string_view name);

/// How alike two lists of words are, 0 … 1: twice the words that find a partner, divided by all words. Words match as
/// a whole; words of four and more letters also as the beginning of a longer one (cust, customer), which counts 0.9.
/// Words that say nothing (of, the, 的) are left out.
[[nodiscard]] double wordLikeness(const std::vector<std::string> &a, const std::vector<std::string> &b);

/// True when every word of one finds a partner in the other: nothing is left over on either side.
[[nodiscard]] bool haveSameWords(const std::vector<std::string> &a, const std::vector<std::string> &b);

} // namespace weir
