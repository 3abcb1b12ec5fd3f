#pragma once

#include "core/base/json.h"
#include "core/data/conversion.h"
#include "core/data/schema.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// One target field and where its value comes from: exactly one of `from`, `expr`, `value`.
struct FieldMapping
{
    std::string to;
    std::optional<std::string> from; ///< source field, nested JSON by path: "customer.name"
    std::optional<std::string> expr;
    std::optional<std::string> value; ///< constant, as text; converted like any text
    bool isNullConstant = false;      ///< "value": null
    std::optional<Type> type;         ///< default: the target's, else the source's
    OnTooLong onTooLong = OnTooLong::Quarantine;
    std::optional<std::string> defaultValue; ///< used when the value is NULL
    std::string zone;                        ///< for text without offset into timestamp
    /// The object it was read from, so that toJson() changes nothing but what was changed. Never edited by
    /// hand.
    std::shared_ptr<const Json> written;

    /// As in the job file; members that still mean what was read stay as they were written.
    [[nodiscard]] Json toJson() const;
};

/// Drops rows on purpose, counted under its own name.
struct FilterRule
{
    std::string name;
    std::string drop; ///< bool expression over the source fields; true drops the row, NULL keeps it
};

/// A table that expressions look codes up in: "lookups": { "mes": { "file": "codes.csv", "key": "erp",
/// "value": "mes" } }
struct LookupDeclaration
{
    std::string name;
    std::string place; ///< member "file": a path, or "place": @connection#stream or a URL
    std::string key;
    std::string value; ///< may be left out: then every look-up names its column
};

/// What the user drew: the "mapping" object of a job file (architecture: "Workspace and files").
///
/// Saving a mapping that was read and not changed gives the same JSON, member order and spelled-out defaults
/// included. Constants and defaults are JSON strings (or null for a constant): a JSON number could lose
/// digits on the way.
///
/// Thread-safety: a value.
struct Mapping
{
    std::vector<FieldMapping> fields;
    std::vector<FilterRule> filters;
    std::vector<LookupDeclaration> lookups;
    /// The object it was read from; see FieldMapping::written.
    std::shared_ptr<const Json> written;

    /// Members as in the job file. InvalidConfig naming every fault (at most 20, one a line) with its JSON
    /// pointer; an unknown member comes with the nearest known name.
    [[nodiscard]] static Result<Mapping> fromJson(const Json &object,
                                                  const std::string &pointer = "/mapping");
    [[nodiscard]] Json toJson() const;
};

/// "quarantine", "cut", "null".
[[nodiscard]] std::string_view onTooLongName(OnTooLong choice);

} // namespace weir
