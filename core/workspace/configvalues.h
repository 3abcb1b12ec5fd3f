#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/workspace/jsonschema.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace weir {

/// Values for { "param": … } objects, from --param k=v.
using Parameters = std::map<std::string, std::string, std::less<>>;

/// One value of a file, and where it came from (`--show-config`).
struct ConfigValue
{
    std::string file;
    std::string pointer;
    std::string value;  ///< as JSON; of a secret only its name
    std::string origin; ///< "file", "environment DW_HOST", "default (DW_HOST is not set)", "param day",
                        ///< "secret store"
};

/// A file's object with its references resolved.
struct ResolvedConfig
{
    std::shared_ptr<const Json> written;  ///< as in the file
    std::shared_ptr<const Json> resolved; ///< with values in the place of env and param objects
    std::vector<ConfigValue> values;      ///< every scalar, in document order
};

/// Checks \a object against \a schema, puts values in the place of { "env" } and { "param" } objects,
/// converts them to the type the schema wants there, and checks again. InvalidConfig, with file and pointer,
/// for whatever is wrong, for an unset variable or parameter without default, and for a variable named
/// WEIR_SECRET_…
[[nodiscard]] Result<ResolvedConfig> resolveConfig(Json object, const JsonSchema &schema,
                                                   const std::string &file, const Parameters &parameters);

} // namespace weir
