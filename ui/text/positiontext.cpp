#include "ui/text/positiontext.h"

#include "ui/text/format.h"
#include "ui/text/language.h"

#include <QCoreApplication>

#include <iterator>

namespace weir {

namespace {

struct Unit
{
    const char *word; ///< of the engine
    const char *text; ///< source text, context "positions"
};

constexpr Unit units[] = {{"line ", QT_TRANSLATE_NOOP("positions", "line %1")},
                          {"row ", QT_TRANSLATE_NOOP("positions", "row %1")},
                          {"byte ", QT_TRANSLATE_NOOP("positions", "byte %1")},
                          {"page ", QT_TRANSLATE_NOOP("positions", "page %1")},
                          {"sheet ", QT_TRANSLATE_NOOP("positions", "sheet %1")}};

QString partText(const QString &part)
{
    for (const Unit &unit : units) {
        const QLatin1String word(unit.word);
        if (!part.startsWith(word))
            continue;
        const QString rest = part.mid(word.size());
        bool isNumber = false;
        const qint64 number = rest.toLongLong(&isNumber);
        if (isNumber || word == QLatin1String("sheet "))
            return QCoreApplication::translate("positions", unit.text).arg(isNumber ? rowsText(number) : plainText(rest, 60));
    }
    return plainText(part, 60);
}

} // namespace

QString positionText(const QString &position)
{
    const QString between = QStringLiteral(", ");
    const qsizetype comma = position.lastIndexOf(between);
    if (comma < 0)
        return partText(position);
    return partText(position.left(comma)) + (isChinese() ? QStringLiteral("，") : between) + partText(position.mid(comma + between.size()));
}

} // namespace weir
