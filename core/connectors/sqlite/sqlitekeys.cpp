#include "core/connectors/sqlite/sqlitekeys.h"

#include "core/base/hash.h"
#include "core/base/names.h"
#include "core/connectors/sqlite/sqlitecells.h"
#include "core/data/decimal.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace weir {

namespace {

bool isWholeDouble(double value) { return std::abs(value) < 9.2e18 && value == std::floor(value); }

void appendRaw(std::int64_t value, std::string &out)
{
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out.append(bytes, sizeof bytes);
}

void appendText(std::string_view text, const std::string &collation, std::string &out)
{
    if (collation == "RTRIM") {
        while (!text.empty() && text.back() == ' ')
            text.remove_suffix(1);
    }
    appendRaw(static_cast<std::int64_t>(text.size()), out);
    if (collation == "NOCASE")
        out += lowerAscii(text);
    else
        out += text;
}

// Bytes that are equal exactly when SQLite's unique index holds the two values for equal.
void appendKeyValue(const Column &column, std::int64_t row, const SqliteBinding &binding,
                    const std::string &collation, std::string &out)
{
    const auto i = static_cast<std::size_t>(row);
    switch (column.kind()) {
    case TypeKind::Bool:
        appendRaw(column.bools()[i], out);
        return;
    case TypeKind::Float64: {
        const double value = column.doubles()[i];
        if (isWholeDouble(value))
            appendRaw(static_cast<std::int64_t>(value), out);
        else
            appendRaw(std::bit_cast<std::int64_t>(value), out);
        return;
    }
    case TypeKind::Date:
        appendRaw(column.days()[i], out);
        return;
    case TypeKind::Decimal: {
        const bool isNumber = binding.affinity == SqliteAffinity::Numeric ||
                              binding.affinity == SqliteAffinity::Integer ||
                              binding.affinity == SqliteAffinity::Real;
        const std::string_view text = column.text(row);
        appendText(isNumber ? withoutTrailingZeros(text) : text, collation, out);
        return;
    }
    case TypeKind::Text:
    case TypeKind::Json:
    case TypeKind::Bytes:
        appendText(column.text(row), column.kind() == TypeKind::Bytes ? "BINARY" : collation, out);
        return;
    default:
        appendRaw(column.int64s()[i], out);
        return;
    }
}

// Keys of one plain whole number need no hashing of bytes.
class KeyReader
{
public:
    KeyReader(const WriteBatch &batch, const std::vector<SqliteBinding> &bindings,
              const std::vector<SqliteKeyPart> &key)
        : m_batch(batch), m_bindings(bindings), m_key(key)
    {
        std::int64_t first = 0;
        for (const RecordBatch &part : batch.parts) {
            m_firsts.push_back(first);
            first += part.rows();
        }
    }

    [[nodiscard]] PartRow locate(std::int64_t row) const
    {
        std::size_t part = m_lastPart;
        while (part > 0 && row < m_firsts[part])
            --part;
        while (part + 1 < m_firsts.size() && row >= m_firsts[part + 1])
            ++part;
        m_lastPart = part;
        return {part, row - m_firsts[part]};
    }

    [[nodiscard]] const SqliteBinding *nullIn(std::int64_t row) const
    {
        const PartRow at = locate(row);
        for (const SqliteKeyPart &part : m_key) {
            const SqliteBinding &binding = m_bindings[part.binding];
            if (m_batch.parts[at.part].column(binding.field).isNull(at.row))
                return &binding;
        }
        return nullptr;
    }

    void read(std::int64_t row, std::string &out) const
    {
        out.clear();
        const PartRow at = locate(row);
        for (const SqliteKeyPart &part : m_key) {
            const SqliteBinding &binding = m_bindings[part.binding];
            appendKeyValue(m_batch.parts[at.part].column(binding.field), at.row, binding, part.collation,
                           out);
        }
    }

    // True when the keys are whole numbers in strictly rising order: then none comes twice.
    [[nodiscard]] bool isRising() const
    {
        if (m_key.size() != 1 || m_bindings[m_key[0].binding].kind != TypeKind::Int64)
            return false;
        const std::size_t field = m_bindings[m_key[0].binding].field;
        bool hasLast = false;
        std::int64_t last = 0;
        for (const RecordBatch &part : m_batch.parts) {
            const Column &column = part.column(field);
            if (column.nullCount() > 0)
                return false;
            for (const std::int64_t value : column.int64s()) {
                if (hasLast && value <= last)
                    return false;
                last = value;
                hasLast = true;
            }
        }
        return true;
    }

private:
    const WriteBatch &m_batch;
    const std::vector<SqliteBinding> &m_bindings;
    const std::vector<SqliteKeyPart> &m_key;
    std::vector<std::int64_t> m_firsts;
    mutable std::size_t m_lastPart = 0;
};

} // namespace

SqliteWinners findWinners(const WriteBatch &batch, const std::vector<std::int32_t> *candidates,
                          const std::vector<SqliteBinding> &bindings, const std::vector<SqliteKeyPart> &key)
{
    SqliteWinners winners;
    const KeyReader reader(batch, bindings, key);
    if (reader.isRising())
        return winners;

    const std::int64_t count = candidates ? static_cast<std::int64_t>(candidates->size()) : batch.rows;
    struct Slot
    {
        std::uint64_t hash = 0;
        std::int32_t row = -1;
    };
    std::vector<Slot> slots(std::bit_ceil(static_cast<std::size_t>(count) * 2 + 1));
    const std::size_t mask = slots.size() - 1;
    std::string bytes;
    std::string other;
    std::vector<std::int32_t> rows;
    rows.reserve(static_cast<std::size_t>(count));
    for (std::int64_t i = count - 1; i >= 0; --i) { // from behind: the first one met is the last of its key
        const auto row =
            candidates ? (*candidates)[static_cast<std::size_t>(i)] : static_cast<std::int32_t>(i);
        if (const SqliteBinding *binding = reader.nullIn(row)) {
            winners.withoutKey.push_back(
                {row,
                 Stage::Write,
                 RowCode::NotNull,
                 binding->name,
                 {},
                 "key",
                 "the key field is empty, so the row cannot be matched with the target"});
            continue;
        }
        reader.read(row, bytes);
        const std::uint64_t hash = xxh3(bytes);
        std::size_t at = hash & mask;
        bool isSuperseded = false;
        for (; slots[at].row >= 0; at = (at + 1) & mask) {
            if (slots[at].hash != hash)
                continue;
            reader.read(slots[at].row, other);
            if (other == bytes) {
                isSuperseded = true;
                break;
            }
        }
        if (isSuperseded) {
            ++winners.superseded;
            continue;
        }
        slots[at] = {hash, row};
        rows.push_back(row);
    }
    std::reverse(winners.withoutKey.begin(), winners.withoutKey.end());
    if (winners.superseded > 0) {
        winners.isAll = false;
        std::reverse(rows.begin(), rows.end());
        winners.rows = std::move(rows);
    }
    return winners;
}

} // namespace weir
