#pragma once

#include "core/data/recordbatch.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Rows of one schema in a form in which equal rows have equal bytes (delivery §2): numbers by value, timestamps by
/// instant, text by its bytes. JSON is compared by value, too, because targets reformat it: members in order of name,
/// numbers by value, no white space.
///
/// Thread-safety: immutable.
class CanonicalRows
{
public:
    CanonicalRows(SchemaPtr schema, std::vector<std::size_t> keyFields);

    [[nodiscard]] const SchemaPtr &schema() const { return m_schema; }
    [[nodiscard]] const std::vector<std::size_t> &keyFields() const { return m_keyFields; }

    /// Appends the key of a row. True: no part of it is NULL.
    bool appendKey(const RecordBatch &rows, std::int64_t row, std::string &out) const;
    /// The same from columns that hold the key fields alone, in their order.
    bool appendKey(const std::vector<ColumnPtr> &keyColumns, std::int64_t row, std::string &out) const;
    void appendRow(const RecordBatch &rows, std::int64_t row, std::string &out) const;

    /// "17", or "a=1,b=x", of what appendKey() made.
    [[nodiscard]] std::string keyText(std::string_view key) const;

    /// A field that is not the same in two rows; nothing stands for NULL.
    struct Change
    {
        std::string field;
        std::optional<std::string> source, target;
    };
    /// The fields in which two rows of appendRow() differ.
    [[nodiscard]] std::vector<Change> changes(std::string_view source, std::string_view target) const;

private:
    SchemaPtr m_schema;
    std::vector<std::size_t> m_keyFields;
};

/// JSON in the form described above; text that is no JSON as it is.
[[nodiscard]] std::string canonicalJson(std::string_view text);

/// True when a part of a key of appendKey() is NULL: such rows are equal to no other in SQL.
[[nodiscard]] bool hasNullPart(std::string_view key);

} // namespace weir
