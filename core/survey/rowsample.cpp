#include "core/survey/rowsample.h"

#include <algorithm>

namespace weir {

namespace {

constexpr std::int64_t edgeRows = 50;    ///< at the beginning, and at the end
constexpr std::size_t oddRowsMax = 400;  ///< first of their kind; take() chooses among them
constexpr std::size_t randomRows = RowSampler::rowsMax; ///< a short stream is kept whole

/// Bits of FieldExtremes::seen.
enum Form : unsigned { Null = 1, Empty = 2, Digits = 4, Number = 8, Dated = 16, Wide = 32, Other = 64, allForms = 127 };

/// What a value looks like; cheap, for it is asked of every value until every form was seen.
unsigned formOf(std::string_view value)
{
    if (value.empty())
        return Empty;
    bool hasDigit = false, hasLetter = false, hasPoint = false, hasDash = false;
    for (const char c : value) {
        if (static_cast<unsigned char>(c) >= 0x80)
            return Wide;
        hasDigit |= c >= '0' && c <= '9';
        hasLetter |= (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        hasPoint |= c == '.' || c == ',';
        hasDash |= c == '-' || c == '/' || c == ':';
    }
    if (!hasDigit || hasLetter)
        return Other;
    return hasDash ? Dated : hasPoint ? Number : Digits;
}

} // namespace

void RowSampler::keep(const SourcePage &page, std::int64_t row)
{
    const std::int32_t index[] = {static_cast<std::int32_t>(row)};
    m_odd.try_emplace(m_rows + row, Kept{page.rows.gather(index), page.positionText(row)});
}

void RowSampler::lookAt(FieldExtremes &extremes, const Column &column, const SourcePage &page)
{
    const auto extreme = [&](std::int64_t &holder, std::int64_t row) {
        if (holder >= 0)
            m_odd.erase(holder);
        keep(page, row);
        holder = m_rows + row;
    };
    const bool hasNulls = column.nullCount() > 0, isText = isVariableWidth(column.kind());
    std::int64_t longest = -1, shortest = -1; // in this page
    for (std::int64_t row = 0; row < page.rows.rows(); ++row) {
        unsigned form = Other;
        if (hasNulls && column.isNull(row)) {
            form = Null;
        } else if (isText) {
            const std::string_view value = column.text(row);
            if (value.size() > extremes.longest) {
                extremes.longest = value.size();
                longest = row;
            }
            if (!value.empty() && value.size() < extremes.shortest) {
                extremes.shortest = value.size();
                shortest = row;
            }
            form = extremes.seen == allForms ? Other : formOf(value);
        }
        if ((extremes.seen & form) == 0) {
            extremes.seen |= form;
            if (m_odd.size() < oddRowsMax)
                keep(page, row);
        }
    }
    if (longest >= 0)
        extreme(extremes.longestRow, longest);
    if (shortest >= 0)
        extreme(extremes.shortestRow, shortest);
}

void RowSampler::lookForOddRows(const SourcePage &page)
{
    m_fields.resize(m_schema->size());
    for (std::size_t i = 0; i < m_fields.size(); ++i)
        lookAt(m_fields[i], page.rows.column(i), page);
}

std::int64_t RowSampler::nextRandom(std::int64_t below)
{
    // xorshift64: Marsaglia, Xorshift RNGs, 2003.
    m_state ^= m_state << 13;
    m_state ^= m_state >> 7;
    m_state ^= m_state << 17;
    return static_cast<std::int64_t>(m_state % static_cast<std::uint64_t>(below));
}

/// Every row of the stream so far has the same chance: Vitter's algorithm R.
void RowSampler::pickAtRandom(const SourcePage &page)
{
    for (std::int64_t row = 0; row < page.rows.rows(); ++row) {
        const std::int64_t number = m_rows + row;
        const bool isRoom = m_random.size() < randomRows;
        const std::int64_t place = isRoom ? static_cast<std::int64_t>(m_random.size()) : nextRandom(number + 1);
        if (place >= static_cast<std::int64_t>(randomRows))
            continue;
        const std::int32_t index[] = {static_cast<std::int32_t>(row)};
        std::pair<std::int64_t, Kept> kept{number, {page.rows.gather(index), page.positionText(row)}};
        if (isRoom)
            m_random.push_back(std::move(kept));
        else
            m_random[static_cast<std::size_t>(place)] = std::move(kept);
    }
}

void RowSampler::keepTail(const SourcePage &page)
{
    const std::int64_t rows = page.rows.rows();
    for (std::int64_t row = 0; row < rows; ++row) {
        const bool isHead = m_rows + row < edgeRows;
        if (!isHead && row < rows - edgeRows)
            continue;
        const std::int32_t index[] = {static_cast<std::int32_t>(row)};
        (isHead ? m_head : m_tail).try_emplace(m_rows + row, Kept{page.rows.gather(index), page.positionText(row)});
    }
    while (m_tail.size() > static_cast<std::size_t>(edgeRows))
        m_tail.erase(m_tail.begin());
}

void RowSampler::add(const SourcePage &page)
{
    if (page.rows.rows() == 0)
        return;
    m_schema = page.rows.schema();
    lookForOddRows(page);
    pickAtRandom(page);
    keepTail(page);
    m_rows += page.rows.rows();
}

RowSample RowSampler::take() const
{
    std::map<std::int64_t, const Kept *> chosen;
    const auto choose = [&](std::int64_t number, const Kept &kept) {
        if (chosen.size() < rowsMax)
            chosen.try_emplace(number, &kept);
    };
    for (const auto *group : {&m_head, &m_tail, &m_odd}) {
        for (const auto &[number, kept] : *group)
            choose(number, kept);
    }
    for (const auto &[number, kept] : m_random)
        choose(number, kept);
    RowSample sample;
    std::vector<RecordBatch> rows;
    for (const auto &[number, kept] : chosen) {
        rows.push_back(kept->row);
        sample.positions.push_back(kept->position);
    }
    if (!rows.empty())
        sample.rows = RecordBatch::concat(rows);
    return sample;
}

} // namespace weir
