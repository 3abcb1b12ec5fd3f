#include "core/mapping/transformsteps.h"

#include "core/base/names.h"
#include "core/expression/lexer.h"
#include "core/expression/parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::string_view currencyPattern = "[ ¥￥$€£元]";

std::string numberExpression(const TransformStep &step, const std::string &x)
{
    if (step.isChinese)
        return fmt::format("number_cn({})", x);
    std::string text = step.isHalfWidth ? fmt::format("full_to_half({})", x) : x;
    if (step.stripsCurrency)
        text = fmt::format("regex_replace({}, {}, '')", text, textLiteral(currencyPattern));
    if (step.commas == CommaMeaning::Thousands)
        text = fmt::format("replace({}, ',', '')", text);
    else if (step.commas == CommaMeaning::Decimal)
        text = fmt::format("replace(replace({}, '.', ''), ',', '.')", text);
    return fmt::format("{}({})", conversionFunction(step.makes), text);
}

std::string dateExpression(const TransformStep &step, const std::string &x)
{
    if (step.isChinese)
        return fmt::format("date_cn({})", x);
    return step.text.empty() ? fmt::format("{}({})", conversionFunction(step.makes), x)
                             : fmt::format("{}({}, {})", conversionFunction(step.makes), x, textLiteral(step.text));
}

std::string onlyWithMark(const TransformStep &step, const std::string &x, std::string parsed)
{
    if (step.mark.empty())
        return parsed;
    return fmt::format("if(contains({}, {}), {}, {}({}))", x, textLiteral(step.mark), parsed,
                       conversionFunction(step.makes), x);
}

std::string mapExpression(const TransformStep &step, const std::string &x)
{
    std::string text = "map(" + x;
    for (const auto &[from, to] : step.pairs)
        text += ", " + textLiteral(from) + ", " + textLiteral(to);
    if (step.otherwise)
        text += ", " + textLiteral(*step.otherwise);
    return text + ')';
}

std::string combineExpression(const TransformStep &step, const std::string &x)
{
    std::string text = "concat_ws(" + textLiteral(step.text) + ", " + x;
    for (const std::string &field : step.fields)
        text += ", " + fieldReference(field);
    return text + ')';
}

std::string crosswalkExpression(const TransformStep &step, const std::string &x)
{
    const std::string column = step.column.empty() ? std::string() : ", " + textLiteral(step.column);
    return step.otherwise
               ? fmt::format("lookup_or({}, {}, {}{})", textLiteral(step.text), x, textLiteral(*step.otherwise), column)
               : fmt::format("lookup({}, {}{})", textLiteral(step.text), x, column);
}

std::string stepExpression(const TransformStep &step, const std::string &x)
{
    switch (step.kind) {
    case StepKind::Trim:
        return fmt::format("trim({})", x);
    case StepKind::ParseNumber:
        return onlyWithMark(step, x, numberExpression(step, x));
    case StepKind::ParseDate:
        return onlyWithMark(step, x, dateExpression(step, x));
    case StepKind::MapValues:
        return step.pairs.empty() ? x : mapExpression(step, x);
    case StepKind::Default:
        return fmt::format("coalesce({}, {})", x, textLiteral(step.text));
    case StepKind::Combine:
        return combineExpression(step, x);
    case StepKind::Split:
        return fmt::format("split_part({}, {}, {})", x, textLiteral(step.text), step.number);
    case StepKind::Cut:
        return step.number > 0 ? fmt::format("left({}, {})", x, step.number) : x;
    case StepKind::Round:
        return fmt::format("round({}, {})", x, step.number);
    case StepKind::Crosswalk:
        return crosswalkExpression(step, x);
    }
    return x;
}

bool isSame(const Syntax &a, const Syntax &b)
{
    if (a.kind != b.kind || a.name != b.name || a.parts != b.parts || a.isNegated != b.isNegated ||
        a.hasSubject != b.hasSubject || a.hasElse != b.hasElse || a.children.size() != b.children.size())
        return false;
    return std::equal(a.children.begin(), a.children.end(), b.children.begin(),
                      [](const SyntaxPtr &left, const SyntaxPtr &right) { return isSame(*left, *right); });
}

/// Takes steps off a parsed expression, the last one first.
class Reader
{
public:
    [[nodiscard]] std::optional<Transform> read(const Syntax &syntax)
    {
        if (!peel(syntax))
            return std::nullopt;
        return std::move(m_transform);
    }

private:
    [[nodiscard]] static bool isCall(const Syntax &syntax, std::string_view name, std::size_t argumentsMin,
                                     std::size_t argumentsMax)
    {
        return syntax.kind == SyntaxKind::Call && lowerAscii(syntax.name) == name && syntax.children.size() >= argumentsMin &&
               syntax.children.size() <= argumentsMax;
    }

    [[nodiscard]] static const std::string *textOf(const Syntax &syntax)
    {
        return syntax.kind == SyntaxKind::Text ? &syntax.name : nullptr;
    }

    [[nodiscard]] static bool isText(const Syntax &syntax, std::string_view text)
    {
        return syntax.kind == SyntaxKind::Text && syntax.name == text;
    }

    [[nodiscard]] static std::optional<int> integerOf(const Syntax &syntax)
    {
        int value = 0;
        const char *end = syntax.name.data() + syntax.name.size();
        if (syntax.kind != SyntaxKind::Integer || std::from_chars(syntax.name.data(), end, value).ptr != end)
            return std::nullopt;
        return value;
    }

    [[nodiscard]] static std::optional<std::string> fieldOf(const Syntax &syntax)
    {
        if (syntax.kind != SyntaxKind::Name)
            return std::nullopt;
        return fmt::format("{}", fmt::join(syntax.parts, "."));
    }

    bool add(TransformStep step, const Syntax &inner)
    {
        if (!peel(inner))
            return false;
        m_transform.steps.push_back(std::move(step));
        return true;
    }

    bool peel(const Syntax &syntax)
    {
        if (const auto field = fieldOf(syntax)) {
            m_transform.from = *field;
            return true;
        }
        if (syntax.kind != SyntaxKind::Call)
            return false;
        const auto readers = {&Reader::peelText,   &Reader::peelNumberOrDate, &Reader::peelMarked,
                              &Reader::peelMap,    &Reader::peelCombine,      &Reader::peelCrosswalk};
        return std::any_of(readers.begin(), readers.end(), [&](const auto reader) { return (this->*reader)(syntax); });
    }

    bool peelText(const Syntax &syntax)
    {
        TransformStep step;
        if (isCall(syntax, "trim", 1, 1))
            return add(step, *syntax.children[0]);
        if (isCall(syntax, "left", 2, 2) || isCall(syntax, "round", 2, 2)) {
            const auto number = integerOf(*syntax.children[1]);
            step.kind = isCall(syntax, "left", 2, 2) ? StepKind::Cut : StepKind::Round;
            step.number = number.value_or(0);
            const bool isUsable = number && (step.kind == StepKind::Round || *number > 0);
            return isUsable && add(step, *syntax.children[0]);
        }
        if (isCall(syntax, "split_part", 3, 3)) {
            const std::string *delimiter = textOf(*syntax.children[1]);
            const auto part = integerOf(*syntax.children[2]);
            step.kind = StepKind::Split;
            step.text = delimiter ? *delimiter : std::string();
            step.number = part.value_or(1);
            return delimiter && part && add(step, *syntax.children[0]);
        }
        if (isCall(syntax, "coalesce", 2, 2)) {
            const std::string *value = textOf(*syntax.children[1]);
            step.kind = StepKind::Default;
            step.text = value ? *value : std::string();
            return value && add(step, *syntax.children[0]);
        }
        return false;
    }

    /// A parsing call and what it is given.
    struct Parse
    {
        TransformStep step;
        const Syntax *inner = nullptr;
    };

    [[nodiscard]] static std::optional<Parse> parseOf(const Syntax &syntax)
    {
        Parse parse;
        if (isCall(syntax, "number_cn", 1, 1) || isCall(syntax, "date_cn", 1, 1)) {
            const bool isNumber = isCall(syntax, "number_cn", 1, 1);
            parse.step.kind = isNumber ? StepKind::ParseNumber : StepKind::ParseDate;
            parse.step.makes = isNumber ? TypeKind::Decimal : TypeKind::Date;
            parse.step.isChinese = true;
            parse.inner = syntax.children[0].get();
            return parse;
        }
        for (const TypeKind kind : {TypeKind::Decimal, TypeKind::Int64, TypeKind::Float64}) {
            if (isCall(syntax, conversionFunction(kind), 1, 1))
                return numberOf(syntax, kind);
        }
        for (const TypeKind kind : {TypeKind::Date, TypeKind::DateTime, TypeKind::Time, TypeKind::Timestamp}) {
            if (!isCall(syntax, conversionFunction(kind), 1, 2))
                continue;
            const std::string *pattern = syntax.children.size() == 2 ? textOf(*syntax.children[1]) : nullptr;
            if (syntax.children.size() == 2 && !pattern)
                return std::nullopt;
            parse.step.kind = StepKind::ParseDate;
            parse.step.makes = kind;
            parse.step.text = pattern ? *pattern : std::string();
            parse.inner = syntax.children[0].get();
            return parse;
        }
        return std::nullopt;
    }

    [[nodiscard]] static Parse numberOf(const Syntax &syntax, TypeKind kind)
    {
        Parse parse;
        parse.step.kind = StepKind::ParseNumber;
        parse.step.makes = kind;
        const Syntax *at = syntax.children[0].get();
        const auto isReplace = [](const Syntax &call, std::string_view from, std::string_view to) {
            return isCall(call, "replace", 3, 3) && isText(*call.children[1], from) && isText(*call.children[2], to);
        };
        if (isReplace(*at, ",", "")) {
            parse.step.commas = CommaMeaning::Thousands;
            at = at->children[0].get();
        } else if (isReplace(*at, ",", ".") && isReplace(*at->children[0], ".", "")) {
            parse.step.commas = CommaMeaning::Decimal;
            at = at->children[0]->children[0].get();
        }
        if (isCall(*at, "regex_replace", 3, 3) && isText(*at->children[1], currencyPattern) && isText(*at->children[2], "")) {
            parse.step.stripsCurrency = true;
            at = at->children[0].get();
        }
        if (isCall(*at, "full_to_half", 1, 1)) {
            parse.step.isHalfWidth = true;
            at = at->children[0].get();
        }
        parse.inner = at;
        return parse;
    }

    bool peelNumberOrDate(const Syntax &syntax)
    {
        const std::optional<Parse> parse = parseOf(syntax);
        return parse && add(parse->step, *parse->inner);
    }

    /// if(contains(x, 'mark'), parse(x), plain(x))
    bool peelMarked(const Syntax &syntax)
    {
        if (!isCall(syntax, "if", 3, 3) || !isCall(*syntax.children[0], "contains", 2, 2))
            return false;
        const Syntax &x = *syntax.children[0]->children[0];
        const std::string *mark = textOf(*syntax.children[0]->children[1]);
        std::optional<Parse> parse = parseOf(*syntax.children[1]);
        if (!mark || mark->empty() || !parse || !isSame(*parse->inner, x))
            return false;
        const Syntax &plain = *syntax.children[2];
        if (!isCall(plain, conversionFunction(parse->step.makes), 1, 1) || !isSame(*plain.children[0], x))
            return false;
        parse->step.mark = *mark;
        return add(parse->step, x);
    }

    bool peelMap(const Syntax &syntax)
    {
        if (!isCall(syntax, "map", 3, SIZE_MAX))
            return false;
        const auto &arguments = syntax.children;
        const bool isConstant = std::all_of(arguments.begin() + 1, arguments.end(),
                                            [](const SyntaxPtr &argument) { return argument->kind == SyntaxKind::Text; });
        if (!isConstant)
            return false;
        TransformStep step;
        step.kind = StepKind::MapValues;
        for (std::size_t i = 1; i + 1 < arguments.size(); i += 2)
            step.pairs.emplace_back(arguments[i]->name, arguments[i + 1]->name);
        if (arguments.size() % 2 == 0)
            step.otherwise = arguments.back()->name;
        return add(std::move(step), *arguments[0]);
    }

    bool peelCombine(const Syntax &syntax)
    {
        if (!isCall(syntax, "concat_ws", 2, SIZE_MAX) || !textOf(*syntax.children[0]))
            return false;
        TransformStep step;
        step.kind = StepKind::Combine;
        step.text = syntax.children[0]->name;
        for (std::size_t i = 2; i < syntax.children.size(); ++i) {
            const auto field = fieldOf(*syntax.children[i]);
            if (!field)
                return false;
            step.fields.push_back(*field);
        }
        return add(std::move(step), *syntax.children[1]);
    }

    bool peelCrosswalk(const Syntax &syntax)
    {
        const bool hasDefault = isCall(syntax, "lookup_or", 3, 4);
        if (!hasDefault && !isCall(syntax, "lookup", 2, 3))
            return false;
        TransformStep step;
        step.kind = StepKind::Crosswalk;
        for (std::size_t i = 0; i < syntax.children.size(); ++i) {
            if (i != 1 && !textOf(*syntax.children[i]))
                return false;
        }
        step.text = syntax.children[0]->name;
        if (hasDefault)
            step.otherwise = syntax.children[2]->name;
        const std::size_t columnAt = hasDefault ? 3 : 2;
        if (syntax.children.size() > columnAt)
            step.column = syntax.children[columnAt]->name;
        return add(std::move(step), *syntax.children[1]);
    }

    Transform m_transform;
};

bool isLastOn(const std::vector<TransformStep> &steps, std::size_t index)
{
    return std::none_of(steps.begin() + static_cast<std::ptrdiff_t>(index) + 1, steps.end(), [](const TransformStep &step) {
        const bool isOutside = step.kind == StepKind::Cut && step.number == 0;
        return step.isOn && !isOutside;
    });
}

} // namespace

std::string textLiteral(std::string_view text)
{
    std::string literal = "'";
    for (const char c : text)
        literal += c == '\'' ? "''" : std::string(1, c);
    return literal + '\'';
}

std::string fieldReference(std::string_view name)
{
    if (isPlainName(name))
        return std::string(name);
    // Names between points mean the field of that name or, failing that, a member of a JSON field.
    const bool hasParts = name.find('.') != std::string_view::npos && !name.starts_with('.') && !name.ends_with('.') &&
                          name.find("..") == std::string_view::npos;
    if (hasParts) {
        const std::size_t point = name.find('.');
        return fieldReference(name.substr(0, point)) + '.' + fieldReference(name.substr(point + 1));
    }
    std::string quoted = "\"";
    for (const char c : name)
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + '"';
}

std::string_view conversionFunction(TypeKind kind)
{
    switch (kind) {
    case TypeKind::Date:
        return "date";
    case TypeKind::Time:
        return "time";
    case TypeKind::DateTime:
        return "datetime";
    case TypeKind::Timestamp:
        return "timestamp";
    case TypeKind::Int64:
        return "int";
    case TypeKind::Float64:
        return "float";
    case TypeKind::Bool:
        return "bool";
    case TypeKind::Text:
        return "text";
    default:
        return "decimal";
    }
}

std::string transformExpression(const Transform &transform)
{
    std::string text = fieldReference(transform.from);
    for (std::size_t i = 0; i < transform.steps.size(); ++i) {
        const TransformStep &step = transform.steps[i];
        if (step.isOn && !(step.kind == StepKind::Default && isLastOn(transform.steps, i)))
            text = stepExpression(step, text);
    }
    return text;
}

std::optional<Transform> readTransform(const FieldMapping &field)
{
    Transform transform;
    if (field.from) {
        transform.from = *field.from;
    } else if (field.expr) {
        auto parsed = parseExpression(*field.expr);
        const auto *tree = std::get_if<SyntaxPtr>(&parsed);
        auto read = tree ? Reader().read(**tree) : std::nullopt;
        if (!read)
            return std::nullopt;
        transform = *std::move(read);
    } else {
        return std::nullopt;
    }
    if (field.onTooLong == OnTooLong::Cut) {
        TransformStep cut;
        cut.kind = StepKind::Cut;
        transform.steps.push_back(cut);
    }
    if (field.defaultValue) {
        TransformStep byDefault;
        byDefault.kind = StepKind::Default;
        byDefault.text = *field.defaultValue;
        transform.steps.push_back(byDefault);
    }
    return transform;
}

void writeTransform(const Transform &transform, FieldMapping &field)
{
    field.from.reset();
    field.expr.reset();
    field.value.reset();
    field.isNullConstant = false;
    field.defaultValue.reset();
    field.onTooLong = field.onTooLong == OnTooLong::Null ? OnTooLong::Null : OnTooLong::Quarantine;
    for (std::size_t i = 0; i < transform.steps.size(); ++i) {
        const TransformStep &step = transform.steps[i];
        if (!step.isOn)
            continue;
        if (step.kind == StepKind::Cut && step.number == 0)
            field.onTooLong = OnTooLong::Cut;
        if (step.kind == StepKind::Default && isLastOn(transform.steps, i))
            field.defaultValue = step.text;
    }
    std::string expression = transformExpression(transform);
    if (expression == fieldReference(transform.from))
        field.from = transform.from;
    else
        field.expr = std::move(expression);
}

} // namespace weir
