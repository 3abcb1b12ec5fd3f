#pragma once

#include "core/data/jsontext.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Members that a walk looks for, as a tree: "$.customer.name" is a node below a node.
struct JsonWanted
{
    std::string key;
    int slot = -1; ///< where the value goes; -1: only something below is wanted
    std::vector<JsonWanted> members;

    int id = 0;                         ///< set by prepare(), as are the others below
    bool isPlain = true;                ///< the key holds nothing that JSON escapes
    std::vector<std::uint32_t> byKey{}; ///< indexes of members in key order

    JsonWanted &addMember(std::string_view name, int memberSlot = -1)
    {
        JsonWanted &member = members.emplace_back();
        member.key = name;
        member.slot = memberSlot;
        return member;
    }
    /// To be called on the root when the tree stands; returns the number of nodes.
    int prepare(int firstId = 0);
};

/// A value found: the bytes of the document from its first to its last.
struct JsonToken
{
    std::string_view raw;
    JsonKind kind = JsonKind::Absent;
    bool hasEscapes = false; ///< of a string
};

/// A top-level member that nobody asked for.
struct JsonMember
{
    std::string_view key; ///< decoded
    JsonToken value;
};

/// Walks one JSON document to its end and checks every token of it (RFC 8259, UTF-8, depth <= depthMax, no
/// duplicate keys), and picks the wanted members on the way.
///
/// simdjson finds the tokens (its first stage, with a reused parser); the grammar is checked here, because
/// its lazy second stage lets `tru`, `05` and `{"a":"b":1}` through.
///
/// Thread-safety: none. Results point into the document and into the walker, until the next walk.
class JsonWalker
{
public:
    static constexpr int depthMax = 128;

    JsonWalker();
    JsonWalker(JsonWalker &&) noexcept;
    ~JsonWalker();

    /// Null, or what is wrong, for people; see errorAt() and isEncodingError(). Values that no member gave
    /// are Absent.
    ///
    /// \a document has jsonPadding bytes behind it that are readable. \a wanted was prepared; \a tokens has
    /// one slot for each wanted value; \a others, if given, gets the remaining members of the outermost
    /// object.
    [[nodiscard]] const char *walk(std::string_view document, const JsonWanted &wanted,
                                   std::vector<JsonToken> &tokens, std::vector<JsonMember> *others = nullptr);

    /// Byte of the document at which the last walk() failed.
    [[nodiscard]] std::size_t errorAt() const;
    /// True when the last walk() failed because of invalid UTF-8.
    [[nodiscard]] bool isEncodingError() const;

    /// True when \a text is one strict JSON value. Needs no padding: copies into a buffer of its own.
    [[nodiscard]] bool isStrict(std::string_view text);

private:
    class State;
    std::unique_ptr<State> m_state;
};

/// Bytes that must be readable behind a document (SIMDJSON_PADDING).
inline constexpr std::size_t jsonPadding = 64;

} // namespace weir
