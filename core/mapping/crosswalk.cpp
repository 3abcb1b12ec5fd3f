#include "core/mapping/crosswalk.h"

#include "core/base/hash.h"
#include "core/base/names.h"
#include "core/data/conversion.h"
#include "core/mapping/editdistance.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <limits>
#include <unordered_map>

namespace weir {

namespace {

constexpr std::size_t chunkBytes = 1 << 20;
constexpr std::int64_t scanMax = 20'000;
constexpr std::size_t conflictsShownMax = 10;
constexpr std::size_t keyShownBytesMax = 80;

/// A value in the arena; null data is NULL.
struct Cell
{
    const char *data = nullptr;
    std::uint32_t size = 0;

    [[nodiscard]] std::string_view view() const { return {data, size}; }
    [[nodiscard]] std::optional<std::string_view> value() const
    {
        return data ? std::optional(view()) : std::nullopt;
    }
};

} // namespace

/// Rows in arena chunks, found through open addressing with linear probing at most half full.
class Crosswalk::Storage
{
public:
    [[nodiscard]] Cell store(std::string_view bytes)
    {
        if (bytes.size() > m_chunkFree) {
            const std::size_t size = std::max(chunkBytes, bytes.size());
            m_chunks.push_back(std::make_unique<char[]>(size));
            m_at = m_chunks.back().get();
            m_chunkFree = size;
            m_arenaBytes += size;
        }
        char *data = m_at;
        std::memcpy(data, bytes.data(), bytes.size());
        m_at += bytes.size();
        m_chunkFree -= bytes.size();
        return {data, static_cast<std::uint32_t>(bytes.size())};
    }

    [[nodiscard]] std::int64_t find(std::string_view key) const
    {
        if (slots.empty())
            return -1;
        for (std::size_t slot = xxh3(key) & (slots.size() - 1);; slot = (slot + 1) & (slots.size() - 1)) {
            if (slots[slot] == 0)
                return -1;
            if (keys[slots[slot] - 1].view() == key)
                return slots[slot] - 1;
        }
    }

    void addKey(std::string_view key)
    {
        keys.push_back(store(key));
        if (keys.size() * 2 > slots.size()) {
            slots.assign(std::max<std::size_t>(1024, slots.size() * 2), 0);
            for (std::size_t row = 0; row < keys.size(); ++row)
                place(row);
        } else {
            place(keys.size() - 1);
        }
    }

    [[nodiscard]] std::size_t memorySize() const
    {
        return m_arenaBytes + (keys.capacity() + cells.capacity()) * sizeof(Cell) +
               (slots.capacity() + keys.size()) * sizeof(std::uint32_t);
    }

    std::string keyName;
    std::vector<std::string> valueNames;
    int declaredValue = -1; ///< index of the column an empty name means
    std::vector<Cell> keys;
    std::vector<Cell> cells;          ///< row by row, valueNames.size() each
    std::vector<std::uint32_t> slots; ///< row + 1; 0 is free
    std::int64_t keysMissing = 0;
    /// First character in lower case -> rows; only for tables that are too long to look through.
    std::unordered_map<char32_t, std::vector<std::uint32_t>> byFirst;

private:
    void place(std::size_t row)
    {
        std::size_t slot = xxh3(keys[row].view()) & (slots.size() - 1);
        while (slots[slot] != 0)
            slot = (slot + 1) & (slots.size() - 1);
        slots[slot] = static_cast<std::uint32_t>(row + 1);
    }

    std::vector<std::unique_ptr<char[]>> m_chunks;
    char *m_at = nullptr;
    std::size_t m_chunkFree = 0;
    std::size_t m_arenaBytes = 0;
};

Crosswalk::Crosswalk(std::unique_ptr<const Storage> storage) : m_storage(std::move(storage)) {}
Crosswalk::~Crosswalk() = default;

std::int64_t Crosswalk::find(std::string_view key) const { return m_storage->find(key); }

int Crosswalk::column(std::string_view name) const
{
    if (name.empty())
        return m_storage->declaredValue;
    const std::vector<std::string> &names = m_storage->valueNames;
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end())
        return static_cast<int>(found - names.begin());
    return name == m_storage->keyName ? static_cast<int>(names.size()) : -1;
}

std::optional<std::string_view> Crosswalk::value(std::int64_t row, int column) const
{
    const auto width = m_storage->valueNames.size();
    const auto index = static_cast<std::size_t>(row);
    if (static_cast<std::size_t>(column) == width)
        return m_storage->keys[index].view();
    return m_storage->cells[index * width + static_cast<std::size_t>(column)].value();
}

std::int64_t Crosswalk::size() const { return static_cast<std::int64_t>(m_storage->keys.size()); }

std::int64_t Crosswalk::keysMissing() const { return m_storage->keysMissing; }

std::string_view Crosswalk::key(std::int64_t row) const
{
    return m_storage->keys[static_cast<std::size_t>(row)].view();
}

std::size_t Crosswalk::memorySize() const { return m_storage->memorySize(); }

std::vector<std::string> Crosswalk::nearest(std::string_view key, int max) const
{
    const std::u32string wanted = lowerCodePoints(key);
    if (wanted.empty() || max <= 0)
        return {};
    struct Near
    {
        std::size_t distance;
        std::uint32_t row;
    };
    std::vector<Near> found; // sorted; ties in table order
    std::size_t limit = std::max<std::size_t>(1, wanted.size() / 2);
    const auto look = [&](std::uint32_t row) {
        const std::optional<std::size_t> distance =
            editDistance(wanted, lowerCodePoints(m_storage->keys[row].view()), limit);
        if (!distance)
            return;
        const auto at =
            std::upper_bound(found.begin(), found.end(), *distance,
                             [](std::size_t value, const Near &near) { return value < near.distance; });
        found.insert(at, {*distance, row});
        if (found.size() > static_cast<std::size_t>(max))
            found.pop_back();
        if (found.size() == static_cast<std::size_t>(max))
            limit = found.back().distance;
    };
    if (size() <= scanMax) {
        for (std::uint32_t row = 0; row < static_cast<std::uint32_t>(size()); ++row)
            look(row);
    } else if (const auto bucket = m_storage->byFirst.find(wanted.front());
               bucket != m_storage->byFirst.end()) {
        const std::size_t count = std::min(bucket->second.size(), static_cast<std::size_t>(scanMax));
        for (std::size_t i = 0; i < count; ++i)
            look(bucket->second[i]);
    }
    std::vector<std::string> keys;
    for (const Near &near : found)
        keys.emplace_back(m_storage->keys[near.row].view());
    return keys;
}

CrosswalkBuilder::CrosswalkBuilder(std::string name, std::string keyField, std::string valueField,
                                   CrosswalkLimits limits)
    : m_name(std::move(name)),
      m_keyField(std::move(keyField)),
      m_valueField(std::move(valueField)),
      m_limits(limits)
{}

CrosswalkBuilder::~CrosswalkBuilder() = default;

Result<void> CrosswalkBuilder::open(const Schema &schema)
{
    std::vector<std::string> names;
    for (const Field &field : schema.fields())
        names.push_back(field.name);
    for (const std::string *field : {&m_keyField, &m_valueField}) {
        const std::string &wanted = *field;
        if (schema.indexOf(wanted) || (field == &m_valueField && wanted.empty()))
            continue;
        const std::string near = nearestName(wanted, names);
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("look-up \"{}\" has no field \"{}\"; {}", m_name, wanted,
                                near.empty() ? fmt::format("it has {}", fmt::join(names, ", "))
                                             : fmt::format("did you mean \"{}\"?", near)));
    }
    m_storage = std::make_unique<Crosswalk::Storage>();
    m_storage->keyName = m_keyField;
    m_keyIndex = *schema.indexOf(m_keyField);
    for (std::size_t i = 0; i < schema.size(); ++i) {
        if (i == m_keyIndex)
            continue;
        if (names[i] == m_valueField)
            m_storage->declaredValue = static_cast<int>(m_valueIndexes.size());
        m_valueIndexes.push_back(i);
        m_storage->valueNames.push_back(names[i]);
    }
    if (m_valueField.empty() && m_valueIndexes.size() == 1)
        m_storage->declaredValue = 0;
    if (m_valueField == m_keyField) // a list of known codes: the look-up gives the key back
        m_storage->declaredValue = static_cast<int>(m_valueIndexes.size());
    return {};
}

Result<void> CrosswalkBuilder::add(const RecordBatch &rows)
{
    if (!m_storage)
        WEIR_CHECK(open(*rows.schema()));
    for (std::int64_t row = 0; row < rows.rows(); ++row)
        WEIR_CHECK(addRow(rows, row));
    return {};
}

Result<void> CrosswalkBuilder::addRow(const RecordBatch &rows, std::int64_t row)
{
    const Column &keyColumn = rows.column(m_keyIndex);
    if (keyColumn.isNull(row)) {
        ++m_storage->keysMissing;
        return {};
    }
    m_scratch.clear();
    appendAsText(keyColumn, row, m_scratch);
    const std::int64_t known = m_storage->find(m_scratch);
    if (known < 0) {
        if (static_cast<std::int64_t>(m_storage->keys.size()) >= m_limits.rowsMax ||
            m_storage->memorySize() > m_limits.bytesMax) {
            return fail(
                ErrorCode::InvalidConfig, Recovery::Stop,
                fmt::format(
                    "look-up \"{}\" is too large: at most {} keys and {} MiB are held in memory; join it in "
                    "the source instead, or leave out what is not needed",
                    m_name, m_limits.rowsMax, m_limits.bytesMax >> 20));
        }
        m_storage->addKey(m_scratch);
    }
    const std::string key = known < 0 ? std::string() : m_scratch; // only a doubled key is needed below
    bool differs = false;
    for (std::size_t i = 0; i < m_valueIndexes.size(); ++i) {
        const Column &column = rows.column(m_valueIndexes[i]);
        const bool isNull = column.isNull(row);
        m_scratch.clear();
        if (!isNull)
            appendAsText(column, row, m_scratch);
        if (known < 0) {
            m_storage->cells.push_back(isNull ? Cell{} : m_storage->store(m_scratch));
            continue;
        }
        const Cell &cell = m_storage->cells[static_cast<std::size_t>(known) * m_valueIndexes.size() + i];
        differs = differs || isNull != (cell.data == nullptr) || (!isNull && cell.view() != m_scratch);
    }
    if (!differs)
        return {};
    ++m_conflictCount;
    const std::string shown = key.substr(0, keyShownBytesMax);
    if (m_conflicts.size() < conflictsShownMax &&
        std::find(m_conflicts.begin(), m_conflicts.end(), shown) == m_conflicts.end())
        m_conflicts.push_back(shown);
    return {};
}

Result<std::shared_ptr<const Crosswalk>> CrosswalkBuilder::finish()
{
    if (m_conflictCount > 0) {
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format(
                "look-up \"{}\": {} rows repeat a key with different values: {}{}; keep one row for each key",
                m_name, m_conflictCount, fmt::join(m_conflicts, ", "),
                m_conflicts.size() == conflictsShownMax ? " …" : ""));
    }
    if (!m_storage) {
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("look-up \"{}\" is empty: no row was read from it", m_name));
    }
    if (static_cast<std::int64_t>(m_storage->keys.size()) > scanMax) {
        for (std::size_t row = 0; row < m_storage->keys.size(); ++row) {
            const std::u32string first = lowerCodePoints(m_storage->keys[row].view(), 1);
            if (!first.empty())
                m_storage->byFirst[first.front()].push_back(static_cast<std::uint32_t>(row));
        }
    }
    return std::shared_ptr<const Crosswalk>(new Crosswalk(std::move(m_storage)));
}

} // namespace weir
