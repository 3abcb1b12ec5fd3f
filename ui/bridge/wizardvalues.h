#pragma once

#include "core/connectors/source.h"
#include "core/data/recordbatch.h"
#include "core/survey/fieldprofile.h"
#include "ui/bridge/values.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace weir {

/// What was seen of a source: its fields, what they hold, and rows to show. Made first of a sample, then, for local files,
/// of every row.
struct SourceLook
{
    QString label;                    ///< for people: "orders_messy.csv"
    SchemaPtr schema;                 ///< as its pages have it
    std::vector<FieldProfile> fields; ///< one for each field of the schema
    std::vector<Finding> findings;    ///< gravest first
    qint64 rows = 0;                  ///< looked at, broken ones included
    qint64 broken = 0;                ///< records among them that could not be read
    bool isWhole = false;             ///< every row of the source
    bool isFile = false;
    bool isFromDraft = false;         ///< the source cannot be reached: this is what was known at `at`
    QDateTime at;

    RecordBatch sample;               ///< at most sampleRowsMax rows: first, last, longest, odd … (ux: stratified)
    QStringList positions;            ///< of its rows, for people: "line 1412"
    static constexpr int sampleRowsMax = 200;
};

/// What was seen of a target; nothing of it is made by looking.
struct TargetLook
{
    QString label;          ///< "orders · warehouse"
    QString kind;           ///< connector: file, sqlite, postgresql …
    SchemaPtr schema;       ///< of the existing table, with its key; null: it does not exist
    QString guarantee;      ///< "A" … "D3"
    qint64 rows = -1;       ///< -1 unknown
    bool isCreatable = true;
    bool isUpsertable = true;
    bool isMadeByWeir = false;
    QStringList footprint;  ///< objects that the first run makes beside the table
    QStringList defaults;   ///< fields that have a default of their own
    std::vector<Finding> findings;
    [[nodiscard]] bool exists() const { return schema != nullptr; }
};

/// Rows that a run would put into quarantine for one reason.
struct DryRunCauseItem
{
    QString code;  ///< "TooLong"
    QString field, rule;
    qint64 rows = 0;
    QString sample;     ///< masked
    QString position;   ///< of the first
    QString suggestion; ///< the engine's words; empty: none
};

/// A row that would be put into quarantine, as it was read.
struct DryRunBadRow
{
    QString position, code, field; ///< of its cause
    QStringList values; ///< one for each field of the source, masked; NULL is "NULL"
};

/// What a run would do with the rows looked at; nothing was written.
struct DryRunLook
{
    static constexpr std::size_t badRowsMax = 200;
    std::vector<DryRunBadRow> badRows; ///< the first of them
    QStringList fields;                ///< of the source, for badRows
    Balance balance; ///< of the rows looked at
    std::vector<DryRunCauseItem> causes; ///< most rows first
    QStringList warnings;   ///< of the mapping and of both ends, English
    qint64 sourceBytes = -1; ///< size of a local file; -1 unknown
    QString guarantee;
    bool isWhole = false;   ///< every row of the source was looked at
    bool isTried = false;   ///< the rows were written on trial and taken back
    bool createsTarget = false;
    qint64 targetRows = -1;
    double seconds = 0;
};

} // namespace weir
