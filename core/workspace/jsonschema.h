#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// One thing wrong in a configuration file.
struct ConfigFinding
{
    std::string pointer; ///< JSON pointer (RFC 6901) into the file; empty: the file as a whole
    std::string detail;  ///< what was found, what is allowed, the nearest known name
};

/// A place of a file whose value comes from elsewhere: { "env": …, "default": … } or { "param": …, "default":
/// … }.
struct ValueReference
{
    std::string pointer;
    std::vector<std::string> types; ///< what the value may be: "string", "integer", "number", "boolean"
};

/// Checks documents against the subset of JSON Schema 2020-12 that our published schemas use: type,
/// properties, required, additionalProperties, enum, const, minimum, maximum, minLength, maxLength, minItems,
/// maxItems, items, oneOf, $ref to #/$defs. A branch of oneOf is chosen by JSON type, then by the `const`
/// members of its properties, then by its required members, so that the errors are those of the branch that
/// was meant.
///
/// Texts under secret-like names, or where the schema says writeOnly, are never quoted.
///
/// Thread-safety: immutable.
class JsonSchema
{
public:
    /// InvalidConfig when \a text uses a keyword outside the subset.
    [[nodiscard]] static Result<JsonSchema> parse(std::string_view text);

    /// The published schemas, compiled into the program: "workspace", "connection", "job". They live as long
    /// as the process.
    [[nodiscard]] static const JsonSchema &published(std::string_view name);
    /// Their text as published.
    [[nodiscard]] static std::string_view publishedText(std::string_view name);

    /// Everything wrong in \a document, in document order, at most findingsMax. \a references, if given,
    /// receives where env and param objects stand; without it they are wrong like any other object.
    [[nodiscard]] std::vector<ConfigFinding> check(const Json &document,
                                                   std::vector<ValueReference> *references = nullptr) const;

    static constexpr std::size_t findingsMax = 50;

private:
    explicit JsonSchema(std::shared_ptr<const Json> root) : m_root(std::move(root)) {}
    std::shared_ptr<const Json> m_root;
};

/// \a name as one token of a JSON pointer: ~ and / escaped.
[[nodiscard]] std::string pointerToken(std::string_view name);

/// The first finding as an Error's text: "file: /pointer: detail (and 3 more)".
[[nodiscard]] std::string findingText(const std::string &file, const std::vector<ConfigFinding> &findings);

} // namespace weir
