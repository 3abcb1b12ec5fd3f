#pragma once

#include "core/base/clock.h"
#include "core/compensation/manifestbooks.h"
#include "core/connectors/target.h"
#include "core/ledger/ledger.h"

namespace weir {

/// Delivers quarantined rows to a target that cannot be read back (classes D): each in a request of its own, which the ledger
/// knows before its first byte leaves, and whose end it books together with the row's. A row whose request an earlier,
/// interrupted compensation sent is settled first, never sent anew on a guess.
///
/// Thread-safety: that of \a target.
class RequestWriter
{
public:
    struct Books
    {
        std::int64_t job = 0, stream = 0, revision = 0; ///< ledger ids
        std::int64_t manifest = 0, run = 0;
    };
    RequestWriter(Target &target, Ledger &ledger, const Clock &clock, const Books &books, CancelToken token);

    /// Sends \a row, the one row of \a batch. Errors are the target's, with the row as it was: it was certainly not written.
    [[nodiscard]] Result<books::ItemOutcome> deliver(const RecordBatch &batch, const books::QuarantinedRow &row);

private:
    [[nodiscard]] Result<WriteReport> send(const WriteBatch &batch, const books::QuarantinedRow &row);
    [[nodiscard]] Result<void> book(const books::ItemOutcome &outcome, books::DispatchEnd end, const std::string &response);

    Target &m_target;
    Ledger &m_ledger;
    const Clock &m_clock;
    const Books m_books;
    CancelToken m_token;
};

} // namespace weir
