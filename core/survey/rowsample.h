#pragma once

#include "core/connectors/source.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace weir {

/// Rows of a stream that are worth looking at, in the stream's order.
struct RowSample
{
    RecordBatch rows;
    std::vector<std::string> positions; ///< one for each row: "line 1412"
};

/// Picks rows to show while a stream is read: the first and the last ones, for every field the longest and the shortest
/// value, the first NULL, the first beyond ASCII and the first of every form of value (digits, number, text …), the rest at
/// random. The head alone would hide what only comes later.
///
/// The choice among the rest is the same for the same stream. Memory: some hundred rows. Thread-safety: none.
class RowSampler
{
public:
    static constexpr std::size_t rowsMax = 200;

    void add(const SourcePage &page);
    [[nodiscard]] RowSample take() const;

private:
    struct Kept
    {
        RecordBatch row;
        std::string position;
    };
    struct FieldExtremes
    {
        std::size_t longest = 0, shortest = SIZE_MAX; ///< bytes
        std::int64_t longestRow = -1, shortestRow = -1; ///< numbers in the stream
        unsigned seen = 0; ///< bits: a NULL, beyond ASCII, the forms of values
    };
    void keep(const SourcePage &page, std::int64_t row);
    void lookForOddRows(const SourcePage &page);
    void lookAt(FieldExtremes &extremes, const Column &column, const SourcePage &page);
    void pickAtRandom(const SourcePage &page);
    void keepTail(const SourcePage &page);
    [[nodiscard]] std::int64_t nextRandom(std::int64_t below);

    SchemaPtr m_schema;
    std::int64_t m_rows = 0; ///< of the pages before
    std::vector<FieldExtremes> m_fields;
    std::map<std::int64_t, Kept> m_head, m_odd, m_tail; ///< by number in the stream
    std::vector<std::pair<std::int64_t, Kept>> m_random;
    std::uint64_t m_state = 0x9E3779B97F4A7C15U;
};

} // namespace weir
