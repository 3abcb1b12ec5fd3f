#include "core/delivery/poisonhunt.h"

namespace weir {

void PoisonHunt::begin(std::int64_t first, std::int64_t last, std::int64_t rowsMax)
{
    clear();
    for (std::int64_t at = first; at <= last;) {
        const std::int64_t end = last - at < rowsMax ? last : at + rowsMax - 1;
        m_units.push_back({at, end, false, false});
        at = end + 1;
    }
}

std::int64_t PoisonHunt::rowsToPart(std::int64_t rows) const
{
    if (rows < 2)
        return 0;
    if (m_isBlind && m_visited >= visitedMin && m_bad * 8 > m_visited)
        return 1;
    return front().isBad ? (rows + 1) / 2 : 0;
}

void PoisonHunt::part(std::int64_t border)
{
    const Unit whole = m_units.front();
    m_units.front() = {border + 1, whole.last, false, false};
    m_units.push_front({whole.first, border, false, whole.isBad});
}

void PoisonHunt::delivered(std::int64_t rows)
{
    const bool isNextBad = m_units.front().isBadOrNext;
    m_units.pop_front();
    m_visited += rows;
    if (isNextBad && !m_units.empty())
        m_units.front().isBad = true;
}

void PoisonHunt::refused()
{
    m_isBlind = true;
    m_units.front().isBad = true;
    m_units.front().isBadOrNext = false;
}

void PoisonHunt::convicted()
{
    ++m_visited;
    ++m_bad;
    m_isBlind = true;
    const Unit alone = m_units.front();
    if (m_units.size() == 1) {
        m_units.front() = {alone.first, alone.last, false, false};
        return;
    }
    m_units.pop_front();
    m_units.front().first = alone.first;
}

} // namespace weir
