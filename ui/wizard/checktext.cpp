#include "ui/wizard/checktext.h"

#include "ui/bridge/masking.h"
#include "ui/text/format.h"
#include "ui/text/language.h"

#include <QDateTime>

#include <cmath>

namespace weir {

namespace {

constexpr int exampleCharactersMax = 40;

QString plain(const std::string &text, int charactersMax = 120)
{
    return plainText(QString::fromStdString(text), charactersMax);
}

QString exampleOf(const FieldCheck &check)
{
    return plainText(masked(QString::fromStdString(check.example)), exampleCharactersMax);
}

QString typeWords(const Type &type)
{
    return QString::fromStdString(typeText(type));
}

} // namespace

QString CheckText::share(double part)
{
    const double rounded = part >= 1 ? 100 : std::min(std::floor(part * 1000 + 0.5 + 1e-6) / 10, 99.9);
    return tr("%1 %", "share: a number").arg(QLocale().toString(rounded, 'f', part >= 1 ? 0 : 1));
}

QString CheckText::counted(const MapField &field)
{
    const QString count = rowsText(field.check.count), rows = rowsText(field.check.rows);
    return field.isWhole ? tr("%1 of %2", "8 of 2,000 (values of all rows)").arg(count, rows)
                         : tr("%1 of %2 sampled").arg(count, rows);
}

StateLook CheckText::badge(const MapField &field)
{
    const FieldCheck &check = field.check;
    if (!field.isMapped() && !field.isRequired)
        return {Icon::Minus, Hue::Neutral, QString()};
    if (!field.isChecked)
        return {Icon::CircleDashed, Hue::Neutral, tr("Checking…")};
    const QString count = counted(field);
    switch (check.state) {
    case FieldState::Unknown: return {Icon::CircleDashed, Hue::Neutral, tr("Checking…")};
    case FieldState::Fits:
        if (check.rows == 0)
            return {Icon::CircleDashed, Hue::Neutral, tr("No values seen")};
        if (field.parsedCurrencies > 0)
            return {Icon::RefreshCw, Hue::Running, tr("%1 with a currency, parsed").arg(rowsText(field.parsedCurrencies))};
        if (check.shortened > 0)
            return {Icon::CircleCheck, Hue::Ok, tr("Fits, %1 shortened").arg(rowsText(check.shortened))};
        return {Icon::CircleCheck, Hue::Ok, field.isWhole ? tr("Fits %1/%1").arg(rowsText(check.rows))
                                                          : tr("Fits %1/%1 sampled").arg(rowsText(check.rows))};
    case FieldState::Converts:
        return {Icon::RefreshCw, Hue::Running, tr("%1 converted", "8 of 2,000 converted").arg(count)};
    case FieldState::LosesPrecision: return {Icon::TriangleAlert, Hue::Warn, tr("%1 lose digits").arg(count)};
    case FieldState::TooLong:
        return {Icon::TriangleAlert, Hue::Warn,
                check.longest > 0 ? tr("%1 too long, max %2").arg(count, rowsText(check.longest))
                    : tr("%1 too long").arg(count)};
    case FieldState::NotConvertible:
        return {check.hasCurrency ? Icon::TriangleAlert : Icon::CircleX, check.hasCurrency ? Hue::Warn : Hue::Error,
            failing(field)};
    case FieldState::EmptyInRequired:
        return {field.isLetGo ? Icon::TriangleAlert : Icon::CircleX, field.isLetGo ? Hue::Warn : Hue::Error,
                tr("%1 empty, required").arg(count)};
    case FieldState::Ambiguous: return {Icon::CircleQuestionMark, Hue::Warn, tr("%1 ambiguous").arg(count)};
    case FieldState::Broken:
        return {Icon::CircleX, Hue::Error, field.isForeign ? tr("No such target field") : tr("Does not work")};
    case FieldState::NothingMapped: return {Icon::CircleX, Hue::Error, tr("Nothing mapped")};
    }
    return {};
}

QString CheckText::failing(const MapField &field)
{
    const QString count = counted(field);
    if (field.check.hasCurrency)
        return tr("%1 have a currency").arg(count);
    switch (field.check.code) {
    case RowCode::NotADate: return tr("%1 not a date").arg(count);
    case RowCode::NotATime: return tr("%1 not a time").arg(count);
    case RowCode::NotANumber: return tr("%1 not a number").arg(count);
    case RowCode::NotABool: return tr("%1 not yes or no").arg(count);
    case RowCode::OutOfRange: return tr("%1 out of range").arg(count);
    case RowCode::NoCrosswalkEntry: return tr("%1 codes not found").arg(count);
    case RowCode::Expression: return tr("%1 fail in the expression").arg(count);
    default: return tr("%1 cannot convert").arg(count);
    }
}

QString CheckText::sentence(const MapField &field)
{
    const FieldCheck &check = field.check;
    if (!field.isMapped() && !field.isRequired)
        return tr("Nothing is mapped to this field; it stays empty.");
    if (!field.isChecked || check.state == FieldState::Unknown)
        return tr("The values are being checked.");
    switch (check.state) {
    case FieldState::Fits:
        if (field.parsedCurrencies > 0)
            return tr("%1 values carry a currency; a step takes it away, and all of them become numbers.")
                .arg(rowsText(field.parsedCurrencies));
        if (check.rows == 0)
            return tr("No value of the source was seen.");
        if (check.shortened > 0)
            return tr("%1 values are shortened by a step, on purpose. The target will not hold the full value.")
                .arg(rowsText(check.shortened));
        return field.isWhole ? tr("All %1 values fit without loss.").arg(rowsText(check.rows))
                             : tr("All values in %1 sampled rows fit without loss.").arg(rowsText(check.rows));
    case FieldState::Broken:
        if (field.isForeign)
            return tr("The target has no field “%1”. Choose “nothing” to leave it out.").arg(plain(field.name()));
        return plain(check.detail.substr(0, check.detail.find('\n')), 300);
    case FieldState::NothingMapped:
        return tr("“%1” is required, and nothing is mapped to it. Choose a source field or a constant.")
            .arg(plain(field.name()));
    default: break;
    }
    QString text = failingSentence(field);
    const QString between = isChinese() ? QString() : QStringLiteral(" ");
    if (field.isLetGo)
        text += between + tr("Such rows go to quarantine, as you chose.");
    else if (check.state != FieldState::Converts && check.state != FieldState::Ambiguous)
        text += between + tr("Such rows would go to quarantine.");
    return text;
}

QString CheckText::failingSentence(const MapField &field)
{
    const FieldCheck &check = field.check;
    const QString count = rowsText(check.count), rows = rowsText(check.rows);
    const QString values = field.isWhole
        ? tr("%1 of %2 values", "begin of a sentence: 29 of 2,000 values are …").arg(count, rows)
        : tr("%1 of %2 sampled values", "begin of a sentence").arg(count, rows);
    const QString limit = rowsText(check.lengthMax), longest = rowsText(check.longest);
    const QString type = typeWords(field.mapping->type.value_or(field.target.type));
    switch (check.state) {
    case FieldState::TooLong:
        if (field.target.type.kind == TypeKind::Bytes)
            return tr("%1 are longer than %2 bytes. Longest: %3.").arg(values, limit, longest);
        return tr("%1 are longer than %2 characters. Longest: %3.").arg(values, limit, longest);
    case FieldState::LosesPrecision:
        return tr("%1 would lose digits in %2, for example “%3”.").arg(values, type, exampleOf(check));
    case FieldState::Converts: return tr("%1 convert without loss; their text changes.").arg(values);
    case FieldState::EmptyInRequired: return tr("%1 are empty, and “%2” is required.").arg(values, plain(field.name()));
    case FieldState::Ambiguous: return tr("%1 can be read in two ways, for example “%2”.").arg(values, exampleOf(check));
    default: break;
    }
    if (check.hasCurrency)
        return tr("%1 carry a currency, for example “%2”.").arg(values, exampleOf(check));
    if (check.code == RowCode::NoCrosswalkEntry)
        return tr("%1 have no entry in the crosswalk, for example “%2”.").arg(values, exampleOf(check));
    return tr("%1 cannot become %2, for example “%3”.").arg(values, type, exampleOf(check));
}

QString CheckText::reason(MatchReason reason)
{
    switch (reason) {
    case MatchReason::Identical: return tr("same name");
    case MatchReason::CaseOrSeparator: return tr("same name but for case and separators");
    case MatchReason::Alias: return tr("same meaning");
    case MatchReason::Words: return tr("alike words");
    case MatchReason::Position: break;
    }
    return tr("same position");
}

StateLook CheckText::match(const MapField &field)
{
    if (!field.isMapped()) {
        const int count = static_cast<int>(field.candidates.size());
        return {Icon::Minus, Hue::Neutral, count > 0 ? tr("%n suggestion(s)", nullptr, count) : QString()};
    }
    if (field.candidate < 0)
        return {Icon::Hand, Hue::Neutral, tr("By hand")};
    if (field.level() == MatchLevel::Same)
        return {Icon::CircleCheck, Hue::Ok, tr("Same")};
    if (field.isConfirmed)
        return {Icon::CircleCheck, Hue::Ok, tr("Confirmed")};
    return {Icon::CircleQuestionMark, Hue::Warn, field.level() == MatchLevel::Likely ? tr("Likely") : tr("Guess")};
}

QString CheckText::matchSentence(const MapField &field)
{
    if (!field.isMapped()) {
        if (field.candidates.empty())
            return tr("No source field means this.");
        const MatchCandidate &best = field.candidates.front();
        return tr("Suggested: %1 (%2). Nothing was filled.").arg(plain(field.candidateNames.front()), reason(best.reason));
    }
    if (field.candidate < 0)
        return tr("Chosen by hand.");
    const MatchCandidate &used = field.candidates[static_cast<std::size_t>(field.candidate)];
    const QString why = reason(used.reason);
    const QString fits = used.fits ? share(*used.fits) : QString();
    if (used.level == MatchLevel::Same)
        return used.fits ? tr("Same: %1, %2 of values fit.").arg(why, fits) : tr("Same: %1.").arg(why);
    if (field.isConfirmed)
        return used.fits ? tr("Confirmed by you: %1, %2 of values fit.").arg(why, fits)
            : tr("Confirmed by you: %1.").arg(why);
    if (used.level == MatchLevel::Likely)
        return used.fits ? tr("Likely match: %1, %2 of values fit. Please confirm.").arg(why, fits)
                         : tr("Likely match: %1. Please confirm.").arg(why);
    return used.fits ? tr("Guess: %1, %2 of values fit. Please confirm.").arg(why, fits)
                     : tr("Guess: %1. Please confirm.").arg(why);
}

QString CheckText::readAs(const MapField &field, const TransformStep &step)
{
    const QString example = QString::fromStdString(field.check.example);
    if (step.kind == StepKind::ParseDate) {
        const QString pattern = QString::fromStdString(step.text).section(QLatin1Char(' '), 0, 0);
        const QDate date = QDate::fromString(example.section(QLatin1Char(' '), 0, 0), pattern);
        const QDate read = date.isValid() && date.year() < 1970 && pattern.count(QLatin1Char('y')) == 2
            ? date.addYears(100) : date;
        return read.isValid() ? read.toString(Qt::ISODate) : pattern;
    }
    QString number = example;
    if (step.commas == CommaMeaning::Thousands)
        number.remove(QLatin1Char(','));
    else
        number.remove(QLatin1Char('.')).replace(QLatin1Char(','), QLatin1Char('.'));
    return number;
}

QString CheckText::blocker(const MapField &field)
{
    const QString name = plain(field.name(), 60);
    if (field.isUnproven())
        return tr("Confirm that “%1” is what “%2” wants: a key or required field needs you to agree.")
            .arg(plain(field.transform ? field.transform->from : std::string(), 60), name);
    switch (field.check.state) {
    case FieldState::NothingMapped: return tr("Choose what fills “%1”: it is required.").arg(name);
    case FieldState::Ambiguous: break;
    case FieldState::EmptyInRequired:
        return tr("Choose a default for the empty values of “%1”, or let such rows go to quarantine.").arg(name);
    default: return tr("“%1” does not work: %2").arg(name, sentence(field));
    }
    QString text = tr("Choose how to read \"%1\" before continuing.", "translations may use %2 and %3: both readings");
    text.replace(QLatin1String("%1"), exampleOf(field.check));
    if (field.check.doubt) {
        text.replace(QLatin1String("%2"), readAs(field, field.check.doubt->readings[0]));
        text.replace(QLatin1String("%3"), readAs(field, field.check.doubt->readings[1]));
    }
    return text;
}

QString CheckText::fix(const MapField &field, const FieldFix &fix)
{
    switch (fix.kind) {
    case FieldFix::Kind::WidenTarget: return tr("Widen the target to %1").arg(typeWords(fix.type));
    case FieldFix::Kind::KeepAsText: return tr("Keep as text");
    case FieldFix::Kind::Cut: return tr("Cut to %1 characters (lossy)").arg(rowsText(field.check.lengthMax));
    case FieldFix::Kind::Round: return tr("Round to %n digit(s) (lossy)", nullptr, fix.step ? fix.step->number : 0);
    case FieldFix::Kind::ParseWith:
        if (fix.step && fix.step->stripsCurrency)
            return tr("Remove the currency and parse");
        if (fix.step && !fix.step->text.empty())
            return tr("Parse with %1").arg(plain(fix.step->text, 40));
        return fix.step ? tr("Parse") : tr("Parse with %1").arg(plain(fix.expression, 60));
    case FieldFix::Kind::ReadAs:
        if (!fix.step)
            return {};
        if (fix.step->kind == StepKind::ParseDate)
            return fix.step->text.starts_with('d') ? tr("Day first: %1").arg(readAs(field, *fix.step))
                                                   : tr("Month first: %1").arg(readAs(field, *fix.step));
        return fix.step->commas == CommaMeaning::Thousands ? tr("Thousands: %1").arg(readAs(field, *fix.step))
                                                           : tr("Decimal: %1").arg(readAs(field, *fix.step));
    case FieldFix::Kind::Default: return tr("Default value…");
    case FieldFix::Kind::Quarantine: break;
    }
    return tr("Let such rows go to quarantine");
}

QString CheckText::fixHint(const FieldFix &fix)
{
    switch (fix.kind) {
    case FieldFix::Kind::Cut: return tr("This step removes characters. The target will not hold the full value.");
    case FieldFix::Kind::Round: return tr("This step removes digits. The target will not hold the full value.");
    case FieldFix::Kind::Quarantine: return tr("Quarantine the row and go on. Nothing is thrown away.");
    default: return {};
    }
}

QString CheckText::source(const MapField &field)
{
    if (!field.isMapped())
        return field.candidates.empty() ? (field.isRequired ? tr("choose…") : QString())
                                        : tr("%1?", "a suggested source field").arg(plain(field.candidateNames.front(), 60));
    if (field.mapping->value)
        return tr("constant “%1”").arg(plain(*field.mapping->value, 60));
    if (field.mapping->isNullConstant)
        return tr("always empty");
    return field.transform ? plain(field.transform->from) : plain(field.mapping->expr.value_or(std::string()));
}

} // namespace weir
