#pragma once

#include "ui/bridge/fieldcheckwork.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace weir {

/// What a field's mapping makes of one row. Personal data is masked.
struct PreviewRow
{
    QString position; ///< of the row, in the source's words: "line 1412"
    QString before;   ///< the source fields that are read, joined; at most previewCharactersMax
    QString after;    ///< empty where it fails
    bool isBeforeNull = false;
    bool isAfterNull = false;
    bool isDefault = false;          ///< the default took the place of NULL
    std::int64_t cut = 0;            ///< characters that a step takes off the end, on purpose
    std::optional<RowCode> failure;
    QString rule;                    ///< that it broke: "text(40)"
};
constexpr int previewCharactersMax = 300;

/// Before and after of one field, odd rows first.
struct FieldPreview
{
    std::string to;
    std::vector<PreviewRow> rows;
    std::int64_t odd = 0; ///< rows at hand that something was found in, now or before the last edit
};

/// \a odd: rows that something was found in, reduced to the fields that the mapping reads or read; \a bad: rows of the
/// sample that a check of it failed on. At most \a rowsMax rows, some of them ordinary ones. A mapping that does not compile has
/// no rows. On any thread.
[[nodiscard]] FieldPreview previewField(const FieldCheckAsk &ask, const FieldMapping &field, const LookupShelf &shelf,
                                        const PlacedRows &odd, const std::vector<std::int64_t> &bad, int rowsMax);

constexpr int previewRows = 8;

} // namespace weir
