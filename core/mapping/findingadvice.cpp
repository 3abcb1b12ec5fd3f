#include "core/mapping/findingadvice.h"

#include "core/data/conversion.h"
#include "core/data/decimal.h"
#include "core/expression/lexer.h"
#include "core/mapping/transformsteps.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

namespace weir {

namespace {

constexpr int decimalPrecisionMax = 38;
constexpr int textLengthMax = 4096;
constexpr std::size_t examplesShownMax = 3;

std::string quotedText(std::string_view text)
{
    std::string quoted = "'";
    for (const char c : text)
        quoted += c == '\'' ? "''" : std::string(1, c);
    return quoted + '\'';
}

std::string quotedField(const std::string &name)
{
    if (isPlainName(name))
        return name;
    std::string quoted = "\"";
    for (const char c : name)
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + '"';
}

/// Tries expressions on the values of one text field.
class Trial
{
public:
    explicit Trial(const FindingEvidence &evidence) : m_evidence(evidence)
    {
        m_context.fields = std::make_shared<const Schema>(
            std::vector<Field>{{evidence.sourceField, Type(TypeKind::Text), true, {}}});
        m_context.zone = evidence.zone;
    }

    /// True when \a expression turns all of \a values into the wanted type, none of them into NULL.
    [[nodiscard]] bool fits(const std::string &expression, const std::vector<std::string> &values) const
    {
        const auto compiled = Expression::compile(expression, m_context);
        const auto *program = std::get_if<Expression>(&compiled);
        if (!program || !isConvertible(program->type(), m_evidence.type))
            return false;
        auto column = std::make_shared<Column>(TypeKind::Text);
        for (const std::string &value : values)
            column->appendText(value);
        const RecordBatch rows(m_context.fields, {std::move(column)},
                               static_cast<std::int64_t>(values.size()));
        RowErrors errors;
        const ColumnPtr made = program->evaluate(rows, errors);
        ConversionOptions options;
        options.to = m_evidence.type;
        options.zone = m_evidence.zone;
        const ColumnPtr converted = convert(made, program->type(), options, errors);
        return errors.empty() && converted->nullCount() == 0;
    }

    /// \a expression if it fits every value; else, where one character marks the failing values, a case by
    /// it.
    [[nodiscard]] std::string forAll(const std::string &expression, const std::string &plain) const
    {
        if (!fits(expression, m_evidence.failing))
            return {};
        if (fits(expression, m_evidence.good))
            return expression;
        for (const std::string_view mark : {"/", ".", "年", ",", "-", " ", ":"}) {
            const auto has = [mark](const std::string &value) {
                return value.find(mark) != std::string::npos;
            };
            if (!std::all_of(m_evidence.failing.begin(), m_evidence.failing.end(), has) ||
                std::any_of(m_evidence.good.begin(), m_evidence.good.end(), has))
                continue;
            std::string either =
                fmt::format("if(contains({}, {}), {}, {})", quotedField(m_evidence.sourceField),
                            quotedText(mark), expression, plain);
            if (fits(either, m_evidence.failing) && fits(either, m_evidence.good))
                return either;
        }
        return {};
    }

private:
    const FindingEvidence &m_evidence;
    ExpressionContext m_context;
};

/// A word that stands for "no value" in every failing value: 'N/A'.
std::string noValueWord(const FindingEvidence &evidence)
{
    constexpr std::array<std::string_view, 14> words = {
        "N/A", "n/a", "#N/A", "NA", "NULL", "null", "None", "-", "--", "—", "未知", "无", "空", "0000-00-00"};
    const bool isOne = evidence.failing.size() == 1 &&
                       std::find(words.begin(), words.end(), evidence.failing.front()) != words.end();
    return isOne ? evidence.failing.front() : std::string();
}

std::string dateSuggestion(const FindingEvidence &evidence)
{
    constexpr std::array<std::string_view, 16> dates = {
        "yyyy/MM/dd",   "yyyy/M/d", "yyyy.MM.dd", "yyyy.M.d",  "yyyyMMdd",   "yyyy年MM月dd日",
        "yyyy年M月d日", "yyyy-M-d", "dd.MM.yyyy", "d.M.yyyy",  "dd/MM/yyyy", "MM/dd/yyyy",
        "d/M/yyyy",     "M/d/yyyy", "d-MMM-yyyy", "d MMM yyyy"};
    constexpr std::array<std::string_view, 6> times = {" HH:mm:ss", " HH:mm", " H:mm:ss",
                                                       " H:mm",     "HHmmss", " HH:mm:ss.SSS"};
    std::vector<std::string> patterns;
    if (evidence.type.kind == TypeKind::Time) {
        patterns = {"H:mm", "H:mm:ss", "HHmmss", "HHmm", "HH时mm分", "HH时mm分ss秒", "h:mm a", "h:mm:ss a"};
    } else {
        for (const std::string_view date : dates)
            patterns.emplace_back(date);
        for (std::size_t i = 0; evidence.type.kind != TypeKind::Date && i < dates.size(); ++i) {
            for (const std::string_view time : times)
                patterns.push_back(fmt::format("{}{}", dates[i], time));
        }
    }
    const std::string field = quotedField(evidence.sourceField);
    const std::string_view function = conversionFunction(evidence.type.kind);
    const Trial trial(evidence);
    std::vector<std::string> fitting, fittingPatterns;
    for (const std::string &pattern : patterns) {
        const std::string expression = fmt::format("{}({}, {})", function, field, quotedText(pattern));
        std::string found = trial.forAll(expression, fmt::format("{}({})", function, field));
        if (found.empty())
            continue;
        fitting.push_back(std::move(found));
        fittingPatterns.push_back(pattern);
    }
    if (fitting.empty())
        return {};
    const auto firstOf = [&](std::string_view start) {
        return std::find_if(fittingPatterns.begin(), fittingPatterns.end(),
                            [start](const std::string &pattern) { return pattern.starts_with(start); });
    };
    const bool isDayFirst = fittingPatterns.front().starts_with('d');
    const auto monthFirst = firstOf("M");
    if (isDayFirst && monthFirst != fittingPatterns.end()) {
        return fmt::format("day and month cannot be told apart: choose {} or {}", fitting.front(),
                           fitting[static_cast<std::size_t>(monthFirst - fittingPatterns.begin())]);
    }
    return "map with " + fitting.front();
}

/// How commas stand in numbers: "1,234.50" thousands, "12,5" decimal, "1,234" either.
enum class Commas : std::uint8_t { None, Thousands, Decimal, Either, Neither };

Commas commasOf(std::string_view number)
{
    const std::size_t first = number.find(',');
    if (first == std::string_view::npos)
        return Commas::None;
    const std::size_t point = number.find('.');
    const std::string_view whole = number.substr(0, point);
    const auto isGrouped = [](std::string_view text, char separator) {
        std::size_t at = text.find(separator);
        if (at == 0 || at == std::string_view::npos)
            return false;
        while (at != std::string_view::npos) {
            const std::size_t next = text.find(separator, at + 1);
            if ((next == std::string_view::npos ? text.size() : next) - at != 4)
                return false;
            at = next;
        }
        return true;
    };
    const bool hasOneComma = number.find(',', first + 1) == std::string_view::npos;
    const bool hasPointBehind = point != std::string_view::npos && point > first;
    const bool isThousands = isGrouped(whole, ',') && (point == std::string_view::npos || hasPointBehind);
    const bool isDecimal = hasOneComma && (point == std::string_view::npos ||
                                           (!hasPointBehind && isGrouped(number.substr(0, first), '.')));
    if (isThousands && isDecimal)
        return Commas::Either;
    return isThousands ? Commas::Thousands : isDecimal ? Commas::Decimal : Commas::Neither;
}

/// The one way in which all numbers use commas; Either when that stays open.
Commas commasOf(const std::vector<std::string> &numbers)
{
    Commas all = Commas::None;
    for (const std::string &number : numbers) {
        const Commas one = commasOf(number);
        if (one == Commas::None || one == all)
            continue;
        if (all == Commas::None || all == Commas::Either)
            all = one;
        else if (one != Commas::Either)
            return Commas::Neither;
    }
    return all;
}

std::string numberSuggestion(const FindingEvidence &evidence)
{
    const std::string field = quotedField(evidence.sourceField);
    const std::string_view function = conversionFunction(evidence.type.kind);
    const Trial trial(evidence);
    const std::string plain = fmt::format("{}({})", function, field);
    const std::string bare = fmt::format("regex_replace({}, '[ ¥￥$€£元]', '')", field);
    const std::string half = fmt::format("full_to_half({})", field);
    std::vector<std::string> tidied = {fmt::format("trim({})", field), half, bare,
                                       fmt::format("regex_replace({}, '[ ¥￥$€£元]', '')", half)};
    for (const std::string &text : tidied) {
        if (const std::string found = trial.forAll(fmt::format("{}({})", function, text), plain);
            !found.empty())
            return "map with " + found;
    }
    std::vector<std::string> all = evidence.failing;
    all.insert(all.end(), evidence.good.begin(), evidence.good.end());
    const Commas commas = commasOf(all);
    tidied.insert(tidied.begin(), field);
    std::vector<std::string> asThousands, asDecimal;
    for (const std::string &text : tidied) {
        asThousands.push_back(fmt::format("{}(replace({}, ',', ''))", function, text));
        asDecimal.push_back(fmt::format("{}(replace(replace({}, '.', ''), ',', '.'))", function, text));
    }
    for (std::size_t i = 0; i < tidied.size(); ++i) {
        const std::string thousands = trial.forAll(asThousands[i], plain),
                          decimal = trial.forAll(asDecimal[i], plain);
        if (commas == Commas::Either && !thousands.empty() && !decimal.empty())
            return fmt::format("a comma may group thousands or stand before the fraction: choose {} or {}",
                               thousands, decimal);
        if ((commas == Commas::Thousands || commas == Commas::Either) && !thousands.empty())
            return "map with " + thousands;
        if (commas == Commas::Decimal && !decimal.empty())
            return "map with " + decimal;
    }
    return {};
}

std::string boolSuggestion(const FindingEvidence &evidence)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 8> words = {{{"是", "否"},
                                                                                     {"真", "假"},
                                                                                     {"有", "无"},
                                                                                     {"对", "错"},
                                                                                     {"启用", "停用"},
                                                                                     {"开", "关"},
                                                                                     {"on", "off"},
                                                                                     {"√", "×"}}};
    std::string cases;
    std::set<std::string> rest(evidence.failing.begin(), evidence.failing.end());
    for (const auto &[yes, no] : words) {
        if (rest.erase(std::string(yes)) + rest.erase(std::string(no)) > 0)
            cases += fmt::format(" when {} then true when {} then false", quotedText(yes), quotedText(no));
    }
    if (cases.empty() || !rest.empty())
        return {};
    const std::string field = quotedField(evidence.sourceField);
    std::string expression = fmt::format("case {}{} else bool({}) end", field, cases, field);
    const Trial trial(evidence);
    return trial.fits(expression, evidence.failing) && trial.fits(expression, evidence.good)
               ? "map with " + expression
               : std::string();
}

/// The narrowest decimal type that holds all failing values and what the type held so far.
std::string widerDecimal(const FindingEvidence &evidence)
{
    const bool wasDecimal = evidence.type.kind == TypeKind::Decimal && evidence.type.precision > 0;
    std::int64_t whole = wasDecimal ? evidence.type.precision - evidence.type.scale : 1;
    std::int64_t scale = wasDecimal ? evidence.type.scale : 0;
    for (const std::string &value : evidence.failing) {
        std::string decimal;
        if (appendDecimal(value, decimal))
            return {};
        const DecimalSize size = decimalSize(withoutTrailingZeros(decimal));
        whole = std::max(whole, size.digits - size.scale);
        scale = std::max(scale, size.scale);
    }
    if (whole + scale > decimalPrecisionMax)
        return "decimal";
    return typeText(Type::decimal(static_cast<int>(whole + scale), static_cast<int>(scale)));
}

std::string lengthSuggestion(const FieldFinding &finding, const FindingEvidence &evidence)
{
    const std::string_view name = evidence.type.kind == TypeKind::Bytes ? "bytes" : "text";
    if (finding.longest <= 0 || finding.longest > textLengthMax)
        return fmt::format("widen to {}", name);
    int length = 8;
    while (length < finding.longest)
        length *= 2;
    return fmt::format("widen to {}({})", name, length);
}

std::string crosswalkSuggestion(const FieldFinding &finding, const FindingEvidence &evidence)
{
    const LookupTable *table =
        evidence.lookups.size() == 1 ? evidence.lookups.begin()->second.get() : nullptr;
    for (const auto &[name, lookup] : evidence.lookups) {
        if (!table && finding.rule.find(name) != std::string::npos)
            table = lookup.get();
    }
    std::vector<std::string> near;
    for (std::size_t i = 0; table && i < evidence.failing.size() && near.size() < examplesShownMax; ++i) {
        const std::vector<std::string> keys = table->nearest(evidence.failing[i], 1);
        if (!keys.empty())
            near.push_back(fmt::format("\"{}\" may be \"{}\"", evidence.failing[i], keys.front()));
    }
    return near.empty()
               ? "add the missing entries"
               : fmt::format("add the missing entries, or correct the codes: {}", fmt::join(near, ", "));
}

std::string precisionSuggestion(const FindingEvidence &evidence)
{
    switch (evidence.type.kind) {
    case TypeKind::Float64:
        return "use decimal";
    case TypeKind::Date:
        return "use datetime, or map with date() to drop the time of day";
    case TypeKind::Decimal:
    case TypeKind::Int64: {
        const std::string wider = widerDecimal(evidence);
        return wider.empty() ? std::string() : fmt::format("widen to {}", wider);
    }
    default:
        return {};
    }
}

} // namespace

std::string findingSentence(const FieldFinding &finding, const Type &type)
{
    const std::string name = typeText(type);
    const auto values = [&](std::string_view one, std::string_view many) {
        return fmt::format("{} {}", finding.count, finding.count == 1 ? one : many);
    };
    switch (finding.code) {
    case RowCode::TooLong: {
        const std::string longest = finding.longest > 0
                                        ? fmt::format("; the longest has {} {}", finding.longest,
                                                      type.kind == TypeKind::Bytes ? "bytes" : "characters")
                                        : std::string();
        return fmt::format("{} longer than {}{}", values("value is", "values are"), name, longest);
    }
    case RowCode::NotANumber:
        return fmt::format("{} for {}", values("value is no number", "values are no numbers"), name);
    case RowCode::NotADate:
        return fmt::format("{} for {}", values("value is no ISO date", "values are no ISO dates"), name);
    case RowCode::NotATime:
        return fmt::format("{} for {}", values("value is no valid time", "values are no valid times"), name);
    case RowCode::NotABool:
        return values("value is neither true nor false", "values are neither true nor false");
    case RowCode::OutOfRange:
        return fmt::format("{} beyond {}", values("value is", "values are"), name);
    case RowCode::LosesPrecision:
        return fmt::format("{} held exactly by {}", values("value is not", "values are not"), name);
    case RowCode::NotConvertible:
        return fmt::format("{} become {}", values("value cannot", "values cannot"), name);
    case RowCode::MissingRequired:
        return fmt::format("{} no value, but must have one", values("row has", "rows have"));
    case RowCode::NoCrosswalkEntry:
        return fmt::format("{} in the look-up table", values("code is not", "codes are not"));
    case RowCode::Expression:
        return fmt::format("{} in the expression", values("row fails", "rows fail"));
    default:
        return fmt::format("{} refused ({})", values("value is", "values are"), rowCodeName(finding.code));
    }
}

std::string findingSuggestion(const FieldFinding &finding, const FindingEvidence &evidence)
{
    const bool canTry = !evidence.sourceField.empty() && !evidence.failing.empty();
    if (const std::string word = noValueWord(evidence); canTry && !word.empty())
        return fmt::format("map with nullif({}, {})", quotedField(evidence.sourceField), quotedText(word));
    switch (finding.code) {
    case RowCode::TooLong:
        return lengthSuggestion(finding, evidence);
    case RowCode::NotADate:
    case RowCode::NotATime:
        return canTry ? dateSuggestion(evidence) : std::string();
    case RowCode::NotANumber: {
        std::string found = canTry ? numberSuggestion(evidence) : std::string();
        if (!found.empty() || evidence.type.kind != TypeKind::Int64)
            return found;
        const std::string wider = widerDecimal(evidence); // "12.50" is no int64, but a number
        return wider.empty() ? std::string() : fmt::format("use type {}", wider);
    }
    case RowCode::NotABool:
        return canTry ? boolSuggestion(evidence) : std::string();
    case RowCode::OutOfRange:
    case RowCode::LosesPrecision:
        return precisionSuggestion(evidence);
    case RowCode::MissingRequired:
        return "give a default, or drop these rows with a filter";
    case RowCode::NoCrosswalkEntry:
        return crosswalkSuggestion(finding, evidence);
    case RowCode::NotConvertible:
        return finding.rule == "time zone" ? "name the zone the values were written in" : std::string();
    default:
        return {};
    }
}

std::string suggestedExpression(const std::string &suggestion)
{
    constexpr std::string_view start = "map with ";
    return suggestion.starts_with(start) ? suggestion.substr(start.size()) : std::string();
}

std::optional<Type> suggestedType(const std::string &suggestion)
{
    for (const std::string_view start : {"widen to ", "use type "}) {
        if (!suggestion.starts_with(start))
            continue;
        if (const Result<Type> type = parseType(suggestion.substr(start.size())))
            return *type;
    }
    return std::nullopt;
}

} // namespace weir
