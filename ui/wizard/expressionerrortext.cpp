#include "ui/wizard/expressionerrortext.h"

#include "ui/text/format.h"
#include "ui/text/language.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <optional>
#include <vector>

namespace weir {

namespace {

/// The engine's sentences, with %1 … for what it puts into them; source texts, context "expressions". The first that fits
/// counts.
constexpr const char *sentences[] = {
    QT_TRANSLATE_NOOP("expressions", "the expression is empty"),
    QT_TRANSLATE_NOOP("expressions", "the expression is longer than 64 KiB; split it into fields"),
    QT_TRANSLATE_NOOP("expressions", "the expression has more than %1 parts; split it into fields"),
    QT_TRANSLATE_NOOP("expressions", "the expression takes %1 steps for each row, at most %2 are allowed; split it into fields"),
    QT_TRANSLATE_NOOP("expressions", "more than %1 operators in one chain; split the expression"),
    QT_TRANSLATE_NOOP("expressions", "more than %1 levels of nesting"),
    QT_TRANSLATE_NOOP("expressions", "a path of more than %1 names"),
    QT_TRANSLATE_NOOP("expressions", "a \")\" without its \"(\""),
    QT_TRANSLATE_NOOP("expressions", "this \"(\" is never closed"),
    QT_TRANSLATE_NOOP("expressions", "an operator was expected here, found %1"),
    QT_TRANSLATE_NOOP("expressions", "an operator or \")\" was expected here, found %1"),
    QT_TRANSLATE_NOOP("expressions", "\",\" or \")\" was expected here, found %1"),
    QT_TRANSLATE_NOOP("expressions", "a value, a field or a function was expected here, found %1"),
    QT_TRANSLATE_NOOP("expressions", "a name was expected behind the point, found %1"),
    QT_TRANSLATE_NOOP("expressions", "when, else or end was expected here, found %1"),
    QT_TRANSLATE_NOOP("expressions", "comparisons cannot be chained; join two with and"),
    QT_TRANSLATE_NOOP("expressions", "after a value, not must be followed by in, like or between"),
    QT_TRANSLATE_NOOP("expressions", "not must be followed by in, like or between here, found %1"),
    QT_TRANSLATE_NOOP("expressions", "is must be followed by null or not null, found %1"),
    QT_TRANSLATE_NOOP("expressions", "in must be followed by a list in parentheses, found %1"),
    QT_TRANSLATE_NOOP("expressions", "the list of in is empty"),
    QT_TRANSLATE_NOOP("expressions", "between needs and: x between 1 and 9, found %1"),
    QT_TRANSLATE_NOOP("expressions", "case needs when … then …, found %1"),
    QT_TRANSLATE_NOOP("expressions", "when needs then, found %1"),
    QT_TRANSLATE_NOOP("expressions", "this case has no end"),
    QT_TRANSLATE_NOOP("expressions", "\"%1\" is a word of the language; as a field name write \"%2\" in double quotes"),
    QT_TRANSLATE_NOOP("expressions", "this %1 has no closing %2"),
    QT_TRANSLATE_NOOP("expressions", "this %1 is not valid UTF-8"),
    QT_TRANSLATE_NOOP("expressions", "the expression is not valid UTF-8"),
    QT_TRANSLATE_NOOP("expressions", "a name cannot be empty"),
    QT_TRANSLATE_NOOP("expressions", "a number directly followed by a letter; quote the name: \"…\""),
    QT_TRANSLATE_NOOP("expressions", "a number of more than 400 digits"),
    QT_TRANSLATE_NOOP("expressions", "this number does not fit float64"),
    QT_TRANSLATE_NOOP("expressions", "this is not a number"),
    QT_TRANSLATE_NOOP("expressions", "\"%1\" is not a sign of the language"),
    QT_TRANSLATE_NOOP("expressions", "unexpected \"%1\""),
    QT_TRANSLATE_NOOP("expressions", "control character %1 outside of text"),
    QT_TRANSLATE_NOOP("expressions", "unknown field \"%1\"; text stands in single quotes: '…'"),
    QT_TRANSLATE_NOOP("expressions", "unknown field \"%1\"; the function is called as %2"),
    QT_TRANSLATE_NOOP("expressions", "unknown field \"%1\"; fields are %2"),
    QT_TRANSLATE_NOOP("expressions", "unknown field \"%1\""),
    QT_TRANSLATE_NOOP("expressions", "unknown function \"%1\""),
    QT_TRANSLATE_NOOP("expressions",
                      "the field \"%1\" has type %2, only json fields have members; for JSON inside of text write %3"),
    QT_TRANSLATE_NOOP("expressions", "a %1 becomes a timestamp only in a zone; write timestamp(…, 'Europe/Berlin')"),
    QT_TRANSLATE_NOOP("expressions", "%1 expected, this is no %2; %3"),
    QT_TRANSLATE_NOOP("expressions", "%1 expected, this is no %2"),
    QT_TRANSLATE_NOOP("expressions", "%1 expected, this is %2 (%3)"),
    QT_TRANSLATE_NOOP("expressions", "%1 expected, this is %2"),
    QT_TRANSLATE_NOOP("expressions", "a comparison with null is never true"),
    QT_TRANSLATE_NOOP("expressions", "escape takes one character in quotes"),
    QT_TRANSLATE_NOOP("expressions", "coalesce has values of types that do not go together: %1; write text(…) around them"),
    QT_TRANSLATE_NOOP("expressions", "the branches have types that do not go together: %1; write text(…) around them"),
    QT_TRANSLATE_NOOP("expressions", "%1 cannot compare %2 and %3"),
    QT_TRANSLATE_NOOP("expressions", "%1 cannot compare %2"),
    QT_TRANSLATE_NOOP("expressions", "%1 cannot become %2"),
    QT_TRANSLATE_NOOP("expressions", "%1 cannot work on %2 together"),
    QT_TRANSLATE_NOOP("expressions",
                      "%1 cannot work on %2; dates take whole days (date + 7, date - date), everything else date_add and "
                      "date_diff"),
    QT_TRANSLATE_NOOP("expressions", "%1 needs a number, found %2"),
    QT_TRANSLATE_NOOP("expressions", "%1 needs numbers, found %2"),
    QT_TRANSLATE_NOOP("expressions", "%1 of %2 must be constant, not a field and not null"),
    QT_TRANSLATE_NOOP("expressions", "%1 does not take %2 arguments; it is %3"),
    QT_TRANSLATE_NOOP("expressions", "%1 does not take %2 argument; it is %3"),
    QT_TRANSLATE_NOOP("expressions", "%1 does not take (%2); it is %3"),
    QT_TRANSLATE_NOOP("expressions", "unknown look-up table \"%1\"; declare it under \"lookups\" of the mapping"),
    QT_TRANSLATE_NOOP("expressions", "unknown look-up table \"%1\"; tables are %2"),
    QT_TRANSLATE_NOOP("expressions", "the look-up table \"%1\" has no column \"%2\""),
    QT_TRANSLATE_NOOP("expressions", "'%1' stands in this map twice"),
    QT_TRANSLATE_NOOP("expressions", "the values to look for must be constant and not null"),
    QT_TRANSLATE_NOOP("expressions", "the pattern is wrong at its byte %1: %2"),
    QT_TRANSLATE_NOOP("expressions", "\"%1\" is no unit; units are %2"),
    QT_TRANSLATE_NOOP("expressions", "this depends on a time zone; name one as the last argument, such as %1, or in the job"),
    QT_TRANSLATE_NOOP("expressions",
                      "\"%1\" is not a time zone, did you mean \"%2\"; use an IANA name such as %3 (package tzdata), "
                      "UTC, or an offset such as %4"),
    QT_TRANSLATE_NOOP("expressions",
                      "\"%1\" is not a time zone; use an IANA name such as %2 (package tzdata), UTC, or an "
                      "offset such as %3"),
    QT_TRANSLATE_NOOP("expressions",
                      "date pattern \"%1\": \"%2\" means nothing; letters are %3, other letters go into 'quotes'"),
};

/// Parts of sentences.
constexpr const char *parts[] = {
    QT_TRANSLATE_NOOP("expressions", "the end of the expression"), QT_TRANSLATE_NOOP("expressions", "text"),
    QT_TRANSLATE_NOOP("expressions", "quoted name"), QT_TRANSLATE_NOOP("expressions", "name in brackets"),
    QT_TRANSLATE_NOOP("expressions", "text is joined with ||"), QT_TRANSLATE_NOOP("expressions", "the condition of if"),
};

struct Pattern
{
    const char *sentence;
    QRegularExpression expression;
};

std::vector<Pattern> patternsOf()
{
    std::vector<Pattern> patterns;
    for (const char *sentence : sentences) {
        QString pattern = QRegularExpression::escape(QString::fromUtf8(sentence));
        pattern.replace(QRegularExpression("\\\\?%\\d"), QStringLiteral("(.*?)"));
        patterns.push_back({sentence, QRegularExpression(QRegularExpression::anchoredPattern(pattern),
                                                         QRegularExpression::DotMatchesEverythingOption)});
    }
    return patterns;
}

QString partText(const QString &part)
{
    for (const char *known : parts) {
        if (part == QLatin1String(known))
            return QCoreApplication::translate("expressions", known);
    }
    static const QRegularExpression argument("^(\\S+) of (\\S+)$");
    if (const auto match = argument.match(part); match.hasMatch())
        return QCoreApplication::translate("expressions", "%1 of %2", "argument, function").arg(match.captured(1), match.captured(2));
    return part;
}

QString sentenceText(const QString &message)
{
    static const std::vector<Pattern> patterns = patternsOf();
    for (const Pattern &pattern : patterns) {
        const QRegularExpressionMatch match = pattern.expression.match(message);
        if (!match.hasMatch())
            continue;
        QString text = QCoreApplication::translate("expressions", pattern.sentence);
        for (int i = match.lastCapturedIndex(); i > 0; --i) // from behind: what is put in may hold a %1 of its own
            text.replace(QStringLiteral("%%1").arg(i), partText(match.captured(i)));
        return text;
    }
    return message;
}

} // namespace

QString expressionErrorText(const ExpressionError &error)
{
    const QString message = plainText(QString::fromStdString(error.message), 300);
    const QString text = isChinese() ? sentenceText(message) : message;
    if (error.suggestion.empty())
        return text;
    return QCoreApplication::translate("expressions", "%1. Did you mean “%2”?")
        .arg(text, plainText(QString::fromStdString(error.suggestion), 80));
}

} // namespace weir
