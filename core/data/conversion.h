#pragma once

#include "core/data/column.h"
#include "core/data/rowcode.h"

#include <cstdint>
#include <string>

namespace weir {

/// Text forms, both ways: bool true t yes y 1 / false f no n 0 in any case, written "true" and "false" ·
/// int64 digits with a sign (`1.0` is NotANumber) · float64 as number.h · decimal as decimal.h · date, time,
/// datetime, timestamp ISO 8601 as datetime.h, timestamps in UTC with Z · bytes `\x` and hex digits
/// (PostgreSQL's form) · json: a string token stands for its decoded text, null and an absent member for
/// NULL, everything else for itself. No spaces, thousand separators or full-width digits: such values are row
/// errors, so that a rule of the user's decides.
///
/// Among numbers a value converts when the target holds it exactly; so do days and datetimes of midnight.
/// Timestamps and local times need a zone between them. Nothing is rounded.

/// What to do with text that is longer than its target field.
enum class OnTooLong : std::uint8_t { Quarantine, Cut, Null };

struct ConversionOptions
{
    Type to;
    OnTooLong onTooLong = OnTooLong::Quarantine;
    /// IANA zone between local times and timestamps (see Zone); empty: such a value is a row error. A local
    /// time that the clocks skip is a row error, one that they show twice is the earlier moment.
    std::string zone;
    bool emptyIsNull = true; ///< empty text becomes NULL for non-text types
};

/// True when some value of \a from could become \a to; false makes a mapping impossible (a configuration
/// error).
[[nodiscard]] bool isConvertible(const Type &from, const Type &to);

/// True when every value of \a from becomes \a to unchanged, without looking (int64 to text, text to text,
/// …).
[[nodiscard]] bool isLossless(const Type &from, const Type &to);

/// \a column, whose type is \a from, as options.to. A value that cannot be converted exactly is NULL in the
/// result and has one entry in \a errors (row, code, value, rule; field is left to the caller), never a
/// silent change. Values that lost their UTC offset are counted in \a offsetsDropped, local times that the
/// clocks show twice in \a overlaps, if given.
///
/// Returns the same pointer when nothing has to be done. Columnar: no allocation per row on the good path.
[[nodiscard]] ColumnPtr convert(const ColumnPtr &column, const Type &from, const ConversionOptions &options,
                                RowErrors &errors, std::int64_t *offsetsDropped = nullptr,
                                std::int64_t *overlaps = nullptr);

/// Value \a row of \a column as text, the same that converting it to text gives. NULL, a JSON null and an
/// absent member append nothing.
void appendAsText(const Column &column, std::int64_t row, std::string &out);

} // namespace weir
