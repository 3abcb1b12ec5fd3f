#include "core/connectors/postgresql/rowkeys.h"

#include "core/base/hash.h"
#include "core/data/decimal.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace weir::postgresql {

namespace {

void appendRaw(std::string &out, const void *bytes, std::size_t size)
{
    out.append(static_cast<const char *>(bytes), size);
}

/// Appends a form of the value that is equal for equal values.
void appendKeyValue(const BoundField &bound, const Column &column, std::int64_t row, std::string &out)
{
    const auto i = static_cast<std::size_t>(row);
    switch (column.kind()) {
    case TypeKind::Bool: out += static_cast<char>(column.bools()[i]); return;
    case TypeKind::Int64:
    case TypeKind::Time:
    case TypeKind::DateTime:
    case TypeKind::Timestamp: return appendRaw(out, &column.int64s()[i], 8);
    case TypeKind::Date: return appendRaw(out, &column.days()[i], 4);
    case TypeKind::Float64: {
        double value = column.doubles()[i];
        if (value == 0)
            value = 0; // -0 equals 0
        if (std::isnan(value))
            value = std::nan("");
        return appendRaw(out, &value, 8);
    }
    case TypeKind::Decimal:
    case TypeKind::Text:
    case TypeKind::Json:
    case TypeKind::Bytes: break;
    }
    std::string_view text = column.text(row);
    if (column.kind() == TypeKind::Decimal) {
        text = withoutTrailingZeros(text);
    } else if (bound.column.castType == "bpchar") {
        text = text.substr(0, text.find_last_not_of(' ') + 1);
    }
    const std::uint64_t size = text.size();
    appendRaw(out, &size, 8);
    out += text;
}

/// Reads the key of any row of a batch.
class KeyReader
{
public:
    KeyReader(const Binding &binding, const WriteBatch &batch) : m_binding(binding)
    {
        std::int64_t first = 0;
        for (const RecordBatch &part : batch.parts) {
            m_parts.push_back(&part);
            m_firsts.push_back(first);
            first += part.rows();
        }
    }

    void read(std::int64_t row, std::string &key) const
    {
        const auto part = static_cast<std::size_t>(
            std::upper_bound(m_firsts.begin(), m_firsts.end(), row) - m_firsts.begin() - 1);
        key.clear();
        for (const std::size_t place : m_binding.key) {
            const BoundField &bound = m_binding.fields[place];
            appendKeyValue(bound, m_parts[part]->column(bound.field), row - m_firsts[part], key);
        }
    }

private:
    const Binding &m_binding;
    std::vector<const RecordBatch *> m_parts;
    std::vector<std::int64_t> m_firsts;
};

} // namespace

std::vector<std::int32_t> lastOfEachKey(const Binding &binding, const WriteBatch &batch)
{
    const KeyReader reader(binding, batch);
    const auto rows = static_cast<std::size_t>(batch.rows);
    // Open addressing over row numbers; the hash is kept beside, the key is read again only when hashes are equal.
    const std::size_t slots = std::bit_ceil(rows * 2 + 2);
    std::vector<std::int32_t> rowAt(slots, -1);
    std::vector<std::uint32_t> hashAt(slots, 0);
    std::vector<bool> isLast(rows, false);
    std::string key, other;
    std::size_t kept = 0;
    for (std::size_t i = rows; i-- > 0;) {
        reader.read(static_cast<std::int64_t>(i), key);
        const std::uint64_t hash = xxh3(key);
        std::size_t slot = hash & (slots - 1);
        bool isKnown = false;
        for (; rowAt[slot] >= 0; slot = (slot + 1) & (slots - 1)) {
            if (hashAt[slot] != static_cast<std::uint32_t>(hash >> 32))
                continue;
            reader.read(rowAt[slot], other);
            if (other == key) {
                isKnown = true;
                break;
            }
        }
        if (isKnown)
            continue;
        rowAt[slot] = static_cast<std::int32_t>(i);
        hashAt[slot] = static_cast<std::uint32_t>(hash >> 32);
        isLast[i] = true;
        ++kept;
    }
    std::vector<std::int32_t> last;
    last.reserve(kept);
    for (std::size_t i = 0; i < rows; ++i) {
        if (isLast[i])
            last.push_back(static_cast<std::int32_t>(i));
    }
    return last;
}

} // namespace weir::postgresql
