#pragma once

#include "core/reconciliation/comparisonsides.h"

namespace weir {

/// Which records of the source the job has not delivered yet, by their number in the order of reading.
struct ReadBorder
{
    std::int64_t readTo = 0;     ///< records up to here were read and accounted for
    std::int64_t spooledTo = 0;  ///< up to here: read, waiting to be delivered
    bool hasChanged = false;     ///< the source's content was replaced since it was read
};

/// Walks through three sorted sides at once and adds what it finds to \a result: same, missing, extra, different,
/// notComparable, superseded, explained, unexplained, differences. \a replacesByKey: of source rows with equal keys the
/// last one counts. InvalidConfig when more than rowsOfOneKeyMax rows of one key differ: then it is no key.
class RowMerge
{
public:
    RowMerge(const ComparisonSetup &setup, const CanonicalRows &canonical, ReadBorder border, bool replacesByKey,
             ReconcileResult &result);

    [[nodiscard]] Result<void> run(ExternalSort &source, ExternalSort &target, ExternalSort &ledger);

    static constexpr std::size_t rowsOfOneKeyMax = 20'000;

private:
    /// One side, standing at its next row.
    struct Head
    {
        ExternalSort *side = nullptr;
        SortedRow row;
        bool isThere = false;

        [[nodiscard]] Result<void> advance();
        [[nodiscard]] bool has(std::string_view key) const { return isThere && row.key == key; }
    };
    struct Kept
    {
        std::string row, note;
        std::int64_t number = 0;
    };
    /// What is left of the rows of one key when equal ones have been paired.
    struct Group
    {
        std::string key;
        std::vector<Kept> mapped, rejected, present, notComparable;
        std::optional<std::string> filter; ///< that drops a source row of this key
        std::string held;                  ///< the ledger's explanation, the latest
        std::int64_t heldRows = 0;
    };

    Result<void> readGroup(Group &group);
    Result<void> readHeld(Group &group);
    Result<void> readSuperseding(Group &group);
    Result<void> pairEqual(Group &group);
    Result<void> keep(std::vector<Kept> &rows, const SortedRow &row) const;
    void judge(Group &group);
    std::string explain(Group &group, std::int64_t number) const;
    void add(Difference::Kind kind, const Group &group, std::string explanation, const Kept *source, const Kept *target);
    std::string keyText(const Group &group, const Kept *source) const;

    const ComparisonSetup &m_setup;
    const CanonicalRows &m_canonical;
    ReadBorder m_border;
    bool m_replacesByKey;
    ReconcileResult &m_result;
    std::int64_t m_explainedKept = 0; ///< of the differences in m_result
    Head m_source, m_target, m_ledger;
};

} // namespace weir
