#pragma once

#include "core/base/canceltoken.h"
#include "core/base/result.h"
#include "core/data/schema.h"

#include <string>
#include <vector>

namespace weir {

/// An ability that a Target may have beside its duty: to be asked how rows stand in it without anything being made,
/// not even Weir's own two tables (for dry runs). Found by dynamic_cast.
///
/// Lifecycle: describe(), then bindForLookUp() in the place of prepare(), then any number of lookUp(); nothing else.
class ReadOnlyLookUp
{
public:
    virtual ~ReadOnlyLookUp() = default;

    /// Binds \a columns to the table's columns and \a key to its key, on a connection that writes nothing. What is wrong
    /// with either is the error that prepare() would have answered for upsert.
    [[nodiscard]] virtual Result<void> bindForLookUp(const SchemaPtr &columns, const std::vector<std::string> &key,
                                                     const std::string &versionField, const CancelToken &token) = 0;
};

} // namespace weir
