#pragma once

#include "core/data/jsonrecords.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Finds where the array of records begins in a JSON document that is too large to hold: walks structure and
/// keys of the bytes fed and stops at the opening bracket of the value at a path. Constant memory.
class JsonArrayFinder
{
public:
    enum class State : std::uint8_t { Searching, Found, NotThere };

    explicit JsonArrayFinder(const JsonPath &path);

    /// Takes the next bytes. After Found or NotThere nothing more is needed.
    State feed(std::string_view bytes);
    /// Offset just behind the bracket, and its line (1-based), from the first byte fed.
    [[nodiscard]] std::int64_t offsetBehind() const { return m_offset; }
    [[nodiscard]] std::int64_t line() const { return m_line; }
    /// What stands there instead, for people; with NotThere.
    [[nodiscard]] const std::string &reason() const { return m_reason; }

private:
    static constexpr std::size_t keyBytesMax = 64 << 10;

    State step(char c);
    State takeInString(char c);
    State takeValueStart(char c);
    void endString();

    std::vector<std::string> m_members;
    std::size_t m_matched = 0; ///< members of the path on the way to the present place
    std::int64_t m_depth = 0;
    bool m_isWanted = true; ///< the next value is the one at the next member of the path
    bool m_isInString = false;
    bool m_isEscape = false;
    bool m_isKeyNext = false; ///< the next string at the watched depth is a key
    std::string m_key;
    std::int64_t m_offset = 0;
    std::int64_t m_line = 1;
    std::string m_reason;
};

/// Names of the members of the object at the start of \a head whose values are arrays, as far as the head
/// goes.
[[nodiscard]] std::vector<std::string> topLevelArrays(std::string_view head);

} // namespace weir
