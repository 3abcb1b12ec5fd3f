#pragma once

#include "core/base/reportlanguage.h"
#include "core/reconciliation/reconciliation.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir {

/// A finished comparison with what a reader must know about it. Values of rows are written as they are given: whoever may
/// not see them masks them first.
struct ReconciliationReport
{
    ReconcileResult result;
    std::string title;          ///< of the job; empty: its name
    std::string source, target; ///< labels without secrets
    std::int64_t at = 0;        ///< ms since 1970 UTC
    std::int64_t revision = 0;  ///< of the mapping that the source went through; 0: not known
    std::string madeBy;         ///< who asked for the report
    ReportLanguage language = ReportLanguage::English;
};

/// The closed word in front of the brackets of an explanation ("quarantined (TooLong in customer)"), "unexplained" for none.
[[nodiscard]] std::string_view explanationWord(std::string_view explanation);
/// Differences of \a kind in \a result by that word, most rows first, "unexplained" last; of those that are kept.
[[nodiscard]] std::vector<std::pair<std::string, std::int64_t>> explanationCounts(const ReconcileResult &result,
                                                                                  Difference::Kind kind);

/// One page for people: figures, the sentence that says whether anything is unexplained, every difference kept, and a
/// SHA-256 of the figures and differences. Refers to nothing outside of itself.
[[nodiscard]] std::string reconciliationHtml(const ReconciliationReport &report);
/// For spreadsheets (SR-50), UTF-8 with mark: rows of each bucket, then one line for each field that differs.
[[nodiscard]] std::string reconciliationCsv(const ReconciliationReport &report);
/// Writes the one that the name asks for (.html, .htm, .csv), at once or not at all. InvalidConfig for another name.
[[nodiscard]] Result<void> writeReconciliationReport(const ReconciliationReport &report, const std::string &path);

} // namespace weir
