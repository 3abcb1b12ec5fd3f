#include "ui/runs/runtext.h"

#include "ui/text/format.h"
#include "ui/text/language.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace weir {

namespace {

struct RunText
{
    Q_DECLARE_TR_FUNCTIONS(runs)
};

struct Named
{
    const char *name;
    const char *text; ///< source text, context "runs"
};

QString named(std::initializer_list<Named> table, const QString &name)
{
    for (const Named &entry : table) {
        if (name == QLatin1String(entry.name))
            return RunText::tr(entry.text);
    }
    return {};
}

/// "40" of "text(40)".
QString limitOf(const QString &rule)
{
    static const QRegularExpression number(QStringLiteral("\\((\\d+)"));
    return number.match(rule).captured(1);
}

} // namespace

QString triggerText(const RunItem &run)
{
    if (run.kind == QLatin1String("compensation"))
        return RunText::tr("Compensation");
    const QString text = named({{"workbench", QT_TRANSLATE_NOOP("runs", "You")},
                                {"command", QT_TRANSLATE_NOOP("runs", "Command line")},
                                {"schedule", QT_TRANSLATE_NOOP("runs", "Schedule")}},
                               run.trigger);
    return text.isEmpty() ? run.trigger : text;
}

QString eventText(const EventItem &event)
{
    const QString text = named({{"target.created", QT_TRANSLATE_NOOP("runs", "Table made in the target")},
                                {"target.altered", QT_TRANSLATE_NOOP("runs", "Columns added to the target")},
                                {"target.went.back", QT_TRANSLATE_NOOP("runs", "The target went back to an earlier state; lost rows are delivered again")},
                                {"source.drift", QT_TRANSLATE_NOOP("runs", "The source's fields changed")},
                                {"drift.added", QT_TRANSLATE_NOOP("runs", "A new field was taken")},
                                {"job.reset", QT_TRANSLATE_NOOP("runs", "The job was reset")},
                                {"ledger.recovered", QT_TRANSLATE_NOOP("runs", "The ledger was recovered")},
                                {"row.edited", QT_TRANSLATE_NOOP("runs", "Values of a row were edited")}},
                               event.code);
    const QString known = text.isEmpty() ? event.code : text;
    return event.detail.isEmpty() ? known : RunText::tr("%1: %2", "event, detail").arg(known, plainText(event.detail, 400));
}

QString momentText(const RunMoment &moment)
{
    const bool isSource = moment.side == Side::Source;
    switch (moment.kind) {
    case RunMoment::Kind::Throttled:
        return isSource ? RunText::tr("The source asked us to slow down") : RunText::tr("The target asked us to slow down");
    case RunMoment::Kind::CircuitOpened:
        return isSource ? RunText::tr("The source is left alone for a while") : RunText::tr("The target is left alone for a while");
    case RunMoment::Kind::HalfOpen:
        return isSource ? RunText::tr("The source is tested with one request") : RunText::tr("The target is tested with one request");
    case RunMoment::Kind::Recovered: return RunText::tr("Back to normal");
    case RunMoment::Kind::Offline: return RunText::tr("No network");
    case RunMoment::Kind::Paused: return RunText::tr("Paused");
    case RunMoment::Kind::Ended: return RunText::tr("Ended");
    case RunMoment::Kind::Slept: return RunText::tr("The computer slept for %1").arg(durationText(moment.seconds));
    }
    return {};
}

Hue momentHue(const RunMoment &moment)
{
    switch (moment.kind) {
    case RunMoment::Kind::Recovered: return Hue::Ok;
    case RunMoment::Kind::Paused:
    case RunMoment::Kind::Ended:
    case RunMoment::Kind::Slept: return Hue::Neutral;
    default: return Hue::Warn;
    }
}

QString causeText(const CauseItem &cause)
{
    if (cause.code == QLatin1String("TooLong")) {
        const QString limit = limitOf(cause.rule);
        return limit.isEmpty() ? RunText::tr("Value is too long") : RunText::tr("Value is too long (limit %1)").arg(limit);
    }
    const QString text = named(
        {{"NotADate", QT_TRANSLATE_NOOP("runs", "Not a date")},
         {"NotATime", QT_TRANSLATE_NOOP("runs", "Not a time")},
         {"NotANumber", QT_TRANSLATE_NOOP("runs", "Not a number")},
         {"NotABool", QT_TRANSLATE_NOOP("runs", "Neither true nor false")},
         {"OutOfRange", QT_TRANSLATE_NOOP("runs", "Number is out of range")},
         {"LosesPrecision", QT_TRANSLATE_NOOP("runs", "Digits would be lost")},
         {"NotConvertible", QT_TRANSLATE_NOOP("runs", "Value does not fit the type")},
         {"MissingRequired", QT_TRANSLATE_NOOP("runs", "Required field is empty")},
         {"Ragged", QT_TRANSLATE_NOOP("runs", "Row has too many or too few fields")},
         {"BrokenRecord", QT_TRANSLATE_NOOP("runs", "Record cannot be read")},
         {"BrokenTail", QT_TRANSLATE_NOOP("runs", "The end of the file cannot be read")},
         {"BadEncoding", QT_TRANSLATE_NOOP("runs", "Text in another encoding")},
         {"TooLarge", QT_TRANSLATE_NOOP("runs", "Record is too large")},
         {"DuplicateKey", QT_TRANSLATE_NOOP("runs", "Key is in the target already")},
         {"NoSuchKey", QT_TRANSLATE_NOOP("runs", "No row of this key in the target")},
         {"NoCrosswalkEntry", QT_TRANSLATE_NOOP("runs", "Code has no counterpart")},
         {"Check", QT_TRANSLATE_NOOP("runs", "A check of the target refuses it")},
         {"ForeignKey", QT_TRANSLATE_NOOP("runs", "The row it refers to does not exist")},
         {"NotNull", QT_TRANSLATE_NOOP("runs", "The target needs a value")},
         {"Rejected", QT_TRANSLATE_NOOP("runs", "The target refuses the row")},
         {"PayloadLost", QT_TRANSLATE_NOOP("runs", "The copy of the row is lost")},
         {"UnknownOutcome", QT_TRANSLATE_NOOP("runs", "No answer: it is not known whether the row arrived")},
         {"Expression", QT_TRANSLATE_NOOP("runs", "The expression gives no value")}},
        cause.code);
    return text.isEmpty() ? cause.code : text;
}

QString reasonText(const CauseItem &cause, const QString &detail)
{
    const bool isOwn = cause.stage == QLatin1String("read") || cause.stage == QLatin1String("map");
    return detail.isEmpty() || (isOwn && isChinese()) ? causeText(cause) : detail;
}

QString outcomeText(const RunItem &run)
{
    const Balance &rows = run.figures;
    const QString delivered = rowsText(rows.delivered());
    if (rows.quarantined == 0 && rows.unknown == 0 && rows.pending == 0 && rows.isBalanced() && run.state == UiState::Completed)
        return RunText::tr("Done, every row is accounted for: %1 delivered in %2.").arg(delivered, durationText(run.seconds));
    if (run.state == UiState::CompletedQuarantined)
        return RunText::tr("Completed, %1 quarantined. %2 delivered.").arg(rowsText(rows.quarantined), delivered);
    if (run.state == UiState::CompletedUnknown)
        return RunText::tr("Completed, %1 unknown. %2 delivered.").arg(rowsText(rows.unknown), delivered);
    return {};
}

} // namespace weir
