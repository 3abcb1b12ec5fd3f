#pragma once

#include "core/base/json.h"
#include "core/base/reportlanguage.h"
#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>

namespace weir {

class LedgerReader;
class Workspace;

/// The receipt of a run (回执): what became of every row that it read, as the ledger has it. Made to be pasted into a chat:
/// labels hold no secret, no query of a URL and no personal data.
///
/// canonical() is the receipt without language, zone and layout: a line "name=value" for each member in a fixed order behind
/// the line "weir-receipt 1", times in milliseconds since 1970 UTC, lines ended by LF. hash() is the SHA-256 of that text;
/// what people see of it are its first 12 hex digits. Two receipts with the same hash say the same.
///
/// Thread-safety: a value.
struct Receipt
{
    std::int64_t run = 0;
    std::string job, title;   ///< title: of the job's definition then; empty: it has none
    std::string kind;         ///< "sync", "compensation" …
    std::string state;        ///< by the engine's name
    bool isFinal = false;     ///< false: the figures are those of now
    std::string source, target; ///< labels
    std::string mode;         ///< of writing: "upsert"
    std::string guarantee;    ///< "A" … "D3"; empty: not known yet
    std::int64_t revision = 0; ///< of job and mapping
    std::string revisionHash; ///< SHA-256 of the job's definition, hex
    std::int64_t startedAt = 0;
    std::optional<std::int64_t> endedAt; ///< nothing: it goes on, or was broken off
    std::int64_t read = 0, inserted = 0, updated = 0, unchanged = 0, superseded = 0;
    std::int64_t filtered = 0, quarantined = 0, unknown = 0, pending = 0;
    bool isSplitExact = true; ///< false: updated may include inserted and unchanged

    [[nodiscard]] std::int64_t delivered() const { return inserted + updated + unchanged + superseded; }
    [[nodiscard]] bool balances() const { return read == delivered() + filtered + quarantined + unknown + pending; }

    [[nodiscard]] std::string canonical() const;
    [[nodiscard]] std::string hash() const;
    /// The first 12 digits of hash().
    [[nodiscard]] std::string shortHash() const { return hash().substr(0, 12); }
};

/// The receipt of \a run of \a workspace; NotFound when there is none of that number. A run that is not final although nobody
/// holds its job's lock was broken off: its state is "interrupted".
[[nodiscard]] Result<Receipt> receiptOf(LedgerReader &ledger, const Workspace &workspace, std::int64_t run);

/// Lines for people, without a line end behind the last one. Times in local time with their zone.
[[nodiscard]] std::string receiptText(const Receipt &receipt, ReportLanguage language);
/// Every member, the canonical text and its hash; names are those of `weir run --json` where they mean the same.
[[nodiscard]] Json receiptObject(const Receipt &receipt, ReportLanguage language);

} // namespace weir
