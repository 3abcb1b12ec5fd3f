#pragma once

#include <cstdint>
#include <deque>
#include <limits>

namespace weir {

/// Which ranges of a sealed batch are sent next while bad rows are looked for (delivery §6): pure bookkeeping over
/// sequence numbers. With k bad rows among n: at most 2k + 1 calls where the target names the row, otherwise halves,
/// left one first, at most 2k·⌈log2(n/k)⌉ + 2k calls; once more than an eighth of the rows seen were bad, one by one.
///
/// Thread-safety: none.
class PoisonHunt
{
public:
    struct Unit ///< a range of seqs that is committed on its own
    {
        std::int64_t first = 0;
        std::int64_t last = 0;
        bool isBad = false;       ///< holds a bad row: sending it whole is useless
        bool isBadOrNext = false; ///< it or the unit behind it holds a bad row
    };

    /// Ranges of at most \a rowsMax; none of them is known to be bad.
    void begin(std::int64_t first, std::int64_t last, std::int64_t rowsMax = std::numeric_limits<std::int64_t>::max());
    void clear() { *this = PoisonHunt(); }
    [[nodiscard]] bool isEmpty() const { return m_units.empty(); }
    [[nodiscard]] const Unit &front() const { return m_units.front(); }

    /// How many of the \a rows of front() are to be parted from it before anything is sent; 0: send it as it is.
    [[nodiscard]] std::int64_t rowsToPart(std::int64_t rows) const;
    /// Splits front() behind \a border.
    void part(std::int64_t border);

    /// front() was committed with \a rows rows.
    void delivered(std::int64_t rows);
    /// The target refused front() without saying which row.
    void refused();
    /// The one row of front() was refused: it goes along with what stands behind it, or alone at the end.
    void convicted();

private:
    static constexpr std::int64_t visitedMin = 32; ///< rows seen before their share of bad ones says anything

    std::deque<Unit> m_units;
    std::int64_t m_visited = 0;
    std::int64_t m_bad = 0;
    bool m_isBlind = false; ///< a refusal without a position came
};

} // namespace weir
