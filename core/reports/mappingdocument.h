#pragma once

#include "core/base/reportlanguage.h"
#include "core/base/result.h"
#include "core/workspace/job.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace weir {

class CancelToken;
class LedgerReader;
struct Engine;

/// What a mapping document (字段映射文档) is made of. The document holds no time and no place of this machine, so that it
/// stays byte for byte the same until the job, the samples or the revisions change.
struct MappingDocument
{
    Job job;
    std::int64_t revision = 0;     ///< of the definition; 0: it has not run as it is now
    std::string definitionHash;    ///< SHA-256 of the definition, hex
    std::string guarantee;         ///< "A" … "D3"; empty: not known before the first run
    SchemaPtr source;              ///< fields of the source; null: not known
    SchemaPtr target;              ///< fields of the existing target; null: not known
    /// Values of each source field. The document masks personal data in them and in constants.
    std::map<std::string, std::vector<std::string>, std::less<>> samples;
    std::int64_t comparedWith = 0; ///< revision that changes are counted from; 0: none was asked for
    Mapping before;                ///< of that revision
    ReportLanguage language = ReportLanguage::English;
};

/// Fills in what the ledger knows of \a job: its revision, guarantee, the source's fields of the first run, and the mapping
/// of revision \a comparedWith (0: none). NotFound names the revisions that there are. \a ledger null: nothing has run yet.
[[nodiscard]] Result<MappingDocument> mappingDocumentOf(LedgerReader *ledger, const Job &job, std::int64_t comparedWith);

/// Looks at both ends of the job: samples of the source's first rows, and the fields of the target. Writes nothing. What
/// could not be looked at is left as it is; the answer says why, one sentence for each end.
[[nodiscard]] std::vector<std::string> lookAtEnds(MappingDocument &document, const Engine &engine, const CancelToken &token);

/// One page for people: each target field with its type, where its value comes from and by which rule, samples, key,
/// filters, look-ups, write mode and guarantee. Holds no script and refers to nothing outside of itself.
[[nodiscard]] std::string mappingDocumentHtml(const MappingDocument &document);
/// The same for spreadsheets, UTF-8 with mark, safe against formulas (SR-50).
[[nodiscard]] std::string mappingDocumentCsv(const MappingDocument &document);

/// A line of the document: a target field.
struct MappingLine
{
    std::string to, type, from, rule, expression, samples;
};
[[nodiscard]] std::vector<MappingLine> mappingLines(const MappingDocument &document);

/// The rule of \a field in words: "Trim, then number; longer text is cut".
[[nodiscard]] std::string mappingRule(const FieldMapping &field, ReportLanguage language);

} // namespace weir
