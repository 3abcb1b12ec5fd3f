#pragma once

#include "core/base/canceltoken.h"
#include "core/mapping/fieldcheck.h"
#include "core/workspace/job.h"
#include "ui/bridge/rowfilter.h"

#include <map>
#include <string>
#include <vector>

namespace weir {

struct Engine;

/// What the fields of a mapping are checked against.
struct FieldCheckAsk
{
    Job job;       ///< its mapping, look-up tables, zone and, for a check of every row, its source
    SchemaPtr source; ///< of the rows
    SchemaPtr target;
    std::vector<std::string> key;
    std::vector<std::string> targetDefaults;
    bool createsTarget = false;
    PlacedRows sample;       ///< without rows that the filters drop
    bool readsWhole = false; ///< the source is a local file with more rows than the sample
    bool isSampleWhole = false; ///< the sample holds every row there is
};

/// A field as it was when its check began.
struct CheckedField
{
    FieldMapping field;
    std::string print; ///< all that the check depends on, as text
};

/// What is known about one field.
struct FieldAnswer
{
    FieldCheck check;
    bool isWhole = false; ///< of every row; else of the sample
    bool isStale = false; ///< of the field as it was before the last edit
    std::int64_t currencies = 0; ///< values whose sign of money a step takes away
    /// Whole checks only: rows of check.badRows, at most oddRowsMax, reduced to the source fields that the field reads.
    PlacedRows odd;
};

/// Look-up tables by their declaration, and those that could not be read.
struct LookupShelf
{
    std::map<std::string, std::shared_ptr<const LookupTable>> tables;
    std::map<std::string, Error> errors;
};

struct CheckedFields
{
    std::vector<FieldAnswer> answers; ///< one for each field asked for
    LookupShelf shelf;
};

// What takes an Engine runs on worker threads.

/// The declaration as text: the key of a LookupShelf.
[[nodiscard]] std::string lookupPrint(const LookupDeclaration &declaration);

/// Reads what \a shelf lacks of the job's look-up tables that \a fields use.
void fillShelf(const Engine &engine, const FieldCheckAsk &ask, const std::vector<CheckedField> &fields, LookupShelf &shelf,
               const CancelToken &token);

[[nodiscard]] MappingPlan::Inputs checkInputs(const FieldCheckAsk &ask, const LookupShelf &shelf);

/// Over the sample, some 0.2 ms for a field; on any thread.
[[nodiscard]] CheckedFields checkSample(const FieldCheckAsk &ask, const std::vector<CheckedField> &fields, LookupShelf shelf,
                                        const CancelToken &token);

/// Over every row of the job's source, all fields in one reading. Errors are those of the source.
[[nodiscard]] Result<CheckedFields> checkWhole(const Engine &engine, const FieldCheckAsk &ask,
                                               const std::vector<CheckedField> &fields, LookupShelf shelf,
                                               const CancelToken &token);

constexpr std::size_t oddRowsMax = 100;       ///< of one field
constexpr std::size_t oddRowsOfAllMax = 5'000; ///< of all fields together

} // namespace weir
