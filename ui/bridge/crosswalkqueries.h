#pragma once

#include "ui/bridge/fieldcheckwork.h"

#include <QFuture>
#include <QString>
#include <QStringList>

namespace weir {

class EngineClient;

/// Codes that are looked up, and in what.
struct CrosswalkAsk
{
    FieldCheckAsk rows;         ///< where the codes come from
    std::string expression;     ///< that makes them
    LookupDeclaration table;
};

/// The columns of a table that codes may be looked up in.
struct CrosswalkColumns
{
    QStringList names;
    int key = -1;   ///< the one that holds most of the sample's codes; -1: none holds any
    int value = -1; ///< another one
};

/// A code without an entry. Personal data is masked.
struct MissingCode
{
    QString code;
    qint64 rows = 0;
    QStringList nearest; ///< keys, at most three
};

/// How many codes a table knows.
struct CrosswalkLook
{
    qint64 keys = 0;    ///< of the table
    qint64 rows = 0;    ///< looked at, with a code
    qint64 found = 0;
    qint64 missing = 0; ///< rows
    bool isWhole = false;
    std::vector<MissingCode> codes; ///< most rows first, at most missingCodesMax
};
constexpr std::size_t missingCodesMax = 100;

/// Reads the head of the table. Errors are those of the place.
[[nodiscard]] QFuture<Result<CrosswalkColumns>> crosswalkColumns(EngineClient &engine, CrosswalkAsk ask,
                                                                 const CancelToken &token);
/// Reads all of the table, and every row of a local source, else the sample.
[[nodiscard]] QFuture<Result<CrosswalkLook>> lookAtCrosswalk(EngineClient &engine, CrosswalkAsk ask,
                                                             const CancelToken &token);

} // namespace weir
