#pragma once

#include "core/connectors/source.h"
#include "core/connectors/valuecheckup.h"
#include "core/data/recordbatch.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace weir {

/// What a sample shows about one field.
struct FieldProfile
{
    std::string name;
    Type type;              ///< as the source delivers it
    std::string nativeType; ///< in the source's own words; empty for files and APIs
    Type proposed;          ///< that a new target column should have
    std::string reason;     ///< why
    std::int64_t values = 0; ///< not NULL, empty text included
    std::int64_t nulls = 0;
    std::int64_t empty = 0;  ///< empty texts
    std::int64_t distinct = 0; ///< different values among those looked at
    std::int64_t longest = 0;  ///< bytes of the longest value as text
    std::int64_t longestCharacters = 0; ///< code points of the value that has most of them
    std::vector<std::string> examples; ///< the first different ones, at most examplesMax of at most 60 bytes or so
    static constexpr std::size_t examplesMax = 4;
};

/// Looks at rows of a stream, field by field: how full, how different, of which type, and what is damaged in them.
///
/// Memory: 8 bytes for each value looked at (twice that for fields whose name is that of a key), so the caller bounds
/// the rows. Thread-safety: none.
class StreamProfiler
{
public:
    explicit StreamProfiler(SchemaPtr schema);

    void add(const RecordBatch &rows);
    /// One for each field. \a proposals are those of the source, which saw more than this sample; empty: none.
    [[nodiscard]] std::vector<FieldProfile> profiles(const std::vector<FieldProposal> &proposals) const;
    /// Damage (ValueCheckup) and "duplicateKey": a field that looks like a key and holds a few values twice.
    [[nodiscard]] std::vector<Finding> findings() const;

private:
    struct FieldState
    {
        FieldProfile profile;
        bool isText = false;    ///< only text can be damaged
        bool isKeyLike = false; ///< by its name
        std::vector<std::uint64_t> hashes;
        std::unordered_set<std::uint64_t> seen; ///< of key-like fields
        std::int64_t doubled = 0;
        std::string doubledExample;
    };
    void addValue(FieldState &field, std::size_t index, std::string_view value);

    SchemaPtr m_schema;
    std::vector<FieldState> m_fields;
    ValueCheckup m_checkup;
};

/// True for names of fields that usually tell rows apart: "id", "order_no", "Artikel-Nr", "订单编号".
[[nodiscard]] bool isKeyLikeName(std::string_view name);

/// \a text cut to about \a bytesMax bytes at a border of a character, with "…" where something was cut.
[[nodiscard]] std::string cutText(std::string_view text, std::size_t bytesMax);

} // namespace weir
