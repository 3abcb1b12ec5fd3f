#pragma once

#include "core/data/column.h"
#include "core/data/rowcode.h"

#include <string>

namespace weir {

/// What to do with text that is longer than its target field.
enum class OnTooLong : std::uint8_t { Quarantine, Cut, Null };

struct ConversionOptions
{
    Type to;
    OnTooLong onTooLong = OnTooLong::Quarantine;
    std::string zone;       ///< IANA zone for text or datetime without offset into timestamp; empty: such a value is a row error
    bool emptyIsNull = true; ///< empty text becomes NULL for non-text types
};

/// True when some value of \a from could become \a to; false makes a mapping impossible (a configuration error).
[[nodiscard]] bool isConvertible(const Type &from, const Type &to);

/// True when every value of \a from becomes \a to unchanged, without looking (int64 to text, text to text, …).
[[nodiscard]] bool isLossless(const Type &from, const Type &to);

/// \a column, whose type is \a from, as options.to. A value that cannot be converted exactly is NULL in the result and
/// has one entry in \a errors (row, code, value, rule; field is left to the caller), never a silent change. Values
/// that lost their UTC offset are counted in \a offsetsDropped, if given.
///
/// Returns the same pointer when nothing has to be done. Columnar: no allocation per row on the good path.
[[nodiscard]] ColumnPtr convert(const ColumnPtr &column, const Type &from, const ConversionOptions &options,
                                RowErrors &errors, std::int64_t *offsetsDropped = nullptr);

/// Value \a row of \a column as text, the same that converting it to text gives ("NULL" is not handled here).
void appendAsText(const Column &column, std::int64_t row, std::string &out);

} // namespace weir
