#pragma once

#include "core/ledger/ledgerreader.h"

#include <map>

namespace weir {

/// Two lists that are read alike: what people did, and what happened to runs by itself.
enum class AuditList : std::uint8_t { Actions, System };

/// An entry of either list. System: who is the job, action the event's code, subject "run 12" (empty: of no run).
struct AuditRow
{
    std::int64_t id = 0, at = 0;
    std::string who, action, subject, detail;
};

/// Which entries of the audit a list shows.
struct AuditFilter
{
    AuditList list = AuditList::Actions;
    std::string text;         ///< anywhere in who, action, subject and detail; ASCII case does not matter
    std::string action;       ///< empty: every one
    std::int64_t sinceMs = 0;
};

/// Questions of the pages about what happened in a period.
///
/// Thread-safety: that of \a reader.
class HistoryReader
{
public:
    explicit HistoryReader(LedgerReader &reader) : m_reader(reader) {}

    /// The sync runs that started at \a sinceMs or later, together by job.
    [[nodiscard]] Result<std::map<std::int64_t, PeriodFigures>> periodsByJob(std::int64_t sinceMs);
    /// Entries before the entry \a before (0: the latest), the latest first.
    [[nodiscard]] Result<std::vector<AuditRow>> audit(const AuditFilter &filter, std::int64_t before, std::int64_t max);
    [[nodiscard]] Result<std::int64_t> auditCount(const AuditFilter &filter);
    /// Every action that occurs, by name.
    [[nodiscard]] Result<std::vector<std::string>> auditActions(AuditList list);

private:
    LedgerReader &m_reader;
};

} // namespace weir
