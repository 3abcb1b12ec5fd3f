#include "ui/reconciliation/explanationtext.h"

#include "ui/bridge/values.h"
#include "ui/runs/runtext.h"
#include "ui/text/format.h"
#include "ui/text/language.h"
#include "ui/text/positiontext.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>

namespace weir {

namespace {

struct Word
{
    const char *word; ///< of the engine
    const char *text; ///< source text, context "explanations"
    bool hasCause = false; ///< code, field and position stand behind it
};

constexpr Word words[] = {
    {"quarantined", QT_TRANSLATE_NOOP("explanations", "in quarantine"), true},
    {"set aside", QT_TRANSLATE_NOOP("explanations", "set aside"), true},
    {"discarded", QT_TRANSLATE_NOOP("explanations", "discarded"), true},
    {"unknown", QT_TRANSLATE_NOOP("explanations", "outcome unknown"), true},
    {"filtered", QT_TRANSLATE_NOOP("explanations", "filtered by a rule")},
    {"superseded", QT_TRANSLATE_NOOP("explanations", "replaced by a later row")},
    {"delivered with edited values", QT_TRANSLATE_NOOP("explanations", "delivered with edited values")},
    {"pending", QT_TRANSLATE_NOOP("explanations", "waiting to be delivered")},
    {"not yet read", QT_TRANSLATE_NOOP("explanations", "not yet read")},
    {"changed since the run", QT_TRANSLATE_NOOP("explanations", "changed since the run")},
};

/// "TooLong in customer_name, line 92".
QString causeAndPlace(const QString &text)
{
    const QString between = isChinese() ? QStringLiteral("，") : QStringLiteral(", ");
    const qsizetype comma = text.indexOf(QLatin1String(", "));
    const QString cause = comma < 0 ? text : text.left(comma);
    const qsizetype in = cause.indexOf(QLatin1String(" in "));
    CauseItem item;
    item.code = in < 0 ? cause : cause.left(in);
    QString said = causeText(item);
    if (in >= 0)
        said += between + plainText(cause.mid(in + 4), 60);
    return comma < 0 ? said : said + between + positionText(text.mid(comma + 2));
}

} // namespace

QString explanationText(const QString &explanation)
{
    if (explanation.isEmpty())
        return QCoreApplication::translate("explanations", "unexplained");
    const qsizetype bracket = explanation.endsWith(QLatin1Char(')')) ? explanation.indexOf(QLatin1String(" (")) : -1;
    const QString word = bracket < 0 ? explanation : explanation.left(bracket);
    const auto known = std::find_if(std::begin(words), std::end(words),
                                    [&](const Word &each) { return word == QLatin1String(each.word); });
    if (known == std::end(words))
        return plainText(explanation, 300); // of a later version
    const QString text = QCoreApplication::translate("explanations", known->text);
    if (bracket < 0)
        return text;
    const QString inside = explanation.mid(bracket + 2).chopped(1);
    const QString detail = known->hasCause ? causeAndPlace(inside) : plainText(inside, 200);
    return isChinese() ? QStringLiteral("%1（%2）").arg(text, detail) : QStringLiteral("%1 (%2)").arg(text, detail);
}

} // namespace weir
