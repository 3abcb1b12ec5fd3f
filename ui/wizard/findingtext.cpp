#include "ui/wizard/findingtext.h"

#include "ui/text/format.h"
#include "ui/text/language.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>

namespace weir {

namespace {

struct FindingWords
{
    const char *code, *words; ///< source text, context "findings"
    FindingWeight weight = FindingWeight::Damage;
};

constexpr FindingWords table[] = {
    {"damagedNumber",
     QT_TRANSLATE_NOOP("findings", "numbers in scientific notation: digits were lost before the file was saved")},
    {"roundedNumber", QT_TRANSLATE_NOOP("findings", "long numbers that end in zeros: a spreadsheet may have rounded them")},
    {"roundedDecimal", QT_TRANSLATE_NOOP("findings", "numbers that a spreadsheet keeps with more digits than it shows")},
    {"serialDate", QT_TRANSLATE_NOOP("findings", "dates that became day numbers")},
    {"badDate", QT_TRANSLATE_NOOP("findings", "cells that are no valid date")},
    {"lostZeros", QT_TRANSLATE_NOOP("findings", "codes shorter than the others: leading zeros may be lost")},
    {"spreadsheetError", QT_TRANSLATE_NOOP("findings", "error cells such as #N/A")},
    {"mojibake", QT_TRANSLATE_NOOP("findings", "garbled characters")},
    {"fullWidth", QT_TRANSLATE_NOOP("findings", "full-width digits"), FindingWeight::Notable},
    {"duplicateKey", QT_TRANSLATE_NOOP("findings", "values that should be unique come more than once")},
    {"totalRow", QT_TRANSLATE_NOOP("findings", "a total row at the end: it is left out by a filter"),
     FindingWeight::Notable},
    {"mixedTypes", QT_TRANSLATE_NOOP("findings", "numbers and texts in one column")},
    {"textNumbers", QT_TRANSLATE_NOOP("findings", "numbers stored as text"), FindingWeight::Notable},
    {"formulaWithoutResult", QT_TRANSLATE_NOOP("findings", "formulas without a stored result")},
    {"numberFormat", QT_TRANSLATE_NOOP("findings", "cells with a number format that is not understood: read as stored")},
    {"regionalFormat",
     QT_TRANSLATE_NOOP("findings", "dates or amounts that each computer shows in its own way: read as stored"),
     FindingWeight::Notable},
    {"shownDiffers", QT_TRANSLATE_NOOP("findings", "numbers are shown with fewer digits than they hold: read as stored"),
     FindingWeight::Notable},
    {"hiddenRows", QT_TRANSLATE_NOOP("findings", "hidden rows are read too"), FindingWeight::Notable},
    {"hiddenColumns", QT_TRANSLATE_NOOP("findings", "hidden columns are read too"), FindingWeight::Notable},
    {"mergedCells", QT_TRANSLATE_NOOP("findings", "merged cells: only the first of them holds the value"),
     FindingWeight::Notable},
    {"titleLines", QT_TRANSLATE_NOOP("findings", "title lines above the header are left out"), FindingWeight::Notable},
    {"header", QT_TRANSLATE_NOOP("findings", "where the header is was found out"), FindingWeight::Usual},
    {"headerBlank", QT_TRANSLATE_NOOP("findings", "columns without a name got one"), FindingWeight::Notable},
    {"headerDoubled", QT_TRANSLATE_NOOP("findings", "columns of the same name got a number"), FindingWeight::Notable},
    {"headerSpaces", QT_TRANSLATE_NOOP("findings", "blanks around names were taken away"), FindingWeight::Notable},
    {"headerWidth", QT_TRANSLATE_NOOP("findings", "the header has another number of columns than the rows")},
    {"encoding", QT_TRANSLATE_NOOP("findings", "the encoding was found out"), FindingWeight::Usual},
    {"delimiter", QT_TRANSLATE_NOOP("findings", "the delimiter was found out"), FindingWeight::Usual},
    {"quote", QT_TRANSLATE_NOOP("findings", "the quote character was found out"), FindingWeight::Usual},
    {"sheet", QT_TRANSLATE_NOOP("findings", "sheets: the first with content is read"), FindingWeight::Notable},
    {"records", QT_TRANSLATE_NOOP("findings", "where the records are was found out"), FindingWeight::Usual},
    {"noKey", QT_TRANSLATE_NOOP("findings", "no key: a load that breaks off starts over")},
    {"noRecords", QT_TRANSLATE_NOOP("findings", "no records were found")},
    {"newField", QT_TRANSLATE_NOOP("findings", "a field that is not in every record"), FindingWeight::Notable},
    {"paging", QT_TRANSLATE_NOOP("findings", "how pages follow each other was found out"), FindingWeight::Usual},
};

const FindingWords *wordsOf(const std::string &code)
{
    const auto at = std::find_if(std::begin(table), std::end(table),
                                 [&](const FindingWords &each) { return code == each.code; });
    return at == std::end(table) ? nullptr : at;
}

} // namespace

QString findingText(const Finding &finding)
{
    const FindingWords *words = wordsOf(finding.code);
    // The engine's sentence is better than none.
    const QString text = words ? QCoreApplication::translate("findings", words->words)
                               : plainText(QString::fromStdString(finding.detail), 200);
    const QString colon = isChinese() ? QStringLiteral("：") : QStringLiteral(": ");
    QString where = plainText(QString::fromStdString(finding.field), 60);
    if (finding.count > 0 && weightOf(finding) == FindingWeight::Damage)
        where += where.isEmpty() ? rowsText(finding.count) : QStringLiteral(" (%1)").arg(rowsText(finding.count));
    return where.isEmpty() ? text : where + colon + text;
}

FindingWeight weightOf(const Finding &finding)
{
    if (const FindingWords *words = wordsOf(finding.code))
        return words->weight;
    return finding.level == Finding::Level::Note ? FindingWeight::Notable : FindingWeight::Damage;
}

} // namespace weir
