#pragma once

#include "core/delivery/mappingsetup.h"
#include "core/ledger/records.h"
#include "core/limits/retrypolicy.h"
#include "core/reconciliation/canonicalrows.h"
#include "core/reconciliation/externalsort.h"
#include "core/reconciliation/reconciliation.h"

#include <random>

namespace weir {

/// What a sorted row of a side is; also its order among rows of one key.
namespace comparison {

enum SourceKind : std::uint8_t {
    Filtered, ///< note: the filter's name
    Rejected, ///< the mapping refuses it; note: position
    Mapped,
};
enum TargetKind : std::uint8_t {
    NotComparable, ///< note: why
    Present,
};
// Rows of the ledger have kind 0; note: the explanation.

/// Starts the key of a row whose natural key cannot be known: its bytes as read identify it. No canonical value does.
inline constexpr char asReadMark = '\x7F';

} // namespace comparison

/// What both sides need to be comparable.
struct ComparisonSetup
{
    const Engine *engine = nullptr;
    const Job *job = nullptr;
    Endpoints ends;
    MappingSetup mapping;
    SchemaPtr source; ///< schema of the source's pages
    StreamRecord stream;
    ReconcileDepth depth = ReconcileDepth::Values;
    CancelToken token;
    ReconcileObserver observer;

    [[nodiscard]] bool hasKeys() const { return depth != ReconcileDepth::Count; }
    [[nodiscard]] bool hasRows() const { return depth == ReconcileDepth::Values; }
};

/// What reading a side found besides rows to be sorted.
struct SideCounts
{
    std::int64_t records = 0;  ///< all of them, broken ones included
    std::int64_t mapped = 0;   ///< rows that the mapping takes; target: rows
    std::int64_t rejected = 0; ///< by the splitter or the mapping
    std::int64_t filtered = 0;
    std::int64_t notComparable = 0; ///< target: rows whose key cannot be told; they are in no sorter
    std::map<std::string, std::int64_t> whyNot; ///< reasons of those, with their rows
};

/// Reads pages of a side to the end, again and again where the endpoint asks for patience.
class PatientSource
{
public:
    using Make = std::function<Result<std::unique_ptr<Source>>()>;

    PatientSource(Make make, SchemaPtr pinned, const Job &job, CancelToken token);

    [[nodiscard]] Result<SourceShape> open(const Cursor &from);
    [[nodiscard]] Result<std::optional<SourcePage>> read();

private:
    Result<void> waitAfter(const Error &error);

    Make m_make;
    SchemaPtr m_pinned;
    RetryPolicy m_retry;
    CancelToken m_token;
    std::unique_ptr<Source> m_source;
    Cursor m_cursor;
    bool m_hasRead = false;
    int m_attempt = 0;
    std::minstd_rand m_jitter;
};

/// The source through the job's mapping and filters. Row numbers are those of its records, from 1.
[[nodiscard]] Result<SideCounts> readSourceSide(const ComparisonSetup &setup, PatientSource &source,
                                                const CanonicalRows &canonical, ExternalSort &sorted);
/// The target in the types of the plan.
[[nodiscard]] Result<SideCounts> readTargetSide(const ComparisonSetup &setup, const CanonicalRows &canonical,
                                                ExternalSort &sorted);
/// Rows that the ledger holds back, with their explanation. Answers their number.
[[nodiscard]] Result<std::int64_t> readLedgerSide(const ComparisonSetup &setup, const CanonicalRows &canonical,
                                                  ExternalSort &sorted);

} // namespace weir
