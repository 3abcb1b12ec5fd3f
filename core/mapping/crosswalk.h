#pragma once

#include "core/base/result.h"
#include "core/data/recordbatch.h"
#include "core/expression/expression.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// How much of a look-up table is held in memory.
struct CrosswalkLimits
{
    std::int64_t rowsMax = 5'000'000;
    std::size_t bytesMax = std::size_t{1} << 30; ///< keys, values and index together
};

/// A code crosswalk (编码对照): keys and, for each, the values of the other columns, all as text.
///
/// Thread-safety: immutable.
class Crosswalk final : public LookupTable
{
public:
    ~Crosswalk() override;
    [[nodiscard]] std::int64_t find(std::string_view key) const override;
    [[nodiscard]] int column(std::string_view name) const override;
    [[nodiscard]] std::optional<std::string_view> value(std::int64_t row, int column) const override;
    [[nodiscard]] std::int64_t size() const override;
    /// Nearest by edit distance in characters, case aside. Up to 20,000 keys are all looked at; of a longer
    /// table those that begin with the same character, 20,000 at most. Keys that differ in more than half are
    /// not near.
    [[nodiscard]] std::vector<std::string> nearest(std::string_view key, int max) const override;

    /// Rows left out because their key was NULL.
    [[nodiscard]] std::int64_t keysMissing() const;
    [[nodiscard]] std::string_view key(std::int64_t row) const;
    [[nodiscard]] std::size_t memorySize() const;

private:
    friend class CrosswalkBuilder;
    class Storage;
    explicit Crosswalk(std::unique_ptr<const Storage> storage);
    std::unique_ptr<const Storage> m_storage;
};

/// Fills a crosswalk from the batches of a stream: add() for each, then finish() once.
///
/// Values are what converting them to text gives. A key that comes twice with the same values counts once;
/// with different ones it is an error, for nobody can say which is meant.
///
/// Thread-safety: none.
class CrosswalkBuilder
{
public:
    /// \a keyField and \a valueField as declared by the mapping; an empty \a valueField leaves the choice of
    /// a column to each look-up (if there is but one besides the key, that one). All fields of the stream are
    /// kept.
    CrosswalkBuilder(std::string name, std::string keyField, std::string valueField,
                     CrosswalkLimits limits = {});
    ~CrosswalkBuilder();

    /// InvalidConfig when a field does not exist (with the nearest name), or the table is larger than its
    /// limits.
    [[nodiscard]] Result<void> add(const RecordBatch &rows);
    /// InvalidConfig naming up to ten keys that have more than one value.
    [[nodiscard]] Result<std::shared_ptr<const Crosswalk>> finish();

private:
    [[nodiscard]] Result<void> open(const Schema &schema);
    [[nodiscard]] Result<void> addRow(const RecordBatch &rows, std::int64_t row);

    std::string m_name;
    std::string m_keyField;
    std::string m_valueField;
    CrosswalkLimits m_limits;
    std::unique_ptr<Crosswalk::Storage> m_storage;
    std::size_t m_keyIndex = 0;
    std::vector<std::size_t> m_valueIndexes;
    std::vector<std::string> m_conflicts; ///< keys with different values, at most ten
    std::int64_t m_conflictCount = 0;
    std::string m_scratch;
};

} // namespace weir
