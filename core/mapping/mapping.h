#pragma once

#include "core/base/json.h"
#include "core/data/conversion.h"
#include "core/data/schema.h"

#include <map>
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
    std::string zone;                 ///< for text without offset into timestamp
};

/// Drops rows on purpose, counted under its own name.
struct FilterRule
{
    std::string name;
    std::string drop; ///< bool expression over the source fields; true drops the row, NULL keeps it
};

/// A table that expressions look codes up in: "lookups": { "mes": { "file": "codes.csv", "key": "erp", "value": "mes" } }
struct LookupDeclaration
{
    std::string name;
    std::string place;  ///< file path or @connection#stream
    std::string key;
    std::string value;
};

/// What the user drew: the "mapping" object of a job file.
struct Mapping
{
    std::vector<FieldMapping> fields;
    std::vector<FilterRule> filters;
    std::vector<LookupDeclaration> lookups;

    /// Members as in the job file; unknown ones are errors with the JSON pointer and the nearest known name.
    [[nodiscard]] static Result<Mapping> fromJson(const Json &object, const std::string &pointer = "/mapping");
    [[nodiscard]] Json toJson() const;
};

} // namespace weir
