#pragma once

#include "core/connectors/source.h"
#include "core/data/recordbatch.h"
#include "core/survey/fieldprofile.h"

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
    QString label;          ///< "table orders of warehouse.db"
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

} // namespace weir
